"""Says what a feed carries of one article, whatever the feed's form: whole, framed, with addresses in full."""

import re
from typing import Any
from urllib.parse import urljoin, urlparse

_TAG = re.compile(r"""<(?P<name>[a-z][a-z0-9]*)\b(?:[^"'>]|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<start>\s(?P<name>[^\s"'<>/=]+)\s*=\s*)(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL
)
ADDRESSES = ("href", "src", "poster")
WITH_ANCHORS = ("a", "area")  # elsewhere, as in a drawing, "#part" is a part of what the entry itself carries


def is_plain(article: Any) -> bool:
    """Whether title and summary are the text that was typed: hamerkop.frontmatter reads them so, others do not."""
    return hasattr(article, "front_matter") and "summary" in article.metadata


def framed(article: Any, html: str, link: str, context: dict[str, Any]) -> str:
    """Return the text of an entry: an article's *html* with addresses in full, and the theme's frame around it."""
    content = with_absolute_addresses(html, link)
    template = context.get("FEED_ENTRY_TEMPLATE")
    return str(template.render(context, article=article, content=content)) if template else content


def with_absolute_addresses(html: str, link: str) -> str:
    """Return *html* with each address as it is from the page at *link*: a feed reader has no page around it."""

    def absolute(match: re.Match[str], tag: str) -> str:
        address = match["value"].strip()
        if match["name"].lower() not in ADDRESSES or (address.startswith("#") and tag.lower() not in WITH_ANCHORS):
            return match[0]
        return f"{match['start']}{match['quote']}{_in_full(address, link)}{match['quote']}"

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda match: absolute(match, tag["name"]), tag[0]), html)


def _in_full(address: str, link: str) -> str:
    try:
        return address if urlparse(address).scheme else urljoin(link, address)
    except ValueError:  # what is no address leads nowhere in either form
        return address


def topic_titles(context: dict[str, Any], setting: str) -> dict[str, str]:
    """Return the title of each topic that has one by the path of its feed, which *setting* gives."""
    pattern = str(context.get(setting) or "")
    return {pattern.format(slug=tag.slug): tag.title for tag, _ in context["tags"] if hasattr(tag, "title")}
