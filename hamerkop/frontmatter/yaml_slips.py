"""Says in words for a writer why YAML cannot read a header, and where the slip is: YAML often notices it lines later.

Each function of `SLIPS` is given one line of a header and those below it, and returns what is wrong with that line.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hamerkop.shared.problems import Position, nearest_of

# Fields that take a list, and those that take one text: what is to be done about a slip depends on it.
LISTS = ("tags", "authors", "aliases", "related_posts", "related_posts_exclude", "glossary_exclude", "check_by")
TEXTS = ("title", "summary", "date", "category", "author", "status", "slug", "lang")
WINDOW = 100  # lines around one that are looked at: a longer list or value is no slip of a writer


class Slip(NamedTuple):
    """What is wrong with a header: the positions of the slip, and a sentence that says what to write."""

    start: Position
    end: Position
    message: str


class _Found(NamedTuple):
    """The same within one line: columns from 0."""

    start: int
    end: int
    message: str


_NAME = r"[A-Za-z][\w -]{0,40}?"
_FIELD = re.compile(rf"({_NAME}):[ \t]+(\S.*)$")
_ODD_SPACE = re.compile(rf"{_NAME}:[ ]*([\u00a0\u2000-\u200b\u202f\u3000\ufeff]+)")
_NO_SPACE = re.compile(r"([A-Za-z][\w-]*):(?=[^\s:/])(.*)$")
_OTHER_COLON = re.compile(r"([A-Za-z][\w-]*)[ ]?(?:：|=)[ ]*(.*)$")
_NO_COLON = re.compile(r"([A-Za-z][\w-]*)[ \t]+([^:]+)$")
_INDENTED = re.compile(r"([ ]+)[A-Za-z][\w-]*:(?:[ ]|$)")
_ITEM = re.compile(r"([ ]*)-(?:[ ]|$)")


def find_slip(header: Sequence[str], until: int) -> Slip | None:
    """Return the first slip in the lines of a header, of which the first is ---, up to the line *until* from 1."""
    block = False  # in a text of several lines, which may have anything in it
    for index in range(1, min(until, len(header))):
        line = header[index].rstrip(" \t")
        block = block and (line[:1].isspace() or not line.strip())
        if block or not line.strip() or line.lstrip().startswith("#"):
            continue
        for look in SLIPS:
            if found := look(line, header[index + 1 : index + WINDOW], header[max(index - WINDOW, 1) : index]):
                return Slip(Position(index + 1, found.start + 1), Position(index + 1, found.end + 1), found.message)
        block = bool(re.search(r":[ \t]+[|>][+-]?\d?[ \t]*$", line))
    return None


Look = Callable[[str, Sequence[str], Sequence[str]], _Found | None]


def _odd_space(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    found = _ODD_SPACE.match(line)
    return _Found(*found.span(1), "a no-break space behind the colon; type a space instead") if found else None


def _no_space(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    found = _NO_SPACE.match(line)
    if found is None:
        return None
    return _Found(found.end(1), found.end(1) + 1, f"a space is missing behind the colon; write {found[1]}: {found[2]}")


def _other_colon(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    found = _OTHER_COLON.match(line) if ": " not in line else None
    return _Found(found.end(1), found.start(2), f"this is no colon; write {found[1]}: {found[2]}") if found else None


def _no_colon(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    found, previous = _NO_COLON.match(line), _FIELD.match(above[-1]) if above else None
    if previous and previous[1].lower() in TEXTS[:2] and _is_text(line):
        message = (
            f"this line is no field; write it behind {previous[1]}: in the line above, or begin it with two spaces"
        )
        return _Found(0, len(line), message)
    return _Found(0, len(line), f"no colon in this line; write {found[1].lower()}: {found[2]}") if found else None


def _is_text(line: str) -> bool:
    """Return whether a line has no colon, and does not begin with what is nearly the name of a field."""
    first = line.split(None, 1)[0].lower()
    return ": " not in line and first[0].isalnum() and not nearest_of(first, LISTS + TEXTS, 0.8)


def _indented(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find a field with a space before its name, below a field that has a value of its own."""
    found = _INDENTED.match(line)
    previous = above[-1] if above else "title: x"
    if found is None or not _FIELD.match(previous):
        return None
    return _Found(0, found.end(1), "a space before the name of the field; remove it")


def _items(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find an item of a list that is not below the first one."""
    found, before = _ITEM.match(line), [_ITEM.match(each) for each in above]
    first = None
    for each in reversed(before):
        if each is None:
            break
        first = each
    if found is None or first is None or len(found[1]) == len(first[1]):
        return None
    wanted = f"{len(first[1])} space{'s' * (len(first[1]) != 1)}"
    return _Found(0, found.end(1) + 1, f"this item does not begin below the one above it; write {wanted} before its -")


def _brackets(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find a list or mapping that never ends, and a text that begins with a bracket."""
    field = _FIELD.match(line)
    if field is None or field[2][0] not in "[{":
        return None
    opening, what = field[2][0], "list" if field[2][0] == "[" else "mapping"
    closing = "]" if opening == "[" else "}"
    text = "\n".join([field[2], *_continued(below)])
    end = _end_of_brackets(text, opening, closing)
    if end < 0:
        return _Found(field.start(2), field.end(2), f"this {what} never ends; close it with {closing}")
    rest = text[end:].split("\n", 1)[0].strip()
    if rest and not rest.startswith("#"):
        return _Found(field.start(2), field.end(2), f"put the value in quotes: {field[1]}: {quoted(field[2])}")
    return None


def _continued(below: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for line in below:
        if line.strip() and not line[0].isspace() and line[0] not in "]}":
            break
        lines.append(line)
    return lines


def _end_of_brackets(text: str, opening: str, closing: str) -> int:
    """Return the offset behind the bracket that closes the first one, or -1."""
    depth = 0
    for found in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|(?<=[\[{,:\s])'[^']*'|[\[\]{}]", text):
        depth += (found[0] == opening) - (found[0] == closing)
        if depth == 0 and found[0] == closing:
            return found.end()
    return -1


_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")


def _quotes(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find a value of which only a part is in quotes."""
    field = _FIELD.match(line)
    found = _QUOTED.match(field[2]) if field else None
    rest = field[2][found.end() :].strip() if field and found else ""
    if field is None or not rest or rest.startswith("#"):
        return None
    typed = field[2][1:-1] if field[2][0] == field[2][-1] else field[2]
    message = f"the quotation ends too early; put all of the value in quotes: {field[1]}: {quoted(typed)}"
    return _Found(field.start(2), field.end(2), message)


_SIGN = re.compile(r"[@`%*,\]}]|[&!|>](?=[^\s+-])|[&!][ \t]|[|>][+-]?\d?[ \t]+[^\s#]|[-?](?=\s|$)")


def _signs(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find a value that begins with a sign which means something else in YAML."""
    field = _FIELD.match(line)
    if field is None or not _SIGN.match(field[2]):
        return None
    if field[2][0] == "-" and field[1].lower() in LISTS:
        items = field[2][1:].strip()
        return _Found(field.start(2), field.end(2), f"a list in one line is in brackets; write {field[1]}: [{items}]")
    message = f"a value cannot begin with {field[2][0]}; put it in quotes: {field[1]}: {quoted(field[2])}"
    return _Found(field.start(2), field.end(2), message)


_ITEMS = re.compile(r"[\[,][ ]*(?:(?P<sign>[@`%*&!|>#][^,\]\n\"']*)|(?P<none>,))")


def _signs_in_list(line: str, below: Sequence[str], above: Sequence[str]) -> _Found | None:
    """Find an item of a list in brackets that begins with such a sign, or that is missing between two commas."""
    field = _FIELD.match(line)
    if field is None or field[2][0] != "[":
        return None
    value = _QUOTED.sub(lambda found: "x" * len(found[0]), line[field.start(2) :])
    found = _ITEMS.search(value)
    if found is None:
        return None
    start, end = (field.start(2) + offset for offset in found.span("sign" if found["sign"] else "none"))
    if found["none"]:
        return _Found(start, end, "an item is missing before this comma; remove one of the commas")
    item = found["sign"].strip()
    wanted = item.lstrip("#") if item[0] == "#" else quoted(item)
    return _Found(start, start + len(item), f"an item of a list cannot begin with {item[0]}; write {wanted}")


def quoted(text: str) -> str:
    """Return *text* as YAML writes it in double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SLIPS: list[Look] = [
    *(_odd_space, _no_space, _other_colon, _signs_in_list, _brackets, _quotes, _signs, _items, _indented, _no_colon),
]
