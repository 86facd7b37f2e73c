"""Estimates the time that Python-Markdown takes for a text, and makes text of the passages that take it too long.

For a few kinds of markup the time grows with the square of their number, and very deep nesting ends in an exception;
see docs/upstream.md. The estimate is a sum of products of counts and lengths, so it is the same on every machine. The
weights are measured, and at the lower end of what was measured for each kind: Markdown with Pelican's own extensions
takes longer than the limit for a text that is beyond it. 1 MB of prose with links, emphasis and lists takes 1 to 2 s.
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
SECONDS_PER_TEXT = 3.0
CHARACTERS_PER_TEXT = 1_000_000
NEVER = 1e9

# What is read piece by piece: seconds for each, and for each with each character of its unit, which is copied.
_UNIT_WEIGHTS = (
    (re.compile(r"\*+|_+"), 3e-6, 8e-11),
    (re.compile(r"[\[`]"), 1.2e-5, 1e-10),
    (re.compile(r"<(?:https?|ftp):"), 5e-6, 9e-11),
    (re.compile(r"</?[A-Za-z][\w-]*+(?=[\s/>])"), 3e-6, 2.3e-10),
    (re.compile(r"\\.|&[#\w]+;"), 3e-6, 1.5e-10),
)
# Lines that end a block without an empty line: the rest of the passage is split off and read again. Seconds for each
# with each character of the passage.
_BLOCK_WEIGHTS = (
    (re.compile(r"^ {0,3}#{1,6}", re.MULTILINE), 6.5e-9),
    (re.compile(r"^ {0,3}([-*_])[ ]*(?:\1[ ]*){2,}$", re.MULTILINE), 1e-8),
    (re.compile(r"^[^\n#*_=-][^\n]*\n=+[ ]*$", re.MULTILINE), 2e-8),
    (re.compile(r"^ {0,3}\*\[[^\]\n]*\]:", re.MULTILINE), 4e-8),
)
_ITEM = re.compile(r"^[ \t>]*(?:[-*+]|\d+\.)[ \t]", re.MULTILINE)
_INNER_ITEM = re.compile(r"^[ \t>]+(?:[-*+]|\d+\.)[ \t]", re.MULTILINE)
_TABLE = re.compile(r"^[ |]*:?-+:?[ ]*\|", re.MULTILINE)
_CELL_END = re.compile(r"(?<=[^\n])\|(?=[ ]*\S)")  # but the last of its row
_BLOCK_FENCE = re.compile(r"^ {0,3}/{3,}[ ]*([\w-]*)", re.MULTILINE)
_DEFINITION = re.compile(r"^[ ]{0,3}:[ \t]", re.MULTILINE)
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\][ ]?:", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\](?!:)")
# Markdown calls itself twice for each of these in one line, and for each definition in one passage. Python allows 1,000
# calls, of which what Markdown is called by needs some.
_DEEP = re.compile(r"^[ \t]*(?:(?:[-*+>:]|\d+\.)[ \t]+){20,}", re.MULTILINE)
_MAX_DEPTH = 400
_PASSAGE_END = re.compile(r"\n[ \t\n]*\n|\Z")
# A unit is what Markdown reads at once: an item, a row, or a passage without any.
_UNIT_END = re.compile(r"\n(?=[ \t>]*(?:[-*+:][ \t]|\d+[.)][ \t]|\|))")
_FENCE = re.compile(r"^(~{3,}|`{3,})[ ]*(\{[^\n]*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=[^\n]*)?)$", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*(?P<first>[-+=:#>~/\d*_|]?)", re.MULTILINE)
_SHORT = 20_000  # characters
_FEW = (("[^", 500), ("\n:", _MAX_DEPTH // 2), ("```", 1000), ("~~~", 1000))
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
    abbreviation = 1e-9 * len(text)  # each is tried at each word
    footnotes: Counter[str] = Counter()
    start = opened = 0
    for number, end in enumerate(found.end() for found in _PASSAGE_END.finditer(shape)):
        passage = shape[start:end]
        if passage.strip():
            seconds = _seconds(passage) + abbreviation * len(_ABBREVIATION.findall(passage))
            seconds += 1.2e-9 * number  # a list of all passages, of which the first is removed
            fences = _BLOCK_FENCE.findall(passage)
            if opened or fences:  # pymdownx.blocks reads all elements before this one
                seconds += 8e-8 * number
            opened = max(0, opened + sum(1 if name else -1 for name in fences))
            yield _Passage(start, end, seconds + sum(_footnote_seconds(passage, footnotes)))
        start = end


def _seconds(passage: str) -> float:
    """Return the time that Markdown takes for one passage, without what it takes for abbreviations and footnotes."""
    depth = len(_DEFINITION.findall(passage)) + max(
        (len(found[0].split()) for found in _DEEP.finditer(passage)), default=0
    )
    if depth > _MAX_DEPTH:
        return NEVER
    pieces = 2e-5 + 2.5e-5 * len(_ITEM.findall(passage)) + 1.5e-5 * len(_INNER_ITEM.findall(passage))
    blocks = 3.5e-3 * passage.count(STX) + 3e-4 * passage.count(ETX)
    if passage.count("\n") > 2:  # most passages are a single line, with an empty one behind it
        blocks += len(passage) * sum(weight * len(pattern.findall(passage)) for pattern, weight in _BLOCK_WEIGHTS)
    units = sum(map(_unit_seconds, _UNIT_END.split(passage)))
    return pieces + blocks + _table_seconds(passage) + units


def _table_seconds(passage: str) -> float:
    if "|" not in passage or not _TABLE.search(passage):
        return 0.0
    return 2.2e-5 * passage.count("\n") + 1.3e-5 * len(_CELL_END.findall(passage))


def _unit_seconds(unit: str) -> float:
    counts = ((len(pattern.findall(unit)), each, copied) for pattern, each, copied in _UNIT_WEIGHTS)
    return sum(count * (each + copied * len(unit)) for count, each, copied in counts)


def _footnote_seconds(passage: str, used: Counter[str]) -> Iterator[float]:
    """Yield the time for each reference to a footnote: all of its references are read again, and all footnotes."""
    for label in _FOOTNOTE.findall(passage):
        used[label] += 1
        yield 1.15e-6 * used[label] + 9e-8 * len(used)


def _with_code_as_words(text: str) -> str:
    """Return *text*, character for character, with letters for code and for open brackets.

    Code in a line begins with a backtick, a fenced block with ETX, or with STX if it names no language, which Pygments
    guesses then.
    """
    text = _filled(text, ((each, each + 1) for offsets in open_brackets(text) for each in offsets), "x")
    blocks = list(_fenced_blocks(text))
    text = _filled(text, ((start, end) for start, end, named in blocks if named), ETX)
    text = _filled(text, ((start, end) for start, end, named in blocks if not named), STX)
    lines = zip(text.split("\n"), without_indented_code(text).split("\n"), strict=True)
    text = "\n".join(masked if masked.strip() or not line.strip() else "x" * len(line) for line, masked in lines)
    return _filled(text, code_spans(text, to_the_end=False), "`")


def _filled(text: str, spans: Iterable[tuple[int, int]], first: str) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces += [text[done:start], first, "x" * (end - start - 1)]
        done = end
    return "".join([*pieces, text[done:]])


def _fenced_blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of each fenced block of the extension `fenced_code`, and whether it names its language."""
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
            yield line.start(), position, bool(line[2])


def as_typed(passage: str) -> str:
    """Return a text that Markdown takes for one paragraph without markup, and prints as *passage* was typed.

    Each character that could be markup becomes what Markdown makes of a character behind a backslash.
    """
    text = _LINE_START.sub(lambda line: escaped(line["first"]), passage.strip("\n"))
    text = _MARKUP.sub(lambda found: "".join(map(escaped, found[0])), text)
    return re.sub(r"\n(?=\n)", escaped("\n"), text)


def readable(text: str) -> str:
    """Return *text* with what Markdown would read for too long as text: slow passages, and brackets that stay open."""
    body = text.strip("\n")  # as the text that is checked, so that the result can be used again
    slow = slow_passages(body)
    if slow:
        pieces, done = ["\n"], 0
        for start, end in slow:
            pieces += [body[done:start], as_typed(body[start:end]), "\n\n"]
            done = end
        text = "".join([*pieces, body[done:], "\n\n"])
    return with_open_brackets_as_text(text)


def without_escapes(html: str) -> str:
    """Return *html* with the characters that :func:`as_typed` has escaped where Markdown left them as they were."""
    return _LEFT.sub(lambda found: escape(chr(int(found[1])), quote=False), html) if STX in html else html
