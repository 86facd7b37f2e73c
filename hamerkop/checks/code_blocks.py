"""Finds code that never ends, code that is printed as a line, and prose and blocks that are printed as code."""

import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.problems import Problem

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
    return (
        bool(line)
        and re.search(rf"(?<!<pre>)(?<!</span>)<code>{re.escape(info)}\s*{re.escape(line)}", text.html) is not None
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


_BLOCK_AS_CODE = re.compile(r"<pre><code>(/{3,} ?[a-z][\w-]*(?: ?\|[^\n<]*)?)\n(?:[^<]*\n)?/{3,}\s*</code></pre>")


def blocks_as_code_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each block that is printed as code because it is indented."""
    if "<pre><code>///" not in text.html:
        return
    for found in islice(_BLOCK_AS_CODE.finditer(text.html), MAX_PROBLEMS):
        fence = unescape(found[1])
        place = re.compile(rf"^[ \t]+{re.escape(fence)}[ ]*$", re.MULTILINE).search(text.source, text.body)
        if place:
            start = place.end() - len(place[0].lstrip())
            message = (
                "this block is printed as code, because it is indented; remove the spaces before each of its lines"
            )
            yield text.problem("M39", start, place.end(), message)


def _line_before(source: str, place: int) -> str:
    line_start = source.rfind("\n", 0, place) + 1
    return source[source.rfind("\n", 0, max(line_start - 1, 0)) + 1 : max(line_start - 1, 0)]
