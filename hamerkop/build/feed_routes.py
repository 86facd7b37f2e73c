"""The feeds of a site by their path: which articles each has, and how its file is made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pelican.utils import sanitised_join

from hamerkop.shared.pelican_types import Content, Context


class FeedList:
    """Takes the place of Pelican's writer, and notes each feed that a generator asks for, instead of writing it.

    *feeds* are the arguments of `write_feed` by the path of the feed.
    """

    def __init__(self) -> None:
        self.feeds: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {}

    def write_feed(self, elements: Any, context: Context, path: str | None = None, *rest: Any, **named: Any) -> None:
        """Note a feed."""
        if path:
            self.feeds.setdefault(str(path), (elements, (context, path, *rest), named))


def feeds_of(generator: Any) -> FeedList:
    """Return the feeds that the generator of the articles writes."""
    found = FeedList()
    generator.generate_feeds(found)
    return found


def entries_in_order(feeds: FeedList, most: int | None) -> list[Content]:
    """Return the articles in the order in which their texts are put into feeds."""
    return [article for elements, _, _ in feeds.feeds.values() for article in elements[:most]]


def written_feed(feeds: FeedList, path: str, new_writer: Callable[[], Any]) -> bytes:
    """Return the feed at *path*, written by a writer of its own: one of Pelican's writes each file once."""
    elements, rest, named = feeds.feeds[path]
    writer = new_writer()
    writer.write_feed(elements, *rest, **named)
    file = Path(sanitised_join(writer.output_path, path))
    data = file.read_bytes()
    file.unlink()
    return data
