"""Ranks the articles of one language by what they share with another one. Knows nothing of Pelican.

::

    w(t)   = ln((N+1)/df(t)) / ln(N+1)        1 for a tag used once, almost 0 for one on every article
    tags   = Σ w(t) over the tags that both articles have
    text   = cosine of the two articles' best words
    time   = exp(−days between them / 365)
    score  = tags + 10·text + time            if they share a tag
    order  = greatest score; then nearest in time; then nearest in the order of dates and paths

"Newest first" never breaks a tie: it is what makes a few articles everybody's neighbour. Scores are whole numbers
(UNIT to 1), so that a sum is the same in any order, on any machine.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import exp, log
from typing import NamedTuple

from hamerkop.related.entries import Entry, in_time_order, time_and_path
from hamerkop.related.words import SCALE, telling_words, vector_of

UNIT = 10**8
TEXT = 10  # the cosine of a related pair is 0.1 to 0.4: as much as one to four tags used once
TIME = 1  # the same day is worth a tag used once …
YEAR = 365  # … and a year's distance a third of that: as long as a series or a project lasts
DAY = 86400

# What nearness adds, by whole days; sixteen years on it is nothing.
NEARNESS = [round(UNIT * TIME * exp(-days / YEAR)) for days in range(6000)]
FARTHEST = len(NEARNESS) - 1
_FALLING = [-value for value in NEARNESS]  # rising, so that it can be searched by halving
TEXT_FACTOR = TEXT * UNIT // SCALE**2  # from a product of two word weights to UNITs
MANY = 30  # tags of one article, beyond which the plain way is the quicker one
NEARBY = 50  # places before and after the article's own that are looked at first
FEW = 32  # a list so short is sooner read than cut


class Match(NamedTuple):
    """A candidate by its place in the order of dates, and its score in UNITs."""

    place: int
    score: int


class Shared(NamedTuple):
    """The tags of a pair, rarest first, its words, most telling first, and its score in UNITs."""

    tags: list[str]
    words: list[str]
    score: int


def weigh_tags(entries: Sequence[Entry], ignored: frozenset[str] = frozenset()) -> dict[str, int]:
    """Return each tag's weight in UNITs: its inverse document frequency, scaled to 0…1."""
    uses = Counter(tag for entry in entries for tag in set(entry.tags) - ignored)
    whole = log(len(entries) + 1)
    return {tag: round(UNIT * log((len(entries) + 1) / uses[tag]) / whole) for tag in uses}


def nearness(seconds: int) -> int:
    """Return what being so far apart in time adds to a score."""
    return NEARNESS[min(abs(seconds) // DAY, FARTHEST)]


def _least_of(more: dict[int, int], count: int) -> int:
    """Return what one of *more* must have to be among the best *count* of them, however near in time it is."""
    # The own article may be among them, so one more is counted.
    return sorted(more.values())[-count - 1] - NEARNESS[0] if len(more) > count else 0


@dataclass
class Search:
    """What is asked for one article, and whom the search has scored so far."""

    entry: Entry
    count: int  # how many of the best are wanted
    own: int | None  # the article's own place, if it has one
    near: int  # where it stands, or would stand, in the order of dates
    seconds: int
    tags: list[str]  # its tags that relate, rarest first
    scores: dict[int, int] = field(default_factory=dict)

    def enough(self) -> int:
        """Return the score below which nobody can be among the best any more."""
        return sorted(self.scores.values())[-self.count] if len(self.scores) >= self.count else 0


class Ranking:
    """The articles of one language, ready to be ranked for any article.

    *entries* are the published ones; their places are their numbers in the order of dates. Those that are not
    offered are in no answer. *ignored* tags relate nothing.
    """

    def __init__(
        self, entries: Iterable[Entry], *, text: bool = True, require_tag: bool = True, ignored: Iterable[str] = ()
    ):
        self.entries = in_time_order(entries)
        self.seconds = [entry.seconds for entry in self.entries]
        self.require_tag = require_tag
        self.weights = weigh_tags(self.entries, frozenset(ignored))
        self.places = self._index_tags()
        self.members = {tag: frozenset(places) for tag, places in self.places.items()}
        self.rarity = telling_words([entry.counts for entry in self.entries]) if text else {}
        self.vectors = [vector_of(entry.counts, self.rarity) for entry in self.entries] if self.rarity else []
        self.users = self._index_words()

    def _index_tags(self) -> dict[str, list[int]]:
        """Map each tag to the places of its articles, oldest first."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.entries):
            for tag in self.tags_of(entry) if entry.offered else ():
                places[tag].append(place)
        return dict(places)

    def _index_words(self) -> "dict[str, tuple[array[int], array[int]]]":
        """Map each telling word to the articles known by it, and to its weights there: arrays lie close in memory."""
        users: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("l"), array("h")))
        for place, (entry, vector) in enumerate(zip(self.entries, self.vectors, strict=False)):
            for word, weight in vector.items() if entry.offered else ():
                places, weights = users[word]
                places.append(place)
                weights.append(weight)
        return dict(users)

    def tags_of(self, entry: Entry) -> list[str]:
        """Return the tags of *entry* that can relate it to another, rarest first."""
        known = [tag for tag in dict.fromkeys(entry.tags) if tag in self.weights]
        return sorted(known, key=lambda tag: (-self.weights[tag], tag))

    def best(self, entry: Entry, count: int, own: int | None = None, require_tag: bool | None = None) -> list[Match]:
        """Return the *count* best candidates for *entry*, best first; never the one at *own*, its own place.

        The same as ranking every candidate and cutting the list, but few of them are looked at.
        """
        if count < 1:
            return []
        near = own if own is not None else bisect_left(self.entries, time_and_path(entry), key=time_and_path)
        search = Search(entry, count, own, near, entry.seconds, self.tags_of(entry))
        self._by_tags(search)
        if self.rarity:
            self._add_text(search, self.require_tag if require_tag is None else require_tag)
        return self._in_order(search)

    def _in_order(self, search: Search) -> list[Match]:
        """Return the best of those scored."""
        least, seconds, near = search.enough(), search.seconds, search.near
        order = [
            (-score, abs(self.seconds[place] - seconds), abs(place - near), place)
            for place, score in search.scores.items()
            if score >= least
        ]
        order.sort()
        return [Match(place, -score) for score, _, _, place in order[: search.count]]

    def order(self, own: int, place: int) -> tuple[int, int, int, int]:
        """Return what decides where *place* stands in the list of the article at *own*: the least comes first."""
        distance = abs(self.seconds[place] - self.seconds[own])
        return -self.score(self.entries[own], place, own), distance, abs(place - own), place

    def score(self, entry: Entry, place: int, own: int | None = None) -> int:
        """Return the score of one pair in UNITs, whether it may be in a list or not."""
        return self.shared(entry, place, own).score

    def shared(self, entry: Entry, place: int, own: int | None = None) -> Shared:
        """Return what *entry* and the article at *place* have in common, and the score that this comes to."""
        theirs = self.entries[place].tags
        tags = [tag for tag in self.tags_of(entry) if tag in theirs]
        words = self._shared_words(entry, place, own)
        score = sum(self.weights[tag] for tag in tags) + sum(words.values()) * TEXT_FACTOR
        best = sorted(words, key=lambda word: (-words[word], word))
        return Shared(tags, best, score + nearness(self.seconds[place] - entry.seconds))

    def full_score(self, entry: Entry, own: int | None = None) -> int:
        """Return the score of *entry* with itself: the most that a candidate could have."""
        text = TEXT * UNIT if self._vector(entry, own) else 0
        return sum(self.weights[tag] for tag in self.tags_of(entry)) + text + NEARNESS[0]

    def _shared_words(self, entry: Entry, place: int, own: int | None) -> dict[str, int]:
        if not self.rarity:
            return {}
        ours, theirs = self._vector(entry, own), self.vectors[place]
        return {word: ours[word] * theirs[word] for word in ours.keys() & theirs.keys()}

    def _vector(self, entry: Entry, own: int | None) -> dict[str, int]:
        if not self.rarity:
            return {}
        return self.vectors[own] if own is not None else vector_of(entry.counts, self.rarity)

    def _by_tags(self, search: Search) -> None:
        """Score at least the best by tags and time.

        Tags are opened rarest first. Whoever shares none of the tags opened so far can reach the weight of the others
        and what nearness adds; as soon as enough candidates have more, only a stretch of time is left to look at,
        and in the end nothing (the MaxScore idea: Turtle and Flood 1995).
        """
        if len(search.tags) > MANY:
            self._by_all_tags(search)
            return
        reach = sum(self.weights[tag] for tag in search.tags)  # of a tag and all that are less rare
        self._look_nearby(search)
        for number, tag in enumerate(search.tags):
            enough = search.enough()
            if reach + NEARNESS[0] < enough:
                break
            stretch = self._stretch(tag, search.seconds, enough - reach)
            more = self._shared_besides(stretch, search.tags[number + 1 :])
            self._score_several(search, more, self.weights[tag], enough)
            self._score_single(search, stretch, more, self.weights[tag])
            reach -= self.weights[tag]

    def _look_nearby(self, search: Search) -> None:
        """Score those near in time first, where even the rarest tag is common: that shortens the stretch to look at."""
        places = self.places.get(search.tags[0], []) if search.tags else []
        if len(places) > 2 * NEARBY:
            middle = bisect_left(places, search.near)
            stretch = places[max(0, middle - NEARBY) : middle + NEARBY]
            self._score_several(search, self._shared_besides(stretch, search.tags[1:]), self.weights[search.tags[0]], 0)

    def _by_all_tags(self, search: Search) -> None:
        """Score whoever shares a tag: looking for pairs of tags, as above, takes the square of their number."""
        sums: dict[int, int] = defaultdict(int)
        for tag in search.tags:
            for place in self.places.get(tag, []):
                sums[place] += self.weights[tag]
        search.scores.update(
            (place, tags + nearness(self.seconds[place] - search.seconds))
            for place, tags in sums.items()
            if place != search.own
        )

    def _stretch(self, tag: str, seconds: int, least: int) -> list[int]:
        """Return the places of a tag: only those so near in time that nearness adds *least*, if that is something."""
        places = self.places.get(tag, [])
        if least <= 0 or len(places) < FEW:
            return places
        days = bisect_right(_FALLING, -least)
        first = bisect_left(places, seconds - days * DAY, key=self.seconds.__getitem__)
        return places[first : bisect_right(places, seconds + days * DAY, key=self.seconds.__getitem__)]

    def _shared_besides(self, stretch: Iterable[int], tags: list[str]) -> dict[int, int]:
        """Return the weight of those of *tags* that each place in *stretch* has too, if it has any."""
        more: dict[int, int] = {}
        for tag in reversed(tags):  # the commonest first: its many places are taken in one step
            weight = self.weights[tag]
            shared = self.members.get(tag, frozenset()).intersection(stretch)
            if not more:
                more = dict.fromkeys(shared, weight)
                continue
            for place in shared:
                more[place] = more.get(place, 0) + weight
        return more

    def _score_several(self, search: Search, more: dict[int, int], weight: int, enough: int) -> None:
        """Score those that share a tag of this *weight* and *more* besides."""
        moments, seconds, scores, own = self.seconds, search.seconds, search.scores, search.own
        least = max(_least_of(more, search.count), enough - weight - NEARNESS[0])
        for place, extra in more.items():
            if extra >= least and place not in scores and place != own:
                days = abs(moments[place] - seconds) // DAY
                scores[place] = weight + extra + (NEARNESS[days] if days < FARTHEST else 0)

    def _score_single(self, search: Search, stretch: list[int], more: dict[int, int], weight: int) -> None:
        """Score the nearest of those that share just one tag, of this *weight*, until they cannot be among the best."""
        scores, left, enough = search.scores, search.count, search.enough()
        if weight + NEARNESS[0] < enough:
            return
        for place in self.outward(stretch, search.near, search.seconds):
            if place in scores or place in more or place == search.own:
                continue
            score = weight + nearness(self.seconds[place] - search.seconds)
            if score < enough or not left:
                return
            scores[place] = score
            left -= 1

    def outward(self, places: Sequence[int], near: int, seconds: int) -> Iterator[int]:
        """Yield *places* from the nearest in time to the farthest; *near* is where the asking article stands."""
        moments = self.seconds
        after = bisect_left(places, near)
        before = after - 1
        while before >= 0 and after < len(places):
            earlier, later = places[before], places[after]
            if (moments[later] - seconds, later - near) < (seconds - moments[earlier], near - earlier):
                yield later
                after += 1
            else:
                yield earlier
                before -= 1
        yield from (
            islice(places, after, None) if before < 0 else islice(reversed(places), len(places) - 1 - before, None)
        )

    def _add_text(self, search: Search, strict: bool) -> None:
        """Add what the words say to the scores, and whoever comes among the best by them.

        Only the best by tags and time are surely scored in full; nobody else has more by these than the last of them.
        """
        before = search.enough()
        search.scores = {place: score for place, score in search.scores.items() if score >= before}
        likeness = self._likeness(self._vector(search.entry, search.own))
        likeness.pop(search.own if search.own is not None else -1, None)
        for place in search.scores:
            search.scores[place] += likeness.pop(place, 0) * TEXT_FACTOR
        enough = search.enough()
        least = (enough - before) // TEXT_FACTOR
        alike = {place: text for place, text in likeness.items() if text >= least}
        tags = self._shared_besides(alike, search.tags)
        for place in tags if strict else alike:
            score = alike[place] * TEXT_FACTOR + tags.get(place, 0)
            if score + NEARNESS[0] >= enough:
                search.scores[place] = score + nearness(self.seconds[place] - search.seconds)

    def _likeness(self, vector: dict[str, int]) -> dict[int, int]:
        """Return the product with *vector*, in SCALE², for each article that is known by one of its words."""
        sums: dict[int, int] = defaultdict(int)
        for word, weight in vector.items():
            for place, other in zip(*self.users.get(word, ((), ())), strict=True):
                sums[place] += weight * other
        return sums
