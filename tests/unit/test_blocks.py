"""The blocks a writer can set off."""

import pytest
from markdown import Markdown

from hamerkop.blocks import BLOCKS, PassageExtension, block_mistakes


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


def test_a_figure_is_known_by_its_name_and_its_text_is_its_caption():
    assert html("/// figure | how-fast\nThe first *day*.\n///") == (
        '<figure class="block figure">\n<figcaption>\n<p>The first <em>day</em>.</p>\n</figcaption>\n</figure>'
    )


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ("/// figure | how-fast", None),
        ("/// figure|how-fast", None),
        ("/// figure | how-fats", 'no figure is called "how-fats"; did you mean "how-fast"?'),
        ("/// figure | x", 'no figure is called "x"; there are how-fast, routes'),
        ("/// figure", "a figure needs its name: /// figure | name; there are how-fast, routes"),
        ("/// figrue | how-fast", 'no block is called "figrue"; did you mean "figure"?'),
        ("/// ask | how-fats", None),
    ],
)
def test_a_figure_without_its_data_is_a_mistake_with_the_nearest_one(opening, said):
    found = list(block_mistakes(f"Text.\n\n{opening}\n\nx\n\n///", BLOCKS, {"routes", "how-fast"}))
    assert found == ([(3, said)] if said else [])
