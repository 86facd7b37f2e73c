"""The block `/// figure | name`: the drawing, the same data as a table, and the caption with the sources."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, AtomicString

from hamerkop.figures.data_file import DataFile
from hamerkop.figures.model import LABELS, Figure, Labels, Row
from hamerkop.figures.sources import CITATION, keys_in, sources_of
from hamerkop.figures.svg import attributes, em
from hamerkop.shared.extras import extra

with extra("figures"):
    from pymdownx.blocks import BlocksExtension, BlocksProcessor
    from pymdownx.blocks.block import Block


NAME = "figure"


@dataclass(frozen=True)
class FigureRegistry:
    """The figures of a site.

    *folder* has the data files; *files* are those files by the names of their figures, also those with problems.
    *labels* has what figures print besides their data, *citable* the keys that can be cited: none without a
    bibliography.
    """

    folder: Path = Path()
    files: Mapping[str, DataFile] = field(default_factory=dict)
    labels: Labels = field(default_factory=lambda: LABELS)
    citable: frozenset[str] = frozenset()

    def figure(self, name: str) -> Figure | None:
        """Return the figure called *name*; None if there is none, or if its data has problems."""
        return self.files[name].figure if name in self.files else None


def drawing_of(figure: Figure, labels: Labels) -> str:
    """Return the drawing of a figure as one `<svg>` element, with its title and description for screen readers."""
    drawing = figure.type.draw(figure, labels)
    names = {"role": "img", "aria_labelledby": f"{figure.id}-t", "aria_describedby": f"{figure.id}-d"}
    # direction: the drawing stays as it is in a page that is written from right to left.
    # paint_order: a style sheet can put an outline in the colour of the paper around text that crosses lines.
    style = attributes(width="100%", height=em(drawing.height), direction="ltr", fill="currentColor")
    style += attributes(paint_order="stroke")
    title = f'<title id="{figure.id}-t">{escape(figure.title, quote=False)}</title>'
    description = f'<desc id="{figure.id}-d">{escape(figure.description, quote=False)}</desc>'
    return f"<svg{attributes(**names)}{style}>{title}{description}{drawing.body}</svg>"


# The table


def as_typed(text: str) -> AtomicString:
    """Return *text* for the tree of Markdown, which would print a typed `&amp;` as the character that it means."""
    return AtomicString(text.replace("&", f"{AMP_SUBSTITUTE}amp;"))


def table_of(figure: Figure, registry: FigureRegistry) -> Element:
    """Return the data of a figure as a table that folds."""
    details = Element("details", {"open": "open"} if figure.open else {})
    SubElement(details, "summary").text = as_typed(registry.labels["table"])
    table = SubElement(details, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in figure.columns:
        SubElement(head, "th", {"scope": "col"}).text = as_typed(column)
    body = SubElement(table, "tbody")
    for row in figure.rows:
        body.append(table_row(figure, row, registry))
    return details


def table_row(figure: Figure, row: Row, registry: FigureRegistry) -> Element:
    """Return one row of the table: its name, what is drawn, the other cells, and at their end its sources."""
    element = Element("tr")
    SubElement(element, "th", {"scope": "row"}).text = as_typed(row.name)
    cells = [*figure.type.cells(figure, row, registry.labels), *row.cells]
    cells[-1] += f" {citation_of(row.sources)}" if row.sources else ""
    for cell in cells:
        SubElement(element, "td").text = cell_as_markdown(cell, registry.citable)
    return element


def citation_of(keys: list[str]) -> str:
    """Return a citation of items: ``[@one; @other]``."""
    return f"[{'; '.join(f'@{key}' for key in keys)}]"


def cell_as_markdown(cell: str, citable: frozenset[str]) -> str:
    """Return the text of a cell as Markdown without HTML that cites none but *citable*."""

    def only_known(citation: re.Match[str]) -> str:
        keys = [key for key in keys_in(citation[0]) if key in citable]
        return f" {citation_of(keys)}" if keys else ""

    return CITATION.sub(only_known, escape(cell, quote=False)).strip()


# The block


class FigureBlock(Block):
    """A figure drawn from its data; the text of the block is its caption."""

    NAME = NAME
    ARGUMENT = None  # a missing name is reported, see hamerkop.figures

    def on_create(self, parent: Element) -> Element:
        """Add the figure to *parent*, and return the element for the caption."""
        registry: FigureRegistry = self.config["registry"]
        self.figure = registry.figure((self.argument or "").strip())
        named = {"id": self.figure.id} if self.figure else {}
        element = SubElement(parent, "figure", {"class": f"block {NAME}", **named})
        if self.figure:
            title = SubElement(element, "p", {"class": "title"})
            title.text = as_typed(self.figure.title)
            # Kept out of the tree, so that no Markdown is read in the text of the drawing.
            title.tail = self.md.htmlStash.store(drawing_of(self.figure, registry.labels))
            element.append(table_of(self.figure, registry))
        return SubElement(element, "figcaption")

    def on_end(self, block: Element) -> None:
        """Add the sources to the caption, unless an open table shows them row by row."""
        registry: FigureRegistry = self.config["registry"]
        cited = [key for key in sources_of(self.figure) if key in registry.citable] if self.figure else []
        if self.figure and cited and not self.figure.open:
            ends_in_text = len(block) and block[-1].tag == "p" and not len(block[-1])
            last = block[-1] if ends_in_text else SubElement(block, "p")
            last.text = f"{last.text or ''} {registry.labels['sources']} {citation_of(cited)}".strip()


class FigureExtension(BlocksExtension):
    """Defines the block `figure`, for the figures of a registry."""

    def __init__(self, registry: FigureRegistry) -> None:
        super().__init__()
        self.registry = registry

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802  # pymdownx's name
        """Register the block."""
        block_mgr.register(FigureBlock, {"registry": self.registry})
