"""Feeds carry whole articles that a reader can trust without the page around them."""

import html
import json
import re
from datetime import datetime

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests import site_settings
from tests.conftest import article
from tests.plain_site import PlainSite

ENV = {"SITEURL": "https://example.org/sub"}
FILES = {
    "articles/a.md": article("A", tags="[danger, river]", body="Go to [B]({filename}b.md). Note[^1].\n\n[^1]: Yes."),
    "articles/b.md": article("B", author="river"),
    "help_lines.yaml": 'box: [{heading: "In danger now?", text: Call 999.}]\n',
}


def entries(site, path="feeds/all.atom.xml"):
    feed = feedparser.parse(site.read(path), sanitize_html=False)
    assert not feed.bozo
    return {entry.title: entry.content[0].value for entry in feed.entries}


def test_each_kind_of_feed_has_a_folder_of_its_own(build):
    site = build(FILES, published=True, env=ENV)
    feeds = [path for path in site.bytes() if path.startswith("feeds/")]
    assert feeds == [
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/authors/river.atom.xml",
        "feeds/authors/the-wardens.atom.xml",
        "feeds/categories/animals.atom.xml",
        "feeds/topics/danger.atom.xml",
        "feeds/topics/river.atom.xml",
    ]


def test_every_link_in_a_feed_is_absolute(build):
    site = build(FILES, published=True, env=ENV)
    targets = re.findall(r'(?:href|src)="([^"]*)"', "".join(entries(site).values()))
    assert len(targets) >= 4
    assert [target for target in targets if not re.match(r"https?://|tel:|sms:", target)] == []


def test_an_entry_carries_review_status_disclaimer_and_help_where_it_is_needed(build):
    found = entries(build(FILES, published=True, env=ENV))
    assert len(found) == 2
    for content in found.values():
        assert "Not yet clinically reviewed" in content
        assert site_settings.DISCLAIMER in content
    assert "In danger now?" in found["A"]
    assert found["A"].index("In danger now?") < found["A"].index("Go to")


def test_a_local_build_has_no_feeds_because_they_need_an_address(build):
    site = build(FILES)
    assert not site.has("feeds")
    assert "atom+xml" not in site.read("index.html")
    assert "feed+json" not in site.read("index.html")


def test_every_feed_names_the_hub(site):
    hub = "https://hub.example/?a=1&b=2"
    settings = {**ENV, "FEED_HUB": hub, "FEED_ALL_RSS": "feeds/all.rss.xml", "FEED_DOMAIN": ENV["SITEURL"]}
    built = site(FILES, settings=settings, published=True).build()
    feeds = [feedparser.parse(data) for path, data in feeds_of(built).items() if path.endswith(".xml")]
    assert len(feeds) == 7
    for feed in feeds:
        assert not feed.bozo
        assert [link.href for link in feed.feed.links if link.rel == "hub"] == [hub]
    assert json.loads(built.read("feeds/all.json"))["hubs"] == [{"type": "WebSub", "url": hub}]


def test_a_feed_changes_only_when_its_articles_do(build):
    site = build(FILES, published=True, env=ENV)
    before = feeds_of(site)
    assert feeds_of(site.build(**ENV, SOURCE_DATE_EPOCH="1796000000", PYTHONHASHSEED="7")) == before


def feeds_of(site):
    return {path: data for path, data in site.bytes().items() if path.startswith("feeds/")}


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
HTML = (
    '<a href="/sub/about/">root</a> <a href="../b/?x=1&amp;y=2#z">up</a> <a href="mailto:a@example.org">mail</a> '
    "<a href='#here' title='not href=\"#here\"'>here</a> "
    '<svg aria-label="drawing"><use href="#part"/></svg>'
)


def test_every_address_in_an_entry_is_in_full_also_those_of_images(build):
    addresses = ("{static}/images/x.svg", "{attach}y.svg", "../images/z.svg")
    body = "\n\n".join([*(f"![A den]({address})" for address in addresses), f"<div>{HTML}</div>"])
    images = dict.fromkeys(["images/x.svg", "articles/y.svg", "images/z.svg"], SVG)
    files = {**images, "articles/c.md": article("C", body), "articles/b.md": article("B")}
    levels = dict.fromkeys(("dead-link", "dead-anchor", "page-links-nowhere", "duplicate-summary"), "off")
    site = build(files, published=True, env=ENV, settings={"CHECK_LEVELS": levels})
    for content in (entries(site)["C"], items(site)["C"]["content_html"]):
        nodes = LexborHTMLParser(content).css("[href], [src]")
        found = [node.attributes.get("href") or node.attributes.get("src") for node in nodes]
        assert found[:8] == [
            "https://example.org/sub/images/x.svg",
            "https://example.org/sub/c/y.svg",
            "https://example.org/sub/images/z.svg",
            "https://example.org/sub/about/",
            "https://example.org/sub/b/?x=1&y=2#z",
            "mailto:a@example.org",
            "https://example.org/sub/c/#here",
            "#part",
        ]
    assert "title='not href=\"#here\"'" in items(site)["C"]["content_html"]


def json_feed(site, path="feeds/all.json"):
    return json.loads(site.read(path))


def items(site, path="feeds/all.json"):
    return {item["title"]: item for item in json_feed(site, path)["items"]}


# What version 1.1 of the specification demands, and the type of each field that it names.
REQUIRED = {"version": str, "title": str, "items": list}
FIELDS = {**dict.fromkeys(["home_page_url", "feed_url", "description", "language"], str), "authors": list} | REQUIRED
REQUIRED_OF_ITEM = {"id": str, "content_html": str}
FIELDS_OF_ITEM = {
    **dict.fromkeys(["url", "title", "summary", "image", "date_published", "date_modified", "language"], str),
    **dict.fromkeys(["authors", "tags"], list),
} | REQUIRED_OF_ITEM


def assert_fields(found, required, known):
    assert set(required) <= set(found) <= set(known)
    assert {name: type(value) for name, value in found.items()} == {name: known[name] for name in found}
    assert all(found[name] for name in found if name not in ("items", "content_html"))


def assert_valid(feed):
    """Hold a feed to the specification of JSON Feed 1.1."""
    assert_fields(feed, REQUIRED, FIELDS)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    for entry in [feed, *feed["items"]]:
        assert all(set(author) <= {"name", "url", "avatar"} and author for author in entry.get("authors", []))
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", entry["language"])
    for item in feed["items"]:
        assert_fields(item, REQUIRED_OF_ITEM, FIELDS_OF_ITEM)
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
        for name in {"date_published", "date_modified"} & set(item):
            assert datetime.fromisoformat(item[name]).tzinfo


def words(html):
    return LexborHTMLParser(html).text().split()


def test_the_json_feed_is_one_by_its_specification_and_says_what_the_atom_feed_says(build):
    files = {
        "articles/a.md": article('A <b> & "c"', summary="Rivers < seas & \\", tags="[river]", modified="2026-02-03"),
        "articles/b.md": article("B", date="2026-01-05", tags="[danger]"),
        "articles/b-de.md": article("Das B", slug="b", lang="de", date="2026-01-05"),
    }
    site = build(files, published=True, env=ENV)
    feed, found = json_feed(site), items(site)
    assert_valid(feed)
    assert feed["home_page_url"] == "https://example.org/sub/"
    assert feed["feed_url"] == "https://example.org/sub/feeds/all.json"
    atom = entries(site)
    assert list(found) == list(atom)
    first = found['A <b> & "c"']
    assert first["summary"] == "Rivers < seas & \\"
    assert (first["url"], first["id"]) == ("https://example.org/sub/a/",) * 2
    assert first["date_published"].startswith("2026-01-02T00:00:00")
    assert first["date_modified"].startswith("2026-02-03T00:00:00")
    assert first["tags"] == ["river"]
    assert first["authors"] == [{"name": "The wardens", "url": "https://example.org/sub/authors/the-wardens/"}]
    assert found["Das B"]["language"] == "de"
    for title, content in atom.items():
        assert site_settings.DISCLAIMER in found[title]["content_html"]
        assert words(found[title]["content_html"]) == words(content)


def test_a_feed_of_either_form_holds_nothing_that_is_not_listed(build):
    files = {
        "articles/a.md": article("A"),
        "articles/b.md": article("Secret b", status="draft"),
        "articles/c.md": article("Secret c", status="hidden"),
        "articles/d.md": article("Secret d", date="2030-01-01"),
    }
    site = build(files, published=True, env=ENV)
    assert [path for path, data in feeds_of(site).items() if b"Secret" in data] == []
    assert list(items(site)) == ["A"]


def test_a_topic_has_a_json_feed_where_the_settings_ask_for_it(build):
    files = {
        "articles/a.md": article("A", tags="[river]"),
        "articles/b.md": article("B", tags="[sea]"),
        "vocabulary.yaml": "".join(
            f"- {{slug: {slug}, title: {slug.title()}s, description: All of them., group: Water}}\n"
            for slug in ("river", "sea")
        ),
    }
    settings = {"TAG_FEED_JSON": "feeds/topics/{slug}.json", "TOPICS_FILE": "vocabulary.yaml", "FEED_MAX_ITEMS": 1}
    site = build(files, settings=settings, published=True, env=ENV)
    assert list(items(site, "feeds/topics/river.json")) == ["A"]
    assert json_feed(site, "feeds/topics/river.json")["title"] == "River Notes - Rivers"
    assert items(site, "feeds/topics/river.json")["A"]["tags"] == ["Rivers"]
    assert len(items(site)) == 1


def test_a_json_feed_without_an_address_is_an_error(site):
    (problem,) = site({"articles/a.md": article()}, settings={"FEED_ALL_JSON": "all.json"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "FEED_ALL_JSON needs SITEURL, the full address of the site; set SITEURL, or set" in problem


def test_pages_announce_the_feeds_in_their_heads(build):
    site = build(FILES, published=True, env=ENV)
    link = '<link rel="alternate" type="application/feed+json" title="River Notes" href="{}">'
    assert link.format("https://example.org/sub/feeds/all.json") in site.read("index.html")
    assert "feeds/all.atom.xml" in site.read("a/index.html")


EVERY_FEED = {
    "FEED_ALL_ATOM": "feeds/all.xml",
    "FEED_ALL_RSS": "feeds/all.rss",
    "FEED_ALL_JSON": "feeds/all.json",
    "FEED_ATOM": "feeds/default.xml",
    "CATEGORY_FEED_ATOM": "feeds/category-{slug}.xml",
    "AUTHOR_FEED_ATOM": "feeds/author-{slug}.xml",
    "TAG_FEED_ATOM": "feeds/tag-{slug}.xml",
    "TRANSLATION_FEED_ATOM": "feeds/in-{lang}.xml",
}
POST = "Title: {title}\nDate: 2026-01-02\n{fields}\n{text}\n"


def blog(folder, **settings):
    return PlainSite(folder, PLUGINS=["hamerkop.feeds"], **EVERY_FEED | settings)


def test_every_author_is_named_in_every_form(tmp_path):
    site = blog(tmp_path)
    site.write({"content/a.md": POST.format(title="A", fields="Authors: Ann, Bob & Co; Cid\n", text="Text.")}).build()
    names = ["Ann, Bob & Co", "Cid"]
    for path in ("feeds/all.xml", "feeds/in-en.xml"):
        assert [each.name for each in feedparser.parse(site.read(path)).entries[0].authors] == names
    assert re.findall("<dc:creator[^>]*>(.*?)</dc:creator>", site.read("feeds/all.rss")) == ["Ann, Bob &amp; Co", "Cid"]
    assert [each["name"] for each in json_feed(site)["items"][0]["authors"]] == names


def test_every_feed_has_an_id_of_its_own_that_does_not_change(tmp_path):
    site = blog(tmp_path, FEED_DOMAIN="https://feeds.example/")
    files = {"content/a.md": POST.format(title="A", fields="Tags: x, y\nAuthor: Ann\n", text="Text.")}
    site.write(files | {"content/b.md": POST.format(title="B", fields="Lang: de\nSlug: a\n", text="Text.")}).build()
    paths = [path for path in (site.output / "feeds").glob("*.xml") if "<feed " in path.read_text()]
    feeds = {path.name: feedparser.parse(path.read_text()) for path in paths}
    ids = {name: feed.feed.id for name, feed in feeds.items()}
    assert len(feeds) == len(set(ids.values())) == 8
    assert ids["all.xml"] == "https://example.org/"
    assert ids["tag-x.xml"] == "https://feeds.example/feeds/tag-x.xml"
    assert {each.id for each in feeds["tag-x.xml"].entries} <= {each.id for each in feeds["all.xml"].entries}
    site.write({"content/a.md": files["content/a.md"].replace("Text", "New text")}).build()
    assert {name: feedparser.parse(site.read(f"feeds/{name}")).feed.id for name in ids} == ids


@pytest.mark.parametrize("text", ["", "<!-- nothing yet -->", "   "])
@pytest.mark.parametrize("fields", ["", "Summary:\n", "Summary: Short.\n"])
def test_an_article_without_text_is_in_every_feed(tmp_path, text, fields):
    site = blog(tmp_path)
    site.write({"content/a.md": POST.format(title="A", fields=fields, text=text)})
    site.write({"content/b.md": POST.format(title="B", fields="", text="Text.")}).build()
    for path in ("feeds/all.xml", "feeds/all.rss"):
        feed = feedparser.parse(site.read(path))
        assert not feed.bozo
        assert [entry.title for entry in feed.entries] == ["A", "B"]
    assert_valid(json_feed(site))
    assert list(items(site)) == ["A", "B"]


def test_titles_of_other_readers_are_text_in_every_feed(tmp_path):
    rst = "*Emph* title & <x>\n##################\n\n:date: 2026-01-03\n\nText.\n"
    site = blog(tmp_path).write({"content/a.rst": rst})
    site.build()
    for path in ("feeds/all.xml", "feeds/all.rss"):
        title = re.findall("<title>(.*?)</title>", site.read(path))[-1]
        assert html.unescape(title) == "Emph title & <x>"
    assert list(items(site)) == ["Emph title & <x>"]


ACTIVE = (
    "<p id='k' lang='de'>Kept&nbsp;text.</p>\n<script>a()</script>\n<iframe src='//film.example/1'></iframe>\n"
    "<p onclick='a()'><a href='javascript:a()'>here</a> <link rel=preconnect href=//x.example></p>\n"
    "<meta http-equiv=refresh content='0; url=/'>\n"
)


@pytest.mark.parametrize("plugins", [["hamerkop.feeds"], ["hamerkop.feeds", "hamerkop.frontmatter"]])
def test_no_feed_carries_what_acts_by_itself(plugins, tmp_path):
    feeds = {
        "FEED_ALL_ATOM": "a.xml",
        "FEED_ALL_RSS": "r.xml",
        "FEED_ALL_JSON": "f.json",
        "RSS_FEED_SUMMARY_ONLY": False,
    }
    site = PlainSite(tmp_path, PLUGINS=plugins, **feeds)
    header = "Title: A\nDate: 2026-01-02\nSummary: S <b onclick='a()'>b</b><script>a()</script>\n\n"
    site.write({"content/a.md": header + ACTIVE}).build()
    raw = feedparser.parse(site.read("a.xml"), sanitize_html=False).entries[0]
    texts = [raw.content[0].value, items(site, "f.json")["A"]["content_html"]]
    texts.append(feedparser.parse(site.read("r.xml"), sanitize_html=False).entries[0].summary)
    for text in (*texts, *([] if "hamerkop.frontmatter" in plugins else [raw.summary])):
        assert re.findall(r"(?i)<script|onclick|javascript:|<link|<meta|<iframe", text) == []
    for text in texts:
        assert '<p id="k" lang="de">Kept&nbsp;text.</p>' in text
        assert '<a href="https://film.example/1">//film.example/1</a>' in text
