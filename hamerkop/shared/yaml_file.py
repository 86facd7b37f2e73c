"""Reads a YAML file into values that know their line and column, and reports what is wrong with the file as a whole.

:func:`read_yaml` gives a tree of :class:`Node`. :func:`read_list` gives the entries of a file that is a list, which
most data files are. Every position of a YAML value in the kit comes from here; the front matter, in which values are
the text that was typed, uses :func:`compose_yaml` and :func:`position_of_mark`.

What a file can cost is limited here, for every file: the number of its values, counting those that an alias repeats
(`*name`: nine aliases to nine aliases to … are a few lines and 2 GB), and the depth of its nesting.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column

Key = str | int
KeyPath = tuple[Key, ...]  # the way to a value: ("rows", 2, "from")

MAX_VALUES = 50_000  # in one file; PyYAML needs about a second for them
MAX_DIGITS = 1000  # of a number: PyYAML's reading of 1:20:30 takes the square of the time
MAX_MESSAGE = 200  # characters of a reason that repeats what was typed
MAX_DEPTH = 50  # of lists and mappings in each other; PyYAML calls itself several times for each
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


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
    text, problems = _text_of(path)
    return (None, problems) if problems else parse_yaml(text, display_path(path))


def parse_yaml(text: str, shown_path: str) -> tuple[Node | None, list[Problem]]:
    """Return the content of YAML *text* and its problems; *shown_path* is the path that problems name."""
    try:
        root = compose_yaml(text)
        if root is None:
            return None, []
        node = node_of(root)
    except yaml.YAMLError as error:
        return None, [Problem("Y01", shown_path, _position_of_error(error, text), cause_of(error))]
    return node, [Problem("Y03", shown_path, position, message) for position, message in _duplicate_keys(root)]


def read_list(path: Path) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a YAML file that is a list, in the order of the file, and its problems.

    An entry that cannot be read is a problem and is left out; the others are returned.
    """
    shown, (text, problems) = display_path(path), _text_of(path)
    if problems:
        return [], problems
    try:
        root = compose_yaml(text)
    except yaml.YAMLError as error:
        return [], [Problem("Y01", shown, _position_of_error(error, text), cause_of(error))]
    if root is not None and not isinstance(root, yaml.SequenceNode):
        return [], [Problem("Y01", shown, START, "is not a list; begin each entry with -")]
    entries = []
    for node in root.value if root else []:
        try:
            located = node_of(node)
            entries.append(Entry(position_of_mark(node.start_mark), located.value, located.positions))
        except yaml.YAMLError as error:
            problems.append(Problem("Y01", shown, _position_of_error(error, text), cause_of(error)))
    return entries, problems


def _text_of(path: Path) -> tuple[str, list[Problem]]:
    """Return the text of a file, or the problem that it cannot be read."""
    shown = display_path(path)
    if path.exists() and not path.is_file():  # a named pipe would be waited for, without end
        return "", [Problem("Y01", shown, START, "is not a file; put a file there, or remove it")]
    try:
        return path.read_text("utf-8-sig"), []
    except (OSError, UnicodeDecodeError) as error:
        return "", [Problem("Y01", shown, START, cause_of(error))]


def compose_yaml(text: str) -> yaml.Node | None:
    """Return YAML *text* as PyYAML's tree of nodes, in which no value contains itself; None if it is empty.

    Raises yaml.reader.ReaderError, with an offset as its position, for a character that YAML does not allow, and
    yaml.MarkedYAMLError for everything else that is wrong, also for what is beyond :data:`MAX_VALUES` or
    :data:`MAX_DEPTH`.
    """
    quick = quick_tree(text.rstrip(" \n"))
    if quick is not None:
        return quick
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


# What libyaml, the parser in C, reads in another way than PyYAML, or gives another end: references, tags, text in
# blocks, a question mark that could be a key, a value that is missing at the end or in a list, and characters that
# PyYAML refuses or takes for line ends. Found by reading random texts with both, as test_yaml_file.py does.
_READ_DIFFERENTLY = re.compile(
    r"""[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U0010ffff]"""
    r"""|(?:^|[\s\[{,:"'-])[?&*!|>]|^%|^\.\.\.|\?[\s,\[\]{}]|:\s*[\]},]|\\[uUx]|[:#\s-]\Z""",
    re.MULTILINE,
)
_COMMENT = re.compile(r"(?<!\S)#")
_InC: Any = getattr(yaml, "CSafeLoader", None)  # PyYAML may have been built without libyaml


def quick_tree(text: str) -> yaml.Node | None:
    """Return the tree that PyYAML would make of *text*, made by libyaml, which takes a tenth of the time.

    None where libyaml is missing, where the two might differ, and where something is wrong with the text or is beyond
    the limits of :func:`compose_yaml`: PyYAML then reads it, and its errors are the ones that are reported.
    """
    last_line = text[text.rfind("\n") + 1 :]
    if _InC is None or _READ_DIFFERENTLY.search(text) or _COMMENT.search(last_line):
        return None
    try:
        tree: yaml.Node | None = yaml.compose(text, Loader=_InC) if _is_within_limits(text) else None
    except yaml.YAMLError:
        return None
    return tree


def _is_within_limits(text: str) -> bool:
    """Return whether *text* has few values, not too deep: libyaml has no limit, and would end the process."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_InC):
        values += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or values > MAX_VALUES:
            return False
    return True


def node_of(root: yaml.Node) -> Node:
    """Return a composed YAML node as plain data with positions.

    Raises yaml.MarkedYAMLError, at the value, if one cannot be constructed.
    """
    return Node(_Loader("").construct_object(root, deep=True), dict(_positions(root, ())))


class _Loader(yaml.SafeLoader):
    """PyYAML's loader with limits, and with one kind of error for every value that it cannot construct."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._values = self._depth = 0
        self._sizes: dict[str, int] = {}  # how many values an alias of each anchor repeats; 0 as long as it is open

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose the next value, unless it is one too many."""
        event: yaml.NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        anchor = "" if event.anchor is None else str(event.anchor)
        is_alias = isinstance(event, yaml.AliasEvent)
        if is_alias:
            self._count_alias(anchor, event)
        elif anchor:
            self._sizes[anchor] = 0
        before, self._depth = self._values, self._depth + 1
        self._values += 1
        self._check_limits(event)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if anchor and not is_alias:
            self._sizes[anchor] = self._values - before
        return node

    def _count_alias(self, anchor: str, event: yaml.Event) -> None:
        if self._sizes.get(anchor) == 0:
            raise _error("this value contains itself; write it out without & and *", event)
        self._values += self._sizes.get(anchor, 0)

    def _check_limits(self, event: yaml.Event) -> None:
        if self._values > MAX_VALUES:
            message = f"there are more than {MAX_VALUES:,} values up to here, counting those that * repeats"
            raise _error(f"{message}; write less, or use several files", event)
        if self._depth > MAX_DEPTH:
            raise _error(f"lists and mappings are nested more than {MAX_DEPTH} deep; write them flatter", event)

    def compose_scalar_node(self, anchor: Any) -> yaml.ScalarNode:
        """Compose a text, in which two escapes (\\ud83e\\udda6) may be one character, as in JSON."""
        node: yaml.ScalarNode = super().compose_scalar_node(anchor)
        if _SURROGATE.search(node.value):
            node.value = joined_surrogates(node.value)
            if half := _SURROGATE.search(node.value):
                raise _error(f"\\u{ord(half[0]):x} is half of a character; write the character itself", node)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the plain value of *node*."""
        if node.tag in _NUMBERS and len(node.value) > MAX_DIGITS:
            raise _error(_why_not(node, ValueError()), node)
        try:
            return super().construct_object(node, deep)
        # What PyYAML raises for a text that does not have the form that its tag demands, as in `!!timestamp x`.
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise _error(_why_not(node, error), node) from error


def joined_surrogates(text: str) -> str:
    """Return *text* with surrogate pairs, which JSON writes for emoji and YAML reads as two halves, made characters."""
    return _SURROGATE_PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _error(message: str, at: yaml.Event | yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=at.start_mark)  # type: ignore[arg-type]  # that of the C scanner has all of it


def _why_not(node: yaml.Node, error: Exception) -> str:
    """Return why a value cannot be constructed."""
    tag = node.tag.rpartition(":")[2]
    if tag == "timestamp" and isinstance(error, ValueError):
        return f"{error}; correct the date, or put it in quotes if it is text"
    typed = node.value if isinstance(node, yaml.ScalarNode) else "this"
    shown = f"{typed[:20]}…" if len(typed) > 20 else typed
    return f'"{shown}" cannot be read as !!{tag}; correct it, or put it in quotes if it is text'


def position_of_mark(mark: yaml.Mark) -> Position:
    """Return the position of a YAML mark, which counts lines and columns from 0."""
    return Position(mark.line + 1, mark.column + 1)


def cause_of(error: Exception) -> str:
    """Return the reason why a file is not YAML, in words for a writer."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8; save the file as UTF-8"
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror}"
    if isinstance(error, yaml.reader.ReaderError):
        return f"the character U+{error.character:04X} is not allowed here; remove it"
    reason = str(getattr(error, "problem", None) or error)
    if reason.startswith("expected ',' or '}'"):
        return _IN_BRACES
    if reason.startswith("expected ',' or ']'"):
        return "YAML cannot read this: a comma or ] is missing before it, or a value is to be in quotes"
    return f"YAML cannot read this: {reason[:MAX_MESSAGE]}{'…' if len(reason) > MAX_MESSAGE else ''}"


_IN_BRACES = (
    "YAML cannot read this: before it, a comma, a } or the colon behind a name is missing; "
    "a value with a colon, a comma or a bracket is put in quotes"
)


def _position_of_error(error: Exception, text: str) -> Position:
    if isinstance(error, yaml.reader.ReaderError) and isinstance(error.position, int):
        return line_and_column(text, error.position)
    mark = getattr(error, "problem_mark", None)
    return position_of_mark(mark) if mark else START


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
            for name in _names(key):
                yield from _positions(item, (*path, name))
                yield (*path, name), position_of_mark(key.start_mark)


def _names(key: yaml.Node) -> set[Key]:
    """Return the names by which a key is asked for: as it was typed, its value (2001, True), and that as text."""
    if key.tag in ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"):
        return {str(key.value)}
    value = _Loader("").construct_object(key, deep=True)
    return {str(key.value), value, str(value)}


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
