"""Turns `/// urgent | Heading` … `///` in a Markdown text into a `<section class="block urgent">` with an `<h2>`.

The syntax is that of pymdownx.blocks (package pymdown-extensions). Other Markdown extensions may define further blocks;
plugins of this kit declare theirs. A block that nothing defines, a stray fence and a block that is never closed are
problems. The plugin keeps nothing between files. See docs/plugins/blocks.md.
"""

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise, takewhile
from xml.etree.ElementTree import Element, SubElement

import yaml
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString
from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.extras import extra
from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.markdown_extensions import add_markdown_extension, declared_blocks, foreign_extensions
from hamerkop.shared.markdown_source import BlockFence, block_fences, mask_code
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings
from hamerkop.shared.problems import Position, Problem, did_you_mean, display_path, log_problem, nearest_of
from hamerkop.shared.records import BLOCK_NAMES, ContextKey, FrontMatterRecord
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
CONTRACT = Contract(reads=(FrontMatterRecord, BLOCK_NAMES), rules=("M01", "M02", "M03", "M04", "M45", "M46", "X04"))

MAX_OPEN_BLOCKS = 50  # within one another; pymdownx.blocks calls itself for each of them
MAX_OPTIONS_LENGTH = 2000
MAX_PROBLEMS = 100  # that are reported of one file
_FENCE = re.compile(r" *(?P<slashes>/{3,}) *(?:(?P<name>[\w-]+) *(?:\|.*)?)?")

# The mark of a list's item, with a fence behind it or not, and a fence at the beginning of a line.
_ITEM = re.compile(r"[ \t>]*(?:[-*+:]|\d+\.)(?:[ \t](?P<fence>(?:[ \t]*(?:[-*+:]|\d+\.)[ \t])*[ \t]*/{3})?|$)")
_LINE_FENCE = re.compile(r"(?P<quote>[ \t>]*)/{3,} *(?P<name>[\w-]*)")

# The names of all blocks that a text can open, and whether they are this kit's. Between the receivers of this plugin.
KNOWN_NAMES: ContextKey[dict[str, bool]] = ContextKey("hamerkop_known_blocks")


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


class FencePreprocessor(Preprocessor):
    """Keeps pymdownx.blocks from giving up a block because of what follows its fence, and from nesting without end.

    Both are problems too, see :func:`block_problems`; but a site that ignores them still gets all of its text.
    """

    def __init__(self, md: Markdown, names: Collection[str], guard: "EndlessGuard") -> None:
        super().__init__(md)
        self.names, self.guard = names, guard

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with an empty one below fences that need it, and without fences that nest too deeply."""
        result, opened = [], [""]
        lines = list(apart_from_items(lines))
        self.guard.begin(len(lines))
        for number, line in enumerate(lines):
            fence = _FENCE.fullmatch(line)
            if fence and fence["slashes"] == opened[-1] and not fence["name"]:
                opened.pop()
            elif fence and (fence["name"] or "").lower() in self.names:
                if len(opened) > MAX_OPEN_BLOCKS:
                    line = line.replace("/", "&#47;", 1)
                opened.append(fence["slashes"])
            result.append(line)
            if fence and fence["name"] and not are_options(indented_below(lines, number), own=True):
                result.append("")
        return result


class EndlessGuard:
    """Ends what pymdownx.blocks would read again and again, as a fence in an item, a quote and a definition can be.

    What is left of such a passage becomes a paragraph, as it was typed.
    """

    def __init__(self, processor: BlocksProcessor) -> None:
        self.processor, self.original = processor, processor.run
        self.depth = self.left = 0
        processor.run = self.run

    def begin(self, lines: int) -> None:
        """Begin a text of so many *lines*."""
        self.depth, self.left = 0, 100 + 20 * lines

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Do what the processor does, unless it has called itself too deeply or too often."""
        self.left -= 1
        if self.depth > MAX_OPEN_BLOCKS + 10 or self.left < 0:
            self.processor.cached_block = None
            SubElement(parent, "p").text = AtomicString(blocks.pop(0).strip())
            return
        self.depth += 1
        try:
            self.original(parent, blocks)
        finally:
            self.depth -= 1


def apart_from_items(lines: Sequence[str]) -> Iterator[str]:
    """Yield *lines* with an empty one between an item and a fence directly below it.

    Two fences there make pymdownx.blocks call itself without end.
    """
    in_item = in_block = False
    for line in lines:
        item, fence = _ITEM.match(line), _LINE_FENCE.match(line) if in_item else None
        if fence and (fence["name"] or in_block):
            yield fence["quote"].rstrip()
            in_item = in_block = False
        in_item = bool(item) or (in_item and bool(line.strip(" \t>")))
        in_block = in_item and (in_block or bool(item and item["fence"]))
        yield line


class SectionBlockExtension(BlocksExtension):
    """Defines one block for each name in *headings*, with the heading that it has by default.

    *others* are the names of the blocks of other plugins of this kit.
    """

    def __init__(self, headings: Mapping[str, str], others: Collection[str] = ()) -> None:
        super().__init__()
        self.names = {*headings, *others}
        self.blocks = [
            type(name, (SectionBlock,), {"NAME": name, "HEADING": heading}) for name, heading in headings.items()
        ]

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # noqa: N802  # pymdownx's name
        """Register the blocks, and the preprocessor; hamerkop.shared.markdown_extensions explains its priority."""
        guard = EndlessGuard(block_mgr)
        md.preprocessors.register(FencePreprocessor(md, self.names, guard), "hamerkop-blocks", 15)
        for block in self.blocks:
            block_mgr.register(block, {})


def foreign_blocks(settings: Settings) -> list[str]:
    """Return the names of the blocks that Markdown extensions which are not this kit's define."""
    markdown = Markdown(**{**settings["MARKDOWN"], "extensions": foreign_extensions(settings)})
    if "blocks" not in markdown.parser.blockprocessors:
        return []
    processor: BlocksProcessor = markdown.parser.blockprocessors["blocks"]
    return list(processor.blocks)


# Options: pymdownx.blocks reads the indented lines directly below a fence as YAML


def indented_below(lines: Sequence[str], number: int) -> list[str]:
    """Return the lines directly below that with the index *number* that are indented by four more."""
    level = _level(lines[number])
    below = (lines[index] for index in range(number + 1, len(lines)))  # islice would read all lines above
    return list(takewhile(lambda line: line.strip() and _level(line) > level, below))


def _level(line: str) -> int:
    expanded = line.expandtabs(4)
    return (len(expanded) - len(expanded.lstrip())) // 4


def are_options(lines: Sequence[str], own: bool) -> bool:
    """Return whether pymdownx.blocks takes *lines* for options; blocks of this kit, *own*, have only `attrs`."""
    if not lines:
        return True
    typed = textwrap.dedent("\n".join(lines).expandtabs(4))
    if len(typed) > MAX_OPTIONS_LENGTH:
        return False
    try:
        options = yaml.safe_load(typed) or {}
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    allowed = isinstance(options, dict) and (not own or set(options) <= {"attrs"})
    return allowed and isinstance(options.get("attrs", {}), dict)


# Problems


def block_problems(text: str, path: str, known: Collection[str], foreign: Collection[str] = ()) -> Iterator[Problem]:
    """Yield the problems with the fences in a Markdown *text*: unknown names, stray fences, blocks that are not closed.

    *path* is the path that the problems name, *known* are the names of all blocks, *foreign* those of them that are
    not this kit's, and may have options.
    """
    opened: list[BlockFence] = []
    unread: list[str] = []  # slashes of fences that open no block, and may have one that closes it
    lines = text.splitlines()
    for fence in block_fences(text):
        if fence.name:
            opened.append(fence)
            if len(opened) == MAX_OPEN_BLOCKS + 1:
                yield _problem("M02", path, fence, f"more than {MAX_OPEN_BLOCKS} blocks are open here; close them")
            if not are_options(indented_below(lines, fence.start.line - 1), fence.name not in foreign):
                yield _options_problem(path, lines[fence.start.line], fence)
            yield from _unknown(fence, path, known)
        elif opened and not fence.rest and opened[-1].slashes == fence.slashes:
            opened.pop()
        elif not fence.rest and fence.slashes in unread:
            unread.remove(fence.slashes)
        else:
            unread += [fence.slashes] if fence.rest else []
            yield _problem("M03", path, fence, _reason_against(fence, known))
    for fence in opened:
        yield _problem("M02", path, fence, f'block "{fence.name}" is never closed; add a line of {fence.slashes}')


def _unknown(fence: BlockFence, path: str, known: Collection[str]) -> Iterator[Problem]:
    if fence.name not in known:
        near = did_you_mean(fence.name, known) or f"; there are {', '.join(known)}"
        yield _problem("M01", path, fence, f'no block is called "{fence.name}"{near}')


def _reason_against(fence: BlockFence, known: Collection[str]) -> str:
    if not fence.rest:
        return "closes a block that was never opened; remove the line, or open the block with /// name"
    typed, _, heading = (part.strip() for part in fence.rest.partition("|"))
    first, _, others = typed.partition(" ")
    near = nearest_of("-".join(typed.split()), known)
    if not near and first.rstrip(":").lower() in known:
        near, heading = first.rstrip(":").lower(), others.strip()
    wanted = f"{near} | {heading}" if heading else near
    advice = f'did you mean "{fence.slashes} {wanted}"?' if near else f"write {fence.slashes} name | Heading"
    return f'"{fence.slashes} {fence.rest}" opens no block; {advice}'


_OTHER_SLASHES = re.compile(r"(?:/{1,2}(?= )|//|\\{1,4}|[／⁄]{1,3}) ?(?P<name>[\w-]+) *(?P<heading>\|.*)?")


def misspelt_fences(text: str, path: str, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each line with the name of a block behind too few slashes, or behind backslashes."""
    if any(sign in text for sign in ("\n/", "\n\\", "\n／", "\n⁄")):
        for number, line in enumerate(mask_code(text).split("\n"), 1):
            found = _OTHER_SLASHES.fullmatch(line.rstrip()) if line[:1] in ("/", "\\", "／", "⁄") else None
            if found and found["name"].lower() in known:
                wanted = f"/// {found['name'].lower()} {found['heading'] or ''}".strip()
                message = f'opens no block, so it is printed; write "{wanted}", and /// where the block ends'
                yield Problem("M03", path, Position(number, 1), message, Position(number, len(found[0]) + 1))


def empty_blocks(text: str, path: str, fences: Sequence[BlockFence], names: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each block without any text, of those called *names*; *fences* are those of the text."""
    lines = text.split("\n") if fences else []
    for opening, closing in pairwise(fences):
        between = lines[opening.start.line : closing.start.line - 1]
        is_closed = not closing.rest and closing.slashes == opening.slashes
        if opening.name in names and is_closed and not "".join(between).strip():
            yield _problem("M45", path, opening, "nothing is in this block; write its text, or remove it")


SUMMARY = "in-short"
# Blocks and lines that may be above the summary: they are no part of the text.
_ABOVE_SUMMARY = ("help", "urgent", SUMMARY)
_NO_TEXT = re.compile(r"[ ]{0,3}(?:!?\[[^\]\n]*\](?:\([^)\n]*\)|:.*)?|\*\[[^\]\n]+\]:.*|<[^<>]*>)?[ ]*")


def late_summary(text: str, path: str, fences: Sequence[BlockFence], first: int) -> Iterator[Problem]:
    """Yield a problem for each block with the summary below the text of an article, which begins at line *first*."""
    by_line = {fence.start.line: fence for fence in fences}
    if not any(fence.name == SUMMARY for fence in fences):
        return
    opened, typed = "", 0  # slashes of the block that is open, and the first line of the text
    for number, line in enumerate(mask_code(text).split("\n")[first - 1 :], first):
        fence = by_line.get(number)
        if opened:
            opened = "" if fence and not fence.rest and fence.slashes == opened else opened
        elif fence and fence.name in _ABOVE_SUMMARY and not (typed and fence.name == SUMMARY):
            opened = fence.slashes
        elif fence and fence.name == SUMMARY:
            yield _problem(
                "M46", path, fence, f"readers look for this block at the beginning; move it above line {typed}"
            )
        elif not typed and not _NO_TEXT.fullmatch(line):
            typed = number


def _options_problem(path: str, line: str, fence: BlockFence) -> Problem:
    number, column = fence.start.line + 1, len(line) - len(line.lstrip()) + 1
    message = f'is read as an option of the block "{fence.name}", and is none; leave a line empty above it'
    return Problem("M04", path, Position(number, column), message, Position(number, len(line) + 1))


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
    declared = declared_blocks(generator.context)
    add_markdown_extension(settings, SectionBlockExtension(own, declared))
    KNOWN_NAMES.set(generator.context, {name: name in own or name in declared for name in (*own, *others)})


def check_blocks(content: Content) -> None:
    """Log the problems with the blocks of a Markdown file."""
    known = KNOWN_NAMES.get(content._context)
    if known is None or not is_markdown(content):
        return
    foreign = [name for name, is_own in known.items() if not is_own]
    text, path = source_text(content), display_path(content.source_path)
    fences = list(block_fences(text))
    sections = [name for name in SETTINGS.value(content.settings, "BLOCKS") if known.get(name)]
    problems = chain(
        block_problems(text, path, known, foreign),
        misspelt_fences(text, path, known),
        empty_blocks(text, path, fences, sections),
        late_summary(text, path, fences, _first_line(content, text)),
    )
    for problem in islice(problems, MAX_PROBLEMS):
        log_problem(problem, content.settings)


def _first_line(content: Content, text: str) -> int:
    """Return the number of the first line below the header; one that Pelican has read ends at the first empty line."""
    header = front_matter_of(content)
    return header.body_line if header else text.split("\n\n", 1)[0].count("\n") + 2


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    signals.article_generator_init.connect(define_blocks)
    steps.on(steps.inspect, check_blocks)
