"""Writes Pelican's Atom and RSS feeds with plain titles, and with entries that have all that their pages say."""

from html import escape
from typing import Any, Protocol

from pelican.writers import Writer

from hamerkop.feeds.entries import framed, titles_by_path
from hamerkop.shared.pelican_types import Content, Context
from hamerkop.shared.titles import has_plain_summary, plain_title


class Feed(Protocol):
    """A feed of the package feedgenerator, as far as it is used here."""

    items: list[dict[str, Any]]


class FeedWriter(Writer):
    """Pelican's writer, with plain titles, whole framed texts, and tags by their titles."""

    feed_context: Context  # of the feed that is being written: Pelican does not hand it to _add_item_to_the_feed

    def write_feed(
        self, elements: list[Content], context: Context, path: str | None = None, *rest: object, **named: object
    ) -> object:
        """Write one feed; *path* is that of its file in the output folder."""
        self.feed_context = context
        titles = titles_by_path(context, "TAG_FEED_ATOM", "TAG_FEED_RSS")
        named["feed_title"] = titles.get(path or "", named.get("feed_title"))
        return super().write_feed(elements, context, path, *rest, **named)

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: Context) -> object:
        # Pelican removes the tags from the titles; escaped they remain as they are.
        escaped = {**context, "SITENAME": escape(context["SITENAME"], quote=False)}
        return super()._create_new_feed(feed_type, feed_title and escape(feed_title, quote=False), escaped)

    def _add_item_to_the_feed(self, feed: Feed, item: Content) -> None:
        super()._add_item_to_the_feed(feed, item)
        entry = feed.items[-1]
        key = "content" if entry["content"] else "description"
        entry[key] = framed(item, entry[key], entry["link"], self.feed_context)
        entry["title"] = plain_title(item)
        if has_plain_summary(item) and key == "content":
            # The field is declared to be HTML; the summary is plain text.
            entry["description"] = escape(item.summary, quote=False)
