"""The list of a text's headings, made from its HTML."""

import pytest

from hamerkop.toc import end_of_opening_blocks, table_of_contents

OPENING = '<section class="block in-short">\n<h2 id="in-short">In short</h2>\n<p>Yes.</p>\n</section>'
HEADINGS = "".join(f'<h2 id="h{number}">Part {number}</h2><p>Text.</p>' for number in range(3))


def listed(html, after_blocks=("in-short",), minimum=3):
    found = table_of_contents(html, after_blocks, minimum)
    return found and [(heading.id, heading.text) for heading in found.headings]


def test_headings_are_listed_in_the_order_of_the_text():
    assert listed(HEADINGS) == [("h0", "Part 0"), ("h1", "Part 1"), ("h2", "Part 2")]


def test_a_text_with_few_headings_has_no_list():
    assert listed(HEADINGS, minimum=4) is None
    assert listed("") is None


def test_a_block_that_opens_the_text_comes_before_the_list_and_is_not_in_it():
    toc = table_of_contents(OPENING + HEADINGS, ["in-short"], 3)
    assert [heading.id for heading in toc.headings] == ["h0", "h1", "h2"]
    assert toc.split(OPENING + HEADINGS) == (OPENING, HEADINGS)


def test_a_text_that_opens_with_something_else_comes_behind_the_list():
    toc = table_of_contents(HEADINGS, ["in-short"], 3)
    assert toc.split(HEADINGS) == ("", HEADINGS)
    assert end_of_opening_blocks("<p>Text.</p>" + OPENING, ["in-short"]) == 0
    assert end_of_opening_blocks("Text." + OPENING, ["in-short"]) == 0
    assert end_of_opening_blocks(OPENING, ["help"]) == 0
    assert end_of_opening_blocks(OPENING, []) == 0
    assert end_of_opening_blocks('<section class="table"></section>', ["table"]) == 0


def test_a_block_later_in_the_text_is_part_of_the_text():
    later = HEADINGS + OPENING
    assert end_of_opening_blocks(later, ["in-short"]) == 0
    assert listed(later)[-1] == ("in-short", "In short")


def test_several_blocks_may_open_a_text():
    help_block = OPENING.replace("in-short", "help")
    opening = f"\n{help_block}\n{OPENING}"
    assert end_of_opening_blocks(f"{opening}\n{HEADINGS}", ["in-short", "help"]) == len(opening)


def test_a_block_that_opens_the_text_ends_where_it_ends_and_not_within():
    nested = OPENING.replace("<p>Yes.</p>", '<section class="table"><table></table></section><p>After.</p>')
    assert table_of_contents(nested + HEADINGS, ["in-short"], 3).split(nested + HEADINGS) == (nested, HEADINGS)


def test_a_block_with_a_class_of_its_own_is_known():
    own = OPENING.replace("block in-short", "block in-short wide")
    assert end_of_opening_blocks(own + HEADINGS, ["in-short"]) == len(own)


def test_a_block_that_is_never_closed_reaches_to_the_end():
    unclosed = OPENING.removesuffix("</section>") + HEADINGS
    assert end_of_opening_blocks(unclosed, ["in-short"]) == len(unclosed)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ('<h2 class="x" id="a&amp;b">5 &lt; 7 <em>and</em>&nbsp;more</h2>', ("a&b", "5 < 7 and more")),
        ('<h2 id="a">Cited <span class="cite">[<a href="#ref-x">1</a>]</span></h2>', ("a", "Cited")),
        ('<h2 id="a">Note<sup id="fnref-1"><a href="#fn-1">1</a></sup> too</h2>', ("a", "Note too")),
        ('<h2 id="a">Note <a class="footnote-reference" href="#id2" id="id1">[1]</a> too</h2>', ("a", "Note too")),
        ('<h2 id="a">Food<a class="headerlink" href="#a" title="Permanent link">&para;</a></h2>', ("a", "Food")),
        ('<h2 id="a">One\n<!-- not -->two</h2>', ("a", "One two")),
        ("<H2 ID='a'>Capitals</H2>", ("a", "Capitals")),
        ('<h2 id="a"><img alt="An &amp; otter" src="x.png"></h2>', ("a", "An & otter")),
        ('<h2 id="a"><img alt="An otter" src="x.png"> Otters</h2>', ("a", "Otters")),
    ],
)
def test_a_heading_is_listed_by_its_text_alone(heading, expected):
    assert listed(heading, minimum=1) == [expected]


def test_what_is_no_heading_with_an_id_and_text_is_not_listed():
    html = '<h2>No id</h2><h2 id="_1"> <img alt=""></h2><h3 id="x">Smaller</h3><!-- <h2 id="old">Old</h2> -->'
    assert listed(html + HEADINGS)[0] == ("h0", "Part 0")
