"""Separates prose from code, comments, raw HTML and addresses in a Markdown source; finds the fences of blocks.

Masking replaces what is not prose by spaces of the same length, so that every offset and line stays valid.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown.util import ETX, STX

from hamerkop.shared.addresses import ADDRESS
from hamerkop.shared.html_source import comment_end, markup_in
from hamerkop.shared.problems import Position
from hamerkop.shared.prose_in_html import spans_without_prose

# What begins a fenced block, a code span or a comment.
_BEGINNING = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$|(?<![`\\])(?P<ticks>`+)(?!`)|(?P<comment><!--)", re.MULTILINE
)
_TICKS = re.compile("`+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
# What may hold indented text that is no code: the items of lists, definitions and footnotes.
_ITEM = re.compile(r"\s*(?:[-*+:]|\d+[.)]|\[\^[^\]]*\]:)\s")
# A line that ends a list or a paragraph: a heading, or a line of hyphens as around the front matter.
_END_OF_ITEM = re.compile(r" {0,3}(?:#{1,6}\s|([-*_=])[ ]*(?:\1[ ]*){2,}$)")
_LINK_TARGET = re.compile(
    r"\]\((?:[^()]++|\([^()]*+\))*+\)"  # of a link or image
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$",  # a link definition
    re.MULTILINE,
)
_ADDRESS = re.compile(ADDRESS)
# The key of a citation, as in Pandoc: letters (also with accents of their own), digits and "_", with single punctuation
# characters inside.
CITATION_KEY = r"\w[\w\u0300-\u036f]*(?:[:.+/-]\w[\w\u0300-\u036f]*)*"
_CITATION = re.compile(rf"\[?-?@{CITATION_KEY}")


_LABEL = re.compile(
    r"\[\^[^\[\]\n]++\]|(?<=\])\[[^\[\]\n]++\]"  # [^1] and [text][label]
    r"|^ {0,3}\*\[[^\[\]\n]++\]:|^[ \t>]*/{3,}[ \t]*[\w-]++"  # *[label]: and /// name
    r"|\{:[^{}\n]*+\}|\{[ ]*[#.][\w-][^{}\n]*+\}",  # {: .wide } and {#id}
    re.MULTILINE,
)


@lru_cache(maxsize=4)  # several plugins read one text, one after the other
def mask_code(text: str) -> str:
    """Return *text* with spaces in place of fenced, indented and inline code, and of comments."""
    text = without_indented_code(text)
    return _masked(text, code_spans(text))


def mask_all_but_prose(text: str) -> str:
    """Return *text* with spaces in place of code, comments, HTML, addresses, the keys of citations, and labels.

    Of HTML that is the tags, and the elements that hold no prose, such as `<script>`. Labels are what a writer calls
    something that readers do not see: footnotes, link definitions, abbreviations, blocks, attributes of an element.
    """
    return _LABEL.sub(lambda found: blank(found[0]), mask_markup(mask_code(text)))


def mask_markup(text: str) -> str:
    """Return *text* with spaces in place of HTML, addresses and the keys of citations; Markdown's code is kept."""
    masked = _masked(text, spans_without_prose(text))
    for pattern in (_LINK_TARGET, _ADDRESS, _CITATION):
        masked = pattern.sub(lambda found: blank(found[0]), masked)
    return masked


def blank(text: str) -> str:
    """Return spaces in place of all characters of *text* but line ends."""
    return re.sub(r"[^\n]", " ", text) if "\n" in text else " " * len(text)


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return *text* with the *spans*, which are in order, blank."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], blank(text[max(start, done) : end])]
        done = max(done, end)
    return "".join([*pieces, text[done:]])


def code_spans(text: str, to_the_end: bool = True) -> Iterator[tuple[int, int]]:
    """Yield start and end of each fenced block, code span and comment, in a time that grows with the length.

    *to_the_end*: whether a fence that is never closed makes code of the rest, as a writer means it; for Markdown it is
    text.
    """
    if not any(mark in text for mark in ("`", "~~~", "<!--")):
        return
    ticks, fences = _TicksIndex(text), _FenceFinder(text, to_the_end)
    position, comments_end = 0, True
    while found := _BEGINNING.search(text, position):
        end = -1
        if found["fence"]:
            end = fences.end_of_block(found)
        elif found["ticks"]:
            end = ticks.end_of_span(found)
        elif comments_end:
            end = comment_end(text, found.end())
            comments_end = end >= 0
        if end >= 0:
            yield found.start(), end
        position = max(found.end(), end)


class _FenceFinder:
    """Finds the ends of fenced blocks in a text; what was not found once is not searched for again."""

    def __init__(self, text: str, to_the_end: bool) -> None:
        self.text = text
        self.end_of_open = len(text) if to_the_end else -1
        self.missing: set[str] = set()

    def end_of_block(self, opening: re.Match[str]) -> int:
        """Return the end of the block that *opening* begins, or -1 if it begins none."""
        fence = opening["fence"]
        if fence in self.missing:
            return self.end_of_open
        closing = re.compile(rf"^[ \t>]*{fence}[`~]*[ \t]*$", re.MULTILINE).search(self.text, opening.end())
        if closing is None:
            self.missing.add(fence)
        return closing.end() if closing else self.end_of_open


class _TicksIndex:
    """The runs of backticks in a text, by their length."""

    def __init__(self, text: str) -> None:
        self.starts: dict[int, list[int]] = defaultdict(list)
        for run in _TICKS.finditer(text):
            self.starts[len(run[0])].append(run.start())
        self.paragraph_ends = [found.start() for found in _PARAGRAPH_END.finditer(text)]

    def end_of_span(self, opening: re.Match[str]) -> int:
        """Return the end of the code span that *opening* begins within its paragraph, or -1."""
        length = len(opening["ticks"])
        closing = _first_from(self.starts[length], opening.end())
        paragraph_end = _first_from(self.paragraph_ends, opening.end())
        return closing + length if closing is not None and (paragraph_end is None or closing < paragraph_end) else -1


def _first_from(positions: Sequence[int], start: int) -> int | None:
    index = bisect_left(positions, start)
    return positions[index] if index < len(positions) else None


def without_indented_code(text: str) -> str:
    """Return *text* with spaces in place of the code that is indented by four more than the text around it."""
    lines = text.split("\n")
    after_gap, depth = True, 0  # depth: in how many list items, each of which indents by four, the text is
    for number, line in enumerate(lines):
        expanded = line.expandtabs(4)
        level = (len(expanded) - len(expanded.lstrip())) // 4
        if not line.strip():
            after_gap = True
        elif after_gap and level > depth:
            lines[number] = blank(line)
        elif _END_OF_ITEM.match(line):
            after_gap, depth = True, 0
        else:
            if _ITEM.match(line):
                depth = min(depth, level) + 1
            elif after_gap:
                depth = min(depth, level)
            after_gap = False
    return "\n".join(lines)


# Markdown reads an open bracket to the end of its passage, for each of them again: 40,000 take minutes.
MAX_BRACKETS = 5000
_HARMLESS_BRACKETS = 100
_MAX_NESTED_BRACKETS = 50
# A passage that Markdown reads by itself ends with an empty line, or before the next item of a list or row of a table.
_PASSAGE_END = re.compile(r"\n[ \t]*(?=\n)|\n(?=[ \t>]*(?:[-*+:][ \t]|\d+[.)][ \t]|\|))|\Z")
_BRACKET = re.compile(r"[\[\]()]|<(?=[A-Za-z/!?])")
_AUTOLINK = re.compile(r"<(?:https?|ftp)://[^<>]*>|<[^<>\s!]+@[^@<>\s]+>", re.IGNORECASE)


@lru_cache(maxsize=4)
def open_brackets(text: str) -> tuple[tuple[int, ...], ...]:
    """Return the offsets of `[`, `<` and the `(` of links that are never closed, for each passage that has very many.

    They are text for Markdown. Brackets in code, and nested ones but for the first 50, are not counted as closed.
    """
    if text.count("[") + text.count("<") <= _HARMLESS_BRACKETS:
        return ()
    masked = without_indented_code(text)
    masked = _masked(masked, code_spans(masked, to_the_end=False))
    masked = _masked(masked, ((each.start, each.end) for each in markup_in(masked)))
    masked = _masked(masked, (found.span() for found in _AUTOLINK.finditer(masked)))
    return tuple(_open_brackets_by_passage(masked))


def _open_brackets_by_passage(masked: str) -> Iterator[tuple[int, ...]]:
    start = 0
    for end in (found.end() for found in _PASSAGE_END.finditer(masked)):
        if masked.count("[", start, end) + masked.count("<", start, end) > _HARMLESS_BRACKETS:
            found = _unclosed(masked, start, end)
            if len(found) > _HARMLESS_BRACKETS:
                yield tuple(found)
        start = end


def _unclosed(text: str, start: int, end: int) -> list[int]:
    found: list[int] = []
    square: list[int] = []
    round_: list[int] = []
    for offset, bracket in ((each.start(), each[0]) for each in _BRACKET.finditer(text, start, end)):
        if bracket == "<" or (bracket == "[" and len(square) > _MAX_NESTED_BRACKETS):
            found.append(offset)
        elif bracket in "[(":
            (square if bracket == "[" else round_).append(offset)
        elif opened := square if bracket == "]" else round_:
            opened.pop()
    return sorted([*found, *square, *(offset for offset in round_ if text[offset - 1 : offset] == "]")])


def escaped(character: str) -> str:
    """Return what Markdown makes of a character behind a backslash, and makes the character of at its end."""
    return f"{STX}{ord(character)}{ETX}" if character else ""


def with_open_brackets_as_text(text: str) -> str:
    """Return *text* with the brackets that :func:`open_brackets` finds as behind a backslash: it means the same."""
    pieces, done = [], 0
    for offset in (offset for offsets in open_brackets(text) for offset in offsets):
        pieces += [text[done:offset], escaped(text[offset])]
        done = offset + 1
    return "".join([*pieces, text[done:]])


class BlockFence(NamedTuple):
    """A line that opens a block, `/// name | argument`, or closes one, `///`.

    *start* and *end* are the positions of the line's first character and behind its last one. *slashes* are at least
    three; a block is closed by as many as opened it. *rest* is what follows them. *name* is in lower case, as
    pymdownx.blocks reads it; it is "" for a line that opens no block.
    """

    start: Position
    end: Position
    slashes: str
    rest: str
    name: str
    argument: str


_FENCE = re.compile(r"\s*(/{3,})(.*)")
_OPENING = re.compile(r"\s*([\w-]+)\s*(?:\|(.*))?")


def block_fences(text: str) -> Iterator[BlockFence]:
    """Yield the fences of blocks in a Markdown *text*, outside code and comments."""
    typed = text.splitlines()
    for number, line in enumerate(mask_code(text).splitlines() if "///" in text else (), 1):
        if _FENCE.fullmatch(line) and (fence := _FENCE.fullmatch(typed[number - 1])):
            rest = fence[2].strip()
            opening = _OPENING.fullmatch(rest)
            name, argument = (opening[1].lower(), (opening[2] or "").strip()) if opening else ("", "")
            end = Position(number, len(typed[number - 1]) + 1)
            yield BlockFence(Position(number, 1), end, fence[1], rest, name, argument)


def opened_blocks(text: str) -> Iterator[BlockFence]:
    """Yield the fence of each block that is opened in a Markdown *text*."""
    return (fence for fence in block_fences(text) if fence.name)
