"""The source of an article or page as text: no plugin reads it from disk again.

Pelican's own readers do not keep what they read, so a file that one of them has read is opened once more.

An editor asks what is wrong with a text that is not saved yet: :func:`unsaved_texts` has it read in place of the file.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.pelican_types import Content

_ATTRIBUTE = "hamerkop_source_text"
_UNSAVED: dict[str, str] = {}  # by absolute path; only within unsaved_texts


@contextmanager
def unsaved_texts(texts: Mapping[str, str]) -> Iterator[None]:
    """In the block, sources are read from *texts*, by their paths, in place of the files, whether these exist or not.

    One block at a time in a process: Pelican's own readers are told of it by a replaced function.
    """
    from pelican import readers  # here: messages of the command line do not wait for it
    from pelican.utils import pelican_open

    _UNSAVED.update((_key(path), text) for path, text in texts.items())
    readers.pelican_open = _opened
    try:
        yield
    finally:
        readers.pelican_open = pelican_open
        _UNSAVED.clear()


def read_source(path: Path) -> bytes:
    """Return the bytes of the source at *path*, or of the text that is not saved yet. Raises OSError."""
    text = unsaved_text(path)
    return path.read_bytes() if text is None else text.encode(errors="replace")


def unsaved_text(path: Path) -> str | None:
    """Return the text for *path* that is not saved yet, or None."""
    return _UNSAVED.get(_key(path)) if _UNSAVED else None


def _key(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  # without following links, as the site names its files


@contextmanager
def _opened(filename: str, mode: str = "r", strip_crs: bool = True) -> Iterator[str]:
    """Yield the text of a source, as Pelican's function of the name `pelican_open` does."""
    from pelican.utils import pelican_open

    text = _UNSAVED.get(_key(filename))
    if text is None:
        with pelican_open(filename, mode, strip_crs) as text_of_file:
            yield text_of_file
    else:
        yield text.replace("\r\n", "\n").removeprefix("\ufeff")


def source_text(content: Content) -> str:
    """Return the whole source of *content*, header included, without a byte order mark.

    The text that :mod:`hamerkop.frontmatter` read is used where that plugin is on; else the file is read, and kept for
    the next call. Bytes that are not UTF-8 become U+FFFD; a file that is gone gives "".
    """
    header = front_matter_of(content)
    source = header.source if header is not None else None
    if source is not None:
        return source
    text: str | None = getattr(content, _ATTRIBUTE, None)
    if text is None:
        text = _text_at(Path(content.source_path or ""))
        setattr(content, _ATTRIBUTE, text)
    return text


def _text_at(path: Path) -> str:
    try:
        return read_source(path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    except OSError:
        return ""


def half_character(text: str) -> str:
    r"""Return the first lone surrogate of *text* as "\\ud800", or "": nothing that contains one can be written.

    Such a half comes from an escape in JSON or YAML, from a plugin, or from a file name that is not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"\\u{ord(text[error.start]):x}"
    return ""


def is_markdown(content: Content) -> bool:
    """Return whether the source of *content* is Markdown, judged by the endings that Pelican reads as Markdown."""
    return Path(content.source_path or "").suffix[1:] in ("md", "markdown", "mkd", "mdown")
