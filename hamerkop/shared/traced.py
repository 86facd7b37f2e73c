"""Lets a value that is attached to an article tell a build that a page looks at it.

A page depends on all that is attached to the articles that it shows. For a value that changes more often than the rest,
such as related reading, that would be too much: a list of a hundred articles shows their titles, and not what to read
after each. Such a value is a :class:`TracedApart`: a page depends on it only if it was looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class TracedName(NamedTuple):
    """Where a value is: on the article with this source path, in this attribute; *part* of it, or "" for all."""

    path: str
    attribute: str
    part: str = ""


class TracedApart:
    """A value that calls :func:`looked_at` whenever somebody looks at it."""

    traced_as: TracedName

    def traced_values(self) -> object:
        """Return what a page can show of the value, of plain types."""
        raise NotImplementedError

    def traced_part(self, part: str) -> "TracedApart":
        """Return a part of the value that is traced apart from the rest. Raises KeyError if it has no such part."""
        raise KeyError(part)


_noted: ContextVar[dict[TracedName, TracedApart] | None] = ContextVar("noted", default=None)


def looked_at(value: TracedApart) -> None:
    """Note that somebody looks at *value*."""
    if (noted := _noted.get()) is not None:
        noted[value.traced_as] = value


@contextmanager
def noting() -> Iterator[dict[TracedName, TracedApart]]:
    """Yield a mapping to which each value that is looked at in the block is added."""
    noted: dict[TracedName, TracedApart] = {}
    before = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(before)
