"""What the link-graph report tells a writer."""

from selectolax.lexbor import LexborHTMLParser

from hamerkop.related.diagram import page
from hamerkop.related.graph import graph_of
from hamerkop.related.report import as_data, nearly_the_same, sections_of, summary
from hamerkop.related.settings import Options
from tests.kit.unit.test_related_scoring import entry


def found(entries, key, names=None):
    sections = {section.key: section.rows for section in sections_of(graph_of("en", entries, Options(), names))}
    return sections.get(key, [])


def test_repaired_orphans_are_named_with_the_article_that_links_to_them():
    entries = [entry("a", "x", 1), entry("b", "x", 2), entry("lone", "y", 3)]
    repaired = found(entries, "repaired")
    assert ("lone.md", "b.md", "nothing") in repaired
    assert {row[0] for row in repaired} >= {"lone.md"}


def test_untagged_articles_and_lonely_tags_are_named():
    entries = [entry("a", "x"), entry("b", "x"), entry("c", "odd"), entry("d")]
    assert found(entries, "untagged") == [("d.md",)]
    assert found(entries, "used_once") == [("odd", "c.md")]
    assert found(entries, "only_lonely_tags") == [("c.md", "odd")]


def test_tags_of_one_form_are_named_together():
    entries = [entry("a", "open-data model"), entry("b", "opendata models"), entry("c", "glass")]
    assert found(entries, "same_tags") == [
        ("model (1), models (1)", "the same but for its form"),
        ("open-data (1), opendata (1)", "the same but for its form"),
    ]


def test_one_tag_spelt_in_two_ways_is_named():
    names = {"cafe": ("Café", "cafe")}
    assert found([entry("a", "cafe"), entry("b", "cafe")], "same_tags", names) == [
        ("Café, cafe", "one address, written in several ways")
    ]


def test_a_misspelt_tag_is_named_and_numbers_are_not():
    assert nearly_the_same("community", "comunity")
    assert not nearly_the_same("release-2", "release-3")
    assert not nearly_the_same("rivers", "river")
    entries = [entry("a", "community"), entry("b", "comunity")]
    assert found(entries, "near_tags") == [("community (1), comunity (1)", "nearly the same letters")]


def test_tags_that_always_come_together_are_named_once():
    entries = [entry("a", "x y z"), entry("b", "x y"), entry("c", "q")]
    assert found(entries, "always_together") == [("x, y", "2")]


def test_a_tag_on_more_than_a_quarter_of_the_articles_says_little():
    entries = [entry(f"{n:02}", "common" if n < 6 else f"t{n}") for n in range(20)]
    assert found(entries, "weak_tags") == [("common", "6 of 20")]


def test_hubs_come_greatest_first():
    entries = [entry("hub", " ".join(f"t{n}" for n in range(30)))] + [entry(f"{n:02}", f"t{n}", n) for n in range(30)]
    assert found(entries, "hubs")[0] == ("hub.md", "20")


def test_a_pin_without_anything_shared_is_named():
    entries = [entry("a", "x", pins=("b.md",)), entry("b", "y"), entry("c", "x")]
    assert found(entries, "unrelated_pins") == [("a.md", "b.md")]


def test_the_report_as_data_holds_every_list_with_its_reasons():
    graph = graph_of("en", [entry("a", "x"), entry("b", "x")], Options())
    (language,) = as_data([graph])["languages"]
    assert language["language"] == "en"
    assert language["lists"]["a.md"] == [
        {"article": "b.md", "reason": "tags", "shared_tags": ["x"], "shared_words": [], "score": 1.0}
    ]


def test_an_empty_site_has_a_report():
    graph = graph_of("en", [], Options())
    assert sections_of(graph) == []
    assert summary(graph).startswith("0 articles, 0 links")
    assert "<h1>" in page([graph], "")
    assert "<h1>" in page([], "A & B")


def test_the_page_draws_an_arc_for_each_link_and_tells_each_list():
    entries = [entry("a", "x", title="Otters <3"), entry("b", "x y", 9), entry("c", "y", 99, category="Z")]
    graph = graph_of("en", entries, Options())
    tree = LexborHTMLParser(page([graph], "A & B"))
    links = sum(map(len, graph.lists.values()))
    assert len(tree.css(".map path")) == links
    assert len(tree.css("ol.list > li")) == links
    assert [node.text() for node in tree.css(".map .category")] == ["No category", "Z"]
    assert "Otters <3" in tree.css_first(".map ol").text()
    assert tree.css("script, link, img, iframe") == []
    identifiers = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(set(identifiers)) == len(identifiers)
    assert {node.attributes["href"][1:] for node in tree.css("a")} <= set(identifiers)


def test_every_arc_stays_in_the_picture():
    entries = [entry(f"{n:02}", "x", n * 20, category=f"c{n % 5}") for n in range(40)]
    drawn = page([graph_of("en", entries, Options(text=False))], "")
    handles = [float(part.split()[0]) for part in drawn.split("C")[1:] if part[:1] in "-0123456789"]
    assert min(240 - (240 - handle) * 3 / 4 for handle in handles) >= 0
