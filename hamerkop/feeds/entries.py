"""Returns what a feed has of one article, in Atom, RSS or JSON: the whole text, URLs in full, plain titles."""

from collections.abc import Callable
from typing import TypeAlias

from hamerkop.feeds.addresses import with_absolute_urls
from hamerkop.feeds.sanitizer import without_active_html
from hamerkop.shared.pelican_types import Content, Context, Template
from hamerkop.shared.records import ContextKey
from hamerkop.shared.titles import tag_title

# The theme's template for the entries of feeds, if it has one.
ENTRY_TEMPLATE: ContextKey[Template] = ContextKey("feed_entry_template")


Frame: TypeAlias = Callable[[Content, str | None, str, Context], str]


class FrameOnce:
    """Does what :func:`framed` does, once for each article of a build, however many feeds it is in."""

    def __init__(self) -> None:
        self._entries: dict[tuple[int, str | None, str], tuple[Content, str]] = {}

    def __call__(self, article: Content, html: str | None, link: str, context: Context) -> str:
        """Return the HTML of an entry; *context* is the same at each call."""
        key = id(article), html, link
        if key not in self._entries:
            self._entries[key] = article, framed(article, html, link, context)  # an id is one while its object lives
        return self._entries[key][1]


def framed(article: Content, html: str | None, link: str, context: Context) -> str:
    """Return the HTML of an entry: *html* with URLs in full, in the theme's template `feed_entry.html` if it has one.

    *html* is the text of *article*, None or "" if it has none, and *link* the URL of its page. What acts by itself is
    removed from it.
    """
    # Pelican has None where text and summary are both empty.
    content = with_absolute_urls(without_active_html(html or "", context["SITEURL"]), link)
    template = ENTRY_TEMPLATE.get(context)
    return str(template.render(context, article=article, content=content)) if template else content


def titles_by_path(context: Context, *settings: str) -> dict[str, str]:
    """Return the title of each tag by the path of its feed, for which each of *settings* may have a pattern."""
    patterns = [str(context[name]) for name in settings if context.get(name)]
    return {pattern.format(slug=tag.slug): tag_title(tag) for tag, _ in context["tags"] for pattern in patterns}
