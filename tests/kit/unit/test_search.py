"""What the search index has, and what is reported where Pagefind does not answer."""

import base64
import gzip
import io
import json
from types import SimpleNamespace

import pytest

from hamerkop.search import SETTINGS, check_folder
from hamerkop.search.documents import Document, page_of, primary_language, tag_names
from hamerkop.search.index_files import ids_by_topic, needed_files, unpacked
from hamerkop.search.pagefind import InvalidRequest, PagefindFailed, decode_answer, read_answer
from hamerkop.shared.records import TopicRecord, attach
from hamerkop.shared.settings import what_is_wrong

OTTERS = Document("otters/", "Otters & <b>co</b>", "<p>They swim.</p>", "en-GB", ("fur", "river"))


def test_a_title_is_text_and_the_content_is_html():
    page = page_of(OTTERS)
    assert ">Otters &amp; &lt;b&gt;co&lt;/b&gt;</h1>" in page.html
    assert "<p>They swim.</p>" in page.html
    assert page.url == "/otters/"


def test_elements_nested_too_deeply_for_pagefind_are_left_out_and_their_text_is_not():
    deep = "<br>" * 600 + "<div>" * 600 + "a &amp; b" + "</div>" * 600
    assert "<p>a &amp; b</p>" in page_of(OTTERS._replace(html=deep)).html
    flat = "<div>a</div><br>" * 600
    assert flat in page_of(OTTERS._replace(html=flat)).html


@pytest.mark.parametrize("language", ["en", "en-GB", "en_us", "EN"])
def test_all_kinds_of_one_language_are_searched_together(language):
    assert '<html lang="en">' in page_of(OTTERS._replace(language=language)).html


def test_other_names_are_found_and_do_not_end_the_attribute_they_are_in():
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
    assert set(needed_files(files)) == {*ours, "pagefind-entry.json"}


def test_a_tag_is_found_by_its_title_or_name_and_by_its_slug():
    river, fur = SimpleNamespace(name="river", slug="the-river"), SimpleNamespace(name="Fur & skin", slug="fur")
    attach(river, TopicRecord("Rivers", "All of them.", "Water", 0))
    assert tag_names([river, fur]) == ["Fur & skin", "Rivers", "fur", "the river"]


@pytest.mark.parametrize("folder", ["", "/etc", "../elsewhere", "a/../../b"])
def test_the_index_is_in_the_output_folder(folder):
    assert check_folder(folder)
    assert not check_folder("pagefind")


@pytest.mark.parametrize(
    ("name", "invalid", "valid"),
    [
        ("SEARCH_EXCLUDE_SELECTORS", ".references", [".references"]),
        ("SEARCH_SYNONYMS", {"otters": "river dog"}, {"otters": ["river dog"]}),
    ],
)
def test_one_text_is_not_taken_for_a_list_of_letters(name, invalid, valid):
    assert what_is_wrong(SETTINGS.rows[name], invalid)
    assert not what_is_wrong(SETTINGS.rows[name], valid)


def answer(payload):
    return base64.b64encode(json.dumps(payload).encode()) + b","


def test_an_answer_ends_at_the_comma():
    assert decode_answer(answer({"payload": {"type": "NewIndex", "index_id": 0}}))["index_id"] == 0


@pytest.mark.parametrize(
    "message", [b"hello,", answer("text"), answer({}), answer({"payload": 3}), base64.b64encode(b"{") + b","]
)
def test_an_answer_that_cannot_be_read_says_what_to_do(message):
    with pytest.raises(PagefindFailed, match="install it again"):
        decode_answer(message)


def test_the_message_of_pagefind_is_kept():
    with pytest.raises(InvalidRequest, match="no such thing"):
        decode_answer(answer({"payload": {"type": "Error", "message": "no such thing"}}))


def test_a_program_that_dies_is_quoted():
    with pytest.raises(PagefindFailed, match=r"without an answer \(out of memory\)"):
        read_answer(io.BufferedReader(io.BytesIO(b"out of memory")))


def test_a_packed_result_is_read_with_its_signature():
    assert unpacked(gzip.compress(b'pagefind_dcd{"url": "/a/"}')) == {"url": "/a/"}


@pytest.mark.parametrize(("tag", "language"), [("en_GB", "en"), ("DE", "de"), ('en"><b>', "und"), ("", "und")])
def test_a_text_whose_language_is_none_is_indexed_too(tag, language):
    assert primary_language(tag) == language
