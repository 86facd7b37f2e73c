"""The blocks a writer can set off."""

import pytest
from markdown import Markdown

from hamerkop.blocks import BLOCKS, PassageExtension, block_mistakes
from hamerkop.figures.markdown_extension import FigureExtension, Gallery


def html(text):
    return Markdown(extensions=[PassageExtension(BLOCKS)]).convert(text)


def test_a_block_has_its_heading_and_its_text():
    assert html("/// urgent | Call now\n\nText.\n\n///") == (
        '<section class="block urgent">\n<h2>Call now</h2>\n<p>Text.</p>\n</section>'
    )


def test_a_block_without_a_heading_takes_its_own():
    assert "<h2>In short</h2>" in html("/// in-short\n\n- One.\n\n///")


def test_a_heading_is_markdown_like_any_other():
    assert "<h2>A <em>b</em> &amp; c</h2>" in html("/// do | A *b* & c\n\nText.\n\n///")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/// do\n\nx\n\n///", []),
        ("/// doo\n\nx\n\n///", [(1, 'no block is called "doo"; did you mean "do"?')]),
        ("a\n\n/// do\n\nx", [(3, 'block "do" is never closed; end it with a line of ///')]),
        ("x\n\n///\n", [(3, "closes a block that was never opened")]),
        ("```\n/// nonsense\n```", []),
        ("/// do Heading\n\nx", [(1, '"/// do Heading" opens no block; write /// name | Heading')]),
        ("//// do\n\n/// ask\n\nx\n\n///\n\n////", []),
    ],
)
def test_mistakes_have_their_line(text, found):
    said = list(block_mistakes(text, BLOCKS))
    assert [line for line, _ in said] == [line for line, _ in found]
    assert all(message in actual for (_, message), (_, actual) in zip(found, said, strict=True))


def test_a_block_of_another_plugin_is_known_and_left_to_it():
    text = "/// figure | x\n\nx\n\n///"
    assert list(block_mistakes(text, [*BLOCKS, "figure"])) == []
    drawn = Markdown(extensions=[PassageExtension(BLOCKS | {"figure": "No"}), FigureExtension(Gallery())])
    assert drawn.convert(text).startswith('<figure class="block figure">')
    drawn = Markdown(extensions=[FigureExtension(Gallery()), PassageExtension(BLOCKS | {"figure": "No"})])
    assert drawn.convert(text).startswith('<figure class="block figure">')
