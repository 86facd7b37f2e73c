"""Separates prose from code, comments, raw HTML and addresses in a Markdown source; finds the fences of blocks.

Masking replaces what is not prose by spaces of the same length, so that every offset and line stays valid.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from hamerkop.shared.problems import Position

_CODE_OR_COMMENT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"  # a fenced block
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"  # a code span, within its paragraph
    r"|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
# What may hold indented text that is no code: the items of lists, definitions and footnotes.
_ITEM = re.compile(r" {0,3}(?:[-*+:]|\d+[.)]|\[\^[^\]]*\]:)\s")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_HTML_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ADDRESS = re.compile(
    r"\]\([^)]*\)"  # the target of a link or image
    r"|^ {0,3}\[[^\]]+\]:[^\n]*$"  # a link definition
    r"|<?\b(?:https?://|www\.|mailto:)[^\s<>]+>?",
    re.MULTILINE,
)
# The key of a citation, as in Pandoc: letters, digits and "_", with single punctuation characters inside.
CITATION_KEY = r"\w+(?:[:.+/-]\w+)*"
_CITATION = re.compile(rf"\[?-?@{CITATION_KEY}")


@lru_cache(maxsize=4)  # several plugins read one text, one after the other
def mask_code(text: str) -> str:
    """Return *text* with spaces in place of fenced, indented and inline code, and of comments."""
    return _CODE_OR_COMMENT.sub(lambda code: blank(code[0]), _without_indented_code(text))


def mask_all_but_prose(text: str) -> str:
    """Return *text* with spaces in place of code, comments, HTML tags, addresses and the keys of citations."""
    return mask_markup(mask_code(text))


def mask_markup(text: str) -> str:
    """Return *text* with spaces in place of HTML tags, addresses and the keys of citations; code is kept."""
    masked = text
    for pattern in (_HTML_TAG, _ADDRESS, _CITATION):
        masked = pattern.sub(lambda found: blank(found[0]), masked)
    return masked


def blank(text: str) -> str:
    """Return spaces in place of all characters of *text* but line ends."""
    return re.sub(r"[^\n]", " ", text)


def _without_indented_code(text: str) -> str:
    lines = text.split("\n")
    after_gap, in_item = True, False
    for number, line in enumerate(lines):
        if not line.strip():
            after_gap = True
        elif _INDENTED.match(line):
            if after_gap and not in_item:
                lines[number] = blank(line)
        else:
            in_item = bool(_ITEM.match(line)) or (in_item and not after_gap)
            after_gap = False
    return "\n".join(lines)


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
    for number, line in enumerate(mask_code(text).splitlines(), 1):
        if _FENCE.fullmatch(line) and (fence := _FENCE.fullmatch(typed[number - 1])):
            rest = fence[2].strip()
            opening = _OPENING.fullmatch(rest)
            name, argument = (opening[1].lower(), (opening[2] or "").strip()) if opening else ("", "")
            end = Position(number, len(typed[number - 1]) + 1)
            yield BlockFence(Position(number, 1), end, fence[1], rest, name, argument)


def opened_blocks(text: str) -> Iterator[BlockFence]:
    """Yield the fence of each block that is opened in a Markdown *text*."""
    return (fence for fence in block_fences(text) if fence.name)
