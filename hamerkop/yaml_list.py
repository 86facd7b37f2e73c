"""Reads a data file that is a YAML list, and remembers where each entry stands."""

from pathlib import Path
from typing import Any

import yaml

from hamerkop.problems import Problem, display_path

Entry = tuple[int, int, Any]  # line and column, from 1, and the value


def read_entries(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of the list in the order of the file, and what is wrong with the file as a whole."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [], [Problem(display_path(path), *place_of(error), cause_of(error))]
    if root is not None and not isinstance(root, yaml.SequenceNode):
        return [], [Problem(display_path(path), 1, 1, "is no list; begin each entry with -")]
    entries, problems = [], []
    for node in root.value if root else []:
        place = node.start_mark.line + 1, node.start_mark.column + 1
        try:
            entries.append((*place, yaml.SafeLoader("").construct_object(node, deep=True)))
        except yaml.YAMLError as error:
            problems.append(Problem(display_path(path), *place_of(error), cause_of(error)))
        except ValueError as error:  # 2026-02-30 looks like a date and is none
            problems.append(Problem(display_path(path), *place, f"YAML cannot read this: {error}"))
    return entries, problems


def place_of(error: Exception) -> tuple[int, int]:
    """Return the line and column of a mistake in the writing of YAML."""
    mark = getattr(error, "problem_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def cause_of(error: Exception) -> str:
    """Return what is wrong with a file that is no YAML."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8; save the file as UTF-8"
    return f"YAML cannot read this: {getattr(error, 'problem', None) or error}"
