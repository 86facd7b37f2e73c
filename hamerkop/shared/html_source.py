"""Finds tags, attributes and links in HTML without changing a byte of the rest.

A tree would normalise what a writer typed; plugins that read or rewrite a few attributes use these functions instead.
Comments are skipped, and so is the content of script, style and the other elements in which `<` begins no tag.
"""

import re
import sys
from collections.abc import Callable, Collection, Container, Iterator
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

# What `<` begins: a comment, a declaration or instruction, a tag. Anything else is text.
_BEGINNING = re.compile(
    r"<(?:(?P<comment>!--)|(?P<declaration>[!?])|(?P<closing>/?)(?P<name>[a-z][a-z0-9-]*+)(?=[\s/>]))", re.IGNORECASE
)
# The same, but of most tags all at once: those without a `<` in a quoted value, which end before the next `<`.
_REST = r"""((?:[\s/](?:[^"'<>=]++|(?<![\s/])=(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=]*+(?=[\s>])))*+)?+)>"""
_MOST = re.compile(rf"<(?:(/?)([a-z][a-z0-9-]*+){_REST}|(?=[!?]|/?[a-z]))", re.IGNORECASE)
# https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state: quotes count behind `=` only.
_AS_IN_BROWSERS = re.compile(
    r"""(?:[\s/]++|[^\s/>="'<][^\s/>="'<]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>"']*+)|(?!\s*+=)))*+"""
)
_BROWSER_ATTRIBUTE = re.compile(
    r"""[\s/]*+(?:(?P<end>>|\Z)|(?P<name>[^\s/>][^\s/>=]*+)"""
    r"""(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"?+|'(?P<single>[^']*+)'?+|(?P<bare>[^\s>"'][^\s>]*+))?+)?+)"""
)
_BROWSER_TAG = re.compile(r"<(?:!--|[!?]|/?(?P<name>[a-z][^\s/>]*+))", re.IGNORECASE)
_EMPTY_COMMENT_END = re.compile("-?>")  # https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state
_COMMENT_END = re.compile("--!?>")
# Possessive quantifiers (`*+`): a tag that never ends fails at once instead of after every way of splitting it.
# Quotes count behind `=` only, as in browsers: one that is left over holds no text back.
_ATTRIBUTES = re.compile(r"""((?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')|=(?!\s*+["']))*+)>""")
_UNQUOTED = re.compile(r"""(?:[^=>]++|=(?!\s*+["']))*+""")
_OPENING_QUOTE = re.compile(r"""=\s*+(["'])""")
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
# Tags as in _MOST that have no raw text behind them. Where each `<` of a text begins one, there is nothing else.
_MOST_TAGS = re.compile(rf"</?(?!(?:{'|'.join(_RAW_TEXT_END)})[\s/>])[a-z][a-z0-9-]*+{_REST}", re.IGNORECASE)
VOID_ELEMENTS = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# A word such as {static}, which Pelican resolves.
INDICATED = re.compile(r"[{|](?:filename|static|attach)[}|]")
_NEVER_RESOLVED = ("srcset", "style", "background", "longdesc", "ping")
# Those in which Pelican resolves {filename} and the like, but for `content`, which is hardly ever an address. It also
# does so in each attribute whose name ends in one of these, such as data-src.
LINK_ATTRIBUTES = ("href", "src", "poster", "data", "cite", "action", "formaction")
# All attributes with one address, and those with several or with more than an address:
# https://html.spec.whatwg.org/multipage/indices.html#attributes-3, and old ones.
ADDRESS_ATTRIBUTES = frozenset((*LINK_ATTRIBUTES, "background", "longdesc", "itemid", "manifest", "xlink:href"))
ADDRESS_LIST_ATTRIBUTES = frozenset(("srcset", "imagesrcset", "ping", "attributionsrc"))
_WORTH_KEEPING = 500  # characters: a shorter text is read again as quickly as it is found


Wanted = Callable[[str, str], bool]


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
            kind = match.lastgroup or "name"  # that of the value, if there is one
            value, start, end = (match[kind], *match.span(kind)) if kind != "name" else ("", match.end(), match.end())
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


class Markup(NamedTuple):
    """A comment, declaration or tag: *tag* is None for the first two.

    Its offsets, and *text_start*, the offset at which text continues: of a script and the like, that of its end tag.
    """

    start: int
    end: int
    text_start: int
    tag: Tag | None


def markup_in(html: str, wanted: Wanted | None = None) -> Iterator[Markup]:
    """Yield the comments, declarations and tags of *html* in order, in a time that grows with its length.

    *wanted* tells by its name and what is typed behind it whether a tag is yielded; by default all are.
    """
    if len(html) < _WORTH_KEEPING:
        return MarkupReader(html).read(wanted)
    found = read_markup(html).found
    if wanted is None:
        return iter(found)
    return (each for each in found if each.tag is None or wanted(each.tag.name, each.tag.typed))


class ReadMarkup(NamedTuple):
    """The markup of a text, and the offsets at which browsers find a tag that is read here as another or as none."""

    found: tuple[Markup, ...]
    doubtful: tuple[int, ...]


@lru_cache(maxsize=4)  # several plugins look at the same text, one after the other
def read_markup(html: str) -> ReadMarkup:
    """Return all markup of *html*."""
    reader = MarkupReader(html)
    return ReadMarkup(tuple(reader.read()), tuple(reader.doubtful))


class MarkupReader:
    """Reads the markup of one text, also in parts; what never ends is not searched for again.

    Without that, a text that begins the same thing 10,000 times and never ends it would be read 10,000 times.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self.missing: set[str] = set()
        self.endless = bytearray()  # 1 for each offset from which attributes have no end
        self.doubtful: list[
            int
        ] = []  # the offsets at which browsers find a tag that is read here as another or as none

    def read(self, wanted: Wanted | None = None, start: int = 0, stop: int = sys.maxsize) -> Iterator[Markup]:
        """Do what :func:`markup_in` does, between the offsets *start* and *stop*, which may not be within markup."""
        while found := _MOST.search(self.html, start, stop):
            closing, typed_name, typed = found.groups()
            if typed_name is None:
                each = self._any(found.start())
                start = self._text_start(each) if each else found.end()
            else:
                name = typed_name.lower()
                begin, start = found.span()
                if wanted and name not in _RAW_TEXT_END and not wanted(name, typed):
                    continue
                each = Markup(
                    begin, start, start, Tag(name, closing == "/", begin, start, typed, start - 1 - len(typed))
                )
                start = start if name not in _RAW_TEXT_END else self._text_start(each)
            if each and (wanted is None or each.tag is None or wanted(each.tag.name, each.tag.typed)):
                yield each if start == each.end else each._replace(text_start=start)

    def _any(self, start: int) -> Markup | None:
        """Return the comment, declaration or tag that begins at *start*, or None if there is none or it never ends."""
        found = _BEGINNING.match(self.html, start)
        end = self._end_of(found) if found else -1
        if found is None or end < 0:
            self.doubtful.append(start)
            return None
        tag = _tag(found, self.html, end) if found["name"] else None
        if tag and not _AS_IN_BROWSERS.fullmatch(tag.typed):
            self.doubtful.append(start)
        return Markup(start, end, end, tag)

    def _end_of(self, found: re.Match[str]) -> int:
        """Return the offset behind what begins with *found*, or -1 if it never ends."""
        if found["comment"]:
            return self._behind("-->", found.end(), comment_end)
        if found["declaration"]:
            return self._behind(">", found.end(), _declaration_end)
        return self._tag_end(found.end())

    def _text_start(self, markup: Markup) -> int:
        """Return the offset at which text continues: of an element with raw text that of its end tag, if it has one."""
        tag = markup.tag
        pattern = _RAW_TEXT_END.get(tag.name) if tag and not tag.closing else None
        if tag is None or pattern is None or tag.name in self.missing:
            return markup.end
        # Without an end tag the element would hold the rest of the page; report on that rest all the same.
        end_tag = pattern.search(self.html, tag.end)
        if end_tag is None:
            self.missing.add(tag.name)
        return end_tag.start() if end_tag else tag.end

    def _behind(self, end: str, start: int, find: Callable[[str, int], int]) -> int:
        found = -1 if end in self.missing else find(self.html, start)
        if found < 0:
            self.missing.add(end)
        return found

    def _tag_end(self, start: int) -> int:
        if self.html.startswith(">", start):  # most tags have no attributes
            return start + 1
        if self.endless and self.endless[start]:
            return -1
        found = _ATTRIBUTES.match(self.html, start)
        if found is None:
            self._mark_endless(start)
        return found.end() if found else -1

    def _mark_endless(self, start: int) -> None:
        """Mark all offsets outside quotes from *start* on: from none of them is there a `>` outside quotes."""
        self.endless = self.endless or bytearray(len(self.html) + 1)
        while not self.endless[start]:
            found = _UNQUOTED.match(self.html, start)
            end = found.end() if found else start
            self.endless[start : end + 1] = b"\1" * (end + 1 - start)
            opening = _OPENING_QUOTE.match(self.html, end)
            closing = self.html.find(opening[1], opening.end()) if opening else -1
            if closing < 0:
                break
            start = closing + 1


def browser_tags(html: str, start: int = 0, stop: int = sys.maxsize) -> Iterator[Tag]:
    """Yield the opening tags that begin between two offsets of *html*, as a browser reads it in a page.

    Quotes count behind `=` only, names may have any character, and a tag or comment without an end extends to the end:
    in a page, it ends in what follows. Nothing is taken for raw text.
    """
    while found := _BROWSER_TAG.search(html, start, stop):
        if found["name"] is None:
            find = comment_end if found[0] == "<!--" else _declaration_end
            start = find(html, found.end())
            if start < 0:
                return
            continue
        start = _browser_tag_end(html, found.end())
        if html[found.start() + 1] != "/":
            name = found["name"].lower()
            yield Tag(name, False, found.start(), start, html[found.end() : start].rstrip(">"), found.end())


def _browser_tag_end(html: str, start: int) -> int:
    while found := _BROWSER_ATTRIBUTE.match(html, start):
        start = found.end()
        if found["end"] is not None:
            break
    return start


def browser_attributes(tag: Tag) -> Iterator[Attribute]:
    """Yield the attributes of a tag that :func:`browser_tags` has found."""
    for found in _BROWSER_ATTRIBUTE.finditer(tag.typed):
        kind = next((kind for kind in ("double", "single", "bare") if found[kind] is not None), None)
        if found["name"]:
            value, (start, end) = (found[kind], found.span(kind)) if kind else ("", (found.end(), found.end()))
            yield Attribute(found["name"].lower(), _decoded(value), tag.typed_start + start, tag.typed_start + end)


def comment_end(html: str, start: int) -> int:
    """Return the offset behind the comment of which the text begins at *start*, or -1 if it never ends.

    As in browsers, `<!-->` and `<!--->` are whole comments, and `--!>` ends one too.
    """
    found = _EMPTY_COMMENT_END.match(html, start) or _COMMENT_END.search(html, start)
    return found.end() if found else -1


def _declaration_end(html: str, start: int) -> int:
    return html.find(">", start) + 1 or -1


def tags_in(html: str, names: Collection[str] = ()) -> Iterator[Tag]:
    """Yield the tags of *html* in order: all, or those whose name is in *names*."""
    if names and not _has_any(html.lower(), names):
        return
    for each in markup_in(html, (lambda name, _: name in names) if names else None):
        if each.tag:
            yield each.tag


def _has_any(html: str, names: Collection[str]) -> bool:
    return any(f"<{name}" in html or f"</{name}" in html for name in names)


def strip_tags(html: str) -> str:
    """Return the text of *html*: no tags, comments, scripts or styles, and characters for character references."""
    text, number = _MOST_TAGS.subn("", html)
    if number == html.count("<"):  # nothing else begins with it
        return unescape(text)
    pieces, done = [], 0
    for each in markup_in(html):
        pieces.append(html[done : each.start])
        done = each.text_start
    return unescape("".join([*pieces, html[done:]]))


def links_in(html: str, typed: re.Pattern[str] | None = None) -> Iterator[Link]:
    """Yield each address in an attribute of :data:`LINK_ATTRIBUTES`, and what Pelican resolves in others, in order.

    *typed*: only those of tags in which it finds something, such as :data:`INDICATED`.
    """
    for each in markup_in(html, typed_as(typed) if typed else _has_attributes):
        if each.tag and not each.tag.closing:
            yield from (Link(each.tag.name, found) for found in each.tag.attributes() if _is_link(found))


def typed_as(pattern: re.Pattern[str]) -> Wanted:
    """Return a function that tells whether *pattern* finds something in what is typed behind the name of a tag."""
    return lambda _, typed: bool(typed) and pattern.search(typed) is not None


def _has_attributes(_: str, typed: str) -> bool:
    return bool(typed)


def _is_link(attribute: Attribute) -> bool:
    ends_so = attribute.name.endswith(LINK_ATTRIBUTES) and bool(INDICATED.match(attribute.value))
    return attribute.name in LINK_ATTRIBUTES or ends_so


def unresolved_links_in(html: str, resolved: Container[int]) -> Iterator[Link]:
    """Yield each attribute with a word such as {static} that Pelican leaves as it is.

    *resolved* are the offsets of the values that it does resolve: one in each tag.
    """
    found = markup_in(html, typed_as(INDICATED)) if INDICATED.search(html) else ()  # most texts have none
    for tag in (each.tag for each in found if each.tag and not each.tag.closing):
        for each in tag.attributes():
            if each.start not in resolved and _holds_link(each):
                yield Link(tag.name, each)


def _holds_link(attribute: Attribute) -> bool:
    if attribute.name.endswith(_NEVER_RESOLVED):
        return bool(INDICATED.search(attribute.value))
    return attribute.name.endswith(LINK_ATTRIBUTES) and bool(INDICATED.match(attribute.value.strip()))


def replace_values(html: str, replacement: Callable[[Tag, Attribute], str | None]) -> str:
    """Return *html* with the value that *replacement* returns for each attribute of a start tag.

    None, or the value that it has, keeps the attribute as it is typed.
    """
    pieces, done = [], 0
    for tag in tags_in(html) if "=" in html else ():
        for attribute in () if tag.closing else tag.attributes():
            new = replacement(tag, attribute)
            if new not in (None, attribute.value):
                pieces += [html[done : attribute.start], _typed(str(new), html, attribute)]
                done = attribute.end
    return "".join([*pieces, html[done:]])


def _tag(found: re.Match[str], html: str, end: int) -> Tag:
    name, closing = found["name"].lower(), bool(found["closing"])
    return Tag(name, closing, found.start(), end, html[found.end() : end - 1], found.end())


def _decoded(typed: str) -> str:
    return _CHARACTER_REFERENCE.sub(lambda found: unescape(found[0]), typed) if "&" in typed else typed


def _typed(value: str, html: str, old: Attribute) -> str:
    """Return what to write at the offsets of the attribute *old* so that its value is *value*."""
    if html[old.start - 1] in "\"'":
        return escape(value)
    return f'{"" if old.end > old.start else "="}"{escape(value)}"'
