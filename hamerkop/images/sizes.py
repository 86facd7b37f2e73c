"""Reads how wide and high a picture is shown, from its file. Knows nothing of Pelican."""

import re
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

# What every browser shows. MPO is what some phones call a JPEG with a second picture behind the first.
FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "AVIF")
MEND = "save it anew as PNG, JPEG, WebP, AVIF, GIF or SVG"

_ORIENTATION = 0x0112  # Exif: how the camera was held
_ON_ITS_SIDE = (5, 6, 7, 8)  # browsers turn such a picture upright

_LENGTH = re.compile(r"\s*(\d*\.?\d+)(?:px)?\s*")


class Unreadable(Exception):
    """A picture that no browser could show; says why, and what to do."""


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height in CSS pixels, as a browser shows the picture; raise Unreadable."""
    return _size_of_svg(path) if path.suffix.lower() == ".svg" else _size_of_bitmap(path)


def _size_of_bitmap(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path) as image:
            kind, (width, height) = image.format, image.size
            sideways = image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable(f"cannot be read as a picture; {MEND}") from error
    if kind not in FORMATS:
        raise Unreadable(f"is a {kind} file, which browsers do not show; {MEND}")
    return (height, width) if sideways else (width, height)


NO_SIZE = "does not say how large it is; give its <svg> a width and a height, or a viewBox"


def _size_of_svg(path: Path) -> tuple[int, int]:
    root = _first_tag(path)
    if not root.tag.endswith("}svg"):
        raise Unreadable('is no SVG picture: its first tag must be <svg xmlns="http://www.w3.org/2000/svg">')
    size = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if size[0] and size[1]:
        return _whole(float(size[0][1])), _whole(float(size[1][1]))
    return _size_of_view_box(root.get("viewBox", ""))


def _first_tag(path: Path) -> ElementTree.Element:
    try:
        # The writer's own file, and nothing behind its first tag is read.
        found: ElementTree.Element = next(ElementTree.iterparse(path, ["start"]))[1]  # noqa: S314
    except (ElementTree.ParseError, OSError, LookupError, ValueError, StopIteration) as error:
        raise Unreadable(f"cannot be read as SVG ({error}); save it anew") from error
    return found


def _size_of_view_box(view_box: str) -> tuple[int, int]:
    try:
        _, _, width, height = (float(number) for number in view_box.replace(",", " ").split())
    except ValueError:
        raise Unreadable(NO_SIZE) from None
    return _whole(width), _whole(height)


def _whole(length: float) -> int:
    """Round to whole pixels, as HTML wants them."""
    if not 0 < length < 1e6:
        raise Unreadable(NO_SIZE)
    return max(1, round(length))
