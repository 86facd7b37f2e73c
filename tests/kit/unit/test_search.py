"""What goes into the search index, and what is said where Pagefind does not answer."""

import base64
import gzip
import io
import json

import pytest

from hamerkop.search import ids_by_topic, needed, unpacked, wrong_with
from hamerkop.search.documents import Document, page_of
from hamerkop.search.pagefind import PagefindFailed, answer_in, read_answer

OTTERS = Document("otters/", "Otters & <b>co</b>", "<p>They swim.</p>", "en-GB", ("fur", "river"))


def test_a_title_is_text_and_the_content_is_html():
    page = page_of(OTTERS)
    assert ">Otters &amp; &lt;b&gt;co&lt;/b&gt;</h1>" in page.html
    assert "<p>They swim.</p>" in page.html
    assert page.url == "/otters/"


@pytest.mark.parametrize("language", ["en", "en-GB", "en_us", "EN"])
def test_all_kinds_of_one_language_are_searched_together(language):
    assert '<html lang="en">' in page_of(OTTERS._replace(language=language)).html


def test_other_names_are_found_and_do_not_end_the_attribute_they_stand_in():
    html = page_of(OTTERS._replace(other_names=('a "holt"', "dens"))).html
    assert 'content="a &quot;holt&quot;, dens"' in html


def test_each_topic_names_its_results_in_one_order_and_leaves_out_what_has_no_words():
    documents = [OTTERS, Document("a/", "A", "", "en", ("river",)), Document("empty/", "", "", "en", ("river",))]
    ids = {"/otters/": "en_2", "/a/": "en_1"}
    assert ids_by_topic(documents, ids) == {"fur": ["en_2"], "river": ["en_1", "en_2"]}


def test_only_the_files_that_a_search_page_loads_are_published():
    entry = {"languages": {"fr": {"wasm": "fr"}, "xx": {"wasm": None}}}
    ours = ["pagefind.js", "wasm.fr.pagefind", "wasm.unknown.pagefind", "a.pf_meta", "index/b.pf_index"]
    others = ["pagefind-ui.js", "pagefind-ui.css", "pagefind-worker.js", "wasm.en.pagefind", "pagefind-highlight.js"]
    files = dict.fromkeys([*ours, *others], b"") | {"pagefind-entry.json": json.dumps(entry).encode()}
    assert set(needed(files)) == {*ours, "pagefind-entry.json"}


@pytest.mark.parametrize("folder", ["", "/etc", "../elsewhere", "a/../../b", None, 3])
def test_the_index_stays_within_the_output(folder):
    assert wrong_with("SEARCH_FOLDER", folder)


def test_a_selector_alone_is_no_list_of_selectors():
    assert wrong_with("SEARCH_EXCLUDE_SELECTORS", ".references")
    assert not wrong_with("SEARCH_EXCLUDE_SELECTORS", [".references"])


def answer(payload):
    return base64.b64encode(json.dumps(payload).encode()) + b","


def test_an_answer_is_what_stands_before_the_comma():
    assert answer_in(answer({"payload": {"type": "NewIndex", "index_id": 0}}))["index_id"] == 0


@pytest.mark.parametrize(
    "message", [b"hello,", answer("text"), answer({}), answer({"payload": 3}), base64.b64encode(b"{") + b","]
)
def test_an_answer_that_is_none_ends_in_words(message):
    with pytest.raises(PagefindFailed, match="install it anew"):
        answer_in(message)


def test_what_pagefind_says_is_passed_on():
    with pytest.raises(PagefindFailed, match="no such thing"):
        answer_in(answer({"payload": {"type": "Error", "message": "no such thing"}}))


def test_a_program_that_dies_is_quoted():
    with pytest.raises(PagefindFailed, match=r"without an answer \(out of memory\)"):
        read_answer(io.BufferedReader(io.BytesIO(b"out of memory")))


def test_a_packed_result_is_read_with_its_signature():
    assert unpacked(gzip.compress(b'pagefind_dcd{"url": "/a/"}')) == {"url": "/a/"}
