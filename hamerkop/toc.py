"""Lists the headings of each article and page, for a theme to print as a table of contents.

The list has the `<h2>` elements of the finished HTML that have an id, or begin a section with one. Blocks that open a
text, such as a summary, come before the list, and their headings are not in it. Where Markdown gives headings no ids,
the plugin adds Markdown's own extension `toc`, which does. It keeps nothing between files. See docs/plugins/toc.md.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from markdown.extensions.toc import TocExtension
from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.html_source import Tag, strip_tags, tags_in
from hamerkop.shared.markdown_extensions import add_markdown_extension, foreign_extensions
from hamerkop.shared.pelican_types import ArticlesGenerator, Content
from hamerkop.shared.records import Heading, TocRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings


def too_few(number: int) -> str:
    """Return what to write instead of a *number* of headings that is too small, or ""."""
    return "" if number >= 1 else "write 1 or more"


SETTINGS = SettingsTable(
    "hamerkop.toc",
    [
        Setting("TOC_MIN_HEADINGS", int, 3, "a text with fewer headings has no list", too_few),
        Setting("TOC_AFTER_BLOCKS", list[str], ["in-short", "help"], "names of blocks that come before the list"),
    ],
)
CONTRACT = Contract(sets=(TocRecord,), markup=(("hamerkop.citations", ".cite"), ("hamerkop.blocks", "section.block")))

# What is in a heading and is not its text: citations, marks of footnotes, permalinks; and the space before them.
_REFERENCE = re.compile(
    r'\s*<(?P<tag>a|span|sup)\b[^>]*\b(?:class="cite"|class="headerlink"|class="footnote-ref|id="fnref).*?</(?P=tag)>',
    re.DOTALL,
)


@dataclass(frozen=True)
class TableOfContents:
    """The headings of a text, and the names of the blocks that come before their list if they open the text."""

    headings: tuple[Heading, ...]
    after_blocks: tuple[str, ...]

    def split(self, html: str) -> tuple[str, str]:
        """Return the HTML of the text before the list and behind it."""
        end = end_of_opening_blocks(html, self.after_blocks)
        return html[:end], html[end:]


def end_of_opening_blocks(html: str, names: Collection[str]) -> int:
    """Return the offset behind the blocks called one of *names* that open *html*; 0 if it opens with something else."""
    end = depth = 0
    for tag in tags_in(html, ("section",)):
        if depth == 0 and (html[end : tag.start].strip() or not _is_block(tag, names)):
            break
        depth += -1 if tag.closing else 1
        if depth == 0:
            end = tag.end
    return len(html) if depth else end


def _is_block(tag: Tag, names: Collection[str]) -> bool:
    classes = tag.values().get("class", "").split()
    return not tag.closing and "block" in classes and any(name in classes for name in names)


def headings_in(html: str, start: int = 0) -> Iterator[Heading]:
    """Yield the `<h2>` elements of *html* with text that have an id, or begin a section that has one, in order.

    *start*: the offset, behind a tag, from which they are looked for.

    docutils, which reads reStructuredText, gives the id to the `<section>` or `<div class="section">`.
    """
    opening: Tag | None = None
    section: Tag | None = None
    anchor = ""
    for tag in (each for each in tags_in(html, ("h2", "section", "div")) if each.start >= start):
        if tag.name != "h2":
            section = None if tag.closing else tag
        elif not tag.closing:
            begins = section is not None and not html[section.end : tag.start].strip()
            opening, anchor = (
                tag,
                tag.values().get("id") or (section.values().get("id", "") if section and begins else ""),
            )
        elif opening:
            text = text_of_heading(html[opening.end : tag.start])
            if anchor and text:
                yield Heading(anchor, text)
            opening = None


def text_of_heading(html: str) -> str:
    """Return the text of a heading: no markup, citations, footnote marks or permalink, and single plain spaces.

    The text of a heading that is only an image is the alt text.
    """
    text = strip_tags(_REFERENCE.sub("", html)).strip()
    text = text or " ".join(image.values().get("alt", "") for image in tags_in(html, ("img",)))
    return " ".join(text.split())


def table_of_contents(html: str, after_blocks: Collection[str], minimum: int) -> TableOfContents | None:
    """Return the list of the headings in *html*, or None if there are fewer than *minimum*."""
    if html.lower().count("<h2") < minimum:  # to read the tags of a text takes longer
        return None
    headings = tuple(headings_in(html, end_of_opening_blocks(html, after_blocks)))
    return TableOfContents(headings, tuple(after_blocks)) if len(headings) >= minimum else None


class HeadingIdExtension(TocExtension):
    """Gives headings ids, and prints no list by itself: a text may contain `[TOC]` as it is."""

    def __init__(self) -> None:
        super().__init__(marker="")


def add_heading_ids(generator: ArticlesGenerator) -> None:
    """Add ids to the headings of Markdown texts, unless the site's own Markdown extensions do so."""
    known = foreign_extensions(generator.settings)
    if not any(each in ("toc", "markdown.extensions.toc") or isinstance(each, TocExtension) for each in known):
        add_markdown_extension(generator.settings, HeadingIdExtension())


def add_toc(content: Content) -> None:
    """Attach the list of its headings to an article or page."""
    after_blocks, minimum = (
        SETTINGS.value(content.settings, name) for name in ("TOC_AFTER_BLOCKS", "TOC_MIN_HEADINGS")
    )
    attach(content, TocRecord(table_of_contents(content._content, after_blocks, minimum)))


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    signals.article_generator_init.connect(add_heading_ids)
    steps.on(steps.derive, add_toc)
