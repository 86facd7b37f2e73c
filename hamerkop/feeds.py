"""Makes feeds that a reader can trust on their own: plain titles, whole texts, absolute links, the theme's framing.

[plugin] Pelican takes tags out of titles and writes summaries as HTML; here a title or summary with `<` or `&`
arrives as it was typed, where hamerkop.frontmatter has read it (other readers make HTML of them). A theme that has
`feed_entry.html` decides what surrounds an article's text (this publication: help lines, review status,
disclaimer); it sees `article` and `content`.
"""

import re
from html import escape
from typing import Any

from pelican import signals
from pelican.generators import PelicanTemplateNotFound
from pelican.writers import Writer


class FeedWriter(Writer):
    """Pelican's writer, with entries that say what their articles say."""

    entry_template: Any = None

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: dict[str, Any]) -> Any:
        # The original strips tags from the titles; escaped, they pass unharmed.
        escaped = {**context, "SITENAME": escape(context["SITENAME"], quote=False)}
        return super()._create_new_feed(feed_type, feed_title and escape(feed_title, quote=False), escaped)

    def _add_item_to_the_feed(self, feed: Any, item: Any) -> None:
        super()._add_item_to_the_feed(feed, item)
        entry = feed.items[-1]
        key = "content" if entry["content"] else "description"
        entry[key] = self._framed(item, with_absolute_anchors(entry[key], entry["link"]))
        if is_plain(item):
            entry["title"] = item.title
        if is_plain(item) and key == "content":
            # The field is declared to be HTML; the summary is plain text.
            entry["description"] = escape(item.summary, quote=False)

    def _framed(self, item: Any, content: str) -> str:
        if self.entry_template is None:
            return content
        return str(self.entry_template.render(self.feed_context, article=item, content=content))

    def write_feed(self, elements: Any, context: dict[str, Any], path: str, *rest: Any, **named: Any) -> Any:
        self.feed_context = context
        named["feed_title"] = topic_titles(context).get(path, named.get("feed_title"))
        return super().write_feed(elements, context, path, *rest, **named)


def is_plain(item: Any) -> bool:
    """Whether title and summary are the text that was typed: hamerkop.frontmatter reads them so, others do not."""
    return hasattr(item, "front_matter") and "summary" in item.metadata


def with_absolute_anchors(html: str, link: str) -> str:
    """Return *html* with links inside the page leading to the page: a feed reader has no page around them."""
    return re.sub(r'(<a\b[^>]*\bhref=")#', lambda match: f"{match[1]}{link}#", html)


def topic_titles(context: dict[str, Any]) -> dict[str, str]:
    """Return the title of each topic that has one (see hamerkop.topics) by the path of its feed."""
    pattern = str(context.get("TAG_FEED_ATOM") or "")
    return {pattern.format(slug=tag.slug): tag.title for tag, _ in context["tags"] if hasattr(tag, "title")}


def use_theme_template(generator: Any) -> None:
    """Take the frame of an entry from the theme, if it has one."""
    try:
        FeedWriter.entry_template = generator.get_template("feed_entry")
    except PelicanTemplateNotFound:
        FeedWriter.entry_template = None


def writer(_pelican: Any) -> type[Writer]:
    return FeedWriter


def register() -> None:
    signals.article_generator_init.connect(use_theme_template)
    signals.get_writer.connect(writer)
