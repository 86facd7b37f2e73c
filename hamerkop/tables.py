"""Makes tables that fit a phone and a strict style policy.

[plugin] Python-Markdown aligns columns with `style` attributes, which a Content-Security-Policy with hashes
blocks: here they become the classes `left`, `center` and `right`. Each table stands in a
`<section class="table" tabindex="0">` that scrolls by itself, also by keyboard.
"""

import re
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pelican import signals


class TableTreeprocessor(Treeprocessor):
    """Rewrites each table of a finished document."""

    def run(self, root: ElementTree.Element) -> None:
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    align_by_class(child)
                    parent[position] = scrolling(child)


# Citations and marks of emphasis or code, which are still as they were typed.
_NOT_WORDS = re.compile(r"\s*\[[^\]]*@[^\]]*\]|[*_`]+")


def align_by_class(table: ElementTree.Element) -> None:
    for cell in table.iter():
        style = cell.attrib.pop("style", "") if cell.tag in ("td", "th") else ""
        if style.startswith("text-align:"):
            cell.set("class", style.removeprefix("text-align:").strip(" ;"))


def scrolling(table: ElementTree.Element) -> ElementTree.Element:
    """Return a region that holds *table*, named by the headings of its columns."""
    headings = [_NOT_WORDS.sub("", "".join(cell.itertext())).strip() for cell in table.iterfind("thead//th")]
    name = "Table: " + ", ".join(heading for heading in headings if heading)
    region = ElementTree.Element("section", {"class": "table", "tabindex": "0", "aria-label": name})
    region.append(table)
    region.tail, table.tail = table.tail, None
    return region


class TableExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        # Before "inline" (20), while headings are still the text that was typed.
        md.treeprocessors.register(TableTreeprocessor(md), "hamerkop-tables", 25)


def add_extension(pelican: Any) -> None:
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(TableExtension())


def register() -> None:
    signals.initialized.connect(add_extension)
