"""What of a Markdown source is prose, and where blocks open and close."""

import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from hamerkop.shared.markdown_source import (
    block_fences,
    mask_all_but_prose,
    mask_code,
    open_brackets,
    opened_blocks,
    with_open_brackets_as_text,
)

MARKDOWN = st.text(alphabet="ab `~\n\t<>!-*[](){}@:/|.", max_size=200)


@pytest.mark.parametrize(
    "text",
    [
        "a `x` b",
        "a ``x ` x`` b",
        "a\n\n    x\n\nb",
        "a\n\n```py\nx\n```\nb",
        "a\n\n~~~\nx\n~~~\nb",
        "a <!-- x --> b",
        "a\n\n```\nx",
        "> a\n> ```\n> x\n> ```\n\nb",
        "---\ntags:\n- a\n---\n\n    x\n",
        "- a\n\n        x\n",
        "- a\n\nb\n\n    x\n",
        "- a\n\n# b\n\n    x\n",
        "# a\n    x\n",
        "1. a\n    - b\n\n            x\n",
    ],
)
def test_code_and_comments_are_not_prose(text):
    masked = mask_code(text)
    assert "x" not in masked
    assert "a" in masked


@pytest.mark.parametrize("text", ["- a\n\n    x\n", "a `x", "Term\n:   x\n\n    x\n", "a\n    x\n", "\\`x`"])
def test_what_only_looks_like_code_is_prose(text):
    assert "x" in mask_code(text)


@pytest.mark.parametrize(
    "text",
    [
        'a <b class="x">b</b>',
        "a [b](x)",
        "a ![b](x)",
        "a https://x.example/x",
        "a [@x]",
        "a\n\n[b]: x\n",
        "a <http://x>",
        "a <https://ex.org/x>",
        "a https://ex.org/(x)",
        "a [b](<x y> 'x')",
        "a [b](c(x))",
        "a x@ex.org and x.example.org and ftp://x and doi.org/x",
        "a <i title='1 > 0 x'>b</i>",
        "a <script>x</script> <style>x</style> <kbd>x</kbd> <code>x</code>",
        "a <textarea>x</textarea> <!-- x -->",
        "a\n\n<pre>\nx\n</pre>",
        "a <span class='math'>x</span>",
    ],
)
def test_tags_addresses_and_keys_of_citations_are_not_prose(text):
    masked = mask_all_but_prose(text)
    assert "x" not in masked
    assert "a" in masked


@pytest.mark.parametrize(
    "text", ["b[^x]", "b [a][x]", "*[x]: b", "/// x", "/// x | b", "b {: .x }", "## b {#x .x}", "{: .b title='x' }"]
)
def test_labels_and_the_attributes_of_elements_are_not_prose(text):
    assert "x" not in mask_all_but_prose(text)


@pytest.mark.parametrize(
    "text", ["a 0.5x", "[^1]: a x", "![x](b)", "[x](b) c", "*[A]: x", "a < x > b", "end. x", "{x}", "/// b | x", "[x]"]
)
def test_what_only_looks_like_an_address_or_tag_is_prose(text):
    assert "x" in mask_all_but_prose(text)


UNITS = [
    "](a(",
    "](",
    "[a](",
    "`",
    "`a ``b ```c ",
    "<!--\n",
    "<a ",
    '<a "',
    "[\n",
    "~~~\n",
    "- a\n",
    "\n",
    "www.",
    "a.",
    "a@",
]


@pytest.mark.parametrize("unit", [*UNITS, "<script>", "    ", ">", "\n ", "[^", "@a", "/// ask\n"])
def test_the_time_grows_with_the_length(unit):
    started = time.process_time()
    mask_all_but_prose(unit * (100_000 // len(unit)))
    list(block_fences(unit * (100_000 // len(unit))))
    assert time.process_time() - started < 1.5


def test_backticks_of_many_lengths_take_a_time_that_grows_with_the_length():
    text = " ".join("`" * length for length in range(1, 700))
    started = time.process_time()
    mask_code(text)
    assert time.process_time() - started < 1


@given(MARKDOWN)
def test_masking_moves_nothing(text):
    for masked in (mask_code(text), mask_all_but_prose(text)):
        assert len(masked) == len(text)
        assert all(new in (old, " ") for old, new in zip(text, masked, strict=True))
        assert masked.count("\n") == text.count("\n")


@pytest.mark.parametrize("unit", ["[", "[a](", "<a ", "<div ", "[a\n", "[a][", "![", "(["])
def test_very_many_open_brackets_are_text_and_mean_the_same(unit):
    text = f"a\n\n{unit * 3000}\n\nb [c](d)"
    (offsets,) = open_brackets(text)
    assert len(offsets) > 2900
    started = time.process_time()
    markdown = Markdown()
    # Markdown's own first step removes the marks of escapes from what was typed.
    page = markdown.convert(
        markdown.preprocessors.deregister("normalize_whitespace") or with_open_brackets_as_text(text)
    )
    assert time.process_time() - started < 2
    assert unescape(page.split("<p>")[2].removesuffix("</p>\n")).strip() == (unit * 3000).strip()


@pytest.mark.parametrize(
    "text",
    [
        "[a](b) " * 3000,
        "- [a](b\n" * 3000,
        "| [a | b\n" * 3000,
        "`[`" * 3000,
        "```\n" + "[" * 3000 + "\n```\n",
        "    " + "[" * 3000,
        "<table>" + "<td>a</td>" * 3000 + "</table>",
        "a < b [ " * 90,
        "a < b " * 3000,
    ],
)
def test_brackets_that_are_closed_or_few_stay(text):
    assert open_brackets(text) == ()
    assert with_open_brackets_as_text(text) == text


def test_blocks_open_and_close_outside_code_only():
    text = "/// ask | What `to` ask\n\nText.\n\n///\n\n```\n/// not\n```\n\n//// do\n////\n"
    assert [(fence.start.line, fence.slashes, fence.rest) for fence in block_fences(text)] == [
        (1, "///", "ask | What `to` ask"),
        (5, "///", ""),
        (11, "////", "do"),
        (12, "////", ""),
    ]
    assert [(block.start.line, block.name, block.argument) for block in opened_blocks(text)] == [
        (1, "ask", "What `to` ask"),
        (11, "do", ""),
    ]
