"""A reader who meets a word for the first time finds its meaning one link away."""

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

TERMS = """
- {term: holt, also: [holts], meaning: Where <otters> sleep.}
- {term: spraint, meaning: What they leave behind.}
"""
PAGE = "---\ntitle: Glossary\nsummary: Words.\ntemplate: glossary\n---\n\nA holt is a word.\n"
BODY = "Otters sleep in holts. A holt is dry. They leave a spraint."
FILES = {"glossary.yaml": TERMS, "pages/glossary.md": PAGE, "articles/a.md": article(body=BODY)}


def links(site, path="a/index.html"):
    return [(link.text(), link.attributes["href"]) for link in LexborHTMLParser(site.read(path)).css("main .term")]


def test_the_first_use_leads_to_the_meaning_under_a_sub_path_too(build):
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


def test_a_writer_leaves_out_one_term_or_all(build):
    some = article("B", BODY, glossary_exclude="[holt]")
    none = article("C", BODY, glossary_exclude="all")
    site = build(FILES | {"articles/b.md": some, "articles/c.md": none})
    assert [words for words, _ in links(site, "b/index.html")] == ["spraint"]
    assert links(site, "c/index.html") == []
    assert "in holts." in LexborHTMLParser(site.read("c/index.html")).css_first(".prose").text()


def test_a_term_is_left_out_where_a_line_ends_within_it(build):
    terms = "- {term: river bank, meaning: Its side.}\n"
    text = article(body="On the river\nbank.", glossary_exclude="[river bank]")
    assert links(build(FILES | {"glossary.yaml": terms, "articles/a.md": text})) == []


def test_leaving_out_an_unknown_term_is_an_error_with_its_place_and_the_nearest(site):
    files = FILES | {"articles/a.md": article(body=BODY, glossary_exclude="[spraint, hlot]")}
    assert site(files).build_badly() == [
        'content/articles/a.md:7:29  glossary_exclude: "hlot" is not in the glossary; did you mean "holt"?'
    ]


def test_a_mistake_in_the_file_is_named_alone_with_its_line(site):
    files = FILES | {"glossary.yaml": TERMS + "- {term: otter}\n"}
    (problem,) = site(files | {"articles/a.md": article(body=BODY, glossary_exclude="[otter]")}).build_badly()
    assert problem.startswith("content/glossary.yaml:4:3  write each term as - {term: …")


def test_terms_without_a_page_that_prints_them_are_one_error(site):
    (problem,) = site(without_page()).build_badly()
    assert problem.startswith('content/glossary.yaml:1:1  no page prints these terms; write "pages/glossary.md"')


def without_page():
    return {name: text for name, text in FILES.items() if name != "pages/glossary.md"}


def test_without_the_file_nothing_is_linked_and_nothing_is_wrong(build):
    site = build({"pages/glossary.md": PAGE, "articles/a.md": article(body=BODY, glossary_exclude="[anything]")})
    assert links(site) == []
    assert not LexborHTMLParser(site.read("glossary/index.html")).css(".glossary")
