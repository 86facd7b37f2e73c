"""Returns what a reader sees of HTML, so that markup which Markdown did not read can be found in it."""

from collections.abc import Iterable, Iterator
from html import unescape

from hamerkop.shared.html_source import VOID_ELEMENTS, Markup, Tag, markup_in

CODE = "\ufffc"  # in place of code, pictures and other things that are no text
# Elements that do not begin a line of their own.
_INLINE_NAMES = """
a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small span strike strong sub
sup time tt u var wbr
"""
INLINE = frozenset(_INLINE_NAMES.split())
# Elements whose text is typed for a program, or drawn by one.
_HIDDEN_NAMES = "code pre kbd samp var script style textarea svg math iframe object template tt"
_HIDDEN = frozenset(_HIDDEN_NAMES.split())
_SCHEME = "://"


def visible_text(html: str) -> str:
    """Return the text of *html*: two line ends around each block, `CODE` in place of code, pictures and formulas.

    An address within a link has `CODE` before its `://`: only the others are addresses that nobody can follow.
    """
    return "".join(_pieces(html, markup_in(html)))


def _pieces(html: str, markup: Iterable[Markup]) -> Iterator[str]:
    done, hidden, depth, in_link = 0, "", 0, False
    for each in markup:
        if not hidden:
            yield _text(html[done : each.start], in_link)
        done, tag = each.text_start, each.tag
        if tag is None:
            continue
        if hidden:
            depth += (-1 if tag.closing else 1) * (tag.name == hidden)
            hidden = hidden if depth > 0 else ""
            continue
        if _hides(tag):
            hidden, depth = tag.name, 1
            yield CODE
            continue
        in_link = not tag.closing if tag.name == "a" else in_link
        yield _in_place_of(tag.name)
    if not hidden:
        yield _text(html[done:], in_link)


def _hides(tag: Tag) -> bool:
    """Return whether *tag* begins an element of which the text is no text to read: code, or a formula."""
    if tag.closing or tag.name in VOID_ELEMENTS:
        return False
    is_formula = "class=" in tag.typed and ("math" in tag.typed or "tex" in tag.typed)
    return tag.name in _HIDDEN or is_formula


def _in_place_of(name: str) -> str:
    if name == "img":
        return CODE
    return "" if name in INLINE else "\n\n"


def _text(html: str, in_link: bool) -> str:
    text = unescape(html) if "&" in html else html
    return text.replace(_SCHEME, f"{CODE}{_SCHEME}") if in_link and _SCHEME in text else text
