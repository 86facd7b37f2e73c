"""Judges the text that stands in for a picture where it is not seen. Knows nothing of Pelican."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

# They say that there is a picture, which a screen reader says by itself.
EMPTY_WORDS = {
    *("image", "picture", "photo", "photograph", "img", "pic", "graphic", "figure", "illustration", "drawing"),
    *("icon", "screenshot", "alt", "alt text", "description", "untitled"),
}


def wrong_with(alt: str | None, address: str) -> str:
    """Return what is wrong with the alt text of the picture at *address*, or nothing; None is: there is no alt text."""
    if alt is None or (alt and not alt.strip()):
        return "a picture without a text for those who do not see it"
    if alt and says_nothing(alt, address):
        return f'"{alt.strip()}" does not say what the picture shows'
    return ""


def says_nothing(alt: str, address: str) -> bool:
    """Tell whether *alt* is but the file's name, or a word such as "photo", with or without a number."""
    file = PurePosixPath(unquote(re.sub(r"^[{|]\w+[}|]|[?#].*", "", address, flags=re.DOTALL)))
    words = _folded(alt)
    names = {_folded(str(file)), _folded(file.name), _folded(file.stem)}
    return bool(words) and (words in names or re.sub(r"[\d ]+$", "", words) in EMPTY_WORDS)


def _folded(text: str) -> str:
    """Return only the words of *text*, in small letters."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
