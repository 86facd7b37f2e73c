"""Makes the graph of one language: the list of each article, and why each link is in it. Free of Pelican."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.link_selection import select_links
from hamerkop.related.options import Options
from hamerkop.related.ranking import Match, Ranking
from hamerkop.related.scoring import Shared
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
    ranking = Ranking(group.published, text=options.text, ignored=options.ignored_tags)
    lists, bridges = select_links(ranking, options)
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
    with_tag = sum(ranking.share_a_tag(entry, index) for index in pinned)
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


def _link(ranking: Ranking, entry: Entry, index: int, self_index: int | None = None, bridge: bool = False) -> Link:
    """Return the link from *entry* to the article at *index*."""
    target, shared = ranking.entries[index], ranking.shared(entry, index, self_index)
    share = min(shared.score / ranking.self_score(entry, self_index), 1.0)
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
