"""Reads the header of an article or page, YAML or plain, and says by line and column what is wrong with it.

[plugin] Takes Markdown files over from Pelican: each field is checked against the table in
:mod:`hamerkop.frontmatter.fields`, titles and summaries stay plain text, an article dated later than the clock
is kept back as a draft, and a file with a mistake is named with every mistake in it.

Settings:

| setting                 | default                    | meaning                                                   |
| ----------------------- | -------------------------- | --------------------------------------------------------- |
| `FRONTMATTER_REQUIRED` | see :data:`fields.REQUIRED`| fields that must be there, for "article" and for "page"   |
| `FRONTMATTER_EXTRA`    | `[]`                       | names of further fields, read as plain text               |
"""

from typing import Any

from pelican import signals
from pelican.readers import Readers

from hamerkop.frontmatter.reader import FrontMatterReader
from hamerkop.shared import clock

__all__ = ["register"]


def set_clock(pelican: Any) -> None:
    """Decide once a build what time it is; ``BUILD_TIME`` is there for templates and other plugins."""
    clock.build_time(pelican.settings)


def read_markdown_with_front_matter(readers: Readers) -> None:
    """Put our reader in the place of Pelican's for every Markdown file."""
    for extension in FrontMatterReader.file_extensions:
        readers.reader_classes[extension] = FrontMatterReader


def register() -> None:
    signals.initialized.connect(set_clock)
    signals.readers_init.connect(read_markdown_with_front_matter)
