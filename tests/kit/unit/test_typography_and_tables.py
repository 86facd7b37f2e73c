"""What happens to the text after Markdown."""

import pytest
from markdown import Markdown

from hamerkop.tables import TableExtension
from hamerkop.typography import LEAVE_OUT, typeset


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>"Yes" -- or...</p>', "<p>“Yes” — or…</p>"),
        ("<p>It's 1990's</p>", "<p>It’s 1990’s</p>"),
        ('<code>"no" --</code>', '<code>"no" --</code>'),
        ('<a href="a--b">x</a>', '<a href="a--b">x</a>'),
        ('<p><a href="x">https://a--b.org/c...d</a></p>', '<p><a href="x">https://a--b.org/c...d</a></p>'),
        ("<p><span>[3]</span>'s and <em>x</em>'s</p>", "<p><span>[3]</span>’s and <em>x</em>’s</p>"),
        ("<p>NHS &amp; FDA</p>", "<p>NHS &amp; FDA</p>"),
        ("<p>one\ntwo</p>\n<p>three</p>", "<p>one two</p>\n<p>three</p>"),
        ("<pre><code>one\ntwo</code></pre>", "<pre><code>one\ntwo</code></pre>"),
    ],
)
def test_quotes_and_dashes_are_set_in_the_text_only(html, expected):
    assert typeset(html, LEAVE_OUT).replace("&nbsp;", " ") == expected


def table(text):
    return Markdown(extensions=["tables", TableExtension()]).convert(text)


def test_a_table_scrolls_by_itself_and_has_a_name():
    html = table("| Size | Name |\n| --- | --- |\n| 1 | x |")
    assert html.startswith('<section aria-label="Table: Size, Name" class="table" tabindex="0">')
    assert html.count("<table>") == 1


def test_the_name_of_a_table_is_words_only():
    assert 'aria-label="Table: Trial, Size"' in table("| **Trial** [see @a; @b] | `Size` |\n| --- | --- |\n| 1 | x |")


def test_alignment_is_a_class_because_the_policy_blocks_styles():
    html = table("| a | b | c |\n| :-- | :-: | --: |\n| 1 | 2 | 3 |")
    assert "style=" not in html
    assert [html.count(f'class="{side}"') for side in ("left", "center", "right")] == [2, 2, 2]
