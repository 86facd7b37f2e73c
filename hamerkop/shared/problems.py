"""The one type for everything that a check reports: what is wrong, where, how bad, and how to fix it.

Everything that checks something makes a :class:`Problem` and hands it to :func:`log_problem`. Under `pelican` it is a
line of the log; `hamerkop build` collects the problems from the log, and prints or serialises them.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache, total_ordering
from pathlib import Path
from typing import Any, NamedTuple

from hamerkop.shared.excuses import is_excused
from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.rules import ERROR, LEVELS, NOTE, OFF, WARNING, Level, rule_named
from hamerkop.shared.source_text import source_text

log = logging.getLogger(__name__)

# What is off is logged, too, for `hamerkop check --select`.
LOG_LEVELS = {ERROR: logging.ERROR, WARNING: logging.WARNING, NOTE: logging.INFO, OFF: logging.DEBUG}


class Position(NamedTuple):
    """A place in a text file: line and column, both counted from 1; the column counts characters."""

    line: int
    column: int


START = Position(1, 1)


@dataclass(frozen=True)
class Edit:
    """Replaces the text from *start* up to, not including, *end* by *text*.

    *safe*: the edit cannot change the meaning of the file, so a program may apply it without asking.
    """

    start: Position
    end: Position
    text: str
    safe: bool


@total_ordering
@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at one place of one file.

    *path* is as :func:`display_path` gives it. *rule* is the id of a row in :data:`hamerkop.shared.rules.RULES`. *end*
    is the position behind the last character; None if only the start is known. *level* is the level of the rule unless
    the site sets another one in `CHECK_LEVELS`. Problems sort by path, position, rule and message.
    """

    rule: str
    path: str
    start: Position
    message: str
    end: Position | None = None
    level: Level | None = None
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", Position(*self.start))
        if self.level is None:
            object.__setattr__(self, "level", rule_named(self.rule).level)

    def __lt__(self, other: "Problem") -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[str, Position, str, str]:
        return self.path, self.start, self.rule, self.message

    def __str__(self) -> str:
        """Return the line of the log, which has the level before it: ``path:line:column  rule  message``."""
        return f"{self.path}:{self.start.line}:{self.start.column}  {self.rule}  {self.message}"

    def line(self) -> str:
        """Return the line that a writer reads in a list of problems of all levels; one that is no error says so."""
        level = "" if self.level == ERROR else f"{self.level}: "
        return f"{self.path}:{self.start.line}:{self.start.column}  {self.rule}  {level}{self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as data for JSON: positions are ``[line, column]``, a missing end is None."""
        return {
            "path": self.path,
            "start": list(self.start),
            "end": list(self.end) if self.end else None,
            "rule": self.rule,
            "level": self.level,
            "message": self.message,
            "edits": [
                {"start": list(edit.start), "end": list(edit.end), "text": edit.text, "safe": edit.safe}
                for edit in self.edits
            ],
        }


def log_problem(problem: Problem, settings: Settings) -> None:
    """Log *problem* at its level; one whose line is excused (hamerkop.shared.excuses) only for who asks for those.

    The setting `CHECK_LEVELS` can change the level of a rule, or switch it off.
    """
    if is_excused(problem.rule, problem.path, problem.start.line):
        log.debug("excused: %s", problem, extra={"excused": problem})
    else:
        level = level_of(problem, settings)
        problem = replace(problem, level=level)
        log.log(LOG_LEVELS[level], "%s", problem, extra={"problem": problem})


def level_of(problem: Problem, settings: Settings) -> Level:
    """Return the level of *problem* in a site: that which `CHECK_LEVELS` gives its rule, else its own."""
    levels = settings.get("CHECK_LEVELS") or {}
    rule = rule_named(problem.rule)
    level: Level = levels.get(rule.id) or levels.get(rule.name) or problem.level or rule.level
    # A misspelt level is an error of its own, see hamerkop.shared.settings.
    return level if level in LEVELS else rule.level


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "otters"?`` for the known word nearest to *word*, or "" if none is near.

    Nearness is difflib's ratio, at least 0.7, without regard to case.
    """
    nearest = nearest_of(word, known)
    return f'; did you mean "{nearest}"?' if nearest else ""


def nearest_of(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """Return the word of *known* that is nearest to *word* (difflib's ratio of at least *cutoff*), or ""."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else ""


def display_path(path: str | Path) -> str:
    """Return *path* as the writer would type it: relative to the working folder if it is inside it, else absolute."""
    return _displayed(str(path), Path.cwd())


@lru_cache(1024)  # ten plugins ask for the path of each article in turn
def _displayed(path: str, folder: Path) -> str:
    absolute = Path(folder, path)
    return absolute.relative_to(folder).as_posix() if absolute.is_relative_to(folder) else str(absolute)


def line_and_column(text: str, offset: int) -> Position:
    """Return the position of the character at *offset* in *text*."""
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def end_of(text: str, start: Position, typed: str) -> Position | None:
    """Return the position behind *typed*, or None if it is not in *text* at *start*, or goes over several lines."""
    lines = text.split("\n")
    line = lines[start.line - 1] if start.line <= len(lines) else ""
    found = line.startswith(typed, start.column - 1)
    return Position(start.line, start.column + len(typed)) if found and typed else None


def position_of(content: Content, field: str, item: str | None = None) -> Position:
    """Return the position of a front-matter field of an article or page, or of one *item* in its value.

    Asks what :mod:`hamerkop.frontmatter` recorded; without that plugin it searches the source. Position(1, 1) if
    the field is not found.
    """
    header = front_matter_of(content)
    if header is not None:
        return Position(*header.position(field, item))
    return _position_in_source(source_text(content), field, item)


def _position_in_source(text: str, field: str, item: str | None) -> Position:
    """Search for a field in a plain, reStructuredText or HTML header, with the lines that continue it."""
    name = re.escape(field)
    plain, html = rf"^:?{name}:.*(?:\n[ \t]+\S.*)*", rf"<meta\b[^>]*\bname=[\"']{name}[\"'][^>]*>"
    found = re.search(f"{plain}|{html}", text, re.MULTILINE | re.IGNORECASE)
    if not found:
        return START
    within = found.group().find(item, len(field)) if item else -1
    return line_and_column(text, found.start() + max(within, 0))
