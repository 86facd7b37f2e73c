"""Makes feeds that a reader can trust on their own: plain titles, whole texts, addresses in full, the theme's framing.

[plugin] Pelican takes tags out of titles and writes summaries as HTML; here a title or summary with `<` or `&`
arrives as it was typed, where hamerkop.frontmatter has read it (other readers make HTML of them). A theme that has
`feed_entry.html` decides what surrounds an article's text (this publication: help lines, review status,
disclaimer); it sees `article` and `content`. Beside Pelican's Atom and RSS there is JSON Feed 1.1:

| setting         | default | meaning                                                                     |
| --------------- | ------- | --------------------------------------------------------------------------- |
| `FEED_ALL_JSON` | `None`  | path of the whole site's JSON Feed, such as `feeds/all.json`; needs SITEURL |
| `TAG_FEED_JSON` | `None`  | path of each topic's, such as `feeds/topics/{slug}.json`                    |

`FEED_MAX_ITEMS`, `FEED_DOMAIN` and `ARTICLE_ORDER_BY` are Pelican's and hold here too.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import PelicanTemplateNotFound
from pelican.utils import order_content, sanitised_join
from pelican.writers import Writer

from hamerkop.feeds.atom import FeedWriter
from hamerkop.feeds.entries import topic_titles
from hamerkop.feeds.json_feed import feed_of

log = logging.getLogger(__name__)


def use_theme_template(generator: Any) -> None:
    """Take the frame of an entry from the theme, if it has one."""
    try:
        generator.context["FEED_ENTRY_TEMPLATE"] = generator.get_template("feed_entry")
    except PelicanTemplateNotFound:
        generator.context["FEED_ENTRY_TEMPLATE"] = None


def writer(_pelican: Any) -> type[Writer]:
    return FeedWriter


def json_feeds(generator: Any) -> Iterator[tuple[str, list[Any], str]]:
    """Yield path, articles and topic of each JSON Feed that the settings ask for."""
    settings = generator.settings
    if settings.get("FEED_ALL_JSON"):
        articles = [*generator.articles, *generator.translations]
        yield settings["FEED_ALL_JSON"], order_content(articles, settings["ARTICLE_ORDER_BY"]), ""
    if settings.get("TAG_FEED_JSON"):
        titles = topic_titles(generator.context, "TAG_FEED_JSON")
        for tag, articles in generator.tags.items():
            path = settings["TAG_FEED_JSON"].format(slug=tag.slug)
            yield path, articles, titles.get(path, tag.name)


def write_json_feeds(generator: Any, writer: Any) -> None:
    most = generator.settings["FEED_MAX_ITEMS"]
    for path, articles, topic in json_feeds(generator):
        feed = feed_of(articles[:most], generator.context, path, topic)
        target = Path(sanitised_join(writer.output_path, path))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(feed, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


def check_settings(pelican: Any) -> None:
    """Refuse feeds of a site that has no address: they are read far from it."""
    settings = pelican.settings
    wanted = next((name for name in ("FEED_ALL_JSON", "TAG_FEED_JSON") if settings.get(name)), None)
    if wanted and not settings["SITEURL"]:
        log.error("%s needs SITEURL, the site's address in full; set it, or leave the feed out", wanted)


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.article_generator_init.connect(use_theme_template)
    signals.get_writer.connect(writer)
    signals.article_writer_finalized.connect(write_json_feeds)
