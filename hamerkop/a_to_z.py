"""Gives a list of everything by letter: articles, pages, topics and glossary terms.

[plugin] Templates get `a_to_z`: (letter, [entry, …]) in the order of the alphabet; an entry has `title`, `url` and
`kind` ("article", "page", "topic" or "term"). Terms come from `GLOSSARY` where hamerkop.glossary is on.
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from pelican import signals
from pelican.generators import ArticlesGenerator
from unidecode import unidecode

NOT_A_LETTER = "0–9"


class AlphabetEntry(NamedTuple):
    """One thing that a reader may look for by its name."""

    title: str
    url: str
    kind: str


def letter_of(entry: AlphabetEntry) -> str:
    """Return the letter under which a reader looks: É under E, digits and signs under 0–9."""
    first = re.sub(r"[^A-Z]", "", unidecode(entry.title).upper()[:1])
    return first or NOT_A_LETTER


def by_letter(entries: Iterable[AlphabetEntry]) -> list[tuple[str, list[AlphabetEntry]]]:
    """Group *entries* by their letters, digits first, each group in the order of the alphabet."""
    ordered = sorted(entries, key=lambda entry: (letter_of(entry), unidecode(entry.title).casefold(), entry))
    return [(letter, list(found)) for letter, found in groupby(ordered, letter_of)]


def entries_of(generator: Any, glossary_url: str) -> list[AlphabetEntry]:
    """Return every published article and page, every topic with an article, and every term."""
    pages = [AlphabetEntry(page.title, page.url, "page") for page in generator.context.get("pages", [])]
    articles = [AlphabetEntry(article.title, article.url, "article") for article in generator.articles]
    topics = [AlphabetEntry(getattr(tag, "title", tag.name), tag.url, "topic") for tag in generator.tags]
    terms = generator.settings.get("GLOSSARY", []) if glossary_url else []
    return [
        *articles,
        *pages,
        *topics,
        *(AlphabetEntry(term.name, f"{glossary_url}#{term.slug}", "term") for term in terms),
    ]


def add_a_to_z(generators: list[Any]) -> None:
    """Put the list into the context that all templates share."""
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            pages = generator.context["generated_content"]
            page = pages.get(generator.settings.get("GLOSSARY_PAGE"))
            generator.context["a_to_z"] = by_letter(
                entries_of(generator, page.url if page and page.status == "published" else "")
            )


def register() -> None:
    signals.all_generators_finalized.connect(add_a_to_z)
