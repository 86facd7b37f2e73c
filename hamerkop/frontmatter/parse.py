"""Splits a source file into header and body, and records the position of each field.

Two forms are read, with the same field names: YAML between two lines of ``---``, and plain ``Key: value`` lines
that end at the first empty line. Every value stays the text that was typed; :mod:`hamerkop.frontmatter.fields`
converts it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import yaml

from hamerkop.shared.metadata_values import split_list
from hamerkop.shared.problems import START, Position, Problem, line_and_column
from hamerkop.shared.yaml_file import position_of_mark


@dataclass(frozen=True)
class Value:
    """A text, a list of values or a mapping of values; *end* is the position behind it, None if it is not known."""

    data: "str | list[Value] | dict[str, Value]"
    start: Position
    end: Position | None = None

    def __iter__(self) -> Iterator["Value"]:
        """Yield the items of a list; any other value is its own only item."""
        yield from self.data if isinstance(self.data, list) else [self]

    def items(self) -> list["Value"]:
        """Return the items of a list, or those of a text that :func:`split_list` splits."""
        if not isinstance(self.data, str):
            return list(self)
        line, column = self.start
        quotes = self._width() - len(self.data)  # 0 or 2; anything else is escapes or several lines
        first = column + 1 if quotes == 2 else column
        found = []
        for offset, item in split_list(self.data):
            start = Position(line, first + offset)
            found.append(Value(item, start, Position(line, start.column + len(item)) if quotes in (0, 2) else None))
        return found

    def _width(self) -> int:
        """Return the number of characters in the source, or -1 if the end is unknown or on another line."""
        return self.end.column - self.start.column if self.end and self.end.line == self.start.line else -1


def field_name(typed: str) -> str:
    """Return the name of a field as the table has it: in lower case, with underscores for hyphens and spaces."""
    return re.sub(r"[\s-]+", "_", typed.strip().lower())


@dataclass(frozen=True)
class FrontMatterField:
    """One field: its name in lower case with underscores, the position of the name and behind it, and the value."""

    name: str
    start: Position
    end: Position
    value: Value


@dataclass(frozen=True)
class FrontMatter:
    """A source file that was read: its header by field name, and every problem found on the way.

    *path* is as problems name it. *source* is the whole text with ``\\n`` as line end and without a byte order mark.
    *body_line* is the line, from 1, on which the text below the header begins. *scheduled* is True for an article that
    is a draft only because its date is later than the build.
    """

    path: str
    source: str
    body_line: int = 1
    fields: Mapping[str, FrontMatterField] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    scheduled: bool = False

    @property
    def body(self) -> str:
        """The text below the header."""
        return "\n".join(self.source.split("\n")[self.body_line - 1 :])

    def position(self, name: str, item: str | None = None) -> Position:
        """Return the position of the field *name*, or of *item* in its value; (1, 1) if the field is missing."""
        found = self.fields.get(name)
        if found is None:
            return START
        items = [value.start for value in found.value.items() if value.data == item]
        return items[0] if items else found.start


# What neither HTML nor XML can contain: control characters other than tab and line ends, and two non-characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def unprintable_message(code: int) -> str:
    """Return the message for a character that :data:`UNPRINTABLE` matches, by its code point."""
    return f"a control character (code {code:#x}), which no page can contain; remove it"


class _Parsed:
    """Collects the fields and problems of one source file while it is parsed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.fields: dict[str, FrontMatterField] = {}
        self.problems: list[Problem] = []

    def report(self, rule: str, start: Position, message: str, end: Position | None = None) -> None:
        """Add a problem."""
        self.problems.append(Problem(rule, self.path, start, message, end))

    def add(self, typed_name: str, start: Position, end: Position, value: Value) -> None:
        """Add a field, unless the header has it already: that is a problem, and the first one is kept."""
        name = field_name(typed_name)
        if name in self.fields:
            first = self.fields[name].start.line
            self.report("F05", start, f'"{name}" is given in line {first} too; keep one of them', end)
        else:
            self.fields[name] = FrontMatterField(name, start, end, value)


def parse(text: str, path: str = "") -> FrontMatter:
    """Return header and body of a whole source file; never raises. *path* is as problems name it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    parsed, lines = _Parsed(path), text.split("\n")
    body_line = _parse_header(parsed, lines)
    if UNPRINTABLE.search(text):
        _report_unprintable(parsed, lines, body_line)
    return FrontMatter(path, text, body_line, parsed.fields, tuple(parsed.problems))


def _parse_header(parsed: _Parsed, lines: list[str]) -> int:
    """Parse the header at the beginning of *lines*; return the line number from 1 on which the body begins."""
    if lines[0].rstrip() == "---":
        return _parse_yaml(parsed, lines)
    if _PLAIN_KEY.match(lines[0]):
        return _parse_plain(parsed, lines)
    message = "no front matter; begin the file with a line of ---, then title: and the other fields, then ---"
    parsed.report("F01", START, message)
    return 1


def _report_unprintable(parsed: _Parsed, lines: list[str], body_line: int) -> None:
    for number, line in enumerate(lines[body_line - 1 :], body_line):
        for match in UNPRINTABLE.finditer(line):
            start, end = Position(number, match.start() + 1), Position(number, match.end() + 1)
            parsed.report("F08", start, unprintable_message(ord(match[0])), end)


# YAML

_NULL = "tag:yaml.org,2002:null"  # the tag of an empty value


def _parse_yaml(parsed: _Parsed, lines: list[str]) -> int:
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        parsed.report("F01", START, "the front matter never ends; close it with a line of ---", Position(1, 4))
        return len(lines) + 1
    header = "\n".join(lines[:end])  # with its first line, which begins a YAML document: so positions are the file's
    try:
        root = yaml.compose(header, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        _report_yaml_error(parsed, error, lines)
    except yaml.reader.ReaderError as error:
        parsed.report("F08", line_and_column(header, error.position), unprintable_message(error.character))
    else:
        _add_yaml_fields(parsed, root)
    return end + 2


def _add_yaml_fields(parsed: _Parsed, root: yaml.Node | None) -> None:
    if isinstance(root, yaml.MappingNode):
        for key, node in root.value:
            start, end = position_of_mark(key.start_mark), position_of_mark(key.end_mark)
            try:
                parsed.add(str(key.value), start, end, _yaml_value(node))
            except RecursionError:
                message = "this value contains itself; write it out without & and *"
                parsed.report("F03", position_of_mark(node.start_mark), message)
    elif root is not None and root.tag != _NULL:
        message = "the front matter is not a list of fields; write name: value"
        parsed.report("F01", position_of_mark(root.start_mark), message)


def _yaml_value(node: yaml.Node) -> Value:
    start, end = position_of_mark(node.start_mark), _yaml_end(node)
    if isinstance(node, yaml.SequenceNode):
        return Value([_yaml_value(item) for item in node.value], start, end)
    if isinstance(node, yaml.MappingNode):
        return Value({str(key.value): _yaml_value(item) for key, item in node.value}, start, end)
    # In YAML an empty value and ~ are null; here both are the empty text.
    empty = node.tag == _NULL
    return Value("" if empty else node.value, start, end)


def _yaml_end(node: yaml.Node) -> Position | None:
    """Return the position behind a node; None where PyYAML's mark is that of the next token: blocks."""
    block = not node.flow_style if isinstance(node, yaml.CollectionNode) else getattr(node, "style", "") in ("|", ">")
    return None if block else position_of_mark(node.end_mark)


_COLON_IN_VALUE = re.compile(r"^\s*(?:- )?[\w-]+:\s+[^\"'\[{|>].*:(?:\s|$)")


def _report_yaml_error(parsed: _Parsed, error: yaml.MarkedYAMLError, lines: list[str]) -> None:
    # A quotation that never ends is noticed at the end of the header; what has to be fixed is at its beginning.
    unclosed = error.context == "while scanning a quoted scalar"
    mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
    start = position_of_mark(mark) if mark else START
    line = lines[min(start.line, len(lines)) - 1]
    parsed.report("F01", start, _yaml_message(error, unclosed, line, start.column))


def _yaml_message(error: yaml.MarkedYAMLError, unclosed: bool, line: str, column: int) -> str:
    if _COLON_IN_VALUE.match(line):
        name, value = line.split(":", 1)
        quoted = value.strip().replace("\\", "\\\\").replace('"', '\\"')
        return f'a colon inside a value; put the value in quotes: {name.strip()}: "{quoted}"'
    if unclosed:
        return f"a quotation that begins here never ends; close it with another {line[column - 1]}"
    if "\t" in line:
        return "a tab; YAML needs spaces"
    why = error.problem or error.context or "not YAML"
    return f"YAML cannot read this ({why}); write name: value, and put quotes around a value with special characters"


# Plain


_PLAIN_KEY = re.compile(r"^([A-Za-z][\w -]*):(?:[ \t]+(.*))?$")


def _parse_plain(parsed: _Parsed, lines: list[str]) -> int:
    end = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
    starts = [index for index in range(end) if not lines[index][:1].isspace()] + [end]
    for first, after in pairwise(starts):
        _add_plain_field(parsed, lines, first, after)
    return end + 2


def _add_plain_field(parsed: _Parsed, lines: list[str], first: int, after: int) -> None:
    """Add the field that begins at the index *first* of *lines*; the indented lines before *after* continue it."""
    match = _PLAIN_KEY.match(lines[first])
    if not match:
        message = "neither a field nor an empty line; leave one line empty between the header and the text"
        parsed.report("F01", Position(first + 1, 1), message, Position(first + 1, len(lines[first]) + 1))
        return
    typed = (match[2] or "").strip()
    text = " ".join([typed, *(line.strip() for line in lines[first + 1 : after])]).strip()
    start = Position(first + 1, (match.start(2) if match[2] else match.end()) + 1)
    end = Position(start.line, start.column + len(typed)) if text == typed else None
    if text.startswith("[") and text.endswith("]"):
        message = f"brackets are for YAML headers; here write {match[1]}: {text[1:-1].strip()}"
        parsed.report("F03", start, message, end)
    name_end = Position(first + 1, match.end(1) + 1)
    parsed.add(match[1], Position(first + 1, 1), name_end, Value(text, start, end))
