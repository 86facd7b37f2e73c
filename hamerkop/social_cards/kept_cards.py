"""Keeps drawn cards for the next build, in files that are named by a hash of all that they depend on.

A folder that is lost, read-only or full, or a file in it that is damaged, costs the time of drawing and nothing else.
Does not import Pelican.
"""

import os
import re
import sys
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hamerkop.shared.extras import extra
from hamerkop.social_cards.drawing import CardText, Style
from hamerkop.social_cards.fonts import font_digest

with extra("social_cards"):
    from PIL import features

# What the bytes of a card depend on besides Pillow.
_LIBRARIES = ("freetype2", "zlib", "zlib_ng")
_DIGEST_SIZE = sha256().digest_size
_NAME = re.compile(r"[0-9a-f]{64}\.card(?:\.[0-9]+)?")


def key_of(text: CardText, style: Style) -> str:
    """Return a hash of what is drawn, of the font, and of the programs that draw."""
    drawn = (*text, style.paper, style.ink, style.accent, font_digest(style.font), _programs())
    return sha256(repr(drawn).encode()).hexdigest()


@cache
def _programs() -> tuple[str, ...]:
    """Return the versions of what draws, and a hash of this package."""
    code = sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    libraries = [f"{name} {features.version(name)}" for name in _LIBRARIES if name in _known_features()]
    packages = [f"{name} {_version(name)}" for name in ("Pillow", "Unidecode")]
    return (code.hexdigest(), *libraries, *packages, unicodedata.unidata_version, sys.byteorder)


def _known_features() -> Collection[str]:
    return {*features.modules, *features.codecs, *features.features}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def kept(folder: Path, key: str) -> bytes | None:
    """Return the PNG file that was kept in *folder*, or None if there is none that is whole."""
    path = _path(folder, key)
    try:
        data = path.read_bytes() if path.is_file() else b""  # a named pipe would be waited for, without end
    except OSError:
        return None
    digest, png = data[:_DIGEST_SIZE], data[_DIGEST_SIZE:]
    return png if digest == sha256(png).digest() else None


def keep(folder: Path, key: str, png: bytes) -> None:
    """Keep a PNG file in *folder*, if that can be done: whole, or not at all."""
    path = _path(folder, key)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(sha256(png).digest() + png)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()


def forget_others(folder: Path, keys: Collection[str]) -> None:
    """Remove from *folder* all kept files but those of *keys*; other files in it are left alone."""
    names = {_path(folder, key).name for key in keys}
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if _NAME.fullmatch(path.name) and path.name not in names:
                path.unlink()


def _path(folder: Path, key: str) -> Path:
    return folder / f"{key}.card"
