"""The picture of an article: its title whole if that can be, in letters that can be read."""

import sys
from functools import partial

import pytest
from PIL import ImageColor

from hamerkop import social_cards
from hamerkop.social_cards import (
    COLOURS,
    MEASURE,
    MOST_LINES,
    TITLE_SIZES,
    Card,
    balanced,
    draw,
    drawable,
    fit,
    knows,
    shortened,
    wrap,
)

LENGTH_AT = partial(partial, social_cards.length, None)
HOSTILE = [
    "",
    " ",
    "😀🏳️‍🌈",
    "漢字かな交じり文の題名" * 20,
    "\u202eשלום עולם\u200f",
    "مرحبا",
    "</script>\"'&amp;<b>",
    "a\u2028b\u0000c",
    "x" * 300,
    "\ud800",
    "Ä" * 40,
]


def ten(text):
    """Every sign is ten wide."""
    return len(text) * 10


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
        ("one abcdefghijkl two", ["one", "abcdefgh", "ijkl two"]),
        ("", []),
    ],
)
def test_lines_are_broken_between_words_and_a_word_only_where_it_is_longer_than_a_line(text, lines):
    assert wrap(text, ten, 80) == lines


def test_lines_are_even_so_that_no_word_stands_alone_at_the_end():
    assert wrap("one two six ten by", ten, 150) == ["one two six ten", "by"]
    assert balanced("one two six ten by", ten, 150) == ["one two", "six ten by"]


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_line():
    assert shortened(["one two", "six ten"], 1, ten, 70) == ["one tw…"]
    assert shortened(["one two"], 1, ten, 70) == ["one two"]


def test_a_short_title_is_large_and_a_long_one_smaller():
    size, lines = fit("Otters", LENGTH_AT)
    assert (size, lines) == (TITLE_SIZES[0], ["Otters"])
    assert fit("Otters and the rivers they live by, from the source to the sea " * 2, LENGTH_AT)[0] < size


@pytest.mark.parametrize("title", ["x" * 40, "x" * 300, "word " * 80, "Two " + "y" * 70])
def test_a_title_of_any_length_stays_on_the_card(title):
    size, lines = fit(title, LENGTH_AT)
    assert 1 <= len(lines) <= MOST_LINES
    assert all(social_cards.length(None, size, line) <= MEASURE for line in lines)


def test_a_word_of_forty_letters_is_whole_in_its_lines():
    assert "".join(fit("x" * 40, LENGTH_AT)[1]) == "x" * 40


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Otters  and\nfish", "Otters and fish"),
        ("Café naïve – “quoted”…", "Café naïve – “quoted”…"),
        ("Привет", "Привет"),
        ("漢字", "Han Zi"),
        ("😀 Otters", "Otters"),
        ("\u202eOtters\u200f", "Otters"),
        ("שלום", "SHlvm"),
    ],
)
def test_signs_that_cannot_be_drawn_are_written_in_latin_letters_or_left_out(text, drawn):
    assert drawable(text, partial(knows, None)) == drawn


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_keeps_a_card_from_being_drawn(title):
    picture = draw(Card("", title, title, ""), title, COLOURS)
    assert picture.size == (1200, 630)


def test_a_title_of_nothing_that_can_be_drawn_gives_way_to_the_name_of_the_site():
    assert draw(Card("", "😀", "", ""), "Otters", COLOURS) == draw(Card("", "Otters", "", ""), "Otters", COLOURS)


def test_a_card_is_drawn_in_few_colours_on_paper():
    colours = draw(Card("", "Otters", "Animals", ""), "Otter News", COLOURS).convert("RGB").getcolors()
    assert len(colours) <= 16
    assert max(colours)[1] == ImageColor.getrgb(COLOURS["paper"])


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    parts = [part / 255 for part in ImageColor.getrgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["ink", "sign"])
def test_text_stands_out_from_its_paper_by_seven_to_one(name):
    assert (luminance(COLOURS["paper"]) + 0.05) / (luminance(COLOURS[name]) + 0.05) >= 7


@pytest.fixture
def no_packaged_font(monkeypatch):
    """As where the package with the font is not installed."""

    def forget():
        for remembered in (social_cards.font_at, social_cards.length, social_cards.knows, social_cards.masthead):
            remembered.cache_clear()

    monkeypatch.setitem(sys.modules, "font_source_serif_pro", None)
    forget()
    yield
    forget()


@pytest.mark.usefixtures("no_packaged_font")
def test_without_the_packaged_font_cards_are_drawn_in_the_one_inside_pillow():
    assert social_cards.font_at(40, None).getname()[0] != "Source Serif Pro"
    assert len(draw(Card("", "Otters", "Animals", ""), "Otter News", COLOURS).convert("RGB").getcolors()) > 8


def test_with_it_cards_are_drawn_in_source_serif():
    assert social_cards.font_at(40, None).getname()[0] == "Source Serif Pro"
