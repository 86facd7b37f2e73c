"""What readers and templates get: of the plugin alone on a plain Pelican site, and with our theme."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.related_site import RelatedSite, markdown


@pytest.fixture
def plain(tmp_path: Path) -> RelatedSite:
    return RelatedSite(tmp_path)


def test_an_item_behaves_as_the_article_and_says_why_it_is_there(plain):
    plain.build_with(
        {
            "a.md": markdown("A & co", "River, Fur", "Otters swim in rivers."),
            "b.md": markdown("B", "river, fur", "Otters swim in oceans."),
            "c.md": markdown("C", "River", "Cars."),
        }
    )
    page = plain.page("a-co.html")
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
    plain.build_with(files)
    for name in "abcd":
        page = plain.page(f"{name}.html")
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
    plain.build_with(files)
    assert plain.titles("a.html") == ["B"]
    assert plain.titles("a-de.html") == ["B deutsch"]
    assert set(plain.titles("drafts/draft.html")) == {"A", "B"}
    assert set(plain.titles("hidden.html")) == {"A", "B"}
    assert plain.page("drafts/draft.html")["from"] == plain.page("hidden.html")["from"] == []
    assert plain.page("a.html")["from"] == ["B"]


def test_a_draft_changes_no_public_page_at_all(plain):
    files = {f"{name}.md": markdown(name, f"river, {tag}", "Otters.") for name, tag in zip("abcd", "xxyz", strict=True)}
    plain.build_with(files)
    before = {name: plain.page(f"{name}.html") for name in "abcd"}
    drafts = {f"draft{n}.md": markdown(f"Draft {n}", "x, y, z", "Otters.", Status="draft") for n in range(5)}
    plain.build_with(files | drafts)
    assert {name: plain.page(f"{name}.html") for name in "abcd"} == before


def test_an_article_that_is_written_nowhere_is_in_no_list_and_cannot_be_pinned(plain):
    files = {"a.md": markdown("A", Related_posts="unwritten"), "b.md": markdown("B")}
    logged = plain.build_with(files | {"unwritten.md": markdown("Unwritten", Save_as="")}, check=False)
    assert '"unwritten" has no page of its own; remove it' in " ".join(logged.split())
    assert plain.titles("a.html") == ["B"]


def test_a_lone_article_a_lone_draft_and_no_article_are_fine(plain):
    plain.build_with({"images/note.txt": "No article at all."})
    plain.build_with({"a.md": markdown("A", Status="draft")})
    assert plain.page("drafts/a.html")["length"] == 0
    plain.build_with({"a.md": markdown("A")})
    assert plain.page("a.html")["length"] == 0


@pytest.mark.parametrize("limit", [0, 1])
def test_a_list_may_hold_none_or_one(plain, limit):
    plain.build_with({f"{name}.md": markdown(name) for name in "abc"}, RELATED_POSTS_MAX=limit)
    assert {plain.page(f"{name}.html")["length"] for name in "abc"} == {limit}


def test_articles_without_tags_or_text_are_related_by_category_and_date(plain):
    bare = "Title: {0}\nDate: 2026-01-0{1}\n\n"
    plain.build_with({f"{name}.md": bare.format(name, n) for n, name in enumerate("abc", 1)})
    assert [post["reason"] for post in plain.page("a.html")["related"]] == ["bridge"]


RIVERS = "Otters dig holts beside rivers; beavers dam rivers."
BREAD = "Sourdough loaves rise overnight; bakers knead dough."


def test_articles_without_a_tag_are_related_by_their_words(plain):
    bodies = {"abcd": RIVERS, "efgh": BREAD}
    header = "Title: {0}\nDate: 2026-01-0{1}\n\n{2}\n"
    files = {
        f"{name}.md": header.format(name, n, body) for names, body in bodies.items() for n, name in enumerate(names, 1)
    }
    plain.build_with(files)
    for names in bodies:
        for name in names:
            page = plain.page(f"{name}.html")
            assert page["length"] >= 3
            assert {post["title"] for post in page["related"]} <= set(names)
            assert {post["reason"] for post in page["related"]} == {"text"}


def test_an_article_without_a_tag_among_tagged_ones_is_related_by_its_words(plain):
    untagged = markdown("untagged", body=RIVERS).replace("Tags: river\n", "")
    others = {f"{name}.md": markdown(name, "wildlife", RIVERS) for name in "abc"}
    bread = {f"{name}.md": markdown(name, "kitchen", BREAD) for name in "def"}
    plain.build_with({"untagged.md": untagged} | others | bread)
    assert set(plain.titles("untagged.html")) == set("abc")


@pytest.mark.parametrize(("least", "shown"), [(0, {"c", "d"}), (1, {"b", "c"})])
def test_so_many_links_share_a_tag_and_the_others_are_the_best_by_score(plain, least, shown):
    files = {
        "a.md": markdown("a", "river, fur", RIVERS),
        "b.md": markdown("b", "river", BREAD, Date="2020-01-02"),
        "c.md": markdown("c", "loaf", RIVERS),
        "d.md": markdown("d", "dough", RIVERS, Date="2025-12-01"),
        "e.md": markdown("e", "news", BREAD),
    }
    settings = {"RELATED_POSTS_MAX": 2, "RELATED_POSTS_CONNECT": False, "RELATED_POSTS_MIN_SHARED_TAG": least}
    plain.build_with(files, **settings)
    assert set(plain.titles("a.html")) == shown


def test_a_function_word_of_any_language_is_no_reason_on_a_small_site(plain):
    bodies = [
        "Der Otter ist zwischen den Steinen, wo er nicht mehr war.",
        "Die Brücke, die nicht mehr war, lag zwischen den Dörfern.",
    ]
    plain.build_with({f"{name}.md": markdown(name, "", body) for name, body in zip("ab", bodies, strict=True)})
    assert [post["words"] for post in plain.page("a.html")["related"]] == [[]]


def test_tags_that_differ_in_case_or_accents_only_are_one_tag(plain):
    plain.build_with(
        {"a.md": markdown("A", "Café"), "b.md": markdown("B", "cafe"), "c.md": markdown("C", "CAFÉ", Date="2020-01-01")}
    )
    assert [post["tags"] for post in plain.page("a.html")["related"]] == [["Café"], ["Café"]]


def test_non_latin_articles_are_related(plain):
    files = {
        "a.md": markdown("獺", "水獺", "水獺住在河邊。"),
        "b.md": markdown("Выдра", "水獺", "水獺住在河邊。"),
        "c.md": markdown("ऊदबिलाव", "水獺", "ऊदबिलाव नदी में रहता है।"),
    }
    plain.build_with(files, SLUGIFY_USE_UNICODE=True)
    pages = [json.loads(path.read_text("utf-8")) for path in sorted(plain.output.glob("*.html"))]
    assert [page["length"] for page in pages] == [2, 2, 2]


@pytest.mark.parametrize("value", ["e, d", "e; d", "e,\n    d", "e\nRelated_posts: d"])
def test_pins_in_a_plain_header_come_first_and_the_list_fills_up(plain, value):
    files = {f"{name}.md": markdown(name) for name in "bcde"}
    plain.build_with(files | {"a.md": markdown("a", Related_posts=value)})
    page = plain.page("a.html")
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
    plain.build_with(files)
    assert plain.titles("a.html") == []
    assert plain.titles("b.html") == ["a"]
    assert set(plain.titles("c.html")) == {"a", "b"}
    assert set(plain.titles("old.html")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("name", "text", "position"),
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
def test_a_pin_that_leads_nowhere_is_an_error_with_its_position_and_the_nearest_name(plain, name, text, position):
    logged = plain.build_with({name: text, "b.md": markdown("B"), "beavers.md": markdown("Beavers")}, check=False)
    wrong = 'R01 related_posts: no published article of this language has the slug "bevers"; did you mean "beavers"?'
    assert f"{position} {wrong}" in " ".join(logged.split())


def test_a_draft_and_a_foreign_article_cannot_be_pinned(plain):
    files = {
        "a.md": markdown("A", Related_posts="soon, biber"),
        "soon.md": markdown("Soon", Status="draft"),
        "biber.md": markdown("Biber", Lang="de"),
    }
    logged = " ".join(plain.build_with(files, check=False).split())
    assert 'content/a.md:5:16 R01 related_posts: "soon" is not published; remove it until it is' in logged
    assert 'content/a.md:5:22 R01 related_posts: "biber" is in another language (de)' in logged
    assert plain.titles("a.html") == []


def test_the_same_category_is_skipped_where_the_setting_asks_for_it(plain):
    files = {f"{name}.md": markdown(name, Category="One" if name < "c" else "Two") for name in "abcd"}
    plain.build_with(files, RELATED_POSTS_SKIP_SAME_CATEGORY=True)
    assert set(plain.titles("a.html")) == {"c", "d"}


def test_the_same_content_gives_the_same_bytes_with_any_hash_seed_and_order_of_files(plain, monkeypatch):
    names = [f"n{n:02}" for n in range(30)]
    files = {
        f"{name}.md": markdown(name, f"t{n % 4}, u{n % 7}, v{n}", f"Otters number{'abc'[n % 3]} swim.")
        for n, name in enumerate(names)
    }

    def pages() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in plain.output.glob("*.html")}

    monkeypatch.setenv("PYTHONHASHSEED", "1")
    plain.build_with(files)
    first = pages()
    for path in (plain.folder / "content").iterdir():
        path.unlink()
    monkeypatch.setenv("PYTHONHASHSEED", "2")
    plain.build_with(dict(reversed(files.items())), ARTICLE_ORDER_BY="basename")
    assert pages() == first


def offered(site, path):
    """Return the titles that a page of our theme lists."""
    return [link.text().strip() for link in LexborHTMLParser(site.read(path)).css(".related li a")]


def test_our_theme_shows_links_with_the_tags_they_share(build):
    site = build(
        {
            "articles/a.md": article("A", tags="[river, fur]"),
            "articles/b.md": article("B", tags="[river, fur]"),
            "articles/c.md": article("C", tags="[river]"),
        }
    )
    related = LexborHTMLParser(site.read("a/index.html")).css_first(".related").text()
    assert offered(site, "a/index.html")[:2] == ["B", "C"]
    assert "fur" in related


def test_pins_in_yaml_come_first_in_the_writers_order_and_the_list_fills_up(build):
    files = {f"articles/{name}.md": article(name.upper(), tags="[river]") for name in "abcde"}
    files["articles/z.md"] = article("Z", tags="[nothing-shared]")
    site = build(files | {"articles/a.md": article("A", tags="[river]", related_posts="[z, e]")})
    assert offered(site, "a/index.html") == ["Z", "E", "B", "C", "D"]


def test_a_pin_in_yaml_that_leads_nowhere_is_an_error_at_the_item(site):
    files = {
        "articles/otters.md": article("Otters", related_posts="[bevers, otters]"),
        "articles/beavers.md": article("B"),
    }
    unknown, own = site(files).build_badly()
    assert unknown.startswith(
        'content/articles/otters.md:7:17  related_posts: no published article of this language has the slug "bevers"'
    )
    assert unknown.endswith('did you mean "beavers"?')
    assert own == "content/articles/otters.md:7:25  related_posts: names this article itself; remove it"


def test_one_language_never_leads_to_another(build):
    files = {f"articles/{name}.md": article(name.upper()) for name in "ab"}
    files["articles/c.md"] = article("C", lang="de")
    site = build(files)
    assert offered(site, "a/index.html") == ["B"]
    assert offered(site, "de/c/index.html") == []
