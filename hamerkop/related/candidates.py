"""Keeps the best candidates of each article from one update to the next. Free of Pelican.

What is kept is what a search would find (a test compares the two): a change of one article touches the lists that it is
in and those that it now belongs to, and only a list that gets too short is searched for again.
"""

import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hamerkop.related.ranking import Ranking
from hamerkop.related.scoring import MAX_TIME_SCORE, Match, time_proximity
from hamerkop.related.updates import Change

SPARE = 4  # candidates kept beyond those asked for: so many can be lost before the list has to be searched for again

NEVER = sys.maxsize  # a score that no article has


@dataclass
class KeptList:
    """The best candidates of one article, best first.

    *targets* are the numbers of their articles. *asked* is the most that anybody asked for, *most* the number to keep.
    *bound*: whatever sorts before it is among *matches*; None if there is no other candidate at all.
    """

    matches: list[Match]
    targets: list[int]
    asked: int
    most: int
    bound: Match | None

    def has(self, count: int) -> bool:
        """Return whether *count* candidates, or all that there are, are kept."""
        return self.bound is None or len(self.matches) >= count

    def floor(self) -> int:
        """Return the least score, without its time part, of an article that could sort before *bound*."""
        return max(0, self.bound.score - MAX_TIME_SCORE) if self.bound else 0

    def take_away(self, numbers: set[int]) -> None:
        """Take candidates away."""
        self.matches = [match for match in self.matches if match.target not in numbers]
        self.targets = [match.target for match in self.matches]

    def put_in(self, match: Match) -> None:
        """Add a candidate that sorts before *bound*."""
        position = bisect_left(self.matches, match)
        self.matches.insert(position, match)
        self.targets.insert(position, match.target)
        if len(self.matches) > self.most:
            del self.matches[-1], self.targets[-1]
            self.bound = self.matches[-1]


class Asked(NamedTuple):
    """The candidates that were found when somebody *asked* for so many; fewer, if there were no more."""

    asked: int
    matches: list[Match]


class Candidates:
    """The best candidates of each article, kept.

    *require_tag*: only those that share a tag with it.
    """

    def __init__(self, ranking: Ranking, require_tag: bool = False) -> None:
        self.ranking = ranking
        self.require_tag = require_tag
        self.kept: dict[int, KeptList] = {}
        # The least score, without its time part, of an article that could enter a list: read often, so not in KeptList.
        self._floors: dict[int, int] = {}

    def best(self, number: int, count: int) -> list[Match]:
        """Return the *count* best candidates of the article *number*, best first."""
        return self._list_of(number, count).matches[:count]

    def targets(self, number: int, count: int) -> list[int]:
        """Return the numbers of the *count* best candidates of the article *number*, best first."""
        return self._list_of(number, count).targets[:count]

    def _list_of(self, number: int, count: int) -> KeptList:
        kept = self.kept.get(number)
        if kept is None or not kept.has(count):
            kept = self._search(number, count)
        if count > kept.asked:
            kept.asked = count
        return kept

    def _search(self, number: int, count: int) -> KeptList:
        most = count + SPARE
        matches = self.ranking.best(self.ranking.entries[number], most, number, self.require_tag)
        bound = matches[-1] if len(matches) == most else None
        kept = self.kept[number] = KeptList(matches, [match.target for match in matches], count, most, bound)
        self._floors[number] = kept.floor()
        return kept

    # Updates: `begin_update`, `put_in` for each article that changed, `end_update`.

    def begin_update(self, change: Change) -> dict[int, Asked]:
        """Forget what a change of the index made wrong; return what was in the lists that this touches."""
        for number in change.removed:
            self._forget(number)
        stale = change.stale & self.kept.keys()
        before = {number: self._as_asked(number) for number in stale}
        for number in stale:
            self._forget(number)
        gone = change.removed | change.changed
        for source, kept in self.kept.items():
            if not gone.isdisjoint(kept.targets):
                before[source] = self._as_asked(source)
                kept.take_away(gone)
        return before

    def put_in(self, target: int, scores: Mapping[int, int], before: dict[int, Asked]) -> None:
        """Put an article into the lists that it belongs to; note in *before* what was in these.

        *scores* are those of all articles that it is related to, without their time part.
        """
        ranking, floors = self.ranking, self._floors
        moment, tags = ranking.seconds[target], ranking.known_tags[target]
        for source in self._reached(scores):
            if self.require_tag and tags.isdisjoint(ranking.known_tags[source]):
                continue
            kept = self.kept[source]
            score = scores[source] + time_proximity(ranking.seconds[source] - moment)
            match = ranking.match_of(score, source, target)
            if not kept.bound or match < kept.bound:
                before.setdefault(source, self._as_asked(source))
                kept.put_in(match)
                floors[source] = kept.floor()

    def _reached(self, scores: Mapping[int, int]) -> list[int]:
        """Return the articles whose lists one with these *scores* could enter."""
        floors = self._floors  # the shorter of the two dictionaries is read
        if len(floors) < len(scores):
            return [source for source, floor in floors.items() if scores.get(source, -1) >= floor]
        return [source for source, score in scores.items() if score >= floors.get(source, NEVER)]

    def end_update(self, before: Mapping[int, Asked]) -> bool:
        """Return whether a list that somebody asked for is another one than *before*."""
        return any(self.best(number, told.asked) != told.matches for number, told in before.items())

    def _forget(self, number: int) -> None:
        self.kept.pop(number, None)
        self._floors.pop(number, None)

    def _as_asked(self, number: int) -> Asked:
        kept = self.kept[number]
        return Asked(kept.asked, kept.matches[: kept.asked])


def update_candidates(ranking: Ranking, kept: Sequence[Candidates], change: Change) -> bool:
    """Let the kept candidates follow a change of *ranking*; return whether a list that was asked for is another one."""
    before = [candidates.begin_update(change) for candidates in kept]
    for number in change.changed:
        scores = ranking.scores_without_time(number) if ranking.entries[number].offered else {}
        for candidates, noted in zip(kept, before, strict=True):
            candidates.put_in(number, scores, noted)
    return any(candidates.end_update(noted) for candidates, noted in zip(kept, before, strict=True))
