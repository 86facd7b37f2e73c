"""Turns `/// urgent | Heading` … `///` in a Markdown text into a `<section class="block urgent">` with an `<h2>`.

The syntax is that of pymdownx.blocks (package pymdown-extensions). Other Markdown extensions may define further blocks;
plugins of this kit declare theirs. A block that nothing defines, a stray fence and a block that is never closed are
problems. The plugin keeps nothing between files. See docs/plugins/blocks.md.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.extras import extra
from hamerkop.shared.markdown_extensions import add_markdown_extension, declared_blocks, foreign_extensions
from hamerkop.shared.markdown_source import BlockFence, block_fences
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.records import BLOCK_NAMES, ContextKey
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.source_text import is_markdown, source_text

with extra("blocks"):
    from pymdownx.blocks import BlocksExtension, BlocksProcessor
    from pymdownx.blocks.block import Block


BLOCKS = {
    "in-short": "In short",
    "help": "Need help now?",
    "urgent": "Get help now",
    "care": "Good to know",
    "do": "Do",
    "dont": "Do not",
    "ask": "Questions to ask",
}
NAME = re.compile(r"[\w-]+")


def invalid_name(headings: Mapping[str, str]) -> str:
    """Return what is wrong with the first name in `BLOCKS` that no fence can open, or ""."""
    wrong = next((name for name in headings if not NAME.fullmatch(name) or name != name.lower()), None)
    return "" if wrong is None else f'the name "{wrong}" needs small letters, digits and hyphens only'


SETTINGS = SettingsTable(
    "hamerkop.blocks",
    [
        Setting(
            "BLOCKS",
            dict[str, str],
            BLOCKS,
            'name of each block → its heading where the writer gives none; "" for no heading',
            invalid_name,
        )
    ],
)
CONTRACT = Contract(reads=(BLOCK_NAMES,), rules=("M01", "M02", "M03", "X04"))

# The names of all blocks that a text can open. Between the receivers of this plugin only.
KNOWN_NAMES: ContextKey[tuple[str, ...]] = ContextKey("hamerkop_known_blocks")


# The Markdown extension


class SectionBlock(Block):
    """A block that becomes a section; a subclass sets its name and the heading that it has by default."""

    ARGUMENT = None  # a heading may be given or not
    HEADING = ""

    def on_create(self, parent: Element) -> Element:
        """Return the section that the text of the block goes into, with its heading."""
        section = SubElement(parent, "section", {"class": f"block {self.NAME}"})
        if heading := self.argument or self.HEADING:
            SubElement(section, "h2").text = heading
        return section


class SectionBlockExtension(BlocksExtension):
    """Defines one block for each name in *headings*, with the heading that it has by default."""

    def __init__(self, headings: Mapping[str, str]) -> None:
        super().__init__()
        self.blocks = [
            type(name, (SectionBlock,), {"NAME": name, "HEADING": heading}) for name, heading in headings.items()
        ]

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802  # pymdownx's name
        """Register the blocks."""
        for block in self.blocks:
            block_mgr.register(block, {})


def foreign_blocks(settings: Settings) -> list[str]:
    """Return the names of the blocks that Markdown extensions which are not this kit's define."""
    markdown = Markdown(**{**settings["MARKDOWN"], "extensions": foreign_extensions(settings)})
    if "blocks" not in markdown.parser.blockprocessors:
        return []
    processor: BlocksProcessor = markdown.parser.blockprocessors["blocks"]
    return list(processor.blocks)


# Problems


def block_problems(text: str, path: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield the problems with the fences in a Markdown *text*: unknown names, stray fences, blocks that are not closed.

    *path* is the path that the problems name, *known* are the names of all blocks.
    """
    opened: list[BlockFence] = []
    for fence in block_fences(text):
        if fence.name:
            opened.append(fence)
            if fence.name not in known:
                near = did_you_mean(fence.name, known) or f"; there are {', '.join(known)}"
                yield _problem("M01", path, fence, f'no block is called "{fence.name}"{near}')
        elif opened and not fence.rest and opened[-1].slashes == fence.slashes:
            opened.pop()
        else:
            yield _problem("M03", path, fence, _reason_against(fence))
    for fence in opened:
        yield _problem("M02", path, fence, f'block "{fence.name}" is never closed; add a line of {fence.slashes}')


def _reason_against(fence: BlockFence) -> str:
    if fence.rest:
        return f'"{fence.slashes} {fence.rest}" opens no block; write {fence.slashes} name | Heading'
    return "closes a block that was never opened; remove the line, or open the block with /// name"


def _problem(rule: str, path: str, fence: BlockFence, message: str) -> Problem:
    return Problem(rule, path, fence.start, message, fence.end)


# The receivers


def define_blocks(generator: ArticlesGenerator) -> None:
    """Add the blocks of the setting `BLOCKS` to Pelican's Markdown, but those that another extension defines."""
    settings, headings = generator.settings, SETTINGS.value(generator.settings, "BLOCKS")
    others = sorted({*declared_blocks(generator.context), *foreign_blocks(settings)})
    for name in (name for name in headings if name in others):
        path, position = setting_position(settings, "BLOCKS", name)
        message = f'BLOCKS: another extension defines the block "{name}"; remove it here'
        log_problem(Problem("X04", path, position, message), settings)
    own = {name: heading for name, heading in headings.items() if name not in others}
    add_markdown_extension(settings, SectionBlockExtension(own))
    KNOWN_NAMES.set(generator.context, (*own, *others))


def check_blocks(content: Content) -> None:
    """Log the problems with the blocks of a Markdown file."""
    known = KNOWN_NAMES.get(content._context)
    if known is None or not is_markdown(content):
        return
    for problem in block_problems(source_text(content), display_path(content.source_path), known):
        log_problem(problem, content.settings)


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    signals.article_generator_init.connect(define_blocks)
    steps.on(steps.inspect, check_blocks)
