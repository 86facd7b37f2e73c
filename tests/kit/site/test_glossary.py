"""A reader who meets a word for the first time finds its meaning one link away."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite

TERMS = """
- {term: holt, also: [holts], meaning: Where <otters> sleep.}
- {term: spraint, meaning: What they leave behind.}
"""
PAGE = "---\ntitle: Glossary\nsummary: Words.\ntemplate: glossary\n---\n\nA holt is a word.\n"
BODY = "Otters sleep in holts. A holt is dry. They leave a spraint."
PLAIN_FILES = {
    "content/glossary.yaml": TERMS,
    "content/pages/glossary.md": "Title: Glossary\n\nA holt is a word.\n",
    "content/a.md": "Title: A\nDate: 2026-01-02\nSummary: Of a holt.\nGlossary_exclude: spraint, den\n\n"
    "A holt is dry. A spraint is not.\n",
}
FILES = {"glossary.yaml": TERMS, "pages/glossary.md": PAGE, "articles/a.md": article(body=BODY)}


def links(site, path="a/index.html"):
    return [(link.text(), link.attributes["href"]) for link in LexborHTMLParser(site.read(path)).css("main .term")]


def test_the_first_use_links_to_the_meaning_under_a_sub_path_too(build):
    site = build(FILES, published=True, env={"SITEURL": "https://example.org/sub"})
    assert links(site) == [
        ("holts", "https://example.org/sub/glossary/#holt"),
        ("spraint", "https://example.org/sub/glossary/#spraint"),
    ]
    entry = LexborHTMLParser(site.read("glossary/index.html")).css_first("#holt")
    assert [part.text() for part in entry.css("dt, dd")] == ["holt", "Where <otters> sleep."]
    assert "https://example.org/sub/glossary/#holt" in site.read("feeds/all.atom.xml")


def test_pages_and_summaries_get_no_links(build):
    summary = article(body=BODY, summary="All of a holt.")
    site = build(FILES | {"articles/a.md": summary})
    assert links(site, "glossary/index.html") == []
    assert 'class="term"' not in site.read("index.html")


def test_a_writer_excludes_one_term_or_all(build):
    some = article("B", BODY, glossary_exclude="[holt]")
    none = article("C", BODY, glossary_exclude="all")
    site = build(FILES | {"articles/b.md": some, "articles/c.md": none})
    assert [text for text, _ in links(site, "b/index.html")] == ["spraint"]
    assert links(site, "c/index.html") == []
    assert "in holts." in LexborHTMLParser(site.read("c/index.html")).css_first(".prose").text()


def test_a_term_is_excluded_where_a_line_ends_within_it(build):
    terms = "- {term: river bank, meaning: Its side.}\n"
    text = article(body="On the river\nbank.", glossary_exclude="[river bank]")
    assert links(build(FILES | {"glossary.yaml": terms, "articles/a.md": text})) == []


LOUD = """from hamerkop.shared import steps

def shout(content):
    content._content = content._content.replace("</a> ", "</a>!")

def register():
    steps.on(steps.typeset, shout)
"""


@pytest.mark.parametrize("plugins", [["loud", "hamerkop.glossary"], ["hamerkop.glossary", "loud"]])
def test_links_are_removed_before_the_text_is_typeset(plugins, tmp_path):
    site = PlainSite(tmp_path, PLUGINS=plugins, PLUGIN_PATHS=["plugins"]).write(PLAIN_FILES | {"plugins/loud.py": LOUD})
    site.build()
    assert ">holt</a>!is dry. A spraint is not." in site.read("a.html")


def test_an_unknown_term_in_glossary_exclude_is_reported_with_its_position_and_the_nearest(site):
    files = FILES | {"articles/a.md": article(body=BODY, glossary_exclude="[spraint, hlot]")}
    assert site(files).build_badly() == [
        'content/articles/a.md:7:29  glossary_exclude: "hlot" is not in the glossary; did you mean "holt"?'
    ]


def test_a_problem_of_the_file_is_reported_alone_with_its_line(site):
    files = FILES | {"glossary.yaml": TERMS + "- {term: otter}\n"}
    (problem,) = site(files | {"articles/a.md": article(body=BODY, glossary_exclude="[otter]")}).build_badly()
    assert problem.startswith('content/glossary.yaml:4:3  "meaning" is missing or empty')


def test_terms_without_a_page_that_prints_them_are_one_problem(site):
    files = {name: text for name, text in FILES.items() if name != "pages/glossary.md"}
    (problem,) = site(files).build_badly()
    assert problem.startswith('content/glossary.yaml:1:1  no page prints these terms; write "pages/glossary.md"')


def test_a_page_of_terms_that_is_a_draft_is_a_problem_and_not_linked(tmp_path):
    page = "Title: Glossary\nStatus: draft\n\nThe terms.\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.glossary"]).write(PLAIN_FILES | {"content/pages/glossary.md": page})
    printed = site.build(check=False)
    assert "content/pages/glossary.md:1:1  Y08  prints the terms of the glossary, and is not published" in printed
    assert "A holt is dry." in site.read("a.html")


def test_a_page_of_terms_that_is_hidden_from_menus_is_linked(tmp_path):
    page = "Title: Glossary\nStatus: hidden\n\nThe terms.\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.glossary"]).write(PLAIN_FILES | {"content/pages/glossary.md": page})
    assert "Y08" not in site.build()
    assert '"https://example.org/pages/glossary.html#holt">holt</a> is dry' in site.read("a.html")


def test_a_folder_in_place_of_the_file_is_a_problem(site):
    made = site({"articles/a.md": article(body=BODY)})
    (made.content / "glossary.yaml").mkdir()
    assert made.build_badly() == ["content/glossary.yaml:1:1  is no file; GLOSSARY_FILE needs one here"]


def test_without_the_file_nothing_is_linked_and_nothing_is_wrong(build):
    site = build({"pages/glossary.md": PAGE, "articles/a.md": article(body=BODY, glossary_exclude="[anything]")})
    assert links(site) == []
    assert not LexborHTMLParser(site.read("glossary/index.html")).css(".glossary")


def test_a_file_that_is_named_and_missing_is_reported_at_the_setting(site):
    (problem,) = site(FILES, settings={"GLOSSARY_FILE": "terms.yaml"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "GLOSSARY_FILE: there is no file content/terms.yaml; add it, or remove the setting" in problem


def test_a_plain_site_links_texts_and_not_summaries(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.glossary"]).write(PLAIN_FILES)
    site.build()
    assert '<a class="term" href="https://example.org/pages/glossary.html#holt">holt</a> is dry' in site.read("a.html")
    assert ">spraint</a>" not in site.read("a.html")
    assert 'class="term"' not in site.read("index.html")
