"""Scores pairs of articles of one language by what they share. Free of Pelican.

::

    w(t)   = ln((N+1)/df(t)) / ln(N+1)        1 for a tag used once, almost 0 for one on every article
    tags   = Σ w(t) over the tags that both articles have
    text   = cosine of the tf-idf vectors of the two articles
    time   = exp(−days between them / 365)
    score  = tags + 10·text + time            if they share a tag or a significant word
    order  = greatest score; then nearest in time; then those before it by date and path, the nearest first; then
             those after it, the nearest first

N+1 is rounded to a power of √2 and df to a fourth of a doubling (hamerkop.related.terms), so that a new article changes
few weights. Of a tag that is on three articles of four or more, nothing is left but that it is shared.

"Newest first" never breaks a tie: it is what puts a few articles into everybody's list. Scores are whole numbers (SCALE
to 1), so that a sum is the same in any order, on any machine.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from math import exp
from typing import NamedTuple

from hamerkop.related.entries import Entry, in_time_order
from hamerkop.related.terms import MIN_DF, VECTOR_LENGTH, max_df, rounded_log, rounded_log_df, term_idf, tf_idf_vector

SCALE = 10**8
TEXT_WEIGHT = 10  # the cosine of a related pair is 0.1 to 0.4: as much as one to four tags used once
TIME_WEIGHT = 1  # the same day is worth a tag used once …
DECAY_DAYS = 365  # … and a year's distance a third of that: as long as a series or a project lasts
SECONDS_PER_DAY = 86400

# Between the numbers of two articles: another one can be put between them 32 times in one place. It is odd, since the
# last bits of a number decide where a dictionary looks for it.
GAP = 2**32 - 1

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


def tag_weight(df: int, log_number: int) -> int:
    """Return the weight, 0 to SCALE, of a tag on *df* articles: its idf divided by that of a tag used once.

    *log_number* is the rounded logarithm of N+1.
    """
    return max(1, SCALE * (log_number - rounded_log_df(df)) // log_number)


def time_proximity(seconds: int) -> int:
    """Return the time part of a score for a distance in seconds, of either sign."""
    return TIME_SCORES[min(abs(seconds) // SECONDS_PER_DAY, LAST_DAY)]


class Match(NamedTuple):
    """An article as a candidate for the list of another one. They sort best first; two are never equal.

    *negated_score* is the score in units of 1/SCALE, *seconds_apart* the distance in time. *place* is the number of
    the article, negated if it comes before the one with the list: of those equally near in time, the ones before come
    first, and of either side the nearest.
    """

    negated_score: int
    seconds_apart: int
    place: int

    @property
    def target(self) -> int:
        """The number of the article to link to."""
        return abs(self.place)

    @property
    def score(self) -> int:
        """The score in units of 1/SCALE."""
        return -self.negated_score


class Scorer:
    """The published articles of one language, with what their scores depend on.

    Each article has a *number*, which it keeps as long as its path and date stay the same: the numbers ascend in time
    order. *entries*, *seconds*, *known_tags* and *vectors* are by number, *numbers* are all of them in ascending order.
    Where a method takes an entry and a *self_number*, this is the number of that entry, None if it is not one of them.
    *ignored* tags relate nothing; without *text* words count nothing.
    """

    def __init__(self, entries: Iterable[Entry], text: bool = True, ignored: Iterable[str] = ()) -> None:
        ordered = in_time_order(entries)
        self.text = text
        self.ignored = frozenset(ignored)
        self.numbers = list(range(GAP, GAP * (len(ordered) + 1), GAP))
        self.entries = dict(zip(self.numbers, ordered, strict=True))
        self.number_of = {entry.path: number for number, entry in self.entries.items()}
        self.seconds = {number: entry.seconds for number, entry in self.entries.items()}
        self.known_tags = {number: self.tags_that_count(entry) for number, entry in self.entries.items()}
        self._weigh()

    def tags_that_count(self, entry: Entry) -> frozenset[str]:
        """Return the tags of *entry* that are not ignored."""
        return frozenset(entry.tags) - self.ignored

    def terms_that_count(self, entry: Entry) -> list[str]:
        """Return the terms of *entry*; [] if words count nothing."""
        return entry.term_counts.terms() if self.text else []

    def _weigh(self) -> None:
        """Count tags and terms, and compute their weights and the vectors of all articles."""
        self.ordered_tags: dict[tuple[str, ...], list[str]] = {}  # what `tags_of` has found with these weights
        self.log_number = rounded_log(len(self.numbers) + 1)
        self.max_df = max_df(len(self.numbers))
        self.tag_df = Counter(tag for tags in self.known_tags.values() for tag in tags)
        self.term_df = Counter(chain.from_iterable(map(self.terms_that_count, self.entries.values())))
        self.tag_weights = {tag: tag_weight(df, self.log_number) for tag, df in self.tag_df.items()}
        self.idf = {term: idf for term, df in self.term_df.items() if (idf := self.idf_of(df))}
        self.vectors = {number: self.new_vector(entry) for number, entry in self.entries.items()}

    def idf_of(self, df: int) -> int:
        """Return the idf of a term of *df* articles; 0 if it can relate no two of them."""
        return term_idf(df, self.log_number) if MIN_DF <= df <= self.max_df else 0

    def new_vector(self, entry: Entry) -> dict[str, int]:
        """Return the tf-idf vector of *entry*, computed anew."""
        return tf_idf_vector(entry.term_counts, self.idf) if self.idf else {}

    def tags_of(self, entry: Entry) -> list[str]:
        """Return the tags of *entry* that can relate it to another one, rarest first."""
        found = self.ordered_tags.get(entry.tags)
        if found is None:
            known = [tag for tag in dict.fromkeys(entry.tags) if tag in self.tag_weights]
            found = self.ordered_tags[entry.tags] = sorted(known, key=lambda tag: (-self.tag_weights[tag], tag))
        return found

    def share_a_tag(self, entry: Entry, number: int) -> bool:
        """Return whether *entry* and the article *number* share a tag that can relate them."""
        return not self.known_tags[number].isdisjoint(entry.tags)

    def vector_of(self, entry: Entry, self_number: int | None) -> dict[str, int]:
        """Return the tf-idf vector of *entry*."""
        return self.new_vector(entry) if self_number is None else self.vectors[self_number]

    def shared(self, entry: Entry, number: int, self_number: int | None = None) -> Shared:
        """Return what *entry* and the article *number* have in common, whether a list may contain it or not."""
        their_tags = self.entries[number].tags
        tags = [tag for tag in self.tags_of(entry) if tag in their_tags]
        products = self._shared_terms(entry, number, self_number)
        score = sum(self.tag_weights[tag] for tag in tags) + sum(products.values()) * TEXT_FACTOR
        terms = sorted(products, key=lambda term: (-products[term], term))
        return Shared(tags, terms, score + time_proximity(self.seconds[number] - entry.seconds))

    def _shared_terms(self, entry: Entry, number: int, self_number: int | None) -> dict[str, int]:
        """Return the terms of both articles, each with the product of its two weights."""
        ours, theirs = self.vector_of(entry, self_number), self.vectors[number]
        return {term: ours[term] * theirs[term] for term in ours.keys() & theirs.keys()}

    def self_score(self, entry: Entry, self_number: int | None = None) -> int:
        """Return the score of *entry* with itself: the most that any article could have."""
        text = TEXT_WEIGHT * SCALE if self.vector_of(entry, self_number) else 0
        return sum(self.tag_weights[tag] for tag in self.tags_of(entry)) + text + MAX_TIME_SCORE

    def match(self, self_number: int, number: int) -> Match:
        """Return the article *number* as a candidate for the list of the one with *self_number*."""
        score = self.shared(self.entries[self_number], number, self_number).score
        return self.match_of(score, self_number, number)

    def match_of(self, score: int, self_number: int, number: int) -> Match:
        """Return the article *number*, with its *score*, as a candidate for the list of another one."""
        apart = abs(self.seconds[number] - self.seconds[self_number])
        return Match(-score, apart, -number if number < self_number else number)
