"""Compares two trees of files: which are new, changed or gone; and in which order files travel."""

import re
from typing import NamedTuple

Tree = dict[str, str]  # the digest of each file, by its path
SHOWN = 12  # paths listed for each kind of change; the counts are always complete

ASSETS, PAGES, FEEDS = "assets", "pages", "feeds"
TITLES = {PAGES: "pages", FEEDS: "feeds, lists", ASSETS: "other files"}
GROUPS = (ASSETS, PAGES, FEEDS)  # in the order in which they travel: a page never comes before its style sheet
_FEED = re.compile(r"(?:^|/)(?:sitemap[^/]*|robots\.txt|_headers|_redirects[^/]*|[^/]*\.(?:xml|atom|rss))$")
_INDEX = re.compile(r"^(?:feeds/.*|pagefind/pagefind-entry\.json)$")


class Plan(NamedTuple):
    """The paths that differ between what is published and what was built, each list sorted."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(self)

    @property
    def sent(self) -> list[str]:
        """The paths whose content is new, in the order in which they travel."""
        return in_groups([*self.added, *self.changed])


def plan(published: Tree, built: Tree) -> Plan:
    """Return what changes if *built* replaces *published*."""
    return Plan(
        added=sorted(built.keys() - published.keys()),
        changed=sorted(path for path in built.keys() & published.keys() if built[path] != published[path]),
        removed=sorted(published.keys() - built.keys()),
    )


def describe(changes: Plan) -> str:
    """Return a plan as text: a table of the counts, and for each kind the first paths, pages before other files."""
    if not changes:
        return "nothing has changed"
    return "\n".join(
        [*_table(changes), *(line for symbol, _, paths in _rows(changes) for line in _paths(symbol, paths))]
    )


def first_of(lines: list[str]) -> list[str]:
    """Return the first *lines*, indented, and a line that says how many more there are."""
    more = [f"  … and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return [*(f"  {line}" for line in lines[:SHOWN]), *more]


KINDS = (("+", "new"), ("~", "changed"), ("-", "gone"))
COLUMNS = (PAGES, FEEDS, ASSETS)


def _rows(changes: Plan) -> list[tuple[str, str, list[str]]]:
    return [(symbol, kind, paths) for (symbol, kind), paths in zip(KINDS, changes, strict=True)]


def _table(changes: Plan) -> list[str]:
    """Return the lines of the table: a row for each kind of change, a column for each group of files."""
    lines = ["".join([" " * 9, *(f"{TITLES[group]:>13}" for group in COLUMNS)])]
    for symbol, kind, paths in _rows(changes):
        counts = (sum(group_of(path) == group for path in paths) for group in COLUMNS)
        lines.append("".join([f"{symbol} {kind:<7}", *(f"{count or '–':>13}" for count in counts)]))
    return lines


def _paths(symbol: str, paths: list[str]) -> list[str]:
    ordered = sorted(paths, key=lambda path: (COLUMNS.index(group_of(path)), path))
    return first_of([f"{symbol} {path}" for path in ordered])


def is_page(path: str) -> bool:
    """Return whether a file is a page."""
    return path.endswith((".html", ".htm", ".xhtml"))


def group_of(path: str) -> str:
    """Return the group in which a file travels: what pages need, pages, and what names pages."""
    if is_page(path):
        return PAGES
    return FEEDS if _FEED.search(path) or _INDEX.match(path) else ASSETS


def in_groups(paths: list[str]) -> list[str]:
    """Return *paths* in the order in which they travel, each group sorted."""
    return sorted(paths, key=lambda path: (GROUPS.index(group_of(path)), path))
