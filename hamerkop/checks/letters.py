"""Finds letters that only look like those that were meant, and apostrophes and line ends of other programs."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.shared.problems import Problem

# Letters of Cyrillic and Greek, and the Latin ones that look the same. Greek letters of formulas and units, such as µ
# and β, are none.
_LATIN = dict(
    zip(
        "асеорухіјѕһԁԛԝАВЕКМНОРСТХІЈЅУοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",  # that is what they are for
        "aceopyxijshdqwABEKMHOPCTXIJSYoABEZHIKMNOPTYX",
        strict=True,
    )
)
_FULL_WIDTH = [chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))]
_LATIN |= {sign: unicodedata.normalize("NFKC", sign) for sign in _FULL_WIDTH}
_LOOKS_LATIN = frozenset(_LATIN)
_TO_LATIN = str.maketrans(_LATIN)
_WORD = re.compile(r"[^\W\d_]{3,60}")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_WITH_LIGATURE = re.compile(r"(?=\w\w)[^\W\d_]{0,60}?[\ufb00-\ufb06][^\W\d_]{0,60}")
# Bold or slanted letters of mathematics, as some programs for social media write words.
_STYLED = re.compile("[\U0001d400-\U0001d7ff]{3,}(?: [\U0001d400-\U0001d7ff]+)*")
_IN_ADDRESS = re.compile(r"(?:://|\]\(|/)\S*\Z")


def letter_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each word with a ligature, or with a letter of another alphabet among Latin ones."""
    signs = text.signs
    if not signs.isdisjoint(_LOOKS_LATIN):
        yield from islice(_of_other_alphabets(text), MAX_PROBLEMS)
    styled = _STYLED.finditer(text.text) if any("\U0001d400" <= sign <= "\U0001d7ff" for sign in signs) else ()
    for found in islice(styled, MAX_PROBLEMS):
        plain = unicodedata.normalize("NFKC", found[0])
        message = f"screen readers spell these signs of mathematics one by one; write **{plain}**"
        yield _word_problem(text, found, message, plain, safe=False)
    if any("\ufb00" <= sign <= "\ufb06" for sign in signs):
        for found in islice(_WITH_LIGATURE.finditer(text.text), MAX_PROBLEMS):
            plain = unicodedata.normalize("NFKC", found[0])
            sign = _LIGATURES.search(found[0])
            message = f'"{found[0]}" has the sign {sign[0] if sign else ""}, as copied from a PDF; write "{plain}"'
            yield _word_problem(text, found, message, plain, safe=not _is_in_address(found))


def _of_other_alphabets(text: CheckedText) -> Iterator[Problem]:
    for found in _WORD.finditer(text.text):
        others = [sign for sign in found[0] if sign in _LOOKS_LATIN]
        latin = sum(unicodedata.name(sign, "").startswith("LATIN") for sign in found[0]) if others else 0
        if latin > len(others) and latin + len(others) == len(found[0]):
            sign, plain = others[0], found[0].translate(_TO_LATIN)
            alphabet = unicodedata.name(sign).split()[0].lower()
            message = f'the "{sign}" in "{found[0]}" is not a Latin letter ({alphabet}); type the word again: {plain}'
            yield _word_problem(text, found, message, plain, safe=False)


def _word_problem(text: CheckedText, word: re.Match[str], message: str, plain: str, safe: bool) -> Problem:
    start, end = text.body + word.start(), text.body + word.end()
    return text.problem("M41", start, end, message, [text.edit(start, end, plain, safe)])


def _is_in_address(word: re.Match[str]) -> bool:
    return _IN_ADDRESS.search(word.string[max(word.start() - 200, 0) : word.start()]) is not None


# Backticks as apostrophes; Markdown makes code of what is between two of them.
_CONTRACTION = re.compile(r"`(?:t|s|re|ve|ll|d|m)(?![\w`])")
_BEFORE = re.compile(
    r"(?<![\w`])(?:(?:do|does|did|ca|wo|is|are|was|were|has|have|had|could|would|should|must|need)n"
    r"|it|that|what|there|here|he|she|who|let|you|we|they|I)\Z",
    re.IGNORECASE,
)


def apostrophe_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each backtick in place of an apostrophe that Markdown takes for the mark of code."""
    if text.is_english:
        yield from islice(_apostrophes_in_code(text), MAX_PROBLEMS)


def _apostrophes_in_code(text: CheckedText) -> Iterator[Problem]:
    for found in _CONTRACTION.finditer(text.source, text.body):
        place = found.start()
        word = _BEFORE.search(text.source[max(place - 10, text.body) : place])
        # Code begins or ends at the backtick: the letters on one side of it are masked.
        shown = [text.masked[index] == text.source[index] for index in (place - 1, place + 1)]
        if word and shown[0] != shown[1]:
            message = f"{word[0]}{found[0]}: a backtick begins code; type an apostrophe: '"
            yield text.problem("M19", place, place + 1, message, [text.edit(place, place + 1, "'")])
