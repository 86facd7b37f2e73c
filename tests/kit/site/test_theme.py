"""The theme on a site of somebody else: several languages, code, links in the settings, many tags."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.plain_site import PROJECT, PlainSite

MORE = """
from hamerkop.shared.jinja_filters import FILTERS
JINJA_FILTERS = FILTERS
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
DEFAULT_PAGINATION = False
"""
FEEDS = dict.fromkeys(
    ["FEED_ALL_ATOM", "CATEGORY_FEED_ATOM", "TRANSLATION_FEED_ATOM", "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS"]
)


@pytest.fixture
def build(tmp_path):
    """Return a function that builds content files with our theme, and returns a function from a path to its page."""

    def make(files, more="", **settings):
        own = {"THEME": str(PROJECT / "theme"), "PLUGINS": ["hamerkop.stylesheet"], "DEFAULT_LANG": "en"}
        site = PlainSite(tmp_path, **(own | FEEDS | settings))
        site.write({f"content/{name}": text for name, text in files.items()})
        logged = site.build(MORE + more)
        assert "ERROR" not in logged, logged
        return lambda path: LexborHTMLParser(site.read(path))

    return make


def markdown(title, body="Text.", **fields):
    header = {"Title": title, "Date": "2026-01-02"} | fields
    return "".join(f"{name}: {value}\n" for name, value in header.items()) + f"\n{body}\n"


@pytest.mark.parametrize("plugins", [[], ["hamerkop.frontmatter"]])
def test_a_summary_that_is_markdown_or_html_is_shown_as_text(build, plugins):
    files = {
        "a.md": markdown("A", Summary='A *b* <a href="x">c</a> & d'),
        "b.rst": "B\n#\n\n:date: 2026-01-03\n:summary: A *b* `c <x>`_ & d\n\nText.\n",
    }
    page = build(files, PLUGINS=["hamerkop.stylesheet", *plugins])("index.html")
    assert page.css_first("main").text().count("A b c & d") == 2


def hreflangs(page, selector):
    return {link.attributes["hreflang"]: link.attributes["href"] for link in page.css(selector)}


def test_fields_of_a_header_are_not_taken_for_what_plugins_add(build):
    names = ["toc", "review", "corrections", "help_box", "social_card", "stylesheets", "related_posts"]
    fields = dict.fromkeys(names, "some words")
    files = {"a.md": markdown("A", **fields), "b.md": markdown("A", Slug="b"), "pages/a.md": markdown("A", **fields)}
    read = build(files, FEED_ALL_ATOM="all.atom.xml", PLUGINS=["hamerkop.stylesheet", "hamerkop.feeds"])
    assert "some words" not in read("a.html").html
    assert read("a.html").css_first("main").html == read("b.html").css_first("main").html.replace("b.html", "a.html")
    assert read("pages/a.html").css_first(".prose").text().strip() == "Text."


TRANSLATED = {
    "otters.md": markdown("Otters", Slug="otters", Lang="en"),
    "otter.md": markdown("Otter", Slug="otters", Lang="de"),
    "lontras.md": markdown("Lontras", Slug="otters", Lang="pt-br"),
    "pages/about.md": markdown("About", Slug="about", Lang="en"),
    "pages/ueber.md": markdown("Über", Slug="about", Lang="de"),
    "alone.md": markdown("Alone"),
}


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (
            {"en": "otters.html", "de": "otters-de.html", "pt-BR": "otters-pt-br.html"},
            {"en": "English", "de": "Deutsch", "pt-BR": "português do Brasil"},
        ),
        ({"en": "pages/about.html", "de": "pages/about-de.html"}, {"en": "English", "de": "Deutsch"}),
    ],
)
def test_translations_link_to_each_other_on_all_sides(build, paths, names):
    read = build(TRANSLATED)
    addresses = {language: f"https://example.org/{path}" for language, path in paths.items()}
    for language, path in paths.items():
        page = read(path)
        assert page.css_first("html").attributes["lang"] == language
        assert hreflangs(page, "head link[hreflang]") == addresses
        others = {other: url for other, url in addresses.items() if other != language}
        assert hreflangs(page, "main a[hreflang]") == others
        links = {link.attributes["lang"]: link.text() for link in page.css("main a[hreflang]")}
        assert links == {other: names[other] for other in others}


def test_a_draft_translation_is_named_nowhere(build):
    draft = {"otter.md": markdown("Otter", Slug="otters", Lang="de", Status="draft")}
    page = build({"otters.md": markdown("Otters", Slug="otters", Lang="en")} | draft)("otters.html")
    assert page.css("[hreflang]") == []


def test_a_text_without_translation_has_no_such_link(build):
    page = build(TRANSLATED)("alone.html")
    assert page.css("[hreflang]") == []
    assert "Also in" not in page.css_first("main").text()


CODE = "    :::python\n    @cached\n    def otter(name):  # swims\n        return 'x' * 3\n"


def test_only_a_text_with_code_has_the_style_sheet_of_code(build):
    read = build({"code.md": markdown("Code", CODE), "plain.md": markdown("Plain")})
    sheets = {name: "".join(style.text() for style in read(f"{name}.html").css("style")) for name in ("code", "plain")}
    assert read("code.html").css(".highlight .k")
    assert ".highlight" in sheets["code"]
    assert ".highlight" not in sheets["plain"]


def test_menu_items_links_and_social_are_shown_where_they_are_set(build):
    settings = {
        "MENUITEMS": [("Code & co", "https://code.example/"), ("Talks", "/talks/")],
        "LINKS": (("Pelican", "https://getpelican.com/"),),
        "SOCIAL": (("Mastodon", "https://social.example/@otter"),),
    }
    page = build({"a.md": markdown("A")}, **settings)("a.html")
    main = [(link.text(), link.attributes["href"]) for link in page.css(".site-header nav a")]
    assert main == settings["MENUITEMS"]
    below = {link.text(): link.attributes for link in page.css(".site-footer a")}
    assert below["Pelican"] == {"href": "https://getpelican.com/"}
    assert below["Mastodon"] == {"rel": "me", "href": "https://social.example/@otter"}


def test_a_site_without_them_has_no_empty_lists(build):
    html = build({"a.md": markdown("A")})("a.html").html
    assert re.findall(r"<(ul|nav)[^>]*>\s*</", html) == []


def test_a_front_page_lists_the_most_used_of_many_tags_and_links_to_all(build):
    files = {f"{n:03}.md": markdown(f"A{n}", Tags=f"t{n:03}, t{n // 2:03}, common") for n in range(120)}
    page = build(files)("index.html")
    section = page.css_first("section[aria-labelledby=part-topics]")
    names = [link.text() for link in section.css("ul a")]
    assert len(names) == 50
    assert "common" in names
    assert names == sorted(names)
    link = section.css("p a")[0]
    assert (link.text(), link.attributes["href"]) == ("All 121 topics", "https://example.org/tags.html")


def test_a_front_page_lists_all_of_few_tags(build):
    page = build({"a.md": markdown("A", Tags="river, fur")})("index.html")
    section = page.css_first("section[aria-labelledby=part-topics]")
    assert [link.text() for link in section.css("a")] == ["fur", "river"]


# Words that German has too, or that the tests write; names of languages are those that their own readers use.
ENGLISH = re.compile(r"(?i)\b(the|this|articles?|topics?|by|read|next|both|updated|newest|date|about|skip|main|page)\b")


def words_of(page):
    """Return the text of a page, with what only screen readers and search engines get."""
    for node in page.css("style, script"):
        node.decompose()
    labels = [node.attributes["aria-label"] for node in page.css("[aria-label]")]
    descriptions = [node.attributes["content"] for node in page.css("meta[name=description]")]
    return " ".join([page.css_first("html").text(separator=" "), *labels, *descriptions])


def test_a_german_site_has_no_english_word(build):
    files = {
        f"{n}.md": markdown(
            f"Otter {n}", "Der Otter schwimmt.", Tags="fluss, fell", Modified="2026-03-02", Author="Ada"
        )
        for n in range(3)
    } | {"pages/ueber.md": markdown("Über", "Wir.")}
    own = {"PLUGINS": ["hamerkop.stylesheet", "hamerkop.related", "hamerkop.toc"], "DEFAULT_CATEGORY": "Tiere"}
    names = ["index", "tags", "categories", "authors", "archives", "a_to_z", "search", "404"]
    lists = {"TAGS_URL": "tags.html", "ARCHIVES_URL": "archives.html", "SEARCH_URL": "search.html"}
    lists |= {
        "A_TO_Z_URL": "a_to_z.html",
        "CONTACT": "a@example.org",
        "LICENSE": {"name": "CC", "url": "https://c.example"},
    }
    read = build(files, DEFAULT_LANG="de", DIRECT_TEMPLATES=names, **own, **lists)
    paths = [f"{name}.html" for name in names]
    paths += ["otter-1.html", "pages/uber.html", "tag/fluss.html", "category/tiere.html", "author/ada.html"]
    found = {path: ENGLISH.findall(words_of(read(path))) for path in paths}
    assert {path: words for path, words in found.items() if words} == {}
    article = read("otter-1.html")
    assert article.css_first(".byline time").text() == "2. Januar 2026"
    assert article.css_first(".related h2").text() == "Weiterlesen"
    assert "Gemeinsame Themen: fell, fluss" in article.css_first(".related").text()


def test_a_translation_has_the_words_of_its_language_and_the_front_page_those_of_the_site(build):
    read = build(TRANSLATED)
    assert read("otters-de.html").css_first("#part-article-info").text() == "Über diesen Artikel"
    assert read("otters.html").css_first("#part-article-info").text() == "About this article"
    assert read("index.html").css_first("#part-newest").text() == "Newest"


def test_a_site_replaces_the_filter_of_dates_and_single_texts(build):
    more = 'JINJA_FILTERS = FILTERS | {"long_date": lambda day: f"{day:%Y/%m/%d}"}\n'
    page = build({"a.md": markdown("A")}, more, THEME_TEXTS={"en": {"published": "Out since"}})("a.html")
    info = page.css_first(".description-list")
    assert info.css_first("dt").text() == "Out since"
    assert info.css_first("time").text() == "2026/01/02"
