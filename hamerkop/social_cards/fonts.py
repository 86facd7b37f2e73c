"""The font of the cards: a file of the site's, else Source Serif Pro from its package, else the one inside Pillow.

The caches hold results of pure functions: the same font file, size and text give the same result in every build.
"""

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, cast

from hamerkop.shared.content_walk import special_kind
from hamerkop.shared.extras import extra

with extra("social_cards"):
    from PIL import Image, ImageDraw, ImageFont


Font = ImageFont.FreeTypeFont


class FontFile(NamedTuple):
    """A font file, and when it was changed (in nanoseconds), so that a file that was replaced is read again."""

    path: Path
    modified: int


def read_font_file(path: Path) -> FontFile:
    """Return the font file at *path*. Raises OSError if it cannot be read as a font."""
    if kind := special_kind(path):  # a named pipe would be waited for, without end
        raise OSError(f"it is {kind}")
    file = FontFile(path, path.stat().st_mtime_ns)
    font_at(16, file)
    return file


@lru_cache
def font_at(size: int, file: FontFile | None) -> Font:
    """Return the font of *file*, or the default, at a size in pixels. Raises OSError if it cannot be read.

    Its basic layout sets one character after another: a finer one would depend on what the machine has installed.
    """
    path = file.path if file else _packaged_font()
    if path is None:
        builtin = cast(Font, ImageFont.load_default(size))
        return builtin.font_variant(layout_engine=ImageFont.Layout.BASIC)
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache
def font_digest(file: FontFile | None) -> str:
    """Return a hash of the bytes of a font; "" for the font inside Pillow. Raises OSError if it cannot be read."""
    path = file.path if file else _packaged_font()
    return sha256(path.read_bytes()).hexdigest() if path else ""


@lru_cache(2**16)
def text_width(file: FontFile | None, size: int, text: str) -> float:
    """Return the width of a line in pixels: of its words and the spaces between them.

    Cached: fitting a title measures the same pieces at many widths, and most words of a site are in several titles.
    """
    words = text.split(" ")
    return sum(_word_width(file, size, word) for word in words) + (len(words) - 1) * _word_width(file, size, " ")


@lru_cache(2**16)
def _word_width(file: FontFile | None, size: int, word: str) -> float:
    return font_at(size, file).getlength(word)


@lru_cache(2**12)
def has_glyph(file: FontFile | None, character: str) -> bool:
    """Return whether the font has a character: one that it lacks is drawn like a code that no font may have."""
    return _drawn(file, character) != _drawn(file, "\U0010ffff")


def _packaged_font() -> Path | None:
    try:
        return Path(str(files("font_source_serif_pro") / "files" / "SourceSerifPro-Semibold.otf"))
    except ModuleNotFoundError:
        return None


def _drawn(file: FontFile | None, character: str) -> bytes:
    image = Image.new("L", (64, 64))
    ImageDraw.Draw(image).text((8, 8), character, fill=255, font=font_at(32, file))
    return image.tobytes()
