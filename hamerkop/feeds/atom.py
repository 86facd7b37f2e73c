"""Writes Pelican's Atom and RSS feeds with entries that say what their articles say."""

from html import escape
from typing import Any

from pelican.writers import Writer

from hamerkop.feeds.entries import framed, is_plain, topic_titles


class FeedWriter(Writer):
    """Pelican's writer, with plain titles, whole framed texts and topics by their titles."""

    feed_context: dict[str, Any]

    def write_feed(self, elements: Any, context: dict[str, Any], path: str, *rest: Any, **named: Any) -> Any:
        self.feed_context = context
        named["feed_title"] = topic_titles(context, "TAG_FEED_ATOM").get(path, named.get("feed_title"))
        return super().write_feed(elements, context, path, *rest, **named)

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: dict[str, Any]) -> Any:
        # The original strips tags from the titles; escaped, they pass unharmed.
        escaped = {**context, "SITENAME": escape(context["SITENAME"], quote=False)}
        return super()._create_new_feed(feed_type, feed_title and escape(feed_title, quote=False), escaped)

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        super()._add_item_to_the_feed(feed, item)
        entry = feed.items[-1]
        key = "content" if entry["content"] else "description"
        entry[key] = framed(item, entry[key], entry["link"], self.feed_context)
        if is_plain(item):
            entry["title"] = item.title
        if is_plain(item) and key == "content":
            # The field is declared to be HTML; the summary is plain text.
            entry["description"] = escape(item.summary, quote=False)
