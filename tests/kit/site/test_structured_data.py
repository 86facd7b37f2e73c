"""What machines read of a page: search engines, link previews, readers of microformats."""

import json
import re

import mf2py
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.site_settings import CHECK_LEVELS

URL = "https://example.org/sub"
HOSTILE = '</script><script>alert("1")</script> <!-- \' & \u200fשלום\u202e 😀 {{ x }} ' + "x" * 300
WORKS = [{"id": "weir", "type": "book", "title": "Otters </script>", "URL": "https://e.org/?a=1&b='\"<"}]
PAGE = '---\ntitle: "About"\nsummary: Who we are.\n---\n\nText.\n'


def yaml(text):
    return json.dumps(text, ensure_ascii=False)


@pytest.fixture
def publish(build):
    """Build a tiny site as `publish` does, under an address with a sub-path."""

    def make(files, **settings):
        return build(files, settings={"SOCIAL_CARDS_FOLDER": None, **settings}, published=True, env={"SITEURL": URL})

    return make


def data(site, path):
    """Return the structured data of a page; each has one block at most."""
    blocks = LexborHTMLParser(site.read(path)).css('script[type="application/ld+json"]')
    assert len(blocks) <= 1
    return json.loads(blocks[0].text()) if blocks else None


def named(site, path):
    """Return the named metadata of a page."""
    found = LexborHTMLParser(site.read(path)).css("meta[property], meta[name]")
    return {node.attributes.get("property") or node.attributes["name"]: node.attributes["content"] for node in found}


def canonical(site, path):
    links = LexborHTMLParser(site.read(path)).css('link[rel="canonical"]')
    return [link.attributes["href"] for link in links]


def test_an_article_says_what_it_is_who_wrote_it_and_what_it_cites(publish):
    site = publish(
        {
            "articles/otters.md": article(modified="2026-02-03", author="The wardens", body="Text [@weir]."),
            "references.json": json.dumps([{"id": "weir", "type": "book", "title": "Otters", "DOI": "10.1/x"}]),
        }
    )
    facts = data(site, "otters/index.html")
    assert facts == {
        "@context": "https://schema.org",
        "@type": ["Article", "WebPage"],
        "isAccessibleForFree": True,
        "url": f"{URL}/otters/",
        "headline": "Otters",
        "description": "About animals.",
        "inLanguage": "en-GB",
        "datePublished": "2026-01-02",
        "dateModified": "2026-02-03",
        "author": {"@type": "Organization", "name": "The wardens", "url": f"{URL}/authors/the-wardens/"},
        "publisher": {"@type": "Organization", "name": "River Notes", "url": f"{URL}/"},
        "license": "https://license.example/by-sa/",
        "breadcrumb": facts["breadcrumb"],
        "citation": [{"@id": "https://doi.org/10.1/x"}],
    }


def test_the_breadcrumbs_that_machines_read_are_those_that_readers_see(publish):
    site = publish({"articles/otters.md": article(category='"Sea & land"')})
    for path in ("otters/index.html", "topics/river/index.html", "categories/sea-land/index.html"):
        links = LexborHTMLParser(site.read(path)).css(".breadcrumbs a")
        seen = [(link.text(), link.attributes["href"]) for link in links]
        steps = data(site, path)["breadcrumb"]["itemListElement"]
        assert len(seen) == 2
        assert [(step["name"], step["item"]) for step in steps] == seen


def test_the_front_page_is_the_site_and_lists_are_collections(publish):
    site = publish({"articles/a.md": article(), "pages/about.md": PAGE, "pages/rules.md": PAGE}, SEARCH_URL="search/")
    front = data(site, "index.html")
    assert (front["@type"], front["name"], front["url"]) == ("WebSite", "River Notes", f"{URL}/")
    assert front["potentialAction"]["target"] == f"{URL}/search/?q={{words}}"
    assert "breadcrumb" not in front
    topic = data(site, "topics/river/index.html")
    assert (topic["@type"], topic["name"], topic["url"]) == ("CollectionPage", "river", f"{URL}/topics/river/")
    assert data(site, "about/index.html")["@type"] == "AboutPage"
    assert data(site, "rules/index.html") == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": "About",
        "url": f"{URL}/rules/",
        "description": "Who we are.",
        "inLanguage": "en-GB",
    }


def test_what_nobody_should_find_describes_itself_to_nobody(build):
    files = {"articles/draft.md": article(status="draft"), "articles/hidden.md": article(status="hidden")}
    site = build(files, settings={"SITEURL": URL})
    for path in ("drafts/draft/index.html", "hidden/index.html", "404.html"):
        assert data(site, path) is None
        assert canonical(site, path) == []
        assert named(site, path)["robots"] == "noindex"


def test_a_site_without_an_address_says_nothing_that_needs_one(build):
    site = build({"articles/a.md": article()})
    assert data(site, "a/index.html") is None
    assert canonical(site, "a/index.html") == []
    assert "og:image" not in named(site, "a/index.html")


def test_hostile_words_stay_words(publish):
    header = {"summary": yaml(HOSTILE[:90]), "author": yaml(HOSTILE[:60])}
    wrong, right = yaml(HOSTILE), yaml(f"{HOSTILE}!")
    site = publish(
        {
            "articles/otters.md": article(HOSTILE, "Text [@weir].", **header),
            "references.json": json.dumps(WORKS),
            "corrections.yaml": f"- {{date: 2026-02-03, article: otters, wrong: {wrong}, right: {right}}}\n",
        },
        SITENAME=HOSTILE[:80],
        CHECK_LEVELS=CHECK_LEVELS | {"Y13": "off"},  # its tags are words, too
        LICENSE={"name": "x", "url": "https://e.org/</script>"},
    )
    page = LexborHTMLParser(site.read("otters/index.html"))
    facts = data(site, "otters/index.html")
    assert facts["headline"] == page.css_first("h1").text() == HOSTILE.strip()
    assert facts["description"] == named(site, "otters/index.html")["og:description"] == HOSTILE[:90].strip()
    assert facts["author"]["name"] == HOSTILE[:60].strip()
    assert facts["publisher"]["name"] == HOSTILE[:80]
    assert facts["correction"][0]["text"] == f"It said: {HOSTILE} It now says: {HOSTILE}!"
    assert facts["license"] == "https://e.org/</script>"
    assert facts["citation"][0]["@id"] == page.css_first(".references a").attributes["href"]
    assert [node.attributes.get("type") for node in page.css("script")] == ["application/ld+json"]
    assert named(site, "otters/index.html")["og:title"] == HOSTILE.strip()


def test_a_line_separator_in_a_summary_stays_one_sign(publish):
    site = publish({"articles/a.md": article(summary='"One\\u2028two"')})
    block = LexborHTMLParser(site.read("a/index.html")).css_first("script").text()
    assert json.loads(block)["description"].split() == ["One", "two"]


def test_a_list_names_its_own_page_and_not_the_first(publish):
    files = {f"articles/{name}.md": article(name) for name in ("a", "b", "c")}
    site = publish(files, DEFAULT_PAGINATION=2, PAGINATED_TEMPLATES={"tag": None, "index": None})
    for path in ("", "page/2/", "topics/river/", "topics/river/page/2/"):
        assert canonical(site, f"{path}index.html") == [f"{URL}/{path}"]
        assert named(site, f"{path}index.html")["og:url"] == f"{URL}/{path}"
    assert data(site, "page/2/index.html") is None


def test_an_address_that_only_ends_like_the_front_pages_is_kept_whole(publish):
    settings = {"ARTICLE_URL": "{slug}.html", "ARTICLE_SAVE_AS": "{slug}.html"}
    site = publish({"articles/reindex.md": article()}, **settings)
    assert canonical(site, "reindex.html") == [f"{URL}/reindex.html"]


def test_a_link_preview_has_the_title_the_dates_and_the_language(publish):
    site = publish({"articles/otters.md": article(modified="2026-02-03"), "pages/about.md": PAGE})
    meta = named(site, "otters/index.html")
    assert (meta["og:type"], meta["og:title"]) == ("article", "Otters")
    assert "twitter:card" not in meta, "there is no image here"
    assert named(site, "about/index.html")["og:type"] == "website"


def entries(site, path):
    parsed = mf2py.parse(doc=site.read(f"{path}index.html"), url=f"{URL}/{path}")
    return [item["properties"] for item in parsed["items"] if item["type"] == ["h-entry"]]


def test_a_reader_of_microformats_finds_the_article_and_each_entry_of_a_list(publish):
    site = publish({"articles/otters.md": article(modified="2026-02-03", author="Ann Weir")})
    [whole] = entries(site, "otters/")
    assert whole["name"] == ["Otters"]
    assert whole["url"] == [f"{URL}/otters/"]
    assert whole["published"] == ["2026-01-02"]
    assert whole["updated"] == ["2026-02-03"]
    assert whole["category"] == ["river"]
    assert whole["content"][0]["value"].split() == ["Otters", "live", "by", "rivers."]
    [author] = whole["author"]
    assert author["type"] == ["h-card"]
    assert author["properties"] == {"name": ["Ann Weir"], "url": [f"{URL}/authors/ann-weir/"]}
    [listed] = entries(site, "topics/river/")
    assert {name: listed[name] for name in ("name", "url", "summary", "published")} == {
        "name": ["Otters"],
        "url": [f"{URL}/otters/"],
        "summary": ["About animals."],
        "published": ["2026-01-02"],
    }


def test_the_icon_is_small_and_is_in_the_page(publish):
    site = publish({"articles/a.md": article()})
    icon = LexborHTMLParser(site.read("a/index.html")).css_first('link[rel="icon"]').attributes["href"]
    assert re.fullmatch(r"data:image/svg\+xml,[!-~]+", icon)
    assert not set(' <>"#') & set(icon)
    assert len(icon) <= 160


def test_a_misspelt_setting_is_named_with_the_nearest(site):
    problems = site({"articles/a.md": article()}, settings={"STRUCTURED_DATA_TEAM": []}).build_badly()
    assert len(problems) == 1
    assert 'STRUCTURED_DATA_TEAM is not a setting; did you mean "STRUCTURED_DATA_TEAMS"?' in problems[0]
