"""Gives templates a list of articles, pages, topics and glossary terms by letter.

Nothing is kept between builds: the list is computed from what Pelican and the other plugins have read.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from pelican import signals

from hamerkop.shared.content_walk import replace_get_files
from hamerkop.shared.contract import Contract
from hamerkop.shared.pelican_types import ArticlesGenerator, Context, Generator
from hamerkop.shared.records import A_TO_Z, GLOSSARY, FrontMatterRecord, IndexEntry, IndexLetter, TopicRecord
from hamerkop.shared.settings import SettingsTable, check_settings
from hamerkop.shared.site_content import articles_generator, is_published
from hamerkop.shared.text_order import initial_letter, sort_key
from hamerkop.shared.titles import plain_title, tag_title

SETTINGS = SettingsTable("hamerkop.a_to_z", [], prefixes=())  # it has none
CONTRACT = Contract(sets=(A_TO_Z,), reads=(TopicRecord, GLOSSARY, FrontMatterRecord))


def index_by_letter(entries: Iterable[IndexEntry]) -> tuple[IndexLetter, ...]:
    """Return *entries* grouped by letter, digits first, each group in alphabetical order."""

    def letter_of(entry: IndexEntry) -> str:
        return initial_letter(entry.title)

    ordered = sorted(entries, key=lambda each: (letter_of(each), sort_key(each.title), each.title, each.url, each.kind))
    return tuple(IndexLetter(letter, tuple(group)) for letter, group in groupby(ordered, letter_of))


def index_entries(generator: ArticlesGenerator) -> Iterator[IndexEntry]:
    """Yield an entry for every published article and page, every topic with an article, and every glossary term."""
    for article in generator.articles:
        yield IndexEntry(plain_title(article), article.url, "article")
    for page in generator.context.get("pages", []):
        yield IndexEntry(plain_title(page), page.url, "page")
    for tag in generator.tags:
        yield IndexEntry(tag_title(tag), tag.url, "topic")
    yield from glossary_entries(generator.context)


def glossary_entries(context: Context) -> Iterator[IndexEntry]:
    """Yield an entry for each glossary term, if the page that prints the glossary is published."""
    glossary = GLOSSARY.get(context)
    page = context["generated_content"].get(glossary.page) if glossary else None
    if glossary and page and is_published(page):
        for term in glossary.terms:
            yield IndexEntry(term.name, f"{page.url}#{term.slug}", "term")


def add_index(generators: list[Generator]) -> None:
    """Put the list into the context of all templates. Receiver of `all_generators_finalized`."""
    generator = articles_generator(generators)
    A_TO_Z.set(generator.context, index_by_letter(index_entries(generator)))


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    signals.generator_init.connect(replace_get_files)
    signals.all_generators_finalized.connect(add_index)
