"""Finds tags, attributes and links in HTML without changing a byte of the rest.

A tree would normalise what a writer typed; plugins that rewrite a few attributes use these functions instead. Comments
and the content of script, style and textarea elements are skipped.
"""

import re
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from typing import NamedTuple

_TAG = re.compile(
    r"""<!--.*?-->
        |<(?P<raw>script|style|textarea)\b(?:[^"'>]|"[^"]*"|'[^']*')*>.*?</(?P=raw)\s*>
        |<(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*)(?=[\s/>])(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+)))?"""
)
LINK_ATTRIBUTES = ("href", "src", "poster")


class Attribute(NamedTuple):
    """An attribute: name in lower case, value without entities, and the offsets of the typed value in the HTML."""

    name: str
    value: str
    start: int
    end: int


class Tag(NamedTuple):
    """An opening or closing tag: its name in lower case, its offsets in the HTML, its attributes as typed."""

    name: str
    closing: bool
    start: int
    end: int
    typed: str
    typed_start: int

    def attributes(self) -> Iterator[Attribute]:
        """Yield the attributes in order, also those given twice."""
        for match in _ATTRIBUTE.finditer(self.typed):
            kind = next((kind for kind in ("double", "single", "bare") if match[kind] is not None), None)
            value, (start, end) = (match[kind], match.span(kind)) if kind else ("", (match.end(), match.end()))
            yield Attribute(match["name"].lower(), unescape(value), self.typed_start + start, self.typed_start + end)

    def values(self) -> dict[str, str]:
        """Return the attributes by name; of two with one name the first counts, as in a browser."""
        found: dict[str, str] = {}
        for attribute in self.attributes():
            found.setdefault(attribute.name, attribute.value)
        return found


class Link(NamedTuple):
    """An address in an attribute: the tag's name, and the attribute."""

    tag: str
    attribute: Attribute


def tags_in(html: str, names: Collection[str] = ()) -> Iterator[Tag]:
    """Yield the tags of *html* in order: all, or those whose name is in *names*."""
    for match in _TAG.finditer(html):
        name = (match["name"] or "").lower()
        if name and (not names or name in names):
            closing = bool(match["closing"])
            yield Tag(name, closing, match.start(), match.end(), match["attributes"], match.start("attributes"))


def strip_tags(html: str) -> str:
    """Return the text of *html*: no tags, comments, scripts or styles, and characters for character references."""
    return unescape(_TAG.sub("", html))


def links_in(html: str) -> Iterator[Link]:
    """Yield each address in an `href`, `src` or `poster` attribute, in order."""
    for tag in tags_in(html):
        yield from (Link(tag.name, each) for each in tag.attributes() if each.name in LINK_ATTRIBUTES)


def replace_links(html: str, replacement: Callable[[Link], str | None]) -> str:
    """Return *html* with each address replaced by what *replacement* returns for it; None keeps it as typed."""
    pieces, done = [], 0
    for link in links_in(html):
        new = replacement(link)
        if new is not None:
            pieces += [html[done : link.attribute.start], escape(new)]
            done = link.attribute.end
    return "".join([*pieces, html[done:]])
