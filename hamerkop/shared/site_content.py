"""Which articles and pages a site has: all of them, and those that are published."""

from collections.abc import Iterable
from typing import TypeGuard

from pelican.contents import Article, Page

from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Generator, NamedPage
from hamerkop.shared.records import GLOSSARY, Glossary


def is_articles_generator(generator: object) -> TypeGuard[ArticlesGenerator]:
    """Return whether *generator* is the one that makes the articles; it alone has tags, categories and drafts."""
    return hasattr(generator, "drafts_translations") and hasattr(generator, "tags")


def articles_generator(generators: Iterable[Generator]) -> ArticlesGenerator:
    """Return the generator of the articles. Raises StopIteration if there is none; Pelican always has one."""
    return next(generator for generator in generators if is_articles_generator(generator))


def all_articles(generator: ArticlesGenerator) -> list[Content]:
    """Return the articles of every status: first the published ones, then the hidden ones, then the drafts."""
    return [
        *generator.articles,
        *generator.translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
        *generator.drafts,
        *generator.drafts_translations,
    ]


def contents_read(context: Context) -> list[Content]:
    """Return every article and page that Pelican could read, of any status, by source path."""
    found = [content for content in context["generated_content"].values() if isinstance(content, Article | Page)]
    return sorted(found, key=lambda content: str(content.source_path))


def is_published(content: Content) -> bool:
    """Return whether readers find *content* by links and lists: its status is published and it is written."""
    return content.status == "published" and bool(content.save_as)


def published_contents(context: Context) -> list[Content]:
    """Return the published articles and pages, translations included, by source path."""
    return [content for content in contents_read(context) if is_published(content)]


def written_contents(context: Context) -> list[Content]:
    """Return what has a public address: the published and the hidden articles and pages, by source path."""
    return [
        content
        for content in contents_read(context)
        if content.status in ("published", "hidden") and bool(content.save_as)
    ]


def published_glossary(context: Context) -> tuple[Glossary, Content] | None:
    """Return the glossary (hamerkop.glossary) and the page that prints it, or None if readers have no such page."""
    glossary = GLOSSARY.get(context)
    page = context["generated_content"].get(glossary.page) if glossary else None
    return (glossary, page) if glossary and page and is_published(page) else None


def tags_of(content: Content) -> list[NamedPage]:
    """Return the tag objects of an article or page; [] if it has none."""
    return list(getattr(content, "tags", []))
