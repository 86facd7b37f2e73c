"""What can be found by searching, and what cannot."""

import gzip
import json
import re
import sys

import pytest

from hamerkop.search.index_files import unpacked
from tests.conftest import article

PAGE = "---\ntitle: Help\nsummary: Who to call.\n---\n\nCall the warden.\n"


def index(site):
    """Return the files of the index, unpacked."""
    files = {path: data for path, data in site.bytes().items() if path.startswith("pagefind/")}
    return {path: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for path, data in files.items()}


def found(site):
    """Return what can be found: address → the result as a search page gets it."""
    folder = site.output / "pagefind" / "fragment"
    results = [unpacked(path.read_bytes()) for path in folder.glob("*.pf_fragment")]
    return {result["url"]: result for result in results}


def holds(site, word):
    return sorted(path for path, data in index(site).items() if word.encode() in data)


@pytest.mark.parametrize("published", [False, True])
def test_only_what_is_published_is_found(build, published):
    site = build(
        {
            "articles/a.md": article("Otters", "Otters eat frobnak."),
            "articles/b.md": article("Draftkwyjibo", "Draftkwyjibo.", status="draft", tags="[draftkwyjibo]"),
            "articles/c.md": article("Hiddenkwyjibo", "Hiddenkwyjibo.", status="hidden", tags="[hiddenkwyjibo]"),
            "articles/d.md": article("Laterkwyjibo", "Laterkwyjibo.", date="2030-01-01", tags="[laterkwyjibo]"),
            "articles/e.md": article("Skipkwyjibo", "Skipkwyjibo.", status="skip", tags="[skipkwyjibo]"),
            "pages/help.md": PAGE,
            "pages/secret.md": PAGE.replace("title: Help", "title: Pagekwyjibo\nstatus: draft"),
            "pages/quiet.md": PAGE.replace("title: Help", "title: Quietkwyjibo\nstatus: hidden"),
        },
        {"SITEURL": "https://example.org"} if published else {},
        published,
    )
    assert set(found(site)) == {"/a/", "/help/"}
    assert len(holds(site, "frobnak")) == 2  # the result, and the words that lead to it
    assert holds(site, "kwyjib") == []


def test_a_result_has_its_title_as_typed_its_summary_and_its_passages(build):
    body = "Text.\n\n## Where they live\n\nBy rivers&nbsp;and&nbsp;lakes.\n"
    result = found(build({"articles/a.md": article("Otters & <b> “co”", body, summary="Of <i> & more.")}))["/a/"]
    assert result["meta"]["title"] == "Otters & <b> “co”"
    assert result["content"] == "Of <i> & more. Text. Where they live. By rivers and lakes."
    assert [(anchor["id"], anchor["text"]) for anchor in result["anchors"]] == [("where-they-live", "Where they live")]


def test_what_the_setting_names_is_not_found(build):
    body = 'Otters.\n\n<p class="references">bibliofrob</p>\n\n<p class="aside">asidefrob</p>\n'
    files = {"articles/a.md": article(body=body)}
    assert holds(build(files), "bibliofrob") == []


def test_the_marks_of_footnotes_and_headings_are_not_part_of_the_text(build):
    docutils = '<a class="footnote-reference">[2]</a> <a class="fn-backref">[2]</a> <td class="linenos">3</td>'
    body = f"Words[^1].\n\n## Where\n\nThere. {docutils}\n\n[^1]: The note text.\n"
    markdown = {"extensions": ["markdown.extensions.toc", "markdown.extensions.footnotes"]}
    markdown["extension_configs"] = {"markdown.extensions.toc": {"permalink": True}}
    result = found(build({"articles/a.md": article("Otters", body)}, {"MARKDOWN": markdown}))["/a/"]
    assert " ".join(result["content"].split()) == "About animals. Words . Where. There. The note text."


def test_the_setting_can_name_other_things(build):
    body = 'Otters.\n\n<p class="references">bibliofrob</p>\n\n<p class="aside">asidefrob</p>\n'
    site = build({"articles/a.md": article(body=body)}, {"SEARCH_EXCLUDE_SELECTORS": [".aside"]})
    assert holds(site, "bibliofrob")
    assert holds(site, "asidefrob") == []


def test_each_topic_has_its_results(build):
    site = build(
        {"articles/a.md": article(tags="[river, Fur & skin]"), "articles/b.md": article(), "pages/help.md": PAGE}
    )
    topics = json.loads(site.read("pagefind/topics.json"))
    results = {path.stem: unpacked(path.read_bytes())["url"] for path in site.output.glob("pagefind/fragment/*")}
    named = {topic: sorted(results[identity] for identity in ids) for topic, ids in topics.items()}
    assert named == {"fur-skin": ["/a/"], "river": ["/a/", "/b/"]}


GLOSSARY = {
    "articles/a.md": article(),
    "glossary.yaml": "- {term: holt, also: [dens], meaning: A dry place & warm.}\n",
    "pages/glossary.md": "---\ntitle: Glossary\nsummary: Words.\ntemplate: glossary\n---\n\nText.\n",
}


def test_a_term_of_the_glossary_is_found_by_each_of_its_names(build):
    site = build(GLOSSARY)
    assert found(site)["/glossary/#holt"]["content"] == "A dry place & warm."
    assert holds(site, "dens")


LEVELS = {"Y08": "note", "page-links-nowhere": "off"}


def test_the_terms_of_a_glossary_that_is_not_published_are_not_found(build):
    draft = GLOSSARY["pages/glossary.md"].replace("title:", "status: draft\ntitle:")
    assert set(found(build(GLOSSARY | {"pages/glossary.md": draft}, settings={"CHECK_LEVELS": LEVELS}))) == {"/a/"}


def test_a_translation_has_an_index_of_its_own_and_a_region_has_not(build):
    french = article("Loutres", "Les loutres nagent.", lang="fr", slug="a")
    site = build({"articles/a.md": article(), "articles/b.md": article(lang="en-US"), "articles/f.md": french})
    assert {language: entry["page_count"] for language, entry in entry_of(site)["languages"].items()} == {
        "en": 2,
        "fr": 1,
    }
    assert set(found(site)) == {"/a/", "/en-us/b/", "/fr/a/"}


def entry_of(site):
    return json.loads(site.read("pagefind/pagefind-entry.json"))


def test_one_writer_cannot_hide_the_texts_of_the_others(build):
    site = build(
        {"articles/a.md": article(body="<p data-pagefind-body>Mine alone.</p>"), "articles/b.md": article("Otters")}
    )
    assert set(found(site)) == {"/a/", "/b/"}


def test_two_builds_of_one_content_give_the_same_bytes(site):
    tags = ["river", "fur", "play", "fish", "sleep", "cold"]
    files = {
        f"articles/{n}.md": article(f"Otters {n}", f"Text {n} of otters.", tags=f"[{', '.join(tags[: n % 6 + 1])}]")
        for n in range(12)
    }
    languages = {f"articles/{lang}.md": article("A", "Text.", lang=lang, slug="0") for lang in ("fr", "de", "es")}
    tiny = site(files | languages)
    first = index(tiny.build(PYTHONHASHSEED="1"))
    assert len(first) > 15
    assert index(tiny.build(PYTHONHASHSEED="2")) == first


def test_what_became_a_draft_is_gone_from_the_index_of_a_site_built_over_itself(site):
    tiny = site({"articles/a.md": article(), "articles/b.md": article("Frobnak", "Frobnak.")})
    over = ["-m", "pelican", "-s", "siteconf.py"]
    assert tiny.run(over).returncode == 0
    assert holds(tiny, "frobnak")
    tiny.write({"articles/b.md": article("Frobnak", "Frobnak.", status="draft")})
    assert tiny.run(over).returncode == 0
    assert holds(tiny, "frobnak") == []


def test_a_site_with_nothing_to_find_has_no_index(build):
    assert index(build({})) == {}


NONSENSE = "#!/bin/sh\nprintf 'hello,'\nexec cat >/dev/null\n"
PROGRAMS = {
    "is not there": (None, "cannot be started: No such file or directory"),
    "dies": ("#!/bin/sh\nread -n 1 x\nexit 1\n", "Pagefind stopped"),
    "talks nonsense": (NONSENSE, "Pagefind's answer cannot be read"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize("what", PROGRAMS)
def test_a_program_that_fails_is_a_problem_in_words(site, tmp_path, what):
    script, said = PROGRAMS[what]
    program = tmp_path / "pagefind"
    if script:
        program.write_text(script, "utf-8")
        program.chmod(0o700)
    [problem] = site({"articles/a.md": article()}).build_badly(PAGEFIND_BINARY_PATH=str(program))
    assert said in problem
    assert "install it again" in problem
    assert re.match(r"(siteconf|.*/site_settings)\.py:\d+:\d+ ", problem)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_the_index_is_made_again_only_if_a_text_has_changed(site, tmp_path):
    program = tmp_path / "pagefind"
    program.write_text(NONSENSE, "utf-8")
    program.chmod(0o700)
    tiny = site({"articles/a.md": article(), "articles/b.md": article("B")})
    first = index(tiny.build())
    assert index(tiny.build(PAGEFIND_BINARY_PATH=str(program))) == first  # the program was not run
    tiny.write({"articles/a.md": article(body="Frobnak.")})
    [problem] = tiny.build_badly(PAGEFIND_BINARY_PATH=str(program))
    assert "Pagefind's answer" in problem
    assert holds(tiny.build(), "frobnak")


def test_a_selector_that_pagefind_refuses_is_a_problem_at_its_setting(site):
    [problem] = site({"articles/a.md": article()}, {"SEARCH_EXCLUDE_SELECTORS": ["[["]}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "write only CSS selectors into SEARCH_EXCLUDE_SELECTORS" in problem


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SEARCH_SYNONYM": {}}, 'SEARCH_SYNONYM is not a setting; did you mean "SEARCH_SYNONYMS"?'),
        ({"SEARCH_EXCLUDE_SELECTORS": ".references"}, "write a list of text"),
        ({"SEARCH_FOLDER": "../up"}, "write a folder under OUTPUT_PATH"),
    ],
)
def test_an_invalid_setting_is_named_with_what_to_write(site, settings, said):
    [problem] = site({"articles/a.md": article()}, settings).build_badly()
    assert said in problem
