"""Typographic quotes, dashes and ellipses in finished HTML."""

import time

import pytest
import smartypants
from hypothesis import example, given
from hypothesis import strategies as st
from typogrify.filters import typogrify

from hamerkop import typography
from hamerkop.typography import FILTERS, set_twice, typeset, unknown_filter

PLAIN = ["amp", "caps", "initial_quotes"]  # these add elements


PIECES = ['"', "'", "&quot;", "a", "A.B. ", " ", "-", "--", ".", "\\", "`", "\n", "&amp;", " & ", "\u00e9"]
PIECES += [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<p>",
    "</p>\n",
    "<kbd>",
    "</kbd>",
    '<a href="x-y">',
    "</a>",
    "<br>",
    "<!--a-->",
]


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
        (r"<p>$$ a \\ b $$</p>", r"<p>$$ a \\ b $$</p>"),
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
    ("dashes", "expected"), [("default", "— —"), ("oldschool", "– —"), ("oldschool_inverted", "— –")]
)
def test_dashes_are_those_that_pelican_makes_by_the_same_setting_and_three_hyphens_are_one(dashes, expected):
    assert typeset("<p>-- ---</p>", PLAIN, dashes=dashes).replace("&nbsp;", " ") == f"<p>{expected}</p>"


APOSTROPHES = [
    ("Back in the '90s and '08, 'tis fine", "Back in the ’90s and ’08, ’tis fine"),
    ("'Twas the winter of '47.", "’Twas the winter of ’47."),
    ("('90s) and the '76ers", "(’90s) and the ’76ers"),
    ("&quot;'90s&quot;", "“’90s”"),
    ('"\'tis"', "“’tis”"),
    ("rock 'n' roll, rock'n'roll", "rock ’n’ roll, rock’n’roll"),
    ("get 'em, 'cause 'til now", "get ’em, ’cause ’til now"),
    ("'10 mg' and 'em dash'", "‘10 mg’ and ‘em dash’"),
    ("'quoted' and 'two words'", "‘quoted’ and ‘two words’"),
    ("\"'quoted' words\"", "“‘quoted’ words”"),
    ("the trials' results, O'Neill's dog, l'été", "the trials’ results, O’Neill’s dog, l’été"),
    ("1990's, the 1990s', Summer'69, 5'10", "1990’s, the 1990s’, Summer’69, 5’10"),
    ("a -- b --- c", "a — b — c"),
    ("a--b---c ---- d", "a—b—c —— d"),
    ("a-b – c — d", "a-b – c — d"),
    ("wait... what. . .", "wait… what…"),
]
INLINE = ["a", "abbr", "b", "cite", "code", "dfn", "em", "i", "kbd", "q", "s", "samp", "small", "span", "strong", "sub"]
INLINE += ["sup", "time", "tt", "u", "var", "x-y"]


@pytest.mark.parametrize(("typed", "expected"), APOSTROPHES)
def test_apostrophes_and_dashes(typed, expected):
    assert typeset(f"<p>{typed}</p>", [*PLAIN, "widont"]) == f"<p>{expected}</p>"
    assert typeset(f"<p><em>{typed}</em> x</p>", [*PLAIN, "widont"]) == f"<p><em>{expected}</em> x</p>"


@pytest.mark.parametrize("name", INLINE)
def test_an_apostrophe_or_quote_behind_an_element_ends_something(name):
    element = f'<{name} title="t">x</{name}>'
    html = f"<p>The {element}'s, {element}' end, '{element}' and &quot;the {element}&quot;</p>"
    expected = f"<p>The {element}’s, {element}’ end, ‘{element}’ and “the {element}”</p>"
    assert typeset(html, [*PLAIN, "widont"]) == expected


def test_a_quote_behind_a_block_begins_something():
    html = "<blockquote>a</blockquote>'Yes', \"no\"<pre>b</pre>'Yes', \"no\""
    expected = "<blockquote>a</blockquote>‘Yes’, “no”<pre>b</pre>‘Yes’, “no”"
    assert typeset(html, [*PLAIN, "widont"]) == expected


NO_PROSE = [
    "<!-- check: ignore, dose > 0.5 mg -- 'not' for readers -->",
    '<!-- TODO: > 40 -- ask "B"...\nA & B <code> -->',
    "<!---->",
    "<kbd>--x 'y'</kbd>",
    "<samp>A & B...</samp>",
    "<tt class='math'>\"a\"--b</tt>",
    "<textarea rows=2>'a' -- b\nc</textarea>",
    "<script>if (a < b && 'c' -- 2) { x = \"</p>\" }</script>",
    '<script type="math/tex">f\'(x) -- A & B</script>',
    "<style>a::before { content: '--' }</style>",
    '<math><mi>f\'</mi><mtext>a -- "b"</mtext></math>',
    '<span class="math">\\(f\'(x) = "a"--b\\)</span>',
    "<div class=\"x arithmatex\">\\[f'(x) <b>--</b> <div>'</div>\\]</div>",
    "<code>a<code>'b'</code>--</code>",
    "<img alt=\"a > b -- 'c'\" src=x>",
    "<a title='one > \"two\" & three... four' href='a--b'></a>",
    "<a href=\"https://ex.org/a--b's.html\">https://ex.org/a--b's.html</a>",
    "<x--y>",
    "<?php echo 'a' -- b ?>",
    "<![CDATA[ 'a' -- b ]]>",
    "https://ex.org/a--b",
    "http://xn--bcher-kva.example/o'neill...x",
    "www.xn--a--b.example",
    "xn--bcher-kva.example",
    "neill--x@xn--a.example",
    "10.1000/a--b'c",
]


@pytest.mark.parametrize("kept", NO_PROSE)
def test_what_is_no_prose_stays_byte_for_byte(kept):
    for html in (kept, f"<p>{kept}</p>", f"<p>Some {kept} words</p>\n\n{kept}\n"):
        assert typeset(html, [*PLAIN, "widont"]) == html
        assert kept in typeset(html)
    assert typeset(f'<p>"a" {kept} "b" -- c.</p>', [*PLAIN, "widont"]) == f"<p>“a” {kept} “b” — c.</p>"


def test_a_comment_within_a_passage_does_not_end_it():
    assert typeset("<p>'a <!-- b --> c' d<!-- e -->'s</p>", [*PLAIN, "widont"]) == (
        "<p>‘a <!-- b --> c’ d<!-- e -->’s</p>"
    )


def test_a_stray_less_than_sign_begins_no_tag():
    assert typeset('<p>a < b, "c" -- d <3</p>', [*PLAIN, "widont"]) == "<p>a < b, “c” — d <3</p>"


def test_private_characters_of_an_icon_font_stay():
    html = "<p>\ue000 \ue001 \U00010000 https://ex.org/a--b</p>"
    assert typeset(html, [*PLAIN, "widont"]) == html


@pytest.mark.parametrize("address", ["https://example.org/ABC/X12", "www.ABC.org", "info@ABC.ORG", "/usr/ABC--x"])
def test_nothing_in_an_address_is_set(address):
    assert (
        typeset(f"<p>See {address} of WHO</p>", ["widont"]) == f'<p>See {address} of <span class="caps">WHO</span></p>'
    )


def test_an_address_ends_before_the_full_stop_and_the_quote_behind_it():
    html = "<p>'See https://ex.org/a--b'. \"https://ex.org/c--d\"... &quot;https://ex.org&quot;</p>"
    expected = "<p>‘See https://ex.org/a--b’. “https://ex.org/c--d”… “https://ex.org”</p>"
    assert typeset(html, [*PLAIN, "widont"]) == expected


@pytest.mark.parametrize("behind", [" (1995)", "  (1995)", " so", ". ", " <b>(c)</b>", " — so", "\n(c)"])
def test_the_space_behind_initials_stays(behind):
    made = typeset(f"<p>By A. B.{behind}</p>", ["widont"])
    assert made.replace('<span class="caps">', "").replace("</span>", "").replace("\n", " ") == (
        f"<p>By A. B.{behind}</p>".replace("\n", " ")
    )


def test_without_smartypants_quotes_stay():
    html = "<p><em>x</em>'s '90s</p>"
    assert typeset(html, FILTERS) == html


@pytest.mark.parametrize(
    "unit",
    [
        "<code>\n",
        "<!--\n",
        "<a ",
        '<a "',
        "<p '",
        "'",
        '"',
        "'08 ",
        "'em ",
        "--",
        "a' ",
        "<script>",
        "&quot;'",
        "a.",
        "@a",
        "1'1",
    ],
)
def test_the_time_grows_with_the_length(unit):
    started = time.process_time()
    typeset(unit * (50_000 // len(unit)), [*PLAIN, "widont"])
    assert time.process_time() - started < 1


def test_an_unknown_filter_is_named_with_the_nearest():
    assert unknown_filter(["widont", "cap"]) == 'there is no filter "cap"; did you mean "caps"?'
    assert unknown_filter(["x"]).endswith("there are amp, smartypants, caps, initial_quotes, widont")
    assert unknown_filter(FILTERS) == ""


def test_pelicans_own_typography_has_to_be_off():
    assert "set it to False" in set_twice(True)
    assert set_twice(False) == ""


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example('<b>a</b>"<i>b</i>')
@example("<kbd><b>'</b>")
@example("<p>it's's a 'b'c'</p>")
@example("<b>a</b>'s&quot;it's\"")
def test_what_smartypants_would_not_change_is_left_out_and_changes_nothing(html):
    made = typeset(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typography, "_smarten", smartypants.smartypants)
        assert typeset(html) == made


@pytest.mark.parametrize("unit", ["&amp; ", "& ", '<a href="x">a</a> ', "<em>a</em>&quot; "])
def test_very_many_tags_take_seconds(unit):
    started = time.process_time()
    typeset(f"<p>{unit * (500_000 // len(unit))}</p>")
    assert time.process_time() - started < 3
