"""Reads the fields of an item of CSL-JSON as text, names and dates, and says which of them are damaged.

An item comes from a file that anybody may have damaged: a field of the wrong type is a problem, and is then treated as
missing. Text may have the markup that CSL-JSON knows, `<i>`, `<b>`, `<sub>`, `<sup>`, `<sc>` and `<span>` (see
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html#html-like-formatting-tags); everything else in it is
plain text.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from html import escape, unescape
from unicodedata import normalize

from hamerkop.shared.problems import nearest_of
from hamerkop.shared.yaml_form import describe_value

Item = Mapping[str, object]  # one item of CSL-JSON (CSL 1.0.2, appendices III and IV)
Name = Mapping[str, object]  # one name in it

TEXT_FIELDS = (
    *("type", "title", "container-title", "collection-title", "number", "volume", "issue", "page", "edition"),
    *("publisher", "publisher-place", "genre", "status", "DOI", "URL"),
)
ROLES = ("author", "editor")
NAME_PARTS = ("literal", "family", "given", "dropping-particle", "non-dropping-particle", "suffix")
DATES = ("issued", "accessed")
# Of these an item has to have one, or its line in the list would be empty.
PRINTED_FIELDS = ("title", "container-title", "collection-title", "genre", "publisher", "DOI", "URL")
# What neither HTML nor XML can contain, and halves of characters, which UTF-8 cannot.
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


# Text


def field_text(item: Item, field: str) -> str:
    """Return a field as text on one line; "" if it is missing or neither text nor a whole number.

    Letters and their accents are one character (Unicode's form NFC), whatever the file has.
    """
    value = item.get(field)
    return clean_text(str(value)) if is_text(value) else ""


def is_text(value: object) -> bool:
    """Return whether *value* is text, or a whole number, which is printed as it was typed."""
    return isinstance(value, str | int) and not isinstance(value, bool)


def clean_text(text: str) -> str:
    """Return *text* on one line, in NFC, without characters that no page can have."""
    return " ".join(normalize("NFC", _NO_TEXT.sub("", text)).split())


_TAG = re.compile(
    r"&lt;(?:(?P<close>/)(?P<closed>i|b|sub|sup|sc|span)|(?P<opened>i|b|sub|sup|sc)"
    r"|span (?:style=&quot;font-variant:\s*small-caps;?&quot;|class=&quot;nocase&quot;))&gt;"
)
_PRINTED_TAGS = ("i", "b", "sub", "sup")  # small capitals would need a style that a theme may not have


def to_html(text: str, keep_tags: bool = True) -> str:
    """Return text of CSL-JSON as HTML; with *keep_tags* False as HTML without a tag.

    A tag counts if it is closed, in the right order; one that is not is text.
    """
    typed = escape(text)
    found = list(_TAG.finditer(typed)) if "&lt;" in typed else []
    pairs = _pairs(found)
    pieces, done = [], 0
    for tag in found:
        if tag in pairs:
            name = tag["closed"] or tag["opened"] or "span"
            printed = f"<{tag['close'] or ''}{name}>" if keep_tags and name in _PRINTED_TAGS else ""
            pieces += [typed[done : tag.start()], printed]
            done = tag.end()
    return "".join([*pieces, typed[done:]]).replace("&quot;", '"').replace("&#x27;", "'")


def _pairs(tags: Sequence[re.Match[str]]) -> set[re.Match[str]]:
    """Return the tags that belong to a pair of an opening and a closing one."""
    pairs: set[re.Match[str]] = set()
    open_tags: list[re.Match[str]] = []
    for tag in tags:
        if not tag["close"]:
            open_tags.append(tag)
        elif open_tags and (open_tags[-1]["opened"] or "span") == tag["closed"]:
            pairs |= {open_tags.pop(), tag}
    return pairs


def to_plain_text(text: str) -> str:
    """Return text of CSL-JSON without its markup."""
    return unescape(to_html(text, keep_tags=False))


# Names and dates


def persons(item: Item, role: str) -> list[Name]:
    """Return the names in a role such as "author"; whatever is not a name is left out."""
    names = item.get(role)
    return [name for name in names if isinstance(name, Mapping)] if isinstance(names, list) else []


def date_parts(date: Mapping[str, object]) -> list[int]:
    """Return year, month and day of a CSL date, as many as it has; [] if they are missing or damaged."""
    ranges = date.get("date-parts")
    first = ranges[0] if isinstance(ranges, list) and ranges else None
    try:
        return [int(part) for part in first if part not in (None, "")] if isinstance(first, list) else []
    except (TypeError, ValueError, OverflowError):
        return []


# Problems

# CSL 1.0.2, appendices III and IV, and what reference managers add.
_TYPES = """
article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
personal_communication post post-weblog regulation report review review-book software song speech standard thesis
treaty webpage journal-article book-chapter posted-content proceedings-article peer-review preprint other
"""
TYPES = frozenset(_TYPES.split())
_KNOWN_FIELDS = """
abstract annote archive archive_collection archive_location archive-place authority available-date call-number
categories chair chapter-number citation-key citation-label citation-number collection-editor collection-number
compiler composer container-author container-title-short contributor curator custom dimensions director division DOI
editor-translator editorial-director event event-date event-place event-title executive-producer
first-reference-note-number guest host id illustrator ISBN ISSN interviewer journalAbbreviation jurisdiction keyword
language license locator medium narrator note number-of-pages number-of-volumes organizer original-author
original-date original-publisher original-publisher-place original-title page-first part-number part-title PMCID PMID
performer printing-number producer published published-online published-print recipient references reviewed-author
reviewed-genre reviewed-title scale script-writer section series-creator shortTitle source submitted subject subtitle
supplement-number title-short translator URL version volume-title year-suffix alternative-id article-number
content-domain created deposited funder indexed institution issn-type isbn-type issue-title issueDate journal-issue
link member prefix relation resource score short-container-title short-title type update-policy editors-note
series-editor keywords tags
"""
KNOWN_FIELDS = frozenset(_KNOWN_FIELDS.split())
NEARLY_A_FIELD = 0.8  # difflib's ratio


def doubts_of_item(item: Item) -> Iterator[str]:
    """Yield what is probably misspelt in *item*: its type, and fields that are nearly one that is printed."""
    kind = field_text(item, "type")
    if kind and kind not in TYPES and (nearest := nearest_of(kind, TYPES, NEARLY_A_FIELD)):
        yield f'there is no type "{kind}"; did you mean "{nearest}"?'
    printed = (*TEXT_FIELDS, *ROLES, *DATES)
    yield from _misspelt(item, printed, KNOWN_FIELDS)
    for role in ROLES:
        for name in persons(item, role):
            known = ("comma-suffix", "static-ordering", "parse-names", "ORCID", "affiliation", "sequence", "name")
            yield from _misspelt(name, NAME_PARTS, known)
    for field in DATES:
        if isinstance(date := item.get(field), Mapping):
            yield from _misspelt(date, ("date-parts", "literal", "raw", "season", "circa"), ("date-time", "timestamp"))


def _misspelt(value: Item, printed: Sequence[str], known: Collection[str]) -> Iterator[str]:
    for field in (field for field in value if field not in printed and field not in known):
        nearest = nearest_of(str(field), printed, NEARLY_A_FIELD)
        if nearest and nearest not in value:
            yield f'"{field}" is not printed; did you mean "{nearest}"?'


def problems_of_item(item: Item) -> Iterator[str]:
    """Yield what is wrong with the fields of *item* that are printed, each as a message that says what to write."""
    found = [
        *(message for field in TEXT_FIELDS for message in _problems_of_text(item, field)),
        *(message for role in ROLES for message in _problems_of_names(item, role)),
        *(message for field in DATES for message in _problems_of_date(item, field)),
    ]
    yield from found
    names = any(field_text(name, part) for role in ROLES for name in persons(item, role) for part in NAME_PARTS)
    if not found and not names and not any(map(partial(field_text, item), PRINTED_FIELDS)):
        yield 'there is nothing in it to print; write at least a "title"'


def _problems_of_text(item: Item, field: str) -> Iterator[str]:
    value = item.get(field)
    if value is None:
        return
    if not is_text(value):
        yield f'"{field}" is {describe_value(value)}; write text'
    elif field == "title" and not field_text(item, field):
        yield '"title" is empty; write it, or remove it'


def _problems_of_names(item: Item, role: str) -> Iterator[str]:
    names = item.get(role)
    if names is None:
        return
    if not isinstance(names, list) or not all(isinstance(name, Mapping) for name in names):
        yield f'"{role}" is not a list of names; write [{{"family": …, "given": …}}] or [{{"literal": …}}]'
        return
    for name in names:
        given = [(part, name[part]) for part in NAME_PARTS if name.get(part) is not None]
        if wrong := next((part for part, value in given if not isinstance(value, str)), None):
            yield f'a name in "{role}" has a "{wrong}" that is {describe_value(name[wrong])}; write text, in quotes'
        elif not any(field_text(name, part) for part, _ in given):
            yield f'a name in "{role}" is empty; write {{"family": …, "given": …}} or {{"literal": …}}, or remove it'


def _problems_of_date(item: Item, field: str) -> Iterator[str]:
    date = item.get(field)
    if date is None or (isinstance(date, Mapping) and _is_date(date)):
        return
    yield f'"{field}" is not a date; write {{"date-parts": [[2023, 10, 1]]}}, or {{"literal": "in press"}}'


def _is_date(date: Mapping[str, object]) -> bool:
    """Return whether a CSL date can be read; one that says that it is unknown, as ``[[null]]`` does, can be."""
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else parts
    unknown = first in (None, []) or (isinstance(first, list) and all(part in (None, "") for part in first))
    return unknown or bool(date_parts(date))
