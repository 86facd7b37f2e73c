"""Tells what in a Markdown source is text and what is code, for those who look for a place in it."""

import re

_NOT_PROSE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*$.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"  # a fenced block
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"  # a code span, within its paragraph
    r"|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
# What may hold indented text that is no code: the items of lists, definitions and footnotes.
_ITEM = re.compile(r" {0,3}(?:[-*+:]|\d+[.)]|\[\^[^\]]*\]:)\s")
_INDENTED = re.compile(r" {4}| {0,3}\t")


def without_code(text: str) -> str:
    """Return *text* with spaces in place of code and comments, so that every place stays true."""
    return _NOT_PROSE.sub(lambda code: blank(code[0]), _without_indented_code(text))


def blank(text: str) -> str:
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
