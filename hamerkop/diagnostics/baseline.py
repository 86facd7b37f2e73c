"""The baseline: problems that a site had before it was checked, and that are accepted until somebody fixes them.

It is a JSON file that `hamerkop check --write-baseline FILE` writes and the setting `CHECK_BASELINE` names. A problem
is recognised by its rule, its file and the text of its line: a line that moves stays accepted, an edited one does not.
What keeps a page from being read or written is never accepted, because the page would be missing without a word.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.excuses import can_be_excused
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Problem
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.source_text import read_source

SETTING = "CHECK_BASELINE"
LONGEST_LINE = 300  # characters of a line that are kept


class Known(NamedTuple):
    """A problem of the baseline: the file as problems name it, the rule's id, and the text of the line."""

    path: str
    rule: str
    line: str


class Baseline:
    """Problems that are accepted. Raises nothing: *problem* says what is wrong with the file, if anything is."""

    def __init__(self, known: Iterable[Known] = (), problem: Problem | None = None) -> None:
        self.known, self.problem = frozenset(known), problem

    def accepts(self, problem: Problem) -> bool:
        """Return whether *problem* was there when the baseline was written."""
        return bool(self.known) and can_be_excused(problem.rule) and known_of(problem) in self.known

    def without_accepted(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that are not accepted, and the one of the baseline itself."""
        left = [problem for problem in problems if not self.accepts(problem)]
        return [*left, self.problem] if self.problem else left


def known_of(problem: Problem) -> Known:
    """Return by what *problem* is recognised."""
    return Known(problem.path, problem.rule, line_of(problem.path, problem.start.line).strip()[:LONGEST_LINE])


def line_of(path: str, number: int) -> str:
    """Return the line *number* of the file at *path*; "" if there is none, or it cannot be read."""
    lines = _lines(path, _stamp(path))
    return lines[number - 1] if number <= len(lines) else ""


def _stamp(path: str) -> tuple[int, int]:
    try:
        stat = Path(path).stat()
    except (OSError, ValueError):
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@lru_cache(64)  # a file with many problems is asked for once for each
def _lines(path: str, _stamp: tuple[int, int]) -> list[str]:
    try:
        return read_source(Path(path)).decode("utf-8-sig", errors="replace").split("\n")
    except (OSError, ValueError):
        return []


def baseline_of(settings: Settings) -> Baseline:
    """Return the baseline that the settings of a site name; an empty one if they name none."""
    name = settings.get(SETTING)
    if not name:
        return Baseline()
    try:
        return Baseline(read(Path(str(name))))
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    except (ValueError, TypeError, KeyError) as error:
        reason = f"is no baseline ({' '.join(str(error).split())})"
    message = f"{SETTING}: {name} {reason}; write it with `hamerkop check --write-baseline {name}`"
    path, position = setting_position(settings, SETTING)
    return Baseline(problem=Problem("X02", path, position, message))


def read(path: Path) -> list[Known]:
    """Return what a baseline file accepts. Raises OSError, ValueError, TypeError and KeyError."""
    return [Known(each["path"], each["rule"], each["line"]) for each in json.loads(path.read_text("utf-8"))]


def refusal(path: Path) -> str:
    """Return why no baseline may be written to *path*, or "": a file that is there and is none would be lost."""
    if not path.exists():
        return "" if path.suffix == ".json" else f"{path}: give the baseline a name that ends in .json"
    try:
        read(path)
    except (OSError, ValueError, TypeError, KeyError):
        return f"{path} is there already and is no baseline; give the name of a new file"
    return ""


def write(path: Path, problems: Iterable[Problem]) -> int:
    """Write the baseline that accepts *problems* to *path*, and return how many it accepts. Raises OSError."""
    known = sorted({known_of(problem) for problem in problems if can_be_excused(problem.rule)})
    text = json.dumps([each._asdict() for each in known], indent=1, ensure_ascii=False)
    path.write_text(f"{text}\n", "utf-8")
    return len(known)
