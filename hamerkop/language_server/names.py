"""Names that a writer can type, with what an editor shows of them and where they are defined."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pelican.contents import Article

from hamerkop.build.loaded_site import LoadedSite
from hamerkop.frontmatter.fields import FIELDS, STATUSES
from hamerkop.language_server.cursor import Kind
from hamerkop.shared.html_source import strip_tags
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.records import BIBLIOGRAPHY, BLOCK_NAMES, GLOSSARY, VOCABULARY, Term
from hamerkop.shared.site_content import contents_read, is_published, tags_of
from hamerkop.shared.titles import plain_summary, plain_title


class Name(NamedTuple):
    """A name: its text, one line about it, more about it as Markdown, and where it is defined, if that is known.

    *file* is an absolute path, *line* is counted from 0.
    """

    text: str
    summary: str = ""
    more: str = ""
    file: Path | None = None
    line: int = 0


def names_of(kind: Kind, site: LoadedSite, source: Path) -> list[Name]:
    """Return the names of a kind that a writer can type in the file *source*, in the order to offer them."""
    make = _MAKERS.get(kind)
    return list(make(site, source)) if make else []


def name_of(kind: Kind, text: str, site: LoadedSite, source: Path) -> Name | None:
    """Return the name with this *text*, or None."""
    if kind == "word":
        return term_of(text, site)
    return next((name for name in names_of(kind, site, source) if name.text == text), None)


def _fields(site: LoadedSite, _source: Path) -> Iterator[Name]:
    for rule in FIELDS:
        yield Name(rule.name, rule.meaning, f"{rule.meaning}\n\nRead by {rule.read_by}.")
    for extra in site.settings.get("FRONTMATTER_EXTRA") or ():
        yield Name(str(extra), "a field of this site")


def _statuses(_site: LoadedSite, _source: Path) -> Iterator[Name]:
    meanings = {"draft": "nobody else sees it", "hidden": "published, in no list", "skip": "not read any further"}
    yield from (Name(status, meanings.get(status, "")) for status in STATUSES)


def _tags(site: LoadedSite, _source: Path) -> Iterator[Name]:
    vocabulary = VOCABULARY.get(site.context)
    if vocabulary is None:
        yield from _used(str(tag.name) for content in contents_read(site.context) for tag in tags_of(content))
        return
    for slug, topic in vocabulary.topics.items():
        more = f"**{topic.title}** ({topic.group})\n\n{topic.description}"
        yield Name(slug, topic.title, more, vocabulary.path, line_with(vocabulary.path, slug))


def _categories(site: LoadedSite, source: Path) -> Iterator[Name]:
    yield from _used(str(article.category) for article in _other_articles(site, source))


def _authors(site: LoadedSite, source: Path) -> Iterator[Name]:
    articles = _other_articles(site, source)
    yield from _used(str(author) for article in articles for author in getattr(article, "authors", None) or ())


def _other_articles(site: LoadedSite, source: Path) -> Iterator[Content]:
    """Yield the articles but that of *source*, where a name may be half typed."""
    contents = contents_read(site.context)
    yield from (each for each in contents if isinstance(each, Article) and Path(each.source_path) != source)


def _used(texts: Iterable[str]) -> Iterator[Name]:
    yield from (Name(text) for text in sorted(set(texts)))


def _slugs(site: LoadedSite, source: Path) -> Iterator[Name]:
    for article in filter(is_published, _other_articles(site, source)):
        yield Name(article.slug, plain_title(article), plain_summary(article), Path(article.source_path))


def _citations(site: LoadedSite, _source: Path) -> Iterator[Name]:
    bibliography = BIBLIOGRAPHY.get(site.context)
    for key in sorted(bibliography.items) if bibliography else ():
        line = strip_tags(bibliography.line(key))  # type: ignore[union-attr]  # there are no keys without one
        place = bibliography.position(key)  # type: ignore[union-attr]  # as above
        title = bibliography.title(key)  # type: ignore[union-attr]  # as above
        yield Name(key, title, line, bibliography.path, place.line - 1)  # type: ignore[union-attr]  # as above


def _blocks(site: LoadedSite, _source: Path) -> Iterator[Name]:
    if "hamerkop.blocks" not in site.settings["PLUGINS"]:
        return
    from hamerkop import blocks  # here: it needs a package that a site without blocks does not have

    headings = blocks.SETTINGS.value(site.settings, "BLOCKS")
    for name in sorted({*headings, *(BLOCK_NAMES.get(site.context) or ())}):
        yield Name(name, str(headings.get(name, "")))


def _figures(site: LoadedSite, _source: Path) -> Iterator[Name]:
    folder = Path(site.settings["PATH"], site.settings.get("FIGURES_FOLDER") or "figures")
    for path in sorted(folder.glob("*.yaml")):
        title = re.search(r"^title:[ \t]*(.*)", path.read_text("utf-8", errors="replace"), re.MULTILINE)
        yield Name(path.stem, title[1].strip("\"' ") if title else "", file=path)


def _sources(site: LoadedSite, source: Path) -> Iterator[Name]:
    for content in contents_read(site.context):
        path = Path(content.source_path)
        yield Name(_from(source, path), plain_title(content), plain_summary(content), path)


def _files(site: LoadedSite, _source: Path) -> Iterator[Name]:
    for static in site.context.get("staticfiles") or ():
        yield Name(f"/{static.get_relative_source_path()}", file=Path(static.source_path))


def _from(source: Path, path: Path) -> str:
    """Return *path* as a link in *source* names it: relative to its folder."""
    return Path(os.path.relpath(path, source.parent)).as_posix()


def term_of(word: str, site: LoadedSite) -> Name | None:
    """Return the term of the glossary of which *word* is a form or a part."""
    glossary = GLOSSARY.get(site.context)
    folded = word.casefold()
    terms = glossary.terms if glossary else ()
    exact = [term for term in terms if folded in (form.casefold() for form in term.forms)]
    parts = [term for term in terms if folded in term.name.casefold().split()]
    return _as_name(exact[0] if exact else parts[0]) if exact or len(parts) == 1 else None


def _as_name(term: Term) -> Name:
    return Name(term.name, term.meaning, f"**{term.name}**\n\n{term.meaning}")


def line_with(path: Path, word: str) -> int:
    """Return the number, from 0, of the first line of a file that has *word* as a whole word; 0 if there is none."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    try:
        lines = path.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return 0
    return next((number for number, line in enumerate(lines) if pattern.search(line)), 0)


_MAKERS: dict[Kind, Callable[[LoadedSite, Path], Iterator[Name]]] = {
    "field": _fields,
    "status": _statuses,
    "tag": _tags,
    "tag page": _tags,
    "category": _categories,
    "category page": _categories,
    "author": _authors,
    "author page": _authors,
    "slug": _slugs,
    "citation": _citations,
    "block": _blocks,
    "figure": _figures,
    "source": _sources,
    "file": _files,
}
