"""The page that draws the links."""

from selectolax.lexbor import LexborHTMLParser

from hamerkop.related.diagram import page
from hamerkop.related.options import Options
from tests.related_entries import entry, graph


def test_an_empty_site_has_a_page():
    assert "<h1>" in page([graph([])], "")
    assert "A &amp; B" in page([], "A & B")


def test_the_page_has_an_arc_for_each_link_and_each_list():
    entries = [entry("a", "x", title="Otters <3"), entry("b", "x y", 9), entry("c", "y", 99, category="Z")]
    made = graph(entries)
    tree = LexborHTMLParser(page([made], "A & B"))
    links = sum(map(len, made.lists.values()))
    assert len(tree.css(".map path")) == links
    assert len(tree.css("ol.list > li")) == links
    assert [node.text() for node in tree.css(".map .category")] == ["No category", "Z"]
    assert "Otters <3" in tree.css_first(".map ol").text()
    assert tree.css("script, link, img, iframe") == []
    identifiers = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(set(identifiers)) == len(identifiers)
    assert {node.attributes["href"][1:] for node in tree.css("a")} <= set(identifiers)


def test_every_arc_stays_in_the_drawing():
    entries = [entry(f"{n:02}", "x", n * 20, category=f"c{n % 5}") for n in range(40)]
    drawn = page([graph(entries, Options(text=False))], "")
    controls = [float(part.split()[0]) for part in drawn.split("C")[1:] if part[:1] in "-0123456789"]
    assert min(240 - (240 - control) * 3 / 4 for control in controls) >= 0
