"""A reader who knows a name finds it by its letter."""

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

FILES = {
    "topics.yaml": "- {slug: river, title: Rivers, description: Water, group: Places}\n",
    "glossary.yaml": "- {term: eddy, meaning: Water that turns.}\n- {term: holt, meaning: A den.}\n",
    "pages/glossary.md": "---\ntitle: Glossary\nsummary: Words.\ntemplate: glossary\n---\n\nText.\n",
    "articles/a.md": article("Élan of otters"),
    "articles/b.md": article("24 hours & more"),
    "articles/c.md": article("Draft", status="draft"),
    "articles/d.md": article("Hidden", status="hidden"),
    "articles/e.md": article("Later", date="2030-01-01"),
    "articles/f.md": article("emus"),
}


def letters(site):
    """Return the page as letter → (title, address, kind)."""
    page = LexborHTMLParser(site.read("a-z/index.html"))
    return {
        section.css_first("h2").text(): [
            (
                item.css_first("a").text(),
                item.css_first("a").attributes["href"],
                "".join(s.text() for s in item.css("span")),
            )
            for item in section.css("li")
        ]
        for section in page.css("main section")
    }


def test_articles_pages_topics_and_terms_are_listed_by_letter_and_nothing_unpublished(build):
    assert letters(build(FILES)) == {
        "0–9": [("24 hours & more", "/b/", "")],
        "E": [("eddy", "/glossary/#eddy", "term"), ("Élan of otters", "/a/", ""), ("emus", "/f/", "")],
        "G": [("Glossary", "/glossary/", "")],
        "H": [("holt", "/glossary/#holt", "term")],
        "R": [("Rivers", "/topics/river/", "topic")],
    }


def test_every_letter_at_the_top_links_to_its_list(build):
    page = LexborHTMLParser(build(FILES).read("a-z/index.html"))
    targets = [link.attributes["href"].removeprefix("#") for link in page.css(".letter-nav a")]
    assert targets == [heading.attributes["id"] for heading in page.css("main h2")] != []


def test_without_a_vocabulary_and_a_glossary_there_are_articles_and_plain_tags(build):
    site = build({"articles/a.md": article(tags='["Zebra fish"]')})
    assert letters(site) == {"O": [("Otters", "/a/", "")], "Z": [("Zebra fish", "/topics/zebra-fish/", "topic")]}


def test_terms_are_listed_only_if_their_page_is_published(build):
    draft = FILES["pages/glossary.md"].replace("title:", "status: draft\ntitle:")
    levels = {"Y08": "note", "page-links-nowhere": "off", "duplicate-summary": "off"}
    assert set(letters(build(FILES | {"pages/glossary.md": draft}, settings={"CHECK_LEVELS": levels}))) == {
        "0–9",
        "E",
        "R",
    }
