"""The list of a text's headings, made from its HTML."""

from hamerkop.toc import contents_of, end_of_opening

OPENING = '<section class="block in-short">\n<h2 id="in-short">In short</h2>\n<p>Yes.</p>\n</section>'
HEADINGS = "".join(f'<h2 id="h{number}">Part {number}</h2><p>Text.</p>' for number in range(3))


def listed(html, before=("in-short",), least=3):
    found = contents_of(html, list(before), least)
    return found and [tuple(heading) for heading in found.headings]


def test_headings_stand_in_the_order_of_the_text():
    assert listed(HEADINGS) == [("h0", "Part 0"), ("h1", "Part 1"), ("h2", "Part 2")]


def test_a_text_with_few_headings_has_no_list():
    assert listed(HEADINGS, least=4) is None
    assert listed("") is None


def test_the_passage_that_opens_the_text_stands_before_the_list_and_is_not_in_it():
    contents = contents_of(OPENING + HEADINGS, ["in-short"], 3)
    assert [heading.id for heading in contents.headings] == ["h0", "h1", "h2"]
    assert contents.around(OPENING + HEADINGS) == (OPENING, HEADINGS)


def test_a_block_later_in_the_text_is_part_of_the_text():
    later = HEADINGS + OPENING
    assert end_of_opening(later, ["in-short"]) == 0
    assert listed(later)[-1] == ("in-short", "In short")


def test_several_blocks_may_open_a_text():
    help_block = OPENING.replace("in-short", "help")
    assert end_of_opening(f"\n{help_block}\n{OPENING}\n{HEADINGS}", ["in-short", "help"]) == len(
        f"\n{help_block}\n{OPENING}"
    )


def test_a_heading_is_listed_by_its_words_alone():
    html = (
        '<h2 class="x" id="a&amp;b">5 &lt; 7 <em>and</em>&nbsp;more'
        ' <span class="cite">[<a href="#ref-x">1</a>]</span></h2>'
        '<h2 id="c">Note<sup id="fnref-1"><a href="#fn-1">1</a></sup></h2><h2>No id</h2>'
    )
    assert listed(html, least=1) == [("a&b", "5 < 7 and more"), ("c", "Note")]


def test_a_block_that_opens_the_text_ends_where_it_ends_and_not_within():
    nested = OPENING.replace("<p>Yes.</p>", '<section class="table"><table></table></section><p>After.</p>')
    assert contents_of(nested + HEADINGS, ["in-short"], 3).around(nested + HEADINGS) == (nested, HEADINGS)


def test_a_heading_that_is_commented_out_is_not_listed():
    assert listed('<!-- <h2 id="old">Old</h2> -->' + HEADINGS)[0] == ("h0", "Part 0")
