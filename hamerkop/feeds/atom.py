"""Writes Pelican's Atom and RSS feeds with plain titles, and with entries that have all that their pages say.

Each Atom feed has an id of its own, as RFC 4287, 4.2.6, asks: that of the whole site keeps the one that Pelican gives
all feeds, the address of the site; the others have their own addresses.
"""

from html import escape
from typing import Any, Protocol

from feedgenerator import Atom1Feed, Rss201rev2Feed
from pelican.writers import Writer

from hamerkop.feeds.entries import FrameOnce, titles_by_path
from hamerkop.feeds.sanitizer import without_active_html
from hamerkop.shared.pelican_types import Content, Context, Settings
from hamerkop.shared.titles import has_plain_summary, name_as_text, plain_name, plain_title, site_text


class Feed(Protocol):
    """A feed of the package feedgenerator, as far as it is used here."""

    items: list[dict[str, Any]]


class XmlWriter(Protocol):
    """What writes the elements of a feed, as far as it is used here."""

    def startElement(self, name: str, attributes: dict[str, str]) -> None:  # noqa: N802  # the name in xml.sax
        """Write a start tag."""
        ...

    def endElement(self, name: str) -> None:  # noqa: N802  # the name in xml.sax
        """Write an end tag."""
        ...

    def addQuickElement(self, name: str, text: str = "", attributes: dict[str, str] | None = None) -> None:  # noqa: N802  # the name in feedgenerator
        """Write an element with a text."""
        ...


class AtomFeed(Atom1Feed):
    """An Atom feed whose entries name all authors: RFC 4287, 4.1.2, allows more than one. It names its WebSub hub."""

    def add_root_elements(self, handler: XmlWriter) -> None:
        """Write the elements of the feed itself."""
        super().add_root_elements(handler)
        if hub := self.feed.get("hub"):
            handler.addQuickElement("link", "", {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: XmlWriter, item: dict[str, Any]) -> None:
        """Write the elements of one entry."""
        super().add_item_elements(handler, item)
        for name in item.get("further_authors", ()):
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")


class RssFeed(Rss201rev2Feed):
    """An RSS feed whose items name all authors; dc:creator may be repeated. It names its WebSub hub."""

    def add_root_elements(self, handler: XmlWriter) -> None:
        """Write the elements of the feed itself."""
        super().add_root_elements(handler)
        if hub := self.feed.get("hub"):
            attributes = {"xmlns:atom": "http://www.w3.org/2005/Atom", "rel": "hub", "href": hub}
            handler.addQuickElement("atom:link", "", attributes)

    def add_item_elements(self, handler: XmlWriter, item: dict[str, Any]) -> None:
        """Write the elements of one item."""
        super().add_item_elements(handler, item)
        for name in item.get("further_authors", ()):
            handler.addQuickElement("dc:creator", name, {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})


class FeedWriter(Writer):
    """Pelican's writer, with plain titles, whole framed texts, and tags by their titles."""

    feed_context: Context  # of the feed that is being written: Pelican does not hand it to _add_item_to_the_feed
    is_whole_site: bool  # whether that is the feed of the whole site

    def __init__(self, output_path: str, settings: Settings | None = None) -> None:
        super().__init__(output_path, settings)
        # Pelican makes one writer for each build.
        self.frame = FrameOnce()
        self.titles: dict[str, str] | None = None  # of tags, by the paths of their feeds

    def write_feed(
        self, elements: list[Content], context: Context, path: str | None = None, *rest: object, **named: object
    ) -> object:
        """Write one feed; *path* is that of its file in the output folder."""
        self.feed_context = context
        self.is_whole_site = path is not None and path == context.get("FEED_ALL_ATOM")
        if self.titles is None:
            self.titles = titles_by_path(context, "TAG_FEED_ATOM", "TAG_FEED_RSS")
        if title := named.get("feed_title"):
            named["feed_title"] = self.titles.get(path or "") or name_as_text(str(title), context)
        return super().write_feed(elements, context, path, *rest, **named)

    def _create_new_feed(self, feed_type: str, feed_title: str | None, context: Context) -> AtomFeed | RssFeed:
        # As Pelican's own, but for the id, and for the title, of which it would remove what looks like a tag.
        site, subtitle = site_text(context, "SITENAME"), site_text(context, "SITESUBTITLE")
        return (RssFeed if feed_type == "rss" else AtomFeed)(
            title=" ".join((f"{site} - {feed_title}" if feed_title else site).split()),
            link=f"{self.site_url}/",
            feed_url=self.feed_url,
            feed_guid=None if self.is_whole_site else self.feed_url,
            description=subtitle,
            subtitle=subtitle or None,
            hub=context.get("FEED_HUB"),
        )

    def _add_item_to_the_feed(self, feed: Feed, item: Content) -> None:
        super()._add_item_to_the_feed(feed, item)
        entry = feed.items[-1]
        key = "description" if entry["content"] is None and isinstance(feed, RssFeed) else "content"
        entry[key] = self.frame(item, entry[key], entry["link"], self.feed_context)
        entry["title"] = plain_title(item)
        entry["categories"] = [name_as_text(name, self.feed_context) for name in entry["categories"] or ()]
        names = [plain_name(author) for author in getattr(item, "authors", [])]
        entry["author_name"], entry["further_authors"] = (names or [entry["author_name"]])[0], names[1:]
        if key == "content":
            # The field is declared to be HTML, also where the summary is plain text.
            html = escape(item.summary or "", quote=False) if has_plain_summary(item) else entry["description"]
            entry["description"] = html and without_active_html(html, self.feed_context["SITEURL"])
