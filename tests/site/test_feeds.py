"""Feeds carry whole articles that a reader can trust without the page around them."""

import re

import feedparser

from tests.conftest import article

ENV = {"SITEURL": "https://example.org/sub"}
FILES = {
    "articles/a.md": article(
        "A", tags="[crisis-support, river]", body="Go to [B]({filename}b.md). Note[^1].\n\n[^1]: Yes."
    ),
    "articles/b.md": article("B", author="river"),
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
        "feeds/authors/editorial-team.atom.xml",
        "feeds/authors/river.atom.xml",
        "feeds/categories/animals.atom.xml",
        "feeds/topics/crisis-support.atom.xml",
        "feeds/topics/river.atom.xml",
    ]


def test_every_link_in_a_feed_is_absolute(build):
    site = build(FILES, published=True, env=ENV)
    for content in entries(site).values():
        for target in re.findall(r'(?:href|src)="([^"]*)"', content):
            assert re.match(r"https?://|tel:|sms:", target), target


def test_an_entry_carries_review_status_disclaimer_and_help_where_it_is_needed(build):
    found = entries(build(FILES, published=True, env=ENV))
    for content in found.values():
        assert "Not yet clinically reviewed" in content
        assert "It is not medical advice" in content
    assert "In danger now?" in found["A"]
    assert found["A"].index("In danger now?") < found["A"].index("Go to")


def test_a_local_build_has_no_feeds_because_they_need_an_address(build):
    site = build(FILES)
    assert not site.has("feeds")
    assert "atom+xml" not in site.read("index.html")


def test_a_feed_changes_only_when_its_articles_do(build):
    site = build(FILES, published=True, env=ENV)
    before = site.read("feeds/all.atom.xml")
    assert site.build(**ENV, SOURCE_DATE_EPOCH="1796000000").read("feeds/all.atom.xml") == before
