"""Draws a picture for each article, which people see where someone shares a link to it: title, category, site's name.

[plugin, needs the extra `cards`] PNG files of 1200 × 630, for published articles and one for the site, only where
`SITEURL` is set: link previews want full addresses. Articles get `card`, templates `site_social_card`, both with `url`,
`width`, `height` and `alt`. The same words give the same picture on every machine, because the font comes with the
package `font-source-serif-pro` and nothing depends on the system's fonts or text layout; with the same build of
Pillow, which packs the file, they give the same bytes.

| setting        | default        | meaning                                                                        |
| -------------- | -------------- | ------------------------------------------------------------------------------ |
| `SOCIAL_CARDS_FOLDER`        | `"cards"`      | the pictures' folder in the output; the site's own is `cards.png`; None: none  |
| `SOCIAL_CARDS_COLOURS` | :data:`COLOURS`| `paper`, `ink`, `sign` (and category) as #rrggbb; only those that are to differ |
| `SOCIAL_CARDS_FONT`    | `None`         | a font file, seen from PATH; else Source Serif Pro, else the one inside Pillow |

Signs that the font lacks, and scripts that run from right to left, are written in Latin letters; an emoji is left out.
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from pelican import signals
from PIL import Image, ImageColor, ImageDraw, ImageFont
from unidecode import unidecode

from hamerkop.shared.problems import did_you_mean, display_path

log = logging.getLogger(__name__)

# As the theme's tokens.css has them for light paper; text on paper has a contrast of 7 or more.
COLOURS = {"paper": "#fbf9f4", "ink": "#1f2724", "sign": "#0b4f55"}
DEFAULTS: dict[str, Any] = {"SOCIAL_CARDS_FOLDER": "cards", "SOCIAL_CARDS_COLOURS": {}, "SOCIAL_CARDS_FONT": None}

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
MEASURE = WIDTH - 2 * MARGIN
TOPIC_MEASURE = MEASURE // 3
SIGN = 56  # width of the sign before the site's name
NAME_INDENT = SIGN + 24
BASE_Y = MARGIN + SIGN - 12  # the base line of the site's name and the topic
NAME_SIZE, TOPIC_SIZE = 44, 36
RULE_Y = MARGIN + SIGN + 34
TITLE_Y, TITLE_HEIGHT = RULE_Y + 44, 340
TITLE_SIZES = (92, 82, 73, 65, 58)  # the first at which the title fits is taken
LEADING = 1.16
MOST_LINES = 4
SHADES = 6  # steps between paper and a colour, which make edges smooth; all colours fit into 4 bits a pixel


@dataclass(frozen=True)
class Card:
    """One picture: what it says, and where it stands under OUTPUT_PATH."""

    path: str
    title: str
    topic: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def url(self) -> str:
        return quote(self.path)


Font = ImageFont.FreeTypeFont
Measure = Callable[[str], float]


# Setting a title


def drawable(text: str, has: Callable[[str], bool]) -> str:
    """Return *text* in signs that can be drawn one after another: others as Latin letters, or not at all."""
    drawn = "".join(_drawable_sign(sign, has) for sign in unicodedata.normalize("NFC", text))
    return " ".join(drawn.split())


def _drawable_sign(sign: str, has: Callable[[str], bool]) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign).startswith("C"):  # marks that steer and are not seen
        return ""
    from_left = unicodedata.bidirectional(sign) not in {"R", "AL", "AN"}
    return sign if from_left and has(sign) else unidecode(sign)


def broken(word: str, length: Measure, measure: float) -> list[str]:
    """Return a word in pieces that fit into a line; most words are one piece."""
    if length(word) <= measure:
        return [word]
    pieces = [""]
    for sign in word:
        if pieces[-1] and length(pieces[-1] + sign) > measure:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def wrap(text: str, length: Measure, measure: float) -> list[str]:
    """Return *text* in lines no longer than *measure*; a word longer than a line is broken."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and length(joined) <= measure:
            lines[-1] = joined
        else:
            lines += broken(word, length, measure)
    return lines


def balanced(text: str, length: Measure, measure: int) -> list[str]:
    """Return *text* in as few lines as fit into *measure*, and these as even as can be: no word alone on the last."""
    lines = wrap(text, length, measure)
    shortest, longest = measure // 2, measure
    while longest - shortest > 4:
        middle = (shortest + longest) // 2
        if len(wrap(text, length, middle)) > len(lines):
            shortest = middle
        else:
            longest = middle
    whole = set(text.split())
    even = wrap(text, length, longest)
    # A narrower measure must not break what the full one holds.
    return even if whole >= {word for line in even for word in line.split()} else lines


def shortened(lines: list[str], number: int, length: Measure, measure: float) -> list[str]:
    """Return the first lines, with … where there were more."""
    if len(lines) <= number:
        return lines
    last = lines[number - 1]
    while last and length(f"{last}…") > measure:
        last = last[:-1].rstrip()
    return [*lines[: number - 1], f"{last}…"]


def fit(text: str, length_at: Callable[[int], Measure]) -> tuple[int, list[str]]:
    """Return the size and the lines of a title: the largest size at which it fits and no word is broken."""
    for size in TITLE_SIZES:
        length = length_at(size)
        whole = all(length(word) <= MEASURE for word in text.split())
        lines = balanced(text, length, MEASURE)
        if whole and len(lines) <= lines_at(size):
            return size, lines
    smallest = TITLE_SIZES[-1]
    length = length_at(smallest)
    return smallest, shortened(wrap(text, length, MEASURE), lines_at(smallest), length, MEASURE)


def lines_at(size: int) -> int:
    """Return how many lines of a title fit at a size."""
    return min(MOST_LINES, int(TITLE_HEIGHT // (size * LEADING)))


# Fonts


@lru_cache
def font_at(size: int, path: Path | None) -> Font:
    """Return the font at a size. Letters are set one by one: finer layout depends on what the machine has."""
    file = path or packaged_font()
    if file is None:
        builtin = cast(Font, ImageFont.load_default(size))
        return builtin.font_variant(layout_engine=ImageFont.Layout.BASIC)
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(2**16)
def length(path: Path | None, size: int, text: str) -> float:
    """Return how long a line is in pixels; a title is measured at many widths, in the same pieces."""
    return font_at(size, path).getlength(text)


def packaged_font() -> Path | None:
    try:
        return Path(str(files("font_source_serif_pro") / "files" / "SourceSerifPro-Semibold.otf"))
    except ModuleNotFoundError:
        return None


@lru_cache
def knows(path: Path | None, sign: str) -> bool:
    """Whether the font has a sign: what it has not, it draws as it draws a code that no font may have."""
    return _drawn(path, sign) != _drawn(path, "\U0010ffff")


def _drawn(path: Path | None, sign: str) -> bytes:
    image = Image.new("L", (64, 64))
    ImageDraw.Draw(image).text((8, 8), sign, fill=255, font=font_at(32, path))
    return image.tobytes()


# Drawing


@lru_cache
def palette(paper: str, *others: str) -> Image.Image:
    """Return the colours of a card: paper, and the shades from it to each other one."""
    ground = ImageColor.getrgb(paper)
    shades = list(ground)
    for colour in map(ImageColor.getrgb, others):
        for step in range(1, SHADES + 1):
            shades += [round(low + (high - low) * step / SHADES) for low, high in zip(ground, colour, strict=True)]
    image = Image.new("P", (1, 1))
    image.putpalette(shades)
    return image


@lru_cache
def masthead(site_name: str, paper: str, ink: str, sign: str, font: Path | None) -> Image.Image:
    """Return what all cards of a site share: its sign, its name and a rule under them."""
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    image.paste(Image.new("RGB", (SIGN, SIGN), sign), (MARGIN, MARGIN), hour_sign())
    pen = ImageDraw.Draw(image)
    name = one_line(site_name, NAME_SIZE, MEASURE - TOPIC_MEASURE - 2 * NAME_INDENT, font)
    pen.text((MARGIN + NAME_INDENT, BASE_Y), name, fill=ink, font=font_at(NAME_SIZE, font), anchor="ls")
    pen.rectangle((MARGIN, RULE_Y, WIDTH - MARGIN - 1, RULE_Y + 2), fill=ink)
    return image


def one_line(text: str, size: int, measure: int, font: Path | None) -> str:
    """Return *text* as it can be drawn, with … where it is longer than the line."""
    measured = partial(length, font, size)
    lines = wrap(drawable(text, partial(knows, font)), measured, measure)
    return "".join(shortened(lines, 1, measured, measure))


@lru_cache
def hour_sign() -> Image.Image:
    """Return forty minutes of the hour as a mask, as in the site's icon; drawn large, so that its edge is smooth."""
    large = Image.new("L", (SIGN * 8, SIGN * 8))
    ImageDraw.Draw(large).pieslice((0, 0, SIGN * 8 - 1, SIGN * 8 - 1), -90, 150, fill=255)
    return large.resize((SIGN, SIGN), Image.Resampling.BOX)


def draw(card: Card, site_name: str, colours: dict[str, str], font: Path | None = None) -> Image.Image:
    """Return the picture, in few enough colours for a small file."""
    paper, ink, sign = (colours[name] for name in COLOURS)
    image = masthead(site_name, paper, ink, sign, font).copy()
    pen = ImageDraw.Draw(image)
    has = partial(knows, font)
    title = drawable(card.title, has) or drawable(site_name, has)
    size, lines = fit(title, lambda size: partial(length, font, size))
    for number, line in enumerate(lines):
        place = (MARGIN, TITLE_Y + round(number * size * LEADING))
        pen.text(place, line, fill=ink, font=font_at(size, font))
    topic = one_line(card.topic, TOPIC_SIZE, TOPIC_MEASURE, font)
    pen.text((WIDTH - MARGIN, BASE_Y), topic, fill=sign, font=font_at(TOPIC_SIZE, font), anchor="rs")
    return image.quantize(palette=palette(paper, ink, sign), dither=Image.Dither.NONE)


# The wiring


def path_of(article: Any, folder: str) -> str:
    """Return where an article's card stands: at its page's place, below the cards' folder."""
    page = article.save_as.removesuffix("/index.html").removesuffix(".html")
    return f"{folder}/{page}.png"


def card_of(article: Any, settings: dict[str, Any]) -> Card:
    category = getattr(article, "category", None)
    topic = "" if category is None or category == settings["DEFAULT_CATEGORY"] else str(category)
    return Card(path_of(article, folder_of(settings)), str(article.title), topic, alt_of(article.title, settings))


def alt_of(title: str, settings: dict[str, Any]) -> str:
    return f"{title} · {settings['SITENAME']}"


def folder_of(settings: dict[str, Any]) -> str:
    """Return the folder of the cards, or nothing where none are to be drawn."""
    wanted = settings.get("SOCIAL_CARDS_FOLDER", DEFAULTS["SOCIAL_CARDS_FOLDER"])
    return str(wanted).strip("/") if wanted and settings["SITEURL"] else ""


def check_settings(pelican: Any) -> None:
    """Say what is wrong with the settings, before an hour's work is drawn in the wrong letters."""
    settings = pelican.settings
    for name in sorted(name for name in settings if name.startswith("CARD") and name not in DEFAULTS):
        log.error("%s is not a setting%s", name, did_you_mean(name, DEFAULTS) or f"; there are {', '.join(DEFAULTS)}")
    checks = {
        "SOCIAL_CARDS_COLOURS": [*colour_mistakes(settings.get("SOCIAL_CARDS_COLOURS", {}))],
        "SOCIAL_CARDS_FONT": [*font_mistakes(font_file(settings))],
    }
    for name, mistakes in checks.items():
        for wrong in mistakes:
            log.error("%s", wrong)
        if mistakes:  # so that the rest of the build can say what else is wrong
            settings[name] = DEFAULTS[name]


def colour_mistakes(colours: dict[str, str]) -> Iterator[str]:
    for name, colour in colours.items():
        if name not in COLOURS:
            yield f'SOCIAL_CARDS_COLOURS: "{name}" is not one of {", ".join(COLOURS)}{did_you_mean(name, COLOURS)}'
        elif not re.fullmatch(r"#[0-9a-fA-F]{6}", str(colour)):
            yield f'SOCIAL_CARDS_COLOURS: {name} is "{colour}"; write it as #1f2724'


def font_mistakes(font: Path | None) -> Iterator[str]:
    try:
        font_at(NAME_SIZE, font)
    except OSError as error:
        yield f"SOCIAL_CARDS_FONT: {display_path(font or '')} cannot be read as a font ({error}); name a .ttf or .otf file"


def give_cards(generator: Any) -> None:
    """Let templates know each article's card, and the site's."""
    settings = generator.settings
    if not folder_of(settings):
        return
    words = settings.get("SITESUBTITLE") or settings["SITENAME"]
    generator.context["site_social_card"] = Card(f"{folder_of(settings)}.png", words, "", alt_of(words, settings))
    for article in [*generator.articles, *generator.translations]:
        if article.save_as:
            article.social_card = card_of(article, settings)


def write_card(generator: Any, content: Any) -> None:
    """Draw the card of an article that is being written."""
    if hasattr(content, "social_card"):
        write(content.social_card, generator.settings)


def write_site_card(generator: Any, writer: Any) -> None:
    if "site_social_card" in generator.context:
        write(generator.context["site_social_card"], generator.settings)


def write(card: Card, settings: dict[str, Any]) -> None:
    colours = COLOURS | settings.get("SOCIAL_CARDS_COLOURS", {})
    path = Path(settings["OUTPUT_PATH"], card.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(card, settings["SITENAME"], colours, font_file(settings)).save(path, "PNG", compress_level=6)


def font_file(settings: dict[str, Any]) -> Path | None:
    given = settings.get("SOCIAL_CARDS_FONT")
    return Path(settings["PATH"], given) if given else None


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.article_generator_finalized.connect(give_cards)
    signals.article_generator_write_article.connect(write_card)
    signals.article_writer_finalized.connect(write_site_card)
