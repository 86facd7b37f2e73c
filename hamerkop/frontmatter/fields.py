"""The table of front-matter fields: what each may hold, and how a typed value becomes a Python one.

One table for the reader, the checks and the documentation. To add a field is to add a row of :data:`FIELDS`.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hamerkop.frontmatter.parse import (
    UNPRINTABLE,
    FrontMatter,
    FrontMatterField,
    Value,
    field_name,
    parse,
    shortened,
    unprintable_message,
)
from hamerkop.frontmatter.yaml_slips import LISTS, quoted
from hamerkop.shared.pelican_types import Metadata
from hamerkop.shared.problems import START, Edit, Problem, did_you_mean, nearest_of
from hamerkop.shared.rules import ERROR

STATUSES = ("published", "draft", "hidden", "skip")
GRADES = ("strong", "moderate", "limited", "very-limited", "conflicting", "uncertain")
SUMMARY_LENGTH = 160  # characters; search results and social cards cut there


class NotValid(Exception):
    """A value that its field cannot have; the message says what to write instead."""

    def __init__(self, value: Value, message: str, rule: str = "F03") -> None:
        super().__init__(message)
        self.value = value
        self.rule = rule


# Converters: each takes a Value, returns what the field holds in Python, and raises NotValid.


def plain_text(value: Value) -> str:
    """Return one line of plain text: Markdown and entities are not interpreted, white space is folded."""
    if not isinstance(value.data, str):
        raise NotValid(value, 'write plain text here; put it in quotes if it begins with [ or {, as in "[draft] name"')
    if unprintable := UNPRINTABLE.search(value.data):
        raise NotValid(value, unprintable_message(ord(unprintable[0])), "F08")
    return " ".join(value.data.split())


def required_text(value: Value) -> str:
    """Return plain text that is not empty."""
    if not plain_text(value):
        raise NotValid(value, "is empty; write it")
    return plain_text(value)


def one_text(instead: str) -> Callable[[Value], str]:
    """Return a converter for plain text; *instead* says what to write where a list is given, `{}` are its items."""

    def convert(value: Value) -> str:
        if isinstance(value.data, list):
            items = [item.data for item in value.data if isinstance(item.data, str)]
            raise NotValid(value, instead.format(", ".join(items) or "…", items[0] if items else "…"))
        return required_text(value)

    return convert


def summary_text(value: Value) -> str:
    """Return plain text of at most :data:`SUMMARY_LENGTH` characters."""
    short = required_text(value)
    if len(short) > SUMMARY_LENGTH:
        raise NotValid(value, f"has {len(short)} characters; shorten it to {SUMMARY_LENGTH}")
    return short


_DATE_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?) ?(Z|[+-]\d\d:?\d\d)?)?")


def date_time(value: Value) -> datetime:
    """Return a day, or a day with hours and minutes, and seconds and an offset if they are given."""
    typed = required_text(value)
    match = _DATE_TIME.fullmatch(typed)
    if not match:
        raise NotValid(
            value,
            f'"{shortened(typed)}" is not a date; write year-month-day, for example 2026-12-25 or 2026-12-25 08:30',
        )
    year, month, day_of_month, time, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day_of_month}T{time or '00:00'}{offset or ''}")
    except ValueError:
        why = _what_does_not_exist(int(year), int(month), int(day_of_month))
        raise NotValid(value, f'"{shortened(typed)}" does not exist: {why}') from None


def _what_does_not_exist(year: int, month: int, day_of_month: int) -> str:
    """Return why no calendar or clock has a moment, and what to write."""
    if not 1 <= month <= 12:
        return f"a year has no month {month}; write year-month-day, for example 2026-12-25"
    if year < 1:
        return "the year 0 is in no calendar; write for example 2026-12-25"
    days = monthrange(year, month)[1]
    if not 1 <= day_of_month <= days:
        return f"{month_name[month]} {year} has {days} days; write one of them"
    return "a day has hours from 00:00 to 23:59; write for example 2026-12-25 08:30"


def day(value: Value) -> date:
    """Return the day of a date; a time is left out."""
    return date_time(value).date()


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# An address within the site, as other programs made them: with folders, an ending, a slash at its end.
_OLD_ADDRESS = re.compile(r"/?(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/?")


def is_slug(text: str) -> bool:
    """Return whether *text* has only small letters a to z, digits and single hyphens."""
    return bool(_SLUG.fullmatch(text))


def slug(value: Value) -> str:
    """Return a slug: letters a to z, digits and single hyphens."""
    typed = required_text(value)
    if not is_slug(typed):
        raise NotValid(
            value, f'"{shortened(typed)}" cannot be an address; use small letters a to z, digits and single hyphens'
        )
    return typed


def slug_list(value: Value) -> list[str]:
    """Return the slugs of a list, which may be empty."""
    return [slug(item) for item in _items(value)]


def old_address_list(value: Value) -> list[str]:
    """Return old addresses within the site: slugs, with folders and endings if they had them."""
    return [_old_address(item) for item in _items(value)]


MAX_ITEMS = 1000  # of one list: each tag, author and old address has a page of its own


def too_many_items(number: int) -> str:
    """Return what is wrong with a list of *number* items, or ""."""
    return f"has {number:,} items, and each has a page of its own; write at most {MAX_ITEMS:,}" * (number > MAX_ITEMS)


def _items(value: Value) -> list[Value]:
    if isinstance(value.data, str) and re.match(r"-\w", value.data):
        raise NotValid(value, "a space is missing behind the - of each item")
    found = value.items()
    if wrong := too_many_items(len(found)):
        raise NotValid(value, wrong)
    return found


def _old_address(value: Value) -> str:
    typed = required_text(value)
    if not _OLD_ADDRESS.fullmatch(typed):
        raise NotValid(
            value, f'"{shortened(typed)}" cannot be an address; write a path of this site such as old or notes/old'
        )
    return typed


def output_path(value: Value) -> str:
    """Return a relative path that stays inside the output folder; empty: no file is written."""
    typed = plain_text(value)
    path = PurePosixPath(typed)
    if path.is_absolute() or ".." in path.parts:
        raise NotValid(
            value, f'"{shortened(typed)}" is outside the output folder; write a path such as notes/otters.html'
        )
    return typed


def name_list(value: Value) -> list[str]:
    """Return the names of a list without repetitions; at least one."""
    found = [required_text(item) for item in _items(value)]
    if not found:
        raise NotValid(value, "is empty; write at least one")
    return list(dict.fromkeys(found))


def language_tag(value: Value) -> str:
    """Return a language tag (RFC 5646) in lower case, which is how Pelican compares them."""
    typed = required_text(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", typed):
        raise NotValid(value, f'"{shortened(typed)}" is not a language tag; write for example en-GB or de')
    return typed.lower()


class OneOf:
    """A converter for a field that can have only the texts *allowed*."""

    def __init__(self, *allowed: str) -> None:
        self.allowed = allowed

    def __call__(self, value: Value) -> str:
        """Return the text."""
        typed = required_text(value)
        if typed not in self.allowed:
            hint = did_you_mean(typed[:60], self.allowed) or f"; write one of {', '.join(self.allowed)}"
            raise NotValid(value, f'"{shortened(typed)}" is not known here{hint}')
        return typed


def boolean(value: Value) -> bool:
    """Return True for true or yes, False for false or no."""
    lowered = Value(plain_text(value).lower(), value.start, value.end)
    return OneOf("true", "false", "yes", "no")(lowered) in ("true", "yes")


def boolean_as_text(value: Value) -> str:
    """Return "true" or "false", which is how Pelican reads the field `translation`."""
    return str(boolean(value)).lower()


class ListOfMappings:
    """A converter for a list of mappings with just the keys *columns*, such as ``{date: …, what: …}``."""

    def __init__(self, **columns: Callable[[Value], Any]) -> None:
        self.columns = columns

    def __call__(self, value: Value) -> list[dict[str, Any]]:
        """Return the list."""
        return [self._item(item) for item in value]

    def _item(self, item: Value) -> dict[str, Any]:
        if not isinstance(item.data, dict) or set(item.data) != set(self.columns):
            shape = "{" + ", ".join(f"{name}: …" for name in self.columns) + "}"
            raise NotValid(item, f"write each line as - {shape} (in a YAML header)")
        return {name: convert(item.data[name]) for name, convert in self.columns.items()}


def as_typed(value: Value) -> object:
    """Return text, lists and mappings as they were typed; for a field that is in no table."""
    if isinstance(value.data, list):
        return [as_typed(item) for item in value.data]
    if isinstance(value.data, dict):
        return {name: as_typed(item) for name, item in value.data.items()}
    return value.data


class FieldRule(NamedTuple):
    """One row of the table: the name, its converter, what it holds, and what reads it: Pelican or a plugin."""

    name: str
    convert: Callable[[Value], Any]
    meaning: str
    read_by: str


FIELDS = [
    FieldRule("title", required_text, "plain text", "Pelican"),
    FieldRule("summary", summary_text, f"plain text, at most {SUMMARY_LENGTH} characters", "Pelican"),
    FieldRule("date", date_time, "YYYY-MM-DD, or with a time; later than the build: scheduled", "Pelican"),
    FieldRule("modified", date_time, "day of the last change that a reader should know of", "Pelican"),
    FieldRule("slug", slug, "the slug, if not that of the file name", "Pelican"),
    FieldRule("aliases", old_address_list, "old slugs or paths that lead here", "hamerkop.redirects"),
    FieldRule("category", one_text("an article has one category; write category: {1}"), "one category", "Pelican"),
    FieldRule("tags", name_list, "one or more tags", "Pelican"),
    FieldRule("author", one_text("this field is for one author; write authors: [{0}]"), "one author", "Pelican"),
    FieldRule("authors", name_list, "several authors", "Pelican"),
    FieldRule("status", OneOf(*STATUSES), "published, draft, hidden or skip", "Pelican"),
    FieldRule("lang", language_tag, "language of the text, such as en-GB", "Pelican"),
    FieldRule("translation", boolean_as_text, "true: this is the translation, not the original", "Pelican"),
    FieldRule("url", required_text, "the address, if not that of the settings", "Pelican"),
    FieldRule("save_as", output_path, "path of the output file, if not that of the settings", "Pelican"),
    FieldRule("template", required_text, "another template of the theme", "Pelican"),
    FieldRule("clinical_review", required_text, "not-reviewed, in-review or reviewed", "hamerkop.review_status"),
    FieldRule("reviewer", required_text, "who reviewed", "hamerkop.review_status"),
    FieldRule("reviewer_role", required_text, "the reviewer's profession and registration", "hamerkop.review_status"),
    FieldRule("reviewed", day, "day of the review", "hamerkop.review_status"),
    FieldRule("last_evidence_check", day, "day on which the sources were last checked", "hamerkop.review_status"),
    FieldRule("next_review", day, "day on which the page is due for review", "hamerkop.review_status"),
    FieldRule(
        "evidence_grade",
        ListOfMappings(claim=required_text, grade=OneOf(*GRADES)),
        f"list of {{claim, grade}}; a grade is {', '.join(GRADES)}",
        "the theme",
    ),
    FieldRule(
        "check_by",
        ListOfMappings(date=day, what=required_text),
        "list of {date, what}: facts that lapse",
        "hamerkop.review_status",
    ),
    FieldRule("glossary_exclude", name_list, "glossary terms not to link here; all: none", "hamerkop.glossary"),
    FieldRule(
        "related_posts", slug_list, "slugs of articles to list first under Read next; none: no list", "hamerkop.related"
    ),
    FieldRule("related_posts_exclude", slug_list, "slugs of articles never to list here", "hamerkop.related"),
    FieldRule(
        "related_posts_target",
        boolean,
        "false: never list this article elsewhere; for one that is superseded",
        "hamerkop.related",
    ),
]


def read_fields(
    header: FrontMatter, extra: Iterable[str] = (), zone: str = "UTC"
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a header by field name, and every problem of the header, in the order of the file.

    *extra* are names of further fields, read as plain text. *zone* is the time zone (IANA name) of a date that names
    none. A field with an invalid value is left out; an unknown one is kept as it was typed.
    """
    converters = {rule.name: rule.convert for rule in FIELDS} | {field_name(name): plain_text for name in extra}
    values: dict[str, Any] = {}
    problems = [*header.problems, *_further_problems(header, extra, zone)]
    for field in header.fields.values():
        if field.name not in converters:
            problems.append(_unknown_field(header, field, converters))
        try:
            values[field.name] = _in_zone(converters.get(field.name, as_typed)(field.value), zone)
        except NotValid as error:
            start, end = error.value.start, error.value.end
            message = _why_empty(header, field) or str(error)
            problems.append(Problem(error.rule, header.path, start, f"{field.name}: {message}", end))
    return values, sorted([*problems, *_author_problems(header)])


MAX_SLIPS = 20  # of one header that are named at once
_BEGINS_FIELD = re.compile(r"[A-Za-z][\w-]*[ ]?(?::|=|$)|-{3}|\.{3}")


def _further_problems(header: FrontMatter, extra: Iterable[str], zone: str) -> list[Problem]:
    """Return the problems of a header besides the first one because of which YAML cannot read any of it.

    They are those of the header without the fields that cannot be read, so nothing of it is used.
    """
    unreadable = [problem for problem in header.problems if problem.rule == "F01"]
    if header.fields or len(unreadable) != 1 or unreadable[0].start == START or not header.source.startswith("---"):
        return []
    lines, found = header.source.split("\n"), list[Problem]()
    for _ in range(MAX_SLIPS):
        _clear_field(lines, unreadable[-1].start.line)
        rest = parse("\n".join(lines), header.path)
        again = [problem for problem in rest.problems if problem.rule == "F01"]
        if rest.fields:
            return [*found, *read_fields(rest, extra, zone)[1]] if not again else found
        if len(again) != 1 or again[0].start.line <= unreadable[-1].start.line or rest.body_line != header.body_line:
            return found
        found += again
        unreadable += again
    return found


def _clear_field(lines: list[str], number: int) -> None:
    """Empty the line *number*, counted from 1, and those that belong to the same field."""
    first = next((index for index in range(number - 1, 0, -1) if _BEGINS_FIELD.match(lines[index])), number - 1)
    for index in range(first, len(lines)):
        if index >= number and _BEGINS_FIELD.match(lines[index]):
            return
        lines[index] = ""


def _why_empty(header: FrontMatter, field: FrontMatterField) -> str:
    """Return what to write if a field is empty because YAML takes its text for a comment, else ""."""
    line = header.source.split("\n")[field.start.line - 1]
    found = re.match(r"[^:]*:[ ]+(#+\S.*?|~|null)[ ]*$", line, re.IGNORECASE) if field.value.data == "" else None
    if found is None:
        return ""
    if not found[1].startswith("#"):
        return f"YAML takes {found[1]} for nothing; put it in quotes if it is the text: {quoted(found[1])}"
    if field.name in LISTS:
        tags = ", ".join(tag for tag in re.split(r"[\s,#]+", found[1]) if tag)
        return f"YAML takes what begins with # for a comment; write {field.typed}: [{tags}]"
    return f"YAML takes what begins with # for a comment; put it in quotes: {quoted(found[1].strip())}"


def _in_zone(value: object, zone: str) -> object:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(zone))
    return value


# Fields of other programs (Jekyll, Hugo, WordPress exports, Obsidian), and what they are called here.
SAME_FIELDS = {
    "description": "summary",
    "excerpt": "summary",
    "subtitle": "summary",
    "abstract": "summary",
    "keywords": "tags",
    "topics": "tags",
    "lastmod": "modified",
    "updated": "modified",
    "last_modified_at": "modified",
    "publishdate": "date",
    "published_at": "date",
    "pubdate": "date",
    "language": "lang",
    "locale": "lang",
    "redirect_from": "aliases",
    "alias": "aliases",
    "by": "author",
}
OTHER_FIELDS = {
    "draft": 'write "status: draft", or remove the line to publish',
    "published": 'write "status: draft", or remove the line to publish',
    "hidden": 'write "status: hidden"',
    "layout": 'remove the line, or write "template: …" for another template of the theme',
    "private": 'write "status: draft"',
    "permalink": 'write "slug: …" for the address, or "aliases: […]" for an old one',
    "id": "remove it; the name of the file is the address",
}
OWN_FIELD = "use a known field, or add the name to FRONTMATTER_EXTRA"


def _unknown_field(header: FrontMatter, field: FrontMatterField, known: Iterable[str]) -> Problem:
    same, instead = SAME_FIELDS.get(field.name), OTHER_FIELDS.get(field.name)
    nearest = same or ("" if instead else nearest_name(field.name, known))
    hint = f'did you mean "{nearest}"?' if nearest else instead or OWN_FIELD
    edits = (Edit(field.start, field.end, nearest, safe=False),) if nearest else ()
    message = f'unknown field "{field.name}"; {hint}'
    return Problem("F02", header.path, field.start, message, field.end, edits=edits)


def nearest_name(name: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """Return the known field that is nearest to *name*; that of another program counts as its name here. "" if none."""
    nearest = nearest_of(name, (*known, *SAME_FIELDS), cutoff)
    return SAME_FIELDS.get(nearest, nearest)


def _author_problems(header: FrontMatter) -> list[Problem]:
    if "author" not in header.fields or "authors" not in header.fields:
        return []
    field, message = header.fields["author"], "author and authors are both given; keep one of them"
    return [Problem("F06", header.path, field.start, message, field.end)]


def missing_fields(header: FrontMatter, required: Iterable[str]) -> list[Problem]:
    """Return a problem for each field of *required* that the header does not have, not even misspelt."""
    if header.problems and not header.fields:
        return []  # the header could not be read at all; naming every field would hide that one problem
    unknown = (problem for problem in header.problems if problem.rule == "F02" and problem.level == ERROR)
    misspelt = {edit.text for problem in unknown for edit in problem.edits}
    return [
        Problem("F04", header.path, START, f'no {name}; add a line "{name}: …" to the front matter')
        for name in required
        if name not in header.fields and name not in misspelt
    ]


def future_dates(header: FrontMatter, values: Metadata, today: date) -> list[Problem]:
    """Return a problem for each date in *values* that says when something happened and is later than *today*."""
    found = []
    for name in ("modified", "reviewed", "last_evidence_check"):
        moment = values.get(name) if name in header.fields else None
        day_given = moment.date() if isinstance(moment, datetime) else moment
        if day_given and day_given > today:
            value = header.fields[name].value
            message = f"{name}: {day_given} is in the future; write the day on which it happened"
            found.append(Problem("F03", header.path, value.start, message, value.end))
    return found
