"""Finds tags, attributes and links in HTML without changing a byte of the rest.

A tree would normalise what a writer typed; plugins that read or rewrite a few attributes use these functions instead.
Comments are skipped, and so is the content of script, style and the other elements in which `<` begins no tag.
"""

import re
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from typing import NamedTuple

# Possessive quantifiers (`*+`): a tag that never ends fails at once instead of after every way of splitting it.
_COMMENT_OR_TAG = re.compile(
    r"""(?P<comment><!--.*?-->)
        |<(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*+)(?=[\s/>])(?P<attributes>(?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+)))?"""
)
# Browsers read `&` in an attribute as they do in text, but for names without a semicolon before a letter, digit or `=`:
# https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state. So ?a=1&section=2 stays as it is.
_CHARACTER_REFERENCE = re.compile(r"&(?:#\w+;?|[a-z][a-z0-9]*(?:;|(?![a-z0-9=])))", re.IGNORECASE)
_RAW_TEXT_END = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "iframe", "noembed", "noframes", "xmp")
}
# Those in which Pelican resolves {filename} and the like, but for `content`, which is hardly ever an address.
LINK_ATTRIBUTES = ("href", "src", "poster", "data", "cite", "action", "formaction")


class Attribute(NamedTuple):
    """An attribute: name in lower case, value without entities, and the offsets of the typed value in the HTML.

    The offsets are those between the quotes, if there are any; of an attribute without a value, those of its end.
    """

    name: str
    value: str
    start: int
    end: int


class Tag(NamedTuple):
    """An opening or closing tag.

    Its name in lower case; its offsets in the HTML, from its `<` to behind its `>`; and what is typed between the name
    and the `>`, with the offset where that begins.
    """

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
            yield Attribute(match["name"].lower(), _decoded(value), self.typed_start + start, self.typed_start + end)

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
    for found, _ in _markup_in(html):
        if found["name"] and (not names or found["name"].lower() in names):
            yield _tag(found)


def strip_tags(html: str) -> str:
    """Return the text of *html*: no tags, comments, scripts or styles, and characters for character references."""
    pieces, done = [], 0
    for found, end in _markup_in(html):
        pieces.append(html[done : found.start()])
        done = end
    return unescape("".join([*pieces, html[done:]]))


def _markup_in(html: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each comment and tag, with the offset at which it and the raw text behind it end."""
    end = 0
    while found := _COMMENT_OR_TAG.search(html, end):
        end = found.end()
        raw_text_end = _RAW_TEXT_END.get((found["name"] or "").lower())
        if raw_text_end and not found["closing"]:
            # Without an end tag the element would hold the rest of the page; report on that rest all the same.
            end_tag = raw_text_end.search(html, end)
            end = end_tag.start() if end_tag else end
        yield found, end


def links_in(html: str) -> Iterator[Link]:
    """Yield each address in an attribute of :data:`LINK_ATTRIBUTES`, in order."""
    for tag in tags_in(html):
        if not tag.closing and tag.typed:
            yield from (Link(tag.name, each) for each in tag.attributes() if each.name in LINK_ATTRIBUTES)


def replace_links(html: str, replacement: Callable[[Link], str | None]) -> str:
    """Return *html* with each address replaced by what *replacement* returns for it; None keeps it as typed."""
    pieces, done = [], 0
    for link in links_in(html):
        new = replacement(link)
        if new is not None:
            pieces += [html[done : link.attribute.start], _typed(new, html, link.attribute)]
            done = link.attribute.end
    return "".join([*pieces, html[done:]])


def _tag(found: re.Match[str]) -> Tag:
    name, closing = found["name"].lower(), bool(found["closing"])
    return Tag(name, closing, found.start(), found.end(), found["attributes"], found.start("attributes"))


def _decoded(typed: str) -> str:
    return _CHARACTER_REFERENCE.sub(lambda found: unescape(found[0]), typed) if "&" in typed else typed


def _typed(value: str, html: str, old: Attribute) -> str:
    """Return what to write at the offsets of the attribute *old* so that its value is *value*."""
    if html[old.start - 1] in "\"'":
        return escape(value)
    return f'{"" if old.end > old.start else "="}"{escape(value)}"'
