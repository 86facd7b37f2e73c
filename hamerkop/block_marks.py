"""Finds the lines that open and close blocks in a Markdown source: `/// name | Heading`, and `///`."""

import re
from collections.abc import Iterator

FENCE = re.compile(r" {0,3}(```+|~~~+)")
MARK = re.compile(r"\s*(/{3,})(.*)")
OPENING = re.compile(r"\s*([\w-]+)\s*(?:\|(.*))?")


def block_marks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, slashes and the rest of the line ("" for a closing mark) of each block mark outside fenced code."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        opened = FENCE.match(line)
        if opened and not fence:
            fence = opened[1]
        elif opened and opened[1].startswith(fence):
            fence = ""
        mark = None if fence else MARK.fullmatch(line)
        if mark:
            yield number, mark[1], mark[2].strip()


def opened_blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and what stands behind ``|`` of each block that is opened."""
    for number, _, rest in block_marks(text):
        if opening := OPENING.fullmatch(rest):
            yield number, opening[1], (opening[2] or "").strip()
