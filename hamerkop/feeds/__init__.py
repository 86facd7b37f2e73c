"""Makes feeds that need no page around them: whole texts in the theme's frame, URLs in full, plain titles; JSON Feed.

Atom and RSS are Pelican's, changed by :mod:`hamerkop.feeds.atom`; JSON Feed 1.1 is made by
:mod:`hamerkop.feeds.json_feed`. The page is docs/plugins/feeds.md. Kept in the context: the theme's template of an
entry; nothing of the articles.
"""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from pelican import signals
from pelican.generators import PelicanTemplateNotFound
from pelican.utils import order_content

from hamerkop.feeds.atom import FeedWriter
from hamerkop.feeds.entries import ENTRY_TEMPLATE, framed, titles_by_path
from hamerkop.feeds.json_feed import feed_of
from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.file_policy import is_below
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, PelicanInstance, Settings, Writer
from hamerkop.shared.problems import Problem, log_problem
from hamerkop.shared.records import FrontMatterRecord, SocialCardRecord, TopicRecord
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.titles import plain_name


def check_path(path: str | None) -> str:
    """Return what to write instead of the path of the site's feed, or "" if it is in the output folder."""
    parts = PurePosixPath(path or "feed.json")
    inside = not parts.is_absolute() and ".." not in parts.parts
    return "" if inside else "write a path under OUTPUT_PATH, such as feeds/all.json"


def check_pattern(pattern: str | None) -> str:
    """Return what to write instead of the pattern of the tags' feeds, or "" if each tag gets a path of its own."""
    if not pattern or ("{slug}" in pattern and not check_path(pattern)):
        return ""
    return "write a path under OUTPUT_PATH with {slug}, such as feeds/tags/{slug}.json"


def check_hub(address: str | None) -> str:
    """Return what to write instead of the address of a hub, or "" if it can be one."""
    return "" if not address or address.startswith("https://") else "write its address with https://"


# No prefix: the names that begin with FEED_ are Pelican's.
SETTINGS = SettingsTable(
    "hamerkop.feeds",
    [
        Setting("FEED_ALL_JSON", str | None, None, "path of the JSON Feed of the whole site", check_path),
        Setting(
            "TAG_FEED_JSON",
            str | None,
            None,
            "path of the JSON Feed of each tag, with {slug}",
            check_pattern,
        ),
        Setting(
            "FEED_HUB",
            str | None,
            None,
            "the address of a WebSub hub, which all feeds name: programs that ask it hear of a new article at once",
            check_hub,
        ),
    ],
    prefixes=(),
)
CONTRACT = Contract(reads=(SocialCardRecord, TopicRecord, FrontMatterRecord), rules=("L09", "X04"))


def load_entry_template(generator: ArticlesGenerator) -> None:
    """Put the theme's template of a feed's entry into the context, if it has one. Receiver of `load`."""
    try:
        ENTRY_TEMPLATE.set(generator.context, generator.get_template("feed_entry"))
    except PelicanTemplateNotFound:
        return


def check_site_url(generator: ArticlesGenerator) -> None:
    """Log an error for JSON Feeds of a site without an address: they are read elsewhere. Receiver of `load`."""
    settings = generator.settings
    for name in ("FEED_ALL_JSON", "TAG_FEED_JSON"):
        if SETTINGS.value(settings, name) and not settings["SITEURL"]:
            path, position = setting_position(settings, name)
            message = f"{name} needs SITEURL, the full address of the site; set SITEURL, or set {name} to None"
            log_problem(Problem("X04", path, position, message), settings)


def json_feeds(generator: ArticlesGenerator) -> Iterator[tuple[str, list[Content], str]]:
    """Yield path, articles and topic ("" for the whole site) of each JSON Feed that the settings ask for."""
    settings = generator.settings
    if whole := SETTINGS.value(settings, "FEED_ALL_JSON"):
        articles = [*generator.articles, *generator.translations]
        yield whole, order_content(articles, settings["ARTICLE_ORDER_BY"]), ""
    if pattern := SETTINGS.value(settings, "TAG_FEED_JSON"):
        titles = titles_by_path(generator.context, "TAG_FEED_JSON")
        for tag, articles in generator.tags.items():
            path = pattern.format(slug=tag.slug)
            yield path, articles, titles.get(path) or plain_name(tag)


def write_json_feeds(generator: ArticlesGenerator, writer: Writer) -> None:
    """Write the JSON Feeds of a site that has an address. Receiver of `article_writer_finalized`."""
    if not generator.settings["SITEURL"]:
        return
    most = generator.settings["FEED_MAX_ITEMS"]
    frame = writer.frame if isinstance(writer, FeedWriter) else framed  # another plugin may have replaced the writer
    for path, articles, topic in json_feeds(generator):
        if not is_below(writer.output_path, path):
            log_problem(_outside_output(path, generator.settings), generator.settings)
            continue
        feed = feed_of(articles[:most], generator.context, path, topic, frame)
        target = Path(writer.output_path, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(feed, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def _outside_output(path: str, settings: Settings) -> Problem:
    where, position = setting_position(settings, "TAG_FEED_JSON")
    message = f'TAG_FEED_JSON: "{path}" is outside the output folder; change it, or the slugs of tags'
    return Problem("L09", where, position, message)


def feed_writer(_pelican: PelicanInstance) -> type[FeedWriter]:
    """Return the writer for Pelican to use. Receiver of `get_writer`."""
    return FeedWriter


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_entry_template)
    steps.on(steps.load, check_site_url)
    signals.get_writer.connect(feed_writer)
    signals.article_writer_finalized.connect(write_json_feeds)
