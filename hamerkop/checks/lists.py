"""Finds lists that are printed as a paragraph, what is not indented enough in an item, and lists that restart."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.elements import element_around
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Edit, Position, Problem

_MARKER = re.compile(
    r"^[ ]{0,3}(?:(?P<bullet>[-*+])[ \t]+"
    r"|(?P<sign>[•·▪◦‣●○■□⁃∙\uf0a7\uf0b7\uf0d8–—→➢►▸✓✔]|--)[ \t\u00a0]+"
    r"|(?P<number>\d{1,3})[.)][ \t]+"
    r"|(?P<letter>[a-z])\)[ \t]+|(?P<tight>[-*+]|\d{1,2}\.)(?=[^\W\d]))(?=\S)",
    re.MULTILINE,
)
_BULLETS = "•·▪◦‣●○■□⁃∙\uf0a7\uf0b7\uf0d8"  # the last three are those of Word
_ENDS_SENTENCE = re.compile(r"[.:;,!?)”\"']\s*$")
_PARAGRAPH = re.compile(r"\n[ ]*\n\s*")


def list_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each list that is printed as a paragraph."""
    cursor = Cursor(text)
    for found in islice(_run_in_lists(text), MAX_PROBLEMS):
        place = _place_of_item(found, cursor)
        if place is not None:
            around = element_around(text, place[0])
            if around is None or not around.is_open:
                advice = _advice(text, place, around.name if around else "")
                edits = () if around else text.empty_line_above(place[0])
                if advice:
                    yield text.problem("M12", *place, advice, edits)


_NUMBER = re.compile(r"\d+\.")


def _advice(text: CheckedText, place: tuple[int, int], element: str) -> str:
    """Return what to do about the list of which *place* is the first marker; *element* is the HTML around it.

    "" if nothing is to be done, so that this is no list, or was printed for a reason that is not known here.
    """
    if element:
        return f"a list inside <{element}> is not read; write <ul>, <li>…</li> for each item, and </ul>"
    typed, wanted = text.source[place[0] : place[1]], []
    line_start = text.source.rfind("\n", 0, place[0]) + 1
    above = text.source[: max(line_start - 1, 0)].rpartition("\n")[2].strip(" \t>")
    is_marker = typed in ("-", "*", "+") or _NUMBER.fullmatch(typed)
    has_space = text.source[place[1] : place[1] + 1] in (" ", "\t")
    if above and not (above.startswith("///")):
        wanted.append("leave a line empty above it")
    if not is_marker:
        marker = "1. " if typed[:1].isalnum() else "- "
        wanted.append(f'begin each item with "{marker}" (you typed "{typed}")')
    elif not has_space:
        wanted.append(f'write a space behind each "{typed}"')
    return f"this list is printed as one paragraph; {', and '.join(wanted)}" if wanted else ""


_FIRST_WORD = re.compile(r"[\W_]{0,12}?(\w{1,30})")


def _place_of_item(found: re.Match[str], cursor: Cursor) -> tuple[int, int] | None:
    """Return the offsets of the marker of an item in the source: before its first word, with markup in between."""
    word = _FIRST_WORD.match(found.string, found.end())
    behind = rf"[^\w\n]{{0,12}}{re.escape(word[1])}" if word else ""
    marker = "(?:—|---?)" if found["sign"] == "—" else re.escape(found[0].strip())
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
        return first["sign"] in _BULLETS or (is_english and len(marks) >= 2 and paragraph.count("\n") < 2 * len(marks))
    if first["letter"] or first["tight"]:
        return len(marks) >= 2 and paragraph.strip().count("\n") < len(marks) + bool(above) and _are_alike(marks)
    if first["number"]:
        return _counts_up(marks) or (above.endswith(":") and int(first["number"]) == 1)
    if not above:
        return len(marks) >= 2  # such a list would be one for Markdown, so it must be in an element of HTML
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


_ITEM = re.compile(r"^([ ]*)(?:[-*+]|(\d{1,9})\.)[ \t]+\S")


class Line(NamedTuple):
    """A line of a list: its offset and line in the file, its text without code, its indentation, whether it is empty.

    *number* is that of an item, "" for a bullet; None if it begins no item. *level*: of the item, 0 is the outer list,
    as the writer has indented it. *is_flat*: Markdown puts this item of an inner list into the outer one.
    """

    offset: int
    line: int
    text: str
    indent: int
    is_empty: bool
    number: str | None = None
    level: int = 0
    is_flat: bool = False

    def indented(self, spaces: int) -> Edit:
        """Return the edit that gives the line so many spaces before its text."""
        return Edit(Position(self.line, 1), Position(self.line, self.indent + 1), " " * spaces, safe=False)


def flat_list_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each part of an item that is indented by too little for Markdown, and for lists that restart.

    Items of an inner list join the outer one; a paragraph ends the list.
    """
    lists = [_with_levels(lines, text.tab_length) for lines in _lists(text)]
    for lines in lists:
        yield from _flat_items(text, lines)
        yield from _flat_paragraphs(text, lines)
    if "<ol>" in text.html:
        yield from islice(_restarted(text, lists), MAX_PROBLEMS)


def _lists(text: CheckedText) -> Iterator[list[Line]]:
    """Yield the lines of each list: from its first item up to the next line that is neither indented nor an item."""
    lines: list[Line] = []
    first = text.position(text.body).line
    for number, (offset, typed) in enumerate(text.lines, first):
        item = _ITEM.match(typed) if typed[:1] in " -*+0123456789" else None
        is_empty = not text.source[offset : offset + len(typed)].strip()
        if item or (lines and (is_empty or text.source[offset].isspace())):
            indent = len(typed) - len(typed.lstrip(" "))
            lines.append(Line(offset, number, typed, indent, is_empty, (item[2] or "") if item else None))
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _with_levels(lines: list[Line], tab: int) -> list[Line]:
    """Return *lines* with the level of each item."""
    opened: list[Line] = []  # the last item of each level
    result = []
    last = {line.indent: index for index, line in enumerate(lines) if line.number is not None}
    for index, line in enumerate(lines):
        if line.number is not None:
            while len(opened) > 1 and line.indent - opened[-2].indent < 2:
                opened.pop()
            is_inner = bool(opened) and _is_inner(line, opened[-1], last[opened[-1].indent] > index)
            above = opened if is_inner else opened[:-1]
            is_flat = bool(above) and line.indent // tab <= above[-1].indent // tab
            line = line._replace(level=len(above), is_flat=is_flat)
            opened = [*above, line]
        result.append(line)
    return result


def _is_inner(line: Line, above: Line, goes_on: bool) -> bool:
    """Return whether an item begins a list within the item *above*.

    One space is enough if the outer list continues, so that another item is indented as the one above.
    """
    if line.number and above.number and int(line.number) == int(above.number) + 1:
        return False
    by = line.indent - above.indent
    return by >= 2 or (by == 1 and above.level == 0 and goes_on)


def _flat_items(text: CheckedText, lines: list[Line]) -> Iterator[Problem]:
    """Yield a problem for the first item of each inner list that is not indented enough; its edits indent all of it."""
    end = 0
    for index, line in enumerate(lines):
        if line.is_flat and index >= end:
            below = (number for number in range(index, len(lines)) if _is_outside(lines[number], line))
            end = next(below, len(lines))
            wanted = _wanted(lines, line.level, text.tab_length)
            message = (
                f"this item is in the outer list for Markdown; indent an inner list by {wanted} spaces,"
                f" not {line.indent}"
            )
            edits = _indented(lines, index, end, text.tab_length)
            yield text.problem("M14", line.offset, line.offset + len(line.text.rstrip()), message, edits)


def _is_outside(line: Line, first: Line) -> bool:
    return line.number is not None and line.level < first.level


def _wanted(lines: list[Line], level: int, tab: int) -> int:
    return (lines[0].indent // tab + level) * tab


def _indented(lines: list[Line], start: int, end: int, tab: int) -> Iterator[Edit]:
    """Yield the edits that indent the lines from index *start* to *end* as the level of their items needs it."""
    more = 0
    for line in lines[start:end]:
        if line.number is not None:
            more = _wanted(lines, line.level, tab) - line.indent
        if more and not line.is_empty and line.indent:
            yield line.indented(max(line.indent + more, 0))


# Lines that are no part of an item, wherever they begin: notes, definitions of links and abbreviations, HTML, fences.
_NO_PART = re.compile(r"[ ]*(?:\*?\[[^\]\n]+\]:|<|/{3}|[`~]{3}|#|:[ ]|\{)")


def _flat_paragraphs(text: CheckedText, lines: list[Line]) -> Iterator[Problem]:
    """Yield a problem for each paragraph of an item that is indented by less than a tab, and so ends the list."""
    for index, (above, line) in enumerate(pairwise(lines), 1):
        is_first = above.is_empty and line.number is None and line.text.strip() and line.text[0] == " "
        if is_first and line.indent < text.tab_length and not _NO_PART.match(line.text):
            wanted = _wanted(lines, 1, text.tab_length)
            message = (
                f"the list ends here; indent this by {wanted} spaces, not {line.indent}, as a part of the item above"
            )
            below = (lines[number] for number in range(index, len(lines)))
            part = takewhile(lambda each: not each.is_empty and each.number is None, below)
            edits = [each.indented(wanted) for each in part]
            yield text.problem("M14", line.offset, line.offset + len(line.text.rstrip()), message, edits)


def _restarted(text: CheckedText, lists: list[list[Line]]) -> Iterator[Problem]:
    """Yield a problem for each list that continues from the last number of the list above."""
    last = 0
    for lines in lists:
        first, number = lines[0], int(lines[0].number or 0)
        if last and number == last + 1 and _is_read_as_list(text, first):
            message = (
                f"a new list begins here, so readers see 1 in place of {number}; indent by {text.tab_length} spaces"
                " what is between the two lists"
            )
            start = first.offset + first.indent
            yield text.problem("M38", start, first.offset + len(first.text.rstrip()), message)
        numbers = [line.number for line in lines if line.number and not line.level]
        last = int(numbers[-1]) if numbers else last


def _is_read_as_list(text: CheckedText, first: Line) -> bool:
    """Return whether Markdown begins a list with the item *first*, and numbers it from 1."""
    line_above = text.source.rfind("\n", 0, max(first.offset - 1, 0)) + 1
    has_gap = not text.source[line_above : first.offset].strip()
    return has_gap and f'<ol start="{int(first.number or 0)}"' not in text.html
