"""Lets a writer set off a passage: `/// in-short`, `/// urgent | Heading`, closed by `///`.

[plugin] The one block syntax of this kit, on pymdownx.blocks (needs pymdown-extensions). A block with a heading
prints it as `<h2>`; the theme styles `.block` and the block's name. An unknown name, and a block that is never closed,
are errors with their place. A plugin with blocks of its own (hamerkop.figures) adds their names to the setting
`BLOCKS_ELSEWHERE`, so that they are known here too.

| setting  | default        | meaning                                              |
| -------- | -------------- | ---------------------------------------------------- |
| `BLOCKS` | :data:`BLOCKS` | name → heading where the writer gives none, or ""    |
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from pelican import signals
from pelican.readers import MarkdownReader
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from hamerkop.shared.markdown_source import OPENING, block_fences
from hamerkop.shared.problems import Position, Problem, did_you_mean, display_path, log_problem

BLOCKS = {
    "in-short": "In short",
    "help": "Need help now?",
    "urgent": "Get help now",
    "care": "Good to know",
    "do": "Do",
    "dont": "Do not",
    "ask": "Questions to ask",
}


class PassageBlock(Block):
    """A passage with a heading of its own."""

    ARGUMENT = None
    HEADING = ""

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        section = ElementTree.SubElement(parent, "section", {"class": f"block {self.NAME}"})
        heading = self.argument or self.HEADING
        if heading:
            ElementTree.SubElement(section, "h2").text = heading
        return section


class PassageExtension(BlocksExtension):
    """Registers one block for each name, with the heading it has by default."""

    def __init__(self, headings: dict[str, str]):
        super().__init__()
        self.headings = headings

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802  # the name pymdownx calls
        for name, heading in self.headings.items():
            if name not in block_mgr.blocks:  # of another plugin, which draws it
                block_mgr.register(type(name, (PassageBlock,), {"NAME": name, "HEADING": heading}), {})


def block_mistakes(text: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield line and message for each block that cannot be read, is unknown, or is not closed."""
    open_blocks: list[tuple[int, str, str]] = []
    for number, slashes, rest in block_fences(text):
        opening = OPENING.fullmatch(rest)
        if opening and opening[1] not in known:
            there_are = f"; there are {', '.join(known)}"
            yield number, f'no block is called "{opening[1]}"{did_you_mean(opening[1], known) or there_are}'
        if opening:
            open_blocks.append((number, slashes, opening[1]))
        elif rest:
            yield number, f'"{slashes} {rest}" opens no block; write {slashes} name | Heading'
        elif open_blocks and open_blocks[-1][1] == slashes:
            open_blocks.pop()
        else:
            yield number, "closes a block that was never opened; take the line out, or open it with /// name"
    for number, slashes, name in open_blocks:
        yield number, f'block "{name}" is never closed; end it with a line of {slashes}'


def check_blocks(content: Any) -> None:
    """Log the mistakes in the blocks of a Markdown file."""
    source = Path(content.source_path or "")
    if source.suffix[1:] not in MarkdownReader.file_extensions or not source.is_file():
        return
    text = source.read_text("utf-8", errors="replace")
    known = [*content.settings.get("BLOCKS", BLOCKS), *content.settings.get("BLOCKS_ELSEWHERE", [])]
    for line, message in block_mistakes(text, known):
        log_problem(Problem("M01", display_path(source), Position(line, 1), message), content.settings)


def add_extension(pelican: Any) -> None:
    """Teach Pelican's Markdown the blocks."""
    extension = PassageExtension(pelican.settings.get("BLOCKS", BLOCKS))
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(extension)


def register() -> None:
    signals.initialized.connect(add_extension)
    signals.content_object_init.connect(check_blocks)
