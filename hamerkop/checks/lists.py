"""Finds lists that are printed as a paragraph, and inner lists that join the outer one."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.elements import element_around
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Problem

_MARKER = re.compile(
    r"^[ ]{0,3}(?:(?P<bullet>[-*+])[ \t]+|(?P<sign>[•·▪◦‣–→➢►▸✓✔])[ \t\u00a0]+|(?P<number>\d{1,3})[.)][ \t]+"
    r"|(?P<letter>[a-z])\)[ \t]+|(?P<tight>[-*+]|\d{1,2}\.)(?=[^\W\d]))(?=\S)",
    re.MULTILINE,
)
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
