"""Splits a source file into its header and its text, and remembers where each field stands.

Two forms are read, with the same field names: YAML between two lines of ``---``, and plain ``Key: value`` lines
that end at the first empty line. Every value stays the text that was typed; :mod:`hamerkop.frontmatter.fields`
gives it a meaning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import yaml


class Place(NamedTuple):
    """A line and a column of the source file, both counted from 1."""

    line: int
    column: int


class Mistake(NamedTuple):
    """What is wrong at one place of the file, and what to do."""

    place: Place
    message: str


@dataclass(frozen=True)
class Value:
    """A text, a list of values or a table of values, and the place where it begins."""

    data: "str | list[Value] | dict[str, Value]"
    place: Place

    def __iter__(self) -> Iterator["Value"]:
        """Yield the items of a list; a text is its own only item."""
        yield from self.data if isinstance(self.data, list) else [self]


@dataclass(frozen=True)
class FrontMatterField:
    """One field: its name in small letters with underscores, the place of the name, and the value."""

    name: str
    place: Place
    value: Value


@dataclass
class FrontMatter:
    """A source file read in two halves, with every mistake found on the way."""

    fields: dict[str, FrontMatterField] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, name: str, place: Place, value: Value) -> None:
        """Take up a field, unless the header has it already: that is a mistake, and the first one stays."""
        name = re.sub(r"[\s-]+", "_", name.strip().lower())
        if name in self.fields:
            first = self.fields[name].place.line
            self.mistakes.append(Mistake(place, f'"{name}" stands here and in line {first}; keep one of them'))
        else:
            self.fields[name] = FrontMatterField(name, place, value)

    def position(self, name: str, item: str | None = None) -> Place:
        """Return where the field *name* stands, or where *item* stands in its value; (1, 1) if nowhere."""
        found = self.fields.get(name)
        if found is None:
            return Place(1, 1)
        items = [value.place for value in found.value if value.data == item]
        return items[0] if items else found.place


# What neither HTML nor XML can carry: control characters other than tab and line ends, and two non-characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def parse(text: str) -> FrontMatter:
    """Read a whole source file; never raises for what a writer typed."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header = _parse_lines(text.split("\n"))
    header.mistakes += _unprintable(header.body, header.body_line)
    return header


def _unprintable(body: str, first_line: int) -> list[Mistake]:
    found: list[Mistake] = []
    if not UNPRINTABLE.search(body):
        return found
    for number, line in enumerate(body.split("\n"), first_line):
        for match in UNPRINTABLE.finditer(line):
            found.append(Mistake(Place(number, match.start() + 1), unprintable_message(ord(match[0]))))
    return found


def unprintable_message(code: int) -> str:
    return f"a character that cannot stand in text (code {code:#x}); remove it"


def _parse_lines(lines: list[str]) -> FrontMatter:
    if lines[0].rstrip() == "---":
        return _parse_yaml(lines)
    if _PLAIN_KEY.match(lines[0]):
        return _parse_plain(lines)
    place = Place(1, 1)
    message = "no front matter; begin the file with a line of ---, then title: and the other fields, then ---"
    return FrontMatter(body="\n".join(lines), mistakes=[Mistake(place, message)])


def _parse_yaml(lines: list[str]) -> FrontMatter:
    header = FrontMatter()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        header.mistakes.append(Mistake(Place(1, 1), "the front matter never ends; close it with a line of ---"))
        return header
    header.body, header.body_line = "\n".join(lines[end + 1 :]), end + 2
    try:
        root = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        header.mistakes.append(_yaml_mistake(error, lines))
    except yaml.reader.ReaderError as error:
        header.mistakes.append(_character_mistake(error, lines))
    else:
        _add_yaml_fields(header, root)
    return header


def _add_yaml_fields(header: FrontMatter, root: yaml.Node | None) -> None:
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        header.mistakes.append(Mistake(_place(root), "the front matter is not a list of fields; write name: value"))
        return
    for key, node in root.value:
        try:
            header.add(str(key.value), _place(key), _value(node))
        except RecursionError:
            header.mistakes.append(Mistake(_place(node), "this value contains itself; write it out without & and *"))


def _value(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(item) for item in node.value], _place(node))
    if isinstance(node, yaml.MappingNode):
        return Value({str(key.value): _value(item) for key, item in node.value}, _place(node))
    # In YAML an empty value and ~ are null; here both are the empty text.
    empty = node.tag == "tag:yaml.org,2002:null"
    return Value("" if empty else node.value, _place(node))


def _place(node: yaml.Node) -> Place:
    # Marks count from 0, and the first line of the header, ---, was left out.
    return Place(node.start_mark.line + 2, node.start_mark.column + 1)


_COLON = re.compile(r"^\s*(?:- )?[\w-]+:\s+[^\"'\[{|>].*:(?:\s|$)")


def _yaml_mistake(error: yaml.MarkedYAMLError, lines: list[str]) -> Mistake:
    # A quotation that never ends is found at the end of the header; its beginning is where the mend is.
    unclosed = error.context == "while scanning a quoted scalar"
    mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
    place = Place(mark.line + 2, mark.column + 1) if mark else Place(1, 1)
    line = lines[min(place.line, len(lines)) - 1]
    if _COLON.match(line):
        name, value = line.split(":", 1)
        quoted = value.strip().replace("\\", "\\\\").replace('"', '\\"')
        return Mistake(place, f'a colon inside a value; put the value in quotes: {name.strip()}: "{quoted}"')
    if unclosed:
        sign = line[place.column - 1]
        return Mistake(place, f"a quotation that begins here never ends; close it with another {sign}")
    if "\t" in line:
        return Mistake(place, "a tab; YAML wants spaces")
    why = error.problem or error.context or "not YAML"
    return Mistake(place, f"YAML cannot read this ({why}); write name: value, and put quotes around odd signs")


def _character_mistake(error: yaml.reader.ReaderError, lines: list[str]) -> Mistake:
    before = "\n".join(lines[1:])[: error.position]
    place = Place(before.count("\n") + 2, len(before) - before.rfind("\n"))
    return Mistake(place, unprintable_message(error.character))


_PLAIN_KEY = re.compile(r"^([A-Za-z][\w -]*):(?:[ \t]+(.*))?$")


def _parse_plain(lines: list[str]) -> FrontMatter:
    header = FrontMatter()
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    header.body, header.body_line = "\n".join(lines[end + 1 :]), end + 2
    starts = [n for n in range(end) if not lines[n][:1].isspace()] + [end]
    for first, after in pairwise(starts):
        _add_plain_field(header, lines, first, after)
    return header


def _add_plain_field(header: FrontMatter, lines: list[str], first: int, after: int) -> None:
    """Take up the field that begins at line index *first*; indented lines up to *after* continue it."""
    match = _PLAIN_KEY.match(lines[first])
    if not match:
        message = "neither a field nor an empty line; leave one line empty between the header and the text"
        header.mistakes.append(Mistake(Place(first + 1, 1), message))
        return
    text = " ".join([(match[2] or "").strip(), *(line.strip() for line in lines[first + 1 : after])]).strip()
    column = (match.start(2) if match[2] else match.end()) + 1
    place = Place(first + 1, column)
    if text.startswith("[") and text.endswith("]"):
        message = f"brackets belong to YAML headers; here write {match[1]}: {text[1:-1].strip()}"
        header.mistakes.append(Mistake(place, message))
    header.add(match[1], Place(first + 1, 1), Value(text, place))


def split_list(value: Value) -> list[Value]:
    """Return the items of a list; a text is split at semicolons if it has any, else at commas, as Pelican does."""
    if not isinstance(value.data, str):
        return list(value)
    separator = ";" if ";" in value.data else ","
    items, column = [], value.place.column
    for piece in value.data.split(separator):
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            items.append(Value(piece.strip(), Place(value.place.line, column + lead)))
        column += len(piece) + 1
    return items
