"""The graph of one language: the list of each article, and why each link is in it. Free of Pelican."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.link_builder import Selection
from hamerkop.related.options import Options
from hamerkop.related.ranking import Ranking
from hamerkop.related.scoring import Match, Shared
from hamerkop.related.terms import is_a_word
from hamerkop.shared.records import LinkReason

SHOWN_TERMS = 3  # words that are given as a reason; more would be a list, not a reason


class Link(NamedTuple):
    """One link of a list.

    *reason* is "pinned" (the writer asks for it), "tags", "text" (no shared tag, but words) or "bridge" (made so that
    no article is left out, whatever the two share). *tags* are keys, rarest first, *words* the most significant first.
    *score* is the share, 0 to 1, of what the article would score with itself.
    """

    target: Entry
    reason: LinkReason
    tags: tuple[str, ...]
    words: tuple[str, ...]
    score: float


class Graph:
    """The links of one language, each made when it is asked for.

    *entries* are the published articles, oldest first. *lists* holds the list of each by its path, and those of drafts
    and hidden articles, which are in none. *tag_names* is as in `EntryGroup`. A graph is that of its index until the
    next update of the index.
    """

    def __init__(
        self,
        language: str,
        ranking: Ranking,
        selection: Selection,
        unlisted: Mapping[str, Entry],
        tag_names: Mapping[str, tuple[str, ...]],
        options: Options,
    ) -> None:
        self.language = language
        self.tag_names = tag_names
        self.lists: Mapping[str, list[Link]] = Lists(self)
        self._ranking = ranking
        self._selection = selection
        self._unlisted = unlisted
        self._options = options
        self._made: dict[tuple[int, int], Link] = {}

    @cached_property
    def entries(self) -> list[Entry]:
        """The published articles, oldest first."""
        return [self._ranking.entries[number] for number in self._ranking.numbers]

    @cached_property
    def _sources(self) -> dict[int, list[int]]:
        """The numbers of the articles in whose lists each article is, ascending."""
        sources: dict[int, list[int]] = {number: [] for number in self._ranking.numbers}
        for number in self._ranking.numbers:
            for target in self._selection.lists[number]:
                sources[target].append(number)
        return sources

    def __contains__(self, path: str) -> bool:
        return path in self._unlisted or path in self._ranking.number_of

    def paths(self) -> Iterator[str]:
        """Yield the paths of all articles with a list, if an empty one: the published ones, then the others."""
        yield from (entry.path for entry in self.entries)
        yield from self._unlisted

    def links_from(self, path: str) -> list[Link]:
        """Return the list of an article, best first. Raises KeyError if it is not in the graph."""
        if path in self._unlisted:
            return _unlisted_list(self._ranking, self._unlisted[path], self._options)
        number = self._ranking.number_of[path]
        return [self._link(number, target) for target in self._selection.lists[number]]

    def links_to(self, path: str) -> list[tuple[Entry, Link]]:
        """Return the links that lead to an article, each with the article whose list it is in, the oldest first."""
        if path in self._unlisted:
            return []
        number = self._ranking.number_of[path]
        return [(self._ranking.entries[source], self._link(source, number)) for source in self._sources[number]]

    def _link(self, source: int, target: int) -> Link:
        """Return the link between two articles; both ask for it, and it is made once."""
        pair = (source, target)
        if pair not in self._made:
            bridge = pair in self._selection.bridges
            self._made[pair] = _link(self._ranking, self._ranking.entries[source], target, source, bridge)
        return self._made[pair]


class Lists(Mapping[str, list[Link]]):
    """The list of each article of a graph by its path; each is made when it is asked for, and kept."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._made: dict[str, list[Link]] = {}

    def __getitem__(self, path: str) -> list[Link]:
        if path not in self._made:
            self._made[path] = self._graph.links_from(path)
        return self._made[path]

    def __iter__(self) -> Iterator[str]:
        return self._graph.paths()

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _unlisted_list(ranking: Ranking, entry: Entry, options: Options) -> list[Link]:
    """Return the list of a draft or hidden article: its pins, then the best by rank."""
    if not entry.has_list or options.limit < 1:
        return []
    pinned = [ranking.number_of[path] for path in entry.pins if path in ranking.number_of]
    with_tag = sum(ranking.share_a_tag(entry, number) for number in pinned)
    tagged = _best_allowed(ranking, entry, options, require_tag=True)[: max(0, options.min_shared_tag - with_tag)]
    best = _best_allowed(ranking, entry, options, require_tag=False)
    free = max(0, options.limit - len(pinned))
    chosen = list(dict.fromkeys(match for match in [*tagged, *best] if match.target not in pinned))[:free]
    chosen.sort(key=best.index)
    return [_link(ranking, entry, target) for target in [*pinned, *(match.target for match in chosen)]]


def _best_allowed(ranking: Ranking, entry: Entry, options: Options, require_tag: bool) -> list[Match]:
    """Return the matches that front matter and settings allow, best first."""
    matches = ranking.best(entry, len(ranking.entries), require_tag=require_tag)
    return [match for match in matches if _is_allowed(entry, ranking.entries[match.target], options)]


def _is_allowed(entry: Entry, target: Entry, options: Options) -> bool:
    same_category = options.skip_same_category and entry.category == target.category
    return target.path not in entry.excluded and not same_category


def _link(ranking: Ranking, entry: Entry, number: int, self_number: int | None = None, bridge: bool = False) -> Link:
    """Return the link from *entry* to the article *number*."""
    target, shared = ranking.entries[number], ranking.shared(entry, number, self_number)
    share = min(shared.score / ranking.self_score(entry, self_number), 1.0)
    words = [term for term in shared.terms if is_a_word(term)]
    reason = reason_of(shared, pinned=target.path in entry.pins, bridge=bridge)
    return Link(target, reason, tuple(shared.tags), tuple(words[:SHOWN_TERMS]), round(share, 4))


def reason_of(shared: Shared, pinned: bool, bridge: bool) -> LinkReason:
    """Return why a link is in a list."""
    if pinned:
        return "pinned"
    if bridge or not (shared.tags or shared.terms):
        return "bridge"
    return "tags" if shared.tags else "text"
