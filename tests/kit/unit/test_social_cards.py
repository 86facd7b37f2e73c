"""The image of a card: the whole title if it fits, in characters that can be read."""

import os
import sys
from functools import partial
from pathlib import Path

import pytest
from PIL import ImageColor

from hamerkop.social_cards import fonts, kept_cards, kept_folder
from hamerkop.social_cards.drawing import CardText, Style, draw
from hamerkop.social_cards.fonts import FontFile, font_at, has_glyph, read_font_file, text_width
from hamerkop.social_cards.kept_cards import forget_others, keep, kept, key_of
from hamerkop.social_cards.layout import COLOURS, MAX_LINES, TEXT_WIDTH, TITLE_SIZES
from hamerkop.social_cards.typesetting import balance, drawable, fit, truncate, wrap

STYLE = Style(**COLOURS)
WIDTH_AT = partial(partial, text_width, None)
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
    """Return a width at which every character is ten wide."""
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
def test_lines_are_broken_between_words_and_a_word_only_where_it_is_wider_than_a_line(text, lines):
    assert wrap(text, ten, 80) == lines


def test_lines_are_even_so_that_no_word_is_alone_on_the_last_one():
    assert wrap("one two six ten by", ten, 150) == ["one two six ten", "by"]
    assert balance("one two six ten by", ten, 150) == ["one two", "six ten by"]


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_line():
    assert truncate(["one two", "six ten"], 1, ten, 70) == ["one tw…"]
    assert truncate(["one two"], 1, ten, 70) == ["one two"]


def test_a_short_title_is_large_and_a_long_one_smaller():
    size, lines = fit("Otters", WIDTH_AT)
    assert (size, lines) == (TITLE_SIZES[0], ["Otters"])
    assert fit("Otters and the rivers they live by, from the source to the sea " * 2, WIDTH_AT)[0] < size


@pytest.mark.parametrize("title", ["x" * 40, "x" * 300, "word " * 80, "Two " + "y" * 70])
def test_a_title_of_any_length_stays_on_the_card(title):
    size, lines = fit(title, WIDTH_AT)
    assert 1 <= len(lines) <= MAX_LINES
    assert max(text_width(None, size, line) for line in lines) <= TEXT_WIDTH


def test_a_word_of_forty_letters_is_whole_in_its_lines():
    assert "".join(fit("x" * 40, WIDTH_AT)[1]) == "x" * 40


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
def test_characters_that_cannot_be_drawn_are_written_in_latin_letters_or_left_out(text, drawn):
    assert drawable(text, partial(has_glyph, None)) == drawn


@pytest.mark.parametrize("title", HOSTILE)
def test_every_title_can_be_drawn(title):
    assert draw(CardText(title, title, title), STYLE).size == (1200, 630)


def test_the_name_of_the_site_is_drawn_for_a_title_without_a_drawable_character():
    assert draw(CardText("😀", "", "Otters"), STYLE) == draw(CardText("Otters", "", "Otters"), STYLE)


def test_each_text_changes_the_image():
    base = CardText("Otters", "Animals", "Otter News")
    images = [draw(base, STYLE), *(draw(base._replace(**{name: "Other"}), STYLE) for name in base._fields)]
    assert len({image.tobytes() for image in images}) == 4


def test_a_card_is_drawn_in_few_colours_on_paper():
    colours = draw(CardText("Otters", "Animals", "Otter News"), STYLE).convert("RGB").getcolors()
    assert len(colours) <= 16
    assert max(colours)[1] == ImageColor.getrgb(COLOURS["paper"])
    assert {ImageColor.getrgb(COLOURS[name]) for name in ("ink", "accent")} <= {colour for _, colour in colours}


@pytest.fixture
def no_packaged_font(monkeypatch):
    """Make the package with the font impossible to import."""
    monkeypatch.setitem(sys.modules, "font_source_serif_pro", None)
    caches = (fonts.font_at, fonts.text_width, fonts.has_glyph)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("no_packaged_font")
def test_without_the_packaged_font_cards_are_drawn_in_the_one_inside_pillow():
    assert font_at(40, None).getname()[0] != "Source Serif Pro"
    text = CardText("Otters", "Animals", "A site that no other test has")  # the header of a site is cached
    assert len(draw(text, STYLE).convert("RGB").getcolors()) > 8


def test_with_it_cards_are_drawn_in_source_serif():
    assert font_at(40, None).getname()[0] == "Source Serif Pro"


def test_a_file_that_is_no_font_is_refused(tmp_path):
    (tmp_path / "x.ttf").write_text("no font", "utf-8")
    for name in ("x.ttf", "none.ttf"):
        with pytest.raises(OSError, match=r"."):
            read_font_file(tmp_path / name)


def test_the_key_of_a_card_changes_with_everything_that_is_drawn_and_with_what_draws(monkeypatch, tmp_path):
    text = CardText("Title", "Category", "Site")
    (tmp_path / "font.ttf").write_bytes(b"a font")
    texts = [text, *(text._replace(**{field: "x"}) for field in text._fields)]
    styles = [STYLE, *(STYLE._replace(**{field: "#123456"}) for field in ("paper", "ink", "accent"))]
    font = FontFile(tmp_path / "font.ttf", 0)
    keys = [key_of(each, STYLE) for each in texts] + [
        key_of(text, each) for each in (*styles, STYLE._replace(font=font))
    ]
    monkeypatch.setattr(kept_cards, "_programs", lambda: ("another version",))
    assert len({*keys, key_of(text, STYLE)}) == len(keys)  # that of text and style is there twice


def test_a_card_is_kept_until_another_build_does_not_need_it(tmp_path):
    folder = tmp_path / "cache" / "cards"
    for key in ("a" * 64, "b" * 64):
        assert kept(folder, key) is None
        keep(folder, key, key.encode())
    (folder / "notes.txt").write_text("mine")
    (folder / f"{'c' * 64}.card.123").write_text("of a build that was killed")
    forget_others(folder, {"a" * 64})
    assert kept(folder, "a" * 64) == b"a" * 64
    assert kept(folder, "b" * 64) is None
    assert sorted(path.name for path in folder.iterdir()) == [f"{'a' * 64}.card", "notes.txt"]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data + b"x", lambda _: b"", lambda _: b"x" * 99]
)
def test_a_damaged_card_is_not_used(tmp_path, damage):
    keep(tmp_path, "a" * 64, b"png")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert kept(tmp_path, "a" * 64) is None


@pytest.mark.parametrize("obstacle", ["file", "fifo", "folder", "no rights", "full"])
def test_a_folder_in_which_nothing_can_be_kept_is_no_error(tmp_path, monkeypatch, obstacle):
    folder, key = tmp_path / "cards", "a" * 64
    if obstacle == "file":
        folder.write_text("")
    else:
        folder.mkdir()
    if obstacle == "fifo":
        os.mkfifo(folder / f"{key}.card")
        monkeypatch.setattr(Path, "replace", refuse)
    elif obstacle == "folder":
        (folder / f"{key}.card").mkdir()
    elif obstacle == "no rights":
        monkeypatch.setattr(Path, "write_bytes", refuse)
    elif obstacle == "full":
        monkeypatch.setattr(Path, "replace", refuse)
    keep(folder, key, b"png")
    assert kept(folder, key) is None
    forget_others(folder, {key})
    assert not list(folder.glob("*.card.*"))


def refuse(*_arguments):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("cache", "folder"),
    [
        ("cache", "cache/hamerkop.social_cards"),
        ("content-cache", "content-cache/hamerkop.social_cards"),
        ("content", None),
        ("content/images", None),
        ("output/cache", None),
    ],
)
def test_no_card_is_kept_where_it_would_be_published(tmp_path, cache, folder):
    settings = {"PATH": "content", "OUTPUT_PATH": "output", "CACHE_PATH": cache}
    found = kept_folder({name: str(tmp_path / value) for name, value in settings.items()})
    assert found == (tmp_path / folder if folder else None)
