"""The related reading of one language: every article's links, and why each is there. Knows nothing of Pelican."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.link_selection import weave
from hamerkop.related.scoring import Ranking, Shared
from hamerkop.related.settings import Options

WORDS = 3  # shown as a reason; more is a list, not a reason


class Link(NamedTuple):
    """One article in another's list. *score* is the share, 0 to 1, of what the article would score with itself.

    *reason* is "pinned" (the writer wants it), "tags", "text" (no shared tag, but words) or "bridge": made so that no
    article is left out, whatever else they share.
    """

    target: Entry
    reason: str
    tags: tuple[str, ...]
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Graph:
    """The published articles of one language, oldest first, and the list of each by its path."""

    language: str
    ranking: Ranking
    lists: dict[str, list[Link]]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)  # tag → how writers spell it, most used first

    @property
    def entries(self) -> list[Entry]:
        return self.ranking.entries


def graph_of(
    language: str, entries: Iterable[Entry], options: Options, names: dict[str, tuple[str, ...]] | None = None
) -> Graph:
    """Return the lists of *entries*, which are the published articles of one language."""
    ranking = Ranking(
        entries, text=options.text, require_tag=options.require_tag, ignored=frozenset(options.ignored_tags)
    )
    woven = weave(ranking, options.limit, options.cap, options.connect, options.skip_same_category)
    lists = {
        entry.path: [link(ranking, entry, target, own, (own, target) in woven.bridges) for target in woven.lists[own]]
        for own, entry in enumerate(ranking.entries)
    }
    return Graph(language, ranking, lists, names or {})


def list_for(graph: Graph, entry: Entry, options: Options) -> list[Link]:
    """Return the list of an article that is not itself among those offered: a draft or a hidden one."""
    if not entry.listed or options.limit < 1:
        return []
    ranking = graph.ranking
    place_of = {other.path: place for place, other in enumerate(ranking.entries)}
    pinned = [place_of[path] for path in entry.pins if path in place_of]
    places = list(dict.fromkeys([*pinned, *_allowed(ranking, entry, options)]))
    return [link(ranking, entry, place) for place in places[: max(options.limit, len(pinned))]]


def _allowed(ranking: Ranking, entry: Entry, options: Options) -> list[int]:
    """Return the best places that wishes and settings allow: enough to fill the list, if there are enough."""
    allowed: list[int] = []
    for count in (2 * options.limit + len(entry.pins), len(ranking.entries)):
        best = [match.place for match in ranking.best(entry, count)]
        allowed = [place for place in best if allows(entry, ranking.entries[place], options)]
        if len(allowed) >= options.limit + len(entry.pins):
            break
    return allowed


def allows(entry: Entry, target: Entry, options: Options) -> bool:
    same_category = options.skip_same_category and entry.category == target.category
    return target.path not in entry.excluded and not same_category


def link(ranking: Ranking, entry: Entry, place: int, own: int | None = None, bridge: bool = False) -> Link:
    """Return why the article at *place* stands in the list of *entry*."""
    target, shared = ranking.entries[place], ranking.shared(entry, place, own)
    share = min(shared.score / ranking.full_score(entry, own), 1.0)
    reason = reason_of(shared, pinned=target.path in entry.pins, bridge=bridge)
    return Link(target, reason, tuple(shared.tags), tuple(shared.words[:WORDS]), round(share, 4))


def reason_of(shared: Shared, pinned: bool, bridge: bool) -> str:
    if pinned:
        return "pinned"
    if bridge or not (shared.tags or shared.words):
        return "bridge"
    return "tags" if shared.tags else "text"
