"""Converts the fields of a header as Pelican itself does, for a site that is not strict.

Pelican's own fields have the values that its Markdown reader gives them; every other field is kept as it was typed.
What is doubtful is a warning. Only a value for which Pelican would drop the file is an error.
"""

import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.parser import parse as parse_date  # type: ignore[import-untyped]  # it comes without types
from pelican.utils import get_date

from hamerkop.frontmatter.fields import (
    FIELDS,
    MAX_ITEMS,
    OTHER_FIELDS,
    SAME_FIELDS,
    STATUSES,
    SUMMARY_LENGTH,
    is_slug,
    too_many_items,
)
from hamerkop.frontmatter.parse import (
    UNPRINTABLE,
    FrontMatter,
    FrontMatterField,
    Value,
    field_name,
    printable,
    shortened,
    unprintable_message,
)
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.problems import Edit, Position, Problem, did_you_mean, nearest_of
from hamerkop.shared.rules import ERROR, NOTE, WARNING, Level

KNOWN = frozenset(rule.name for rule in FIELDS)
PELICAN_FIELDS = frozenset(rule.name for rule in FIELDS if rule.read_by == "Pelican")
# Fields by which other programs keep a file back, with the values that do.
KEEPS_BACK = {"draft": ("true", "yes", "on"), "published": ("false", "no", "off")}
# Of these Pelican uses the first line only; the lines of any other field are a list.
FIRST_LINE_ONLY = {"tags", "date", "modified", "status", "category", "author", "save_as", "url", "authors", "slug"}
# Of the known fields, those that hold text of any form.
TEXTS = {"title", "summary", "category", "tags", "author", "authors"}
MAX_DATE = 100  # characters
NEAR = 0.8  # difflib's ratio: "tag" for tags, but "subtitle" is a name of its own
# A slug that needs no encoding and is the same address on every host, however it is unusual.
_SAFE_SLUG = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
_NO_LANGUAGE = re.compile(r"""[<>"'&\s]""")
_BEGINS_COMMENT = re.compile(r"(?:^|\s)#")
_NOT_PLAIN = ('"', "'", "[", "{", "|", ">", "&", "*", "!")  # what begins a YAML value that is more than plain text


@dataclass
class PelicanReading:
    """Reads the fields of one header.

    *process* is `process_metadata` of Pelican's readers, *convert* converts Markdown to HTML, and *formatted* are the
    names in `FORMATTED_FIELDS`. *extra* are names that the site knows (`FRONTMATTER_EXTRA`), *reserved* those that no
    field can have. *problems* are those of the header and of its values, with the levels they have here.
    """

    header: FrontMatter
    process: Callable[[str, object], object]
    convert: Callable[[str], str]
    formatted: Collection[str] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    reserved: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """Return the values by field name; empty ones of Pelican's fields may be Pelican's mark for "discard"."""
        lists = {number for each in self._own_fields() for number in _line_numbers(each)}
        self.problems = [
            each if each.rule == "F07" else replace(each, level=WARNING)
            for each in self.header.problems
            if each.rule != "F05" or each.start.line not in lists
        ]
        found = {}
        for each in map(self._with_comment, self.header.fields.values()):
            name = self._metadata_name(each)
            if name in self.reserved:
                message = f'"{name}" is a name of Pelican\'s own objects, so the field is left out; rename it'
                self._report("F02", each.start, message, each.end)
            elif (value := self._value(name, each)) is not None:
                found[name] = value
                self._report_escaped(each)
        return found

    def _with_comment(self, each: FrontMatterField) -> FrontMatterField:
        """Return a field together with what YAML takes for a comment behind its value, as in ``title: Tip #3``.

        To Pelican it is part of the value. A date, status or address has no `` #``: behind those it stays a comment.
        """
        typed = self._typed(each)
        if not _BEGINS_COMMENT.search(typed):
            return each
        if each.name in KNOWN - TEXTS:
            self._invalid(each, "what follows # is a comment in YAML; put the value in quotes if it belongs to it")
            return each
        message = "# begins a comment in YAML, but text to Pelican; put the value in quotes, or the comment above it"
        self._invalid(each, message)
        start = Position(each.end.line, each.value.start.column)
        return replace(each, value=Value(typed, start, Position(start.line, start.column + len(typed))))

    def _typed(self, each: FrontMatterField) -> str:
        """Return what is typed behind the name of a field of a YAML header, "" if it is no text without quotes."""
        if each.lines or not isinstance(each.value.data, str):
            return ""
        line = self.header.source.split("\n", each.end.line)[each.end.line - 1]
        typed = line[each.end.column - 1 :].partition(":")[2].strip()
        end = each.value.end
        on_one_line = not each.value.data or (end is not None and end.line == each.end.line)
        return typed if on_one_line and not typed.startswith(_NOT_PLAIN) else ""

    def _report_escaped(self, each: FrontMatterField) -> None:
        """Report what YAML makes of an escape such as \\u0008, and no page can contain; it is shown as U+FFFD."""
        reported = {problem.start.line for problem in self.problems if problem.rule == "F08"}
        for value in (value for value in each.value if value.start.line not in reported):
            if isinstance(value.data, str) and (found := UNPRINTABLE.search(value.data)):
                message = f"{each.name}: {unprintable_message(ord(found[0]))}"
                self._report("F08", value.start, message, value.end)

    def _own_fields(self) -> Iterator[FrontMatterField]:
        """Yield the fields of the site's own: given twice in a plain header, they are a list."""
        yield from (each for each in self.header.fields.values() if each.name not in KNOWN)

    def _report(
        self, rule: str, start: Position, message: str, end: Position | None = None, level: Level = WARNING
    ) -> None:
        self.problems.append(Problem(rule, self.header.path, start, message, end, level))

    def _invalid(self, each: FrontMatterField, message: str, level: Level = WARNING) -> None:
        self._report("F03", each.value.start, f"{each.name}: {message}", each.value.end, level)

    def _metadata_name(self, each: FrontMatterField) -> str:
        """Return the name under which the metadata has a field. Pelican knows no hyphens in its own."""
        if each.typed in PELICAN_FIELDS or each.name in self.extra:
            return self.extra.get(each.name, each.typed)
        if each.name in KNOWN - PELICAN_FIELDS:
            return each.name
        self._report_unknown(each)
        return each.typed

    def _report_unknown(self, each: FrontMatterField) -> None:
        if "status" not in self.header.fields and str(each.value.data).lower() in KEEPS_BACK.get(each.name, ()):
            message = f'Pelican reads no field "{each.typed}", so the file is published; write "status: draft" instead'
            self._report("F02", each.start, message, each.end)
            return
        nearest = each.name if each.name in KNOWN else nearest_of(each.name, KNOWN, NEAR)
        hint = f'; did you mean "{nearest}"?' if nearest else _hint_for_own(each.name)
        edits = (Edit(each.start, each.end, nearest, safe=False),) if nearest else ()
        message, level = f'unknown field "{each.typed}"{hint}', WARNING if nearest else NOTE
        self.problems.append(Problem("F02", self.header.path, each.start, message, each.end, level, edits))

    def _value(self, name: str, each: FrontMatterField) -> object:
        """Return the value of a field, or None to leave it out."""
        if name in self.formatted:
            return self.process(name, self.convert(self._text(each, "\n")))
        if name in _READERS:
            return _READERS[name](self, each)
        if name not in PELICAN_FIELDS:
            return self._own(each)
        return self.process(name, self._text(each))

    def _own(self, each: FrontMatterField) -> object:
        """Return the value of a field that Pelican does not know: as it was typed, several lines as a list."""
        typed = [_printable(line.data) for line in each.lines]
        if typed:
            return typed[0] if len(typed) == 1 else typed
        return _printable(each.value.data)

    def _text(self, each: FrontMatterField, between: str = " ") -> str:
        """Return the value of a field as one text."""
        if each.lines:
            return between.join(str(_printable(line.data)) for line in self._lines_used(each))
        if isinstance(each.value.data, str):
            return str(_printable(each.value.data))
        typed = self._as_typed(each.value)
        self._invalid(
            each, f'is read as the text "{shortened(typed)}"; write text, in quotes if it begins with [ or {{'
        )
        return typed

    def _lines_used(self, each: FrontMatterField) -> tuple[Value, ...]:
        if each.name not in FIRST_LINE_ONLY or len(each.lines) == 1:
            return each.lines
        repeated = {problem.start.line for problem in self.header.problems if problem.rule == "F05"}
        if not repeated.intersection(_line_numbers(each)):  # else that has been reported already
            self._invalid(each, "Pelican uses the first line only; write the value in one line")
        return each.lines[:1]

    def _as_typed(self, value: Value) -> str:
        """Return the characters of a list or mapping in one line; the items of a block, separated by commas."""
        if value.end and value.end.line == value.start.line:
            line = self.header.source.split("\n")[value.start.line - 1]
            return str(_printable(line[value.start.column - 1 : value.end.column - 1]))
        return ", ".join(str(_printable(item.data)) for item in value)

    # Pelican's own fields of which not every text is right

    def _title(self, each: FrontMatterField) -> object:
        text = self._text(each)
        if not text:
            self._invalid(each, "is empty; write it")
        return text

    def _summary(self, each: FrontMatterField) -> object:
        text = self._text(each)
        if len(text) > SUMMARY_LENGTH:
            message = f"has {len(text)} characters; search results show about {SUMMARY_LENGTH}"
            self._invalid(each, message, NOTE)
        return text

    def _list(self, each: FrontMatterField) -> object:
        if each.lines or isinstance(each.value.data, str):
            text = self._text(each)
            return self.process(each.name, self._not_too_many(each, as_list(text)) or text)
        items = [item.data for item in each.value]
        if not all(isinstance(item, str) for item in items):
            self._invalid(each, "an item is not text, so it is left out; put it in quotes")
        texts = [str(_printable(item)) for item in items if isinstance(item, str)]
        return self.process(each.name, self._not_too_many(each, texts) or texts)

    def _not_too_many(self, each: FrontMatterField, items: list[str]) -> list[str]:
        """Return the first of more *items* than Pelican can make pages for, and report that; else nothing."""
        if wrong := too_many_items(len(items)):
            self._invalid(each, f"{wrong}; the others are left out")
        return items[:MAX_ITEMS] if wrong else []

    def _one_name(self, each: FrontMatterField) -> object:
        """Return the name in `category` or `author`; the first one of a YAML list."""
        if isinstance(each.value.data, list):
            names = [item.data for item in each.value if isinstance(item.data, str)]
            if len(each.value.data) > 1:
                self._invalid(each, "is a list, of which the first is used; write one")
            return self.process(each.name, str(_printable(names[0])) if names else "")
        return self.process(each.name, self._text(each))

    def _status(self, each: FrontMatterField) -> object:
        status = self._text(each).strip().lower()
        if status and status not in STATUSES:
            hint = did_you_mean(status[:60], STATUSES) or f"; write one of {', '.join(STATUSES)}"
            self._invalid(each, f'"{shortened(status)}" is not known here{hint}', ERROR)
            return None
        return status or None

    def _slug(self, each: FrontMatterField) -> object:
        text = self._text(each).strip()
        if text and not is_slug(text):
            message = f'"{shortened(text)}" is an unusual address; small letters, digits and single hyphens are safe'
            self._invalid(each, message, NOTE if _SAFE_SLUG.fullmatch(text) else WARNING)
        return text or None

    def _date(self, each: FrontMatterField) -> datetime | None:
        text = self._text(each).strip()
        if not text:
            self._invalid(each, "is empty; write it, or remove the line")
            return None
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                moment = _date_of(text.replace("_", " ") if each.name == "date" else text)
        except (ValueError, OverflowError):
            example = "write year-month-day, for example 2026-12-25 or 2026-12-25 08:30"
            self._invalid(each, f'"{shortened(text)}" is not a date; {example}', ERROR)
            return None
        for doubt in _doubts(text, moment, [str(each.message) for each in caught]):
            self._invalid(each, f'"{shortened(text)}" {doubt}')
        return moment

    def _lang(self, each: FrontMatterField) -> object:
        """Return the language as typed; templates print it in an attribute, as it is."""
        text = self._text(each)
        if _NO_LANGUAGE.search(text):
            self._invalid(each, f'"{shortened(text)}" is not a language, so it is left out; write for example en-GB')
            return None
        return self.process(each.name, text)

    def _timezone(self, each: FrontMatterField) -> object:
        text = self._text(each).strip()
        try:
            ZoneInfo(text)
        except (ValueError, OSError, KeyError):
            self._invalid(
                each, f'"{shortened(text)}" is not the name of a time zone; write for example Europe/Paris', ERROR
            )
            return None
        return text


_READERS: dict[str, Callable[[PelicanReading, FrontMatterField], object]] = {
    "title": PelicanReading._title,
    "summary": PelicanReading._summary,
    "tags": PelicanReading._list,
    "authors": PelicanReading._list,
    "category": PelicanReading._one_name,
    "author": PelicanReading._one_name,
    "status": PelicanReading._status,
    "slug": PelicanReading._slug,
    "date": PelicanReading._date,
    "modified": PelicanReading._date,
    "timezone": PelicanReading._timezone,
    "lang": PelicanReading._lang,
}


def _line_numbers(each: FrontMatterField) -> list[int]:
    return [line.start.line for line in each.lines]


def _printable(data: object) -> object:
    """Return typed data as :func:`printable` text; values without their positions."""
    if isinstance(data, Value):
        return _printable(data.data)
    if isinstance(data, list):
        return [_printable(item) for item in data]
    if isinstance(data, dict):
        return {_printable(name): _printable(item) for name, item in data.items()}
    return printable(data) if isinstance(data, str) else data


def _doubts(text: str, moment: datetime, warned: Iterable[str]) -> Iterator[str]:
    """Yield what is doubtful about a date that dateutil, which Pelican uses, has read as *moment*."""
    if any("tzname" in message for message in warned):
        yield "has a time zone that is not known, so that of the site is used; write it as +01:00"
    if _read(text, datetime(2000, 2, 3)) != _read(text, datetime(1999, 7, 5)):  # noqa: DTZ001  # only compared
        yield f"lacks a year, month or day, and is read as {moment:%Y-%m-%d}; write year-month-day"
    elif not text[:4].isdigit() and _read(text) != _read(text, dayfirst=True):
        yield f"can be two days, and is read as {moment:%Y-%m-%d}; write year-month-day"


def _date_of(text: str) -> datetime:
    """Return the date that Pelican reads in *text*. Raises ValueError or OverflowError."""
    if len(text) > MAX_DATE:  # dateutil would take minutes
        raise ValueError(text)
    moment: datetime = get_date(text)
    return moment


def _read(text: str, default: datetime | None = None, dayfirst: bool = False) -> datetime | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            moment: datetime = parse_date(text, default=default, dayfirst=dayfirst)
        except (ValueError, OverflowError):
            return None
    return moment


def _hint_for_own(name: str) -> str:
    """Return what to do about a field that Pelican does not know, which can be one of the site's own."""
    own = "a field of your own goes into FRONTMATTER_EXTRA"
    if name in SAME_FIELDS:
        return f'; "{SAME_FIELDS[name]}" is its name here, and {own}'
    return f"; {OTHER_FIELDS[name]}; {own}" if name in OTHER_FIELDS else f"; {own}"


def extra_names(names: Iterable[str]) -> dict[str, str]:
    """Return the names in `FRONTMATTER_EXTRA`, in lower case, by the form that :func:`field_name` gives them."""
    return {field_name(name): name.lower() for name in names}
