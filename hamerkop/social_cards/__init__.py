"""Draws an image for each published article and one for the site, which link previews show.

[plugin, extra `social_cards`: Pillow and Source Serif Pro] PNG files of 1200 × 630 pixels with title, category and the
site's name, only where `SITEURL` is set: link previews need full addresses. Characters that the font lacks, and scripts
that run from right to left, are written in Latin letters; emoji are left out.

Nothing is kept from one article to the next: a card is made from its article and the settings when the article's page
is written. Finished cards are kept for the next build, in a folder under Pelican's `CACHE_PATH`.
"""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from pelican import signals

from hamerkop.shared import changes, steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import link_problem
from hamerkop.shared.file_policy import is_below
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings, Writer
from hamerkop.shared.planning import is_planning
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.records import (
    SITE_SOCIAL_CARD,
    FrontMatterRecord,
    SocialCard,
    SocialCardRecord,
    attach,
    record_of,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.site_content import is_published
from hamerkop.shared.titles import plain_name, plain_title, site_text
from hamerkop.social_cards.drawing import CardText, Style, draw
from hamerkop.social_cards.fonts import FontFile, read_font_file
from hamerkop.social_cards.kept_cards import forget_others, keep, kept, key_of
from hamerkop.social_cards.layout import COLOURS, HEIGHT, WIDTH


def check_colours(colours: dict[str, str]) -> str:
    """Return what to write instead of the setting SOCIAL_CARDS_COLOURS, or "" if it is valid."""
    for name, colour in colours.items():
        if name not in COLOURS:
            return f'use the names {", ".join(COLOURS)}, not "{name}"{did_you_mean(name, COLOURS)}'
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            return f"write {name} as #rrggbb, for example {COLOURS[name]}"
    return ""


SETTINGS = SettingsTable(
    "hamerkop.social_cards",
    [
        Setting(
            "SOCIAL_CARDS_FOLDER",
            str | None,
            "cards",
            'the folder of the images in OUTPUT_PATH; the site\'s own is beside it, `cards.png`; None or "": no images',
        ),
        Setting(
            "SOCIAL_CARDS_COLOURS",
            dict[str, str],
            {},
            f"colours as #rrggbb that differ from {', '.join(f'{name} {colour}' for name, colour in COLOURS.items())}",
            check_colours,
        ),
        Setting(
            "SOCIAL_CARDS_FONT",
            str | None,
            None,
            "a TrueType or OpenType file, relative to PATH; None: Source Serif Pro, or the one inside Pillow where the "
            "package font-source-serif-pro is missing",
        ),
    ],
)
# zlib's strategy Z_RLE: letters on an empty ground come out smaller than by its default, in a third of the time.
_RUN_LENGTHS = 3
CONTRACT = Contract(sets=(SocialCardRecord, SITE_SOCIAL_CARD), reads=(FrontMatterRecord,), rules=("L08", "X02"))


def attach_cards(generator: ArticlesGenerator) -> None:
    """Attach `SocialCardRecord` to each published article, and put the site's card into the context."""
    settings = generator.settings
    if not folder_of(settings):
        return
    SITE_SOCIAL_CARD.set(generator.context, social_card(site_card_path(settings), site_title(settings), settings))
    for article in filter(is_published, [*generator.articles, *generator.translations]):
        attach(article, SocialCardRecord(social_card(card_path(article), plain_title(article), settings)))


def card_files(article: Content) -> list[str]:
    """Return the path of the card of an article, if it has one."""
    return [card_path(article)] if record_of(article, SocialCardRecord) else []


@changes.writes_files_of(card_files)
def write_article_card(generator: ArticlesGenerator, content: Content) -> None:
    """Draw the card of an article that is being written."""
    if record_of(content, SocialCardRecord) and not is_planning(generator.context):
        write_card(card_path(content), card_text(content), generator.settings)


def write_site_card(generator: ArticlesGenerator, writer: Writer) -> None:
    """Draw the card of the pages that are no articles, and remove the kept cards that no page of this build has."""
    settings = generator.settings
    if not SITE_SOCIAL_CARD.get(generator.context):
        return
    write_card(site_card_path(settings), site_card_text(settings), settings)
    if folder := kept_folder(settings):
        articles = [*generator.articles, *generator.translations]
        texts = [card_text(article) for article in articles if record_of(article, SocialCardRecord)]
        style = style_of(settings)
        forget_others(folder, {key_of(text, style) for text in (*texts, site_card_text(settings))})


def write_card(path: str, text: CardText, settings: Settings) -> None:
    """Write a card to *path*, relative to OUTPUT_PATH."""
    file = Path(settings["OUTPUT_PATH"], path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(png_of(text, style_of(settings), kept_folder(settings)))


def png_of(text: CardText, style: Style, folder: Path | None) -> bytes:
    """Return a card as a PNG file: the one that is kept in *folder*, or else a new one, which is then kept."""
    key = key_of(text, style) if folder else ""
    png = kept(folder, key) if folder else None
    if png is None:
        png = drawn(text, style)
        if folder:
            keep(folder, key, png)
    return png


def drawn(text: CardText, style: Style) -> bytes:
    """Return a card as a PNG file."""
    png = BytesIO()
    draw(text, style).save(png, "PNG", compress_level=6, compress_type=_RUN_LENGTHS)
    return png.getvalue()


def style_of(settings: Settings) -> Style:
    """Return colours and font of all cards of a site."""
    return Style(**COLOURS | SETTINGS.value(settings, "SOCIAL_CARDS_COLOURS"), font=font_of(settings))


def kept_folder(settings: Settings) -> Path | None:
    """Return the folder in which cards are kept; None if it would be published."""
    cache = Path(settings["CACHE_PATH"]).absolute()
    published = any(is_below(settings[name], str(cache)) for name in ("PATH", "OUTPUT_PATH"))
    return None if published else cache / "hamerkop.social_cards"


def card_text(article: Content) -> CardText:
    """Return what is printed on the card of an article."""
    return CardText(plain_title(article), category_of(article), site_text(article.settings, "SITENAME"))


def site_card_text(settings: Settings) -> CardText:
    """Return what is printed on the card of the site."""
    return CardText(site_title(settings), "", site_text(settings, "SITENAME"))


def social_card(path: str, title: str, settings: Settings) -> SocialCard:
    """Return what templates print of the card at *path*."""
    return SocialCard(quote(path), WIDTH, HEIGHT, f"{title} · {site_text(settings, 'SITENAME')}")


def folder_of(settings: Settings) -> str:
    """Return the folder of the cards, relative to OUTPUT_PATH; "" where none are drawn."""
    folder = SETTINGS.value(settings, "SOCIAL_CARDS_FOLDER")
    return str(folder).strip("/") if folder and settings["SITEURL"] else ""


def card_path(article: Content) -> str:
    """Return the path of an article's card, relative to OUTPUT_PATH: that of its page, in the folder of the cards."""
    page = article.save_as.removesuffix("/index.html").removesuffix(".html")
    return f"{folder_of(article.settings)}/{page}.png"


def site_card_path(settings: Settings) -> str:
    """Return the path of the site's card, relative to OUTPUT_PATH."""
    return f"{folder_of(settings)}.png"


def site_title(settings: Settings) -> str:
    """Return what the card of the site has for a title."""
    return site_text(settings, "SITESUBTITLE") or site_text(settings, "SITENAME")


def category_of(article: Content) -> str:
    """Return the name of the category; "" for the one that Pelican gives an article without a category."""
    category = getattr(article, "category", None)
    return "" if category is None or category == article.settings["DEFAULT_CATEGORY"] else plain_name(category)


def font_of(settings: Settings) -> FontFile | None:
    """Return the font file that the site sets; None if there is none, or it cannot be read."""
    path = font_path(settings)
    try:
        return read_font_file(path) if path else None
    except OSError:  # reported by check_font
        return None


def font_path(settings: Settings) -> Path | None:
    """Return the path in SOCIAL_CARDS_FONT, or None if there is none that may be read."""
    path = _named_font(settings)
    return None if path is None or link_problem(path, settings) else path


def _named_font(settings: Settings) -> Path | None:
    font = SETTINGS.value(settings, "SOCIAL_CARDS_FONT")
    return Path(settings["PATH"], font) if font else None


def check_font(generator: ArticlesGenerator) -> None:
    """Log a problem if the font file cannot be read, before any card is drawn in another font."""
    settings = generator.settings
    path = _named_font(settings)
    if path is None:
        return
    if problem := link_problem(path, settings):
        log_problem(problem, settings)
        return
    declare_site_input(generator.context, path)
    try:
        read_font_file(path)
    except OSError as error:
        message = f"{display_path(path)} cannot be read as a font ({error}); name a .ttf or .otf file"
        log_problem(Problem("X02", *setting_position(settings, "SOCIAL_CARDS_FONT"), message), settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, check_font)
    signals.article_generator_finalized.connect(attach_cards)
    signals.article_generator_write_article.connect(write_article_card)
    signals.article_writer_finalized.connect(write_site_card)
