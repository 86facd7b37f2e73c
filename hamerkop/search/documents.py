"""Makes the documents of the search index from articles, pages and terms, and the small HTML page of each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from hamerkop.search.pagefind import Page
from hamerkop.shared.html_source import VOID_ELEMENTS, strip_tags, tags_in
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.records import Term
from hamerkop.shared.site_content import tags_of
from hamerkop.shared.titles import given_summary, plain_title, tag_title
from hamerkop.shared.urls import full_url


class Document(NamedTuple):
    """One result that a reader can find: *title* and *other_names* are plain text, *html* is the text to search.

    *url* is relative to the root of the site, without a slash before it; *topics* are slugs of tags.
    """

    url: str
    title: str
    html: str
    language: str
    topics: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


def document_of(content: Content, synonyms: Mapping[str, Iterable[str]]) -> Document:
    """Return the document of an article or page: its title, summary and text, found also by the names of its tags.

    *synonyms* are further words by which it is found, by slug.
    """
    return Document(
        url=content.url,
        title=plain_title(content),
        html=f"<p>{escape(given_summary(content))}</p>\n{content.content or ''}",
        language=content.lang,
        topics=tuple(sorted({tag.slug for tag in tags_of(content)})),
        other_names=(*tag_names(tags_of(content)), *synonyms.get(content.slug, ())),
    )


def tag_names(tags: Iterable[NamedPage]) -> list[str]:
    """Return what *tags* are called, in order: their titles or names, and their slugs as words."""
    names = set()
    for tag in tags:
        names |= {tag_title(tag), tag.slug.replace("-", " ")}
    return sorted(names)


def term_documents(terms: Iterable[Term], page: Content) -> Iterator[Document]:
    """Yield a document for each term of the glossary that *page* prints."""
    for term in terms:
        yield Document(
            url=f"{page.url}#{term.slug}",
            title=term.name,
            html=f"<p>{escape(term.meaning)}</p>",
            language=page.lang,
            other_names=tuple(term.forms[1:]),
        )


# The text of <h1> becomes the title of a result, which counts more than the text, and is not repeated in its excerpt.
# data-pagefind-body: if a writer typed it in one text, all texts without it would be ignored.
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">{other_names}</head>
<body data-pagefind-body><h1 data-pagefind-meta="title" data-pagefind-ignore>{title}</h1>
{html}
</body></html>
"""
OTHER_NAMES = '<meta data-pagefind-meta="other_names[content]" content="{}">'


def page_of(document: Document) -> Page:
    """Return a document as the page that Pagefind reads."""
    names = escape(", ".join(document.other_names))
    html = PAGE.format(
        language=escape(primary_language(document.language)),
        title=escape(document.title),
        html=_not_too_deep(document.html),
        other_names=OTHER_NAMES.format(names) if names else "",
    )
    return Page(full_url("", document.url), html)


MAX_DEPTH = 500  # of elements within one another; Pagefind calls itself for each, and ends without a word


def _not_too_deep(html: str) -> str:
    """Return *html*, or its text alone if its elements are nested too deeply for Pagefind."""
    depth = deepest = 0
    for tag in tags_in(html) if html.count("<") > MAX_DEPTH else ():
        depth = max(0, depth + (-1 if tag.closing else tag.name not in VOID_ELEMENTS))
        deepest = max(deepest, depth)
    return html if deepest <= MAX_DEPTH else f"<p>{escape(strip_tags(html))}</p>"


def primary_language(tag: str) -> str:
    """Return a language tag without its region: a search in British English finds American English too.

    What is no language is "und", undetermined: Pagefind stops at other text.
    """
    language = re.split("[-_]", tag.strip(), maxsplit=1)[0]
    return language.lower() if re.fullmatch("[A-Za-z]{2,8}", language) else "und"
