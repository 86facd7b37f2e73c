"""Updates the index of one language for a few changed articles. Free of Pelican.

Numbers of articles are rounded before they are used (hamerkop.related.terms), so most weights stay as they are. What
has to be computed anew is found from the document frequencies whose rounded value changed.
"""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.ranking import Ranking
from hamerkop.related.scoring import GAP, tag_weight
from hamerkop.related.terms import max_df, rounded_log


class Change(NamedTuple):
    """What an update changed for the search, as numbers of articles.

    *removed* are in the index no more. *changed* are new ones, and those with other tags or weights of terms. *stale*
    are these and all others whose candidates have to be searched for anew.
    """

    removed: set[int]
    changed: set[int]
    stale: set[int]


class Updater:
    """Updates *ranking*; keeps, from the first update that needs it on, which articles use each term."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking = ranking
        self._users: dict[str, array[int]] | None = None

    def update(self, removed: Collection[str], added: Sequence[Entry]) -> Change | None:
        """Take the articles with the paths *removed* away, add *added*, and return what that changed.

        An article that changed is in both. None: all weights would change, or no number is left between two articles;
        then the ranking can be used no more, and has to be made anew.
        """
        ranking = self.ranking
        if rounded_log(len(ranking.numbers) - len(removed) + len(added) + 1) != ranking.log_number:
            return None
        old = {path: ranking.entries[ranking.number_of[path]] for path in removed}
        new = [entry for entry in added if not self._take_over(entry, old)]
        free = {path: self._remove(entry) for path, entry in old.items()}
        placed = self._add_all(new, old, free)
        if placed is None:
            return None
        reweighted = self._reweigh_tags(old.values(), new)
        changed = placed | self._reweigh_terms(old.values(), new, placed)
        gone = set(free.values()) - placed
        stale = changed | reweighted
        return Change(gone, changed, stale | ranking.unoffered if stale or gone else stale)

    # Entries

    def _take_over(self, entry: Entry, old: dict[str, Entry]) -> bool:
        """If *entry* is searched for as before, take it over, remove it from *old*, and return True."""
        before = old.get(entry.path)
        if before is None or self._searched_by(before) != self._searched_by(entry):
            return False
        self.ranking.entries[self.ranking.number_of[entry.path]] = entry
        del old[entry.path]
        return True

    def _searched_by(self, entry: Entry) -> tuple[object, ...]:
        terms = entry.term_counts if self.ranking.text else None
        return entry.tags, entry.seconds, entry.offered, terms

    def _remove(self, entry: Entry) -> int:
        """Take an article away, and return the number that it had."""
        ranking = self.ranking
        number = ranking.number_of.pop(entry.path)
        ranking.forget_tags(number)
        ranking.forget_terms(number)
        del ranking.numbers[bisect_left(ranking.numbers, number)]
        for by_number in (ranking.entries, ranking.seconds, ranking.known_tags, ranking.vectors):
            del by_number[number]
        for users in self._users_by_term(entry):
            users.remove(number)
        return number

    def _terms_of(self, entry: Entry) -> list[str]:
        return self.ranking.terms_that_count(entry)

    def _add_all(self, new: Sequence[Entry], old: Mapping[str, Entry], free: Mapping[str, int]) -> set[int] | None:
        """Add articles without their vectors, and return their numbers; None if there is no number for one."""
        placed = set()
        for entry in new:
            before = old.get(entry.path)
            is_in_place = before is not None and before.seconds == entry.seconds
            number = free[entry.path] if is_in_place else self._free_number(entry)
            if not number or number in self.ranking.entries:
                return None
            self._add(entry, number)
            placed.add(number)
        return placed

    def _free_number(self, entry: Entry) -> int:
        """Return a number for a new article, in the middle between its neighbours; one of these if there is none."""
        numbers = self.ranking.numbers
        place = self.ranking.place_of(entry)
        position = bisect_left(numbers, place)
        before = numbers[position - 1] if position else 0
        return (before + numbers[position]) // 2 if position < len(numbers) else before + GAP

    def _add(self, entry: Entry, number: int) -> None:
        ranking = self.ranking
        insort(ranking.numbers, number)
        ranking.entries[number], ranking.number_of[entry.path] = entry, number
        ranking.seconds[number], ranking.known_tags[number] = entry.seconds, ranking.tags_that_count(entry)
        ranking.index_tags(number)
        for users in self._users_by_term(entry):
            users.append(number)

    # Weights

    def _reweigh_tags(self, old: Iterable[Entry], new: Iterable[Entry]) -> set[int]:
        """Count the tags anew, and return the offered articles with a tag whose weight changed."""
        ranking = self.ranking
        ranking.ordered_tags.clear()
        reweighted = set[int]()
        for tag, df in _recounted(ranking.tag_df, *(map(ranking.tags_that_count, each) for each in (old, new))):
            before = ranking.tag_weights.pop(tag, None)
            if df:
                ranking.tag_weights[tag] = tag_weight(df, ranking.log_number)
            if before != ranking.tag_weights.get(tag):
                reweighted |= ranking.tag_members[tag]
        return reweighted

    def _reweigh_terms(self, old: Iterable[Entry], new: Iterable[Entry], placed: set[int]) -> set[int]:
        """Count the terms anew, and return the articles, apart from those *placed*, whose vector changed."""
        ranking = self.ranking
        recounted = dict(_recounted(ranking.term_df, *(map(self._terms_of, each) for each in (old, new))))
        recounted |= self._terms_at_new_maximum()
        moved = {term for term, df in recounted.items() if ranking.idf.get(term, 0) != ranking.idf_of(df)}
        for term in moved:
            ranking.idf[term] = ranking.idf_of(recounted[term])
            if not ranking.idf[term]:
                del ranking.idf[term]
        for number in placed:
            ranking.vectors[number] = ranking.new_vector(ranking.entries[number])
            ranking.index_terms(number)
        return {number for number in self._users_of(moved) - placed if self._is_new_vector(number)}

    def _terms_at_new_maximum(self) -> dict[str, int]:
        """Set the greatest document frequency anew; return those of the terms between the old one and the new one."""
        ranking = self.ranking
        low, high = sorted((ranking.max_df, max_df(len(ranking.numbers))))
        ranking.max_df = max_df(len(ranking.numbers))
        return {term: df for term, df in ranking.term_df.items() if low < df <= high} if low < high else {}

    def _is_new_vector(self, number: int) -> bool:
        """Compute the vector of an article anew, and return whether it is another one."""
        ranking = self.ranking
        vector = ranking.new_vector(ranking.entries[number])
        if vector == ranking.vectors[number]:
            return False
        ranking.forget_terms(number)
        ranking.vectors[number] = vector
        ranking.index_terms(number)
        return True

    def _users_by_term(self, entry: Entry) -> "list[array[int]]":
        """Return the articles that use each term of *entry*, if that is kept."""
        users = self._users
        return [] if users is None else [users[term] for term in self._terms_of(entry)]

    def _users_of(self, terms: Collection[str]) -> set[int]:
        """Return the articles that use one of *terms*."""
        if terms and self._users is None:
            self._users = defaultdict(lambda: array("q"))
            for number, entry in self.ranking.entries.items():
                for term in self._terms_of(entry):
                    self._users[term].append(number)
        return set(chain.from_iterable(self._users[term] for term in terms)) if self._users is not None else set()


def _recounted(
    frequencies: Counter[str], removed: Iterable[Iterable[str]], added: Iterable[Iterable[str]]
) -> list[tuple[str, int]]:
    """Count the items of *added* and uncount those of *removed*; return the new count of each that has another one."""
    by = Counter(chain.from_iterable(added))
    by.subtract(chain.from_iterable(removed))
    changed = [item for item, difference in by.items() if difference]
    for item in changed:
        frequencies[item] += by[item]
        if not frequencies[item]:
            del frequencies[item]
    return [(item, frequencies[item]) for item in changed]
