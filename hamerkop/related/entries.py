"""The input of the computation: what it needs to know of the articles of one language. Free of Pelican."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hamerkop.related.terms import NO_TERMS, TermCounts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One article.

    *path* is the path of its source; it is unique, and decides the last tie. *tags* are keys that are the same for two
    spellings of one tag. *display_path* is the path as the writer would type it. *pins* and *excluded* are paths of
    entries that its list must begin with or must not contain. *offered*: the lists of others may contain it.
    *has_list*: it has a list of its own.
    """

    path: str
    tags: tuple[str, ...]
    date: datetime
    slug: str = ""
    title: str = ""
    display_path: str = ""
    category: str = ""
    term_counts: TermCounts = NO_TERMS
    pins: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    offered: bool = True
    has_list: bool = True

    @property
    def seconds(self) -> int:
        """The date in seconds since 1970; one without a time zone is taken as UTC, so that any two can be compared."""
        date = self.date if self.date.tzinfo else self.date.replace(tzinfo=UTC)
        return int((date - EPOCH).total_seconds())


@dataclass(frozen=True)
class EntryGroup:
    """The entries of one language.

    *published* ones are listed and counted. *unlisted* ones, drafts and hidden articles, have lists, and are in none
    and counted nowhere. *tag_names* maps each tag key to its spellings, the most used first.
    """

    language: str
    published: Sequence[Entry]
    unlisted: Sequence[Entry] = ()
    tag_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def time_and_path(entry: Entry) -> tuple[int, str]:
    """Return the sort key for time order: seconds since 1970, then the path."""
    return entry.seconds, entry.path


def in_time_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* oldest first, those of one moment by path: the order of files does not matter."""
    return sorted(entries, key=time_and_path)
