"""Puts a figure into a Markdown text: the drawing, the same data as a table, the caption with the sources."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from hamerkop.figures.model import CITATION, WORDS, Figure, Row, Words, keys_in, sources_of
from hamerkop.figures.svg import attributes, em

NAME = "figure"


@dataclass
class Gallery:
    """What the texts of a site may show: figures by name, words of their own, and the works that they can cite."""

    names: set[str] = field(default_factory=set)
    figures: dict[str, Figure] = field(default_factory=dict)
    words: Words = field(default_factory=lambda: dict(WORDS))
    works: frozenset[str] = frozenset()


def svg(figure: Figure, said: Words) -> str:
    """Return the drawing, with its name and what it shows for those who cannot see it."""
    drawing = figure.kind.draw(figure, said)
    named = {"role": "img", "aria_labelledby": f"{figure.id}-t", "aria_describedby": f"{figure.id}-d"}
    # ltr: in a page written from right to left the drawing stays what it is.
    # paint_order: a style sheet may put a rim of paper around words that stand on lines.
    look = attributes(width="100%", height=em(drawing.height), direction="ltr", fill="currentColor")
    look += attributes(paint_order="stroke")
    title = f'<title id="{figure.id}-t">{escape(figure.title, quote=False)}</title>'
    description = f'<desc id="{figure.id}-d">{escape(figure.description, quote=False)}</desc>'
    return f"<svg{attributes(**named)}{look}>{title}{description}{drawing.body}</svg>"


# The table


def details(figure: Figure, gallery: Gallery) -> Element:
    """Return the figure's data as a table that folds."""
    element = Element("details", {"open": "open"} if figure.open else {})
    SubElement(element, "summary").text = AtomicString(gallery.words["table"])
    table = SubElement(element, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in figure.columns:
        SubElement(head, "th", {"scope": "col"}).text = AtomicString(column)
    body = SubElement(table, "tbody")
    for row in figure.rows:
        body.append(table_row(figure, row, gallery))
    return element


def table_row(figure: Figure, row: Row, gallery: Gallery) -> Element:
    """Return one row: its name, what the drawing shows of it, what else is said, and at the end its sources."""
    element = Element("tr")
    SubElement(element, "th", {"scope": "row"}).text = AtomicString(row.name)
    words = [*figure.kind.cells(figure, row, gallery.words), *row.cells]
    words[-1] += f" [{'; '.join(f'@{key}' for key in row.sources)}]" if row.sources else ""
    for cell in words:
        SubElement(element, "td").text = as_markdown(cell, gallery.works)
    return element


def as_markdown(words: str, works: frozenset[str]) -> str:
    """Return *words* as Markdown that holds no HTML, citing only works that there are."""

    def known(citation: re.Match[str]) -> str:
        keys = [f"@{key}" for key in keys_in(citation[0]) if key in works]
        return f" [{'; '.join(keys)}]" if keys else ""

    return CITATION.sub(known, escape(words, quote=False)).strip()


# The block


class FigureBlock(Block):
    """A figure, drawn from its data; what is within the block is its caption."""

    NAME = NAME
    ARGUMENT = None

    def on_create(self, parent: Element) -> Element:
        gallery: Gallery = self.config["gallery"]
        self.figure = gallery.figures.get((self.argument or "").strip())
        look = {"class": f"block {NAME}"} | ({"id": self.figure.id} if self.figure else {})
        element = SubElement(parent, "figure", look)
        if self.figure:
            title = SubElement(element, "p", {"class": "title"})
            title.text = AtomicString(self.figure.title)
            # Kept out of the tree, so that nothing takes its words for Markdown.
            title.tail = self.md.htmlStash.store(svg(self.figure, gallery.words))
            element.append(details(self.figure, gallery))
        return SubElement(element, "figcaption")

    def on_end(self, block: Element) -> None:
        """Name the sources under the drawing, unless its table stands open and names them row by row."""
        gallery: Gallery = self.config["gallery"]
        cited = [key for key in sources_of(self.figure) if key in gallery.works] if self.figure else []
        if self.figure and cited and not self.figure.open:
            last = block[-1] if len(block) and block[-1].tag == "p" and not len(block[-1]) else SubElement(block, "p")
            named = f"{gallery.words['sources']} [{'; '.join(f'@{key}' for key in cited)}]"
            last.text = f"{last.text or ''} {named}".strip()


class FigureExtension(BlocksExtension):
    """Registers the block, with the figures that it can show."""

    def __init__(self, gallery: Gallery):
        super().__init__()
        self.gallery = gallery

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802  # the name pymdownx calls
        block_mgr.blocks.pop(NAME, None)  # a passage of that name in the BLOCKS of a site
        block_mgr.register(FigureBlock, {"gallery": self.gallery})
