"""Reads a YAML file into values that know their line and column, and reports what is wrong with the file as a whole.

:func:`read_yaml` gives a tree of :class:`Node`. :func:`read_list` gives the entries of a file that is a list, which
most data files are. Every position of a YAML value in the kit comes from here; the front matter, in which values are
the text that was typed, uses :func:`position_of_mark`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hamerkop.shared.problems import START, Position, Problem, display_path

Key = str | int
KeyPath = tuple[Key, ...]  # the way to a value: ("rows", 2, "from")


@dataclass(frozen=True)
class Node:
    """A value of a YAML file with the positions of everything in it.

    *value* is plain data: dict, list, str, int, float, bool, date, datetime or None. *positions* has the position of
    each value by its path within *value*; that of a value in a mapping is the position of its key.
    """

    value: Any
    positions: Mapping[KeyPath, Position]

    def position(self, *path: Key) -> Position:
        """Return the position of the value at *path*, or of the nearest value around it that has one."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, START)


@dataclass(frozen=True)
class Entry:
    """One entry of a list or mapping: its plain value and the position where it begins.

    *positions* are those of the values in it, by their paths; entries of a list have them.
    """

    position: Position
    value: Any
    positions: Mapping[KeyPath, Position] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """The value as a node, whose own position is that of the entry."""
        return Node(self.value, {**self.positions, (): self.position})


def read_yaml(path: Path) -> tuple[Node | None, list[Problem]]:
    """Return the content of a YAML file and its problems; None if the file is empty or cannot be read."""
    try:
        return parse_yaml(path.read_text("utf-8-sig"), display_path(path))
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem("Y01", display_path(path), START, cause_of(error))]


def parse_yaml(text: str, shown_path: str) -> tuple[Node | None, list[Problem]]:
    """Return the content of YAML *text* and its problems; *shown_path* is the path that problems name."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is None:
            return None, []
        duplicates = [Problem("Y03", shown_path, position, words) for position, words in _duplicate_keys(root)]
        return node_of(root), duplicates
    except (yaml.YAMLError, ValueError) as error:  # ValueError: 2026-02-30 looks like a date and is none
        return None, [Problem("Y01", shown_path, _position_of_error(error), cause_of(error))]
    except RecursionError:
        return None, [Problem("Y01", shown_path, START, "a value contains itself; write it out without & and *")]


def read_list(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a YAML file that is a list, in the order of the file, and its problems.

    An entry that cannot be read is a problem and is left out; the others are returned.
    """
    shown = display_path(path)
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return [], [Problem("Y01", shown, _position_of_error(error), cause_of(error))]
    if root is not None and not isinstance(root, yaml.SequenceNode):
        return [], [Problem("Y01", shown, START, "is not a list; begin each entry with -")]
    entries, problems = [], []
    for node in root.value if root else []:
        try:
            located = node_of(node)
            entries.append(Entry(position_of_mark(node.start_mark), located.value, located.positions))
        except (yaml.YAMLError, ValueError) as error:
            position = _position_of_error(error, position_of_mark(node.start_mark))
            problems.append(Problem("Y01", shown, position, cause_of(error)))
    return entries, problems


def node_of(root: yaml.Node) -> Node:
    """Return a composed YAML node as plain data with positions.

    Raises yaml.YAMLError or ValueError if a value cannot be constructed, RecursionError if it contains itself.
    """
    return Node(_construct(root), dict(_positions(root, ())))


def position_of_mark(mark: yaml.Mark) -> Position:
    """Return the position of a YAML mark, which counts lines and columns from 0."""
    return Position(mark.line + 1, mark.column + 1)


def cause_of(error: Exception) -> str:
    """Return the reason why a file is not YAML, in words for a writer."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8; save the file as UTF-8"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    return f"YAML cannot read this: {getattr(error, 'problem', None) or error}"


def _construct(node: yaml.Node) -> Any:
    return yaml.SafeLoader("").construct_object(node, deep=True)


def _position_of_error(error: Exception, otherwise: Position = START) -> Position:
    mark = getattr(error, "problem_mark", None)
    return position_of_mark(mark) if mark else otherwise


def _positions(node: yaml.Node, path: KeyPath) -> Iterator[tuple[KeyPath, Position]]:
    """Yield the path and position of each value below *node*; the first of two keys with one name comes last."""
    if not path:
        yield path, position_of_mark(node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), position_of_mark(item.start_mark)
            yield from _positions(item, (*path, index))
    if isinstance(node, yaml.MappingNode):
        for key, item in reversed(node.value):
            yield from _positions(item, (*path, str(key.value)))
            yield (*path, str(key.value)), position_of_mark(key.start_mark)


def _duplicate_keys(node: yaml.Node) -> Iterator[tuple[Position, str]]:
    """Yield position and message of each key that a mapping has for the second time."""
    children: Sequence[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        children = node.value
    if isinstance(node, yaml.MappingNode):
        children = [item for _, item in node.value]
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                yield position_of_mark(key.start_mark), f'"{key.value}" is given twice; keep one of them'
            seen.add(str(key.value))
    for child in children:
        yield from _duplicate_keys(child)
