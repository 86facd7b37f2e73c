"""Puts a plugin's Markdown extension into Pelican's settings, in an order that does not depend on `PLUGINS`.

A plugin makes a new extension object for each build, in a receiver of `article_generator_init`: by then every plugin
has loaded its data (in `generator_init`), and no file has been read. The priorities of our processors in
Python-Markdown, where a higher one runs earlier (Markdown's own: preprocessors normalize_whitespace 30, html_block 20;
inline backtick 190, escape 180, link 160; tree inline 20, footnotes 50 and footnote-duplicate 15, attr_list 8, toc 5,
unescape 0; postprocessors: raw_html 30, amp_substitute 20):

===================  ============  ========  ==========================================================================
processor            kind          priority  why there
===================  ============  ========  ==========================================================================
hamerkop-cost        preprocessor  26        behind the header, before fenced code and raw HTML, which can be slow too
hamerkop-blocks      preprocessor  15        after code and raw HTML are stashed, before blocks are parsed
citations-mark       inline        185       after code spans, before escapes, which the parser reads itself
hamerkop-tables      tree          25        before `inline`, while headings are still the text that was typed
citations-number     tree          14        after footnotes are in their final order, before the table of contents
hamerkop-images      tree          6         after `inline` makes the images and `attr_list` their attributes
hamerkop-glossary    tree          5         after `inline`: no links inside code and links
citations-fill       tree          1         after the table of contents, which so gets no numbers
hamerkop-cost        post          5         after raw HTML is back, in which nothing is unescaped
===================  ============  ========  ==========================================================================
"""

from markdown.extensions import Extension

from hamerkop.shared.pelican_types import Context, Settings
from hamerkop.shared.records import BLOCK_NAMES


def add_markdown_extension(settings: Settings, extension: Extension) -> None:
    """Add *extension* to the setting `MARKDOWN`; it replaces one of the same class, which a former build added.

    Extensions of this kit come after all others, sorted by their module and class.
    """
    known = settings["MARKDOWN"].get("extensions", [])
    kept = [each for each in known if type(each) is not type(extension)]
    ours = sorted([*filter(_is_ours, kept), extension], key=lambda each: (type(each).__module__, type(each).__name__))
    settings["MARKDOWN"]["extensions"] = [*foreign_extensions(settings), *ours]


def foreign_extensions(settings: Settings) -> list[str | Extension]:
    """Return the Markdown extensions of the site that are not this kit's: names and objects, in their order.

    The names in `MARKDOWN["extension_configs"]` are among them from `article_generator_init` on.
    """
    return [each for each in settings["MARKDOWN"].get("extensions", []) if not _is_ours(each)]


def declare_block(context: Context, name: str) -> None:
    """Declare that a plugin defines the `///` block *name*, so that hamerkop.blocks knows it and leaves it alone.

    To be called in the step `load`: Markdown extensions are made afterwards.
    """
    BLOCK_NAMES.set(context, declared_blocks(context) | {name})


def declared_blocks(context: Context) -> frozenset[str]:
    """Return the names of the blocks that plugins have declared."""
    return BLOCK_NAMES.get(context) or frozenset()


def _is_ours(extension: object) -> bool:
    return type(extension).__module__.startswith("hamerkop.")
