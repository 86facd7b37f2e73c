"""Reads the file of items that articles may cite (CSL-JSON), and reports what is wrong with it."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeGuard
from unicodedata import normalize

from hamerkop.citations.csl_item import Item, clean_text, doubts_of_item, field_text, problems_of_item, to_plain_text
from hamerkop.citations.vancouver import authors_in_text, format_item, sorted_under, year_issued
from hamerkop.shared.problems import START, Position, Problem, display_path
from hamerkop.shared.rules import WARNING

MAX_PROBLEMS = 1000  # of one file: beyond that a writer needs another export, not a longer list
MAX_DIGITS = 300  # of a number; a longer one is text, because Python refuses to read it


class Typed(NamedTuple):
    """An item in the text of the file: its value, and the offsets where it starts and ends."""

    value: object
    start: int
    end: int


@dataclass(frozen=True)
class Bibliography:
    """The items of one file by id; none if the file is absent or broken.

    *text* is the content of the file and *spans* has start and end of each item in it, to find positions. *hidden* are
    the names of the authors of items that have no id of their own, which is reported. See
    hamerkop.shared.records.Bibliography.
    """

    path: Path
    items: Mapping[str, Item] = field(default_factory=dict)
    state: Literal["read", "absent", "broken"] = "read"
    text: str = field(default="", repr=False)
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    hidden: frozenset[str] = field(default=frozenset(), repr=False)
    _lines: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file as a writer would type it."""
        return display_path(self.path)

    def line(self, key: str) -> str:
        """Return the line of an item in a reference list, as HTML; made once, because many articles cite one item."""
        if key not in self._lines:
            self._lines[key] = format_item(self.items[key])
        return self._lines[key]

    def authors(self, key: str, opening: bool = False) -> str:
        """Return the authors of an item as a sentence names them; *opening*: at the beginning of a sentence."""
        return authors_in_text(self.items[key], opening)

    def title(self, key: str) -> str:
        """Return the title of an item as plain text, or "" if it has none."""
        return to_plain_text(field_text(self.items[key], "title"))

    def surname(self, key: str) -> str:
        """Return the name under which an item is sorted, that of its first author or editor; "" if it has none."""
        return sorted_under(self.items[key])

    def year(self, key: str) -> str:
        """Return the year in which an item was issued, or "" if it is unknown."""
        return year_issued(self.items[key])

    def is_hidden(self, key: str) -> bool:
        """Return whether *key* is probably that of an item whose id is missing, or is the id of another one."""
        folded = key.casefold()
        return any(name in folded for name in self.hidden)

    def may_be_key(self, word: str) -> bool:
        """Return whether a word behind an @ looks like the keys of this file: nearly all of most files have a year."""
        return bool(re.search(r"\d", word)) or not self._keys_have_digits

    @cached_property
    def _keys_have_digits(self) -> bool:
        return sum(bool(re.search(r"\d", key)) for key in self.items) > 0.9 * len(self.items)

    def position(self, key: str) -> Position:
        """Return the position of an item's id in the file."""
        return self._lines_of_text.position(_id_span(self.text, *self.spans[key], key)[0])

    @cached_property
    def _lines_of_text(self) -> "_Lines":
        return _Lines(self.text)


def read_bibliography(path: Path) -> tuple[Bibliography, list[Problem]]:
    """Return the items of the file at *path* and every problem of the file; an absent file has no items.

    Of two items with one id the first is kept.
    """
    if not path.exists():
        return Bibliography(path, state="absent"), []
    try:
        text = path.read_text("utf-8-sig")
        items = _decode(text)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        return _broken(path, position, f"not JSON: {_cause(error)}; or export the bibliography as CSL-JSON again")
    except RecursionError:
        message = "lists and objects are nested too deep for CSL-JSON; export the bibliography again"
        return _broken(path, _too_deep(text), message)
    except UnicodeDecodeError:
        return _broken(path, START, "not UTF-8; save the file as UTF-8")
    except OSError as error:
        return _broken(path, START, f"cannot be read: {error.strerror}")
    if items is None:
        return _broken(path, START, "not CSL-JSON; write a list of items, [{…}, {…}]")
    with_id = [(_without_halves(item.value), item) for item in reversed(items) if has_id(item.value)]
    by_id = {key_of(item): item for item, _ in with_id}
    spans = {key_of(item): (typed.start, typed.end) for item, typed in with_id}
    hidden = frozenset(_hidden_names(items))
    return Bibliography(path, by_id, text=text, spans=spans, hidden=hidden), _problems_of_file(
        display_path(path), text, items
    )


def _hidden_names(items: Iterable[Typed]) -> Iterator[str]:
    """Yield the name of the first author of each item without an id, or with that of an earlier item."""
    seen: set[str] = set()
    for item in (typed.value for typed in items):
        key = key_of(item) if has_id(item) else ""
        if (not key or key in seen) and isinstance(item, Mapping):
            name = re.sub(r"\W", "", sorted_under(item)).casefold()
            yield from [name] if len(name) > 1 and name not in key.casefold() else []
        seen.add(key)


def _broken(path: Path, position: Position, message: str) -> tuple[Bibliography, list[Problem]]:
    return Bibliography(path, state="broken"), [Problem("Y01", display_path(path), position, message)]


def has_id(item: object) -> TypeGuard[Item]:
    """Return whether *item* is an object with an id, by which an article can cite it."""
    value = item.get("id") if isinstance(item, Mapping) else None
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(clean_text(str(value)))


def key_of(item: Item) -> str:
    """Return the id of an item as articles cite it: as text, in Unicode's form NFC."""
    return normalize("NFC", str(item["id"]))


# Problems


def _problems_of_file(name: str, text: str, items: list[Typed]) -> list[Problem]:
    lines = _Lines(text)
    found = list(islice(_problems(name, text, items, lines), MAX_PROBLEMS + 1))
    if len(found) > MAX_PROBLEMS:
        message = f"there are more than {MAX_PROBLEMS:,} problems in this file, and the others are not listed"
        found[-1] = Problem("C07", name, found[-1].start, f"{message}; export the bibliography as CSL-JSON again")
    return sorted(found)


def _problems(name: str, text: str, items: list[Typed], lines: "_Lines") -> Iterator[Problem]:
    seen: set[str] = set()
    for number, (item, start, end) in enumerate(items, 1):
        if not has_id(item):
            position = lines.position(start)
            yield Problem("C07", name, position, f'item {number} has no "id"; give it one, by which articles cite it')
            continue
        key = key_of(item)
        messages, doubts = [*problems_of_item(item), *_halves(item)], list(doubts_of_item(item))
        if key in seen or messages or doubts:
            first, last = (lines.position(offset) for offset in _id_span(text, start, end, key))
        shown = key_of(_without_halves(item))
        if key in seen:
            yield Problem("C08", name, first, f'the id "{shown}" belongs to an earlier item; change this one', end=last)
        for message in messages:
            yield Problem("C07", name, first, f'item "{shown}": {message}', end=last)
        for message in doubts:
            yield Problem("C07", name, first, f'item "{shown}": {message}', end=last, level=WARNING)
        seen.add(key)


def _halves(item: Item) -> Iterator[str]:
    """Yield a message for an item with half of a character, which JSON can write and no page can have."""
    if _without_halves(item) is not item:
        yield "it has half of a character, \\ud800 to \\udfff without its other half; write the character itself"


def _without_halves(item: Item) -> Item:
    """Return *item*; with "?" for each half of a character, if it has some."""
    typed = json.dumps(item, ensure_ascii=False)
    try:
        typed.encode()
    except UnicodeEncodeError:
        whole: Item = json.loads(typed.encode("utf-8", "replace"))
        return whole
    return item


# Reading, with the positions that Python's JSON parser forgets

_SEPARATORS = re.compile(r"[\s,]*")
_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)')
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')


def _whole_number(typed: str) -> Any:
    return int(typed) if len(typed) <= MAX_DIGITS else typed


# What Python says of a text that is not JSON, in words for a writer; the place is the next sign behind the slip.
_CAUSES = {
    "Expecting ',' delimiter": "a comma is missing before this",
    "Expecting ':' delimiter": "a colon is missing before this",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, or a comma too many",
    "Illegal trailing comma before end of object": "remove this comma, behind which nothing follows",
    "Illegal trailing comma before end of array": "remove this comma, behind which nothing follows",
    "Expecting value": "a value is missing, or there is a comma too many",
    "Extra data": "this is behind the end of the list; remove it, or the ] before it",
}


def _cause(error: json.JSONDecodeError) -> str:
    return _CAUSES.get(error.msg, error.msg)


def _decode(text: str) -> list[Typed] | None:
    """Return the items of *text*; None if it is JSON and not a list. Raises what json.loads raises."""
    items = json.loads(text, parse_int=_whole_number)
    if not isinstance(items, list):
        return None
    spans = _item_spans(text)
    return [Typed(item, *span) for item, span in zip(items, spans, strict=True)]


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each item in *text*, which is JSON and a list."""
    decoder = json.JSONDecoder(parse_int=_whole_number)
    end = text.index("[") + 1
    while text[start := _after_separators(text, end)] != "]":
        end = decoder.raw_decode(text, start)[1]
        yield start, end


def _after_separators(text: str, offset: int) -> int:
    found = _SEPARATORS.match(text, offset)
    return found.end() if found else offset


def _id_span(text: str, start: int, end: int, key: str) -> tuple[int, int]:
    """Return start and end of the id *key* in the item between two offsets; of its first character if not found."""
    for found in _ID.finditer(text, start, end):
        if normalize("NFC", str(json.loads(found[1], parse_int=_whole_number))) == key:
            return found.span(1)
    return start, start + 1


def _too_deep(text: str) -> Position:
    """Return the position of the first bracket that is nested deeper than any in CSL-JSON."""
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > 20:
            return _Lines(text).position(found.start())
    return START


class _Lines:
    """Gives the positions of offsets in a text, each in a time that hardly depends on the length of the text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(self, offset: int) -> Position:
        """Return the line and column of the character at *offset*."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)
