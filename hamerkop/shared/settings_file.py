"""Finds the line and column of a setting in the Python files that the settings come from. Used only for problems."""

import ast
import sys
import sysconfig
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import START, Position, Problem, display_path

NO_FILE = "settings"  # shown as the path where no file assigns the setting, as with `pelican -e`


class Assignment(NamedTuple):
    """A name that a settings file assigns, as syntax trees."""

    path: Path
    name: ast.Name
    value: ast.expr | None


def setting_position(settings: Settings, name: str, item: str | None = None) -> tuple[str, Position]:
    """Return the file that assigns the setting *name*, as a writer would type it, and the position of the assignment.

    With *item*, the position of that text within the value, if it is written there. Where several files assign the
    name (publishconf.py, and pelicanconf.py which it imports), the one whose value is in force.
    """
    found = list(_assignments(name))
    in_force = [assignment for assignment, value in found if value is settings.get(name)]
    for assignment in [*in_force, *(assignment for assignment, _ in found)]:
        return display_path(assignment.path), _position_in(assignment, item)
    return NO_FILE, START


def settings_files() -> set[Path]:
    """Return the Python files that the settings come from."""
    names = ("SITENAME", "SITEURL", "PATH", "PLUGINS", "THEME")
    return {assignment.path for name in names for assignment, _ in _assignments(name)}


def missing_file_problem(settings: Settings, name: str, path: Path, kind: str = "file") -> Problem:
    """Return the problem that there is no file at *path*, which the setting *name* names, at the setting's position.

    *kind*: "file" or "folder".
    """
    shown_path, position = setting_position(settings, name)
    message = f"{name}: there is no {kind} {display_path(path)}; add it, or remove the setting"
    return Problem("Y04", shown_path, position, message)


def _assignments(name: str) -> Iterator[tuple[Assignment, object]]:
    """Yield assignment and value of each module that assigns *name*, in the order in which they were loaded.

    Pelican puts a settings file into sys.modules before it runs it, so a file comes before those that it imports.
    """
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        if name not in names:
            continue
        if str(names.get("__name__")).split(".")[0] == "hamerkop":  # it has a list PLUGINS, which is no setting
            continue
        path = Path(str(names.get("__file__") or ""))
        if path.suffix == ".py" and path.is_file() and not _is_installed(path):
            found = [each for each in _assignments_in(path, path.stat().st_mtime_ns) if each.name.id == name]
            yield from ((assignment, names[name]) for assignment in found[-1:])


def _is_installed(path: Path) -> bool:
    """Return whether a module is Python's or a package's, not a site's own: `re` has a LOCALE, which is no setting."""
    libraries = (sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib"))
    return any(path.is_relative_to(folder) for folder in libraries)


@lru_cache(maxsize=16)
def _assignments_in(path: Path, _modified: int) -> list[Assignment]:
    """Return the assignments to plain names in a Python file, in order; [] if it is not valid Python."""
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, UnicodeDecodeError, OSError):
        return []
    found = [Assignment(path, name, value) for node in ast.walk(tree) for name, value in _targets(node)]
    return sorted(found, key=lambda assignment: assignment.name.lineno)


def _targets(node: ast.AST) -> Iterator[tuple[ast.Name, ast.expr | None]]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [each for target in node.targets for each in getattr(target, "elts", [target])]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target, getattr(node, "value", None)


def _position_in(assignment: Assignment, item: str | None) -> Position:
    for node in ast.walk(assignment.value) if item and assignment.value else ():
        if isinstance(node, ast.Constant) and node.value == item:
            return Position(node.lineno, node.col_offset + 1)
    return Position(assignment.name.lineno, assignment.name.col_offset + 1)
