"""Typographic quotes, dashes and ellipses in finished HTML."""

import pytest
from typogrify.filters import typogrify

from hamerkop.typography import FILTERS, set_twice, typeset, unknown_filter

PLAIN = ["amp", "caps", "initial_quotes"]  # these add elements


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>"Yes" -- or...</p>', "<p>“Yes” — or…</p>"),
        ("<p>&quot;Yes&quot;</p>", "<p>“Yes”</p>"),
        ("<p>It's 1990's</p>", "<p>It’s 1990’s</p>"),
        ('<code>"no" --</code>', '<code>"no" --</code>'),
        ('<a href="a--b">x</a>', '<a href="a--b">x</a>'),
        ('<p><a href="x">https://a--b.org/c...d</a></p>', '<p><a href="x">https://a--b.org/c...d</a></p>'),
        ("<p>https://a--b.org <code>x</code></p>", "<p>https://a--b.org <code>x</code></p>"),
        ("<p><span>[3]</span>'s and <em>x</em>'s</p>", "<p><span>[3]</span>’s and <em>x</em>’s</p>"),
        ("<p>The <code>x</code>'s</p>", "<p>The <code>x</code>’s</p>"),
        ("<p>NHS &amp; FDA</p>", "<p>NHS &amp; FDA</p>"),
        ("<p>one\ntwo</p>\n<p>three</p>", "<p>one two</p>\n<p>three</p>"),
        ("<pre><code>one\ntwo</code></pre>", "<pre><code>one\ntwo</code></pre>"),
        ("<pre><code><span>=</span>'x'</code></pre>", "<pre><code><span>=</span>'x'</code></pre>"),
    ],
)
def test_quotes_and_dashes_are_set_in_the_text_only(html, expected):
    assert typeset(html, PLAIN).replace("&nbsp;", " ") == expected


def test_all_filters_are_applied_unless_they_are_omitted():
    html = '<p>"The NHS & the FDA have met</p>'
    assert 'class="dquo"' in typeset(html)
    assert 'class="caps"' in typeset(html)
    assert 'class="amp"' in typeset(html)
    assert "have&nbsp;met<" in typeset(html)
    assert typeset(html, FILTERS) == html


@pytest.mark.parametrize("omit", [[], PLAIN, ["widont"], ["smartypants"], list(FILTERS)])
def test_what_is_applied_is_what_typogrify_applies(omit):
    html = '<p>"Yes" & NO -- it is 1990...</p><ul><li>"One" <code>"two" --</code> A.B.C. three</li></ul>'
    theirs = typogrify(html, **dict.fromkeys(omit, False))
    numbered = {8220: "“", 8221: "”", 8212: "—", 8230: "…"}
    for number, character in numbered.items():
        theirs = theirs.replace(f"&#{number};", character)
    assert typeset(html, omit) == theirs


@pytest.mark.parametrize("ignored", ["blockquote", ".raw", "#verse", "blockquote.raw"])
def test_elements_can_be_left_alone_besides_code(ignored):
    verse = '<blockquote class="raw" id="verse">"Yes" --\nand <em>no</em>\'s</blockquote>'
    assert typeset(f'<p>"a"</p>{verse}<p>"b"</p>', PLAIN, [ignored]) == f"<p>“a”</p>{verse}<p>“b”</p>"
    assert typeset(verse, PLAIN, ["p"]) != verse


@pytest.mark.parametrize(
    ("dashes", "expected"), [("default", "— —-"), ("oldschool", "– —"), ("oldschool_inverted", "— –")]
)
def test_dashes_are_those_that_pelican_makes_by_the_same_setting(dashes, expected):
    assert typeset("<p>-- ---</p>", PLAIN, dashes=dashes).replace("&nbsp;", " ") == f"<p>{expected}</p>"


def test_an_unknown_filter_is_named_with_the_nearest():
    assert unknown_filter(["widont", "cap"]) == 'there is no filter "cap"; did you mean "caps"?'
    assert unknown_filter(["x"]).endswith("there are amp, smartypants, caps, initial_quotes, widont")
    assert unknown_filter(FILTERS) == ""


def test_pelicans_own_typography_has_to_be_off():
    assert "set it to False" in set_twice(True)
    assert set_twice(False) == ""
