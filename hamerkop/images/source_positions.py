"""Finds where images are typed in a source. Used only for an article with a problem. Does not import Pelican.

No reader keeps the position of an image in its file, so it is searched for by its address; the second image with an
address is the second one that is typed with it.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.html_source import tags_in
from hamerkop.shared.markdown_source import mask_code

# An alt text of at most 1000 characters: else a text of nothing but "![" would be read to its end for each of them.
_MARKDOWN = re.compile(
    r"""(?<!\\)!\[ (?P<alt>(?:\\.|\[[^\[\]]*+\]|[^\]\\]){0,1000}+) \]
        (?: \(\s* (?P<address><[^<>]*>|(?:\\.|\([^()]*\)|[^()\s\\]|[ \t]++(?!["'\n)]))*+)
              (?: (?:\s+ (?:"[^"]*"|'[^']*'))? \s* \) )?
          | [ ]?\[(?P<id>[^\]]*)\] )?""",
    re.VERBOSE | re.DOTALL,
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<id>[^\]\n]+)\]:[ \t]*\n?[ \t]*(?P<address><[^<>\n]*>|\S+)", re.MULTILINE)
_RST = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|]*\|[ \t]+)?(?:image|figure)::[ \t]*(?P<address>\S(?:.*\S)?)[ \t]*$", re.MULTILINE
)


class TypedImage(NamedTuple):
    """An image in a source: the offsets of its beginning and end, its address, and all that is typed."""

    start: int
    end: int
    address: str
    typed: str


def typed_images_of(addresses: Sequence[str], source: str, path: str) -> list[TypedImage | None]:
    """Return where each image is typed in the *source* of the file *path*; *addresses* are in the order of the page.

    None for one that is not typed there: something else has put it into the text.
    """
    left: dict[str, deque[TypedImage]] = {}
    for image in sorted(typed_images(source, Path(path).suffix)):
        left.setdefault(image.address, deque()).append(image)
    return [left[each.strip()].popleft() if left.get(each.strip()) else None for each in addresses]


def typed_images(source: str, suffix: str) -> Iterator[TypedImage]:
    """Yield the images outside code in the *source* of a file whose name ends in *suffix*, such as ".md"."""
    if suffix == ".rst":
        yield from (TypedImage(*found.span("address"), found["address"], found[0]) for found in _RST.finditer(source))
        return
    is_html = suffix in (".html", ".htm")
    prose = source if is_html else mask_code(source)
    for tag in tags_in(prose, ("img",)):
        address = tag.values().get("src", "").strip()
        yield TypedImage(tag.start, tag.end, address, source[tag.start : tag.end])
    if not is_html:
        yield from _typed_in_markdown(prose)


def _typed_in_markdown(prose: str) -> Iterator[TypedImage]:
    defined = {_label(found["id"]): found["address"] for found in reversed(list(_DEFINITION.finditer(prose)))}
    for found in _MARKDOWN.finditer(prose):
        address = found["address"]
        if address is None:
            address = defined.get(_label(found["id"] or found["alt"]), "")
        yield TypedImage(found.start(), found.end(), _without_markup(address), found[0])


def _label(typed: str) -> str:
    """Return the label of a link definition as Markdown compares it."""
    return " ".join(typed.split()).lower()


def _without_markup(address: str) -> str:
    """Return an address without the angle brackets, backslashes and entities that Markdown removes."""
    address = address[1:-1] if address.startswith("<") and address.endswith(">") else address
    return unescape(re.sub(r"\\([\\`*_{}\[\]()>#+\-.!])", r"\1", address)).strip()
