"""The order of titles, names and terms in lists: that of an English dictionary, for any script."""

from unidecode import unidecode

NO_LETTER = "0–9"


def sort_key(title: str) -> str:
    """Return *title* as it is sorted: accents and case do not count (É is e), other scripts are transliterated."""
    return unidecode(title).casefold()


def initial_letter(title: str) -> str:
    """Return the letter A to Z under which a reader expects *title*; "0–9" for digits and everything else."""
    first = unidecode(title).upper()[:1]
    return first if first.isalpha() else NO_LETTER
