"""Keeps the best candidates of each article from one update to the next. Free of Pelican.

What is kept is what a search would find (a test compares the two): a change of one article touches the lists that it is
in and those that it now belongs to, and only a list that gets too short is searched for again.
"""

from bisect import bisect_left
from dataclasses import dataclass

from hamerkop.related.ranking import Ranking
from hamerkop.related.scoring import MAX_TIME_SCORE, Match, time_proximity
from hamerkop.related.updates import Change

SPARE = 4  # candidates kept beyond those asked for: so many can be lost before the list has to be searched for again


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


class Candidates:
    """The best candidates of each article, kept.

    *require_tag*: only those that share a tag with it. *changed*: what somebody asked for is no longer the same, since
    this was last set to False.
    """

    def __init__(self, ranking: Ranking, require_tag: bool = False) -> None:
        self.ranking = ranking
        self.require_tag = require_tag
        self.kept: dict[int, KeptList] = {}
        self.changed = False

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
        return kept

    # Updates

    def update(self, change: Change) -> None:
        """Follow a change of the index."""
        for number in change.removed:
            self.kept.pop(number, None)
        stale = change.stale & self.kept.keys()
        before = {number: self._as_asked(number) for number in stale}
        for number in stale:
            del self.kept[number]
        self._take_away(change.removed | change.changed, before)
        for number in change.changed:
            if self.ranking.entries[number].offered:
                self._put_in(number, before)
        for number, matches in before.items():
            self.changed = self.changed or self.best(number, len(matches)) != matches

    def _as_asked(self, number: int) -> list[Match]:
        kept = self.kept[number]
        return kept.matches[: kept.asked]

    def _take_away(self, numbers: set[int], before: dict[int, list[Match]]) -> None:
        """Take articles out of all lists; note in *before* what was in these."""
        for source, kept in self.kept.items():
            if not numbers.isdisjoint(kept.targets):
                before[source] = self._as_asked(source)
                kept.take_away(numbers)

    def _put_in(self, target: int, before: dict[int, list[Match]]) -> None:
        """Put an article into the lists that it belongs to; note in *before* what was in these."""
        seconds, moment = self.ranking.seconds, self.ranking.seconds[target]
        for source, score in self.ranking.scores_without_time(target, self.require_tag).items():
            kept = self.kept.get(source)
            if not kept or (kept.bound and -kept.bound.negated_score > score + MAX_TIME_SCORE):
                continue
            match = self.ranking.match_of(score + time_proximity(seconds[source] - moment), source, target)
            if not kept.bound or match < kept.bound:
                before.setdefault(source, self._as_asked(source))
                kept.put_in(match)
