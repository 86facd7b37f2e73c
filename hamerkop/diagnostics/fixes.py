"""Applies the edits of problems to their files.

The edits of one problem are applied together or not at all. Of two problems whose edits overlap the first is fixed; the
other one is found again when the file is checked again.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.problems import Edit, Position, Problem

BYTE_ORDER_MARK = "\ufeff"


class Fixed(NamedTuple):
    """A file before and after its edits, and how many problems are fixed: *fixes*."""

    path: str
    before: str
    after: str
    fixes: int

    def diff(self) -> str:
        """Return the change in the form of `diff -u`."""
        lines = unified_diff(self.before.splitlines(), self.after.splitlines(), self.path, self.path, lineterm="")
        return "\n".join(lines)


def is_fixable(problem: Problem, unsafe: bool) -> bool:
    """Return whether *problem* has edits, and all of them may be applied; *unsafe*: also those that need a look."""
    return bool(problem.edits) and (unsafe or all(edit.safe for edit in problem.edits))


def fixed_files(problems: Iterable[Problem], unsafe: bool) -> list[Fixed]:
    """Return what the edits of *problems* make of each file; nothing is written. Raises OSError."""
    chosen = sorted(problem for problem in problems if is_fixable(problem, unsafe))
    fixed = []
    for path, of_file in groupby(chosen, key=lambda problem: problem.path):
        text = _text_of(Path(path))
        after, count = edited(text, [problem.edits for problem in of_file])
        if after != text:
            fixed.append(Fixed(path, text, after, count))
    return fixed


def _text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")  # with its line ends


def edited(text: str, groups: Iterable[Sequence[Edit]]) -> tuple[str, int]:
    """Return *text* after the edits, and how many groups were applied; one that overlaps an earlier one is not."""
    applied: list[tuple[int, int, str]] = []
    starts, count = line_starts(text), 0
    for group in groups:
        places = [(offset_of(starts, edit.start), offset_of(starts, edit.end), edit.text) for edit in group]
        if all(_is_free(place, applied) for place in places):
            applied += (place for place in places if place not in applied)
            count += 1
    for start, end, new in sorted(applied, reverse=True):
        text = text[:start] + new + text[end:]
    return text, count


def _is_free(place: tuple[int, int, str], applied: Iterable[tuple[int, int, str]]) -> bool:
    start, end, _ = place
    return all(end < other[0] or start > other[1] or place == other for other in applied)


def line_starts(text: str) -> list[int]:
    """Return the offset of the first character of each line of *text*; a byte order mark is not counted."""
    breaks = (offset + 1 for offset, character in enumerate(text) if character == "\n")
    return [len(text) - len(text.removeprefix(BYTE_ORDER_MARK)), *breaks]


def offset_of(starts: Sequence[int], position: Position) -> int:
    """Return the offset of a position in the text whose lines start at *starts*."""
    return starts[min(position.line, len(starts)) - 1] + position.column - 1


def write(fixed: Iterable[Fixed]) -> None:
    """Write the files; each is replaced in one step, so that none is ever half written. Raises OSError."""
    for each in fixed:
        path = Path(each.path).resolve()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(each.after.encode())
            Path(name).chmod(path.stat().st_mode)
            os.replace(name, path)  # noqa: PTH105  # as atomic as os.replace says
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
