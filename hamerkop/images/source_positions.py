"""Finds the line and column of a picture in its source file. Only a build with a mistake needs it.

No reader remembers where in the file a picture stood, so it is looked for by its address, and the second picture of
one address is the second such place. Knows nothing of Pelican.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from hamerkop.images.html_tags import attributes_of
from hamerkop.shared.markdown_source import mask_code

_MARKDOWN = re.compile(
    r"""(?<!\\)!\[ (?P<alt>(?:\\.|\[[^\]]*\]|[^\]\\])*) \]
        (?: \(\s* (?P<address><[^<>]*>|(?:\\.|\([^()]*\)|[^()\s\\])*) | [ ]?\[(?P<id>[^\]]*)\] )?""",
    re.VERBOSE | re.DOTALL,
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<id>[^\]]+)\]:[ \t]*\n?[ \t]*(?P<address><[^<>\n]*>|\S+)", re.MULTILINE)
_HTML = re.compile(r"""<img(?=[\s/>])(?P<attributes>(?:[^"'>]|"[^"]*"|'[^']*')*)>""", re.DOTALL | re.IGNORECASE)
_RST = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|]*\|[ \t]+)?(?:image|figure)::[ \t]*(?P<address>\S.*?)[ \t]*$", re.MULTILINE
)


class Typed(NamedTuple):
    """A picture as it is typed: where, and its address."""

    offset: int
    address: str


def offsets_of(addresses: list[str], source: str, suffix: str) -> list[int]:
    """Return the offset in *source* of each picture, of which the addresses are given in the order of the page.

    It is 0 for one that is not typed there: something else has put it into the text.
    """
    left = sorted(typed_pictures(source, suffix))
    offsets = []
    for address in addresses:
        found = next((typed for typed in left if typed.address == address.strip()), None)
        if found:
            left.remove(found)
        offsets.append(found.offset if found else 0)
    return offsets


def typed_pictures(source: str, suffix: str) -> Iterator[Typed]:
    """Yield every picture in the *source* of a file whose name ends in *suffix*; what stands in code is none."""
    if suffix == ".rst":
        yield from (Typed(match.start("address"), match["address"]) for match in _RST.finditer(source))
        return
    prose = source if suffix in (".html", ".htm") else mask_code(source)
    for match in _HTML.finditer(prose):
        yield Typed(match.start(), attributes_of(match["attributes"]).get("src", "").strip())
    if prose is not source:
        yield from _typed_in_markdown(prose)


def _typed_in_markdown(prose: str) -> Iterator[Typed]:
    defined = {_name(match["id"]): match["address"] for match in reversed(list(_DEFINITION.finditer(prose)))}
    for match in _MARKDOWN.finditer(prose):
        address = match["address"]
        if address is None:
            address = defined.get(_name(match["id"] or match["alt"]), "")
        yield Typed(match.start(), _plain(address))


def _name(typed: str) -> str:
    """Return the name of a definition as Markdown compares it."""
    return " ".join(typed.split()).lower()


def _plain(address: str) -> str:
    """Return an address without what Markdown takes off it."""
    address = address[1:-1] if address.startswith("<") and address.endswith(">") else address
    return unescape(re.sub(r"\\([\\`*_{}\[\]()>#+\-.!])", r"\1", address)).strip()
