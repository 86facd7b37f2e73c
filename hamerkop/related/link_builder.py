"""The lists of links while they are filled, and the rules that every link keeps. Free of Pelican.

How they are filled is explained in :mod:`hamerkop.related.link_selection`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from hamerkop.related.candidates import Candidates
from hamerkop.related.entries import Entry
from hamerkop.related.options import Options
from hamerkop.related.scoring import Match

LOOKAHEAD = 2  # candidates searched for beyond those that fill a list: they replace most articles that are at the cap
GROWTH = 4  # times as many are searched for when these run out


class Selection(NamedTuple):
    """The list of each article by its number; and the links (source, target) that were made only as bridges."""

    lists: dict[int, list[int]]
    bridges: set[tuple[int, int]]


class Wanted:
    """The candidates of each article, best first; asked for a few at a time.

    How many were asked for so far decides what `found` returns, and starts anew with each selection.
    """

    def __init__(self, candidates: Candidates, first_count: int) -> None:
        self.candidates = candidates
        self.first_count = first_count
        self._first: dict[int, list[int]] = {}  # the numbers of the first few
        self._counts: dict[int, int] = {}  # how many were asked for, where it was more than the first few

    def of(self, number: int) -> Iterator[int]:
        """Yield the numbers of all candidates of the article *number*, best first."""
        position = 0
        while True:
            found = self.targets(number)
            yield from islice(found, position, None)
            count = self._counts.get(number, self.first_count)
            if len(found) < count:
                return  # fewer than were asked for: there are no more
            position = len(found)
            self._counts[number] = count * GROWTH

    def targets(self, number: int) -> list[int]:
        """Return the numbers of the candidates found so far, best first."""
        if number in self._counts:
            return self.candidates.targets(number, self._counts[number])
        found = self._first.get(number)
        if found is None:
            found = self._first[number] = self.candidates.targets(number, self.first_count)
        return found

    def found(self, number: int) -> list[Match]:
        """Return the candidates found so far, best first; those of the first search if there was none."""
        return self.candidates.best(number, self._counts.get(number, self.first_count))


class LinkBuilder:
    """The lists while they are filled, and the rules that every link keeps."""

    def __init__(self, candidates: Candidates, tagged_candidates: Candidates, options: Options) -> None:
        self.ranking = candidates.ranking
        self.entries = self.ranking.entries
        self.numbers = self.ranking.numbers
        self.limit = options.limit
        self.cap = len(self.entries) if options.cap is None else options.cap
        self.min_shared_tag = options.min_shared_tag
        self.skip_same_category = options.skip_same_category
        self.candidates = Wanted(candidates, options.limit + LOOKAHEAD)
        self.tagged_candidates = Wanted(tagged_candidates, options.limit + LOOKAHEAD)
        self.lists: dict[int, list[int]] = {number: [] for number in self.numbers}
        self.inbound_counts = dict.fromkeys(self.numbers, 0)
        self.shared_tag_counts = dict.fromkeys(self.numbers, 0)  # links of each list that share a tag with its article
        self.bridges: dict[tuple[int, int], None] = {}  # a dictionary, since a set has no order

    @cached_property
    def by_category(self) -> dict[str, list[int]]:
        """The numbers of the articles of each category, ascending."""
        categories: dict[str, list[int]] = defaultdict(list)
        for number in self.numbers:
            categories[self.entries[number].category].append(number)
        return categories

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
        self.shared_tag_counts[source] += self._share_a_tag(source, target)

    def add_bridge(self, source: int, target: int) -> None:
        """Add *target* to the list of *source* as a bridge, which `remove_bridge` can take away again."""
        self.bridges[source, target] = None
        self.add_link(source, target)

    def remove_bridge(self, source: int, target: int) -> None:
        """Take a bridge away."""
        del self.bridges[source, target]
        self.lists[source].remove(target)
        self.inbound_counts[target] -= 1
        self.shared_tag_counts[source] -= self._share_a_tag(source, target)

    def _share_a_tag(self, source: int, target: int) -> bool:
        known_tags = self.ranking.known_tags
        return not known_tags[source].isdisjoint(known_tags[target])

    # Steps 1, 2 and 4

    def add_pins(self) -> None:
        """Add the links that writers ask for."""
        for source in self.numbers:
            entry = self.entries[source]
            for path in entry.pins if entry.has_list else ():
                self.add_link(source, self.ranking.number_of[path])

    def assign_by_rank(self, keep_free: int) -> None:
        """Fill the lists with the best candidates, in rounds, but for *keep_free* slots of each."""
        lists, limit, entries = self.lists, self.limit, self.entries
        usual = limit - keep_free
        capacity = {n: min(limit, self.capacity(n) - keep_free) for n in self.numbers if _is_special(entries[n])}
        waiting = [number for number in self.numbers if len(lists[number]) < capacity.get(number, usual)]
        for length in range(1, limit + 1):
            done = self._add_round([number for number in waiting if len(lists[number]) < length])
            waiting = [n for n in waiting if n not in done and len(lists[n]) < capacity.get(n, usual)]

    def _add_round(self, sources: Iterable[int]) -> set[int]:
        """Add the best candidate that is left to the list of each of *sources*; return those that have none left.

        An article at the cap stays there, and what was refused is refused again, so each search begins at the best.
        """
        lists, inbound_counts, cap, counts = self.lists, self.inbound_counts, self.cap, self.shared_tag_counts
        best, sharing, restricted = self._best, self._sharing, self._restricted
        done = set()
        for source in sources:
            links = lists[source]
            for target in sharing[source] if counts[source] < self.min_shared_tag else best[source]:
                if inbound_counts[target] < cap and target not in links and source not in restricted:
                    links.append(target)
                    inbound_counts[target] += 1
                    counts[source] += target in sharing[source]
                    break
            else:
                if not self._add_next(source):
                    done.add(source)
        return done

    def _add_next(self, source: int) -> bool:
        """Add a candidate that shares a tag, until enough links do; then the best; return whether one is left."""
        tagged = self._with_shared_tag(source) if self.shared_tag_counts[source] < self.min_shared_tag else ()
        for target in chain(tagged, self.candidates.of(source)):
            if not self.is_at_cap(target) and target not in self.lists[source] and self.allows(source, target):
                self.add_link(source, target)
                return True
        return False

    # Of each article: the candidates of the first search, and those of them that share a tag with it; whether some of
    # its candidates may be refused.

    @cached_property
    def _best(self) -> dict[int, list[int]]:
        return {number: self.candidates.targets(number) for number in self.numbers}

    @cached_property
    def _sharing(self) -> dict[int, list[int]]:
        if not self.ranking.idf:
            return self._best  # nothing but tags relates articles
        known_tags = self.ranking.known_tags
        return {
            number: [target for target in found if not known_tags[number].isdisjoint(known_tags[target])]
            for number, found in self._best.items()
        }

    @cached_property
    def _restricted(self) -> set[int]:
        return {n for n in self.numbers if self.skip_same_category or self.entries[n].excluded}

    def _with_shared_tag(self, source: int) -> Iterator[int]:
        """Yield the candidates that share a tag, best first: those among the best of all, and then the others."""
        sharing = self._sharing[source]
        yield from sharing
        yield from islice(self.tagged_candidates.of(source), len(sharing), None)

    def fill_empty_lists(self) -> None:
        """Add the nearest article to each list that is still empty, so that no page is a dead end."""
        for source in self.numbers:
            if self.entries[source].has_list and not self.lists[source]:
                below_cap = (number for number in self.nearest(source) if not self.is_at_cap(number))
                # Only a cap of once `limit` can leave every article at the cap; then the cap gives way.
                allowed = (number for number in chain(below_cap, self.nearest(source)) if self.allows(source, number))
                for target in islice(allowed, 1):
                    self.add_bridge(source, target)

    def nearest(self, number: int) -> Iterator[int]:
        """Yield all other articles, nearest first: by rank, in the category by time, by time.

        An article can be yielded more than once.
        """
        entry = self.entries[number]
        yield from self.candidates.of(number)
        yield from self.ranking.nearest_in_time(self.by_category[entry.category], number, entry.seconds)
        yield from self.ranking.nearest_in_time(self.numbers, number, entry.seconds)

    # Result

    def selection(self) -> Selection:
        """Return the lists in their final order: pins as the writer gave them, then the others by rank."""
        bridges = {link for link in self.bridges if not self._is_among_best(*link)}
        return Selection({source: self._sorted_list(source) for source in self.numbers}, bridges)

    def _is_among_best(self, source: int, target: int) -> bool:
        """Return whether the list of *source* would contain *target* by rank alone, without cap and bridges."""
        tagged = islice(self._allowed(source, self._with_shared_tag(source)), self.min_shared_tag)
        best = dict.fromkeys([*tagged, *islice(self._allowed(source, self.candidates.of(source)), self.limit)])
        return target in islice(best, self.limit)

    def _allowed(self, source: int, targets: Iterable[int]) -> Iterator[int]:
        return (target for target in targets if self.allows(source, target))

    def _sorted_list(self, source: int) -> list[int]:
        links, pinned = self.lists[source], len(self.entries[source].pins)
        found = self.candidates.targets(source)
        if not pinned and set(links).issubset(found):
            return sorted(links, key=found.index)
        ranked = [number for number in links[pinned:] if number in found]
        others = [number for number in links[pinned:] if number not in found]
        others.sort(key=lambda number: self.ranking.match(source, number))
        return links[:pinned] + sorted(ranked, key=found.index) + others


def _is_special(entry: Entry) -> bool:
    return bool(entry.pins) or not entry.has_list
