"""Says what a JSON Feed carries, by version 1.1 of its specification (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from markupsafe import Markup
from pelican.utils import set_date_tzinfo

from hamerkop.feeds.entries import framed, is_plain

VERSION = "https://jsonfeed.org/version/1.1"


def feed_of(articles: Iterable[Any], context: dict[str, Any], path: str, topic: str = "") -> dict[str, Any]:
    """Return the feed that stands at *path*, of the whole site or of one *topic*, ready to be written as JSON."""
    site = context["SITENAME"]
    feed = {
        "version": VERSION,
        "title": f"{site} - {topic}" if topic else site,
        "home_page_url": f"{context['SITEURL']}/",
        "feed_url": f"{context.get('FEED_DOMAIN') or context['SITEURL']}/{path}",
        "description": context.get("SITEDESCRIPTION") or context.get("SITESUBTITLE"),
        "language": language_tag(context["DEFAULT_LANG"]),
        "authors": [{"name": context["AUTHOR"]}] if context.get("AUTHOR") else None,
    }
    return _known(feed) | {"items": [item_of(article, context) for article in articles]}


def item_of(article: Any, context: dict[str, Any]) -> dict[str, Any]:
    """Return one article as the feed carries it: whole, with its frame, every address in full."""
    site = context["SITEURL"]
    link = f"{site}/{article.url}"
    card = getattr(article, "social_card", None)
    item = {
        "id": link,
        "url": link,
        "title": _plain(article, article.title),
        "summary": _plain(article, article.summary),
        "content_html": framed(article, article.get_content(site), link, context),
        "image": urljoin(f"{site}/", card.url) if card else None,
        "date_published": _moment(article.date, context),
        "date_modified": _moment(article.modified, context) if hasattr(article, "modified") else None,
        "authors": [author_of(author, context) for author in getattr(article, "authors", [])],
        "tags": [getattr(tag, "title", tag.name) for tag in getattr(article, "tags", [])],
        "language": language_tag(article.lang),
    }
    return _known(item)


def author_of(author: Any, context: dict[str, Any]) -> dict[str, str]:
    address = {"url": f"{context['SITEURL']}/{author.url}"} if author.save_as else {}
    return {"name": author.name} | address


def language_tag(language: str) -> str:
    """Return a language as the web writes it: en-GB, not Pelican's en-gb."""
    parts = language.replace("_", "-").split("-")
    return "-".join([parts[0], *(part.upper() if len(part) == 2 else part for part in parts[1:])])


def _plain(article: Any, text: str) -> str:
    """Return a title or summary as plain text; readers other than ours make HTML of it."""
    return text if is_plain(article) else Markup(text).striptags()  # noqa: S704  # only to take it apart


def _moment(moment: Any, context: dict[str, Any]) -> str:
    return str(set_date_tzinfo(moment, context.get("TIMEZONE")).isoformat())


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value: the format has no word for nothing."""
    return {name: value for name, value in fields.items() if value}
