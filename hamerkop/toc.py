"""Lists the headings of a long text, so that a reader can jump to what was looked for.

[plugin] Articles and pages get ``contents``, a :class:`Contents`, or None where there is little to jump to. Headings
are the `<h2>` with an id, which Markdown's extension `toc` gives them; the headings of the passages that open the
text are left out, for the list stands behind them.

| setting            | default                | meaning                                                       |
| ------------------ | ---------------------- | ------------------------------------------------------------- |
| `TOC_MIN_HEADINGS`   | 3                      | a text with fewer headings has no list                        |
| `TOC_AFTER_BLOCKS` | `["in-short", "help"]` | blocks (see hamerkop.blocks) that stand before the list       |
"""

import re
from html import unescape
from typing import Any, NamedTuple

from pelican import signals
from pelican.contents import Article, Page

LEAST = 3
OPENING = ["in-short", "help"]

# A comment is stepped over: what it holds is not shown.
_HEADING = re.compile(r'<!--.*?-->|<h2\b[^>]*?\bid="(?P<id>[^"]+)"[^>]*>(?P<words>.*?)</h2>', re.DOTALL)
_SECTION = re.compile(r"<(/?)section\b", re.IGNORECASE)
_NOT_WORDS = re.compile(r'\s*<(?P<tag>span|sup)\b[^>]*\b(?:class="cite"|id="fnref).*?</(?P=tag)>|<[^>]*>', re.DOTALL)


class Heading(NamedTuple):
    """One line of the list: the fragment of its heading, and its words as plain text."""

    id: str
    words: str


class Contents(NamedTuple):
    """The headings of a text, and the names of the blocks that stand before their list."""

    headings: list[Heading]
    before: list[str]

    def split(self, html: str) -> tuple[str, str]:
        """Return the text before the list and the text behind it."""
        end = end_of_opening(html, self.before)
        return html[:end], html[end:]


def end_of_opening(html: str, blocks: list[str]) -> int:
    """Return where the blocks that open *html* end: 0 if it opens with something else."""
    opens = re.compile(rf'\s*<section class="block (?:{"|".join(map(re.escape, blocks))})">') if blocks else None
    end = 0
    while opens and (found := opens.match(html, end)):
        end = end_of_section(html, found.start())
    return end


def end_of_section(html: str, start: int) -> int:
    """Return where the first section behind *start* ends, with the sections within it."""
    depth = 0
    for tag in _SECTION.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html.index(">", tag.end()) + 1
    return len(html)


def contents_of(html: str, before: list[str], least: int) -> Contents | None:
    """Return the list of the headings in *html*, or None if there are fewer than *least*."""
    found = _HEADING.finditer(html, end_of_opening(html, before))
    headings = [Heading(unescape(heading["id"]), words_of(heading["words"])) for heading in found if heading["id"]]
    return Contents(headings, before) if len(headings) >= least else None


def words_of(html: str) -> str:
    """Return the words of a heading, without markup, citations and notes, and free to break anywhere."""
    return " ".join(unescape(_NOT_WORDS.sub("", html)).split())


def add_contents(content: Any) -> None:
    """Give an article or page its list."""
    if not isinstance(content, Article | Page):
        return
    settings = content.settings
    before, least = settings.get("TOC_AFTER_BLOCKS", OPENING), settings.get("TOC_MIN_HEADINGS", LEAST)
    content.toc = contents_of(content._content or "", before, least)


def register() -> None:
    signals.content_object_init.connect(add_contents)
