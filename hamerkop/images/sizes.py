"""Reads the width and height at which browsers show an image, from its file. Does not import Pelican."""

import re
import warnings
from pathlib import Path
from xml.etree import ElementTree

from hamerkop.shared.extras import extra

with extra("images"):
    from PIL import Image


# What every browser shows. MPO is what some phones call a JPEG with a second image behind the first.
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "AVIF")
FIX = "save it again as PNG, JPEG, WebP, AVIF, GIF or SVG"

_ORIENTATION = 0x0112  # Exif: how the camera was held
_ON_ITS_SIDE = (5, 6, 7, 8)  # browsers turn such an image upright

# A length in CSS, as in SVG: a number with or without an exponent, and a unit. https://www.w3.org/TR/css-values/#lengths
_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*)\s*", re.IGNORECASE)
_PIXELS = {  # in an image an em is the initial font size of 16 px, an ex or ch half of that
    "": 1.0,
    "px": 1.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
    "pt": 4 / 3,
    "pc": 16.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
}


class UnreadableImage(Exception):
    """A file that no browser shows as an image; its text says why, and what to do."""


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height in CSS pixels, as a browser shows the image. Raises UnreadableImage."""
    return _size_of_svg(path) if path.suffix.lower() == ".svg" else _size_of_bitmap(path)


def _size_of_bitmap(path: Path) -> tuple[int, int]:
    try:
        # Pillow warns of images that need much memory once they are decoded, and of odd metadata; neither is read here.
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            kind, (width, height) = image.format, image.size
            sideways = _orientation(image) in _ON_ITS_SIDE
    except Image.DecompressionBombError as error:
        raise UnreadableImage("has more pixels than a browser should load; save it smaller") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableImage(f"cannot be read as an image; {FIX}") from error
    if kind not in FORMATS:
        raise UnreadableImage(f"is a {kind} file, which browsers do not show; {FIX}")
    return (height, width) if sideways else (width, height)


def _orientation(image: Image.Image) -> int | None:
    """Return how the camera was held, or None. `image.getexif` would decode all pixels of a PNG to find that out."""
    exif = Image.Exif()
    exif.load(image.info.get("exif", b""))
    found: int | None = exif.get(_ORIENTATION)
    return found


LARGEST = 1e6  # pixels
NO_SIZE = "has no size; give its <svg> a width and a height, or a viewBox"


def _size_of_svg(path: Path) -> tuple[int, int]:
    root = _root_of_svg(path)
    if not root.tag.endswith("}svg"):
        raise UnreadableImage('is not SVG; its first tag must be <svg xmlns="http://www.w3.org/2000/svg">')
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    if width is None or height is None:
        box_width, box_height = _view_box(root.get("viewBox", ""))
        if width is not None:
            height = width * box_height / box_width
        elif height is not None:
            width = height * box_width / box_height
        else:
            width, height = box_width, box_height
    return _whole(width), _whole(height)


def _pixels(length: str) -> float | None:
    """Return a CSS length in pixels, or None if there is none that depends on nothing else, as a percentage does."""
    found = _LENGTH.fullmatch(length)
    factor = _PIXELS.get(found[2].lower()) if found else None
    return float(found[1]) * factor if found and factor else None


def _root_of_svg(path: Path) -> ElementTree.Element:
    try:
        # The writer's own file, and nothing behind its first tag is read.
        found: ElementTree.Element = next(ElementTree.iterparse(path, ["start"]))[1]  # noqa: S314
    except (ElementTree.ParseError, OSError, LookupError, ValueError, StopIteration) as error:
        raise UnreadableImage(f"cannot be read as SVG ({error}); save it again") from error
    return found


def _view_box(view_box: str) -> tuple[float, float]:
    """Return width and height of a viewBox. Raises UnreadableImage if it has none."""
    try:
        _, _, width, height = (float(number) for number in view_box.replace(",", " ").split())
    except ValueError:
        raise UnreadableImage(NO_SIZE) from None
    if not (0 < width < LARGEST and 0 < height < LARGEST):
        raise UnreadableImage(NO_SIZE)
    return width, height


def _whole(length: float) -> int:
    """Return *length* in whole pixels, as HTML requires. Raises UnreadableImage for one that cannot be shown."""
    if not 0 < length < LARGEST:
        raise UnreadableImage(NO_SIZE)
    return max(1, round(length))
