"""Which article is more related, and why."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bench.related_sites import large_site, odd_site
from hamerkop.related.entries import Entry
from hamerkop.related.scoring import TIME, UNIT, Match, Ranking, nearness, weigh_tags
from hamerkop.related.words import count_words

START = datetime(2026, 1, 1, tzinfo=UTC)


def entry(name, tags="", days=0, text="", **fields):
    counts = count_words("", text)
    return Entry(f"{name}.md", tuple(tags.split()), START + timedelta(days=days), name, counts=counts, **fields)


def related(name, entries, count=5, **options):
    ranking = Ranking(entries, **options)
    own = next(place for place, entry in enumerate(ranking.entries) if entry.slug == name)
    return [ranking.entries[match.place].slug for match in ranking.best(ranking.entries[own], count, own)]


def plainly(ranking, own, count):
    """Rank every candidate and cut the list."""
    entry = ranking.entries[own]
    candidates = [place for place, other in enumerate(ranking.entries) if place != own and other.offered]

    def may(place):
        shared = ranking.shared(entry, place, own)
        return shared.tags or (shared.words and not ranking.require_tag)

    ordered = sorted(filter(may, candidates), key=lambda place: ranking.order(own, place))
    return [Match(place, ranking.score(entry, place, own)) for place in ordered[:count]]


def test_a_rare_tag_says_more_than_a_common_one():
    entries = [entry("a", "rare common"), entry("b", "common"), entry("c", "rare"), entry("d", "common")]
    assert related("a", entries)[0] == "c"


def test_more_shared_tags_come_first():
    entries = [entry("a", "x y z"), entry("b", "x"), entry("c", "x y z"), entry("d", "x y")]
    assert related("a", entries) == ["c", "d", "b"]


def test_among_equals_the_nearest_in_time_comes_first_not_the_newest():
    entries = [entry("a", "x"), entry("b", "x", 9), entry("c", "x", -2), entry("d", "x", 5)]
    assert related("a", entries) == ["c", "d", "b"]


def test_nearness_is_worth_a_rare_tag_on_the_same_day_and_a_third_of_it_a_year_later():
    assert nearness(0) == TIME * UNIT
    assert nearness(-365 * 86400) == nearness(365 * 86400) == pytest.approx(TIME * UNIT / 2.718, rel=0.01)
    assert nearness(10**12) < UNIT / 10**6


def test_dates_in_several_time_zones_are_compared_as_moments():
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))
    entries = [
        Entry("a.md", ("x",), datetime(2026, 1, 1, 12, tzinfo=UTC), "a"),
        Entry("b.md", ("x",), datetime(2026, 1, 2, 3, tzinfo=east), "b"),  # an hour later
        Entry("c.md", ("x",), datetime(2026, 1, 1, 12, tzinfo=west), "c"),  # eleven hours later
        Entry("d.md", ("x",), datetime(2026, 1, 1, 10, tzinfo=None), "d"),  # two hours earlier; DTZ: as read  # noqa: DTZ001
    ]
    assert related("a", entries) == ["b", "d", "c"]


def test_an_article_is_never_related_to_itself_or_to_one_without_a_shared_tag():
    entries = [entry("a", "x"), entry("b", "y"), entry("c")]
    assert related("a", entries) == []
    assert related("c", entries) == []


def test_shared_words_order_those_that_share_a_tag():
    text = {"a": "otters swim rivers", "b": "otters swim oceans", "c": "cars race roads", "d": "planes race clouds"}
    entries = [entry(name, "x", text=words) for name, words in text.items()]
    assert related("a", entries)[0] == "b"
    assert related("c", entries)[0] == "d"


def test_words_alone_relate_only_if_no_tag_is_required():
    entries = [entry("a", "x", text="otters swim"), entry("b", "y", text="otters swim"), entry("c", "z")]
    assert related("a", entries) == []
    assert related("a", entries, require_tag=False) == ["b"]


def test_ignored_tags_relate_nothing():
    entries = [entry("a", "news"), entry("b", "news")]
    assert related("a", entries, ignored=["news"]) == []


def test_one_that_is_not_offered_is_in_no_answer():
    assert related("a", [entry("a", "x"), entry("b", "x", offered=False), entry("c", "x")]) == ["c"]


def test_weights_run_from_nothing_for_a_tag_on_everything_to_one_for_a_tag_used_once():
    weights = weigh_tags([entry(str(n), "all" if n else "all once") for n in range(99)])
    assert weights["once"] == UNIT
    assert 0 < weights["all"] < UNIT / 100


def test_no_articles_and_one_article_are_fine():
    assert Ranking([]).best(entry("a", "x"), 5) == []
    assert related("a", [entry("a", "x")]) == []


def test_ten_thousand_tags_on_one_article_are_fine():
    many = " ".join(f"t{n}" for n in range(10_000))
    assert related("a", [entry("a", many), entry("b", "t7"), entry("c", "t7 t8")]) == ["c", "b"]


def test_the_same_tag_twice_counts_once():
    twice = Ranking([entry("a", "x x y"), entry("b", "x x"), entry("c", "x")])
    assert twice.best(twice.entries[0], 5, 0) == plainly(twice, 0, 5)
    assert twice.score(twice.entries[0], 1) == twice.score(twice.entries[0], 2)


@pytest.mark.parametrize("seed", range(60))
def test_the_quick_ranking_equals_the_plain_one(seed):
    site = odd_site(seed)
    for text in (False, True):
        ranking = Ranking(site.entries, text=text, require_tag=site.options.require_tag)
        for own in range(len(ranking.entries)):
            for count in (1, 5, 12):
                assert ranking.best(ranking.entries[own], count, own) == plainly(ranking, own, count)


def test_the_quick_ranking_equals_the_plain_one_on_a_larger_site():
    ranking = Ranking(large_site(1500, 100), text=False)
    for own in range(0, 1500, 50):
        assert ranking.best(ranking.entries[own], 8, own) == plainly(ranking, own, 8)


def test_the_order_of_the_files_does_not_matter():
    site = odd_site(7)
    shuffled = random.Random(1).sample(site.entries, len(site.entries))
    assert Ranking(site.entries).best(site.entries[0], 9) == Ranking(shuffled).best(site.entries[0], 9)
