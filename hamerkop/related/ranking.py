"""Finds the best-scored articles for one article, without scoring all of them. Free of Pelican.

The result is that of scoring every candidate and sorting (a test compares the two). Inverted numbers lead from a tag or
term to its articles, and bounds on what is still to come end the search early.
"""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from hamerkop.related.entries import Entry, time_and_path
from hamerkop.related.scoring import (
    LAST_DAY,
    MAX_TIME_SCORE,
    SECONDS_PER_DAY,
    TEXT_FACTOR,
    TIME_SCORES,
    Match,
    Scorer,
    time_proximity,
)

_NEGATED_TIME_SCORES = [-score for score in TIME_SCORES]  # ascending, for bisection
FULL_COUNT_ABOVE = 30  # tags of one article: above this, counting all that share one of them is faster
NEARBY = 50  # articles before and after in time that are scored first
SCAN_BELOW = 32  # postings: below this a scan is faster than bisection


@dataclass
class Search:
    """One search: what is asked for, and the scores found so far.

    *count* is the number of matches wanted. *self_number* is the number of the article, *place* the same or, if it is
    not in the index, a number between those of its neighbours in time. *tags* are those that can relate it, rarest
    first. *scores* is by number.
    """

    entry: Entry
    count: int
    self_number: int | None
    place: int
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
        self.unoffered = set[int]()
        self.tag_postings: dict[str, list[int]] = defaultdict(list)
        self.tag_members: dict[str, set[int]] = defaultdict(set)
        self.term_postings: dict[str, tuple[array[int], array[int]]] = defaultdict(_no_postings)
        for number in self.numbers:
            self.index_tags(number)
            self.index_terms(number)

    # Postings: the articles of each tag, ascending; and for each term the articles with it in their vectors, and its
    # weights there. Arrays, whose numbers lie side by side in memory, are read faster than lists.

    def index_tags(self, number: int) -> None:
        """Let the article *number* be found by its tags, if it is offered."""
        if not self.entries[number].offered:
            self.unoffered.add(number)
        for tag in self.known_tags[number] if self.entries[number].offered else ():
            insort(self.tag_postings[tag], number)
            self.tag_members[tag].add(number)

    def forget_tags(self, number: int) -> None:
        """Let the article *number* be found by its tags no more."""
        self.unoffered.discard(number)
        for tag in self.known_tags[number] if self.entries[number].offered else ():
            postings = self.tag_postings[tag]
            del postings[bisect_left(postings, number)]
            self.tag_members[tag].remove(number)

    def index_terms(self, number: int) -> None:
        """Let the article *number* be found by the terms of its vector, if it is offered."""
        for term, weight in self.vectors[number].items() if self.entries[number].offered else ():
            numbers, weights = self.term_postings[term]
            numbers.append(number)
            weights.append(weight)

    def forget_terms(self, number: int) -> None:
        """Let the article *number* be found by the terms of its vector no more."""
        for term in self.vectors[number] if self.entries[number].offered else ():
            numbers, weights = self.term_postings[term]
            position = numbers.index(number)
            del numbers[position], weights[position]

    # Search

    def best(self, entry: Entry, count: int, self_number: int | None = None, require_tag: bool = False) -> list[Match]:
        """Return the *count* best matches for *entry*, best first, without the article *self_number* itself.

        *require_tag*: only those with a shared tag.
        """
        if count < 1:
            return []
        place = self.place_of(entry) if self_number is None else self_number
        search = Search(entry, count, self_number, place, entry.seconds, self.tags_of(entry))
        self._score_by_tags(search)
        if self.idf:
            self._add_text_scores(search, require_tag)
        return self._sorted_matches(search)

    def place_of(self, entry: Entry) -> int:
        """Return the number that an article has which is not in the index: just above that of the one before it."""
        position = bisect_left(
            self.numbers, time_and_path(entry), key=lambda number: time_and_path(self.entries[number])
        )
        return self.numbers[position - 1] + 1 if position else 1

    def _sorted_matches(self, search: Search) -> list[Match]:
        """Return the best of the articles scored, in order."""
        threshold, seconds, place = search.threshold(), search.seconds, search.place
        moments = self.seconds
        order = [
            (-score, abs(moments[number] - seconds), -number if number < place else number)
            for number, score in search.scores.items()
            if score >= threshold
        ]
        order.sort()
        return list(map(Match._make, order[: search.count]))

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
        for position, tag in enumerate(search.tags):
            threshold = search.threshold()
            if remaining + MAX_TIME_SCORE < threshold:
                break
            postings = self._postings_in_window(tag, search.seconds, threshold - remaining)
            others = self._other_tag_weights(postings, search.tags[position + 1 :])
            self._score_several_tags(search, others, self.tag_weights[tag], threshold)
            self._score_single_tag(search, postings, others, self.tag_weights[tag])
            remaining -= self.tag_weights[tag]

    def _score_nearby(self, search: Search) -> None:
        """If even the rarest tag is common, score its articles nearest in time first: that narrows the window."""
        postings = self.tag_postings.get(search.tags[0], []) if search.tags else []
        if len(postings) > 2 * NEARBY:
            middle = bisect_left(postings, search.place)
            nearby = postings[max(0, middle - NEARBY) : middle + NEARBY]
            others = self._other_tag_weights(nearby, search.tags[1:])
            self._score_several_tags(search, others, self.tag_weights[search.tags[0]], 0)

    def _score_all_with_a_tag(self, search: Search) -> None:
        """Score every article that shares a tag: with many tags, comparing each with all rarer ones is slower."""
        sums: dict[int, int] = defaultdict(int)
        for tag in search.tags:
            for number in self.tag_postings.get(tag, []):
                sums[number] += self.tag_weights[tag]
        search.scores.update(
            (number, weight + time_proximity(self.seconds[number] - search.seconds))
            for number, weight in sums.items()
            if number != search.self_number
        )

    def _postings_in_window(self, tag: str, seconds: int, min_time_score: int) -> list[int]:
        """Return the articles of a tag with a time score of *min_time_score* or more; all of them if that is 0."""
        postings = self.tag_postings.get(tag, [])
        if min_time_score <= 0 or len(postings) < SCAN_BELOW:
            return postings
        window = bisect_right(_NEGATED_TIME_SCORES, -min_time_score) * SECONDS_PER_DAY
        first = bisect_left(postings, seconds - window, key=self.seconds.__getitem__)
        return postings[first : bisect_right(postings, seconds + window, key=self.seconds.__getitem__)]

    def _other_tag_weights(self, numbers: Iterable[int], tags: list[str]) -> dict[int, int]:
        """Return the weight of those of *tags* that each of the articles has, if it has any."""
        weights: dict[int, int] = {}
        for tag in reversed(tags):  # the commonest first: its many articles are added in one step
            weight = self.tag_weights[tag]
            shared = self.tag_members.get(tag, set[int]()).intersection(numbers)
            if not weights:
                weights = dict.fromkeys(shared, weight)
                continue
            for number in shared:
                weights[number] = weights.get(number, 0) + weight
        return weights

    def _score_several_tags(self, search: Search, others: dict[int, int], weight: int, threshold: int) -> None:
        """Score the articles in *others*: they share a tag of this *weight*, and others of the weights given."""
        moments, seconds, scores, self_number = self.seconds, search.seconds, search.scores, search.self_number
        needed = max(_needed_among(others, search.count), threshold - weight - MAX_TIME_SCORE)
        for number, other_weight in others.items():
            if other_weight >= needed and number not in scores and number != self_number:
                days = abs(moments[number] - seconds) // SECONDS_PER_DAY
                scores[number] = weight + other_weight + (TIME_SCORES[days] if days < LAST_DAY else 0)

    def _score_single_tag(self, search: Search, postings: list[int], others: dict[int, int], weight: int) -> None:
        """Score the nearest of *postings* that share just this tag, of this *weight*, until they are too far away."""
        scores, left, threshold = search.scores, search.count, search.threshold()
        if weight + MAX_TIME_SCORE < threshold:
            return
        for number in self.nearest_in_time(postings, search.place, search.seconds):
            if number in scores or number in others or number == search.self_number:
                continue
            score = weight + time_proximity(self.seconds[number] - search.seconds)
            if score < threshold or not left:
                return
            scores[number] = score
            left -= 1

    def nearest_in_time(self, numbers: Sequence[int], place: int, seconds: int) -> Iterator[int]:
        """Yield ascending *numbers* by the distance of their articles in time from *seconds*, nearest first.

        *place* is the number that an article of that time has or would have; of those equally near, those before it
        come first.
        """
        moments = self.seconds
        after = bisect_left(numbers, place)
        before = after - 1
        while before >= 0 and after < len(numbers):
            if moments[numbers[after]] - seconds < seconds - moments[numbers[before]]:
                yield numbers[after]
                after += 1
            else:
                yield numbers[before]
                before -= 1
        yield from (
            islice(numbers, after, None) if before < 0 else islice(reversed(numbers), len(numbers) - 1 - before, None)
        )

    # Text

    def _add_text_scores(self, search: Search, require_tag: bool) -> None:
        """Add the text part to the scores, and score the articles that are among the best only because of it.

        Of the articles scored by tags and time only the best are complete; any other has no more by these than the
        last of them, so the text part that it needs has a lower bound.
        """
        by_tags = search.threshold()
        search.scores = {number: score for number, score in search.scores.items() if score >= by_tags}
        products = self._dot_products(self.vector_of(search.entry, search.self_number))
        products.pop(search.self_number or 0, None)  # no article has the number 0
        for number in search.scores:
            search.scores[number] += products.pop(number, 0) * TEXT_FACTOR
        threshold = search.threshold()
        needed = (threshold - by_tags) // TEXT_FACTOR
        similar = {number: product for number, product in products.items() if product >= needed}
        weights = self._other_tag_weights(similar, search.tags)
        self._score_similar(search, {n: similar[n] for n in weights} if require_tag else similar, weights)

    def _score_similar(self, search: Search, products: dict[int, int], weights: dict[int, int]) -> None:
        """Score articles, given with their dot products and weights of shared tags, if they can be among the best."""
        moments, seconds, scores, threshold = self.seconds, search.seconds, search.scores, search.threshold()
        least = threshold - MAX_TIME_SCORE
        for number, product in products.items():
            score = product * TEXT_FACTOR + weights.get(number, 0)
            if score >= least:
                days = abs(moments[number] - seconds) // SECONDS_PER_DAY
                score += TIME_SCORES[days] if days < LAST_DAY else 0
                if score >= threshold:
                    scores[number] = score

    def _dot_products(self, vector: dict[str, int]) -> dict[int, int]:
        """Return the dot product with *vector* of each article that has one of its terms."""
        sums: dict[int, int] = defaultdict(int)
        for term, weight in vector.items():
            for number, other in zip(*self.term_postings.get(term, ((), ())), strict=True):
                sums[number] += weight * other
        return sums

    def scores_without_time(self, number: int) -> dict[int, int]:
        """Return the score, without its time part, of each offered article that is related to the article *number*."""
        products = self._dot_products(self.vectors[number])
        sums = {other: product * TEXT_FACTOR for other, product in products.items()}
        for tag in self.known_tags[number]:
            weight = self.tag_weights[tag]
            for other in self.tag_postings.get(tag, ()):
                sums[other] = sums.get(other, 0) + weight
        sums.pop(number, None)
        return sums


def _no_postings() -> "tuple[array[int], array[int]]":
    return array("q"), array("h")


def _needed_among(others: dict[int, int], count: int) -> int:
    """Return the weight below which none of *others* can be among their best *count*, however near in time it is."""
    # The searching article itself may be among them, so one more is counted.
    return sorted(others.values())[-count - 1] - MAX_TIME_SCORE if len(others) > count else 0
