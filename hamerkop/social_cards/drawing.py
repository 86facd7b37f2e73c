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
    HEIGHT,
    LINE_HEIGHT,
    LINE_THICKNESS,
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
    from PIL import Image, ImageColor, ImageDraw


SHADES = 6  # steps between paper and a colour, which make edges smooth; all colours fit into 4 bits a pixel


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
    image = _header(text.site_name, style).copy()
    pen = ImageDraw.Draw(image)
    glyph = partial(has_glyph, style.font)
    title = drawable(text.title, glyph) or drawable(text.site_name, glyph)
    size, lines = fit(title, lambda size: partial(text_width, style.font, size))
    for number, line in enumerate(lines):
        position = (MARGIN, TITLE_Y + round(number * size * LINE_HEIGHT))
        pen.text(position, line, fill=style.ink, font=font_at(size, style.font))
    category = _one_line(text.category, CATEGORY_SIZE, CATEGORY_WIDTH, style)
    font = font_at(CATEGORY_SIZE, style.font)
    pen.text((WIDTH - MARGIN, BASELINE_Y), category, fill=style.accent, font=font, anchor="rs")
    return image.quantize(palette=_palette(style), dither=Image.Dither.NONE)


@lru_cache(8)
def _header(site_name: str, style: Style) -> Image.Image:
    """Return what all cards of a site have in common: logo, name, and a line below them."""
    image = Image.new("RGB", (WIDTH, HEIGHT), style.paper)
    image.paste(Image.new("RGB", (LOGO_SIZE, LOGO_SIZE), style.accent), (MARGIN, MARGIN), _logo())
    pen = ImageDraw.Draw(image)
    name = _one_line(site_name, SITE_NAME_SIZE, SITE_NAME_WIDTH, style)
    pen.text((SITE_NAME_X, BASELINE_Y), name, fill=style.ink, font=font_at(SITE_NAME_SIZE, style.font), anchor="ls")
    pen.rectangle((MARGIN, LINE_Y, WIDTH - MARGIN - 1, LINE_Y + LINE_THICKNESS - 1), fill=style.ink)
    return image


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
def _palette(style: Style) -> Image.Image:
    """Return the colours of a card: paper, and the shades from it to each of the others."""
    paper = ImageColor.getrgb(style.paper)
    shades = list(paper)
    for colour in (ImageColor.getrgb(style.ink), ImageColor.getrgb(style.accent)):
        for step in range(1, SHADES + 1):
            shades += [round(low + (high - low) * step / SHADES) for low, high in zip(paper, colour, strict=True)]
    image = Image.new("P", (1, 1))
    image.putpalette(shades)
    return image
