"""Finds a number that states a result and has no source in its paragraph."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.markdown_source import block_fences
from hamerkop.shared.problems import Problem

_WORD = "one|two|three|four|five|six|seven|eight|nine|ten"
_PEOPLE = (
    "people|patients|participants|adults|children|men|women|volunteers|veterans|trials|studies|infusions|cases|users"
)
_N = r"\d(?:[\d,.]{0,12}\d)?"  # a bounded number of digits: nobody types more
_EFFECT = "reduced?|lower(?:s|ed)|raise[sd]?|lift(?:s|ed)|improve[sd]?|helped|worked|fell|rose|eased"
_STUDY = "trial|study|survey|review|analysis|cohort|audit|sample|register"
_COMPARED = "as[ ](?:likely|many|much|often|high)|more|less|higher|lower"
# Words of prices behind a share; a share of people can be off a medicine.
_PRICE = (
    r"discount|rebate|cheaper|VAT\b|(?:sales[ ])?tax\b|GST\b|interest\b|APR\b|deposit|commission|surcharge"
    r"|service[ ]charge"
)
_OFF_DRUG = "their|all|any|medic|anti|treat|drug|oxygen|work|keta|esketa"
_PRICE_BEFORE = re.compile(
    r"\b(?:VAT|tax|GST|discount|rebate|interest|deposit|commission|surcharge|service charge)(?:[ ]rate)?"
    r"[ ]*(?:of|at|is|was|:|\()?[ ]*(?:up to[ ])?\Z",
    re.IGNORECASE,
)
# Shares, counts of people, and differences: what a study found.
_CLAIM = re.compile(
    rf"""
    (?<![\w.,$€£])(?!100[ ]?%){_N}(?:[ ]?(?:to|–|-|and)[ ]?{_N})?[ ]?(?:%|[ ]?per[ ]cent\b|[ ]percent\b)
      (?![ ]?(?:solution|saline|glucose|dextrose|confidence|CI\b|{_PRICE}|off\b(?![ ](?:{_OFF_DRUG}))))
    | \b(?:{_N}|{_WORD})[ ](?:out[ ]of|in[ ]every)[ ](?:{_N}|{_WORD})\b
    | (?<![\w.,-]){_N}[ ]in[ ]{_N}\b(?![ ]?(?:mg|ml|hours?|minutes?|days?|weeks?|months?|years?))
    | \b(?:one|two|three)[ ]in[ ](?:{_WORD})\b(?![ ](?:hours?|minutes?|days?|weeks?|months?|years?))
    | (?<![\w.,-]){_N}[ ]of[ ](?:the[ ])?{_N}[ ](?:{_PEOPLE})\b
    | (?<!page[ ])(?<!part[ ])(?<!step[ ])(?<!table[ ])(?<!chapter[ ])
      (?<![\w.,-]){_N}[ ]of[ ]\d{_N}\b(?![ ](?:19|20)\d\d)
    | \b(?:{_STUDY})s?[ ](?:of|in|with|on|among)[ ](?!(?:19|20)\d\d\b){_N}[ ]
    | (?<![\w.,-])\d{{1,3}}(?:,\d{{3}}){{1,4}}[ ](?:{_PEOPLE})\b
    | \b(?:odds|risk|hazard|rate)[ ]ratio\b[^.\n]{{0,20}}\d
    | \b(?:twice|\d[\d.]{{0,12}}[ ]times|(?:{_WORD})[ ]times)[ ](?:{_COMPARED})\b
    | \b(?:by|of)[ ]\d[\d.]{{0,12}}[ ]points\b
    | \d[ ]?mg(?:/kg)?\b[^.\n]{{0,40}}\b(?:{_EFFECT})\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAY_CLAIM = re.compile(rf"\d|(?:{_WORD}) (?:in|out|times)\b|[Tt]wice")  # what every claim has
_NO_RESULT = re.compile(r"\bzoom|\benlarge|\bmagnif|\bscreen width", re.IGNORECASE)
# What gives a source: a citation, a link, a footnote.
_SOURCE = re.compile(r"@\w|\]\(|\[\^|<https?:|<a\s|\]\[|https?://")
_NEXT_PART = re.compile(r"\n[ \t]*\n|\n(?=[ \t>]*(?:[-*+]|\d+\.)[ \t])|\n(?=[ \t]*\|)")
# A passage of which every sentence is repeated, with its source, below; and questions.
_UNSOURCED_BLOCKS = frozenset(("in-short", "ask"))


class Part(NamedTuple):
    """A paragraph, an item of a list or a row of a table: its text, and the offset where it begins."""

    text: str
    start: int


def number_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for the first number in each paragraph, item or row that states a result without a source."""
    yield from islice(_uncited(text), MAX_PROBLEMS * 5)


def _uncited(text: CheckedText) -> Iterator[Problem]:
    skipped = _unsourced_spans(text)
    for part in _unsourced(text):
        found = next((each for each in _CLAIM.finditer(part.text) if not _is_price(each)), None)
        start = part.start + (found.start() if found else 0)
        if found and not any(first <= start < last for first, last in skipped):
            message = f'"{" ".join(found[0].split())}" has no source in its paragraph; cite one: [@key]'
            yield text.problem("N01", start, start + len(found[0]), message)


def _is_price(found: re.Match[str]) -> bool:
    """Return whether a share is one of a price: a word such as discount is before it."""
    return "%" in found[0] and bool(_PRICE_BEFORE.search(found.string[max(found.start() - 40, 0) : found.start()]))


def _unsourced(text: CheckedText) -> Iterator[Part]:
    for part in _parts(text):
        if _MAY_CLAIM.search(part.text) and not _has_source(part.text):
            yield part


def _has_source(text: str) -> bool:
    """Return whether a part has a source, or needs none: it asks a question, or is about the screen."""
    return bool(_SOURCE.search(text) or _NO_RESULT.search(text)) or text.rstrip().endswith("?")


def _parts(text: CheckedText) -> Iterator[Part]:
    start = 0
    for end, next_start in [
        *((each.start(), each.end()) for each in _NEXT_PART.finditer(text.text)),
        (len(text.text), 0),
    ]:
        typed = text.text[start:end]
        if not typed.lstrip().startswith(("#", "///")):
            yield Part(typed, text.body + start)
        start = next_start


def _unsourced_spans(text: CheckedText) -> list[tuple[int, int]]:
    """Return the lines of the blocks that need no sources, as offsets."""
    if "///" not in text.text:
        return []
    starts = [offset for offset, _ in text.lines]
    spans, opened = [], None
    for fence in block_fences(text.text):
        offset = starts[fence.start.line - 1]
        if opened is None and fence.name in _UNSOURCED_BLOCKS:
            opened = (offset, fence.slashes)
        elif opened and not fence.name and fence.slashes == opened[1]:
            spans.append((opened[0], offset))
            opened = None
    return spans
