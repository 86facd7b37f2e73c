"""What the report on the links says to a writer."""

from hamerkop.related.report import CHECKS, are_similar, as_data, sections_of, summary
from tests.related_entries import entry, graph


def found(entries, name, tag_names=None):
    assert name in {check.find.__name__ for check in CHECKS}
    sections = {section.name: section.rows for section in sections_of(graph(entries, tag_names=tag_names))}
    return sections.get(name, [])


def test_articles_behind_a_bridge_are_named_with_the_article_that_links_to_them():
    entries = [entry("a", "x", 1), entry("b", "x", 2), entry("lone", "y", 3)]
    bridged = found(entries, "bridged")
    assert ("lone.md", "b.md", "nothing") in bridged
    assert {row[0] for row in bridged} >= {"lone.md"}


def test_untagged_articles_and_tags_used_once_are_named():
    entries = [entry("a", "x"), entry("b", "x"), entry("c", "odd"), entry("d")]
    assert found(entries, "untagged") == [("d.md",)]
    assert found(entries, "used_once") == [("odd", "c.md")]
    assert found(entries, "only_unshared_tags") == [("c.md", "odd")]


def test_tags_of_one_form_are_named_together():
    entries = [entry("a", "open-data model"), entry("b", "opendata models"), entry("c", "glass")]
    assert found(entries, "tag_variants") == [
        ("model (1), models (1)", "the same but for its form"),
        ("open-data (1), opendata (1)", "the same but for its form"),
    ]


def test_one_tag_spelt_in_two_ways_is_named():
    names = {"cafe": ("Café", "cafe")}
    assert found([entry("a", "cafe"), entry("b", "cafe")], "tag_variants", names) == [
        ("Café, cafe", "one address, written in several ways")
    ]


def test_a_misspelt_tag_is_named_and_numbers_are_not():
    assert are_similar("community", "comunity")
    assert not are_similar("release-2", "release-3")
    assert not are_similar("rivers", "river")
    entries = [entry("a", "community"), entry("b", "comunity")]
    assert found(entries, "similar_tags") == [("community (1), comunity (1)", "nearly the same letters")]


def test_tags_that_always_come_together_are_named_once():
    entries = [entry("a", "x y z"), entry("b", "x y"), entry("c", "q")]
    assert found(entries, "always_together") == [("x, y", "2")]


def test_a_tag_on_more_than_a_quarter_of_the_articles_says_little():
    entries = [entry(f"{n:02}", "common" if n < 6 else f"t{n}") for n in range(20)]
    assert found(entries, "common_tags") == [("common", "6 of 20")]


def test_hubs_come_greatest_first():
    entries = [entry("hub", " ".join(f"t{n}" for n in range(30)))] + [entry(f"{n:02}", f"t{n}", n) for n in range(30)]
    assert found(entries, "hubs")[0] == ("hub.md", "20")


def test_a_pin_without_anything_shared_is_named():
    entries = [entry("a", "x", pins=("b.md",)), entry("b", "y"), entry("c", "x")]
    assert found(entries, "unrelated_pins") == [("a.md", "b.md")]


def test_the_report_as_data_holds_every_list_with_its_reasons():
    (language,) = as_data([graph([entry("a", "x"), entry("b", "x")])])["languages"]
    assert language["language"] == "en"
    assert language["lists"]["a.md"] == [
        {"article": "b.md", "reason": "tags", "shared_tags": ["x"], "shared_words": [], "score": 1.0}
    ]


def test_an_empty_site_has_a_report():
    assert sections_of(graph([])) == []
    assert summary(graph([])).startswith("0 articles, 0 links")


def test_a_language_of_drafts_only_is_not_in_the_data():
    drafts = graph([], unlisted=[entry("secret", "unannounced")])
    assert as_data([drafts]) == {"languages": []}
