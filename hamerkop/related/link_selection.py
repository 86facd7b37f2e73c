"""Chooses the links so that no article is left out: the lists of one language as one connected graph.

Knows nothing of Pelican. For a group with two or more articles that have a list and are offered, and with room for
two links each: every one of them stands in another's list and can be reached from the newest by following the lists.

The places of a list are dealt in this order:

1. what the writer pinned;
2. the best by rank, round by round (everyone's first choice, then everyone's second …), no article into more
   lists than the cap allows; one place of each list stays empty;
3. where that leaves an article unreached, a link from the reached article it has most to do with, best pairs first
   (as Prim's algorithm grows a spanning tree); then the same for those that nobody links to;
4. the best by rank for the places that are left.

Why step 3 always succeeds: a rescue takes up one place of those reached and brings an article with at least one.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import chain, islice
from typing import NamedTuple

from hamerkop.related.scoring import Match, Ranking

NEWEST = 10  # articles on a front page: where the reader's way begins
SPARE = 2  # candidates looked up besides those that fill a list: most full articles are passed over with these
DEEPER = 4  # times as many are looked up when they run out


class Woven(NamedTuple):
    """The places that each place's list names, in order, and which links were made only to keep the promise."""

    lists: list[list[int]]
    bridges: set[tuple[int, int]]


class Edge(NamedTuple):
    """A link that could be made; the least is the one with the greatest score."""

    falling_score: int
    donor: int
    target: int


class Choices:
    """The candidates of each article, best first; looked up a few at a time."""

    def __init__(self, ranking: Ranking, first: int):
        self.ranking = ranking
        self.first = first
        self._found: dict[int, list[Match]] = {}
        self._asked: dict[int, int] = {}

    def of(self, place: int) -> Iterator[Match]:
        """Yield the candidates of the article at *place*, best first, to the last."""
        read = 0
        while True:
            found = self._found.get(place) or self._look(place, self.first)
            if read == len(found):
                if len(found) < self._asked[place]:
                    return
                found = self._look(place, self._asked[place] * DEEPER)
                if read == len(found):
                    return
            yield found[read]
            read += 1

    def top(self, place: int) -> list[Match]:
        """Return the candidates that were looked up so far."""
        return self._found.get(place) or self._look(place, self.first)

    def _look(self, place: int, count: int) -> list[Match]:
        self._asked[place] = count
        self._found[place] = self.ranking.best(self.ranking.entries[place], count, place)
        return self._found[place]


class Loom:
    """The lists while they are made."""

    def __init__(self, ranking: Ranking, limit: int, cap: int | None, skip_same_category: bool):
        self.entries = ranking.entries
        self.ranking = ranking
        self.limit = limit
        self.cap = len(self.entries) if cap is None else cap
        self.skip = skip_same_category
        self.choices = Choices(ranking, limit + SPARE)
        self.lists: list[list[int]] = [[] for _ in self.entries]
        self.inbound = [0] * len(self.entries)
        self.rescues: dict[tuple[int, int], None] = {}  # a set would have no order
        self.reached: set[int] = set()
        self.heap: list[Edge] = []  # links that may be made
        self.waiting: dict[int, list[Edge]] = defaultdict(list)  # links that may be made once their donor is reached
        self.by_category: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.entries):
            self.by_category[entry.category].append(place)

    # What a link may be

    def allows(self, donor: int, target: int, skip: bool | None = None) -> bool:
        """Say whether *donor* may name *target*: the writer's and the owner's wishes."""
        source, offered = self.entries[donor], self.entries[target]
        if donor == target or not offered.offered or not source.listed or offered.path in source.excluded:
            return False
        return not ((self.skip if skip is None else skip) and source.category == offered.category)

    def places_of(self, donor: int) -> int:
        """Return how long the list of *donor* may get; pins that fill it leave room for one more."""
        if not self.entries[donor].listed:
            return 0
        return max(self.limit, len(self.entries[donor].pins) + 1)

    def has_room(self, donor: int) -> bool:
        return len(self.lists[donor]) < self.places_of(donor)

    def link(self, donor: int, target: int) -> None:
        self.lists[donor].append(target)
        self.inbound[target] += 1

    def rescue(self, donor: int, target: int) -> None:
        self.rescues[donor, target] = None
        self.link(donor, target)

    # 1, 2 and 4: pins, and dealing by rank

    def pin(self) -> None:
        place_of = {entry.path: place for place, entry in enumerate(self.entries)}
        for donor, entry in enumerate(self.entries):
            for path in entry.pins if entry.listed else ():
                self.link(donor, place_of[path])

    def deal(self, spare: int) -> None:
        """Fill the lists by rank, round by round, up to *spare* places less than they hold."""
        hands = {donor: self._hand(donor, spare) for donor, entry in enumerate(self.entries) if entry.listed}
        for size in range(1, self.limit + 1):
            for donor in [donor for donor in hands if len(self.lists[donor]) < size]:
                target = next(hands[donor], None)
                if target is None:
                    del hands[donor]
                else:
                    self.link(donor, target)

    def _hand(self, donor: int, spare: int) -> Iterator[int]:
        """Yield whom *donor* would name next. Who is full stays full, so nobody is asked twice."""
        taken, most = self.lists[donor], min(self.limit, self.places_of(donor) - spare)
        for match in self.choices.of(donor) if len(taken) < most else ():
            target = match.place
            if self.inbound[target] < self.cap and target not in taken and self.allows(donor, target):
                yield target
            if len(taken) >= most:
                return

    def fill_empty(self) -> None:
        """Give a list that is still empty the article nearest to its own: no page is a dead end."""
        for donor, entry in enumerate(self.entries):
            if entry.listed and not self.lists[donor]:
                under_cap = (place for place in self._kin(donor) if self.inbound[place] < self.cap)
                # Only a cap of one time MAX can leave everyone full; then it yields.
                near = (place for place in chain(under_cap, self._kin(donor)) if self.allows(donor, place))
                for target in islice(near, 1):
                    self.rescue(donor, target)

    # 3: the promise

    def connect(self) -> None:
        """Make every article reachable from the newest, and everyone somebody's neighbour."""
        promised = [place for place, entry in enumerate(self.entries) if entry.listed and entry.offered]
        if len(promised) < 2:
            return
        self.reach(self._roots(promised))
        self.bring_in(set(promised))
        for place in promised:
            if not self.inbound[place]:
                self._name_somewhere(place)
        # An article without a list cannot pass readers on: it is served last, from what room is left.
        self.bring_in({place for place, entry in enumerate(self.entries) if entry.offered and not entry.listed})

    def _roots(self, promised: list[int]) -> list[int]:
        """Return the articles that a reader finds without a related link."""
        front_page = len(self.entries) - NEWEST
        return [place for place in promised if place >= front_page] or promised[-1:]

    def reach(self, starts: Iterable[int]) -> None:
        """Mark whatever can be reached from *starts*; whoever waited for one of them may be linked now."""
        queue = deque(place for place in starts if place not in self.reached)
        self.reached.update(queue)
        while queue:
            place = queue.popleft()
            for edge in self.waiting.pop(place, ()):
                heappush(self.heap, edge)
            new = [target for target in self.lists[place] if target not in self.reached]
            self.reached.update(new)
            queue.extend(new)

    def bring_in(self, members: set[int]) -> None:
        """Link every one of *members* that is not reached from one that is, the best pairs first."""
        left = members - self.reached
        for edge in self._edges(left) if left else ():
            if edge.donor in self.reached:
                heappush(self.heap, edge)
            else:
                self.waiting[edge.donor].append(edge)
        # Who is in as many lists as the cap allows comes last: by then it is mostly reached through someone else.
        for place in sorted(left, key=lambda place: (self.inbound[place] >= self.cap, -place)):
            self._use_known_edges()
            donor = None if place in self.reached else self._donor_for(place)
            if donor is not None:
                self.rescue(donor, place)
                self.reach([place])

    def _use_known_edges(self) -> None:
        while self.heap:
            _, donor, target = heappop(self.heap)
            if target not in self.reached and self.has_room(donor) and self.inbound[target] < self.cap:
                self.rescue(donor, target)
                self.reach([target])

    def _edges(self, left: set[int]) -> Iterator[Edge]:
        """Yield every link that could bring in one of *left*, as far as the candidates looked up so far tell."""
        for place in range(len(self.entries)):
            for match in self.choices.top(place):
                if match.place in left and self.allows(place, match.place):
                    yield Edge(-match.score, place, match.place)
                if place in left and self.allows(match.place, place):
                    yield Edge(-match.score, match.place, place)

    def _donor_for(self, target: int) -> int | None:
        """Return the nearest reached article that may name *target* and has room.

        Where the wishes of writer and owner leave none: one of the same category after all, or one whose list then
        gets a place too long. None if every article excludes *target*.
        """
        for with_room in (True, False):
            for skip in sorted({self.skip, False}, reverse=True):
                donor = next(self._donors(target, with_room, skip), None)
                if donor is not None:
                    return donor
        return None

    def _donors(self, target: int, with_room: bool, skip: bool) -> Iterator[int]:
        for place in self._kin(target):
            free = self.has_room(place) or not with_room
            if free and place in self.reached and self.allows(place, target, skip) and target not in self.lists[place]:
                yield place

    def _name_somewhere(self, place: int) -> None:
        """Give a link to an article of the newest that nobody names; the others have theirs by being reached."""
        donor = next(self._donors(place, with_room=True, skip=self.skip), None)
        if donor is None and self._swap(place):
            return
        donor = donor if donor is not None else self._donor_for(place)
        if donor is not None:
            self.rescue(donor, place)

    def _swap(self, place: int) -> bool:
        """Where the only room left is the article's own: take over a rescue of another one, and get its place."""
        for donor, target in list(self.rescues):
            taken_over = target in self.lists[place] or (self.has_room(place) and self.allows(place, target))
            if place not in (donor, target) and taken_over and self.allows(donor, place):
                self._unlink(donor, target)
                self.rescue(donor, place)
                if target not in self.lists[place]:
                    self.rescue(place, target)
                return True
        return False

    def _unlink(self, donor: int, target: int) -> None:
        del self.rescues[donor, target]
        self.lists[donor].remove(target)
        self.inbound[target] -= 1

    # Who is near

    def _kin(self, place: int) -> Iterator[int]:
        """Yield all other articles, nearest first: by rank, by words, then in the category by time, then by time.

        Some come twice.
        """
        entry = self.entries[place]
        yield from (match.place for match in self.choices.of(place))
        if self.ranking.rarity:
            by_words = self.ranking.best(entry, len(self.entries), place, require_tag=False)
            yield from (match.place for match in by_words)
        yield from self.ranking.outward(self.by_category[entry.category], place, entry.seconds)
        yield from self.ranking.outward(range(len(self.entries)), place, entry.seconds)

    # What came of it

    def woven(self) -> Woven:
        """Return the lists, the writer's pins first and the rest by rank."""
        bridges = {(donor, target) for donor, target in self.rescues if not self._deserved(donor, target)}
        return Woven([self._in_order(donor) for donor in range(len(self.entries))], bridges)

    def _deserved(self, donor: int, target: int) -> bool:
        """Say whether the link would stand in the list by rank alone, without cap and promise."""
        own = (match.place for match in self.choices.of(donor) if self.allows(donor, match.place))
        return target in islice(own, self.limit)

    def _in_order(self, donor: int) -> list[int]:
        links, pinned = self.lists[donor], len(self.entries[donor].pins)
        rank = {match.place: number for number, match in enumerate(self.choices.top(donor))}
        known = [place for place in links[pinned:] if place in rank]
        others = [place for place in links[pinned:] if place not in rank]
        others.sort(key=lambda place: self.ranking.order(donor, place))
        return links[:pinned] + sorted(known, key=rank.__getitem__) + others


def weave(
    ranking: Ranking, limit: int, cap: int | None = None, connect: bool = True, skip_same_category: bool = False
) -> Woven:
    """Return the lists of all articles of *ranking*: at most *limit* links each, the cap of links *to* each."""
    loom = Loom(ranking, limit, cap, skip_same_category)
    if limit < 1:
        return loom.woven()
    loom.pin()
    if connect and limit > 1:
        loom.deal(spare=1)
        loom.connect()
        loom.fill_empty()
    loom.deal(spare=0)
    return loom.woven()
