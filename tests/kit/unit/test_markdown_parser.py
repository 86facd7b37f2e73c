"""One parser for all files gives what a new one for each file gives, in any order of the files."""

import random

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from pelican import readers
from pelican.readers import MarkdownReader
from pelican.settings import DEFAULT_CONFIG

from hamerkop.build.markdown_parser import CONTAINERS, ParserOfOneSite, one_parser, try_fewer_patterns
from hamerkop.frontmatter.reader import FrontMatterReader

NAMES = (
    *("abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code", "footnotes", "md_in_html", "meta"),
    *("nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks", "legacy_attrs", "legacy_em"),
)
EVERYTHING = {
    "extensions": [f"markdown.extensions.{name}" for name in NAMES],
    "extension_configs": {
        "markdown.extensions.footnotes": {"UNIQUE_IDS": True},
        "markdown.extensions.toc": {"permalink": True},
        "markdown.extensions.abbr": {"glossary": {"CSS": "Cascading Style Sheets"}},
        "markdown.extensions.wikilinks": {"end_url": ".html"},
    },
    "output_format": "html",
}
PLAIN = {"extensions": [], "extension_configs": {}, "output_format": "xhtml"}
PARTS = [
    "# Same heading\n\n## Same heading {#same}\n\n[TOC]",
    "*[HTML]: a language\n\nHTML and CSS",
    "HTML without its meaning, CSS",
    "A note[^1] and one more[^a].\n\n[^1]: First.\n[^a]: Second\n\n    in two parts",
    "A note without text[^1], a link [a][b].",
    "[a][b] and [b]\n\n[b]: https://example.org/ 'Title'",
    '<div markdown="1">\n*text* <b>\n\n</div>',
    "<div>\n\nnot closed *text*",
    "<!-- comment\n\n-->\n<p>raw & &amp; text</p>",
    "```python\nprint('x')\n```\n\n    #!python\n    code",
    "```\nnot closed",
    '!!! note\n    text\n\n    more\n\n!!! warning "A"',
    "- a\n\n    - b\n\n1. c\n2. d\n\n5. e",
    "| a | b |\n|---|:-:|\n| c | d |",
    "term\n:   meaning\n\n:   another",
    "\"quotes\" -- and 'more' ... \\* \\@ [[Page]]",
    "Title: in the text\n\nnext",
    "> quote\n> - in list\n\n***strong* em** _a_b_",
    "![alt {@id=1}](x.png){: .a #b } <https://example.org>",
    "*[A]: \n\n[^x]: never used",
    "**b *c* `d`**  \nand\\_ <me@example.org> &copy; _[e](f)_ <br> [*g* ![h](i)](j)\n* k *",
]


def as_converted(parser, text):
    html = parser.convert(text)
    return html, getattr(parser, "Meta", None), getattr(parser, "toc", None), getattr(parser, "toc_tokens", None)


@pytest.mark.parametrize("config", [EVERYTHING, DEFAULT_CONFIG["MARKDOWN"], PLAIN])
@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=4).map("\n\n".join), max_size=6))
def test_each_text_is_converted_as_by_a_new_parser(config, texts):
    ours = ParserOfOneSite(Markdown)
    for text in texts:
        parser = ours.parser(**config)
        assert as_converted(parser, text) == as_converted(Markdown(**config), text)
        parser.reset()  # as Pelican does before it converts a summary, without the header's preprocessor
        parser.preprocessors.deregister("meta", strict=False)
        parser.convert("*[X]: y\n\nX[^1]\n\n[^1]: summary")


def test_a_text_that_ends_in_an_exception_leaves_nothing(monkeypatch):
    ours = ParserOfOneSite(Markdown)
    parser = ours.parser(**EVERYTHING)
    with monkeypatch.context() as patched:
        patched.setattr(markdown.blockprocessors.ParagraphProcessor, "run", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            parser.convert("- # a\n\n    b")
    text = "\n\n".join(PARTS)
    again = ours.parser(**EVERYTHING)
    assert again is parser
    assert as_converted(again, text) == as_converted(Markdown(**EVERYTHING), text)


@pytest.mark.parametrize("extension", [TocExtension(), "pymdownx.caret", "toc"])
def test_an_extension_that_may_keep_anything_gets_new_parsers(extension):
    ours, config = ParserOfOneSite(Markdown), {"extensions": [extension]}
    assert ours.parser(**config) is not ours.parser(**config)


def test_other_settings_get_another_parser():
    ours, config = ParserOfOneSite(Markdown), {"extensions": ["markdown.extensions.toc"], "extension_configs": {}}
    first = ours.parser(**config)
    assert ours.parser(**config) is first
    config["extension_configs"]["markdown.extensions.toc"] = {"permalink": True}
    assert 'class="headerlink"' in ours.parser(**config).convert("# a")


def test_no_part_of_markdown_holds_what_is_not_noted():
    """Parts of other types, beside those that never change, would not be put back."""
    ours = ParserOfOneSite(Markdown)
    ours.parser(**EVERYTHING)
    kinds = {type(value) for value in ours._state._seen.values()}
    noted = {kind for kind in kinds if kind.__module__.startswith("markdown") or issubclass(kind, (*CONTAINERS, tuple))}
    assert {kind.__name__ for kind in kinds - noted} <= {
        *("str", "int", "float", "bool", "NoneType", "function", "method", "type", "ABCMeta", "Pattern"),
        *("builtin_function_or_method", "method-wrapper", "RLock"),
    }


@pytest.mark.parametrize("kind", [MarkdownReader, FrontMatterReader])
def test_the_readers_of_pelican_and_of_the_kit_read_each_file_as_with_new_parsers(kind, tmp_path):
    files = []
    for number, part in enumerate(PARTS):
        files.append(tmp_path / f"{number}.md")
        files[-1].write_text(
            f"Title: {number}\nSummary: *[HTML]: x\n    HTML and *more*\nTags: a, b\n\n{part}\n", "utf-8"
        )
    config = DEFAULT_CONFIG | {"MARKDOWN": {**EVERYTHING, "extensions": [*EVERYTHING["extensions"]]}}

    def read(path):
        html, metadata = kind(config).read(str(path))
        return html, {name: str(value) for name, value in metadata.items() if name != "front_matter"}

    stock = readers.Markdown
    expected = {path: read(path) for path in files}
    random.Random(2).shuffle(files)
    with one_parser():
        reader = kind(config)
        reader.read(str(files[0]))
        first = reader._md
        assert {path: read(path) for path in files * 2} == expected
        reader.read(str(files[0]))
        assert reader._md is first
    assert readers.Markdown is stock


def test_the_installed_markdown_has_the_methods_that_try_fewer_patterns():
    parser = try_fewer_patterns(Markdown())
    assert "_InlineProcessor__handleInline" in vars(parser.treeprocessors["inline"])
