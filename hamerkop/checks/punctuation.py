"""Finds slips in the punctuation of English text: doubled marks, spaces where none belongs, commas of decimals."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Problem

_END = r"(?=[ ]*$|[ \n]+[A-Z“\"])"
_DOUBLED = re.compile(
    rf"(?<=[a-z)”]),,+(?=[ \n])|(?<=[a-z)”]),\.(?=[ \n]|$)|(?<![.\s]\w)(?<=[a-z)]{{2}})\.\.(?!\.){_END}", re.MULTILINE
)
_SPACED = re.compile(
    rf"(?<=[a-z]{{2}})[ ]+,(?=[ \n])(?![ ](?:and|or)[ ][.,;:!?])|(?<=[a-z]{{2}})[ ]+(?:[?!]{{1,3}}|\.(?!\.)){_END}",
    re.MULTILINE,
)
# A hyphen and a space within a word: "pres- sure". With "and" and the like, one word is short for two: "short- and
# long-term".
_JOINING = "and|or|to|nor|but|versus|vs|through|as|plus|rather|than|if|in|when|und|oder|et|ou|bis|och|og|en|of"
_BROKEN = re.compile(rf"(?<![\w'’-])([a-z]{{2,20}})-[ \n](?!(?:{_JOINING})\b)([a-z]{{2,20}})(?![\w-])")
_PREFIX_WORDS = """
un re pre post anti non pro de dis mis sub super micro macro mini multi inter intra over under co ex bi tri
"""
_PREFIXES = frozenset(_PREFIX_WORDS.split())
_COMMA = re.compile(r",(?<=\d,)(?=\d{1,2}(?!\d))")
_DECIMAL = re.compile(
    r"(?<![\w.,])(\d{1,3}),(\d{1,2})(?=[ \u00a0\u202f]?(?:%|per cent\b|percent\b|m[gl]\b|kg\b|points?\b|times\b))"
)


_OTHERS = (" de ", " la ", " le ", " les ", " el ", " que ", " und ", " die ", " der ", " il ", " di ", " em ", " och ")


def _is_in_english(text: CheckedText) -> bool:
    """Return whether a text is in English by its words, too: many sites in other languages do not say theirs."""
    if not text.is_english:
        return False
    lowered = text.visible.lower()
    return lowered.count(" the ") + lowered.count(" and ") >= sum(map(lowered.count, _OTHERS))


def punctuation_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each mark that is typed twice, or with a space where none belongs."""
    if not _is_in_english(text):
        return
    visible, cursor = text.visible, Cursor(text)
    if ",," in visible or ",." in visible or ".." in visible:
        yield from _reported(_DOUBLED.finditer(visible), cursor, '"{}" is here; write one mark')
    if any(each in visible for each in (" ,", " ?", " !", " .")):
        yield from _reported(_SPACED.finditer(visible), cursor, 'a space is before "{}"; remove it')
    if "- " in visible or "-\n" in visible:
        broken = (each for each in _BROKEN.finditer(visible) if _is_broken(each))
        yield from _reported(broken, cursor, '"{}": a space is behind the hyphen; write one word, or a dash')


def _is_broken(found: re.Match[str]) -> bool:
    """Return whether a word is broken: a prefix alone can be what the sentence is about."""
    return found[1] not in _PREFIXES or re.search(rf"\b{found[1]}-?{found[2]}\b", found.string) is not None


def _reported(found: Iterable[re.Match[str]], cursor: Cursor, message: str) -> Iterator[Problem]:
    for each in islice(found, MAX_PROBLEMS):
        place = cursor.place_of(each)
        if place is not None and _is_typed(each, place, cursor.text.source):
            shown = " ".join(each[0].split())
            yield cursor.text.problem("P08", place, place + len(each[0]), message.format(shown))


def _is_typed(found: re.Match[str], place: int, source: str) -> bool:
    """Return whether what was found is at *place* in the source with the same character behind it."""
    end = place + len(found[0])
    behind = found.string[found.end() : found.end() + 1]
    return source[place:end] == found[0] and source[end : end + 1].strip() in (behind.strip(), "*", "_")


def _decimals_in(visible: str) -> Iterator[re.Match[str]]:
    """Yield what `_DECIMAL` finds, in a part of its time: few commas are behind a digit."""
    for comma in _COMMA.finditer(visible):
        found = _DECIMAL.search(visible, max(comma.start() - 3, 0))
        if found and found.start() < comma.start() < found.end():
            yield found


def decimal_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each English number with a comma before its decimals."""
    if "," not in text.visible or not _is_in_english(text):
        return
    cursor = Cursor(text)
    for found in islice(_decimals_in(text.visible), MAX_PROBLEMS):
        place = cursor.place_of(found)
        if place is not None:
            wanted = f"{found[1]}.{found[2]}"
            message = f'"{found[0]}" has a decimal comma; in English, write {wanted}'
            end = place + len(found[0])
            yield text.problem("N02", place, end, message, [text.edit(place, end, wanted)])
