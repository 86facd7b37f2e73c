"""Scores pairs of articles of one language by what they share. Free of Pelican.

::

    w(t)   = ln((N+1)/df(t)) / ln(N+1)        1 for a tag used once, almost 0 for one on every article
    tags   = Σ w(t) over the tags that both articles have
    text   = cosine of the tf-idf vectors of the two articles
    time   = exp(−days between them / 365)
    score  = tags + 10·text + time            if they share a tag or a significant word
    order  = greatest score; then nearest in time; then nearest in the order of dates and paths

N+1 is rounded to a power of √2 and df to a fourth of a doubling (hamerkop.related.terms), so that a new article changes
few weights. Of a tag that is on three articles of four or more, nothing is left but that it is shared.

"Newest first" never breaks a tie: it is what puts a few articles into everybody's list. Scores are whole numbers (SCALE
to 1), so that a sum is the same in any order, on any machine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp
from typing import NamedTuple

from hamerkop.related.entries import Entry, in_time_order
from hamerkop.related.terms import (
    VECTOR_LENGTH,
    rounded_log,
    rounded_log_df,
    significant_terms,
    tf_idf_vector,
)

SCALE = 10**8
TEXT_WEIGHT = 10  # the cosine of a related pair is 0.1 to 0.4: as much as one to four tags used once
TIME_WEIGHT = 1  # the same day is worth a tag used once …
DECAY_DAYS = 365  # … and a year's distance a third of that: as long as a series or a project lasts
SECONDS_PER_DAY = 86400

# The time part of a score by whole days of distance; from 6,000 days, sixteen years, it is 0.
TIME_SCORES = [*(round(SCALE * TIME_WEIGHT * exp(-days / DECAY_DAYS)) for days in range(6000)), 0]
MAX_TIME_SCORE = TIME_SCORES[0]
LAST_DAY = len(TIME_SCORES) - 1
TEXT_FACTOR = TEXT_WEIGHT * SCALE // VECTOR_LENGTH**2  # from a dot product of two vectors to a score


class Shared(NamedTuple):
    """What a pair has in common: tags, rarest first; terms, most significant first; and its score."""

    tags: list[str]
    terms: list[str]
    score: int


def tag_weights(entries: Sequence[Entry], ignored: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return the weight of each tag, 0 to SCALE: its idf divided by that of a tag used once."""
    frequencies = Counter(tag for entry in entries for tag in set(entry.tags) - ignored)
    highest = rounded_log(len(entries) + 1)
    return {tag: max(1, SCALE * (highest - rounded_log_df(df)) // highest) for tag, df in frequencies.items()}


def time_proximity(seconds: int) -> int:
    """Return the time part of a score for a distance in seconds, of either sign."""
    return TIME_SCORES[min(abs(seconds) // SECONDS_PER_DAY, LAST_DAY)]


class Scorer:
    """The published articles of one language, oldest first, with what their scores depend on.

    The *index* of an article is its position in *entries*. Where a method takes an entry and a *self_index*, this is
    the index of that entry, None if it is not one of them. *ignored* tags relate nothing; without *text* words count
    nothing.
    """

    def __init__(self, entries: Iterable[Entry], text: bool = True, ignored: Iterable[str] = ()) -> None:
        self.entries = in_time_order(entries)
        self.seconds = [entry.seconds for entry in self.entries]
        self.tag_weights = tag_weights(self.entries, frozenset(ignored))
        self.known_tags = [self.tag_weights.keys() & entry.tags for entry in self.entries]
        self.idf = significant_terms([entry.term_counts for entry in self.entries]) if text else {}
        self.vectors = [tf_idf_vector(entry.term_counts, self.idf) for entry in self.entries] if self.idf else []

    def tags_of(self, entry: Entry) -> list[str]:
        """Return the tags of *entry* that can relate it to another one, rarest first."""
        known = [tag for tag in dict.fromkeys(entry.tags) if tag in self.tag_weights]
        return sorted(known, key=lambda tag: (-self.tag_weights[tag], tag))

    def share_a_tag(self, entry: Entry, index: int) -> bool:
        """Return whether *entry* and the article at *index* share a tag that can relate them."""
        return not self.known_tags[index].isdisjoint(entry.tags)

    def vector_of(self, entry: Entry, self_index: int | None) -> dict[str, int]:
        """Return the tf-idf vector of *entry*."""
        if not self.idf:
            return {}
        return self.vectors[self_index] if self_index is not None else tf_idf_vector(entry.term_counts, self.idf)

    def shared(self, entry: Entry, index: int, self_index: int | None = None) -> Shared:
        """Return what *entry* and the article at *index* have in common, whether a list may contain it or not."""
        their_tags = self.entries[index].tags
        tags = [tag for tag in self.tags_of(entry) if tag in their_tags]
        products = self._shared_terms(entry, index, self_index)
        score = sum(self.tag_weights[tag] for tag in tags) + sum(products.values()) * TEXT_FACTOR
        terms = sorted(products, key=lambda term: (-products[term], term))
        return Shared(tags, terms, score + time_proximity(self.seconds[index] - entry.seconds))

    def _shared_terms(self, entry: Entry, index: int, self_index: int | None) -> dict[str, int]:
        """Return the terms of both articles, each with the product of its two weights."""
        if not self.idf:
            return {}
        ours, theirs = self.vector_of(entry, self_index), self.vectors[index]
        return {term: ours[term] * theirs[term] for term in ours.keys() & theirs.keys()}

    def self_score(self, entry: Entry, self_index: int | None = None) -> int:
        """Return the score of *entry* with itself: the most that any article could have."""
        text = TEXT_WEIGHT * SCALE if self.vector_of(entry, self_index) else 0
        return sum(self.tag_weights[tag] for tag in self.tags_of(entry)) + text + MAX_TIME_SCORE

    def sort_key(self, self_index: int, index: int) -> tuple[int, int, int, int]:
        """Return the key by which the article at *index* is sorted into the list of the one at *self_index*."""
        score = self.shared(self.entries[self_index], index, self_index).score
        return -score, abs(self.seconds[index] - self.seconds[self_index]), abs(index - self_index), index
