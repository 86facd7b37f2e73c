"""Finds the guarantees of hamerkop.related that the lists of a site break."""

from collections import Counter, deque
from collections.abc import Iterator
from itertools import chain

from hamerkop.related.entries import EntryGroup, in_time_order
from hamerkop.related.index import graph_of
from tests.related_sites import Site

Lists = dict[str, list[str]]  # the paths in the list of each article, by its path


def broken(site: Site) -> Iterator[str]:
    """Yield every guarantee that the lists of *site* break, as a sentence."""
    graph = graph_of(EntryGroup("en", site.entries), site.options)
    lists = {path: [link.target.path for link in links] for path, links in graph.lists.items()}
    entries = in_time_order(site.entries)
    members = [entry.path for entry in entries if entry.has_list and entry.offered]
    listed = set(chain(*lists.values()))
    reached = reachable(lists, [entry.path for entry in entries[-10:]])
    for path in members if len(members) > 1 else ():
        if path not in listed and not is_excluded(path, site):
            yield f"{path} is in no list"
        if path not in reached and not is_excluded(path, site):
            yield f"{path} cannot be reached"
    yield from wrong_links(site, lists)
    yield from over_the_cap(site, lists)
    yield from without_shared_tags(site, lists)


def reachable(lists: Lists, starts: list[str]) -> set[str]:
    """Return the paths that links lead to from *starts*, these included."""
    reached, queue = set(starts), deque(starts)
    while queue:
        new = set(lists[queue.popleft()]) - reached
        reached |= new
        queue.extend(new)
    return reached


def is_excluded(path: str, site: Site) -> bool:
    """Return whether some article excludes this one; then nothing is guaranteed: writers decide."""
    return any(path in entry.excluded for entry in site.entries)


def wrong_links(site: Site, lists: Lists) -> Iterator[str]:
    """Yield what is wrong with single lists: their links, the order of pins, their length."""
    offered = {entry.path for entry in site.entries if entry.offered}
    for entry in site.entries:
        links = lists[entry.path]
        if entry.path in links or len(set(links)) < len(links):
            yield f"{entry.path} links to itself, or to one article twice"
        if not offered.issuperset(links) or entry.excluded.intersection(links):
            yield f"{entry.path} links to an article that is excluded or not offered"
        if entry.has_list and tuple(links[: len(entry.pins)]) != entry.pins:
            yield f"{entry.path} does not begin with its pins"
        capacity = max(site.options.limit, len(entry.pins) + 1) if entry.has_list else 0
        if len(links) > capacity and not any(other.excluded for other in site.entries):
            yield f"{entry.path} has {len(links)} links"
        candidates = offered - {entry.path} - entry.excluded
        if candidates and entry.has_list and not links and not site.options.skip_same_category:
            yield f"{entry.path} has an empty list"


def over_the_cap(site: Site, lists: Lists) -> Iterator[str]:
    """Yield the articles in more lists than the cap.

    Pins do not count, nor do the lists of articles that are not offered, which nobody reaches.
    """
    offered = {entry.path for entry in site.entries if entry.offered}
    inbound = Counter(chain(*(links for path, links in lists.items() if path in offered)))
    pinned = Counter(pin for entry in site.entries if entry.has_list for pin in entry.pins)
    for path, number in sorted(inbound.items()):
        cap = site.options.cap if site.options.cap != site.options.limit else None  # such a cap may give way
        if cap is not None and number > max(cap, pinned[path] + 1):
            yield f"{path} is in {number} lists"


def without_shared_tags(site: Site, lists: Lists) -> Iterator[str]:
    """Yield the lists with too few links that share a tag, though an article below the cap shares one.

    A list without pins keeps one slot for a bridge; bridges take what pins leave, and may fill the list of an article
    whose links nobody but them allows.
    """
    options, entry_of = site.options, {entry.path: entry for entry in site.entries}
    inbound = Counter(chain(*lists.values()))
    plain = not any(entry.pins or entry.excluded for entry in site.entries) and not options.skip_same_category
    for entry in site.entries if plain else ():
        tags = set(entry.tags) - options.ignored_tags
        related = {path for path, other in entry_of.items() if tags & set(other.tags) and other.offered}
        below_cap = {path for path in related if options.cap is None or inbound[path] < options.cap}
        missing = below_cap - {entry.path} - set(lists[entry.path])
        number = len(related.intersection(lists[entry.path]))
        if entry.has_list and missing and number < min(options.min_shared_tag, options.limit - 1):
            yield f"{entry.path} has {number} links that share a tag"
