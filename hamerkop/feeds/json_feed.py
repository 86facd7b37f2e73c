"""Makes JSON Feeds, by version 1.1 of the specification (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urljoin

from pelican.utils import set_date_tzinfo

from hamerkop.feeds.entries import Frame, framed
from hamerkop.shared.language_tags import language_tag
from hamerkop.shared.pelican_types import Content, Context, NamedPage
from hamerkop.shared.records import SocialCardRecord, record_of
from hamerkop.shared.site_content import tags_of
from hamerkop.shared.titles import plain_name, plain_summary, plain_title, site_text, tag_title
from hamerkop.shared.urls import full_url

VERSION = "https://jsonfeed.org/version/1.1"
JsonObject: TypeAlias = dict[str, Any]


def feed_of(
    articles: Iterable[Content], context: Context, path: str, topic: str = "", frame: Frame = framed
) -> JsonObject:
    """Return the feed of *articles* at *path*, that of the whole site or of one *topic*, as data for JSON."""
    site = site_text(context, "SITENAME")
    feed = {
        "version": VERSION,
        "title": f"{site} - {topic}" if topic else site,
        "home_page_url": f"{context['SITEURL']}/",
        "feed_url": f"{str(context.get('FEED_DOMAIN') or context['SITEURL']).rstrip('/')}/{path}",
        "description": site_text(context, "SITEDESCRIPTION") or site_text(context, "SITESUBTITLE"),
        "language": language_tag(context["DEFAULT_LANG"]),
        "authors": [{"name": site_text(context, "AUTHOR")}] if context.get("AUTHOR") else None,
        "hubs": [{"type": "WebSub", "url": context["FEED_HUB"]}] if context.get("FEED_HUB") else None,
    }
    return _drop_empty(feed) | {"items": [item_of(article, context, frame) for article in articles]}


def item_of(article: Content, context: Context, frame: Frame) -> JsonObject:
    """Return the entry of one article: its whole text, framed, with all URLs in full."""
    site = context["SITEURL"]
    link = full_url(site, article.url)
    card = record_of(article, SocialCardRecord)
    item = {
        "id": link,
        "url": link,
        "title": plain_title(article),
        "summary": plain_summary(article),
        "content_html": frame(article, article.get_content(site), link, context),
        "image": urljoin(f"{site}/", card.social_card.url) if card else None,
        "date_published": _with_time_zone(article.date, context),
        "date_modified": _with_time_zone(article.modified, context) if hasattr(article, "modified") else None,
        "authors": [author_of(author, context) for author in getattr(article, "authors", [])],
        "tags": [tag_title(tag) for tag in tags_of(article)],
        "language": language_tag(article.lang),
    }
    return _drop_empty(item)


def author_of(author: NamedPage, context: Context) -> JsonObject:
    """Return an author, with the URL of their page if they have one."""
    url = {"url": full_url(context["SITEURL"], author.url)} if author.save_as else {}
    return {"name": plain_name(author)} | url


def _with_time_zone(moment: datetime, context: Context) -> str:
    return str(set_date_tzinfo(moment, context.get("TIMEZONE")).isoformat())


def _drop_empty(fields: JsonObject) -> JsonObject:
    """Return the fields that have a value: the format has none for an unknown one.

    The text of an entry is one that it must have, also where an article has none.
    """
    return {name: value for name, value in fields.items() if value or name == "content_html"}
