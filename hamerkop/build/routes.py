"""Which generator writes what is at an address of the site, and how it is asked for just that.

A generator's own method is called on a copy of the generator that has only what is to be written: `articles` is one
article, `tags` one tag with its articles. So what a subclass or a plugin changes in these methods happens here too.
"""

import copy
import fnmatch
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator, TemplatePagesGenerator

from hamerkop.build.article_lists import IdentityList
from hamerkop.build.content_index import ContentIndex
from hamerkop.build.page_writer import PageWriter, list_addresses
from hamerkop.shared.pelican_types import Content, Generator, Settings


class Route(NamedTuple):
    """How the page at an address is made.

    *write* makes the generator write it to a :class:`PageWriter`, *name* and *number* are what that writer needs.
    *overrides*: its text has a `save_as` of its own, so it replaces another page there.
    """

    write: Callable[[PageWriter], None]
    name: str
    number: int = 0
    overrides: bool = False


# The lists of a generator, in the order in which it writes them.
ARTICLE_LISTS = ("translations", "articles", "hidden_translations", "hidden_articles")
DRAFT_LISTS = ("drafts_translations", "drafts")
PAGE_LISTS = ("translations", "pages", "hidden_translations", "hidden_pages", "draft_translations", "draft_pages")

Section = Mapping[str, Route]
KnownLists = dict[tuple[Any, ...], list[str]]  # the addresses of the pages of a list, by what they depend on
# Returns the contents of some lists of a generator by their addresses.
FindIndex = Callable[[Any, tuple[str, ...]], ContentIndex]


class ContentSection(Mapping[str, Route]):
    """The addresses of the contents in *index*; *write* writes one of them."""

    def __init__(self, index: ContentIndex, write: Callable[[Content, PageWriter], None]) -> None:
        self._index, self._write = index, write

    def __getitem__(self, address: str) -> Route:
        content = self._index.content(address)
        return Route(partial(self._write, content), address, 0, self._index.places[address].overrides)

    def __contains__(self, address: object) -> bool:
        return address in self._index.places

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.places)

    def __len__(self) -> int:
        return len(self._index.places)


class ArticleRoutes:
    """The addresses that the generator of the articles writes: *sections*, in the order in which it writes them."""

    def __init__(self, generator: Any, known_lists: KnownLists, find_index: FindIndex) -> None:
        self.generator, self._known, self._find_index = generator, known_lists, find_index
        self._positions: dict[int, int] = {}
        self.sections: list[tuple[str, Callable[[], Section]]] = [
            ("articles", self._articles),
            ("periods", self._periods),
            ("direct templates", self._direct_templates),
            ("tags", lambda: self._names("tag", generator.tags.items(), self._tag)),
            ("categories", lambda: self._names("category", generator.categories, self._category)),
            ("authors", lambda: self._names("author", generator.authors, self._author)),
            ("drafts", self._drafts),
        ]

    def _articles(self) -> Section:
        return ContentSection(self._find_index(self.generator, ARTICLE_LISTS), self._write_article)

    def _write_article(self, article: Content, writer: PageWriter) -> None:
        only = _copy(self.generator, **{name: [] for name in ARTICLE_LISTS} | {"articles": [article]})
        only.generate_articles(self._write(writer))

    def _drafts(self) -> Section:
        return ContentSection(self._find_index(self.generator, DRAFT_LISTS), self._write_draft)

    def _write_draft(self, draft: Content, writer: PageWriter) -> None:
        _copy(self.generator, drafts=[draft], drafts_translations=[]).generate_drafts(self._write(writer))

    def _periods(self) -> Section:
        found: dict[str, Route] = {}
        for granularity, periods in self.generator.period_archives.items():
            for period in periods:
                lengths = {"articles": len(period["articles"]), "dates": len(period["dates"])}
                only = {granularity: [period]}
                self._add_list(found, period["save_as"], period["url"], lengths, "period_archives", self._period(only))
        return found

    def _period(self, only: dict[str, list[Any]]) -> Callable[[PageWriter], None]:
        return lambda writer: _copy(self.generator, period_archives=only).generate_period_archives(self._write(writer))

    def _direct_templates(self) -> Section:
        found: dict[str, Route] = {}
        settings, generator = self.generator.settings, self.generator
        lengths = {"articles": len(generator.articles), "dates": len(generator.dates)}
        for template in settings["DIRECT_TEMPLATES"]:
            name = settings.get(f"{template.upper()}_SAVE_AS", f"{template}.html")
            url = settings.get(f"{template.upper()}_URL", f"{template}.html")
            self._add_list(found, name, url, lengths, template, self._write_direct_templates)
        return found

    def _write_direct_templates(self, writer: PageWriter) -> None:
        self.generator.generate_direct_templates(self._write(writer))

    def _names(self, template: str, names: Iterable[tuple[Any, list[Content]]], write: Any) -> Section:
        found: dict[str, Route] = {}
        for name, articles in names:
            key = (template, name.slug, name.name, len(articles))
            if key not in self._known:
                lengths = {"articles": len(articles), "dates": len(set(map(id, articles)))}
                self._known[key] = [
                    str(name.save_as or ""),
                    *self._addresses(name.save_as, name.url, lengths, template),
                ]
            save_as, *addresses = self._known[key]
            self._add_addresses(found, save_as, addresses, template, partial(write, name, articles))
        return found

    def _tag(self, tag: Any, articles: list[Content], writer: PageWriter) -> None:
        _copy(self.generator, tags={tag: IdentityList(articles)}, dates=self._by_date(articles)).generate_tags(
            self._write(writer)
        )

    def _category(self, category: Any, articles: list[Content], writer: PageWriter) -> None:
        only = _copy(self.generator, categories=[(category, IdentityList(articles))], dates=self._by_date(articles))
        only.generate_categories(self._write(writer))

    def _author(self, author: Any, articles: list[Content], writer: PageWriter) -> None:
        only = _copy(self.generator, authors=[(author, IdentityList(articles))], dates=self._by_date(articles))
        only.generate_authors(self._write(writer))

    def _by_date(self, articles: list[Content]) -> list[Content]:
        """Return those of *articles* that are listed by date, each once, in that order."""
        if not self._positions:
            self._positions = {id(article): position for position, article in enumerate(self.generator.dates)}
        listed = {id(article): article for article in articles if id(article) in self._positions}
        return [listed[each] for each in sorted(listed, key=self._positions.__getitem__)]

    def _addresses(self, name: Any, url: str, lengths: dict[str, int], template: str) -> list[str]:
        return list_addresses(str(name), url, lengths, template, self.generator.settings) if name else []

    def _add_list(
        self, found: dict[str, Route], name: Any, url: str, lengths: dict[str, int], template: str, write: Any
    ) -> None:
        self._add_addresses(found, str(name), self._addresses(name, url, lengths, template), template, write)

    def _add_addresses(
        self, found: dict[str, Route], name: str, addresses: list[str], template: str, write: Any
    ) -> None:
        paginated = template in self.generator.settings["PAGINATED_TEMPLATES"]
        for number, address in enumerate(addresses, 1):
            found.setdefault(address, Route(write, name, number if paginated else 0))

    def _write(self, writer: PageWriter) -> Callable[..., None]:
        relative = self.generator.settings["RELATIVE_URLS"]
        return lambda *args, **named: writer.write_file(*args, relative_urls=relative, **named)


def _copy(generator: Any, **attributes: Any) -> Any:
    made = copy.copy(generator)
    vars(made).update(attributes)
    return made


def page_routes(generator: Any, find_index: FindIndex) -> Section:
    """Return the addresses that the generator of the pages writes."""

    def write(page: Content, writer: PageWriter) -> None:
        only = _copy(generator, **{name: [] for name in PAGE_LISTS} | {"pages": [page]})
        with signals.page_writer_finalized.muted():
            only.generate_output(writer)

    return ContentSection(find_index(generator, PAGE_LISTS), write)


def template_page_routes(generator: Any) -> Section:
    """Return the addresses of the setting `TEMPLATE_PAGES`."""
    names = generator.settings["TEMPLATE_PAGES"].values()
    return {str(name): Route(generator.generate_output, str(name), 0, True) for name in names if name}


def sections_of(
    generators: Iterable[Generator], known_lists: KnownLists, find_index: FindIndex
) -> list[tuple[str, Callable[[], Section]]]:
    """Return the sections of addresses of Pelican's own generators, named, in the order in which they are written."""
    found: list[tuple[str, Callable[[], Section]]] = []
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            found += ArticleRoutes(generator, known_lists, find_index).sections
        elif isinstance(generator, PagesGenerator):
            found.append(("pages", partial(page_routes, generator, find_index)))
        elif isinstance(generator, TemplatePagesGenerator):
            found.append(("template pages", partial(template_page_routes, generator)))
    return found


def has_routes(generator: object) -> bool:
    """Return whether the addresses that *generator* writes are known before it writes."""
    return isinstance(generator, ArticlesGenerator | PagesGenerator | TemplatePagesGenerator | StaticGenerator)


# Files that are copied


def static_files(generator: Any) -> dict[str, Path]:
    """Return the files of `STATIC_PATHS` and those that texts link to, by their path in the output folder."""
    files = generator.context["staticfiles"]
    return {os.path.normpath(static.save_as): Path(generator.path, static.source_path) for static in files}


def theme_files(theme: str, settings: Settings) -> Iterator[tuple[str, Path]]:
    """Yield what Pelican copies of the theme, as `pelican.utils.copy` does."""
    ignored = settings["IGNORE_FILES"]
    target = Path(settings["THEME_STATIC_DIR"])
    for source in (Path(theme, path) for path in settings["THEME_STATIC_PATHS"]):
        if _is_ignored(source.name, ignored):
            continue
        if source.is_file():
            yield os.path.normpath(target / source.name), source
        for file in _files_below(source, ignored):
            yield os.path.normpath(target / file.relative_to(source)), file


def _files_below(folder: Path, ignored: Iterable[str]) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not _is_ignored(name, ignored)]
        yield from (Path(parent, name) for name in files if not _is_ignored(name, ignored))


def _is_ignored(name: str, ignored: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in ignored)
