"""What a build needs to know of the text of every article: the files that it names, and whether it can be written.

A build that takes a text from its store has these facts with it, and need not load the text.
"""

from typing import NamedTuple

from hamerkop.shared.pelican_types import Content
from hamerkop.shared.source_text import half_character


class TextLink(NamedTuple):
    """A link by {filename}, {static}, {tag} and the like: its kind, the address that follows, and its path."""

    what: str
    value: str
    path: str


class TextFacts(NamedTuple):
    """The links of a text, in order, and the first half of a character in it, or ""."""

    links: tuple[TextLink, ...]
    half: str


NO_FACTS = TextFacts((), "")


def text_facts(content: Content) -> TextFacts:
    """Return the facts of the HTML of an article or page as it is now."""
    return getattr(content, "hamerkop_text_facts", None) or text_facts_of(content, content._content or "")


def text_facts_of(content: Content, html: str) -> TextFacts:
    """Return the facts of *html* as the text of *content*.

    The links are found by Pelican's own expression, which also reads comments: what it finds is what Pelican copies.
    """
    found = content._get_intrasite_link_regex().finditer(html)
    links = tuple(TextLink(each["what"], each["value"], each["path"]) for each in found)
    return TextFacts(links, half_character(html))
