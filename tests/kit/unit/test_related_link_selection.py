"""No article is left out, no article is everywhere."""

import random
from collections import Counter
from itertools import chain

import pytest

from bench.related_promise import broken
from bench.related_sites import Site, odd_site
from hamerkop.related.graph import graph_of
from hamerkop.related.settings import Options
from tests.kit.unit.test_related_scoring import entry

TAGS_ONLY = Options(text=False)


def lists(entries, options=TAGS_ONLY):
    graph = graph_of("en", entries, options)
    return {other.slug: [link.target.slug for link in graph.lists[other.path]] for other in graph.entries}


def reasons(entries, options=TAGS_ONLY):
    graph = graph_of("en", entries, options)
    return {(other.slug, link.target.slug): link.reason for other in entries for link in graph.lists[other.path]}


@pytest.mark.parametrize("hundred", range(4))
def test_no_random_site_breaks_a_promise(hundred):
    for seed in range(100_000 + 100 * hundred, 100_100 + 100 * hundred):
        assert list(broken(odd_site(seed))) == [], f"seed {seed}"


def test_the_order_of_the_files_changes_nothing():
    site = odd_site(11)
    shuffled = random.Random(2).sample(site.entries, len(site.entries))
    assert lists(shuffled, site.options) == lists(site.entries, site.options)


def test_a_hundred_articles_with_the_same_tags_and_date_share_the_links_evenly():
    site = Site([entry(f"{n:03}", "x y") for n in range(100)], TAGS_ONLY)
    found = Counter(chain(*lists(site.entries).values()))
    assert list(broken(site)) == []
    assert max(found.values()) <= 20


def test_without_any_tag_every_article_is_still_reached():
    site = Site([entry(f"{n:02}", days=n) for n in range(40)], TAGS_ONLY)
    assert list(broken(site)) == []
    assert set(reasons(site.entries).values()) == {"bridge"}


def test_a_link_that_only_the_promise_needs_is_marked():
    entries = [entry("a", "x", 1), entry("b", "x", 2), entry("c", "y", 3), entry("d", "y", 4), entry("e", "", 5)]
    found = reasons(entries)
    assert found["a", "b"] == found["c", "d"] == "tags"
    assert [pair for pair, reason in found.items() if pair[1] == "e" and reason == "bridge"]
    assert all(reason == "bridge" for pair, reason in found.items() if pair[1] == "e")


def test_without_connect_lists_are_by_rank_alone():
    options = TAGS_ONLY._replace(connect=False)
    assert lists([entry("a", "x"), entry("b", "x"), entry("c")], options) == {"a": ["b"], "b": ["a"], "c": []}


def test_no_article_is_in_more_lists_than_the_cap():
    entries = [entry("hub", " ".join(f"t{n}" for n in range(60)))] + [
        entry(f"{n:02}", f"t{n} u{n % 7}", n) for n in range(60)
    ]
    uncapped, capped = lists(entries, TAGS_ONLY._replace(cap=None)), lists(entries, TAGS_ONLY)
    assert Counter(chain(*uncapped.values()))["hub"] == 60
    assert Counter(chain(*capped.values()))["hub"] == 20


def test_pins_come_first_in_order_and_the_list_fills_up():
    entries = [entry(name, "x", n) for n, name in enumerate("abcdefg")]
    entries[0] = entry("a", "x", 0, pins=("g.md", "e.md"))
    assert lists(entries)["a"] == ["g", "e", "b", "c", "d"]


def test_pins_are_all_shown_even_if_they_are_more_than_the_list_holds():
    entries = [entry(name, "x", n) for n, name in enumerate("abcdefg")]
    entries[0] = entry("a", "x", 0, pins=tuple(f"{name}.md" for name in "gfed"))
    assert lists(entries, TAGS_ONLY._replace(limit=2))["a"][:4] == ["g", "f", "e", "d"]


def test_a_cycle_of_pins_is_no_trouble():
    entries = [entry("a", pins=("b.md",)), entry("b", pins=("c.md",)), entry("c", pins=("a.md",)), entry("d", days=9)]
    site = Site(entries, TAGS_ONLY)
    assert list(broken(site)) == []
    assert reasons(entries)["a", "b"] == "pinned"


def test_an_excluded_article_is_not_in_that_list():
    entries = [entry("a", "x", excluded=frozenset({"b.md"})), entry("b", "x"), entry("c", "x")]
    assert lists(entries)["a"] == ["c"]
    assert "a" in lists(entries)["b"]


def test_a_superseded_article_has_a_list_and_stands_in_none():
    found = lists([entry("a", "x"), entry("old", "x", offered=False), entry("c", "x")])
    assert found["old"] == ["a", "c"] or found["old"] == ["c", "a"]
    assert "old" not in found["a"] + found["c"]


def test_an_article_that_wants_no_list_has_none_and_is_offered():
    found = lists([entry("a", "x"), entry("b", "x", listed=False), entry("c", "x")])
    assert found["b"] == []
    assert "b" in found["a"]


def test_the_same_category_is_skipped_where_that_leaves_something():
    options = TAGS_ONLY._replace(skip_same_category=True)
    entries = [
        entry("a", "x", category="one"),
        entry("b", "x", category="one"),
        entry("c", "x", category="two"),
        entry("d", "x", category="two"),
    ]
    found = lists(entries, options)
    assert set(found["a"]) == {"c", "d"}
    assert set(found["d"]) == {"a", "b"}


def test_a_list_may_hold_none_or_one():
    entries = [entry("a", "x", 1), entry("b", "x", 2), entry("c", "x", 9)]
    assert lists(entries, TAGS_ONLY._replace(limit=0, cap=0)) == {"a": [], "b": [], "c": []}
    assert lists(entries, TAGS_ONLY._replace(limit=1, cap=4)) == {"a": ["b"], "b": ["a"], "c": ["b"]}


def test_no_article_and_one_article_are_fine():
    assert lists([]) == {}
    assert lists([entry("a", "x")]) == {"a": []}


def test_duplicate_slugs_are_two_articles():
    entries = [entry("a", "x"), entry("b", "x")]
    twins = [*entries, entry("c", "x").__class__("other/a.md", ("x",), entries[0].date, "a")]
    graph = graph_of("en", twins, TAGS_ONLY)
    assert [link.target.path for link in graph.lists["a.md"]] == ["b.md", "other/a.md"]


def test_a_score_is_a_share_of_what_the_article_scores_with_itself():
    entries = [entry("a", "x y"), entry("b", "x y"), entry("c", "x", 900)]
    first, second = graph_of("en", entries, TAGS_ONLY).lists["a.md"]
    assert first.score == 1
    assert 0 < second.score < 0.5


def test_tags_are_named_rarest_first_and_words_most_telling_first():
    entries = [entry("a", "common rare", text="otters otters seals"), entry("b", "common rare", text="otters seals")]
    entries += [entry(f"c{n}", "common") for n in range(5)]
    link = graph_of("en", entries, Options()).lists["a.md"][0]
    assert link.tags == ("rare", "common")
    assert link.words == ("otters", "seals")
