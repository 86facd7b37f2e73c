"""Makes every address in a piece of HTML a full URL: a feed reader does not know the page that it comes from."""

import re
from functools import lru_cache, partial
from urllib.parse import urljoin, urlparse

from hamerkop.shared.html_source import ADDRESS_ATTRIBUTES, Attribute, Tag, replace_values

WITH_FRAGMENTS = ("a", "area")  # elsewhere, as in a drawing, "#part" is a part of what the entry itself contains
# A candidate of srcset ends at a comma; one that is in its address belongs to it, unless white space follows.
_CANDIDATE = re.compile(r"(?P<before>[\s,]*)(?P<url>\S*[^\s,])(?P<after>,+|\s+[^,]*,?|\Z)")
_STYLE_URL = re.compile(
    r"(?P<before>\burl\(\s*(?P<quote>['\"]?))(?P<url>[^'\"()]*?)(?P<after>(?P=quote)\s*\))", re.IGNORECASE
)
_PLAIN_FRAGMENT = re.compile(r"#[\w.:-]+", re.ASCII)
_WORD = re.compile(r"(?P<before>)(?P<url>\S+)(?P<after>)")
# Where the addresses are in a value that has several, or more than an address.
PATTERNS = {
    **dict.fromkeys(("srcset", "imagesrcset"), _CANDIDATE),
    **dict.fromkeys(("ping", "attributionsrc"), _WORD),
    "style": _STYLE_URL,
}


def with_absolute_urls(html: str, base: str) -> str:
    """Return *html* with each relative URL in an attribute resolved against the URL *base*, and nothing else."""
    return replace_values(html, partial(_absolute_value, base))


def _absolute_value(base: str, tag: Tag, attribute: Attribute) -> str:
    if attribute.name in ADDRESS_ATTRIBUTES:
        return absolute(attribute.value, base, tag.name)
    pattern = PATTERNS.get(attribute.name)

    def replaced(found: re.Match[str]) -> str:
        return found["before"] + absolute(found["url"], base, tag.name) + found["after"]

    return pattern.sub(replaced, attribute.value) if pattern else attribute.value


@lru_cache(1)  # most addresses in a text with references lead to another place in it
def _without_fragment(base: str) -> str:
    return urljoin(base, "#-").removesuffix("#-")


def absolute(typed: str, base: str, tag: str = "a") -> str:
    """Return the address *typed* in full; as it is if it is full already, no URL, or a part of the element *tag*."""
    url = typed.strip()
    if url.startswith(("https://", "http://")) or (url.startswith("#") and tag not in WITH_FRAGMENTS):
        return typed
    try:
        if _PLAIN_FRAGMENT.fullmatch(url):
            return _without_fragment(base) + url
        full = url if urlparse(url).scheme else urljoin(base, url)
    except ValueError:  # not a URL: it leads nowhere in either form
        return typed
    return typed if full == url else full
