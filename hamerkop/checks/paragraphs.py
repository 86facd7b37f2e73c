"""Finds quotations that are never closed, paragraphs that are in a text twice, and sentences that were cut."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.markdown_source import blank
from hamerkop.shared.problems import Problem

_NEXT = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Paragraph(NamedTuple):
    """A part of a text between two empty lines, without code: what was typed, and its offset in the source."""

    text: str
    start: int


def paragraphs_of(text: CheckedText) -> Iterator[Paragraph]:
    """Yield the parts of a text between empty lines."""
    start = 0
    for found in _NEXT.finditer(text.text):
        yield Paragraph(text.text[start : found.start()], text.body + start)
        start = found.start() + found[0].rindex("\n") + 1
    yield Paragraph(text.text[start:], text.body + start)


_BEFORE_WORDS = "\"“‘'(*_"
_MIN_WORDS, _MIN_LENGTH = 8, 50  # a shorter one can be repeated on purpose


def repetition_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each paragraph that is in the text twice."""
    yield from islice(_repeated(text), MAX_PROBLEMS)


def _repeated(text: CheckedText) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for each in paragraphs_of(text):
        if len(each.text) < _MIN_LENGTH or not (each.text[0].isalnum() or each.text[0] in _BEFORE_WORDS):
            continue
        typed = text.source[each.start : each.start + len(each.text)].rstrip()
        words = typed.split()
        first = seen.setdefault(" ".join(words), each.start)
        is_text = len(words) >= _MIN_WORDS and typed.rstrip('*_"”’)').endswith((".", "!", "?"))
        if first != each.start and is_text and not _ITEM.match(typed):
            message = f"line {text.position(first).line} begins the same paragraph; remove one of them"
            yield text.problem("P07", each.start, each.start + len(typed), message)


# Words that no English sentence ends with, and what the next paragraph begins with if it does not go on.
_CUT = re.compile(
    r"(?<![;,])[ \n](?:the|an?|and|or|because|of|with|which|from|if|my|your|our|their|its|very|into|between)\s*\Z"
)
_MIN_WORDS_OF_CUT = 4


def cut_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each English paragraph that ends within a sentence, although the next one is another."""
    if text.is_english:
        yield from islice(_cut(text), MAX_PROBLEMS)


def _cut(text: CheckedText) -> Iterator[Problem]:
    for each, following in pairwise([*paragraphs_of(text), Paragraph("#", 0)]):
        found = _CUT.search(each.text, max(len(each.text) - 12, 0)) if each.text[:1].isalnum() else None
        is_other = following.text[:1].isupper() or following.text.startswith(("#", "///"))
        if found and is_other and len(each.text.split()) >= _MIN_WORDS_OF_CUT and not _ITEM.match(each.text):
            start = each.start + found.start() + 1
            word = found[0].strip()
            if text.source[start : start + len(word)] == word and "|" not in each.text:
                message = f'the sentence ends with "{word}"; write its end, or remove what is left of it'
                yield text.problem("P09", start, start + len(word), message)


_ITEM = re.compile(r"(?:\d{1,9}[.)]|\*)[ \t]|\*\[")
_MARKS = re.compile('["“”]')
_MARKUP = re.compile(r"<[^<>]*>|\]\((?:[^()]|\([^()]*\))*\)|\]\[[^\]\n]*\]|\{[^{}\n]*\}")
_NO_PROSE = ("|", "/", "<", "[", "#", "{", "\t", "    ")
_LOW = re.compile(
    r"(?<![\w,]),,(?=\w)|(?<![\w‘])‘‘(?=\w)|„(?=\w[^“”„\"\n]{0,200}\")|(?<![\w\"=])\"\"(?=\w[^\"\n]{1,200}\"\"(?!\w))"
)


def quotation_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each quotation in English that is opened and never closed, or opened with other marks."""
    if not text.is_english:
        return
    if any(marks in text.text for marks in (",,", "‘‘", '""', "„")):
        for found in islice(_LOW.finditer(text.text), MAX_PROBLEMS):
            start, end = text.body + found.start(), text.body + found.end()
            message = f'{found[0]} is printed as typed; a quotation is between " and "'
            yield text.problem("P06", start, end, message, [text.edit(start, end, '"')])
    if "«" in text.text:
        yield from islice(_open_guillemets(text), MAX_PROBLEMS)
    if '"' in text.text or "“" in text.text:
        yield from islice(_unclosed(text), MAX_PROBLEMS)


def _open_guillemets(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each « that nothing closes before the end of the text; in other languages they close."""
    last = text.text.rfind("«")
    if text.text.count("«") == 1 and not any(mark in text.text for mark in "»“”„"):
        start = text.body + last
        yield text.problem("P06", start, start + 1, "this quotation is never closed; write » at its end")


class Marks(NamedTuple):
    """The quotation marks of a paragraph: how many, the offsets of those that open, and whether all are clear."""

    opening: list[int]
    closing: int
    are_clear: bool
    begins: bool


def _unclosed(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each paragraph with one quotation that neither it nor what is below it closes."""
    paragraphs = [each for each in paragraphs_of(text) if each.text.strip()]
    marks = [_marks_of(each) for each in paragraphs]
    # A mark that closes what a paragraph above has opened is no pair of that paragraph.
    last = max((index for index, each in enumerate(marks) if each.closing > len(each.opening)), default=-1)
    for index, (paragraph, each) in enumerate(zip(paragraphs, marks, strict=True)):
        goes_on = index + 1 < len(marks) and marks[index + 1].begins
        is_open = each.are_clear and len(each.opening) == each.closing + 1 and index > last and not goes_on
        if is_open and not paragraph.text.startswith(_NO_PROSE):
            start = paragraph.start + _last_open(paragraph, each)
            message = f"this quotation is never closed; write {_closing(text.source[start])} at its end"
            yield text.problem("P06", start, start + 1, message)


def _closing(mark: str) -> str:
    return "”" if mark == "“" else mark


def _marks_of(paragraph: Paragraph) -> Marks:
    """Return the marks of a paragraph, by what is beside each; one behind a digit can be inches or seconds."""
    if not _MARKS.search(paragraph.text):
        return Marks([], 0, True, False)
    typed = _MARKUP.sub(
        lambda found: blank(found[0]) if found[0][0] != "]" else "]" + " " * (len(found[0]) - 1), paragraph.text
    )
    opening, closing, are_clear = [], 0, True
    for found in _MARKS.finditer(typed):
        before, behind = typed[max(found.start() - 1, 0) : found.start()], typed[found.end() : found.end() + 1]
        if before.isdigit() and found[0] == '"':
            are_clear = False
        elif _opens(before, behind):
            opening.append(found.start())
        elif not before.strip() and not behind.strip():
            are_clear = False
        else:
            closing += 1
    begins = bool(opening) and not typed[: opening[0]].strip(" >*_-+\n")
    return Marks(opening, closing, are_clear, begins)


def _opens(before: str, behind: str) -> bool:
    if not before.strip() or before in "([{>":
        return bool(behind.strip())
    return before in "*_-–—/'‘" and (behind.isalnum() or behind == "[")


def _last_open(paragraph: Paragraph, marks: Marks) -> int:
    """Return the offset of the mark that has no other one: the last, or the first of two that follow each other."""
    if len(marks.opening) < 2:
        return marks.opening[0]
    typed = paragraph.text
    for first, second in zip(marks.opening, marks.opening[1:], strict=False):
        if not re.search(r"[\"”](?=[\s.,;:!?)]|$)", typed[first + 1 : second]):
            return first
    return marks.opening[-1]
