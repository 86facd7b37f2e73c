"""Makes every address in a piece of HTML a full URL: a feed reader does not know the page that it comes from."""

import re
from functools import lru_cache
from html import escape
from urllib.parse import urljoin, urlparse

from hamerkop.shared.html_source import LINK_ATTRIBUTES, Attribute, Tag, tags_in

WITH_FRAGMENTS = ("a", "area")  # elsewhere, as in a drawing, "#part" is a part of what the entry itself contains
# Attributes with one address: https://html.spec.whatwg.org/multipage/indices.html#attributes-3, and old ones.
SINGLE = frozenset((*LINK_ATTRIBUTES, "background", "longdesc", "itemid", "manifest", "xlink:href"))
# A candidate of srcset ends at a comma; one that is in its address belongs to it, unless white space follows.
_CANDIDATE = re.compile(r"(?P<before>[\s,]*)(?P<url>\S*[^\s,])(?P<after>,+|\s+[^,]*,?|\Z)")
_STYLE_URL = re.compile(
    r"(?P<before>\burl\(\s*(?P<quote>['\"]?))(?P<url>[^'\"()]*?)(?P<after>(?P=quote)\s*\))", re.IGNORECASE
)
_WORD = re.compile(r"(?P<before>)(?P<url>\S+)(?P<after>)")
SEVERAL = {"srcset": _CANDIDATE, "imagesrcset": _CANDIDATE, "style": _STYLE_URL, "ping": _WORD}


@lru_cache(maxsize=32)  # each article is in several feeds
def with_absolute_urls(html: str, base: str) -> str:
    """Return *html* with each relative URL in an attribute resolved against the URL *base*, and nothing else."""
    pieces, done = [], 0
    for tag in tags_in(html) if "=" in html else ():
        for attribute in () if tag.closing else tag.attributes():
            value = _absolute_value(tag, attribute, base)
            if value != attribute.value:
                pieces += [html[done : attribute.start], _typed(value, html, attribute)]
                done = attribute.end
    return "".join([*pieces, html[done:]])


def _absolute_value(tag: Tag, attribute: Attribute, base: str) -> str:
    if attribute.name in SINGLE:
        return absolute(attribute.value, base, tag.name)
    pattern = SEVERAL.get(attribute.name)

    def replaced(found: re.Match[str]) -> str:
        return found["before"] + absolute(found["url"], base, tag.name) + found["after"]

    return pattern.sub(replaced, attribute.value) if pattern else attribute.value


def absolute(typed: str, base: str, tag: str = "a") -> str:
    """Return the address *typed* in full; as it is if it is full already, no URL, or a part of the element *tag*."""
    url = typed.strip()
    if url.startswith("#") and tag not in WITH_FRAGMENTS:
        return typed
    try:
        full = url if urlparse(url).scheme else urljoin(base, url)
    except ValueError:  # not a URL: it leads nowhere in either form
        return typed
    return typed if full == url else full


def _typed(value: str, html: str, old: Attribute) -> str:
    """Return what to write at the offsets of the attribute *old* so that its value is *value*."""
    if html[old.start - 1] in "\"'":
        return escape(value)
    return f'{"" if old.end > old.start else "="}"{escape(value)}"'
