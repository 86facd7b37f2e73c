"""What the header of an article does: its status, its date, titles and tags as they were typed, and its problems."""

import json
from html import unescape

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from hamerkop import PLUGINS
from tests.conftest import article
from tests.plain_site import PlainSite

FILES = {
    "articles/open.md": article("Open"),
    "articles/other.md": article("Other"),
    "articles/draft.md": article("Secretdraft", status="draft", tags="[river, secrettag]", category="Secretcategory"),
    "articles/later.md": article("Secretlater", date="2030-01-01", tags="[river, secrettag]"),
    "articles/hidden.md": article("Secrethidden", status="hidden", tags="[river, secrettag]"),
}
APART = ("draft", "later")
ENV = {"SITEURL": "https://example.org"}


def test_nothing_of_a_draft_or_a_scheduled_article_is_published(build):
    files = build(FILES, published=True, env=ENV).bytes()
    assert "open/index.html" in files
    assert [path for path, data in files.items() if b"Secretdraft" in data or b"Secretlater" in data] == []
    assert [path for path in files if "secret" in path.lower() or "draft" in path] == []


def test_a_hidden_article_is_there_for_those_who_know_its_address_and_nowhere_listed(build):
    site = build(FILES, published=True, env=ENV)
    naming = [path for path, data in site.bytes().items() if b"Secrethidden" in data]
    assert naming == ["hidden/index.html"]
    assert '<meta name="robots" content="noindex">' in site.read("hidden/index.html")


def test_a_preview_shows_drafts_and_scheduled_articles_apart(build):
    site = build(FILES)
    for slug in APART:
        assert "Secret" in site.read(f"drafts/{slug}/index.html")
        assert '<meta name="robots" content="noindex">' in site.read(f"drafts/{slug}/index.html")
    assert "Secret" not in site.read("index.html")
    notes = [LexborHTMLParser(site.read(f"drafts/{slug}/index.html")).css_first(".byline strong") for slug in APART]
    assert [note.text() for note in notes] == ["Draft, not published", "Not published before 1 January 2030"]


def test_a_scheduled_article_is_published_when_its_time_has_come(build):
    site = build(FILES, published=True, env={**ENV, "SOURCE_DATE_EPOCH": "1893500000"})
    assert "Secretlater" in site.read("later/index.html")


@pytest.mark.parametrize("slug", ["draft", "later", "hidden"])
def test_an_unpublished_article_links_out_but_is_never_offered(build, slug):
    site = build(FILES)
    page = site.read(f"{'hidden' if slug == 'hidden' else f'drafts/{slug}'}/index.html")
    offered = [link.text().strip() for link in LexborHTMLParser(page).css(".related li a")]
    assert "Open" in offered
    assert not any("Secret" in title for title in offered)


def test_a_draft_and_a_scheduled_article_are_the_only_ones_kept_back_on_a_plain_site(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], TIMEZONE="UTC", PAGE_PATHS=["pages"])
    post = "---\ntitle: {0}\nslug: {0}\ndate: {1}\n---\n\nText.\n"
    site.write(
        {
            "content/a.md": post.format("past", "2026-11-22 12:00"),
            "content/b.md": post.format("later", "2026-11-22 12:01"),
            "content/pages/c.md": post.format("page", "2030-01-01"),
            "content/2026-01-02-d.md": "---\ntitle: named\n---\n\nThe date is that of the file name.\n",
            "content/2030-01-02-e.md": "---\ntitle: named later\n---\n\nText.\n",
        }
    ).build()
    names = {path.relative_to(site.output).as_posix() for path in site.output.rglob("*.html")}
    assert {
        "past.html",
        "named.html",
        "drafts/later.html",
        "drafts/pages/page.html",
        "drafts/named-later.html",
    } <= names
    assert not {"later.html", "pages/page.html", "named-later.html"} & names


def test_the_time_of_the_build_is_there_for_templates(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], THEME_TEMPLATES_OVERRIDES=["templates"])
    site.write({"content/a.md": GOOD, "templates/article.html": "{{ BUILD_TIME.isoformat() }}"}).build()
    assert site.read("good.html") == "2026-11-22T12:00:00+00:00"


# Problems

GOOD = "---\ntitle: Good\ndate: 2026-01-02\n---\n\nText.\n"
BAD = "---\nsumary: x\nslug: bad\n---\n\n[x]({filename}no.md)\n"
OF_BAD = {
    'content/bad.md:1:1 F04 no title; add a line "title: …" to the front matter',
    'content/bad.md:1:1 F04 no date; add a line "date: …" to the front matter',
    'content/bad.md:2:1 F02 unknown field "sumary"; did you mean "summary"?',
    'content/bad.md:6:5 L01 there is no page "no.md"',
}


def in_one_line(printed):
    return " ".join(printed.split())


@pytest.mark.parametrize("plugins", [["hamerkop.links", "hamerkop.frontmatter"], PLUGINS])
def test_a_file_with_errors_is_dropped_and_all_of_them_are_reported_by_stock_pelican(tmp_path, plugins):
    site = PlainSite(tmp_path, PLUGINS=plugins, TIMEZONE="UTC", FRONTMATTER_STRICT=True)
    printed = site.write({"content/good.md": GOOD, "content/bad.md": BAD}).build(check=False)
    assert [problem for problem in OF_BAD if problem not in in_one_line(printed)] == []
    assert "skipping" not in printed.lower()
    assert [path.name for path in site.output.rglob("*") if path.name in ("good.html", "bad.html")] == ["good.html"]


def test_a_file_with_errors_has_no_other_problems_than_its_own(site):
    made = site({"articles/bad.md": BAD, "articles/good.md": article("Good")})
    positions = [problem.split("  ")[0] for problem in made.build_badly()]
    assert positions == ["content/articles/bad.md:1:1"] * 4 + [f"content/articles/bad.md:{at}" for at in ("2:1", "6:5")]


def test_a_site_can_have_a_file_published_in_spite_of_a_problem(tmp_path):
    levels = {"unknown-field": "warning"}
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], CHECK_LEVELS=levels, FRONTMATTER_STRICT=True)
    site.write({"content/a.md": GOOD.replace("---\n\n", "mood: calm\ncontent: x\n---\n\n")})
    printed = site.build()
    assert 'WARNING content/a.md:4:1 F02 unknown field "mood"' in in_one_line(printed)
    assert "<p>Text.</p>" in site.read("good.html")


def test_a_rejected_article_of_the_future_is_no_draft_on_a_site_that_makes_drafts_of_those(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], WITH_FUTURE_DATES=False, FRONTMATTER_STRICT=True)
    site.write({"content/a.md": GOOD.replace("2026-01-02", "2099-01-02\nmood: calm")}).build(check=False)
    assert list(site.output.rglob("good.html")) == []


# Plain text

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


READER = """from pelican import signals
from pelican.readers import MarkdownReader

class Loud(MarkdownReader):
    def read(self, source_path):
        html, metadata = super().read(source_path)
        return html.upper(), metadata

def use(readers):
    readers.reader_classes["md"] = Loud

def register():
    signals.readers_init.connect(use)
"""


@pytest.mark.parametrize("how", ["plugin before", "plugin after", "READERS"])
def test_a_markdown_reader_of_the_site_or_of_another_plugin_stays(tmp_path, how):
    site = PlainSite(tmp_path, PLUGIN_PATHS=["."], PLUGINS=["hamerkop.frontmatter"])
    text = "Title: A\nDate: 2026-01-02\n\nText.\n"
    site.write({"loud.py": READER, "content/a.md": text, "content/b.mkd": text.replace("A", "B")})
    settings = {
        "plugin before": "PLUGINS.insert(0, 'loud')\n",
        "plugin after": "PLUGINS.append('loud')\n",
        "READERS": "import sys\nsys.path.insert(0, '.')\nfrom loud import Loud\nREADERS = {'md': Loud}\n",
    }
    printed = in_one_line(site.build(settings[how]))
    assert "X04 .md files are read by loud.Loud, not by hamerkop.frontmatter" in printed
    assert printed.count("X04") == 1
    assert "<P>TEXT.</P>" in site.read("a.html")
    assert "<p>Text.</p>" in site.read("b.html")


def test_an_ending_that_the_site_has_switched_off_stays_so(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"])
    site.write({"content/a.md": GOOD, "content/b.mkd": GOOD.replace("Good", "Secret")})
    assert "X04" not in site.build("READERS = {'mkd': None}\n", check=False)
    assert [path.name for path in site.output.glob("secret*")] == []
