"""Which article is more related, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from hamerkop.related.ranking import Candidate, rank, weigh_tags

START = datetime(2026, 1, 1, tzinfo=UTC)


def candidate(name, tags, days=0):
    return Candidate(f"articles/{name}.md", name, tuple(tags.split()), START + timedelta(days=days))


def related(name, candidates):
    article = next(candidate for candidate in candidates if candidate.slug == name)
    return [match.candidate.slug for match in rank(article, candidates, weigh_tags(candidates))]


def test_a_rare_tag_says_more_than_a_common_one():
    articles = [
        candidate("a", "rare common"),
        candidate("b", "common"),
        candidate("c", "rare"),
        candidate("d", "common"),
    ]
    assert related("a", articles) == ["c", "b", "d"]


def test_more_shared_tags_come_first():
    articles = [candidate("a", "x y z"), candidate("b", "x"), candidate("c", "x y z"), candidate("d", "x y")]
    assert related("a", articles) == ["c", "d", "b"]


def test_among_equals_the_nearest_in_time_comes_first():
    articles = [candidate("a", "x"), candidate("b", "x", 9), candidate("c", "x", -2), candidate("d", "x", 5)]
    assert related("a", articles) == ["c", "d", "b"]


def test_among_equals_of_one_day_the_path_decides():
    articles = [candidate("a", "x"), candidate("c", "x"), candidate("b", "x")]
    assert related("a", articles) == related("a", articles[::-1]) == ["b", "c"]


def test_an_article_is_never_related_to_itself_or_to_one_without_a_shared_tag():
    articles = [candidate("a", "x"), candidate("b", "y"), candidate("c", "")]
    assert related("a", articles) == []
    assert related("c", articles) == []


def test_weights_run_from_nothing_for_a_tag_on_everything_to_one_for_a_tag_used_once():
    weights = weigh_tags([candidate(str(n), "all" if n else "all once") for n in range(99)])
    assert weights["once"] == pytest.approx(1.0)
    assert 0 < weights["all"] < 0.01


def test_no_articles_is_fine():
    assert weigh_tags([]) == {}
    assert rank(candidate("a", "x"), [], {}) == []
