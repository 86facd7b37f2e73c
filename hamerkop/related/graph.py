"""Makes the graph of one language: the list of each article, and why each link is in it. Free of Pelican."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.link_selection import select_links
from hamerkop.related.options import Options
from hamerkop.related.ranking import Ranking
from hamerkop.related.scoring import Shared
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


@dataclass(frozen=True)
class Graph:
    """The links of one language.

    *entries* are the published articles, oldest first. *lists* holds the list of each by its path, and those of drafts
    and hidden articles, which are in none. *tag_names* is as in `EntryGroup`.
    """

    language: str
    entries: list[Entry]
    lists: dict[str, list[Link]]
    tag_names: Mapping[str, tuple[str, ...]]


def graph_of(group: EntryGroup, options: Options) -> Graph:
    """Return the links of one language."""
    ranking = Ranking(group.published, text=options.text, require_tag=options.require_tag, ignored=options.ignored_tags)
    lists, bridges = select_links(ranking, options.limit, options.cap, options.connect, options.skip_same_category)
    links = {
        entry.path: [_link(ranking, entry, target, index, (index, target) in bridges) for target in lists[index]]
        for index, entry in enumerate(ranking.entries)
    }
    index_of = {entry.path: index for index, entry in enumerate(ranking.entries)}
    links |= {entry.path: _unlisted_list(ranking, entry, index_of, options) for entry in group.unlisted}
    return Graph(group.language, ranking.entries, links, group.tag_names)


def _unlisted_list(ranking: Ranking, entry: Entry, index_of: Mapping[str, int], options: Options) -> list[Link]:
    """Return the list of a draft or hidden article: its pins, then the best by rank."""
    if not entry.has_list or options.limit < 1:
        return []
    pinned = [index_of[path] for path in entry.pins if path in index_of]
    targets = list(dict.fromkeys([*pinned, *_best_allowed(ranking, entry, options)]))
    return [_link(ranking, entry, target) for target in targets[: max(options.limit, len(pinned))]]


def _best_allowed(ranking: Ranking, entry: Entry, options: Options) -> list[int]:
    """Return the best matches that front matter and settings allow: enough to fill a list, if there are enough."""
    wanted = options.limit + len(entry.pins)
    allowed: list[int] = []
    for count in (wanted + options.limit, len(ranking.entries)):
        matches = [match.target for match in ranking.best(entry, count)]
        allowed = [index for index in matches if _is_allowed(entry, ranking.entries[index], options)]
        if len(allowed) >= wanted:
            break
    return allowed


def _is_allowed(entry: Entry, target: Entry, options: Options) -> bool:
    same_category = options.skip_same_category and entry.category == target.category
    return target.path not in entry.excluded and not same_category


def _link(ranking: Ranking, entry: Entry, index: int, self_index: int | None = None, bridge: bool = False) -> Link:
    """Return the link from *entry* to the article at *index*."""
    target, shared = ranking.entries[index], ranking.shared(entry, index, self_index)
    share = min(shared.score / ranking.self_score(entry, self_index), 1.0)
    reason = reason_of(shared, pinned=target.path in entry.pins, bridge=bridge)
    return Link(target, reason, tuple(shared.tags), tuple(shared.terms[:SHOWN_TERMS]), round(share, 4))


def reason_of(shared: Shared, pinned: bool, bridge: bool) -> LinkReason:
    """Return why a link is in a list."""
    if pinned:
        return "pinned"
    if bridge or not (shared.tags or shared.terms):
        return "bridge"
    return "tags" if shared.tags else "text"
