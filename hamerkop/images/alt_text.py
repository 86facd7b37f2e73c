"""Judges alt texts. Does not import Pelican."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from hamerkop.shared.link_targets import parse_address

# Each says only that there is an image, which a screen reader says by itself.
UNINFORMATIVE = {
    *("image", "picture", "photo", "photograph", "img", "pic", "graphic", "figure", "illustration", "drawing"),
    *("icon", "screenshot", "alt", "alt text", "description", "untitled", "todo", "tbd", "fixme", "image alt text"),
    *("bild", "foto", "abbildung", "grafik", "imagen", "imagem", "figura"),
}


def is_missing(alt: str | None) -> bool:
    """Return whether *alt* is None or only white space; the empty one says that the image only decorates."""
    return alt is None or (bool(alt) and not alt.strip())


# What cameras, telephones and programs call a file, with its ending or a number.
_FILE_NAME = re.compile(
    r".*\.(?:jpe?g|png|gif|webp|avif|svg|heic|heif|tiff?|bmp|pdf)"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[.\-_*…]+"
    r"|(?:https?://|www\.|[a-z]:[\\/]|file:)\S+"
    r"|(?:img|dsc[nf]?|dscf|pxl|mvimg|pict|p|imag|gopr|dji|vid|screen[ _-]?shot|bildschirmfoto|capture|untitled|image"
    r"|whatsapp image|signal|photo|picture)[ _-]*\d[\d\s_.:-]*(?:at[\s\d._:-]+)?(?:am|pm|~\d+)?(?:[ _-]?wa\d+)?",
    re.IGNORECASE | re.DOTALL,
)
_SIZE = re.compile(r"\|\s*\d{1,4}(?:\s*x\s*\d{1,4})?\s*\Z", re.IGNORECASE)


def size_in(alt: str) -> str:
    """Return the size that Obsidian would read at the end of an alt text, such as "|300", or ""."""
    found = _SIZE.search(alt)
    return found[0].strip() if found else ""


def is_uninformative(alt: str, address: str) -> bool:
    """Return whether *alt* is only the name of a file, or a word such as "photo", with or without a number.

    The name without its ending is fine where it consists of two real words or more: grey-heron.png, "Grey heron".
    """
    file = PurePosixPath(unquote(re.sub(r"[?#].*", "", parse_address(address).rest, flags=re.DOTALL)))
    words = _folded(alt)
    is_name = words in (_folded(str(file)), _folded(file.name))
    is_stem = words == _folded(file.stem) and not _describes(words)
    if _FILE_NAME.fullmatch(alt.strip()):
        return True
    return bool(words) and (is_name or is_stem or words.rstrip("0123456789 ") in UNINFORMATIVE)


def _describes(words: str) -> bool:
    """Return whether folded text has two words or more that say something, unlike those of a camera: img 1234."""
    real = [word for word in words.split() if word.isalpha() and len(word) > 1 and word not in UNINFORMATIVE]
    return len(real) > 1


def _folded(text: str) -> str:
    """Return only the letters and digits of *text*, in lower case, with single spaces between them."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
