"""Finds tags, attributes and links in HTML without changing a byte of the rest.

A tree would normalise what a writer typed; plugins that read or rewrite a few attributes use these functions instead.
Comments are skipped, and so is the content of script, style and the other elements in which `<` begins no tag.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from html import escape, unescape
from typing import NamedTuple

_MARKUP_START = re.compile(r"<(?:!--|(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*+)(?=[\s/>]))", re.IGNORECASE)
# Possessive quantifiers (`*+`): a tag that never ends fails at once instead of after every way of splitting it.
_TAG_REST = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_QUOTE_OR_END = re.compile(r"""["'>]""")
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
_INDICATED = re.compile(r"[{|](?:filename|static|attach)[}|]")
_NEVER_RESOLVED = ("srcset", "style")
_MAY_BE_UNRESOLVED = re.compile(r"(?:srcset|style)\s*=|=\s*[{|]", re.IGNORECASE)  # most texts have none
# Those in which Pelican resolves {filename} and the like, but for `content`, which is hardly ever an address. It also
# does so in each attribute whose name ends in one of these, such as data-src.
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
    for tag, _, _ in _markup_in(html):
        if tag and (not names or tag.name in names):
            yield tag


def strip_tags(html: str) -> str:
    """Return the text of *html*: no tags, comments, scripts or styles, and characters for character references."""
    pieces, done = [], 0
    for _, start, end in _markup_in(html):
        pieces.append(html[done:start])
        done = end
    return unescape("".join([*pieces, html[done:]]))


def _markup_in(html: str) -> Iterator[tuple[Tag | None, int, int]]:
    """Yield each tag, or None for a comment, with the offsets of its start and of the end of the raw text behind it."""
    end, ends = 0, _Ends(html)
    while found := _MARKUP_START.search(html, end):
        tag = _tag(found, ends) if found["name"] else None
        if tag is None:
            comment_end = ends.after("-->", found.end()) if not found["name"] else None
            end = comment_end or found.end()
            if comment_end:
                yield None, found.start(), end
            continue
        end = tag.end
        if tag.name in _RAW_TEXT_END and not tag.closing:
            # Without an end tag the element would hold the rest of the page; report on that rest all the same.
            end = ends.of_raw_text(tag.name, end)
        yield tag, found.start(), end


class _Ends:
    """Finds where tags, comments and raw texts of one HTML text end; a search that failed is not made again.

    So a text of tags that never end is read in time proportional to its length times the logarithm of that.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self.missing: set[str] = set()  # searches go forward, so what is missing once is missing later
        self.last_quotes: dict[str, int] = {}
        self.tags: dict[int, int | None] = {}  # by the offset of a quote or `>` outside quotes: the end of the tag
        self.stops: list[int] | None = None  # the offsets of all quotes and `>`, once a tag has not ended

    def after(self, text: str, start: int) -> int | None:
        """Return the offset behind the next *text*, or None."""
        found = -1 if text in self.missing else self.html.find(text, start)
        if found < 0:
            self.missing.add(text)
            return None
        return found + len(text)

    def of_raw_text(self, name: str, start: int) -> int:
        """Return where the content of the element *name* ends; *start* if it never does."""
        found = None if name in self.missing else _RAW_TEXT_END[name].search(self.html, start)
        if found is None:
            self.missing.add(name)
            return start
        return found.start()

    def of_tag(self, start: int) -> int | None:
        """Return the offset behind the `>` of a tag whose attributes begin at *start*, or None if it never ends."""
        if self.stops is None:
            if found := _TAG_REST.match(self.html, start):
                return found.end()
            self.stops = [each.start() for each in _QUOTE_OR_END.finditer(self.html)]
        return self._of_tag(start, self.stops)

    def _of_tag(self, start: int, stops: list[int]) -> int | None:
        seen: list[int] = []
        end: int | None = None
        while (index := bisect_left(stops, start)) < len(stops):
            at = stops[index]
            seen.append(at)
            if at in self.tags or self.html[at] == ">":
                end = self.tags.get(at, at + 1)
                break
            quote_end = self._of_quote(at)
            if quote_end is None:
                break
            start = quote_end
        self.tags.update(dict.fromkeys(seen, end))
        return end

    def _of_quote(self, at: int) -> int | None:
        quote = self.html[at]
        if quote not in self.last_quotes:
            self.last_quotes[quote] = self.html.rfind(quote)
        return self.html.find(quote, at + 1) + 1 if at < self.last_quotes[quote] else None


def links_in(html: str) -> Iterator[Link]:
    """Yield each address in an attribute of :data:`LINK_ATTRIBUTES`, and what Pelican resolves in others, in order."""
    for tag in tags_in(html):
        if not tag.closing and tag.typed:
            yield from (Link(tag.name, each) for each in tag.attributes() if _is_link(each))


def _is_link(attribute: Attribute) -> bool:
    ends_so = attribute.name.endswith(LINK_ATTRIBUTES) and bool(_INDICATED.match(attribute.value))
    return attribute.name in LINK_ATTRIBUTES or ends_so


def unresolved_links_in(html: str) -> Iterator[Link]:
    """Yield each attribute with a word such as {static} that Pelican leaves as it is.

    It resolves none in `srcset` and `style`, and none in a value without quotes.
    """
    for tag in tags_in(html) if _MAY_BE_UNRESOLVED.search(html) else ():
        for each in tag.attributes() if not tag.closing and _INDICATED.search(tag.typed) else ():
            unquoted = each.name in LINK_ATTRIBUTES and html[each.start - 1] not in "\"'"
            if _INDICATED.search(each.value) and (unquoted or each.name.endswith(_NEVER_RESOLVED)):
                yield Link(tag.name, each)


def replace_links(html: str, replacement: Callable[[Link], str | None]) -> str:
    """Return *html* with each address replaced by what *replacement* returns for it; None keeps it as typed."""
    pieces, done = [], 0
    for link in links_in(html):
        new = replacement(link)
        if new is not None:
            pieces += [html[done : link.attribute.start], _typed(new, html, link.attribute)]
            done = link.attribute.end
    return "".join([*pieces, html[done:]])


def _tag(found: re.Match[str], ends: _Ends) -> Tag | None:
    end = ends.of_tag(found.end())
    if end is None:
        return None
    typed = found.string[found.end() : end - 1]
    return Tag(found["name"].lower(), bool(found["closing"]), found.start(), end, typed, found.end())


def _decoded(typed: str) -> str:
    return _CHARACTER_REFERENCE.sub(lambda found: unescape(found[0]), typed) if "&" in typed else typed


def _typed(value: str, html: str, old: Attribute) -> str:
    """Return what to write at the offsets of the attribute *old* so that its value is *value*."""
    if html[old.start - 1] in "\"'":
        return escape(value)
    return f'{"" if old.end > old.start else "="}"{escape(value)}"'
