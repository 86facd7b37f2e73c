"""Decides what can be found, and writes each thing found as the small page that goes into the index."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from hamerkop.search.pagefind import Page


class Document(NamedTuple):
    """One thing that a reader can find. *title* and *other_names* are plain text, *html* is what is searched."""

    url: str  # from the site's root, without a slash before it
    title: str
    html: str
    language: str
    topics: tuple[str, ...] = ()  # slugs
    other_names: tuple[str, ...] = ()


def document_of(content: Any, words: Mapping[str, Iterable[str]]) -> Document:
    """Return what is found of an article or page: its title, its summary, its text, and the names of its topics.

    *words* are others under which readers look for it, by slug.
    """
    plain = hasattr(content, "front_matter")  # hamerkop.frontmatter; other readers make HTML of what was typed
    title = str(content.title) if plain else str(Markup(content.title).striptags())  # noqa: S704  # tags are taken out
    summary = str(content.metadata.get("summary") or "")
    return Document(
        url=content.url,
        title=title,
        html=f"<p>{escape(summary) if plain else summary}</p>\n{content.content}",
        language=content.lang,
        topics=tuple(sorted({tag.slug for tag in getattr(content, "tags", ())})),
        other_names=(*topic_names(content), *words.get(content.slug, ())),
    )


def topic_names(content: Any) -> list[str]:
    """Return what the topics of an article are called: their titles, and their slugs as words."""
    tags = getattr(content, "tags", ())
    names = {str(getattr(tag, "title", tag.name)) for tag in tags} | {tag.slug.replace("-", " ") for tag in tags}
    return sorted(names)


def term_documents(terms: Iterable[Any], page: Any) -> Iterator[Document]:
    """Yield each term of a glossary, as an entry of the page that prints them."""
    for term in terms:
        yield Document(
            url=f"{page.url}#{term.slug}",
            title=term.name,
            html=f"<p>{escape(term.meaning)}</p>",
            language=page.lang,
            other_names=tuple(term.forms[1:]),
        )


# What is in <h1> becomes the title of a result, which counts more than the text, and is not said again in its excerpt.
# data-pagefind-body: once a writer typed it in one text, all others would be ignored.
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">{other_names}</head>
<body data-pagefind-body><h1 data-pagefind-meta="title" data-pagefind-ignore>{title}</h1>
{html}
</body></html>
"""
OTHER_NAMES = '<meta data-pagefind-meta="other_names[content]" content="{}">'


def page_of(document: Document) -> Page:
    """Return a document as Pagefind reads it."""
    names = escape(", ".join(document.other_names))
    html = PAGE.format(
        language=escape(language_of(document)),
        title=escape(document.title),
        html=document.html,
        other_names=OTHER_NAMES.format(names) if names else "",
    )
    return Page(f"/{document.url}", html)


def language_of(document: Document) -> str:
    """Return a language without its region: whoever searches in British English finds American English too."""
    return document.language.replace("_", "-").split("-")[0].lower()
