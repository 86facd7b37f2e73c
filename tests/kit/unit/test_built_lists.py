"""What is read of sitemaps and feeds, and what makes them unreadable."""

import json

import pytest

from hamerkop.build.built_lists import FEED, SITEMAP, listing_of

ATOM = "http://www.w3.org/2005/Atom"
ENTRY = (
    f'<feed xmlns="{ATOM}"><title>T</title><link href="/x"/><entry><title>A</title>'
    '<link rel="enclosure" href="/a.mp3"/><link href="/a/"/></entry></feed>'
)
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Otters", "items": [{"id": "1", "title": "A"}]}


@pytest.mark.parametrize(
    ("path", "text", "kind", "entries"),
    [
        (
            "sitemap.xml",
            "<urlset><url><loc>https://a.example/</loc></url></urlset>",
            SITEMAP,
            (("https://a.example/", ""),),
        ),
        (
            "all.atom.xml",
            ENTRY,
            FEED,
            (("/a/", "A"),),
        ),
        (
            "rss.xml",
            "<rss><channel><item><title>A &amp; B</title><link>/a/</link></item></channel></rss>",
            FEED,
            (("/a/", "A & B"),),
        ),
        ("feed.json", json.dumps(JSON_FEED), FEED, (("", "A"),)),
    ],
)
def test_a_list_has_the_address_and_title_of_each_page(path, text, kind, entries):
    listing = listing_of(path, text.encode())
    assert listing is not None
    assert (listing.kind, listing.entries, listing.fault) == (kind, entries, None)


@pytest.mark.parametrize(
    ("path", "text"),
    [("opensearch.xml", "<OpenSearchDescription/>"), ("data.json", "[1, 2]"), ("manifest.json", '{"name": "x"}')],
)
def test_other_files_are_no_lists(path, text):
    assert listing_of(path, text.encode()) is None


@pytest.mark.parametrize(
    ("path", "text", "position"),
    [
        ("rss.xml", "<rss>\n<channel>A & B</channel></rss>", (2, 13)),
        ("rss.xml", "", (1, 1)),
        ("rss.xml", "<rss><channel></rss>", (1, 17)),
        ("feed.json", "{\n,}", (2, 1)),
        ("feed.json", json.dumps(JSON_FEED | {"items": [{"title": "no id"}]}), (1, 1)),
        ("feed.json", json.dumps(JSON_FEED | {"title": ""}), (1, 1)),
        ("feed.json", json.dumps(JSON_FEED | {"items": {}}), (1, 1)),
    ],
)
def test_what_no_program_can_read_has_its_place(path, text, position):
    listing = listing_of(path, text.encode())
    assert listing is not None
    assert listing.fault is not None
    assert tuple(listing.fault[1]) == position
