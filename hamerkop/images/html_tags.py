"""Finds the pictures in a text that is HTML already, and writes attributes into them. Knows nothing of Pelican."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

# Comments, and elements whose content is no HTML, are stepped over.
_PICTURE = re.compile(
    r"""<!--.*?-->|<(?P<raw>script|style|textarea)\b.*?</(?P=raw)\s*>
        |<img(?=[\s/>])(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+)))?"""
)
_TAG = re.compile(r"<[^>]*>")

Attributes = dict[str, str]


class Picture(NamedTuple):
    """An ``<img>``: its attributes as a browser reads them, and whether it is the first thing in its text."""

    attributes: Attributes
    opens_the_text: bool

    @property
    def address(self) -> str:
        return self.attributes.get("src", "").strip()


def rewrite_pictures(html: str, additions: Callable[[Picture], Attributes]) -> str:
    """Return *html* with the attributes that *additions* gives for each picture; the writer's own stay as they are."""

    def rewritten(match: re.Match[str]) -> str:
        typed = match["attributes"]
        if typed is None:
            return match[0]
        picture = Picture(attributes_of(typed), _is_silent(html[: match.start()]))
        added = {name: value for name, value in additions(picture).items() if name not in picture.attributes}
        # Pelican looks for addresses in tags that it believes to end at the first ">".
        return f"<img{''.join(map(_attribute, added.items()))}{typed.replace('>', '&gt;')}>"

    return _PICTURE.sub(rewritten, html)


def attributes_of(typed: str) -> Attributes:
    """Return the attributes in a tag, by their names in small letters; of two with one name the first counts."""
    found: Attributes = {}
    for match in _ATTRIBUTE.finditer(typed):
        value = next((match[kind] for kind in ("double", "single", "bare") if match[kind] is not None), "")
        found.setdefault(match["name"].lower(), unescape(value))
    return found


def _is_silent(html: str) -> bool:
    """Tell whether there is neither a word nor another picture in *html*."""
    return "<img" not in html and not _TAG.sub("", html).strip()


def _attribute(item: tuple[str, str]) -> str:
    name, value = item
    return f' {name}="{escape(value)}"'
