"""Finds the `<img>` tags of an HTML text and adds attributes to them. Does not import Pelican."""

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from hamerkop.shared.html_source import Tag, strip_tags, tags_in

Attributes = dict[str, str]


class Image(NamedTuple):
    """An `<img>`: its attributes as a browser reads them, and whether nothing can be seen before it in its text."""

    attributes: Attributes
    opens_text: bool

    @property
    def address(self) -> str:
        """The value of `src`; "" if there is none."""
        return self.attributes.get("src", "").strip()


def rewrite_images(html: str, additions: Callable[[Image], Attributes]) -> str:
    """Return *html* with the attributes that *additions* gives for each image, in order.

    An attribute that the writer typed stays as it is, and so does every other byte, but for a `>` within a tag.
    """
    pieces, done = [], 0
    for tag in tags_in(html, ("img",)):
        image = Image(tag.values(), opens_text=done == 0 and not strip_tags(html[: tag.start]).strip())
        added = {name: value for name, value in additions(image).items() if name not in image.attributes}
        pieces += [html[done : tag.typed_start], *map(_attribute, added.items()), _typed(tag), ">"]
        done = tag.end
    return "".join([*pieces, html[done:]])


def _attribute(item: tuple[str, str]) -> str:
    name, value = item
    return f' {name}="{escape(value)}"'


def _typed(tag: Tag) -> str:
    """Return the attributes as typed; Pelican resolves addresses in tags up to the first `>` only."""
    return tag.typed.replace(">", "&gt;")
