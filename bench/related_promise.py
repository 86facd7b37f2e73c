"""Makes 20,000 random sites and counts broken promises.

python bench/related_promise.py [SITES [FIRST_SEED]]
"""

import sys
from collections import Counter, deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.related_sites import Site, odd_site
from hamerkop.related.entries import in_time_order
from hamerkop.related.graph import graph_of


def broken(site: Site) -> Iterator[str]:
    """Yield every promise that the lists of *site* break."""
    graph = graph_of("en", site.entries, site.options)
    lists = {path: [link.target.path for link in links] for path, links in graph.lists.items()}
    entries = in_time_order(site.entries)
    promised = [entry.path for entry in entries if entry.listed and entry.offered]
    named = set(chain(*lists.values()))
    reached = reachable(lists, [entry.path for entry in entries[-10:]])
    for path in promised if len(promised) > 1 else ():
        if path not in named and not excluded_by_all(path, site):
            yield f"{path} is in no list"
        if path not in reached and not excluded_by_all(path, site):
            yield f"{path} cannot be reached"
    yield from wrong_links(site, lists)
    yield from over_the_cap(site, lists)


def reachable(lists: dict[str, list[str]], roots: list[str]) -> set[str]:
    reached, queue = set(roots), deque(roots)
    while queue:
        new = set(lists[queue.popleft()]) - reached
        reached |= new
        queue.extend(new)
    return reached


def excluded_by_all(path: str, site: Site) -> bool:
    """An article that enough others exclude is not promised a place: the writers' word is above ours."""
    return any(path in entry.excluded for entry in site.entries)


def wrong_links(site: Site, lists: dict[str, list[str]]) -> Iterator[str]:
    offered = {entry.path for entry in site.entries if entry.offered}
    for entry in site.entries:
        links = lists[entry.path]
        if entry.path in links or len(set(links)) < len(links):
            yield f"{entry.path} names itself, or one twice"
        if not offered.issuperset(links) or entry.excluded.intersection(links):
            yield f"{entry.path} names one that may not be named"
        if entry.listed and tuple(links[: len(entry.pins)]) != entry.pins:
            yield f"{entry.path} does not begin with its pins"
        room = max(site.options.limit, len(entry.pins) + 1) if entry.listed else 0
        if len(links) > room and not any(other.excluded for other in site.entries):
            yield f"{entry.path} has {len(links)} links"
        candidates = offered - {entry.path} - entry.excluded
        if candidates and entry.listed and not links and not site.options.skip_same_category:
            yield f"{entry.path} has an empty list"


def over_the_cap(site: Site, lists: dict[str, list[str]]) -> Iterator[str]:
    """Pins are the writer's; whom only superseded articles name, which nobody reaches, needs one more."""
    offered = {entry.path for entry in site.entries if entry.offered}
    inbound = Counter(chain(*(links for path, links in lists.items() if path in offered)))
    pinned = Counter(pin for entry in site.entries if entry.listed for pin in entry.pins)
    for path, number in sorted(inbound.items()):
        cap = site.options.cap if site.options.cap != site.options.limit else None  # so tight a cap has to yield
        if cap is not None and number > max(cap, pinned[path] + 1):
            yield f"{path} is in {number} lists"


def main(sites: int = 20_000, first: int = 0) -> int:
    found = Counter[str]()
    for seed in range(first, first + sites):
        problems = list(broken(odd_site(seed)))
        if problems and len(found) < 10:
            print(f"seed {seed}: {problems[0]}")
        found[str(bool(problems))] += 1
    print(f"{sites} sites, seeds {first} to {first + sites - 1}: {found['True']} with a broken promise")
    return min(found["True"], 1)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
