"""Says what is wrong, where, and what to do, in one line a writer can act on."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one place; printed as ``path:line:column  message``. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}  {self.message}"


def log_problem(problem: Problem) -> None:
    """Log *problem* as an error: Pelican prints it, and our own build lists it and fails."""
    log.error("%s", problem, extra={"problem": problem})


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "otters"?`` for the known word nearest to *word*, or nothing."""
    by_folded = {name.casefold(): name for name in sorted(known)}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return f'; did you mean "{by_folded[close[0]]}"?' if close else ""


def display_path(path: str | Path) -> str:
    """Return *path* as the writer would type it: relative to the working folder where it lies inside."""
    absolute = Path(path).absolute()
    return absolute.relative_to(Path.cwd()).as_posix() if absolute.is_relative_to(Path.cwd()) else str(absolute)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of the character at *offset* in *text*."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def position_of(content: Any, field: str, item: str | None = None) -> tuple[int, int]:
    """Return the line and column of a front-matter field (or of one *item* in it) of an article or page.

    Reads what :mod:`hamerkop.frontmatter` remembers; without that plugin it looks in the source file.
    """
    header = getattr(content, "front_matter", None)
    if header is not None:
        return tuple(header.position(field, item))
    return _position_in_file(content.source_path, field, item)


def _position_in_file(source_path: str | None, field: str, item: str | None) -> tuple[int, int]:
    """Look for a field of a plain, reStructuredText or HTML header, with the lines that continue it."""
    text = Path(source_path).read_text("utf-8", errors="replace") if source_path else ""
    name = re.escape(field)
    plain, html = rf"^:?{name}:.*(?:\n[ \t]+\S.*)*", rf"<meta\b[^>]*\bname=[\"']{name}[\"'][^>]*>"
    found = re.search(f"{plain}|{html}", text, re.MULTILINE | re.IGNORECASE)
    if not found:
        return 1, 1
    within = found.group().find(item, len(field)) if item else -1
    return line_and_column(text, found.start() + max(within, 0))
