"""What :mod:`hamerkop.frontmatter` knows of a source file, for other plugins and for the shared modules.

The reader makes it before Pelican makes the article or page: it is a value of the metadata, and not one of the records
that :func:`hamerkop.shared.records.attach` sets.
"""

from typing import Protocol

from hamerkop.shared.pelican_types import Content


class FrontMatterRecord(Protocol):
    """``content.front_matter``: the source of an article or page, and where in it each field is."""

    @property
    def source(self) -> str | None:
        """The whole text of the file, header included, with ``\\n`` as line end."""
        ...

    @property
    def body_line(self) -> int:
        """The line, from 1, on which the text below the header begins."""
        ...

    @property
    def scheduled(self) -> bool:
        """Whether the article is dated later than the build, and is a draft until then."""
        ...

    @property
    def formatted(self) -> frozenset[str]:
        """The names of the fields that are HTML, because they are in `FORMATTED_FIELDS`; the others are plain text."""
        ...

    def position(self, name: str, item: str | None = None) -> tuple[int, int]:
        """Return the position of a field, or of one item in its value; (1, 1) if the field is missing."""
        ...


def front_matter_of(content: Content) -> FrontMatterRecord | None:
    """Return what :mod:`hamerkop.frontmatter` recorded of *content*; None if another reader has read the file."""
    found: FrontMatterRecord | None = getattr(content, "front_matter", None)
    return found
