"""Breaks a title into lines, at the largest font size at which it fits. Draws nothing."""

import unicodedata
from collections.abc import Callable, Sequence

from unidecode import unidecode

from hamerkop.social_cards.layout import LINE_HEIGHT, MAX_LINES, TEXT_WIDTH, TITLE_HEIGHT, TITLE_SIZES

Width = Callable[[str], float]  # the width of a text in pixels, at one font size


def drawable(text: str, has_glyph: Callable[[str], bool]) -> str:
    """Return *text* in characters that can be drawn from left to right: others as Latin letters, or left out."""
    drawn = "".join(_drawable_character(character, has_glyph) for character in unicodedata.normalize("NFC", text))
    return " ".join(drawn.split())


def _drawable_character(character: str, has_glyph: Callable[[str], bool]) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character).startswith("C"):  # control and format characters are not seen
        return ""
    right_to_left = unicodedata.bidirectional(character) in {"R", "AL", "AN"}
    return character if has_glyph(character) and not right_to_left else unidecode(character)


def wrap(text: str, width: Width, max_width: float) -> list[str]:
    """Return *text* in lines no wider than *max_width*; a word wider than a line is broken."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined) <= max_width:
            lines[-1] = joined
        else:
            lines += break_word(word, width, max_width)
    return lines


def break_word(word: str, width: Width, max_width: float) -> list[str]:
    """Return a word in pieces that fit into a line; most words are one piece."""
    if width(word) <= max_width:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > max_width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def balance(text: str, width: Width, max_width: int) -> list[str]:
    """Return *text* in as few lines as possible, and these as even as possible: no word alone on the last one."""
    lines = wrap(text, width, max_width)
    too_narrow, wide_enough = max_width // 2, max_width
    while wide_enough - too_narrow > 4:
        middle = (too_narrow + wide_enough) // 2
        if len(wrap(text, width, middle)) > len(lines):
            too_narrow = middle
        else:
            wide_enough = middle
    even = wrap(text, width, wide_enough)
    # A narrower line must not break a word that the full width holds.
    return even if set(text.split()) >= {word for line in even for word in line.split()} else lines


def truncate(lines: Sequence[str], number: int, width: Width, max_width: float) -> list[str]:
    """Return the first *number* lines, with … at the end if there were more."""
    if len(lines) <= number:
        return list(lines)
    last = lines[number - 1]
    while last and width(f"{last}…") > max_width:
        last = last[:-1].rstrip()
    return [*lines[: number - 1], f"{last}…"]


def fit(text: str, width_at: Callable[[int], Width]) -> tuple[int, list[str]]:
    """Return the font size and the lines of a title: the largest size at which it fits and no word is broken."""
    for size in TITLE_SIZES:
        width = width_at(size)
        unbroken = all(width(word) <= TEXT_WIDTH for word in text.split())
        lines = balance(text, width, TEXT_WIDTH)
        if unbroken and len(lines) <= lines_at(size):
            return size, lines
    smallest = TITLE_SIZES[-1]
    width = width_at(smallest)
    return smallest, truncate(wrap(text, width, TEXT_WIDTH), lines_at(smallest), width, TEXT_WIDTH)


def lines_at(size: int) -> int:
    """Return how many lines of a title fit at a font size."""
    return min(MAX_LINES, int(TITLE_HEIGHT // (size * LINE_HEIGHT)))
