"""What is at a place in the source of an article: which kind of name somebody types or points at there."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from hamerkop.shared.markdown_source import CITATION_KEY

Kind = Literal[
    "field",
    "tag",
    "category",
    "author",
    "status",
    "slug",
    "citation",
    "block",
    "figure",
    "source",
    "file",
    "tag page",
    "category page",
    "author page",
    "word",
]


class Cursor(NamedTuple):
    """The name at a place: its kind, the text in front of the place, all of its text, and where that begins and ends.

    *start* and *end* are columns counted from 0.
    """

    kind: Kind
    typed: str
    name: str
    start: int
    end: int


# Fields of a header whose values are names.
_OF_FIELD: dict[str, Kind] = {
    "tags": "tag",
    "category": "category",
    "author": "author",
    "authors": "author",
    "status": "status",
    "related_posts": "slug",
    "related_posts_exclude": "slug",
}
_LINKS: dict[str, Kind] = {
    "filename": "source",
    "static": "file",
    "attach": "file",
    "tag": "tag page",
    "category": "category page",
    "author": "author page",
}
_FIELD_LINE = re.compile(r"(?P<name>[A-Za-z_]\w*)[ \t]*:(?P<value>.*)")
_ITEM = re.compile(r"[^\s\[\],\"'#:](?:[^\[\],\"'#:]*[^\s\[\],\"'#:])?|")
_BODY: tuple[tuple[Kind | None, re.Pattern[str]], ...] = (
    (None, re.compile(r"\{(?P<link>\w+)\}(?P<name>[^\s\"'<>()]*)")),
    ("citation", re.compile(rf"(?<![\w.])@(?P<name>{CITATION_KEY}|)")),
    ("figure", re.compile(r"^/{3,}[ \t]*figure[ \t]*\|[ \t]*(?P<name>[\w-]*)")),
    ("block", re.compile(r"^/{3,}[ \t]*(?P<name>[\w-]*)")),
    ("word", re.compile(r"(?P<name>\w+(?:[-’']\w+)*)")),
)


def cursor_at(text: str, line: int, column: int) -> Cursor | None:
    """Return what is at a place in the source *text*; *line* and *column* are counted from 0. None: nothing known."""
    lines = text.split("\n")
    if line >= len(lines):
        return None
    end = end_of_header(lines)
    if line < end:
        return _in_header(lines, line, column)
    return next(_in_body(lines[line], column), None)


def end_of_header(lines: list[str]) -> int:
    """Return the number of lines of the header: up to the second line of ---, else up to the first empty line."""
    if lines[0].rstrip() == "---":
        return next((number + 1 for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), len(lines))
    if not _FIELD_LINE.match(lines[0]):
        return 0
    return next((number for number, line in enumerate(lines) if not line.strip()), len(lines))


def _in_header(lines: list[str], number: int, column: int) -> Cursor | None:
    line = lines[number]
    found = _FIELD_LINE.match(line)
    if line.rstrip() == "---":
        return None
    if found and column > found.start("value") - 1:
        return _item_at(line, column, found.start("value"), _OF_FIELD.get(found["name"].lower()))
    if found or (not line[:1].isspace() and not line.startswith("-")):
        name = re.match(r"\w*", line)
        end = name.end() if name else 0
        return Cursor("field", line[:column], line[:end], 0, end) if column <= end else None
    return _item_at(line, column, line.index("-") + 1 if "-" in line else 0, _field_above(lines, number))


def _field_above(lines: list[str], number: int) -> Kind | None:
    """Return the kind of the names in a list that the field above the line *number* begins."""
    above = (_FIELD_LINE.match(line) for line in reversed(lines[:number]) if not line[:1].isspace() and line[:1] != "-")
    found = next(above, None)
    return _OF_FIELD.get(found["name"].lower()) if found else None


def _item_at(line: str, column: int, start: int, kind: Kind | None) -> Cursor | None:
    if kind is None:
        return None
    for item in _ITEM.finditer(line, start):
        if item.start() <= column <= item.end():
            return Cursor(kind, line[item.start() : column], item[0], item.start(), item.end())
    return Cursor(kind, "", "", column, column)


def _in_body(line: str, column: int) -> Iterator[Cursor]:
    for kind, pattern in _BODY:
        for found in pattern.finditer(line):
            start, end = found.span("name")
            of_link = _LINKS.get(found["link"]) if kind is None else kind
            if of_link and start <= column <= end:
                yield Cursor(of_link, line[start:column], found["name"], start, end)
