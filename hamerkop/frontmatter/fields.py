"""The table of front-matter fields: what each may hold, and how a typed value becomes a Python one.

One table for the reader, the checks and the writers' page. To add a field is to add a row.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hamerkop.frontmatter.parse import (
    UNPRINTABLE,
    FrontMatter,
    Mistake,
    Place,
    Value,
    split_list,
    unprintable_message,
)
from hamerkop.shared.problems import did_you_mean

STATUSES = ("published", "draft", "hidden", "skip")
REVIEWS = ("not-reviewed", "in-review", "reviewed")
GRADES = ("strong", "moderate", "limited", "very-limited", "conflicting", "uncertain")
SUMMARY_LENGTH = 160  # characters; search results and social cards cut there


class NotValid(Exception):
    """A value that its field cannot hold; says what to write instead."""

    def __init__(self, value: Value, message: str):
        super().__init__(message)
        self.value = value


def text(value: Value) -> str:
    """Return one line of plain text: no Markdown, no entities, spaces folded."""
    if not isinstance(value.data, str):
        raise NotValid(value, 'write plain text here; put it in quotes if it begins with [ or {, as in "[draft] name"')
    if unprintable := UNPRINTABLE.search(value.data):
        raise NotValid(value, unprintable_message(ord(unprintable[0])))
    return " ".join(value.data.split())


def filled(value: Value) -> str:
    if not text(value):
        raise NotValid(value, "is empty; write it")
    return text(value)


def summary(value: Value) -> str:
    short = filled(value)
    if len(short) > SUMMARY_LENGTH:
        raise NotValid(value, f"has {len(short)} characters; shorten it to {SUMMARY_LENGTH}")
    return short


_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?) ?(Z|[+-]\d\d:?\d\d)?)?")


def moment(value: Value) -> datetime:
    """Return a day, or a day with a time (hours and minutes, seconds and an offset if wanted)."""
    typed = filled(value)
    match = _DAY.fullmatch(typed)
    if not match:
        raise NotValid(
            value,
            f'"{typed}" is not a date; write year-month-day, for example 2026-12-25 or 2026-12-25 08:30',
        )
    year, month, day, time, offset = match.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{time or '00:00'}{offset or ''}")
    except ValueError as error:
        raise NotValid(value, f'"{typed}": {error}; write a day that exists, for example 2026-12-25') from None


def day(value: Value) -> date:
    return moment(value).date()


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug(value: Value) -> str:
    typed = filled(value)
    if not _SLUG.fullmatch(typed):
        raise NotValid(value, f'"{typed}" cannot be an address; use small letters a to z, digits and single hyphens')
    return typed


def slugs(value: Value) -> list[str]:
    return [slug(item) for item in split_list(value)]


def names(value: Value) -> list[str]:
    found = [filled(item) for item in split_list(value)]
    if not found:
        raise NotValid(value, "is empty; write at least one")
    return list(dict.fromkeys(found))


def language(value: Value) -> str:
    """Return a language tag (RFC 5646) in small letters, which is how Pelican compares them."""
    typed = filled(value)
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", typed):
        raise NotValid(value, f'"{typed}" is not a language tag; write for example en-GB or de')
    return typed.lower()


def one_of(*allowed: str) -> Callable[[Value], str]:
    def read(value: Value) -> str:
        typed = filled(value)
        if typed not in allowed:
            hint = did_you_mean(typed, allowed) or f"; write one of {', '.join(allowed)}"
            raise NotValid(value, f'"{typed}" is not known here{hint}')
        return typed

    return read


def yes_or_no(value: Value) -> bool:
    return one_of("true", "false", "yes", "no")(Value(text(value).lower(), value.place)) in ("true", "yes")


def yes_or_no_as_text(value: Value) -> str:
    """Return "true" or "false", as Pelican's own code wants to read it."""
    return str(yes_or_no(value)).lower()


def rows(**columns: Callable[[Value], Any]) -> Callable[[Value], list[dict[str, Any]]]:
    """Return a reader of a list of small tables with just these *columns*, such as ``{date: …, what: …}``."""
    shape = "{" + ", ".join(f"{name}: …" for name in columns) + "}"

    def read_row(row: Value) -> dict[str, Any]:
        if not isinstance(row.data, dict) or set(row.data) != set(columns):
            raise NotValid(row, f"write each line as - {shape} (in a YAML header)")
        return {name: read(row.data[name]) for name, read in columns.items()}

    return lambda value: [read_row(row) for row in value]


class FieldRule(NamedTuple):
    """One row of the table: the name, how it is read, and what it is for (for the writers' page)."""

    name: str
    read: Callable[[Value], Any]
    about: str


FIELDS = [
    FieldRule("title", filled, "plain text"),
    FieldRule("summary", summary, f"plain text, at most {SUMMARY_LENGTH} characters"),
    FieldRule("date", moment, "YYYY-MM-DD, or with a time; later than now: scheduled, not published"),
    FieldRule("modified", moment, "day of the last change that a reader should know of"),
    FieldRule("slug", slug, "the address, if not the file's name"),
    FieldRule("aliases", slugs, "old slugs that lead here"),
    FieldRule("category", filled, "one category"),
    FieldRule("tags", names, "from topics.yaml where that file exists"),
    FieldRule("author", filled, "one author"),
    FieldRule("authors", names, "several authors"),
    FieldRule("status", one_of(*STATUSES), "published, draft, hidden or skip"),
    FieldRule("lang", language, "language of the text, such as en-GB"),
    FieldRule("translation", yes_or_no_as_text, "true: this is the translation, not the original"),
    FieldRule("template", filled, "another template of the theme"),
    FieldRule("clinical_review", one_of(*REVIEWS), "not-reviewed, in-review or reviewed"),
    FieldRule("reviewer", filled, "who reviewed"),
    FieldRule("reviewer_role", filled, "the reviewer's profession and registration"),
    FieldRule("reviewed", day, "day of the review"),
    FieldRule("last_evidence_check", day, "day on which the sources were last checked"),
    FieldRule("next_review", day, "day on which the page is due for review"),
    FieldRule("evidence_grade", rows(claim=filled, grade=one_of(*GRADES)), "list of {claim, grade}"),
    FieldRule("check_by", rows(date=day, what=filled), "list of {date, what}: facts that lapse"),
    FieldRule("glossary_exclude", names, "glossary terms not to link here; all: none"),
    FieldRule("related_posts", slugs, "slugs of articles to list first under Read next; none: no list"),
    FieldRule("related_posts_exclude", slugs, "slugs of articles never to list here"),
    FieldRule(
        "related_posts_target", yes_or_no, "false: never offer this article elsewhere; for one that is superseded"
    ),
]

# What Pelican itself cannot do without; a site may ask for more.
REQUIRED = {"article": ["title", "date"], "page": ["title"]}


def read_fields(
    header: FrontMatter,
    required: Iterable[str],
    extra: Iterable[str] = (),
    zone: str = "UTC",
    today: date | None = None,
) -> tuple[dict[str, Any], list[Mistake]]:
    """Return the values of a header by field name, and every mistake in it, in the order of the file.

    *zone* is the time zone (IANA name) of a date that names none; *today* is the last day that can be past. Fields
    with a mistake are left out.
    """
    rules = {rule.name: rule.read for rule in FIELDS} | {name.lower(): text for name in extra}
    values, mistakes = {}, list(header.mistakes)
    for entry in header.fields.values():
        if entry.name not in rules:
            hint = did_you_mean(entry.name, rules) or "; the fields are listed in hamerkop/frontmatter/README.md"
            mistakes.append(Mistake(entry.place, f'unknown field "{entry.name}"{hint}'))
            continue
        try:
            values[entry.name] = _in_zone(rules[entry.name](entry.value), zone)
        except NotValid as error:
            mistakes.append(Mistake(error.value.place, f"{entry.name}: {error}"))
    mistakes += _missing(header, required) + _review_mistakes(header, values) + _contradictions(header, values, today)
    return values, sorted(mistakes)


def _in_zone(value: Any, zone: str) -> Any:
    without_zone = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=ZoneInfo(zone)) if without_zone else value


def _missing(header: FrontMatter, required: Iterable[str]) -> list[Mistake]:
    if header.mistakes and not header.fields:
        return []  # the header could not be read at all; naming every field would hide the one mistake
    return [
        Mistake(Place(1, 1), f'no {name}; add a line "{name}: …" to the front matter')
        for name in required
        if name not in header.fields
    ]


def _contradictions(header: FrontMatter, values: dict[str, Any], today: date | None) -> list[Mistake]:
    """Two answers to one question, and things said to have happened after *today*."""
    found = []
    if "author" in header.fields and "authors" in header.fields:
        found.append(Mistake(header.fields["author"].place, "author and authors say the same thing; keep one of them"))
    for name in ("modified", "reviewed", "last_evidence_check"):
        moment = values.get(name)
        day_said = moment.date() if isinstance(moment, datetime) else moment
        if today and day_said and day_said > today:
            place = header.fields[name].value.place
            found.append(Mistake(place, f"{name}: {day_said} has not come yet; write the day on which it happened"))
    return found


def _review_mistakes(header: FrontMatter, values: dict[str, Any]) -> list[Mistake]:
    """A page that says it was reviewed must say by whom and when; nobody's name stands on an unreviewed one."""
    names_reviewer = [name for name in ("reviewer", "reviewer_role", "reviewed") if name in header.fields]
    if values.get("clinical_review") != "reviewed":
        message = "clinical_review is not reviewed, so no review may be named; take the line out"
        return [Mistake(header.fields[name].place, f"{name}: {message}") for name in names_reviewer]
    absent = [name for name in ("reviewer", "reviewer_role", "reviewed") if name not in header.fields]
    place = header.fields["clinical_review"].place
    return [Mistake(place, f"clinical_review is reviewed: say {name}, or write not-reviewed") for name in absent]
