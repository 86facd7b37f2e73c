"""Finds the `<img>` tags of an HTML text and adds attributes to them. Does not import Pelican."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from hamerkop.shared.html_source import Tag, strip_tags, tags_in

Attributes = dict[str, str]
NO_ALT = "data-hamerkop-no-alt"  # of an image of Markdown whose alt text was left out
_NO_ALT_TYPED = f' {NO_ALT}=""'


class Image(NamedTuple):
    """An `<img>`: its attributes as a browser reads them, and whether nothing can be seen before it in its text."""

    attributes: Attributes
    opens_text: bool

    @property
    def address(self) -> str:
        """The value of `src`; "" if there is none."""
        return self.attributes.get("src", "").strip()


def images_in(html: str) -> list[Image]:
    """Return the images of *html* in order."""
    tags = list(tags_in(html, ("img",)))
    text_begins_with_it = bool(tags) and not strip_tags(html[: tags[0].start]).strip()
    return [Image(_attributes(tag), opens_text=text_begins_with_it and tag is tags[0]) for tag in tags]


def _attributes(tag: Tag) -> Attributes:
    found = tag.values()
    return {name: value for name, value in found.items() if name != "alt"} if NO_ALT in found else found


def without_marks(html: str) -> str:
    """Return *html* without the marks of images that have no alt text."""
    return html.replace(_NO_ALT_TYPED, "")


def add_attributes(html: str, additions: Sequence[Attributes]) -> str:
    """Return *html* with the attributes that *additions* has for each of its images, in order.

    An attribute that the writer typed stays as it is, and so does every other byte, but for a `>` within a tag.
    """
    pieces, done = [], 0
    for tag, more in zip(tags_in(html, ("img",)), additions, strict=True):
        added = {name: value for name, value in more.items() if name not in tag.values()}
        pieces += [html[done : tag.typed_start], *map(_attribute, added.items()), _typed(tag), ">"]
        done = tag.end
    return "".join([*pieces, html[done:]])


def _attribute(item: tuple[str, str]) -> str:
    name, value = item
    return f' {name}="{escape(value)}"'


def _typed(tag: Tag) -> str:
    """Return the attributes as typed; Pelican resolves addresses in tags up to the first `>` only."""
    return without_marks(tag.typed).replace(">", "&gt;")
