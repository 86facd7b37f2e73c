"""Returns what a feed has of one article, in Atom, RSS or JSON: the whole text, URLs in full, plain titles."""

from urllib.parse import urljoin, urlparse

from hamerkop.shared.html_source import Link, replace_links
from hamerkop.shared.pelican_types import Content, Context, Template
from hamerkop.shared.records import ContextKey
from hamerkop.shared.titles import tag_title

# The theme's template for the entries of feeds, if it has one.
ENTRY_TEMPLATE: ContextKey[Template] = ContextKey("feed_entry_template")

WITH_FRAGMENTS = ("a", "area")  # elsewhere, as in a drawing, "#part" is a part of what the entry itself contains


def framed(article: Content, html: str, link: str, context: Context) -> str:
    """Return the HTML of an entry: *html* with URLs in full, in the theme's template `feed_entry.html` if it has one.

    *html* is the text of *article*, and *link* the URL of its page.
    """
    content = with_absolute_urls(html, link)
    template = ENTRY_TEMPLATE.get(context)
    return str(template.render(context, article=article, content=content)) if template else content


def with_absolute_urls(html: str, base: str) -> str:
    """Return *html* with each relative URL resolved against *base*: a feed reader does not know the page."""

    def absolute(link: Link) -> str | None:
        typed = link.attribute.value.strip()
        if typed.startswith("#") and link.tag not in WITH_FRAGMENTS:
            return None
        url = _joined(base, typed)
        return None if url == typed else url

    return replace_links(html, absolute)


def _joined(base: str, url: str) -> str:
    try:
        return url if urlparse(url).scheme else urljoin(base, url)
    except ValueError:  # not a URL: it leads nowhere in either form
        return url


def titles_by_path(context: Context, *settings: str) -> dict[str, str]:
    """Return the title of each tag by the path of its feed, for which each of *settings* may have a pattern."""
    patterns = [str(context[name]) for name in settings if context.get(name)]
    return {pattern.format(slug=tag.slug): tag_title(tag) for tag, _ in context["tags"] for pattern in patterns}
