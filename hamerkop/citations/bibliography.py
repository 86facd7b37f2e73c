"""Reads the file of items that articles may cite (CSL-JSON), and reports what is wrong with it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeGuard

from hamerkop.citations.vancouver import Item, authors_in_text, format_item, sorted_under, year_issued
from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column


@dataclass(frozen=True)
class Bibliography:
    """The items of one file by id; none if the file is absent or broken.

    *text* is the content of the file, to find positions in it. See hamerkop.shared.records.Bibliography.
    """

    path: Path
    items: Mapping[str, Item] = field(default_factory=dict)
    state: Literal["read", "absent", "broken"] = "read"
    text: str = field(default="", repr=False)
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

    def surname(self, key: str) -> str:
        """Return the name under which an item is sorted, that of its first author or editor; "" if it has none."""
        return sorted_under(self.items[key])

    def year(self, key: str) -> str:
        """Return the year in which an item was issued, or "" if it is unknown."""
        return year_issued(self.items[key])

    def position(self, key: str) -> Position:
        """Return the position of an item's id in the file."""
        start, end = self._spans[key]
        return line_and_column(self.text, _id_span(self.text, start, end, self.items[key]["id"])[0])

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int]]:
        """Start and end of each item in the text, by its id."""
        spans = zip(json.loads(self.text), _item_spans(self.text), strict=True)
        return {str(item["id"]): span for item, span in reversed(list(spans)) if has_id(item)}


def read_bibliography(path: Path) -> tuple[Bibliography, list[Problem]]:
    """Return the items of the file at *path* and every problem of the file; an absent file has no items.

    Of two items with one id the first is kept.
    """
    if not path.exists():
        return Bibliography(path, state="absent"), []
    try:
        text = path.read_text("utf-8-sig")
        items = json.loads(text)
    except json.JSONDecodeError as error:
        position = Position(error.lineno, error.colno)
        return _broken(path, position, f"not JSON: {error.msg}; export the bibliography as CSL-JSON again")
    except UnicodeDecodeError:
        return _broken(path, START, "not UTF-8; save the file as UTF-8")
    except OSError as error:
        return _broken(path, START, f"cannot be read: {error.strerror}")
    if not isinstance(items, list):
        return _broken(path, START, "not CSL-JSON; write a list of items, [{…}, {…}]")
    by_id = {str(item["id"]): item for item in reversed(items) if has_id(item)}
    return Bibliography(path, by_id, text=text), sorted(_problems(display_path(path), text, items))


def _broken(path: Path, position: Position, message: str) -> tuple[Bibliography, list[Problem]]:
    return Bibliography(path, state="broken"), [Problem("Y01", display_path(path), position, message)]


def has_id(item: object) -> TypeGuard[Item]:
    """Return whether *item* is an object with an id, by which an article can cite it."""
    return isinstance(item, Mapping) and isinstance(item.get("id"), str | int)


def _problems(name: str, text: str, items: list[object]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, (item, (start, end)) in enumerate(zip(items, _item_spans(text), strict=True), 1):
        if not has_id(item):
            position = line_and_column(text, start)
            yield Problem("C07", name, position, f'item {number} has no "id"; give it one, by which articles cite it')
            continue
        key, wrong = str(item["id"]), _wrong_with_names(item)
        if key in seen or wrong:
            first, last = (line_and_column(text, offset) for offset in _id_span(text, start, end, item["id"]))
        if key in seen:
            yield Problem("C08", name, first, f'the id "{key}" belongs to an earlier item; change this one', end=last)
        if wrong:
            yield Problem("C07", name, first, f'item "{key}": {wrong}', end=last)
        seen.add(key)


def _wrong_with_names(item: Item) -> str:
    """Return what keeps the names of *item* from being printed, or ""."""
    for role in ("author", "editor"):
        names = item.get(role, [])
        if not isinstance(names, list) or not all(isinstance(name, Mapping) for name in names):
            return f'"{role}" is not a list of names; write [{{"family": …, "given": …}}] or [{{"literal": …}}]'
    return ""


# Positions, which the JSON parser forgets

_SEPARATORS = re.compile(r"[\s,]*")


def _item_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each item in *text*, which is JSON and a list."""
    decoder = json.JSONDecoder()
    end = text.index("[") + 1
    while text[start := _after_separators(text, end)] != "]":
        end = decoder.raw_decode(text, start)[1]
        yield start, end


def _after_separators(text: str, offset: int) -> int:
    found = _SEPARATORS.match(text, offset)
    return found.end() if found else offset


def _id_span(text: str, start: int, end: int, value: object) -> tuple[int, int]:
    """Return start and end of the id *value* in the item between two offsets; of its first character if not found."""
    literals = {json.dumps(value, ensure_ascii=False), json.dumps(value)}
    pattern = re.compile(rf'"id"\s*:\s*({"|".join(map(re.escape, sorted(literals)))})')
    found = pattern.search(text, start, end)
    return found.span(1) if found else (start, start + 1)
