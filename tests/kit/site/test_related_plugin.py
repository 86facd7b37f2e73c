"""What the plugin gives to templates, on a plain Pelican site with nothing else switched on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CLOCK, PROJECT

TEMPLATE = """{
"title": {{ article.title|tojson }}, "length": {{ article.related_posts|length }},
"related": [{% for post in article.related_posts[:3] %}{
  "title": {{ post.title|tojson }}, "url": "{{ post.url }}", "slug": "{{ post.slug }}", "date": "{{ post.date }}",
  "tags": {{ post.shared_tags|map(attribute="name")|list|tojson }},
  "tag_urls": {{ post.shared_tags|map(attribute="url")|list|tojson }},
  "words": {{ post.shared_words|tojson }}, "score": {{ post.score }}, "reason": "{{ post.reason }}",
  "listed": {{ (post in articles)|tojson }}, "itself": {{ (post == article)|tojson }}
}{{ "," if not loop.last }}{% endfor %}],
"from": {{ article.related_from|map(attribute="title")|list|tojson }}
}"""


class PlainSite:
    """A stock Pelican site whose article pages are JSON."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "theme" / "templates").mkdir(parents=True)
        (folder / "theme" / "templates" / "article.html").write_text(TEMPLATE)

    def build(self, files: dict[str, str], *, seed: str = "0", **settings: Any) -> str:
        """Build, and return what Pelican logged."""
        for name, text in files.items():
            path = self.folder / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        own = {
            "SITENAME": "Plain",
            "PATH": "content",
            "THEME": "theme",
            "PLUGINS": ["hamerkop.related"],
            "TIMEZONE": "Europe/Berlin",
            "THEME_STATIC_PATHS": [],
            "DIRECT_TEMPLATES": [],
            "FEED_ALL_ATOM": None,
            "CATEGORY_FEED_ATOM": None,
            "TRANSLATION_FEED_ATOM": None,
            "AUTHOR_FEED_ATOM": None,
            "AUTHOR_FEED_RSS": None,
            "TAG_SAVE_AS": "",
            "CATEGORY_SAVE_AS": "",
            "AUTHOR_SAVE_AS": "",
        }
        lines = [f"{name} = {value!r}" for name, value in (own | settings).items()]
        (self.folder / "pelicanconf.py").write_text("\n".join([*lines, ""]), "utf-8")
        return self.run("-m", "pelican", "-s", "pelicanconf.py", seed=seed)

    def run(self, *command: str, seed: str = "0") -> str:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": CLOCK}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=environment | {"COLUMNS": "400", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return done.stdout + done.stderr

    def read(self, path: str) -> dict[str, Any]:
        return dict(json.loads((self.folder / "output" / path).read_text("utf-8")))

    def titles(self, path: str) -> list[str]:
        return [post["title"] for post in self.read(path)["related"]]


@pytest.fixture
def plain(tmp_path: Path) -> PlainSite:
    return PlainSite(tmp_path)


def markdown(title: str, tags: str = "river", body: str = "Text.", **fields: str) -> str:
    header = {"Title": title, "Date": "2026-01-02", "Tags": tags, "Category": "Animals"} | fields
    return "\n".join([f"{name}: {value}" for name, value in header.items()] + ["", body, ""])


def test_an_item_behaves_as_the_article_and_says_why_it_is_there(plain):
    plain.build(
        {
            "a.md": markdown("A & co", "River, Fur", "Otters swim in rivers."),
            "b.md": markdown("B", "river, fur", "Otters swim in oceans."),
            "c.md": markdown("C", "River", "Cars."),
        }
    )
    page = plain.read("a-co.html")
    first = page["related"][0]
    assert first["title"] == "B"
    assert first["url"] == "b.html"
    assert first["tags"] == ["Fur", "River"]
    assert first["tag_urls"] == ["tag/fur.html", "tag/river.html"]
    assert first["words"] == ["otters", "swim"]
    assert 0 < first["score"] <= 1
    assert first["reason"] == "tags"
    assert first["listed"] is True
    assert first["itself"] is False
    assert page["length"] == 2
    assert set(page["from"]) == {"B", "C"}


def test_markdown_restructuredtext_and_html_articles_are_related_alike(plain):
    files = {
        "a.md": markdown("A", "river, fur", "Otters swim."),
        "b.rst": "B\n=\n\n:date: 2026-01-02\n:tags: river, fur\n\nOtters swim. ``codeword``\n\n::\n\n    codeword\n",
        "c.html": '<html><head><title>C</title><meta name="date" content="2026-01-02"/>'
        '<meta name="tags" content="river, fur"/></head><body><p>Otters swim.</p><pre>codeword</pre></body></html>',
        "d.md": markdown("D", "river, fur", "Otters swim. `codeword`"),
    }
    plain.build(files)
    for name in "abcd":
        page = plain.read(f"{name}.html")
        assert page["length"] == 3
        assert page["related"][0]["words"] == [] or "codeword" not in page["related"][0]["words"]
        assert page["related"][0]["tags"] == ["fur", "river"]


def test_a_draft_a_hidden_article_and_a_translation_have_lists_and_only_the_last_is_offered(plain):
    files = {
        "a.md": markdown("A"),
        "b.md": markdown("B"),
        "draft.md": markdown("Draft", "river, unannounced", "Unicornword.", Status="draft"),
        "hidden.md": markdown("Hidden", Status="hidden"),
        "a-de.md": markdown("A deutsch", Slug="a", Lang="de"),
        "b-de.md": markdown("B deutsch", Slug="b", Lang="de"),
    }
    plain.build(files)
    assert plain.titles("a.html") == ["B"]
    assert plain.titles("a-de.html") == ["B deutsch"]
    assert set(plain.titles("drafts/draft.html")) == {"A", "B"}
    assert set(plain.titles("hidden.html")) == {"A", "B"}
    assert plain.read("drafts/draft.html")["from"] == plain.read("hidden.html")["from"] == []
    assert plain.read("a.html")["from"] == ["B"]


def test_a_draft_changes_no_public_page_at_all(plain):
    files = {f"{name}.md": markdown(name, f"river, {tag}", "Otters.") for name, tag in zip("abcd", "xxyz", strict=True)}
    plain.build(files)
    before = {name: plain.read(f"{name}.html") for name in "abcd"}
    drafts = {f"draft{n}.md": markdown(f"Draft {n}", "x, y, z", "Otters.", Status="draft") for n in range(5)}
    plain.build(files | drafts)
    assert {name: plain.read(f"{name}.html") for name in "abcd"} == before


def test_a_lone_article_a_lone_draft_and_no_article_are_fine(plain):
    plain.build({"images/note.txt": "No article at all."})
    plain.build({"a.md": markdown("A", Status="draft")})
    assert plain.read("drafts/a.html")["length"] == 0
    plain.build({"a.md": markdown("A")})
    assert plain.read("a.html")["length"] == 0


@pytest.mark.parametrize("limit", [0, 1])
def test_a_list_may_hold_none_or_one(plain, limit):
    plain.build({f"{name}.md": markdown(name) for name in "abc"}, RELATED_POSTS_MAX=limit)
    assert {plain.read(f"{name}.html")["length"] for name in "abc"} == {limit}


def test_articles_without_tags_or_text_are_related_by_category_and_date(plain):
    bare = "Title: {0}\nDate: 2026-01-0{1}\n\n"
    plain.build({f"{name}.md": bare.format(name, n) for n, name in enumerate("abc", 1)})
    assert [post["reason"] for post in plain.read("a.html")["related"]] == ["bridge"]


def test_tags_that_differ_in_case_or_accents_only_are_one_tag(plain):
    plain.build(
        {"a.md": markdown("A", "Café"), "b.md": markdown("B", "cafe"), "c.md": markdown("C", "CAFÉ", Date="2020-01-01")}
    )
    assert [post["tags"] for post in plain.read("a.html")["related"]] == [["Café"], ["Café"]]


def test_non_latin_articles_are_related(plain):
    files = {
        "a.md": markdown("獺", "水獺", "水獺住在河邊。"),
        "b.md": markdown("Выдра", "水獺", "水獺住在河邊。"),
        "c.md": markdown("ऊदबिलाव", "水獺", "ऊदबिलाव नदी में रहता है।"),
    }
    plain.build(files, SLUGIFY_USE_UNICODE=True)
    pages = [json.loads(path.read_text("utf-8")) for path in sorted((plain.folder / "output").glob("*.html"))]
    assert [page["length"] for page in pages] == [2, 2, 2]


@pytest.mark.parametrize("value", ["e, d", "e; d", "e,\n    d", "e\nRelated_posts: d"])
def test_pins_in_a_plain_header_come_first_and_the_list_fills_up(plain, value):
    files = {f"{name}.md": markdown(name) for name in "bcde"}
    plain.build(files | {"a.md": markdown("a", Related_posts=value)})
    page = plain.read("a.html")
    assert [post["title"] for post in page["related"]][:2] == ["e", "d"]
    assert [post["reason"] for post in page["related"]][:2] == ["pinned", "pinned"]
    assert page["length"] == 4


def test_none_exclude_and_target_are_obeyed(plain):
    files = {
        "a.md": markdown("a", Related_posts="none"),
        "b.md": markdown("b", Related_posts_exclude="c"),
        "c.md": markdown("c"),
        "old.md": markdown("old", Related_posts_target="false"),
    }
    plain.build(files)
    assert plain.titles("a.html") == []
    assert plain.titles("b.html") == ["a"]
    assert set(plain.titles("c.html")) == {"a", "b"}
    assert set(plain.titles("old.html")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (
            "a.md",
            "Title: A\nDate: 2026-01-02\nTags: river\nRelated_posts: b,\n    bevers\n\nText.\n",
            "content/a.md:5:5",
        ),
        (
            "a.rst",
            "A\n=\n\n:date: 2026-01-02\n:tags: river\n:related_posts: b, bevers\n\nText.\n",
            "content/a.rst:6:20",
        ),
        (
            "a.html",
            (
                '<html><head>\n<title>A</title>\n<meta name="date" content="2026-01-02"/>\n'
                '<meta name="related_posts" content="bevers"/>\n</head><body>Text.</body></html>'
            ),
            "content/a.html:4:37",
        ),
    ],
)
def test_a_pin_that_leads_nowhere_is_an_error_with_its_place_and_the_nearest_name(plain, name, text, place):
    logged = plain.build({name: text, "b.md": markdown("B"), "beavers.md": markdown("Beavers")})
    wrong = 'related_posts: no published article of this language has the slug "bevers"; did you mean "beavers"?'
    assert f"{place} {wrong}" in " ".join(logged.split())


def test_a_draft_and_a_foreign_article_cannot_be_pinned(plain):
    files = {
        "a.md": markdown("A", Related_posts="soon, biber"),
        "soon.md": markdown("Soon", Status="draft"),
        "biber.md": markdown("Biber", Lang="de"),
    }
    logged = " ".join(plain.build(files).split())
    assert 'content/a.md:5:16 related_posts: "soon" is not published; take it out until it is' in logged
    assert 'content/a.md:5:22 related_posts: "biber" is in another language (de)' in logged
    assert plain.titles("a.html") == []


def test_a_misspelt_setting_is_an_error_with_the_nearest_name(plain):
    logged = plain.build({"a.md": markdown("A")}, RELATED_POSTS_MAXIMUM=3)
    assert 'RELATED_POSTS_MAXIMUM is not a setting; did you mean "RELATED_POSTS_MAX"?' in " ".join(logged.split())


def test_the_same_category_is_skipped_on_wish(plain):
    files = {f"{name}.md": markdown(name, Category="One" if name < "c" else "Two") for name in "abcd"}
    plain.build(files, RELATED_POSTS_SKIP_SAME_CATEGORY=True)
    assert set(plain.titles("a.html")) == {"c", "d"}


def test_the_same_content_gives_the_same_bytes_with_any_hash_seed_and_order_of_files(plain):
    names = [f"n{n:02}" for n in range(30)]
    files = {
        f"{name}.md": markdown(name, f"t{n % 4}, u{n % 7}, v{n}", f"Otters number{'abc'[n % 3]} swim.")
        for n, name in enumerate(names)
    }

    def pages() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (plain.folder / "output").glob("*.html")}

    plain.build(files, seed="1")
    first = pages()
    for path in (plain.folder / "content").iterdir():
        path.unlink()
    plain.build(dict(reversed(files.items())), seed="2", ARTICLE_ORDER_BY="basename")
    assert pages() == first
