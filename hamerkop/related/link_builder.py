"""The lists of links while they are filled, and the rules that every link keeps. Free of Pelican.

How they are filled is explained in :mod:`hamerkop.related.link_selection`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from hamerkop.related.options import Options
from hamerkop.related.ranking import Match, Ranking

LOOKAHEAD = 2  # candidates searched for beyond those that fill a list: they replace most articles that are at the cap
GROWTH = 4  # times as many are searched for when these run out


class Selection(NamedTuple):
    """The list of each article, as indexes in order; and the links (source, target) that were made only as bridges."""

    lists: list[list[int]]
    bridges: set[tuple[int, int]]


class Candidates:
    """The candidates of each article, best first; searched for a few at a time and kept.

    *require_tag*: only those that share a tag with it.
    """

    def __init__(self, ranking: Ranking, first_count: int, require_tag: bool = False) -> None:
        self.ranking = ranking
        self.first_count = first_count
        self.require_tag = require_tag
        self._found: dict[int, list[Match]] = {}
        self._count: dict[int, int] = {}  # how many were asked for

    def of(self, index: int) -> Iterator[Match]:
        """Yield all candidates of the article at *index*, best first."""
        position = 0
        while True:
            found = self.found(index)
            if position == len(found):
                if len(found) < self._count[index]:
                    return  # fewer than were asked for: there are no more
                found = self._search(index, self._count[index] * GROWTH)
                if position == len(found):
                    return
            yield found[position]
            position += 1

    def found(self, index: int) -> list[Match]:
        """Return the candidates found so far, best first; those of the first search if there was none."""
        return self._found.get(index) or self._search(index, self.first_count)

    def _search(self, index: int, count: int) -> list[Match]:
        self._count[index] = count
        self._found[index] = self.ranking.best(self.ranking.entries[index], count, index, self.require_tag)
        return self._found[index]


class LinkBuilder:
    """The lists while they are filled, and the rules that every link keeps."""

    def __init__(self, ranking: Ranking, options: Options) -> None:
        self.ranking = ranking
        self.entries = ranking.entries
        self.limit = options.limit
        self.cap = len(self.entries) if options.cap is None else options.cap
        self.min_shared_tag = options.min_shared_tag
        self.skip_same_category = options.skip_same_category
        self.candidates = Candidates(ranking, options.limit + LOOKAHEAD)
        self.tagged_candidates = Candidates(ranking, options.limit + LOOKAHEAD, require_tag=True)
        self.lists: list[list[int]] = [[] for _ in self.entries]
        self.inbound_counts = [0] * len(self.entries)
        self.shared_tag_counts = [0] * len(self.entries)  # links of each list that share a tag with its article
        self.bridges: dict[tuple[int, int], None] = {}  # a dictionary, since a set has no order
        self.by_category: dict[str, list[int]] = defaultdict(list)
        for index, entry in enumerate(self.entries):
            self.by_category[entry.category].append(index)

    # Rules

    def allows(self, source: int, target: int, skip_same_category: bool | None = None) -> bool:
        """Return whether writers and settings allow a link; *skip_same_category* overrides the setting."""
        linking, linked = self.entries[source], self.entries[target]
        if source == target or not linked.offered or not linking.has_list or linked.path in linking.excluded:
            return False
        skip = self.skip_same_category if skip_same_category is None else skip_same_category
        return not (skip and linking.category == linked.category)

    def capacity(self, source: int) -> int:
        """Return the number of slots in the list of *source*; pins that fill the list leave one more free."""
        if not self.entries[source].has_list:
            return 0
        return max(self.limit, len(self.entries[source].pins) + 1)

    def has_free_slot(self, source: int) -> bool:
        """Return whether the list of *source* has room for a link."""
        return len(self.lists[source]) < self.capacity(source)

    def is_at_cap(self, target: int) -> bool:
        """Return whether *target* has as many inbound links as it may have."""
        return self.inbound_counts[target] >= self.cap

    # Changes

    def add_link(self, source: int, target: int) -> None:
        """Add *target* to the list of *source*."""
        self.lists[source].append(target)
        self.inbound_counts[target] += 1
        self.shared_tag_counts[source] += self.ranking.share_a_tag(self.entries[source], target)

    def add_bridge(self, source: int, target: int) -> None:
        """Add *target* to the list of *source* as a bridge, which `remove_bridge` can take away again."""
        self.bridges[source, target] = None
        self.add_link(source, target)

    def remove_bridge(self, source: int, target: int) -> None:
        """Take a bridge away."""
        del self.bridges[source, target]
        self.lists[source].remove(target)
        self.inbound_counts[target] -= 1
        self.shared_tag_counts[source] -= self.ranking.share_a_tag(self.entries[source], target)

    # Steps 1, 2 and 4

    def add_pins(self) -> None:
        """Add the links that writers ask for."""
        index_of = {entry.path: index for index, entry in enumerate(self.entries)}
        for source, entry in enumerate(self.entries):
            for path in entry.pins if entry.has_list else ():
                self.add_link(source, index_of[path])

    def assign_by_rank(self, keep_free: int) -> None:
        """Fill the lists with the best candidates, in rounds, but for *keep_free* slots of each."""
        choices = {
            source: self._choices(source, keep_free) for source, entry in enumerate(self.entries) if entry.has_list
        }
        for length in range(1, self.limit + 1):
            for source in [source for source in choices if len(self.lists[source]) < length]:
                target = next(choices[source], None)
                if target is None:
                    del choices[source]
                else:
                    self.add_link(source, target)

    def _choices(self, source: int, keep_free: int) -> Iterator[int]:
        """Yield the targets that *source* would add next, best first, until *keep_free* slots are left.

        An article at the cap stays there, so none has to be asked for twice.
        """
        links, wanted = self.lists[source], min(self.limit, self.capacity(source) - keep_free)
        for match in self._in_order(source) if len(links) < wanted else ():
            target = match.target
            if not self.is_at_cap(target) and target not in links and self.allows(source, target):
                yield target
            if len(links) >= wanted:
                return

    def _in_order(self, source: int) -> Iterator[Match]:
        """Yield candidates that share a tag until enough links of the list do, then all; some of them twice."""
        for match in self._with_shared_tag(source):
            if self.shared_tag_counts[source] >= self.min_shared_tag:
                break
            yield match
        yield from self.candidates.of(source)

    def _with_shared_tag(self, source: int) -> Iterator[Match]:
        """Yield the candidates that share a tag, best first: those among the best of all, and then the others."""
        found = [match for match in self.candidates.found(source) if self._shares_a_tag(source, match)]
        yield from found
        yield from islice(self.tagged_candidates.of(source), len(found), None)

    def _shares_a_tag(self, source: int, match: Match) -> bool:
        return self.ranking.share_a_tag(self.entries[source], match.target)

    def fill_empty_lists(self) -> None:
        """Add the nearest article to each list that is still empty, so that no page is a dead end."""
        for source, entry in enumerate(self.entries):
            if entry.has_list and not self.lists[source]:
                below_cap = (index for index in self.nearest(source) if not self.is_at_cap(index))
                # Only a cap of once `limit` can leave every article at the cap; then the cap gives way.
                allowed = (index for index in chain(below_cap, self.nearest(source)) if self.allows(source, index))
                for target in islice(allowed, 1):
                    self.add_bridge(source, target)

    def nearest(self, index: int) -> Iterator[int]:
        """Yield all other articles, nearest first: by rank, in the category by time, by time.

        An article can be yielded more than once.
        """
        entry = self.entries[index]
        yield from (match.target for match in self.candidates.of(index))
        yield from self.ranking.nearest_in_time(self.by_category[entry.category], index, entry.seconds)
        yield from self.ranking.nearest_in_time(range(len(self.entries)), index, entry.seconds)

    # Result

    def selection(self) -> Selection:
        """Return the lists in their final order: pins as the writer gave them, then the others by rank."""
        bridges = {link for link in self.bridges if not self._is_among_best(*link)}
        return Selection([self._sorted_list(source) for source in range(len(self.entries))], bridges)

    def _is_among_best(self, source: int, target: int) -> bool:
        """Return whether the list of *source* would contain *target* by rank alone, without cap and bridges."""
        tagged = islice(self._allowed(source, self._with_shared_tag(source)), self.min_shared_tag)
        best = dict.fromkeys([*tagged, *islice(self._allowed(source, self.candidates.of(source)), self.limit)])
        return target in islice(best, self.limit)

    def _allowed(self, source: int, matches: Iterable[Match]) -> Iterator[int]:
        return (match.target for match in matches if self.allows(source, match.target))

    def _sorted_list(self, source: int) -> list[int]:
        links, pinned = self.lists[source], len(self.entries[source].pins)
        rank = {match.target: number for number, match in enumerate(self.candidates.found(source))}
        ranked = [index for index in links[pinned:] if index in rank]
        others = [index for index in links[pinned:] if index not in rank]
        others.sort(key=lambda index: self.ranking.sort_key(source, index))
        return links[:pinned] + sorted(ranked, key=rank.__getitem__) + others
