"""The quick search finds what scoring every article finds."""

import random
from itertools import product

import pytest

from hamerkop.related.ranking import Ranking
from tests.related_entries import entry
from tests.related_sites import large_site, odd_site


def related(name, entries, count=5, require_tag=False, **options):
    ranking = Ranking(entries, **options)
    own = ranking.number_of[f"{name}.md"]
    return [ranking.entries[match.target].slug for match in ranking.best(ranking.entries[own], count, own, require_tag)]


def plainly(ranking, own, count, require_tag=False):
    """Score every candidate, sort them, and cut the list."""
    entry = ranking.entries[own]
    candidates = [number for number, other in ranking.entries.items() if number != own and other.offered]

    def is_related(number):
        shared = ranking.shared(entry, number, own)
        return shared.tags or (shared.terms and not require_tag)

    return sorted(ranking.match(own, number) for number in filter(is_related, candidates))[:count]


def test_an_article_is_never_related_to_itself_or_to_one_that_shares_nothing():
    entries = [entry("a", "x"), entry("b", "y"), entry("c")]
    assert related("a", entries) == []
    assert related("c", entries) == []


def test_words_alone_relate_unless_a_tag_is_required():
    entries = [entry("a", "x", text="otters swim"), entry("b", "y", text="otters swim"), entry("c", "z")]
    assert related("a", entries) == ["b"]
    assert related("a", entries, require_tag=True) == []


def test_ignored_tags_relate_nothing():
    entries = [entry("a", "news"), entry("b", "news")]
    assert related("a", entries, ignored=["news"]) == []


def test_an_article_that_is_not_offered_is_in_no_result():
    assert related("a", [entry("a", "x"), entry("b", "x", offered=False), entry("c", "x")]) == ["c"]


def test_no_articles_and_one_article_are_fine():
    assert Ranking([]).best(entry("a", "x"), 5) == []
    assert related("a", [entry("a", "x")]) == []


def test_ten_thousand_tags_on_one_article_are_fine():
    many = " ".join(f"t{n}" for n in range(10_000))
    assert related("a", [entry("a", many), entry("b", "t7"), entry("c", "t7 t8")]) == ["c", "b"]


def test_the_same_tag_twice_changes_nothing():
    twice = Ranking([entry("a", "x x y"), entry("b", "x x"), entry("c", "x")])
    first = twice.numbers[0]
    assert twice.best(twice.entries[first], 5, first) == plainly(twice, first, 5)


@pytest.mark.parametrize("seed", range(60))
def test_the_quick_ranking_equals_the_plain_one(seed):
    site = odd_site(seed)
    for text in (False, True):
        ranking = Ranking(site.entries, text=text)
        assert ranking.entries
        for own, count, require_tag in product(ranking.numbers, (1, 5, 12), (False, True)):
            quick = ranking.best(ranking.entries[own], count, own, require_tag)
            assert quick == plainly(ranking, own, count, require_tag)


def test_the_quick_ranking_equals_the_plain_one_on_a_larger_site():
    ranking = Ranking(large_site(1500, 100), text=False)
    for own in ranking.numbers[::50]:
        assert ranking.best(ranking.entries[own], 8, own) == plainly(ranking, own, 8)


def test_the_order_of_the_files_does_not_matter():
    site = odd_site(7)
    shuffled = random.Random(1).sample(site.entries, len(site.entries))
    assert Ranking(site.entries).best(site.entries[0], 9) == Ranking(shuffled).best(site.entries[0], 9)


def test_of_articles_equally_near_in_time_those_before_come_first_the_nearest_of_them_first():
    assert related("c", [entry(name, "x") for name in "abcde"]) == ["b", "a", "d", "e"]
    assert related("c", [entry(name, "x", days) for days, name in enumerate("abcde")]) == ["b", "d", "a", "e"]


def test_an_article_put_between_two_others_changes_the_order_of_no_others():
    entries = [entry(f"{n:02}", "x y") for n in range(20)]
    more = [*entries, entry("045", "x y")]
    before, after = related("07", entries, 30), related("07", more, 30)
    assert [name for name in after if name != "045"] == before


def test_the_quick_ranking_equals_the_plain_one_over_forty_years():
    entries = [entry(f"{n:02}", f"t{n % 3} u{n % 2}", 700 * n) for n in range(20)]
    ranking = Ranking(entries)
    for own in ranking.numbers:
        assert ranking.best(ranking.entries[own], 20, own) == plainly(ranking, own, 20)
