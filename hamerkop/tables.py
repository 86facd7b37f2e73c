"""Makes the tables of Markdown texts scroll by themselves, and can align their columns by classes.

Python-Markdown aligns columns by `style` attributes, which a Content-Security-Policy without 'unsafe-inline' blocks:
with `TABLES_ALIGN_BY_CLASS` they become the classes `left`, `center` and `right`. Each table is put into a
`<section class="table" tabindex="0">`, which a theme lets scroll sideways on a narrow screen, also by keyboard. The
plugin keeps nothing between files. See docs/plugins/tables.md.
"""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pelican import signals

from hamerkop.shared.content_walk import replace_get_files
from hamerkop.shared.contract import Contract
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.pelican_types import ArticlesGenerator
from hamerkop.shared.settings import Setting, SettingsTable, check_settings

SETTINGS = SettingsTable(
    "hamerkop.tables",
    [
        Setting(
            "TABLES_ALIGN_BY_CLASS",
            bool,
            False,
            "cells are aligned by the classes `left`, `center` and `right`, which the theme must know, not by `style`",
        )
    ],
)
CONTRACT = Contract(markup=(("hamerkop.citations", "[@key]"),))

# Citations, and the marks of emphasis and code: the cells are still as they were typed.
_MARKUP = re.compile(r"\s*\[[^\]]*@[^\]]*\]|[*_`]+")


def align_by_class(table: Element) -> None:
    """Replace the `style` attribute of each cell of *table* that aligns it by a class: left, center or right."""
    for cell in table.iter():
        style = cell.attrib.pop("style", "") if cell.tag in ("td", "th") else ""
        if style.startswith("text-align:"):
            cell.set("class", style.removeprefix("text-align:").strip(" ;"))


def scrolling_section(table: Element) -> Element:
    """Return a section that contains *table* and takes the text behind it; its label is the headings of the columns."""
    headings = [_MARKUP.sub("", "".join(cell.itertext())).strip() for cell in table.iterfind("thead//th")]
    names = ", ".join(heading for heading in headings if heading)
    label = f"Table: {names}" if names else "Table"
    section = Element("section", {"class": "table", "tabindex": "0", "aria-label": label})
    section.append(table)
    section.tail, table.tail = table.tail, None
    return section


class TableTreeprocessor(Treeprocessor):
    """Replaces each table of a document by a section that contains it."""

    def __init__(self, md: Markdown, classes: bool) -> None:
        super().__init__(md)
        self.classes = classes

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        found = [
            (parent, index) for parent in root.iter() for index, child in enumerate(parent) if child.tag == "table"
        ]
        for parent, index in found:
            if self.classes:
                align_by_class(parent[index])
            parent[index] = scrolling_section(parent[index])


class TableExtension(Extension):
    """Adds :class:`TableTreeprocessor` to Markdown; with *classes* it aligns cells by classes."""

    def __init__(self, classes: bool = False) -> None:
        super().__init__()
        self.classes = classes

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        """Register the processor; its priority is explained in hamerkop.shared.markdown_extensions."""
        md.treeprocessors.register(TableTreeprocessor(md, self.classes), "hamerkop-tables", 25)


def change_tables(generator: ArticlesGenerator) -> None:
    """Add the extension to Pelican's Markdown."""
    add_markdown_extension(
        generator.settings, TableExtension(SETTINGS.value(generator.settings, "TABLES_ALIGN_BY_CLASS"))
    )


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    signals.generator_init.connect(replace_get_files)
    signals.article_generator_init.connect(change_tables)
