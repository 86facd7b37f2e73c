"""Finds texts in brackets that have lost the address of their link: they are a link elsewhere, or a title."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from posixpath import dirname, relpath
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import Position, Problem, display_path, line_and_column

_IN_BRACKETS = re.compile(r"(?<![\]\w!\\])\[([^\[\]@^\n]{1,60}(?:\n[^\[\]@^\n]{1,60})?)\](?![(\[:{])")
_LINKED = re.compile(r"\[([^\[\]]{3,120})\]\(")
_MIN_LENGTH, _MIN_WORDS = 3, 2  # one word in brackets can be an addition to a quotation


class InBrackets(NamedTuple):
    """A text in brackets that readers see: its words, and where in the source it begins and ends."""

    words: str
    start: Position
    end: Position


def _words(typed: str) -> str:
    return " ".join(typed.split())


def _found(text: str, html: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield each text in brackets that readers see in *html*, with whether it is a link elsewhere in *text*."""
    brackets = [each for each in _IN_BRACKETS.finditer(text) if len(each[1]) >= _MIN_LENGTH]
    shown = _words(html) if brackets else ""
    brackets = [each for each in brackets if _words(each[0]) in shown]
    linked = {_words(each).casefold() for each in _LINKED.findall(text)} if brackets else set()
    yield from ((each, _words(each[1]).casefold() in linked) for each in brackets)


def lost_address_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each text in brackets that is a link elsewhere in the same source."""
    lost = (found for found, is_linked in _found(text.text, text.html) if is_linked)
    for found in islice(lost, MAX_PROBLEMS):
        shown = f"[{_words(found[1])}]"
        message = f"{shown} is printed with its brackets, because its address is missing; write {shown}(address)"
        yield text.problem("M21", text.body + found.start(), text.body + found.end(), message)


def in_brackets(source: str, masked: str, body: int, html: str) -> tuple[InBrackets, ...]:
    """Return the other texts in brackets of a source, of which code is *masked*; *body*: where its text begins."""
    found = [each for each, is_linked in _found(masked[body:], html) if not is_linked]
    several = [each for each in found if len(each[1].split()) >= _MIN_WORDS][:MAX_PROBLEMS]
    places = [(each, body + each.start(), body + each.end()) for each in several]
    return tuple(
        InBrackets(_words(each[1]), line_and_column(source, start), line_and_column(source, end))
        for each, start, end in places
    )


def lost_link_problems(listed: Sequence[tuple[Content, tuple[InBrackets, ...]]]) -> Iterator[Problem]:
    """Yield a problem for each text in brackets that is the title of another text; *listed*: each content with its."""
    if not any(brackets for _, brackets in listed):
        return
    titles = {_words(str(content.title)).casefold(): content for content, _ in listed if content.status == "published"}
    for content, brackets in listed:
        for each in brackets:
            target = titles.get(each.words.casefold())
            if target is not None and target is not content:
                address = f"{{filename}}{relpath(_path(target), dirname(_path(content)) or '.')}"
                message = f"[{each.words}] is printed with its brackets; for a link write [{each.words}]({address})"
                yield Problem("M21", display_path(content.source_path), each.start, message, each.end)


def _path(content: Content) -> str:
    return Path(content.get_relative_source_path() or "").as_posix()
