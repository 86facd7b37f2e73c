"""Finds what does not belong in a text: odd spaces, marks of Git, wrong encodings, a second header, no text at all."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.problems import Problem

_ODD_SPACE = re.compile(
    r"^[ \t>]*(?:[-*+]|\d{1,3}\.|/{3,})([\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+)(?=\S)", re.MULTILINE
)
_ODD_INDENT = re.compile(r"^[ ]*([\u00a0\u2000-\u200a\u202f\u3000]+)(?=[ ]*(?:[-*+]|\d{1,3}\.)[ ]\S)", re.MULTILINE)
_ODD_START = re.compile(
    r"^([\u200b-\u200f\u2060\ufeff]+)(?=(?:[-*+]|\d{1,3}\.)[ ]|#{1,6}|/{3,}|>|\||```)", re.MULTILINE
)


_ODD_SIGN = re.compile(r"[\u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]")
_ODD = (_ODD_SPACE, _ODD_INDENT, _ODD_START)


def space_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each space behind a marker that only looks like one: Markdown reads no list there."""
    if not any(_ODD_SIGN.match(sign) for sign in text.signs):
        return
    for found in islice(_ODD_SPACE.finditer(text.text), MAX_PROBLEMS):
        message = "the space behind this is a no-break space or another one that Markdown does not read; type a space"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, " ", safe=True)])
    for found in islice(_ODD_INDENT.finditer(text.text), MAX_PROBLEMS):
        message = "this line is indented with no-break spaces, which Markdown does not read; type spaces"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, " " * (end - start), safe=True)])
    for found in islice(_ODD_START.finditer(text.text), MAX_PROBLEMS):
        message = "the line begins with a character that nobody can see, so Markdown does not read it; remove it"
        start, end = text.body + found.start(1), text.body + found.end(1)
        yield text.problem("M31", start, end, message, [text.edit(start, end, "", safe=True)])


# Zero width spaces and joiners, marks of byte order and of direction, line ends of other programs; not the tags of
# flags. Control characters are found by hamerkop.frontmatter.
_INVISIBLE = re.compile(
    "[\u0085\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc]+"
    "|(?<!\U0001f3f4)[\U000e0000-\U000e007f]+"
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# What may be beside a character that has no use there: Latin letters, digits, spaces, marks of a sentence.
_PLAIN = re.compile("[A-Za-z0-9\u00c0-\u024f \n.,;:!?'\"()“”‘’–—…]?")


def invisible_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each character in plain text that nobody can see, and that has no use there."""
    if not any(_INVISIBLE.match(sign) for sign in text.signs):
        return
    typed, right_to_left = text.masked, bool(_RIGHT_TO_LEFT.search(text.source))
    elsewhere = {found.start(1) + text.body for pattern in _ODD for found in pattern.finditer(text.text)}
    elsewhere |= {index for found in GARBLED.finditer(text.source, text.body) for index in range(*found.span())}
    found = (each for each in _INVISIBLE.finditer(typed) if each.start() not in elsewhere)
    for each in islice((each for each in found if _has_no_use(each, right_to_left)), MAX_PROBLEMS):
        start, end = each.span()
        if each[0][0] in _LINE_ENDS:
            edit = text.edit(start, end, " ", safe=False)
        else:
            edit = text.edit(start, end, "", safe=_is_in_words(each))
        yield text.problem("M43", start, end, _about_invisible(each[0][0]), [edit])


_LINE_ENDS = "\u0085\u2028\u2029"


def _about_invisible(sign: str) -> str:
    name = unicodedata.name(sign, "a control character").lower()
    wanted = "type a space or begin a new line" if sign in _LINE_ENDS else "remove it"
    return f"nobody can see this character, U+{ord(sign):04X} ({name}); {wanted}"


def _has_no_use(found: re.Match[str], right_to_left: bool) -> bool:
    """Return whether what is around an invisible character is plain text, for which there is none."""
    typed, start, end = found.string, *found.span()
    if right_to_left and _DIRECTIONS.intersection(found[0]):
        return False
    return all(_PLAIN.fullmatch(beside) for beside in (typed[max(start - 1, 0) : start], typed[end : end + 1]))


def _is_in_words(found: re.Match[str]) -> bool:
    """Return whether an invisible character is beside a word, and not in an address."""
    before = found.string[max(found.start() - 80, 0) : found.start()]
    word = re.split(r"\s", before)[-1]
    beside = before[-1:] + found.string[found.end() : found.end() + 1]
    return any(each.isalnum() for each in beside) and not any(mark in word for mark in ("://", "](", "{", "@"))


_CONFLICT = re.compile(r"^(?:(?<=\n\n)={7}$|<{7}(?= \S|$)|\|{7}(?= |$)|>{7}(?= \S|$))[^\n]*", re.MULTILINE)


_CONFLICT_MARKS = ("=" * 7, "<" * 7, "|" * 7, ">" * 7)


def conflict_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for the first mark that Git leaves where two versions differ."""
    if not any(mark in text.text for mark in _CONFLICT_MARKS):
        return
    for found in islice(_CONFLICT.finditer(text.text), 1):
        message = "Git could not merge two versions here; keep one of them, and remove the lines of <<<, === and >>>"
        yield text.problem("M18", text.body + found.start(), text.body + found.end(), message)


_DIFF = re.compile(
    r"^(?:@@ [-+\w, ]{1,60} @@|diff --git |(?:---|\+\+\+) [ab]/\S)[^\n]*"
    r"|^(?:[-+ ](?=[^\W\d])[^\n]*(?:\n|\Z)){2,}",
    re.MULTILINE,
)


def diff_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for the first line of a diff: of Git, or lines with + and - that are printed as one paragraph."""
    if any(mark in text.source for mark in ("\n+", "@@ ", "diff --git")):
        for found in _DIFF.finditer(text.text):
            if found[0][0] in "@d" or found[0][:3] in ("---", "+++") or {"+", "-"} <= _first_signs(found[0]):
                first = found[0].partition("\n")[0]
                message = "this is a diff, of which readers see both versions; keep one, and remove the + and -"
                start = text.body + found.start()
                yield text.problem("M18", start, start + len(first), message)
                return


def _first_signs(lines: str) -> set[str]:
    return {line[:1] for line in lines.split("\n")}


# What the second byte of UTF-8 looks like in another encoding; a closing quotation mark can be behind a capital Ã.
_SECOND_BYTE = r"[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf€ƒ†‡ˆ‰ŠŒŽ˜™šœžŸ]"
GARBLED = re.compile(rf"[^\s<>()\[\]]{{0,20}}(?:â€|Ã{_SECOND_BYTE}|Â[\u00a0£°©]|ï»¿|\ufffd)[^\s<>()\[\]]{{0,20}}")


def garbled_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each word whose characters were read in the wrong encoding."""
    if text.signs.isdisjoint("âÃÂï\ufffd"):
        return
    for found in islice(GARBLED.finditer(text.source, text.body), MAX_PROBLEMS):
        message = f'"{found[0]}" was read in the wrong encoding once; type it again'
        yield text.problem("M42", found.start(), found.end(), message)


_FIELDS = "date|slug|tags|category|categories|author|layout|draft|summary|description|status|lang|permalink|title"
_SECOND_HEADER = re.compile(
    rf"^(?:title|layout):[ ]*\S[^\n]*\n(?:{_FIELDS})[ ]*:|"
    rf"(?<=^---\n)(?:{_FIELDS})[ ]*:[^\n]*\n(?=(?:(?:[\w-]+:|[ -])[^\n]*\n)*---[ ]*$)|"
    rf"(?<=\n\+\+\+\n)(?:{_FIELDS})[ ]*=[ ]*\S",
    re.MULTILINE | re.IGNORECASE,
)


def second_header_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for a header that is in the text, and so on the page."""
    lowered = text.text.lower()
    may_have = any(mark in lowered for mark in ("title:", "layout:", "+++\n", "---\n"))
    found = _SECOND_HEADER.search(text.text) if may_have else None
    if found:
        message = (
            "these lines look like front matter, and are printed; front matter is at the beginning of the file only"
        )
        yield text.problem("M40", text.body + found.start(), text.body + found.end(), message)


_FIELD_AT_END = re.compile(
    r"^(?:tags?|keywords?|categor(?:y|ies)|labels?):[ ]*(?:#[\w/-]+(?:[ ,]+#[\w/-]+)*[ ]*$|[\w-][^.!?\n]{0,200}\s*\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD_NAMES = ("\ntag", "\nkeyword", "\ncategor", "\nlabel")


def field_at_end_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for hashtags behind `tags:`, and for tags or categories that are the last line of a text."""
    lowered = text.source.lower()
    for found in _FIELD_AT_END.finditer(text.text) if any(name in lowered for name in _FIELD_NAMES) else ():
        if text.source[: text.body + found.start()].endswith(("\n\n", "---\n")):
            typed = found[0].rstrip()
            name = typed.partition(":")[0].lower()
            start = text.body + found.start()
            message = f"this line is printed; write {name} into the front matter, at the beginning of the file"
            yield text.problem("M40", start, start + len(typed), message)


def no_text_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for a text with nothing to read, see or hear in it."""
    if text.visible.strip():
        return
    has_more = any(
        name in text.html for name in ("<img", "<svg", "<video", "<audio", "<iframe", "<object", "<hr", "<form")
    )
    if not has_more:
        message = "there is no text below the front matter; write it, or set status: draft"
        yield text.problem("M37", 0, 0, message)
