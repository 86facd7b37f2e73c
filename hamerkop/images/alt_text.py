"""Judges alt texts. Does not import Pelican."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from hamerkop.shared.link_targets import parse_address

# Each says only that there is an image, which a screen reader says by itself.
UNINFORMATIVE = {
    *("image", "picture", "photo", "photograph", "img", "pic", "graphic", "figure", "illustration", "drawing"),
    *("icon", "screenshot", "alt", "alt text", "description", "untitled"),
}


def is_missing(alt: str | None) -> bool:
    """Return whether *alt* is None or only white space; the empty one says that the image only decorates."""
    return alt is None or (bool(alt) and not alt.strip())


def is_uninformative(alt: str, address: str) -> bool:
    """Return whether *alt* is only the name of the file, or a word such as "photo", with or without a number."""
    file = PurePosixPath(unquote(re.sub(r"[?#].*", "", parse_address(address).rest, flags=re.DOTALL)))
    words = _folded(alt)
    names = {_folded(str(file)), _folded(file.name), _folded(file.stem)}
    return bool(words) and (words in names or re.sub(r"[\d ]+$", "", words) in UNINFORMATIVE)


def _folded(text: str) -> str:
    """Return only the letters and digits of *text*, in lower case, with single spaces between them."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
