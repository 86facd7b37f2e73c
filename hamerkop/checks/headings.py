"""Finds headings of a level that they should not have, without text, twice, and those that are sentences."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.problems import Problem


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
    yield from islice(_of_other_kinds(text), MAX_PROBLEMS)
    yield from islice(_bold_lines(text), MAX_PROBLEMS)
    for each in headings:
        if each.is_underlined and _is_sentence(each.text):
            message = "the line below makes a heading of this one; leave a line empty in between"
            if _ITEM_OF_LIST.match(each.text):
                message = "the line below makes a heading of this item; write words behind its -, or remove it"
            yield text.problem("M30", each.start, each.end, message, [text.edit(each.end, each.end, "\n")])


_ITEM_OF_LIST = re.compile(r"[-*+][ ]")
_DEEP = re.compile(r"^#{7,}[ ]*\S[^\n]*", re.MULTILINE)
_FIRST_IN_HTML = re.compile(r"<h1\b[^<>]*>", re.IGNORECASE)


def _of_other_kinds(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each heading with more than six marks, or of the first level in HTML."""
    for found in _DEEP.finditer(text.text) if "#######" in text.text else ():
        message = "# is printed: a heading has six # at most"
        yield text.problem("M19", text.body + found.start(), text.body + found.end(), message)
    for found in _FIRST_IN_HTML.finditer(text.text) if "<h1" in text.text.lower() else ():
        message = "a heading of the first level is the title, which the page has already; write ## and its words"
        yield text.problem("M26", text.body + found.start(), text.body + found.end(), message)


# A paragraph of a few bold words, without the mark that ends a sentence or a label.
_BOLD_LINE = re.compile(
    r"\n(\*\*\*?|__|<(?:b|strong)>)(?=[^\s*_])"
    r"([^*_\n<\[]{2,60})(?<=[^\s.,;:!?…\"”’)])(?:\1|</(?:b|strong)>)[ ]*\n(?:[ ]*\n)+"
    r"(?=[\w“\"‘'(\[*+-])(?!\*\*|__)"
)


_BOLD = ("\n**", "\n__", "\n<b>", "\n<strong>")


def _bold_lines(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each bold line that is used as a heading: a text is below it, and text or nothing above."""
    typed = f"\n\n{text.text}"
    for found in _BOLD_LINE.finditer(typed) if any(mark in typed for mark in _BOLD) else ():
        above = typed[: found.start()].rstrip().rpartition("\n")[2]
        is_alone = typed[found.start() - 1 : found.start()] == "\n"
        if is_alone and not above.startswith(("///", "![", "<", "|", "**", "__", "#")):
            start = text.body + found.start() - 1
            end = start + len(found[0].strip())
            message = "screen readers find no heading in bold words; write ## before them, in place of the marks"
            yield text.problem("M48", start, end, message, [text.edit(start, end, f"## {found[2]}")])


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
            message = f"this heading skips a level; write {'#' * (above + 1)} in place of {'#' * each.level}"
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
