"""Recognises HTML that acts by itself: it runs a program, loads something, or leads the reader to another page.

:func:`active_in` reads tags only: what is in comments, in text and in the attributes of text is never found. The
tables follow https://html.spec.whatwg.org/multipage/indices.html and the attributes of SVG that take an address.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from hamerkop.shared.html_source import (
    ADDRESS_ATTRIBUTES,
    ADDRESS_LIST_ATTRIBUTES,
    Attribute,
    MarkupReader,
    Tag,
    browser_attributes,
    browser_tags,
    read_markup,
)

# What HTML does by itself. "media": it loads an image, sound or film of another host; "loads": pages, styles, the like.
Action = Literal["runs", "loads", "media", "leads"]

ELEMENTS: dict[str, Action] = {
    "script": "runs",
    **dict.fromkeys(
        ("applet", "bgsound", "embed", "fencedframe", "frame", "frameset", "iframe", "object", "portal"), "loads"
    ),
    "base": "leads",
}
# The values of `rel` with which <link> loads nothing; any other one may.
HARMLESS_RELATIONS = frozenset(
    ("alternate", "author", "bookmark", "canonical", "help", "license", "me", "next", "prev", "search", "tag")
)
SEND_AT_A_CLICK = ("ping", "attributionsrc")  # they tell a host of it, without leading there
# Attributes that take an address, or several; also those that only elements of old, or old browsers, have.
ADDRESSES = frozenset(
    (
        *(*ADDRESS_ATTRIBUTES, *ADDRESS_LIST_ATTRIBUTES),
        *("archive", "classid", "code", "codebase", "dynsrc", "icon", "lowsrc", "profile", "usemap"),
        *("from", "to", "by", "values"),  # of an animation in SVG, which may be that of an address
    )
)
# Attributes that are properties of CSS, in SVG.
STYLES = frozenset(
    ("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker-start", "marker-mid", "marker-end")
)
MEDIA_ATTRIBUTES = {
    **dict.fromkeys(("img", "source", "video", "audio", "track", "input"), ("src", "srcset", "poster")),
    **dict.fromkeys(("image", "use", "feimage"), ("href", "src")),
}
FORM_ATTRIBUTES = ("action", "formaction")
_ELEMENTS_THAT_ACT = {*ELEMENTS, *MEDIA_ATTRIBUTES, "link", "meta", "style"}
# What is typed, in small letters, in each tag that acts: a name of an attribute, a scheme, or what can hide one.
_MAY_ACT = re.compile(
    r"""(?:^|[\s"'/:])on|script|data|srcdoc|action|background|[&\\\t\n\r]|"""
    + "|".join(map(re.escape, sorted((*SEND_AT_A_CLICK, *STYLES))))
)
_RUNS = re.compile(r"(?:java|vb|live)script:|data:(?:text/html|text/xml|application/xhtml\+xml|application/xml)")
_HOST = re.compile(r"(?:(?:https?|ftp|wss?):/*|//+)(?P<host>[^/?#\s,;'\")]*)")
_IN_CSS = re.compile(r"(?:(?:https?|ftp):|//)/*[^\s'\")]*")
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n]))", re.IGNORECASE)
# What loads nothing: comments, the names of XML namespaces, and what is in the style sheet itself. An escape or a
# string may have the beginning of a comment.
_CSS_INERT = re.compile(
    r"""(?P<kept>\\.|url\(\s*(?!["']?data:)|"(?:[^"\\\n]|\\.)*+"?+|'(?:[^'\\\n]|\\.)*+'?+)|/\*.*?(?:\*/|\Z)"""
    r"""|@namespace[^;{}@]*+;|url\(\s*(?:"data:[^"]*"|'data:[^']*'|data:[^)]*)\s*\)""",
    re.DOTALL | re.IGNORECASE,
)
# Elements in which browsers read comments, attributes, or the text of <style> and the like in another way; and what
# ends such text there.
_CONTEXT = re.compile(r"<(?:svg|math|select|noscript|title)", re.IGNORECASE)
_CONTEXT_END = re.compile(r"</(?:noscript|title|svg|math|select)|\]\]>", re.IGNORECASE)


class Active(NamedTuple):
    """Something that acts by itself: what it does, its tag, and the attribute that does it, None if the tag does."""

    action: Action
    tag: Tag
    attribute: Attribute | None = None
    hidden: bool = False  # whether only a browser finds the tag, in what looks like text, a comment or an attribute

    @property
    def shown(self) -> str:
        """How a message names it: `<script>`, or `onclick of <a>`."""
        return f"{self.attribute.name} of <{self.tag.name}>" if self.attribute else f"<{self.tag.name}>"


def active_in(html: str, site_url: str = "") -> Iterator[Active]:
    """Yield what acts by itself in *html*, in order; *site_url* is the address of the site, whose host is no other.

    What only a browser takes for a tag follows at the end.
    """
    host = urlsplit(site_url).netloc.lower()
    markup, found = read_markup(html), set[int]()
    for each in markup.found:
        tag = each.tag
        if tag is None or tag.closing or not _may_act(tag.name, tag.typed):
            continue
        css = css_action(html[tag.end : each.text_start], host) if tag.name == "style" else None
        for active in _active_in_tag(tag, tag.attributes() if tag.typed.strip() else (), host, css):
            found.add(tag.start)
            yield active
    for tag in _hidden_tags(html, markup.doubtful):
        if tag.start not in found:
            for active in _active_in_tag(tag, browser_attributes(tag), host):
                yield active._replace(hidden=True)


def _active_in_tag(tag: Tag, attributes: Iterable[Attribute], host: str, css: Action | None = None) -> Iterator[Active]:
    if action := _element_action(tag) or css:
        yield Active(action, tag)
    for attribute in attributes:
        if action := attribute_action(tag.name, attribute.name, attribute.value, host):
            yield Active(action, tag, attribute)


def _hidden_tags(html: str, doubtful: Sequence[int]) -> Iterator[Tag]:
    """Yield the tags that a browser finds in *html* where we may have found others: from *doubtful* on, for one."""
    if doubtful:
        yield from browser_tags(html, doubtful[0])
    context = _CONTEXT.search(html)
    for each in MarkupReader(html).read(start=context.start()) if context else ():
        if each.text_start > each.end and each.tag and each.tag.name != "script":
            yield from browser_tags(html, each.end, each.text_start)
        if hidden := _CONTEXT_END.search(html, each.start + 1, each.end):
            yield from browser_tags(html, hidden.start(), each.end)


def _may_act(name: str, typed: str) -> bool:
    """Return whether a tag could act by itself, which most cannot: those are not looked at attribute by attribute."""
    return name in _ELEMENTS_THAT_ACT or (bool(typed) and bool(_MAY_ACT.search(typed.lower())))


def _element_action(tag: Tag) -> Action | None:
    if tag.name == "link":
        return "loads" if set(tag.values().get("rel", "").lower().split()) - HARMLESS_RELATIONS else None
    if tag.name == "meta":
        return "leads" if tag.values().get("http-equiv", "").strip().lower() == "refresh" else None
    return ELEMENTS.get(tag.name)


def attribute_action(tag: str, name: str, value: str, host: str) -> Action | None:
    """Return what an attribute of an element does by itself, or None; *host* is that of the site."""
    name = name.lower()
    plain = name.rpartition(":")[2]  # xlink:href
    # Without a value it does nothing: it may be a word of a text in wrong quotes, as in alt="the "only" one".
    if (name.startswith("on") and name[2:].isalpha() and value) or plain == "srcdoc":
        return "runs"
    if plain in STYLES:
        return css_action(value, host)
    return _address_action(tag.lower(), plain, address_as_read(value), host) if plain in ADDRESSES else None


def _address_action(tag: str, name: str, value: str, host: str) -> Action | None:
    if any(_RUNS.match(each.strip()) for each in (value, *re.split(r"[\s;]", value))):
        return "runs"
    if name in SEND_AT_A_CLICK:
        return "loads"
    if name in FORM_ATTRIBUTES:
        return "leads" if is_elsewhere(value, host) else None
    if name in MEDIA_ATTRIBUTES.get(tag, ()) or name == "background":
        addresses = re.split(r",\s*|\s+", value) if name == "srcset" else (value,)
        return "media" if any(is_elsewhere(each, host) for each in addresses) else None
    return None


def css_action(css: str, host: str) -> Action | None:
    """Return what a style sheet or `style` attribute does by itself, or None."""
    read = _CSS_ESCAPE.sub(_css_character, _CSS_INERT.sub(lambda found: found["kept"] or "", css)).lower()
    if "javascript:" in read:
        return "runs"
    elsewhere = any(is_elsewhere(found[0], host) for found in _IN_CSS.finditer(read))
    return "loads" if elsewhere or "@import" in read else None


def _css_character(escape: re.Match[str]) -> str:
    return unescape(f"&#x{escape[1]};") if escape[1] else escape[2]


def address_as_read(typed: str) -> str:
    """Return an address as browsers read it, in lower case: without tabs and line ends, `\\` as `/`."""
    inner = re.sub(r"[\t\n\r]", "", typed).replace("\\", "/").lower()
    return inner.strip("".join(map(chr, range(33))))


def is_elsewhere(address: str, host: str) -> bool:
    """Return whether an address, as :func:`address_as_read` gives it, is on another host than *host*."""
    found = _HOST.match(address)
    return found is not None and found["host"] != host
