"""Estimates the time that Python-Markdown takes for a text, and makes text of the passages that would take minutes.

For a few kinds of markup the time grows with the square of their number, and very deep nesting ends in an exception;
see docs/upstream.md. The estimate is a sum of products of counts and lengths, so it is the same on every machine. What
an article really has is far below the limit: 1 MB of prose with links, emphasis and lists takes 1 to 2 s.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple

from markdown.util import ETX, STX

from hamerkop.shared.markdown_source import (
    code_spans,
    escaped,
    open_brackets,
    with_open_brackets_as_text,
    without_indented_code,
)

# Seconds of CPU on the machine on which the weights were measured. A longer text may take more.
SECONDS_PER_TEXT = 2.0
CHARACTERS_PER_TEXT = 1_000_000
NEVER = 1e9

# What Markdown reads piece by piece, in the time of WEIGHTS: marks of emphasis, links, code, tags, escapes.
_MARK = re.compile(r"\*+|_+|[\[<`&\\|]|\bhttps?:")
# What is stored as text, and then joined character by character.
_ESCAPE = re.compile(r"\\.|&[#\w]+;")
# Lines that end a block without an empty line: the rest of the passage is split off and read again.
_BLOCK_LINE = re.compile(r"^ {0,3}(?:#{1,6}|([-*_=])[ ]*(?:\1[ ]*)*$|\*\[[^\]\n]*\]:)", re.MULTILINE)
_ITEM = re.compile(r"^[ \t>]*(?:[-*+]|\d+\.)[ \t]", re.MULTILINE)
_TABLE = re.compile(r"^[ |]*:?-+:?[ ]*\|", re.MULTILINE)
_BLOCK_FENCE = re.compile(r"^ {0,3}/{3,}[ ]*([\w-]*)", re.MULTILINE)
_DEFINITION = re.compile(r"^[ ]{0,3}:[ \t]", re.MULTILINE)
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\][ ]?:", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\](?!:)")
# Markdown calls itself for each of these, and Python allows 1,000 calls.
_DEEP = re.compile(r"^[ \t]*(?:(?:[-*+>:]|\d+\.)[ \t]+){40}", re.MULTILINE)
_MAX_DEFINITIONS = 100  # in one passage
_PASSAGE_END = re.compile(r"\n[ \t\n]*\n|\Z")
# A unit is what Markdown reads at once: an item, a row, or a passage without any.
_UNIT_END = re.compile(r"\n(?=[ \t>]*(?:[-*+:][ \t]|\d+[.)][ \t]|\|))")
_FENCE = re.compile(r"^(~{3,}|`{3,})[ ]*(\{[^\n]*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=[^\n]*)?)$", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*(?P<first>[-+=:#>~/\d*_|]?)", re.MULTILINE)
_SHORT = 20_000  # characters
_FEW = (("[^", 500), ("\n:", _MAX_DEFINITIONS), ("```", 1000), ("~~~", 1000))
_LEFT = re.compile(rf"{STX}([0-9]{{1,7}}){ETX}")
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>&!|~^$@]|https?(?=:)")


class _Passage(NamedTuple):
    start: int
    end: int
    seconds: float


@lru_cache(maxsize=4)  # of a text that is converted and then checked
def slow_passages(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of the parts of a Markdown *text* that would take it beyond the limit, in order.

    Passages, which are what is between empty lines, count in the order of the text: a passage that takes too long by
    itself is left out, and those behind it are not.
    """
    if not _may_be_slow(text):
        return ()
    left = SECONDS_PER_TEXT * max(1.0, len(text) / CHARACTERS_PER_TEXT)
    found: list[tuple[int, int]] = []
    follows_slow = False
    for passage in _passages(text):
        is_slow = passage.seconds > left
        if is_slow:
            start = found.pop()[0] if follows_slow else passage.start
            found.append((start, passage.end))
        else:
            left -= passage.seconds
        follows_slow = is_slow
    return tuple(found)


def _may_be_slow(text: str) -> bool:
    """Return whether a text is long, or has what takes long in a short one too; most texts are and have not."""
    counts = (text.count(each) > most for each, most in _FEW)
    return len(text) > _SHORT or any(counts) or bool(_DEEP.search(text))


def _passages(text: str) -> Iterator[_Passage]:
    shape = _with_code_as_words(text)
    abbreviation = 1.5e-8 * len(text)  # each is tried at each character
    footnotes: Counter[str] = Counter()
    start = opened = 0
    for number, end in enumerate(found.end() for found in _PASSAGE_END.finditer(shape)):
        passage = shape[start:end]
        if passage.strip():
            seconds = _seconds(passage) + abbreviation * len(_ABBREVIATION.findall(passage))
            seconds += 3e-9 * number  # a list of all passages, of which the first is removed
            fences = _BLOCK_FENCE.findall(passage)
            if opened or fences:  # pymdownx.blocks reads all elements before this one
                seconds += 8e-8 * number
            opened = max(0, opened + sum(1 if name else -1 for name in fences))
            yield _Passage(start, end, seconds + sum(_footnote_seconds(passage, footnotes)))
        start = end


def _seconds(passage: str) -> float:
    """Return the time that Markdown takes for one passage, without what it takes for abbreviations and footnotes."""
    if _DEEP.search(passage) or len(_DEFINITION.findall(passage)) > _MAX_DEFINITIONS:
        return NEVER
    lines, items = len(_BLOCK_LINE.findall(passage)), len(_ITEM.findall(passage))
    blocks = passage.count(STX)  # of code; Pygments guesses the language of each
    pieces = 3e-5 + 1.5e-5 * items + 4e-4 * len(_TABLE.findall(passage)) + 2.5e-3 * blocks
    return pieces + 1.4e-8 * lines * len(passage) + sum(map(_unit_seconds, _UNIT_END.split(passage)))


def _unit_seconds(unit: str) -> float:
    escapes, marks = len(_ESCAPE.findall(unit)), len(_MARK.findall(unit))
    return 1.5e-5 * marks + (4.5e-10 * marks + 1.3e-9 * escapes) * len(unit)


def _footnote_seconds(passage: str, used: Counter[str]) -> Iterator[float]:
    """Yield the time for each reference to a footnote: all of its references are read again for it."""
    for label in _FOOTNOTE.findall(passage):
        used[label] += 1
        yield 1.3e-6 * used[label]


def _with_code_as_words(text: str) -> str:
    """Return *text*, character for character, with letters for code and for open brackets.

    Code in a line begins with a backtick, a fenced block with STX.
    """
    text = _filled(text, ((each, each + 1) for offsets in open_brackets(text) for each in offsets), "x")
    text = _filled(text, _fenced_blocks(text), STX)
    lines = zip(text.split("\n"), without_indented_code(text).split("\n"), strict=True)
    text = "\n".join(masked if masked.strip() or not line.strip() else "x" * len(line) for line, masked in lines)
    return _filled(text, code_spans(text, to_the_end=False), "`")


def _filled(text: str, spans: Iterable[tuple[int, int]], first: str) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], first, "x" * (end - start - 1)]
        done = end
    return "".join([*pieces, text[done:]])


def _fenced_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each fenced block, by the rules of Markdown's extension `fenced_code`."""
    lines = list(_FENCE.finditer(text))
    closing: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not line[2]:
            closing[line[1]].append(index)
    position = 0
    for index, line in enumerate(lines):
        following = closing[line[1]]
        after = bisect_right(following, index)
        if line.start() >= position and after < len(following):
            position = lines[following[after]].end()
            yield line.start(), position


def as_typed(passage: str) -> str:
    """Return a text that Markdown takes for one paragraph without markup, and prints as *passage* was typed.

    Each character that could be markup becomes what Markdown makes of a character behind a backslash.
    """
    text = _LINE_START.sub(lambda line: escaped(line["first"]), passage.strip("\n"))
    text = _MARKUP.sub(lambda found: "".join(map(escaped, found[0])), text)
    return re.sub(r"\n(?=\n)", escaped("\n"), text)


def readable(text: str) -> str:
    """Return *text* with what Markdown would read for minutes as text: slow passages, and brackets that stay open."""
    text = text.strip("\n")  # as the text that is checked, so that the result can be used again
    pieces, done = ["\n"], 0
    for start, end in slow_passages(text):
        pieces += [text[done:start], as_typed(text[start:end]), "\n\n"]
        done = end
    return with_open_brackets_as_text("".join([*pieces, text[done:]]))


def without_escapes(html: str) -> str:
    """Return *html* with the characters that :func:`as_typed` has escaped where Markdown left them as they were."""
    return _LEFT.sub(lambda found: escape(chr(int(found[1])), quote=False), html) if STX in html else html
