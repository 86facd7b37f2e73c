"""What a build asks of the text of every article and page, such as which files it names.

A build that takes an article from its store has the facts with it, and need not load the text. A plugin registers a
function that finds what it asks of the finished HTML::

    ADDRESSES = TextFact("hamerkop.links", addresses_in)   # addresses_in(content, html)
    ADDRESSES.of(content)
"""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from hamerkop.shared.pelican_types import Content
from hamerkop.shared.source_text import half_character

T = TypeVar("T")


class TextFact(Generic[T]):
    """Something that *find* returns of an article or page and of its HTML, and of nothing else; it can be pickled.

    *name* is unique. The facts of a plugin are found while files are read once :meth:`register` was called.
    """

    def __init__(self, name: str, find: Callable[[Content, str], T]) -> None:
        self.name, self.find = name, find

    def register(self) -> "TextFact[T]":
        """Have the fact found when a file is read, and kept with it."""
        _REGISTERED[self.name] = self
        return self

    def of(self, content: Content) -> T:
        """Return the fact of the HTML that an article or page has now."""
        kept: dict[str, T] | None = getattr(content, "hamerkop_text_facts", None)
        return kept[self.name] if kept and self.name in kept else self.find(content, content._content or "")


_REGISTERED: dict[str, TextFact[Any]] = {}


def registered_facts(content: Content, html: str) -> dict[str, Any]:
    """Return the registered facts of *html* as the text of *content*, by name."""
    return {name: fact.find(content, html) for name, fact in _REGISTERED.items()}


class TextLink(NamedTuple):
    """A link by {filename}, {static}, {tag} and the like: its kind, the address that follows, and its path."""

    what: str
    value: str
    path: str


def _links_in(content: Content, html: str) -> tuple[TextLink, ...]:
    found = content._get_intrasite_link_regex().finditer(html)
    return tuple(TextLink(each["what"], each["value"], each["path"]) for each in found)


# The links of a text, in order, those in comments too: Pelican copies the files of these as well.
TEXT_LINKS = TextFact("links", _links_in).register()
# The first half of a character in a text, as :func:`half_character` returns it.
HALF_CHARACTER = TextFact("half of a character", lambda _content, html: half_character(html)).register()
