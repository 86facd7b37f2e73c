"""A title, a name or a summary is the same words in every place, whichever reader of Pelican made it."""

import gzip
import json
from html import unescape
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from hamerkop import PLUGINS
from tests.plain_site import PROJECT, PlainSite

TYPED = 'AT&T <b> "now"'
RST = "AT&T <b> *now*\n##############\n\n"
FIELDS = {
    "slug": "a",
    "date": "2026-01-02",
    "summary": 'S&S <v> "there"',
    "tags": "R&D <y>",
    "category": "C&C <z>",
    "author": "A&B <w>",
    "aliases": "old",
}
MORE = """
from hamerkop.shared.jinja_filters import FILTERS
JINJA_FILTERS = FILTERS
"""
# Each way to a title: the source, further plugins and settings, and what readers see.
READERS = {
    "front matter": ("a.md", ["frontmatter"], {}, TYPED),
    "stock Markdown": ("a.md", [], {}, TYPED),
    "reStructuredText": ("a.rst", [], {}, "AT&T <b> now"),
    "TYPOGRIFY": ("a.md", ["frontmatter"], {"TYPOGRIFY": True}, "AT&T <b> “now”"),
}
LEFT_OUT = {"frontmatter", "help_box", "typography", "checks"}


def source(name):
    title, mark = (RST, ":") if name.endswith(".rst") else (f"Title: {TYPED}\n", "")
    return title + "".join(f"{mark}{field}: {value}\n" for field, value in FIELDS.items()) + "\nText [@weir].\n"


def make(folder, reader, **settings):
    """Return a site with the article to look at, and what shows titles; and the title that readers are to see."""
    name, more, others, title = READERS[reader]
    plugins = [f"hamerkop.{each}" for each in (*more, *(set(map(short, PLUGINS)) - LEFT_OUT))]
    site = PlainSite(
        folder,
        SITENAME="F&F <x>",
        SITESUBTITLE="G&G <u>",
        PLUGINS=plugins,
        TIMEZONE="UTC",
        DEFAULT_LANG="en",
        FEED_ALL_ATOM="all.xml",
        FEED_ALL_RSS="all.rss",
        FEED_ALL_JSON="all.json",
        TAG_FEED_ATOM="{slug}.xml",
        **(settings | others),
    )
    site.write(
        {
            f"content/{name}": source(name),
            "content/b.md": "Title: B\nDate: 2026-01-03\nTags: R&D <y>\nCategory: K\n\nText.\n",
            "content/pages/p.md": "Title: Bibliography\nTemplate: bibliography\n\nText.\n",
            "content/pages/c.md": "Title: Corrections\nTemplate: corrections\n\nText.\n",
            "content/references.json": json.dumps([{"id": "weir", "type": "book", "title": "Otters"}]),
            "content/corrections.yaml": "- {date: 2026-01-03, article: a, wrong: One., right: Two.}\n",
            "content/start_here.yaml": "- {title: New, articles: [a]}\n",
        }
    )
    return site, title


def short(plugin):
    return plugin.removeprefix("hamerkop.")


OURS = {
    "THEME": str(PROJECT / "theme"),
    "JINJA_ENVIRONMENT": {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
    "FORMATTED_FIELDS": [],
    "DIRECT_TEMPLATES": ["index", "archives", "a_to_z", "tags", "categories", "search"],
    "THEME_STATIC_PATHS": ["static/search.js"],
    "SEARCH_URL": "search.html",
    "A_TO_Z_URL": "a_to_z.html",
    "ARCHIVES_URL": "archives.html",
}


@pytest.fixture(scope="module", params=READERS)
def site(request, tmp_path_factory):
    """Return a site with our theme, and the title that readers are to see."""
    made, title = make(tmp_path_factory.mktemp("titles"), request.param, **OURS)
    made.build(MORE)
    return made, title


@pytest.fixture(scope="module", params=READERS)
def simple(request, tmp_path_factory):
    """Return the same with Pelican's theme `simple`, which takes titles and names for HTML."""
    made, title = make(tmp_path_factory.mktemp("titles"), request.param)
    for path in (made.folder / "content" / "pages").iterdir():
        path.unlink()  # they ask for templates of our theme
    made.build()
    return made, title


def page(site, path):
    return LexborHTMLParser(site.read(path))


def texts(site, path, selector):
    return [" ".join(node.text().split()) for node in page(site, path).css(selector)]


def attributes(site, path, selector, name="content"):
    return [node.attributes[name] for node in page(site, path).css(selector)]


def ld(site, path):
    return json.loads(page(site, path).css_first('script[type="application/ld+json"]').text())


def results(site):
    packed = [path.read_bytes() for path in (site.output / "pagefind" / "fragment").iterdir()]
    found = [json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd")) for data in packed]
    return [each["meta"]["title"] for each in found if each["url"] == "/a.html"]


def xml(site, path="all.xml"):
    """Return a feed as a tree: feedparser would take what is in angle brackets for HTML."""
    return ElementTree.fromstring(site.read(path))  # noqa: S314  # the test has made the file


TITLE = {
    "heading": lambda site: texts(site, "a.html", "h1"),
    "title of the page": lambda site: [text.removesuffix(" · F&F <x>") for text in texts(site, "a.html", "head title")],
    "og:title": lambda site: attributes(site, "a.html", 'meta[property="og:title"]'),
    "og:image:alt": lambda site: [
        text.removesuffix(" · F&F <x>") for text in attributes(site, "a.html", 'meta[property="og:image:alt"]')
    ],
    "structured data": lambda site: [ld(site, "a.html")["headline"]],
    "teaser": lambda site: texts(site, "index.html", ".teaser a")[1:],
    "start here": lambda site: texts(site, "index.html", ".start-here a"),
    "archives": lambda site: texts(site, "archives.html", ".articles-by-date a")[1:],
    "A to Z": lambda site: texts(site, "a_to_z.html", 'main a[href$="/a.html"]'),
    "related": lambda site: texts(site, "b.html", ".related .links a"),
    "corrections": lambda site: texts(site, "pages/corrections.html", ".correction h3 a"),
    "bibliography": lambda site: texts(site, "pages/bibliography.html", 'dd a[href$="/a.html"]'),
    "title of the redirect": lambda site: texts(site, "old.html", "head title"),
    "link of the redirect": lambda site: texts(site, "old.html", "p a"),
    "Atom": lambda site: [xml(site).findtext("{*}entry[2]/{*}title")],
    "RSS": lambda site: [xml(site, "all.rss").findtext(".//item[2]/title")],
    "JSON Feed": lambda site: [json.loads(site.read("all.json"))["items"][1]["title"]],
    "search": results,
}


@pytest.mark.parametrize("place", TITLE)
def test_a_title_is_the_same_words_in_every_place(site, place):
    made, title = site
    if place == "bibliography" and title == READERS["reStructuredText"][-1]:
        pytest.skip("citations are a syntax of Markdown")
    assert TITLE[place](made) == [title]


SUMMARY = {
    "description": lambda site: attributes(site, "a.html", 'meta[name="description"]'),
    "og:description": lambda site: attributes(site, "a.html", 'meta[property="og:description"]'),
    "structured data": lambda site: [ld(site, "a.html")["description"]],
    "teaser": lambda site: texts(site, "index.html", ".p-summary")[:1],
    "JSON Feed": lambda site: [json.loads(site.read("all.json"))["items"][1]["summary"]],
    "Atom": lambda site: [unescape(xml(site).findtext("{*}entry[2]/{*}summary"))],
}


@pytest.mark.parametrize("place", SUMMARY)
def test_a_summary_is_the_same_words_in_every_place(site, place):
    made, title = site
    assert SUMMARY[place](made) == ['S&S <v> "there"' if "“" not in title else "S&S <v> “there”"]


NAMES = {
    "site, title of the page": (
        "F&F <x>",
        lambda site: [text.split(" · ")[1] for text in texts(site, "a.html", "head title")],
    ),
    "site, og:site_name": ("F&F <x>", lambda site: attributes(site, "a.html", 'meta[property="og:site_name"]')),
    "site, publisher": ("F&F <x>", lambda site: [ld(site, "a.html")["publisher"]["name"]]),
    "site, JSON Feed": ("F&F <x>", lambda site: [json.loads(site.read("all.json"))["title"]]),
    "site, Atom": ("F&F <x>", lambda site: [xml(site).findtext("{*}title")]),
    "site, subtitle": ("G&G <u>", lambda site: [xml(site).findtext("{*}subtitle")]),
    "tag, Atom": (
        "R&D <y>",
        lambda site: [each.get("term") for each in xml(site).findall("{*}entry[2]/{*}category")][1:],
    ),
    "tag, feed of its own": ("F&F <x> - R&D <y>", lambda site: [xml(site, "rd.xml").findtext("{*}title")]),
    "author, Atom": ("A&B <w>", lambda site: [xml(site).findtext("{*}entry[2]/{*}author/{*}name")]),
    "tag, heading": ("R&D <y>", lambda site: texts(site, "tag/rd.html", "h1")),
    "tag, list": ("R&D <y>", lambda site: texts(site, "tags.html", ".column-list a")),
    "tag, JSON Feed": ("R&D <y>", lambda site: json.loads(site.read("all.json"))["items"][1]["tags"]),
    "category, heading": ("C&C <z>", lambda site: texts(site, "category/cc.html", "h1")),
    "category, breadcrumbs": ("C&C <z>", lambda site: texts(site, "a.html", ".breadcrumbs a")[1:]),
    "category, structured data": (
        "C&C <z>",
        lambda site: [ld(site, "a.html")["mainEntityOfPage"]["breadcrumb"]["itemListElement"][1]["name"]],
    ),
    "author, byline": ("A&B <w>", lambda site: texts(site, "a.html", ".byline .p-author")),
    "author, structured data": ("A&B <w>", lambda site: [ld(site, "a.html")["author"]["name"]]),
    "author, JSON Feed": (
        "A&B <w>",
        lambda site: [json.loads(site.read("all.json"))["items"][1]["authors"][0]["name"]],
    ),
}


@pytest.mark.parametrize("place", NAMES)
def test_a_name_is_the_same_words_in_every_place(site, place):
    name, found = NAMES[place]
    assert found(site[0]) == [name]


OF_ANY_THEME = ["title of the redirect", "link of the redirect", "Atom", "RSS", "JSON Feed", "search"]


@pytest.mark.parametrize("place", OF_ANY_THEME)
def test_a_title_is_the_same_words_outside_of_a_theme_that_prints_html(simple, place):
    made, title = simple
    assert TITLE[place](made) == [title]


@pytest.mark.parametrize("place", [place for place in NAMES if place.endswith(("Atom", "Feed", "subtitle"))])
def test_a_name_is_the_same_words_outside_of_a_theme_that_prints_html(simple, place):
    name, found = NAMES[place]
    assert found(simple[0]) == [name]
