"""The source of an article or page as text: no plugin reads it from disk again.

Pelican's own readers do not keep what they read, so a file that one of them has read is opened once more.
"""

from pathlib import Path

from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.pelican_types import Content

_ATTRIBUTE = "hamerkop_source_text"


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
        path = Path(content.source_path or "")
        text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
        setattr(content, _ATTRIBUTE, text)
    return text


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
