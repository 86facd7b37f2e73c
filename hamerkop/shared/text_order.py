"""The order of titles, names and terms in lists: that of an English dictionary, for any script."""

import re

from unidecode import unidecode

NO_LETTER = "0–9"
_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")  # unidecode prints a warning for each


def _transliterated(title: str) -> str:
    return unidecode(_HALF_CHARACTERS.sub("", title))


def sort_key(title: str) -> str:
    """Return *title* as it is sorted: accents and case do not count (É is e), other scripts are transliterated."""
    return _transliterated(title).casefold()


def initial_letter(title: str) -> str:
    """Return the letter A to Z under which a reader expects *title*; "0–9" for digits and everything else."""
    first = _transliterated(title).upper()[:1]
    return first if first.isalpha() else NO_LETTER
