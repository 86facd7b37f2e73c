"""Finds the best-scored articles for one article, without scoring all of them. Free of Pelican.

The result is that of scoring every candidate and sorting (a test compares the two). Inverted indexes lead from a tag or
term to its articles, and bounds on what is still to come end the search early.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from hamerkop.related.entries import Entry, time_and_path
from hamerkop.related.scoring import (
    LAST_DAY,
    MAX_TIME_SCORE,
    SECONDS_PER_DAY,
    TEXT_FACTOR,
    TIME_SCORES,
    Scorer,
    time_proximity,
)

_NEGATED_TIME_SCORES = [-score for score in TIME_SCORES]  # ascending, for bisection
FULL_COUNT_ABOVE = 30  # tags of one article: above this, counting all that share one of them is faster
NEARBY = 50  # articles before and after in time that are scored first
SCAN_BELOW = 32  # postings: below this a scan is faster than bisection


class Match(NamedTuple):
    """A candidate: the index of the article to link to, and its score in units of 1/SCALE."""

    target: int
    score: int


@dataclass
class Search:
    """One search: what is asked for, and the scores found so far.

    *count* is the number of matches wanted. *insert_at* is the index of the article or, if it is not in the index,
    the one that it would have. *tags* are those that can relate it, rarest first. *scores* is by index.
    """

    entry: Entry
    count: int
    self_index: int | None
    insert_at: int
    seconds: int
    tags: list[str]
    scores: dict[int, int] = field(default_factory=dict)

    def threshold(self) -> int:
        """Return the score below which no article can be among the best *count* any more; 0 if any can."""
        return sorted(self.scores.values())[-self.count] if len(self.scores) >= self.count else 0


class Ranking(Scorer):
    """The published articles of one language, ready to be searched.

    Those that are not offered are in no result, nor are those that share neither a tag nor a significant word.
    """

    def __init__(self, entries: Iterable[Entry], *, text: bool = True, ignored: Iterable[str] = ()) -> None:
        super().__init__(entries, text, ignored)
        self.tag_postings = self._index_tags()
        self.tag_members = {tag: frozenset(postings) for tag, postings in self.tag_postings.items()}
        self.term_postings = self._index_terms()

    def _index_tags(self) -> dict[str, list[int]]:
        """Return the indexes of the articles of each tag, ascending."""
        postings: dict[str, list[int]] = defaultdict(list)
        for index, entry in enumerate(self.entries):
            for tag in self.tags_of(entry) if entry.offered else ():
                postings[tag].append(index)
        return dict(postings)

    def _index_terms(self) -> "dict[str, tuple[array[int], array[int]]]":
        """Return, for each term, the articles with it in their vectors, and its weights there.

        Arrays, whose numbers lie side by side in memory, are read faster than lists.
        """
        postings: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("l"), array("h")))
        for index, (entry, vector) in enumerate(zip(self.entries, self.vectors, strict=False)):
            for term, weight in vector.items() if entry.offered else ():
                indexes, weights = postings[term]
                indexes.append(index)
                weights.append(weight)
        return dict(postings)

    def best(self, entry: Entry, count: int, self_index: int | None = None, require_tag: bool = False) -> list[Match]:
        """Return the *count* best matches for *entry*, best first, without the article at *self_index* itself.

        *require_tag*: only those with a shared tag.
        """
        if count < 1:
            return []
        insert_at = self_index
        if insert_at is None:
            insert_at = bisect_left(self.entries, time_and_path(entry), key=time_and_path)
        search = Search(entry, count, self_index, insert_at, entry.seconds, self.tags_of(entry))
        self._score_by_tags(search)
        if self.idf:
            self._add_text_scores(search, require_tag)
        return self._sorted_matches(search)

    def _sorted_matches(self, search: Search) -> list[Match]:
        """Return the best of the articles scored, in the order of `sort_key`."""
        threshold, seconds, insert_at = search.threshold(), search.seconds, search.insert_at
        order = [
            (-score, abs(self.seconds[index] - seconds), abs(index - insert_at), index)
            for index, score in search.scores.items()
            if score >= threshold
        ]
        order.sort()
        return [Match(index, -score) for score, _, _, index in order[: search.count]]

    # Tags and time

    def _score_by_tags(self, search: Search) -> None:
        """Score by tags and time, at least the best.

        The postings of the tags are opened rarest tag first. An article with none of the tags opened so far can reach
        *remaining*, the weight of all other tags, plus its time score. Once enough articles have more than the rest
        can reach without a good time score, postings are read in a window of time only, and in the end not at all
        (MaxScore: Turtle and Flood 1995).
        """
        if len(search.tags) > FULL_COUNT_ABOVE:
            self._score_all_with_a_tag(search)
            return
        self._score_nearby(search)
        remaining = sum(self.tag_weights[tag] for tag in search.tags)
        for number, tag in enumerate(search.tags):
            threshold = search.threshold()
            if remaining + MAX_TIME_SCORE < threshold:
                break
            postings = self._postings_in_window(tag, search.seconds, threshold - remaining)
            others = self._other_tag_weights(postings, search.tags[number + 1 :])
            self._score_several_tags(search, others, self.tag_weights[tag], threshold)
            self._score_single_tag(search, postings, others, self.tag_weights[tag])
            remaining -= self.tag_weights[tag]

    def _score_nearby(self, search: Search) -> None:
        """If even the rarest tag is common, score its articles nearest in time first: that narrows the window."""
        postings = self.tag_postings.get(search.tags[0], []) if search.tags else []
        if len(postings) > 2 * NEARBY:
            middle = bisect_left(postings, search.insert_at)
            nearby = postings[max(0, middle - NEARBY) : middle + NEARBY]
            others = self._other_tag_weights(nearby, search.tags[1:])
            self._score_several_tags(search, others, self.tag_weights[search.tags[0]], 0)

    def _score_all_with_a_tag(self, search: Search) -> None:
        """Score every article that shares a tag: with many tags, comparing each with all rarer ones is slower."""
        sums: dict[int, int] = defaultdict(int)
        for tag in search.tags:
            for index in self.tag_postings.get(tag, []):
                sums[index] += self.tag_weights[tag]
        search.scores.update(
            (index, weight + time_proximity(self.seconds[index] - search.seconds))
            for index, weight in sums.items()
            if index != search.self_index
        )

    def _postings_in_window(self, tag: str, seconds: int, min_time_score: int) -> list[int]:
        """Return the articles of a tag with a time score of *min_time_score* or more; all of them if that is 0."""
        postings = self.tag_postings.get(tag, [])
        if min_time_score <= 0 or len(postings) < SCAN_BELOW:
            return postings
        window = bisect_right(_NEGATED_TIME_SCORES, -min_time_score) * SECONDS_PER_DAY
        first = bisect_left(postings, seconds - window, key=self.seconds.__getitem__)
        return postings[first : bisect_right(postings, seconds + window, key=self.seconds.__getitem__)]

    def _other_tag_weights(self, indexes: Iterable[int], tags: list[str]) -> dict[int, int]:
        """Return the weight of those of *tags* that each of the articles has, if it has any."""
        weights: dict[int, int] = {}
        for tag in reversed(tags):  # the commonest first: its many articles are added in one step
            weight = self.tag_weights[tag]
            shared = self.tag_members.get(tag, frozenset()).intersection(indexes)
            if not weights:
                weights = dict.fromkeys(shared, weight)
                continue
            for index in shared:
                weights[index] = weights.get(index, 0) + weight
        return weights

    def _score_several_tags(self, search: Search, others: dict[int, int], weight: int, threshold: int) -> None:
        """Score the articles in *others*: they share a tag of this *weight*, and others of the weights given."""
        moments, seconds, scores, self_index = self.seconds, search.seconds, search.scores, search.self_index
        needed = max(_needed_among(others, search.count), threshold - weight - MAX_TIME_SCORE)
        for index, other_weight in others.items():
            if other_weight >= needed and index not in scores and index != self_index:
                days = abs(moments[index] - seconds) // SECONDS_PER_DAY
                scores[index] = weight + other_weight + (TIME_SCORES[days] if days < LAST_DAY else 0)

    def _score_single_tag(self, search: Search, postings: list[int], others: dict[int, int], weight: int) -> None:
        """Score the nearest of *postings* that share just this tag, of this *weight*, until they are too far away."""
        scores, left, threshold = search.scores, search.count, search.threshold()
        if weight + MAX_TIME_SCORE < threshold:
            return
        for index in self.nearest_in_time(postings, search.insert_at, search.seconds):
            if index in scores or index in others or index == search.self_index:
                continue
            score = weight + time_proximity(self.seconds[index] - search.seconds)
            if score < threshold or not left:
                return
            scores[index] = score
            left -= 1

    def nearest_in_time(self, indexes: Sequence[int], insert_at: int, seconds: int) -> Iterator[int]:
        """Yield ascending *indexes* by the distance of their articles in time from *seconds*, nearest first.

        *insert_at* is the index that an article of that time has or would have; the distance from it decides ties.
        """
        moments = self.seconds
        after = bisect_left(indexes, insert_at)
        before = after - 1
        while before >= 0 and after < len(indexes):
            earlier, later = indexes[before], indexes[after]
            if (moments[later] - seconds, later - insert_at) < (seconds - moments[earlier], insert_at - earlier):
                yield later
                after += 1
            else:
                yield earlier
                before -= 1
        yield from (
            islice(indexes, after, None) if before < 0 else islice(reversed(indexes), len(indexes) - 1 - before, None)
        )

    # Text

    def _add_text_scores(self, search: Search, require_tag: bool) -> None:
        """Add the text part to the scores, and score the articles that are among the best only because of it.

        Of the articles scored by tags and time only the best are complete; any other has no more by these than the
        last of them, so the text part that it needs has a lower bound.
        """
        by_tags = search.threshold()
        search.scores = {index: score for index, score in search.scores.items() if score >= by_tags}
        products = self._dot_products(self.vector_of(search.entry, search.self_index))
        products.pop(search.self_index if search.self_index is not None else -1, None)
        for index in search.scores:
            search.scores[index] += products.pop(index, 0) * TEXT_FACTOR
        threshold = search.threshold()
        needed = (threshold - by_tags) // TEXT_FACTOR
        similar = {index: product for index, product in products.items() if product >= needed}
        weights = self._other_tag_weights(similar, search.tags)
        for index in weights if require_tag else similar:
            score = similar[index] * TEXT_FACTOR + weights.get(index, 0)
            if score + MAX_TIME_SCORE >= threshold:
                search.scores[index] = score + time_proximity(self.seconds[index] - search.seconds)

    def _dot_products(self, vector: dict[str, int]) -> dict[int, int]:
        """Return the dot product with *vector* of each article that has one of its terms."""
        sums: dict[int, int] = defaultdict(int)
        for term, weight in vector.items():
            for index, other in zip(*self.term_postings.get(term, ((), ())), strict=True):
                sums[index] += weight * other
        return sums


def _needed_among(others: dict[int, int], count: int) -> int:
    """Return the weight below which none of *others* can be among their best *count*, however near in time it is."""
    # The searching article itself may be among them, so one more is counted.
    return sorted(others.values())[-count - 1] - MAX_TIME_SCORE if len(others) > count else 0
