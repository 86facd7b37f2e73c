"""What the thinking needs to know of an article. Nothing here knows of Pelican."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hamerkop.related.words import Counts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One article of one language. *path* is unique and decides the last tie; *tags* are slugs.

    *pins* and *excluded* are paths of other entries. An article with *offered* False stands in no list;
    one with *listed* False has no list.
    """

    path: str
    tags: tuple[str, ...]
    date: datetime
    slug: str = ""
    title: str = ""
    shown: str = ""  # the path as the writer would type it
    url: str = ""
    category: str = ""
    counts: Counts = ((), ())
    pins: tuple[str, ...] = ()
    excluded: frozenset[str] = field(default_factory=frozenset)
    offered: bool = True
    listed: bool = True

    @property
    def seconds(self) -> int:
        """The moment of publication; a date without a zone is taken for UTC, so that any two compare."""
        date = self.date if self.date.tzinfo else self.date.replace(tzinfo=UTC)
        return int((date - EPOCH).total_seconds())


def time_and_path(entry: Entry) -> tuple[int, str]:
    return entry.seconds, entry.path


def in_time_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* oldest first; of one moment, by path: whatever order the files were read in."""
    return sorted(entries, key=time_and_path)
