"""Finds lists, tables, code and headings that Markdown reads otherwise than a writer who knows GitHub's would think."""

import re
from collections.abc import Iterator
from html import escape
from itertools import islice, pairwise
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Problem

# Lists and tables that became a paragraph

_MARKER = re.compile(
    r"^[ ]{0,3}(?:(?P<bullet>[-*+])[ \t]+|(?P<sign>[•·▪◦‣–→➢►▸✓✔])[ \t\u00a0]+|(?P<number>\d{1,3})[.)][ \t]+"
    r"|(?P<letter>[a-z])\)[ \t]+|(?P<tight>[-*+]|\d{1,2}\.)(?=[^\W\d]))(?=\S)",
    re.MULTILINE,
)
_ENDS_SENTENCE = re.compile(r"[.:;,!?)”\"']\s*$")
_LIST_MESSAGE = "this list is printed as one paragraph; leave a line empty above it, and begin each item with - or 1."
_PARAGRAPH = re.compile(r"\n[ ]*\n\s*")


def list_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each list that is printed as a paragraph."""
    cursor = Cursor(text)
    for found in islice(_run_in_lists(text), MAX_PROBLEMS):
        place = _place_of_item(found, cursor)
        if place is not None:
            yield text.problem("M12", *place, _LIST_MESSAGE, text.empty_line_above(place[0]))


_FIRST_WORD = re.compile(r"[\W_]{0,12}?(\w{1,30})")


def _place_of_item(found: re.Match[str], cursor: Cursor) -> tuple[int, int] | None:
    """Return the offsets of the marker of an item in the source: before its first word, with markup in between."""
    word = _FIRST_WORD.match(found.string, found.end())
    behind = rf"[^\w\n]{{0,12}}{re.escape(word[1])}" if word else ""
    marker = re.escape(found[0].strip())
    typed = re.compile(rf"^[ \t>]*({marker})[ \t\u00a0]*{behind}", re.MULTILINE)
    text = cursor.text.text
    place = typed.search(text, cursor.after) or typed.search(text)
    if place is None:
        return None
    cursor.after = place.end()
    return cursor.text.body + place.start(1), cursor.text.body + place.end(1)


def _run_in_lists(text: CheckedText) -> Iterator[re.Match[str]]:
    """Yield the first marker of each list that is in a paragraph, in what readers see."""
    visible, start, last = text.visible, 0, -1
    for first in _MARKER.finditer(visible):
        if first.start() < last:
            continue
        start = visible.rfind("\n\n", 0, first.start()) + 2 if first.start() else 0
        last = visible.find("\n\n", first.end())
        last = len(visible) if last < 0 else last
        marks = list(islice(_MARKER.finditer(visible, first.start(), last), 50))
        if _is_list(
            marks, visible[max(start, first.start() - 200) : first.start()], visible[start:last], text.is_english
        ):
            yield first


def _is_list(marks: list[re.Match[str]], above: str, paragraph: str, is_english: bool) -> bool:
    """Return whether the *marks* in a paragraph are those of a list, and not dashes or numbers in its sentences."""
    first, above = marks[0], above.strip("\n ")
    if first["sign"]:
        return first["sign"] in "•·▪◦‣" or (is_english and len(marks) >= 2 and paragraph.count("\n") < 2 * len(marks))
    if first["letter"] or first["tight"]:
        return len(marks) >= 2 and paragraph.strip().count("\n") < len(marks) + bool(above) and _are_alike(marks)
    if first["number"]:
        return _counts_up(marks) or (above.endswith(":") and int(first["number"]) == 1)
    if not above:
        return False  # such a list would be one for Markdown, so this is something else
    last_line = above.rpartition("\n")[2]
    return len(marks) >= 2 or len(last_line) < SHORT_LINE or bool(_ENDS_SENTENCE.search(above))


SHORT_LINE = 40  # characters: a writer who wraps lines by hand, at a dash, wraps longer ones


def _are_alike(marks: list[re.Match[str]]) -> bool:
    """Return whether the letters or numbers of *marks* go up, or their signs are the same."""
    typed = [mark["letter"] or mark["tight"] for mark in marks]
    if None in typed:
        return False
    numbers = [int(each[:-1]) if each[:-1].isdigit() else ord(each) for each in typed]
    ups = typed[0].isalpha() or typed[0][:-1].isdigit()
    return all(second - first == ups for first, second in pairwise(numbers))


def _counts_up(marks: list[re.Match[str]]) -> bool:
    numbers = [int(mark["number"]) for mark in marks if mark["number"]]
    return len(numbers) >= 2 and numbers[1] == numbers[0] + 1


_ROW = re.compile(
    r"^[ ]*(?:\|[^\n|]*\|(?:[^\n|]*\|)*[ ]*$|\|?[ ]*:?(?:-{3,}|—)-*:?[ ]*\|[ ]*:?(?:-{3,}|—))", re.MULTILINE
)
_TABLE_MESSAGE = (
    "this table is printed with its pipes; leave a line empty above it, and none inside it, and write a second line"
    " of as many --- as there are columns"
)


def table_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each table that is printed as a paragraph, and for each cell that is not printed."""
    if "|" not in text.source:
        return
    cursor, last = Cursor(text), -1
    for found in _ROW.finditer(text.visible):
        if found.start() <= last:
            continue
        last = text.visible.find("\n\n", found.end())
        last = len(text.visible) if last < 0 else last
        place = cursor.place_of(_head_of(found))
        if place is not None:
            yield text.problem("M13", place, place + len(found[0]), _TABLE_MESSAGE, text.empty_line_above(place))
    yield from islice(_lost_cells(text), MAX_PROBLEMS)


_LINE = re.compile(r"[^\n]*")


def _head_of(row: re.Match[str]) -> re.Match[str]:
    """Return the row above the second line of a table, which has no pipes around it; else *row* itself."""
    above = row.string.rfind("\n", 0, max(row.start() - 1, 0)) + 1
    head = _LINE.match(row.string, above, max(row.start() - 1, 0))
    is_second = "-" in row[0] or "—" in row[0]
    return head if is_second and head and "|" in head[0] and row[0].strip(" |:-—") == "" else row


_SECOND_LINE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_PIPE = re.compile(r"(?<!\\)\|")


def _lost_cells(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each row of a table with more cells than its head: Markdown leaves them out."""
    lines = text.lines
    for index in range(1, len(lines)):
        line = lines[index][1]
        if "|" not in line or "-" not in line or not _SECOND_LINE.match(line):
            continue
        if index >= 2 and lines[index - 2][1].strip() and not lines[index - 2][1].lstrip().startswith("///"):
            continue  # no table: text is above it
        head = text.source[lines[index - 1][0] :][: len(lines[index - 1][1])]
        columns = len(_cells(lines[index - 1][1], 0))
        if columns == len(_cells(line, 0)) and "|" in head:
            yield from _lost_in_rows(text, index + 1, columns)


def _lost_in_rows(text: CheckedText, index: int, columns: int) -> Iterator[Problem]:
    for offset, row in islice(text.lines, index, None):
        if not row.strip():
            return
        cells = _cells(row, offset)
        lost = [(start, end) for start, end in cells[columns:] if text.source[start:end].strip()]
        if lost:
            shown = " | ".join(text.source[start:end].strip() for start, end in lost)[:60]
            has = f"{columns} column{'s' * (columns > 1)}"
            message = (
                f'the table has {has}, so "{shown}" is not printed; add a column, or write \\| for a pipe in a cell'
            )
            yield text.problem("M11", lost[0][0], lost[-1][1], message)


def _cells(row: str, offset: int) -> list[tuple[int, int]]:
    """Return the offsets of each cell of a row that begins at *offset*; those of white space at its ends are none."""
    end = len(row.rstrip())
    start = len(row) - len(row.lstrip())
    start += row[start : start + 1] == "|"
    end -= row[:end].endswith("|") and not row[:end].endswith("\\|") and end > start
    bounds = [start - 1, *(found.start() for found in _PIPE.finditer(row, start, end)), end]
    return [(offset + left + 1, offset + right) for left, right in pairwise(bounds)]


# Inner lists

_ITEM = re.compile(r"^([ ]*)(?:[-*+]|(\d{1,9})\.)[ \t]+\S")


def flat_list_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each inner list that is indented by too little for Markdown: its items join the others."""
    parent: tuple[int, str | None] | None = None
    for offset, line in text.lines:
        item = _ITEM.match(line) if line[:1] in " -*+0123456789" else None
        if item:
            indent = len(item[1])
            if parent and _is_flat(indent, item[2], *parent, text.tab_length):
                wanted = (parent[0] // text.tab_length + 1) * text.tab_length
                message = (
                    f"this item is in the outer list for Markdown; indent an inner list by {wanted} spaces,"
                    f" not {indent}"
                )
                yield text.problem(
                    "M14",
                    offset,
                    offset + len(line.rstrip()),
                    message,
                    [text.edit(offset, offset + indent, " " * wanted)],
                )
            parent = (indent, item[2])
        elif line.strip() and not line[0].isspace():
            parent = None


def _is_flat(indent: int, number: str | None, parent_indent: int, parent_number: str | None, tab: int) -> bool:
    continues = number is not None and parent_number is not None and int(number) == int(parent_number) + 1
    return indent - parent_indent >= 2 and indent // tab == parent_indent // tab and not continues


# Code

_FENCE = re.compile(r"^([ >]*)(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)


def fence_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each fence that is never closed, and for code in a list that is printed as one line."""
    source, body = text.source, text.body
    if "```" not in source and "~~~" not in source:
        return
    opened: re.Match[str] | None = None
    for found in _FENCE.finditer(source, body):
        is_closing = opened and found[2] == opened[2] and not found[3].strip() and found[1] == opened[1]
        if opened and is_closing:
            if opened[1] and _is_printed_in_line(opened, text):
                message = (
                    "this code is printed as one line: a fence is read at the beginning of a line only;"
                    " indent the code by 8, or take it out of the list"
                )
                yield text.problem("M17", opened.start(2), opened.end(), message)
            opened = None
        elif opened is None:
            opened = found
    if opened and not opened[1] and not _is_code(opened, text):
        message = f"this code never ends, so the rest is read as text; close it with a line of {opened[2]}"
        yield text.problem("M16", opened.start(2), opened.end(), message)


def _next_line(found: re.Match[str]) -> str:
    return escape(found.string[found.end() + 1 :].split("\n", 1)[0].strip(" >\t"), quote=False)


def _is_printed_in_line(opened: re.Match[str], text: CheckedText) -> bool:
    """Return whether the code below an indented fence is a code span on the page."""
    info, line = escape(opened[3].strip(), quote=False), _next_line(opened)
    return bool(line) and any(
        re.search(rf"(?<!<pre>)(?<!</span>)<code>{re.escape(info)}\s*{re.escape(line)}", text.html) for _ in (0,)
    )


def _is_code(opened: re.Match[str], text: CheckedText) -> bool:
    """Return whether the page has the line below a fence as code all the same, as some extensions of Markdown do."""
    line = _next_line(opened)
    return bool(line) and re.search(rf"<pre[^>]*>(?:<[^>]*>)*\s*{re.escape(line)}", text.html) is not None


_INDENTED_CODE = re.compile(r"<pre><code>([^<]{30,2000})</code></pre>")
_PROSE = re.compile(r"[A-ZÀ-Þ“\"‘][^{}()\[\];=$\\|_#@/*+~`^\t]*[.!?][”\"’]?\s*")


def prose_as_code_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each paragraph that is printed as code because it is indented."""
    if "<pre><code>" not in text.html:
        return
    for found in islice(_INDENTED_CODE.finditer(text.html), MAX_PROBLEMS):
        first = found[1].split("\n", 1)[0]
        words = found[1].split()
        if not _PROSE.fullmatch(found[1]) or len(words) < 6 or sum(word.isalpha() for word in words) < len(words) / 2:
            continue
        place = re.compile(rf"^(?:[ ]{{4}}|\t){re.escape(first)}", re.MULTILINE).search(text.source, text.body)
        if place and _line_before(text.source, place.start()).strip() == "":
            start = place.end() - len(first)
            message = "this paragraph is printed as code, because it is indented; remove the spaces or tab before it"
            yield text.problem("M39", start, start + len(first), message)


def _line_before(source: str, place: int) -> str:
    line_start = source.rfind("\n", 0, place) + 1
    return source[source.rfind("\n", 0, max(line_start - 1, 0)) + 1 : max(line_start - 1, 0)]


# Characters and marks

_ODD_SPACE = re.compile(
    r"^[ \t>]*(?:[-*+]|\d{1,3}\.|/{3,})([\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+)(?=\S)", re.MULTILINE
)
_ODD_INDENT = re.compile(r"^[ ]*([\u00a0\u2000-\u200a\u202f\u3000]+)(?=[ ]*(?:[-*+]|\d{1,3}\.)[ ]\S)", re.MULTILINE)
_ODD_START = re.compile(
    r"^([\u200b-\u200f\u2060\ufeff]+)(?=(?:[-*+]|\d{1,3}\.)[ ]|#{1,6}|/{3,}|>|\||```)", re.MULTILINE
)


def space_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each space behind a marker that only looks like one: Markdown reads no list there."""
    if text.text.isascii():
        return
    for found in islice(_ODD_SPACE.finditer(text.text), MAX_PROBLEMS):
        message = "the space behind this is a no-break space or another one that Markdown does not read; type a space"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, " ", safe=True)])
    for found in islice(_ODD_INDENT.finditer(text.text), MAX_PROBLEMS):
        message = "this line is indented with no-break spaces, which Markdown does not read; type spaces"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, " " * (end - start), safe=True)])
    for found in islice(_ODD_START.finditer(text.text), MAX_PROBLEMS):
        message = "the line begins with a character that nobody can see, so Markdown does not read it; remove it"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, "", safe=True)])


_CONFLICT = re.compile(r"^(?:(?<=\n\n)={7}$|<{7}(?= \S|$)|\|{7}(?= |$)|>{7}(?= \S|$))[^\n]*", re.MULTILINE)


def conflict_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for the first mark that Git leaves where two versions differ."""
    for found in islice(_CONFLICT.finditer(text.text), 1):
        message = "Git could not merge two versions here; keep one of them, and remove the lines of <<<, === and >>>"
        yield text.problem("M18", text.body + found.start(), text.body + found.end(), message)


_GARBLED = re.compile(r"[^\s<>()\[\]]{0,20}(?:â€|Ã[©¨¤¶¼±³¡\u00ad]|Â[\u00a0£°©]|ï»¿|\ufffd)[^\s<>()\[\]]{0,20}")


def garbled_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each word whose characters were read in the wrong encoding."""
    if text.source.isascii():
        return
    for found in islice(_GARBLED.finditer(text.source, text.body), MAX_PROBLEMS):
        message = f'"{found[0]}" was read in the wrong encoding once; type it again'
        yield text.problem("M42", found.start(), found.end(), message)


# Headings


class Heading(NamedTuple):
    """A heading in the source: its level, its text, the offsets of its line, and where what is below it begins."""

    level: int
    text: str
    start: int
    end: int
    below: int
    is_underlined: bool


_HASHES = re.compile(r"(#{1,6})(?!#)(.*?)#*[ ]*$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")


def headings_of(text: CheckedText) -> list[Heading]:
    """Return the headings of a text, as Markdown finds them, in order."""
    return list(_headings(text))


def _headings(text: CheckedText) -> Iterator[Heading]:
    after_gap = True
    lines = text.lines
    for index, (offset, line) in enumerate(lines):
        if line.startswith("#") and (found := _HASHES.match(line)):
            end = offset + len(line)
            typed = text.source[offset + found.start(2) : offset + found.end(2)].strip()
            yield Heading(len(found[1]), typed, offset, end, end + 1, False)
        elif after_gap and line.strip() and index + 1 < len(lines) and _is_underline(lines[index + 1][1], line):
            below, under = lines[index + 1]
            end = offset + len(line)
            yield Heading(1 if under[0] == "=" else 2, line.strip(), offset, end, below + len(under) + 1, True)
        after_gap = not line.strip() or line.startswith("///")


def _is_underline(line: str, above: str) -> bool:
    return line[:1] in ("=", "-") and bool(_UNDERLINE.match(line)) and not _UNDERLINE.match(above) and "|" not in above


def heading_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each heading of a level that it should not have, twice in one part, or without text below."""
    headings = headings_of(text)
    yield from islice(_wrong_levels(text, headings), MAX_PROBLEMS)
    yield from islice(_repeated(text, headings), MAX_PROBLEMS)
    yield from islice(_empty(text, headings), MAX_PROBLEMS)
    for each in headings:
        if each.is_underlined and _is_sentence(each.text):
            message = "the line below makes a heading of this one; leave a line empty in between"
            yield text.problem("M30", each.start, each.end, message, [text.edit(each.end, each.end, "\n")])


def _is_sentence(typed: str) -> bool:
    is_field = re.match(r"(?:title|date|slug|tags|category|author|summary|layout)[ ]?:", typed, re.IGNORECASE)
    return (
        bool(is_field)
        or typed.endswith((".", ";", ",", ":"))
        or len(typed) > 90
        or typed.startswith(("- ", "* ", "> "))
    )


def _wrong_levels(text: CheckedText, headings: list[Heading]) -> Iterator[Problem]:
    above = 0
    for each in headings:
        if each.level == 1:
            message = "a heading of the first level is the title, which the page has already; write ## before it"
            yield text.problem("M26", each.start, each.end, message)
        elif above and each.level > above + 1:
            message = (
                f"a heading of level {each.level} is below one of level {above}; write {'#' * (above + 1)} before it"
            )
            yield text.problem("M27", each.start, each.end, message)
        above = each.level


def _repeated(text: CheckedText, headings: list[Heading]) -> Iterator[Problem]:
    """Yield a problem for each heading that is in its part of the text twice."""
    seen: dict[tuple[str, ...], Heading] = {}
    parents: list[Heading] = []
    for each in headings:
        while parents and parents[-1].level >= each.level:
            parents.pop()
        key = (*(parent.text for parent in parents[-3:]), str(each.level), each.text.casefold())
        first = seen.setdefault(key, each)
        if first is not each and each.text:
            line = text.position(first.start).line
            message = f"the heading in line {line} has the same words; say in each what is below it"
            yield text.problem("M28", each.start, each.end, message)
        parents.append(each)


_NOTHING = re.compile(r"(?:\s|/{3,}[ ]*$|<!--.*?-->)*", re.DOTALL | re.MULTILINE)


def _empty(text: CheckedText, headings: list[Heading]) -> Iterator[Problem]:
    ends = [(each.start, each.level) for each in headings[1:]] + [(len(text.source), 0)]
    for each, (end, level) in zip(headings, ends, strict=False):
        below = text.source[each.below : end]
        if not each.text:
            yield text.problem("M29", each.start, each.end, "this heading has no words; write them, or remove it")
        elif level <= each.level and len(below) < 2000 and _NOTHING.fullmatch(below):
            message = "nothing is below this heading; write the text, or remove the heading"
            yield text.problem("M29", each.start, each.end, message)


_FIELDS = "date|slug|tags|category|categories|author|layout|draft|summary|description|status|lang|permalink|title"
_SECOND_HEADER = re.compile(
    rf"^(?:title|layout):[ ]*\S[^\n]*\n(?:{_FIELDS})[ ]*:|(?<=\n\+\+\+\n)(?:{_FIELDS})[ ]*=[ ]*\S",
    re.MULTILINE | re.IGNORECASE,
)


def second_header_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for a header that is in the text, and so on the page."""
    found = _SECOND_HEADER.search(text.text)
    if found:
        message = (
            "these lines look like front matter, and are printed; front matter is at the beginning of the file only"
        )
        yield text.problem("M40", text.body + found.start(), text.body + found.end(), message)


def no_text_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for a text with nothing to read, see or hear in it."""
    has_more = any(
        name in text.html for name in ("<img", "<svg", "<video", "<audio", "<iframe", "<object", "<hr", "<form")
    )
    if not text.visible.strip() and not has_more:
        message = "there is no text below the front matter; write it, or set status: draft"
        yield text.problem("M37", 0, 0, message)
