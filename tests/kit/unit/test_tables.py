"""The tables of a Markdown text: they scroll, have a label, and are aligned without styles."""

from markdown import Markdown

from hamerkop.tables import TableExtension


def html(text, classes=False):
    return Markdown(extensions=["tables", TableExtension(classes)]).convert(text)


def test_a_table_is_in_a_section_that_the_keyboard_can_scroll_and_that_has_a_label():
    page = html("| Size | Name |\n| --- | --- |\n| 1 | x |\n\nText.")
    assert page.startswith('<section aria-label="Table: Size, Name" class="table" tabindex="0">')
    assert page.endswith("</table>\n</section>\n<p>Text.</p>")


def test_each_of_several_tables_has_a_section_of_its_own():
    table = "| {} | b |\n| --- | --- |\n| 1 | 2 |\n\n"
    page = html(table.format("First") + table.format("Second") + "> " + table.format("Third").replace("\n", "\n> "))
    labels = [f'<section aria-label="Table: {name}, b"' for name in ("First", "Second", "Third")]
    assert [page.count(label) for label in labels] == [1, 1, 1]
    assert page.count("<section") == page.count("<table>") == 3


def test_the_label_of_a_table_has_no_markup_and_no_citations():
    assert 'aria-label="Table: Trial, Size"' in html("| **Trial** [see @a; @b] | `Size` |\n| --- | --- |\n| 1 | x |")


def test_a_column_without_a_heading_is_not_in_the_label():
    assert 'aria-label="Table: Size"' in html("| | Size |\n| --- | --- |\n| 1 | x |")
    assert 'aria-label="Table"' in html("| | |\n| --- | --- |\n| 1 | x |")


ALIGNED = "| a | b | c | d |\n| :-- | :-: | --: | --- |\n| 1 | 2 | 3 | 4 |"


def test_alignment_is_a_class_where_the_policy_blocks_styles():
    page = html(ALIGNED, classes=True)
    assert "style=" not in page
    assert [page.count(f'class="{side}"') for side in ("left", "center", "right")] == [2, 2, 2]


def test_alignment_stays_a_style_in_themes_that_do_not_know_the_classes():
    page = html(ALIGNED)
    assert [page.count(f'style="text-align: {side};"') for side in ("left", "center", "right")] == [2, 2, 2]
    assert page.count("class=") == 1
