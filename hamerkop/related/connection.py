"""Adds bridges, so that every article can be reached from the newest ones. Step 3 of link selection; free of Pelican.

It grows a spanning forest as Prim's algorithm does. The articles in reach so far are its nodes, the candidate links
that lead out of it its frontier. The best-scored link of the frontier becomes a bridge, as long as its source has a
free slot and its target is below the cap; what it brings into reach extends the frontier. An article that no candidate
link leads to is linked from the nearest article in reach.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from hamerkop.related.link_builder import LinkBuilder

NEWEST = 10  # articles on a front page, where readers begin


class CandidateLink(NamedTuple):
    """A link that could become a bridge. They sort by score, the highest first."""

    negated_score: int
    source: int
    target: int


class Connector:
    """The articles in reach, and the candidate links that lead further.

    *reachable* are the articles to which links lead from the newest ones. *frontier* is a heap of links from reachable
    articles; *pending* are links from articles that are not reachable yet, by these.
    """

    def __init__(self, builder: LinkBuilder) -> None:
        self.builder = builder
        self.reachable: set[int] = set()
        self.frontier: list[CandidateLink] = []
        self.pending: dict[int, list[CandidateLink]] = defaultdict(list)

    def connect(self) -> None:
        """Make every article reachable from the newest ones, and give each an inbound link."""
        entries = self.builder.entries
        members = [number for number in self.builder.numbers if entries[number].has_list and entries[number].offered]
        if len(members) < 2:
            return
        front_page = set(self.builder.numbers[-NEWEST:])
        self.extend_reach([number for number in members if number in front_page] or members[-1:])
        self.bring_into_reach(set(members))
        for number in members:
            if not self.builder.inbound_counts[number]:  # one of the newest: all others were reached by a link
                self._add_inbound_link(number)
        # An article without a list leads no further, so it comes last and gets what slots are left.
        self.bring_into_reach(
            {number for number in entries if entries[number].offered and not entries[number].has_list}
        )

    def extend_reach(self, starts: Iterable[int]) -> None:
        """Mark as reachable whatever links lead to from *starts*; their pending links join the frontier."""
        queue = deque(number for number in starts if number not in self.reachable)
        self.reachable.update(queue)
        while queue:
            number = queue.popleft()
            for link in self.pending.pop(number, ()):
                heappush(self.frontier, link)
            new = [target for target in self.builder.lists[number] if target not in self.reachable]
            self.reachable.update(new)
            queue.extend(new)

    def bring_into_reach(self, members: set[int]) -> None:
        """Add bridges until each of *members* is reachable, the best-scored first."""
        missing = members - self.reachable
        for link in self._candidate_links(missing) if missing else ():
            if link.source in self.reachable:
                heappush(self.frontier, link)
            else:
                self.pending[link.source].append(link)
        # Articles at the cap come last: by then most of them are reachable through another one.
        for number in sorted(missing, key=lambda number: (self.builder.is_at_cap(number), -number)):
            self._use_frontier()
            source = None if number in self.reachable else self._best_source(number)
            if source is not None:
                self._bridge(source, number)

    def _candidate_links(self, missing: set[int]) -> Iterator[CandidateLink]:
        """Yield the links to *missing* from their candidates, and from the articles whose candidates they are."""
        builder = self.builder
        for number in builder.numbers:
            if number not in missing and missing.isdisjoint(builder.candidates.targets(number)):
                continue
            for match in builder.candidates.found(number):
                target = match.target
                if target in missing and builder.allows(number, target):
                    yield CandidateLink(match.negated_score, number, target)
                if number in missing and builder.allows(target, number):
                    yield CandidateLink(match.negated_score, target, number)

    def _use_frontier(self) -> None:
        """Make bridges of the links of the frontier, best first, until it is empty."""
        while self.frontier:
            _, source, target = heappop(self.frontier)
            is_useful = target not in self.reachable
            if is_useful and self.builder.has_free_slot(source) and not self.builder.is_at_cap(target):
                self._bridge(source, target)

    def _bridge(self, source: int, target: int) -> None:
        self.builder.add_bridge(source, target)
        self.extend_reach([target])

    def _best_source(self, target: int) -> int | None:
        """Return the nearest reachable article that may link to *target* and has a free slot.

        If writers and settings leave none: one of the same category after all; then one whose list gets too long. None
        if every article excludes *target*.
        """
        for needs_slot in (True, False):
            for skip in sorted({self.builder.skip_same_category, False}, reverse=True):
                source = next(self._sources(target, needs_slot, skip), None)
                if source is not None:
                    return source
        return None

    def _sources(self, target: int, needs_slot: bool, skip_same_category: bool) -> Iterator[int]:
        """Yield the reachable articles that may link to *target* and do not yet, nearest first."""
        builder = self.builder
        for number in builder.nearest(target):
            has_room = not needs_slot or builder.has_free_slot(number)
            allowed = has_room and number in self.reachable and builder.allows(number, target, skip_same_category)
            if allowed and target not in builder.lists[number]:
                yield number

    def _add_inbound_link(self, number: int) -> None:
        """Add a link to an article that has none, from the nearest one that has a free slot if there is one."""
        source = next(self._sources(number, True, self.builder.skip_same_category), None)
        if source is None and self._take_over_bridge(number):
            return
        source = source if source is not None else self._best_source(number)
        if source is not None:
            self.builder.add_bridge(source, number)

    def _take_over_bridge(self, number: int) -> bool:
        """If only *number* itself has a free slot, move another article's bridge into it and use the slot that frees.

        That is, source → target becomes source → number → target. Return whether there was such a bridge.
        """
        builder = self.builder
        for source, target in list(builder.bridges):
            linked = target in builder.lists[number]
            can_link = linked or (builder.has_free_slot(number) and builder.allows(number, target))
            if number not in (source, target) and can_link and builder.allows(source, number):
                builder.remove_bridge(source, target)
                builder.add_bridge(source, number)
                if not linked:
                    builder.add_bridge(number, target)
                return True
        return False
