"""Applies the edits of problems to their files.

The edits of one problem are applied together or not at all. Of two problems whose edits overlap the first is fixed; the
other one is found again when the file is checked again.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.file_changes import FileChange, Replacement, apply, change_of, offset_of, read_text, replaced
from hamerkop.shared.problems import Edit, Problem


class Fixed(NamedTuple):
    """The change of a file, and how many problems it fixes."""

    change: FileChange
    fixes: int


def is_fixable(problem: Problem, unsafe: bool) -> bool:
    """Return whether *problem* has edits, and all of them may be applied; *unsafe*: also those that need a look."""
    return bool(problem.edits) and (unsafe or all(edit.safe for edit in problem.edits))


def fixed_files(problems: Iterable[Problem], unsafe: bool) -> list[Fixed]:
    """Return what the edits of *problems* make of each file; nothing is written. Raises OSError."""
    chosen = sorted(problem for problem in problems if is_fixable(problem, unsafe))
    fixed = []
    for name, of_file in groupby(chosen, key=lambda problem: problem.path):
        path = Path(name)
        file = read_text(path)
        after, fixes = edited(file.text, [problem.edits for problem in of_file])
        change = change_of(path, path, file, after)
        if change:
            fixed.append(Fixed(change, fixes))
    return fixed


def edited(text: str, groups: Iterable[Sequence[Edit]]) -> tuple[str, int]:
    """Return *text* after the edits, and how many groups were applied; one that overlaps an earlier one is not."""
    applied: list[Replacement] = []
    fixes = 0
    for group in groups:
        places = [Replacement(offset_of(text, edit.start), offset_of(text, edit.end), edit.text) for edit in group]
        if all(_is_free(place, applied) for place in places):
            applied += places
            fixes += 1
    return replaced(text, applied), fixes


def _is_free(place: Replacement, applied: Iterable[Replacement]) -> bool:
    return all(place.end < other.start or place.start > other.end or place == other for other in applied)


def write(fixed: Iterable[Fixed]) -> None:
    """Write the files, all of them or none. Raises OSError."""
    apply([each.change for each in fixed])
