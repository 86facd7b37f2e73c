"""What two articles have in common, and how much it counts."""

from datetime import UTC, datetime, timedelta, timezone

from hamerkop.related.entries import Entry
from hamerkop.related.scoring import SCALE, Scorer
from tests.related_entries import entry


def ordered(name, entries, **options):
    """Return the slugs of all other entries in the order in which the list of *name* would have them."""
    scorer = Scorer(entries, **options)
    own = scorer.number_of[f"{name}.md"]
    others = [number for number in scorer.numbers if number != own]
    return [scorer.entries[number].slug for number in sorted(others, key=lambda number: scorer.match(own, number))]


def weights_of(entries):
    return Scorer(entries).tag_weights


def test_a_rare_tag_counts_more_than_a_common_one():
    entries = [entry("a", "rare common"), entry("b", "common"), entry("c", "rare"), entry("d", "common")]
    assert ordered("a", entries)[0] == "c"


def test_more_shared_tags_count_more():
    entries = [entry("a", "x y z"), entry("b", "x"), entry("c", "x y z"), entry("d", "x y")]
    assert ordered("a", entries) == ["c", "d", "b"]


def test_among_equals_the_nearest_in_time_comes_first_not_the_newest():
    entries = [entry("a", "x"), entry("b", "x", 9), entry("c", "x", -2), entry("d", "x", 5)]
    assert ordered("a", entries) == ["c", "d", "b"]


def test_the_same_day_outweighs_a_rare_tag_of_ten_years_ago_but_not_of_one_year_ago():
    """Of ten articles, a tag on two is worth 0.71; the same day 1, a year's distance 0.37."""
    others = [entry(f"{n}", "other", 9) for n in range(7)]
    for days, first in ((-3650, "same-day"), (-365, "rare-tag")):
        entries = [entry("a", "x rare"), entry("same-day", "x"), entry("rare-tag", "x rare", days), *others]
        assert ordered("a", entries)[0] == first


def test_two_articles_decades_apart_are_scored_by_their_tags_alone():
    entries = [entry("a", "x"), entry("b", "x", 40 * 365), entry("c", "y")]
    scorer = Scorer(entries)
    assert scorer.shared(entries[0], scorer.number_of["b.md"]).score == scorer.tag_weights["x"]


def test_dates_in_several_time_zones_are_compared_as_moments():
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))
    entries = [
        Entry("a.md", ("x",), datetime(2026, 1, 1, 12, tzinfo=UTC), "a"),
        Entry("b.md", ("x",), datetime(2026, 1, 2, 3, tzinfo=east), "b"),  # an hour later
        Entry("c.md", ("x",), datetime(2026, 1, 1, 12, tzinfo=west), "c"),  # eleven hours later
        Entry("d.md", ("x",), datetime(2026, 1, 1, 10, tzinfo=None), "d"),  # two hours earlier; DTZ: as read  # noqa: DTZ001
    ]
    assert ordered("a", entries) == ["b", "d", "c"]


def test_shared_words_order_those_that_share_a_tag():
    text = {"a": "otters swim rivers", "b": "otters swim oceans", "c": "cars race roads", "d": "planes race clouds"}
    entries = [entry(name, "x", text=words) for name, words in text.items()]
    assert ordered("a", entries)[0] == "b"
    assert ordered("c", entries)[0] == "d"


def test_without_text_words_count_nothing():
    entries = [entry("a", "x", text="otters"), entry("b", "x", 2, text="otters"), entry("c", "x", 1)]
    assert ordered("a", entries) == ["b", "c"]
    assert ordered("a", entries, text=False) == ["c", "b"]


def test_weights_run_from_almost_0_for_a_tag_on_everything_to_1_for_a_tag_used_once():
    weights = weights_of([entry(str(n), "all" if n else "all once") for n in range(99)])
    assert weights["once"] == SCALE
    assert 0 < weights["all"] < SCALE / 100


def test_a_new_article_leaves_the_weights_of_tags_that_it_has_not():
    entries = [entry(str(n), f"x{n % 5} y{n % 9}") for n in range(40)]
    before, after = weights_of(entries), weights_of([*entries, entry("new", "x1")])
    assert [tag for tag in before if before[tag] != after[tag]] == ["x1"]


def test_an_article_scores_no_more_with_another_one_than_with_itself():
    entries = [entry("a", "x y", text="otters swim"), entry("b", "x y z", text="otters swim rivers"), entry("c", "y")]
    scorer = Scorer(entries)
    scores = [scorer.shared(entries[0], scorer.number_of[path]).score for path in ("b.md", "c.md")]
    assert scorer.self_score(entries[0]) > scores[0] > scores[1]


def test_the_same_tag_twice_counts_once():
    scorer = Scorer([entry("a", "x x y"), entry("b", "x x"), entry("c", "x")])
    first, second, third = scorer.numbers
    entry_a = scorer.entries[first]
    assert scorer.shared(entry_a, second).score == scorer.shared(entry_a, third).score
