"""Titles, summaries and tags are plain text: whatever a writer types comes out as it was typed."""

import json
from html import unescape

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

# JSON-LD is data: a browser never runs it.
EXECUTABLE = 'script:not([type="application/ld+json"])'
HOSTILE = [
    """Otters "at home" & 'abroad'""",
    "5 < 7 > 3 <b>not bold</b>",
    "</title><script>alert(1)</script>",
    "&amp; stays &amp;, and &lt; too",
    "Colons: here, and there: too",
    "Emoji 🦦 and é, ß, 漢字",
    "{{ SITENAME }} {% raw %} `code` *stars* [@key] --- ...",
    "Right to left: \u05e9\u05dc\u05d5\u05dd \u200f!",
    "w" * 300,
]


def built(build, text, plain_header=False):
    if plain_header:
        source = (
            f"Title: {text}\nSummary: {text[:150]}\nDate: 2026-01-02\nCategory: A\nTags: {text[:60]}x; river\n\nText."
        )
    else:
        quoted = json.dumps(text, ensure_ascii=False)
        tags = json.dumps([text[:60] + "x", "river"], ensure_ascii=False)
        summary = json.dumps(text[:150], ensure_ascii=False)
        source = article(summary=summary, tags=tags).replace('title: "Otters"', f"title: {quoted}")
    return build(
        {"articles/a.md": source, "articles/b.md": article("Other")},
        published=True,
        env={"SITEURL": "https://example.org"},
    )


def meta(page, name):
    node = page.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return node.attributes["content"]


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_summary_and_tag_come_out_right_everywhere(build, text):
    site = built(build, text)
    page = LexborHTMLParser(site.read("a/index.html"))
    assert words(page.css_first("h1").text()) == words(text)
    assert words(page.css_first("title").text()).startswith(words(text))
    assert words(meta(page, "og:title")) == words(text)
    assert words(meta(page, "description")) == words(meta(page, "og:description")) == words(text[:150])
    assert words(text[:60] + "x") in [words(link.text()) for link in page.css(".p-category")]
    assert page.css(EXECUTABLE) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_title_summary_and_tag_come_out_right_in_the_feed(build, text):
    site = built(build, text)
    feed = feedparser.parse(site.read("feeds/all.atom.xml"), sanitize_html=False)
    assert not feed.bozo
    entry = next(entry for entry in feed.entries if entry.link.endswith("/a/"))
    assert words(unescape(entry.title) if entry.title_detail.type == "text/html" else entry.title) == words(text)
    assert words(unescape(entry.summary)) == words(text[:150])
    assert words(text[:60] + "x") in [words(tag.term) for tag in entry.tags]


@pytest.mark.parametrize("text", [text for text in HOSTILE if ";" not in text])
def test_a_plain_header_says_the_same_as_yaml(build, text, tmp_path):
    site = built(build, text, plain_header=True)
    page = LexborHTMLParser(site.read("a/index.html"))
    assert words(page.css_first("h1").text()) == words(text)


def test_no_page_at_all_lets_a_writers_words_become_markup(build):
    trap = '<script>alert(1)</script><b>not bold</b> & "x"'
    quoted = json.dumps(trap)
    fields = {"summary": quoted, "tags": f"[{quoted}, river]", "category": quoted, "author": quoted}
    titles = [article(**fields).replace('title: "Otters"', f"title: {json.dumps(trap + str(n))}") for n in range(3)]
    titles[0] = titles[0].replace("\n---\n\n", "\naliases: [old]\n---\n\n")
    files = {f"articles/a{n}.md": text for n, text in enumerate(titles)}
    site = build(files, published=True, env={"SITEURL": "https://example.org"})
    pages = {path: data.decode() for path, data in site.bytes().items() if path.endswith(".html")}
    for path, html in pages.items():
        page = LexborHTMLParser(html)
        markup = page.css(f"{EXECUTABLE}, b")
        assert [node for node in markup if "alert" in node.text() or "bold" in node.text()] == [], path
    naming = {path for path, html in pages.items() if "not bold" in LexborHTMLParser(html).css_first("body").text()}
    assert {
        "index.html",
        "archives/index.html",
        "topics/index.html",
        "categories/index.html",
        "old/index.html",
    } <= naming


def test_typographic_quotes_are_for_the_body_only(build):
    site = build({"articles/a.md": article('"Otters" -- FDA', body='They said "yes" -- at last...')})
    page = LexborHTMLParser(site.read("a/index.html"))
    assert page.css_first("h1").text().strip() == '"Otters" -- FDA'
    assert "They said “yes” — at last…" in page.css_first(".e-content").text()
