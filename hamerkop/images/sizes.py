"""Reads the width and height at which browsers show an image, from its file. Does not import Pelican."""

import re
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

_LENGTH = re.compile(r"\s*(\d*\.?\d+)(?:px)?\s*")


class UnreadableImage(Exception):
    """A file that no browser shows as an image; its text says why, and what to do."""


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height in CSS pixels, as a browser shows the image. Raises UnreadableImage."""
    return _size_of_svg(path) if path.suffix.lower() == ".svg" else _size_of_bitmap(path)


def _size_of_bitmap(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path) as image:
            kind, (width, height) = image.format, image.size
            sideways = image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableImage(f"cannot be read as an image; {FIX}") from error
    if kind not in FORMATS:
        raise UnreadableImage(f"is a {kind} file, which browsers do not show; {FIX}")
    return (height, width) if sideways else (width, height)


NO_SIZE = "has no size; give its <svg> a width and a height, or a viewBox"


def _size_of_svg(path: Path) -> tuple[int, int]:
    root = _root_of_svg(path)
    if not root.tag.endswith("}svg"):
        raise UnreadableImage('is not SVG; its first tag must be <svg xmlns="http://www.w3.org/2000/svg">')
    size = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if size[0] and size[1]:
        return _whole(float(size[0][1])), _whole(float(size[1][1]))
    return _size_of_view_box(root.get("viewBox", ""))


def _root_of_svg(path: Path) -> ElementTree.Element:
    try:
        # The writer's own file, and nothing behind its first tag is read.
        found: ElementTree.Element = next(ElementTree.iterparse(path, ["start"]))[1]  # noqa: S314
    except (ElementTree.ParseError, OSError, LookupError, ValueError, StopIteration) as error:
        raise UnreadableImage(f"cannot be read as SVG ({error}); save it again") from error
    return found


def _size_of_view_box(view_box: str) -> tuple[int, int]:
    try:
        _, _, width, height = (float(number) for number in view_box.replace(",", " ").split())
    except ValueError:
        raise UnreadableImage(NO_SIZE) from None
    return _whole(width), _whole(height)


def _whole(length: float) -> int:
    """Return *length* in whole pixels, as HTML requires. Raises UnreadableImage for one that cannot be shown."""
    if not 0 < length < 1e6:
        raise UnreadableImage(NO_SIZE)
    return max(1, round(length))
