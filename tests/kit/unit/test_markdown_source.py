"""What of a Markdown source is prose, and where blocks open and close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.shared.markdown_source import block_fences, mask_all_but_prose, mask_code, opened_blocks

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
    ],
)
def test_tags_addresses_and_keys_of_citations_are_not_prose(text):
    masked = mask_all_but_prose(text)
    assert "x" not in masked
    assert "a" in masked


@given(MARKDOWN)
def test_masking_moves_nothing(text):
    for masked in (mask_code(text), mask_all_but_prose(text)):
        assert len(masked) == len(text)
        assert all(new in (old, " ") for old, new in zip(text, masked, strict=True))
        assert masked.count("\n") == text.count("\n")


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
