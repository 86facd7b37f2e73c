"""Makes entries and graphs for the tests of hamerkop.related."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.graph import Graph
from hamerkop.related.index import graph_of
from hamerkop.related.options import Options
from hamerkop.related.terms import count_terms

START = datetime(2026, 1, 1, tzinfo=UTC)


def entry(name: str, tags: str = "", days: float = 0, text: str = "", **fields: Any) -> Entry:
    """Return the entry of ``NAME.md`` with the slug NAME, dated *days* after START."""
    counts = count_terms("", text)
    return Entry(f"{name}.md", tuple(tags.split()), START + timedelta(days=days), name, term_counts=counts, **fields)


def graph(
    entries: Sequence[Entry],
    options: Options = Options(),  # noqa: B008  # it cannot be changed
    tag_names: Mapping[str, tuple[str, ...]] | None = None,
    unlisted: Sequence[Entry] = (),
) -> Graph:
    """Return the links between *entries* of one language."""
    return graph_of(EntryGroup("en", entries, unlisted, tag_names or {}), options)
