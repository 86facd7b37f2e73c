"""What a feed carries of an article, without a site around it."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from hamerkop.feeds.entries import with_absolute_addresses
from hamerkop.feeds.json_feed import feed_of, language_tag

CONTEXT = {
    "SITENAME": "A < B",
    "SITEURL": "https://example.org/sub",
    "DEFAULT_LANG": "en-gb",
    "TIMEZONE": "Europe/London",
}
LINK = "https://example.org/sub/otters/"


def article(**fields):
    plain = {"front_matter": None, "metadata": {"summary": "S"}, "summary": "S & <s>", "title": "T & <t>"}
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


def test_an_article_with_a_card_has_its_picture_in_full():
    card = SimpleNamespace(url="cards/otters.png")
    (item,) = feed_of([article(card=card)], CONTEXT, "all.json")["items"]
    assert item["image"] == "https://example.org/sub/cards/otters.png"


def test_titles_that_a_stock_reader_made_html_become_text_again():
    made = SimpleNamespace(**{**vars(article(title="T &amp; <em>t</em>", summary="<p>S</p>")), "metadata": {}})
    (item,) = feed_of([made], CONTEXT, "all.json")["items"]
    assert (item["title"], item["summary"]) == ("T & t", "S")


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="#x">', f'<a href="{LINK}#x">'),
        ("<a href='/x'>", "<a href='https://example.org/x'>"),
        ('<A HREF = "../x?a=1&amp;b=2">', '<A HREF = "https://example.org/sub/x?a=1&amp;b=2">'),
        ('<a href="//other.example/x">', '<a href="https://other.example/x">'),
        ('<video poster="p.png" src="v.mp4">', f'<video poster="{LINK}p.png" src="{LINK}v.mp4">'),
        ('<a title="a > b" href="#x">', f'<a title="a > b" href="{LINK}#x">'),
        ("", ""),
    ],
)
def test_an_address_is_made_full(html, absolute):
    assert with_absolute_addresses(html, LINK) == absolute


@pytest.mark.parametrize(
    "html",
    [
        '<a href="tel:988">',
        '<a href="mailto:a@example.org">',
        '<img src="data:image/gif;base64,R0">',
        '<a title="see href=&quot;x&quot;" data-href="x">',
        '<use href="#shape"/>',
        'in words: href="x" &lt;a href="x"&gt;',
        "<a name=x>",
        '<a href="http://[open">',
        '<a href="//[open">',
    ],
)
def test_what_is_no_relative_address_stays(html):
    assert with_absolute_addresses(html, LINK) == html


@pytest.mark.parametrize(
    ("kept", "written"), [("en-gb", "en-GB"), ("en_GB", "en-GB"), ("de", "de"), ("zh-hant", "zh-hant")]
)
def test_a_language_is_written_as_the_web_writes_it(kept, written):
    assert language_tag(kept) == written
