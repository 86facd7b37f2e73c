"""Ranks articles by the tags they share: a rare tag says more than a common one. Knows nothing of Pelican."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from math import log
from typing import NamedTuple


class Candidate(NamedTuple):
    """What the ranking needs to know of an article. *path* is unique and decides the last tie."""

    path: str
    slug: str
    tags: tuple[str, ...]
    date: datetime


class Match(NamedTuple):
    """A related article, the sum of the weights of the shared tags, and those tags."""

    candidate: Candidate
    score: float
    shared: tuple[str, ...]


def weigh_tags(candidates: Iterable[Candidate]) -> dict[str, float]:
    """Return each tag's weight: ln((N+1)/df) / ln(N+1), its inverse document frequency scaled to 0…1.

    N is the number of articles, df the number that carry the tag (Spärck Jones 1972). A tag used once weighs 1,
    one that is on every article almost nothing.
    """
    articles = list(candidates)
    uses = Counter(tag for article in articles for tag in set(article.tags))
    whole = log(len(articles) + 1)
    return {tag: log((len(articles) + 1) / count) / whole for tag, count in sorted(uses.items())}


def rank(article: Candidate, candidates: Iterable[Candidate], weights: dict[str, float]) -> list[Match]:
    """Return every candidate that shares a tag with *article*, best first; itself never.

    On a tie the nearer in time comes first, then the path decides, so that two builds give the same page.
    """
    own = set(article.tags)
    matches = []
    for other in candidates:
        shared = tuple(sorted(own & set(other.tags)))
        if shared and other.path != article.path:
            matches.append(Match(other, sum(weights.get(tag, 0.0) for tag in shared), shared))
    return sorted(matches, key=lambda match: _order(match, article))


def _order(match: Match, article: Candidate) -> tuple[float, float, str]:
    # Rounded, so that the order of a sum cannot decide between two equal scores.
    distance = abs((match.candidate.date - article.date).total_seconds())
    return -round(match.score, 9), distance, match.candidate.path
