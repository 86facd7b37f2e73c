"""Separates prose from code, comments, raw HTML and addresses in a Markdown source; finds the fences of blocks.

Masking replaces what is not prose by spaces of the same length, so that every offset and line stays valid.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CODE_OR_COMMENT = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"  # a fenced block
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"  # a code span, within its paragraph
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
_CITATION_KEY = re.compile(r"\[?-?@[\w:.+/-]+")


def mask_code(text: str) -> str:
    """Return *text* with spaces in place of fenced, indented and inline code, and of comments."""
    return _CODE_OR_COMMENT.sub(lambda code: blank(code[0]), _without_indented_code(text))


def mask_all_but_prose(text: str) -> str:
    """Return *text* with spaces in place of code, comments, HTML tags, addresses and the keys of citations."""
    return mask_markup(mask_code(text))


def mask_markup(text: str) -> str:
    """Return *text* with spaces in place of HTML tags, addresses and the keys of citations; code is kept."""
    masked = text
    for pattern in (_HTML_TAG, _ADDRESS, _CITATION_KEY):
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
    """A line that opens or closes a block: its number from 1, its slashes, and the rest ("" for a closing one)."""

    line: int
    slashes: str
    rest: str


class OpenedBlock(NamedTuple):
    """A block that is opened: the line number from 1, its name, and the text behind ``|``."""

    line: int
    name: str
    argument: str


_FENCE = re.compile(r"\s*(/{3,})(.*)")
OPENING = re.compile(r"\s*([\w-]+)\s*(?:\|(.*))?")


def block_fences(text: str) -> Iterator[BlockFence]:
    """Yield the fences of blocks, `/// name | Heading` and `///`, outside code."""
    typed = text.splitlines()
    for number, line in enumerate(mask_code(text).splitlines(), 1):
        if _FENCE.fullmatch(line) and (fence := _FENCE.fullmatch(typed[number - 1])):
            yield BlockFence(number, fence[1], fence[2].strip())


def opened_blocks(text: str) -> Iterator[OpenedBlock]:
    """Yield each block that is opened in a Markdown *text*."""
    for line, _, rest in block_fences(text):
        if opening := OPENING.fullmatch(rest):
            yield OpenedBlock(line, opening[1], (opening[2] or "").strip())
