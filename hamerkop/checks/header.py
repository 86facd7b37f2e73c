"""Finds slips in the fields of a header and in the name of a file that are valid, and probably not meant."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from hamerkop.shared.plain_text import markup_in
from hamerkop.shared.problems import Edit, Position, Problem, line_and_column
from hamerkop.shared.rules import NOTE

LONG_TITLE = 100  # characters; search results show about 60, and no title of a newspaper has more
FIRST_YEAR, YEARS_AHEAD = 1990, 5  # the Web is of 1990; nobody plans an article for more than five years ahead
REVIEW_YEARS_AHEAD = 20
LOOKED_AT = ("reviewed", "last_evidence_check")  # dates on which somebody looked at a text, perhaps before it came out
LONGEST_BEFORE = 366  # days that this can be before its date
FIELDS = ("title", "summary")

_FIELD = re.compile(
    r"^(?P<name>[\w-]+):[ \t]+(?P<value>(?![\"'|>\[{&*!])[^\n]*?(?<=[^ \t]))(?P<cut>[ \t]+#[^\n]*)$", re.MULTILINE
)
_TAGGED = re.compile(
    r"^(?P<name>title|summary|category|author):[ \t]+(?P<value>(?:[&!]\S+|!)[ \t]+\S[^\n]*)$", re.MULTILINE
)
_PLACEHOLDER = re.compile(
    r"\W*(?:todo|tbd|tbc|tk|tktk|xxx+|fixme|untitled(?: (?:document|post|page|note|draft))?|no title"
    r"|new (?:post|article|page)|my (?:new )?(?:title|post|article)|title|summary|description|test|placeholder|asdf\w*"
    r"|(?:insert|add|your|write)(?: an?| the| your| my)? (?:title|summary|description|text)(?: here)?)?\W*"
    r"|.*\blorem ipsum\b.*|\W*(?:todo|fixme|tbd)\s*[:!–—-].*",
    re.IGNORECASE,
)


class Header:
    """The header of an article or page.

    *path*: as problems name it. *text*: what is typed, with the lines of --- around it. *values*: the fields as Pelican
    has them. *plain*: the names of those fields of `FIELDS` that are plain text. *escapes*: whether templates escape
    HTML.
    """

    def __init__(
        self, path: str, text: str, values: Mapping[str, Any], plain: frozenset[str], escapes: bool = True
    ) -> None:
        self.path, self.text, self.values, self.plain, self.escapes = path, text, values, plain, escapes

    def place(self, field: str) -> tuple[Position, Position]:
        """Return where the value of *field* begins, and the end of that line; (1, 1) if it is not typed."""
        pattern = rf"^[ ]*{re.escape(field).replace('_', '[_ -]')}[ \t]*:[ \t]*"
        found = re.search(pattern, self.text, re.MULTILINE | re.IGNORECASE)
        if found is None:
            return Position(1, 1), Position(1, 1)
        line = self.text.count("\n", 0, found.start()) + 1
        line_start = self.text.rfind("\n", 0, found.start()) + 1
        end = self.text.find("\n", found.end())
        typed = self.text[line_start : end if end >= 0 else len(self.text)]
        return Position(line, found.end() - line_start + 1), Position(line, len(typed.rstrip()) + 1)

    def problem(self, rule: str, field: str, message: str) -> Problem:
        """Return a problem of the value of *field*."""
        start, end = self.place(field)
        return Problem(rule, self.path, start, f"{field}: {message}", end if end > start else None)


def header_problems(header: Header) -> Iterator[Problem]:
    """Yield the problems of title and summary, and of values that YAML cuts."""
    yield from _cut_values(header)
    yield from _odd_quotes(header)
    for field in FIELDS:
        typed = header.values.get(field)
        if isinstance(typed, str) and header.place(field)[0] > (1, 1):
            yield from _field_problems(header, field, typed)


def is_placeholder(typed: str) -> bool:
    """Return whether a text is to be replaced by its writer."""
    return bool(_PLACEHOLDER.fullmatch(typed))


def _field_problems(header: Header, field: str, typed: str) -> Iterator[Problem]:
    if is_placeholder(typed):
        yield header.problem("P03", field, f'"{typed}" is to be replaced; write what readers should see')
    elif field in header.plain and (found := markup_in(typed, header.escapes)):
        yield header.problem(
            "F11", field, f"{found[0][:60]} is printed as typed; this field is plain text, so remove the markup"
        )
    if field == "title" and len(typed) > LONG_TITLE:
        yield header.problem("F13", field, f"has {len(typed)} characters; lists and search results show about 60")


# One that begins with a straight quote and ends otherwise cannot be read at all, which is reported.
_IN_QUOTES = '(?P<value>(?:[“”„«](?P<inner>[^“”„«»"\\[\\]\\n]+)[”“»"]|[‘’‚](?P<single>[^‘’‚“”\\[\\]\\n]+)[’‘\']))'
_QUOTED_FIELD = re.compile(rf"^(?P<name>[\w-]+):[ \t]+{_IN_QUOTES}[ \t]*$", re.MULTILINE)
_QUOTED_ITEM = re.compile(rf"(?:(?<=[\[,])[ ]*|^[ \t]*-[ \t]+){_IN_QUOTES}(?=[ ]*(?:[,\]]|$))", re.MULTILINE)


def _odd_quotes(header: Header) -> Iterator[Problem]:
    """Yield a problem for each value in quotes that YAML does not read: typographic ones, or two that are no pair."""
    if header.text.isascii() or not header.text.startswith("---"):
        return
    for found in (*_QUOTED_FIELD.finditer(header.text), *_QUOTED_ITEM.finditer(header.text)):
        start, end = (line_and_column(header.text, offset) for offset in found.span("value"))
        # A title may be a quotation.
        is_quotation = found.groupdict().get("name") in FIELDS and found["value"][-1] not in "\"'"
        what = "these quotes are a part of the value, and are printed"
        inner = found["inner"] or found["single"]
        message = f'{found["value"][:60]}: {what}; write "{inner}"'
        edits = (Edit(start, end, f'"{inner}"', safe=False),)
        yield Problem("F14", header.path, start, message, end, NOTE if is_quotation else None, edits)


def _cut_values(header: Header) -> Iterator[Problem]:
    """Yield a problem for each value of which YAML leaves a part out: a comment, a tag or an anchor."""
    if not header.text.startswith("---"):
        return
    for found in _TAGGED.finditer(header.text):
        what = f"YAML leaves out what begins with {found['value'][0]}"
        yield _to_be_quoted(header, found["name"], found["value"], what)
    for found in _FIELD.finditer(header.text):
        cut = found["cut"].strip()
        if _is_cut(found["name"].lower(), found["cut"]):
            what = f'"{cut[:60]}" is a comment for YAML, so it is left out'
            yield _to_be_quoted(header, found["name"], f"{found['value'].strip()} {cut}", what)


def _to_be_quoted(header: Header, field: str, typed: str, what: str) -> Problem:
    escaped = typed.replace("\\", "\\\\").replace('"', '\\"')
    return header.problem("F10", field, f'{what}; put the value in quotes: {field}: "{escaped}"')


def _is_cut(field: str, comment: str) -> bool:
    """Return whether what YAML takes for a comment was meant as text: no space is behind its #, or one before it."""
    if field in FIELDS:
        return not comment.startswith(("  ", "\t")) or comment.lstrip()[1:2].isalnum()
    return field in ("category", "author") and comment.lstrip()[1:2].isalnum()


def date_problems(header: Header, today: date) -> Iterator[Problem]:
    """Yield a problem for each date that is not plausible, or contradicts the date of the article."""
    review = _day(header.values.get("next_review"))
    if review is not None and review.year > today.year + REVIEW_YEARS_AHEAD:
        yield _unlikely(header, "next_review", review, "write a day within some years")
    for fact in _facts_to_check(header):
        if (checked := _day(fact.get("date"))) is not None and checked.year > today.year + REVIEW_YEARS_AHEAD:
            yield _unlikely(header, "check_by", checked, "write a day within some years")
    for field in LOOKED_AT:
        looked_at = _day(header.values.get(field))
        if looked_at is not None and looked_at.year < FIRST_YEAR:
            yield _unlikely(header, field, looked_at, "write the day on which it happened")
    written = _day(header.values.get("date"))
    if written is None:
        return
    if FIRST_YEAR <= written.year <= today.year + YEARS_AHEAD:
        yield from _contradictory_dates(header, written)
    else:
        yield _unlikely(header, "date", written, "write the day of publication")


def _facts_to_check(header: Header) -> list[Mapping[str, object]]:
    """Return the entries of `check_by` in a header; what is no such entry is reported where it is read."""
    facts = header.values.get("check_by")
    return [fact for fact in facts if isinstance(fact, Mapping)] if isinstance(facts, list) else []


def _unlikely(header: Header, field: str, day: date, instead: str) -> Problem:
    return header.problem("D04", field, f"the year {day.year} is hardly meant; {instead}")


def _contradictory_dates(header: Header, written: date) -> Iterator[Problem]:
    for field in ("modified", "next_review", *LOOKED_AT):
        day = _day(header.values.get(field))
        if day is None or header.place(field)[0] == (1, 1):
            continue
        if field not in LOOKED_AT and day < written:
            message = f"{day} is before the date of the article, {written}; correct one of them"
            yield header.problem("D05", field, message)
        elif field in LOOKED_AT and day.year >= FIRST_YEAR and (written - day).days > LONGEST_BEFORE:
            message = f"{day} is more than a year before the date of the article, {written}; correct one of them"
            yield header.problem("D05", field, message)
    yield from _review_before_it(header)


def _review_before_it(header: Header) -> Iterator[Problem]:
    """Yield a problem if the next review is no later than the one before it."""
    review = _day(header.values.get("next_review"))
    done = [(day, field) for field in LOOKED_AT if (day := _day(header.values.get(field)))]
    written = _day(header.values.get("date"))
    if review and done and written and written <= review <= max(done)[0] and header.place("next_review")[0] > (1, 1):
        day, field = max(done)
        message = f"{review} is not after {field}, {day}; write the day of the review after that"
        yield header.problem("D05", "next_review", message)


def _day(value: object) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


_COPY = re.compile(
    r"[ _-]+\(?(?:copy|kopie|copie|copia)(?:[ _-]?\(?\d{1,2}\)?)?\)?$|["
    r" ]?\(\d{1,2}\)$|^(?:copy|kopie|copie|copia)[ _-](?:of|von|de|di)[ _-]"
    r"|\(.*(?:conflicted copy|in konflikt|case conflict).*\)|[._-]sync-conflict-|[ _-]+[0-9a-f]{32}$"
    r"|[._ -](?:bak|backup|old|orig|tmp)$|~$|%20|^\.~lock\.|^~\$|^#.*#?$"
    r"|^(?:untitled|unbenannt|sans titre|new (?:file|note|document|text document))(?:[ _-]?\(?\d{1,3}\)?)?$",
    re.IGNORECASE,
)
# A file manager counts so, and a writer too: "Part 2".
_NUMBERED = re.compile(
    r"(?<!\bpart)(?<!\bchapter)(?<!\bvolume)(?<!\bday)(?<!\bweek)(?<!\bmonth)(?<!\byear)(?<!\bstep)(?<!\bphase)(?<!\btype)"
    r"(?<!\bnumber)(?<!\bno)(?<!\blevel)(?<!\bversion)(?<!\bsession)(?<!\bissue)(?<!\bepisode)(?<=[^\W\d_]) [2-9]$",
    re.IGNORECASE,
)
_COPIED_WORDS = re.compile(r"-copy$|-(?:old|backup)$", re.IGNORECASE)


def file_name_problems(path: str) -> Iterator[Problem]:
    """Yield a problem if the name of a file says that it is a copy, or is not to be published."""
    stem = PurePath(path).stem
    start = Position(1, 1)
    if stem.startswith("_"):
        message = "a file whose name begins with _ is published here all the same; set status: draft, or rename it"
        yield Problem("S06", path, start, message)
    elif _COPY.search(stem) and not _COPIED_WORDS.search(stem):
        message = f'"{stem}" is what programs call a copy or a draft, and it is published; rename it, or delete it'
        yield Problem("S06", path, start, message)
    elif _NUMBERED.search(stem):
        message = f'"{stem}" is what file managers call a copy, and it is published; rename it if it is none'
        yield Problem("S06", path, start, message, level=NOTE)
