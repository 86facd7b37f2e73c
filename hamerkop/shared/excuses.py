"""Lines of a source that are excused from rules, with a reason.

::

    The journal is called Breakthroughs. <!-- check: ignore P01, the name of a journal -->
    category: Sedation  # check: ignore T05, there will be more

A comment at the end of a line excuses what is found on that line; one that has a line of its own excuses the next line
that is not empty. Without the name of a rule it excuses every rule. Without a reason it has no effect.

What keeps a page from being read or written cannot be excused: the page would be missing without a word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.rules import rule_named
from hamerkop.shared.source_text import unsaved_text

# The first letters of the ids of rules that can be excused, or be in a baseline; and what Pelican has only warned of.
FAMILIES, WARNINGS = "CDGILMNOPRT", ("B10",)
OF_EXCUSES = "P21"  # is about the comment itself

_COMMENT = re.compile(
    r"<!--[ \t]*check:[ \t]*ignore(?P<html>(?:(?!<!--|-->)[^\n])*)-->|(?<!\S)#[ \t]*check:[ \t]*ignore(?P<yaml>[^\n]*)"
)
_RULES_AND_REASON = re.compile(r"(?P<rules>(?:[ \t]+[\w-]+)*)[ \t]*,[ \t]*(?P<reason>\S.*)")


class Excuse(NamedTuple):
    """A comment that excuses *line*, counted from 1, from the rules with these ids; from every rule if there are none.

    *at* is the line of the comment.
    """

    line: int
    rules: frozenset[str]
    reason: str
    at: int

    def covers(self, rule: str, line: int) -> bool:
        """Return whether a problem of the rule with the id *rule* on *line* is excused."""
        return line == self.line and (not self.rules or rule in self.rules)


def can_be_excused(rule: str) -> bool:
    """Return whether a site can excuse problems of the rule with the id *rule*."""
    return (rule[0] in FAMILIES and rule != OF_EXCUSES) or rule in WARNINGS


def is_excused(rule: str, path: str, line: int) -> bool:
    """Return whether the source at *path* excuses its *line* from the rule with the id *rule*."""
    return can_be_excused(rule) and any(excuse.covers(rule, line) for excuse in excuses_of(path))


def excuses_of(path: str) -> tuple[Excuse, ...]:
    """Return the excuses in the file at *path*; none if it cannot be read. A file that has not changed is read once."""
    unsaved = unsaved_text(Path(path))
    if unsaved is not None:
        return excuses_in(unsaved)
    try:
        stat = Path(path).stat()
        return _excuses_of_file(path, stat.st_mtime_ns, stat.st_size)
    except (OSError, ValueError):
        return ()


@lru_cache(256)  # a file with many problems asks once for each
def _excuses_of_file(path: str, _changed: int, _size: int) -> tuple[Excuse, ...]:
    data = Path(path).read_bytes()
    return excuses_in(data.decode("utf-8", errors="replace")) if b"check:" in data else ()


def excuses_in(text: str) -> tuple[Excuse, ...]:
    """Return the excuses in the text of a source."""
    return tuple(_found(text.split("\n")))


def _found(lines: list[str]) -> Iterator[Excuse]:
    for number, line in enumerate(lines, 1):
        for comment in _COMMENT.finditer(line):
            parts = _RULES_AND_REASON.fullmatch((comment["html"] or comment["yaml"] or "").rstrip())
            if parts:
                rules = frozenset(map(_id_of, parts["rules"].split()))
                is_alone = line.strip() == comment[0].strip()
                excused = _next_line(lines, number) if is_alone else number
                yield Excuse(excused, rules, parts["reason"], number)


def _next_line(lines: list[str], number: int) -> int:
    """Return the number of the first line behind line *number* that is not empty."""
    return next((later for later in range(number + 1, len(lines) + 1) if lines[later - 1].strip()), number)


def _id_of(name: str) -> str:
    try:
        return rule_named(name).id
    except KeyError:
        return name
