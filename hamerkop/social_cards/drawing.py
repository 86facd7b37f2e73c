"""Draws a card. Does not import Pelican.

The same texts, colours and font give the same image on every machine; with the same build of Pillow, which compresses
the file, also the same bytes.
"""

from functools import lru_cache, partial
from typing import NamedTuple

from hamerkop.shared.extras import extra
from hamerkop.social_cards.fonts import FontFile, font_at, has_glyph, text_width
from hamerkop.social_cards.layout import (
    BASELINE_Y,
    CATEGORY_SIZE,
    CATEGORY_WIDTH,
    HEADER_HEIGHT,
    HEIGHT,
    LINE_HEIGHT,
    LINE_Y,
    LOGO_SIZE,
    MARGIN,
    SITE_NAME_SIZE,
    SITE_NAME_WIDTH,
    SITE_NAME_X,
    TITLE_Y,
    WIDTH,
)
from hamerkop.social_cards.typesetting import drawable, fit, truncate, wrap

with extra("social_cards"):
    from PIL import Image, ImageChops, ImageColor, ImageDraw


SHADES = 6  # steps between paper and a colour, which make edges smooth; all colours fit into 4 bits a pixel
# The number of the colour, in the palette, of a pixel that is covered from 0 to 255.
_INK_NUMBERS = [round(covered / 255 * SHADES) for covered in range(256)]
_ACCENT_NUMBERS = [number and SHADES + number for number in _INK_NUMBERS]


class CardText(NamedTuple):
    """What is printed on a card; *category* may be empty."""

    title: str
    category: str
    site_name: str


class Style(NamedTuple):
    """Colours as #rrggbb (*accent* is that of logo and category), and the font; None is the default font."""

    paper: str
    ink: str
    accent: str
    font: FontFile | None = None


def draw(text: CardText, style: Style) -> Image.Image:
    """Return the image of a card, in few enough colours for a small file."""
    image = Image.new("L", (WIDTH, HEIGHT))
    image.paste(_header(text.site_name, text.category, style))
    glyph = partial(has_glyph, style.font)
    title = drawable(text.title, glyph) or drawable(text.site_name, glyph)
    _draw_title(image, *fit(title, lambda size: partial(text_width, style.font, size)), style)
    image.putpalette(_palette(style))  # its pixels are numbers of these colours
    return image


def _draw_title(image: Image.Image, size: int, lines: list[str], style: Style) -> None:
    """Draw the lines of a title, at a font size, into the part of *image* below the header."""
    ink = Image.new("L", (WIDTH, HEIGHT - HEADER_HEIGHT))
    pen = ImageDraw.Draw(ink)
    for number, line in enumerate(lines):
        position = (MARGIN, TITLE_Y - HEADER_HEIGHT + round(number * size * LINE_HEIGHT))
        pen.text(position, line, fill=255, font=font_at(size, style.font))
    if box := ink.getbbox():
        image.paste(ink.crop(box).point(_INK_NUMBERS), (box[0], box[1] + HEADER_HEIGHT))


@lru_cache(16)
def _header(site_name: str, category: str, style: Style) -> Image.Image:
    """Return what all cards of a category have in common: logo, names, and a line below them, as numbers of colours."""
    ink, accent = Image.new("L", (WIDTH, HEADER_HEIGHT)), Image.new("L", (WIDTH, HEADER_HEIGHT))
    name = _one_line(site_name, SITE_NAME_SIZE, SITE_NAME_WIDTH, style)
    pen = ImageDraw.Draw(ink)
    pen.text((SITE_NAME_X, BASELINE_Y), name, fill=255, font=font_at(SITE_NAME_SIZE, style.font), anchor="ls")
    pen.rectangle((MARGIN, LINE_Y, WIDTH - MARGIN - 1, HEADER_HEIGHT - 1), fill=255)
    accent.paste(_logo(), (MARGIN, MARGIN))
    category = _one_line(category, CATEGORY_SIZE, CATEGORY_WIDTH, style)
    font = font_at(CATEGORY_SIZE, style.font)
    ImageDraw.Draw(accent).text((WIDTH - MARGIN, BASELINE_Y), category, fill=255, font=font, anchor="rs")
    return ImageChops.lighter(ink.point(_INK_NUMBERS), accent.point(_ACCENT_NUMBERS))


@lru_cache
def _logo() -> Image.Image:
    """Return the logo as a mask: forty minutes of an hour, as in the site's icon; scaled down for a smooth edge."""
    large = Image.new("L", (LOGO_SIZE * 8, LOGO_SIZE * 8))
    ImageDraw.Draw(large).pieslice((0, 0, LOGO_SIZE * 8 - 1, LOGO_SIZE * 8 - 1), -90, 150, fill=255)
    return large.resize((LOGO_SIZE, LOGO_SIZE), Image.Resampling.BOX)


def _one_line(text: str, size: int, max_width: int, style: Style) -> str:
    """Return *text* as it can be drawn, with … if it is wider than the line."""
    width = partial(text_width, style.font, size)
    lines = wrap(drawable(text, partial(has_glyph, style.font)), width, max_width)
    return "".join(truncate(lines, 1, width, max_width))


@lru_cache(8)
def _palette(style: Style) -> list[int]:
    """Return the colours of a card: paper, and the shades from it to each of the others."""
    paper = ImageColor.getrgb(style.paper)
    shades = list(paper)
    for colour in (ImageColor.getrgb(style.ink), ImageColor.getrgb(style.accent)):
        for step in range(1, SHADES + 1):
            shades += [round(low + (high - low) * step / SHADES) for low, high in zip(paper, colour, strict=True)]
    return shades
