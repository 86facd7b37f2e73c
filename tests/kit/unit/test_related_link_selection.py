"""No article is left out, and none is in too many lists."""

import random
from collections import Counter
from dataclasses import replace
from itertools import chain

import pytest

from hamerkop.related.options import Options
from tests.related_entries import entry, graph
from tests.related_guarantees import broken
from tests.related_sites import Site, odd_site

TAGS_ONLY = Options(text=False)


def lists(entries, options=TAGS_ONLY):
    made = graph(entries, options)
    return {other.slug: [link.target.slug for link in made.lists[other.path]] for other in made.entries}


def reasons(entries, options=TAGS_ONLY):
    made = graph(entries, options)
    return {(other.slug, link.target.slug): link.reason for other in entries for link in made.lists[other.path]}


@pytest.mark.parametrize("hundred", range(4))
def test_no_random_site_breaks_a_guarantee(hundred):
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


def test_a_link_that_only_leaves_no_article_out_is_a_bridge():
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


def test_all_pins_are_listed_even_if_they_are_more_than_the_list_has_room_for():
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


def test_a_superseded_article_has_a_list_and_is_in_none():
    found = lists([entry("a", "x"), entry("old", "x", offered=False), entry("c", "x")])
    assert found["old"] == ["a", "c"] or found["old"] == ["c", "a"]
    assert "old" not in found["a"] + found["c"]


def test_an_article_without_a_list_is_in_the_lists_of_others():
    found = lists([entry("a", "x"), entry("b", "x", has_list=False), entry("c", "x")])
    assert found["b"] == []
    assert "b" in found["a"]


def test_the_same_category_is_skipped_if_that_leaves_enough():
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
    twins = [*entries, replace(entries[0], path="other/a.md")]
    assert [link.target.path for link in graph(twins, TAGS_ONLY).lists["a.md"]] == ["b.md", "other/a.md"]


def test_a_bridge_is_moved_where_only_the_article_itself_has_a_free_slot():
    """Two articles with full lists that name each other, and a third that only they could name."""
    entries = [entry("a", "x", 1, pins=("b.md",)), entry("b", "x", 2, pins=("a.md",)), entry("c", "", 3)]
    found = lists(entries, TAGS_ONLY._replace(limit=2, cap=2))
    assert "c" in found["a"] + found["b"]
    assert found["a"][0] == "b"
    assert found["b"][0] == "a"
