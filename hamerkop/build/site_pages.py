"""Renders what a loaded site has at an address, until something in the site changes."""

import mimetypes
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from blinker import ANY
from pelican import signals
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from hamerkop.build.feed_routes import FeedList, feeds_of, written_feed
from hamerkop.build.loaded_site import LoadedSite
from hamerkop.build.page_writer import PageWriter, relative_root
from hamerkop.build.routes import KnownLists, Route, Section, has_routes, sections_of
from hamerkop.shared import changes
from hamerkop.shared.pelican_types import Content


class Rendered(NamedTuple):
    """What is at an address: the bytes, and their media type as HTTP names it."""

    data: bytes
    media_type: str


def media_type_of(address: str) -> str:
    """Return the media type of a file by its name, with the encoding of texts."""
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in ("application/javascript", "application/json", "application/xml")
    return f"{kind}; charset=utf-8" if is_text or kind.endswith("+xml") else kind


QUICK_SECTIONS = ("articles", "drafts", "pages", "template pages")  # they alone can replace other pages


class SitePages:
    """The addresses of a loaded site in one state of it; made again after each change.

    *known_lists* keeps the addresses of long lists from one state to the next.
    """

    def __init__(self, site: LoadedSite, known_lists: KnownLists) -> None:
        self.site = site
        self._sections = [(name, _once(make)) for name, make in sections_of(site.generators, known_lists, site.index)]
        self._feeds: Callable[[], FeedList] = _once(lambda: feeds_of(self._articles()))
        self._static_files = _once(lambda: site.static_files(self._generator(StaticGenerator)))
        self._written = _once(self._write_others)
        self._files_of_articles = _once(lambda: dict(self._name_files_of_articles()))
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Remove the files that were made for this state."""
        if self._folder:
            self._folder.cleanup()

    def addresses(self) -> list[str]:
        """Return the path, under OUTPUT_PATH, of every file that a build would write, but for a search index."""
        found = {os.path.normpath(address) for _, section in self._sections for address in section()}
        found |= {address for address, file in self._static_files().items() if file.is_file()}
        return sorted({*found, *self._feeds().feeds, *self._written(), *self._files_of_articles()})

    def copied_files(self) -> dict[str, Path]:
        """Return the files that are copied as they are, by their addresses."""
        return dict(self._static_files())

    def render(self, address: str) -> Rendered | None:
        """Return what is at *address*, a path under OUTPUT_PATH; None if nothing is."""
        data = self._data(address)
        return None if data is None else Rendered(data, media_type_of(address))

    def _data(self, address: str) -> bytes | None:
        """Return the bytes of a file; of those that would be written to the same path the last one."""
        if address in self._static_files() and (data := _bytes_of(self._static_files()[address])) is not None:
            return data
        if route := self._route(address):
            return self._page(route, address)
        if address in self._feeds().feeds:
            self.site.context["localsiteurl"] = self.site.settings["SITEURL"]
            return written_feed(self._feeds(), address, self._new_writer)
        if address in self._files_of_articles():
            return self._file_of_article(address)
        file = self._written().get(address)
        return _bytes_of(file) if file else None

    # Pages

    def _route(self, address: str) -> Route | None:
        """Return the route of the page that is written to *address*, of those that replace others the first.

        If two pages have one address, and none replaces the other, a build fails. So the sections are asked first that
        are found at once.
        """
        sections = dict(self._sections)
        quick = [name for name in sections if name in QUICK_SECTIONS]
        found: list[Route] = [sections[name]()[address] for name in quick if address in sections[name]()]
        if found:
            return next((route for route in found if route.overrides), found[0])
        others = (section() for name, section in self._sections if name not in quick)
        first: Route | None = next((section[address] for section in others if address in section), None)
        return first

    def _page(self, route: Route, address: str) -> bytes | None:
        writer = PageWriter(self._new_writer(), address, route.name, route.number)
        self._set_root(route, address)
        route.write(writer)
        return writer.data

    def _set_root(self, route: Route, address: str) -> None:
        """Set the root of links as it is in a build when the page is written.

        With `RELATIVE_URLS` each page sets it for its own links, but for the archives of periods: there it is that of
        the page which was written before them.
        """
        if self.site.settings["RELATIVE_URLS"] and address in dict(self._sections)["periods"]():
            self.site.context["localsiteurl"] = self._root_after("articles")

    def _root_after(self, last: str) -> str:
        """Return the root of links after a build has written the section *last* and those before it."""
        names = [name for name, _ in self._sections]
        for _, section in reversed(self._sections[: names.index(last) + 1]):
            if section():
                return relative_root(list(section())[-1])
        return str(self.site.settings["SITEURL"])

    def _new_writer(self) -> Any:
        return self.site.pelican._get_writer()

    def _generator(self, kind: type) -> Any:
        return next(each for each in self.site.generators if isinstance(each, kind))

    def _articles(self) -> Any:
        return self._generator(ArticlesGenerator)

    # Files that plugins write without Pelican's writer

    def _name_files_of_articles(self) -> Iterator[tuple[str, tuple[Any, Content]]]:
        generator = self._articles()
        for receiver in self.site.file_writers:
            for article in (*generator.translations, *generator.articles, *generator.hidden_articles):
                files = changes.files_of(receiver)
                yield from ((path, (receiver, article)) for path in (files(article) if files else ()))

    def _file_of_article(self, address: str) -> bytes | None:
        receiver, article = self._files_of_articles()[address]
        receiver(self._articles(), content=article)
        return _bytes_of(Path(self.site.settings["OUTPUT_PATH"], address))

    def _write_others(self) -> dict[str, Path]:
        """Let generators and receivers that write files of their own do so; return these by their path."""
        output = Path(self.site.settings["OUTPUT_PATH"])
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        writer = self._new_writer()
        pages = {address for _, section in self._sections for address in section()}
        writer._written_files = {str(output / address) for address in (*pages, *self._feeds().feeds)}
        if self.site.settings["RELATIVE_URLS"]:
            self.site.context["localsiteurl"] = self._root_after("drafts")
        signals.article_writer_finalized.send(self._articles(), writer=writer)
        signals.page_writer_finalized.send(self._generator(PagesGenerator), writer=writer)
        for generator in self.site.generators:
            if not has_routes(generator) and hasattr(generator, "generate_output") and not is_behind(generator):
                generator.generate_output(writer)
        files = (Path(parent, name) for parent, _, names in os.walk(output) for name in names)
        written = {file.relative_to(output).as_posix(): file for file in files}
        return self._moved(written)

    def _moved(self, files: dict[str, Path]) -> dict[str, Path]:
        """Move files to a folder of this state, as the output folder is used for single pages."""
        self._folder = tempfile.TemporaryDirectory(prefix="hamerkop-")
        moved = {}
        for address, file in files.items():
            moved[address] = Path(self._folder.name, address)
            moved[address].parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, moved[address])
        return moved


def is_behind(generator: object) -> bool:
    """Return whether the files of a generator take so long that no page waits for them, such as a search index."""
    return bool(getattr(generator, "runs_behind", False))


def _once(make: Callable[[], Any]) -> Callable[[], Any]:
    """Return a function that calls *make* once, and returns what it returned."""
    made: list[Any] = []

    def get() -> Any:
        if not made:
            made.append(make())
        return made[0]

    return get


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def connected_file_writers() -> list[Any]:
    """Disconnect and return the receivers of `article_generator_write_article` that only write files of an article."""
    signal = signals.article_generator_write_article
    found = [each for each in signal.receivers_for(ANY) if changes.files_of(each)]
    for receiver in found:
        signal.disconnect(receiver)
    return found


__all__ = ["Rendered", "Section", "SitePages"]
