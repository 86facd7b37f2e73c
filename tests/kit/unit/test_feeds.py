"""What a feed carries of an article, without a site around it."""

from datetime import datetime
from types import SimpleNamespace
from urllib.parse import urljoin, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from hamerkop.feeds import check_path, check_pattern
from hamerkop.feeds.addresses import absolute, with_absolute_urls
from hamerkop.feeds.entries import ENTRY_TEMPLATE, FrameOnce, framed, titles_by_path
from hamerkop.feeds.json_feed import feed_of
from hamerkop.frontmatter.parse import parse
from hamerkop.shared.records import SocialCard, SocialCardRecord, TopicRecord, attach

CONTEXT = {
    "SITENAME": "A < B",
    "SITEURL": "https://example.org/sub",
    "DEFAULT_LANG": "en-gb",
    "TIMEZONE": "Europe/London",
}
LINK = "https://example.org/sub/otters/"


def article(**fields):
    plain = {"front_matter": parse(""), "metadata": {"summary": "S"}, "summary": "S & <s>", "title": "T & <t>"}
    rest = {"url": "otters/", "lang": "en", "date": datetime(2026, 7, 1), "get_content": lambda _site: "<p>Text.</p>"}  # noqa: DTZ001  # as Pelican's readers give it
    return SimpleNamespace(**plain | rest | fields)


def test_an_article_with_no_more_than_it_must_have_has_no_empty_fields():
    feed = feed_of([article()], CONTEXT, "feeds/all.json")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A < B",
        "home_page_url": "https://example.org/sub/",
        "feed_url": "https://example.org/sub/feeds/all.json",
        "language": "en-GB",
        "items": [
            {
                "id": LINK,
                "url": LINK,
                "title": "T & <t>",
                "summary": "S & <s>",
                "content_html": "<p>Text.</p>",
                "date_published": "2026-07-01T00:00:00+01:00",
                "language": "en",
            }
        ],
    }


def test_an_article_with_a_card_has_its_image_in_full():
    made = article()
    attach(made, SocialCardRecord(SocialCard("cards/otters.png", 1200, 630, "Otters")))
    (item,) = feed_of([made], CONTEXT, "all.json")["items"]
    assert item["image"] == "https://example.org/sub/cards/otters.png"


def test_titles_that_a_stock_reader_made_html_become_text_again():
    made = article(title="T &amp; <em>t</em>", summary="<p>S</p>")
    del made.front_matter
    (item,) = feed_of([made], CONTEXT, "all.json")["items"]
    assert (item["title"], item["summary"]) == ("T & t", "S")


def test_a_plain_title_stays_as_typed_where_pelican_makes_the_summary():
    made = article(title="A <b>", summary="<p>S &amp; s</p>", metadata={})
    (item,) = feed_of([made], CONTEXT, "all.json")["items"]
    assert (item["title"], item["summary"]) == ("A <b>", "S & s")


@pytest.mark.parametrize("domain", ["https://feeds.example", "https://feeds.example/", "https://feeds.example//"])
def test_the_address_of_a_feed_has_one_slash_behind_its_host(domain):
    feed = feed_of([], CONTEXT | {"FEED_DOMAIN": domain}, "feeds/all.json")
    assert feed["feed_url"] == "https://feeds.example/feeds/all.json"


@pytest.mark.parametrize("text", ["", None])
def test_an_article_without_text_has_an_entry_all_the_same(text):
    made = article(get_content=lambda _site: text, summary=text, metadata={"summary": text})
    (item,) = feed_of([made], CONTEXT, "all.json")["items"]
    assert item["content_html"] == ""
    assert "summary" not in item


def test_a_feed_of_a_tag_has_its_title_or_its_name():
    river, fur = SimpleNamespace(name="river", slug="river"), SimpleNamespace(name="Fur", slug="fur")
    attach(river, TopicRecord("Rivers", "All of them.", "Water", 0))
    context = {"tags": [(river, []), (fur, [])], "TAG_FEED_ATOM": "{slug}.xml", "TAG_FEED_RSS": None}
    assert titles_by_path(context, "TAG_FEED_ATOM", "TAG_FEED_RSS") == {"river.xml": "Rivers", "fur.xml": "Fur"}


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="#x">', f'<a href="{LINK}#x">'),
        ("<a href='/x'>", "<a href='https://example.org/x'>"),
        ('<A HREF = "../x?a=1&amp;b=2">', '<A HREF = "https://example.org/sub/x?a=1&amp;b=2">'),
        ('<a href="//other.example/x">', '<a href="https://other.example/x">'),
        ('<video poster="p.png" src="v.mp4">', f'<video poster="{LINK}p.png" src="{LINK}v.mp4">'),
        ('<a title="a > b" href="#x">', f'<a title="a > b" href="{LINK}#x">'),
        ("<img srcset='a.png, /b.png 2x,c,d.png 3x'>", "<img srcset='{L}a.png, {S}/b.png 2x,{L}c,d.png 3x'>"),
        ('<source srcset="  a.png  100w ,  b.png 200w">', '<source srcset="  {L}a.png  100w ,  {L}b.png 200w">'),
        ('<link imagesrcset="a.png 1x">', '<link imagesrcset="{L}a.png 1x">'),
        (
            "<p style=\"a: url('x.png'); b: url( /y.png )\">",
            '<p style="a: url(&#x27;{L}x.png&#x27;); b: url( {S}/y.png )">',
        ),
        ('<a attributionsrc="a /b">', '<a attributionsrc="{L}a {S}/b">'),
        ('<a ping="a /b" href="/c">', '<a ping="{L}a {S}/b" href="{S}/c">'),
        ('<image xlink:href="a.png"/>', '<image xlink:href="{L}a.png"/>'),
        ('<body background="a.png"><img longdesc="a.txt">', '<body background="{L}a.png"><img longdesc="{L}a.txt">'),
        ('<object data="a.pdf"></object><form action="b">', '<object data="{L}a.pdf"></object><form action="{L}b">'),
        ('<blockquote cite="a"><input formaction=b>', '<blockquote cite="{L}a"><input formaction="{L}b">'),
        ("", ""),
    ],
)
def test_an_address_is_made_full(html, absolute):
    absolute = absolute.replace("{L}", LINK).replace("{S}", "https://example.org")
    assert with_absolute_urls(html, LINK) == absolute


@pytest.mark.parametrize(
    "html",
    [
        '<a href="tel:988">',
        '<a href="mailto:a@example.org">',
        '<img src="data:image/gif;base64,R0">',
        '<a title="see href=&quot;x&quot;" data-href="x">',
        '<use href="#shape"/>',
        '<use xlink:href="#shape"/><img usemap="#map">',
        '<img srcset="https://example.org/a,b.png 2x, data:image/gif;base64,R0 1x">',
        '<p style="fill: url(#shape); background: url(data:image/gif;base64,R0)">',
        '<p data-src="x.png" title="url(x.png)">',
        'in words: href="x" &lt;a href="x"&gt;',
        "<a name=x>",
        '<!-- <a href="x"> --><script>"<a href=\'x\'>"</script>',
        '<a href="http://[open">',
        '<a href="//[open">',
    ],
)
def test_what_is_no_relative_address_stays(html):
    assert with_absolute_urls(html, LINK) == html


@given(st.text("#/a:?&;.-[]\t é"), st.sampled_from([LINK, "https://a.example/b?c#d", "https://a.example", "//x", ""]))
def test_an_address_is_made_full_as_the_standard_library_does(typed, base):
    url = typed.strip()
    try:
        full = url if urlparse(url).scheme else urljoin(base, url)
    except ValueError:
        full = typed
    assert absolute(typed, base) == (typed if full == url else full)


def test_an_article_is_framed_once_for_all_feeds():
    rendered = []
    context = dict(CONTEXT)
    ENTRY_TEMPLATE.set(context, Template("{{ note(article.title) or content }}"))
    context["note"], frame = rendered.append, FrameOnce()
    made = [article(title=title) for title in "aabb"]
    for each in [*made, *made]:
        assert frame(each, "<a href='#x'>", LINK, context) == framed(each, "<a href='#x'>", LINK, CONTEXT)
    assert frame(made[0], "", LINK, context) == ""
    assert rendered == ["a", "a", "b", "b", "a"]


@pytest.mark.parametrize("path", ["/etc/feed.json", "../feed.json"])
def test_a_feed_is_written_into_the_output_folder(path):
    assert check_path(path)
    assert not check_path("feeds/all.json")


@pytest.mark.parametrize(("pattern", "valid"), [("tags/{slug}.json", True), ("tags.json", False), ("../{slug}", False)])
def test_each_tag_needs_a_feed_of_its_own(pattern, valid):
    assert (check_pattern(pattern) == "") is valid
