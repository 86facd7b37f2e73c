"""What is at which address of a site, as far as it is known before anything is written."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from hamerkop.shared import file_guard
from hamerkop.shared.aliases import InvalidAlias, output_path
from hamerkop.shared.file_policy import is_file
from hamerkop.shared.link_targets import path_under_content
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Generator, Settings
from hamerkop.shared.problems import nearest_of
from hamerkop.shared.records import SEARCH_FOLDER
from hamerkop.shared.site_content import articles_generator, contents_read
from hamerkop.shared.urls import generated_pages, published_address

PAGE_ENDINGS = (".html", ".htm", ".xhtml")
SOURCE_ENDINGS = (".md", ".rst", ".markdown")
MAX_GUESSES = 200  # how often the nearest address is looked for: with 10,000 pages each takes 0.1 s


class Place(NamedTuple):
    """Where in the site an address leads: *path* is decoded, from its root; *fragment* is what is behind `#`."""

    path: str
    fragment: str

    @property
    def part(self) -> str:
        """The first folder of a path, with its slashes: `/app/`; "" if there is none."""
        first, slash, rest = self.path.partition("/")
        return f"/{first}/" if slash and rest else ""

    @property
    def files(self) -> tuple[str, ...]:
        """The paths under OUTPUT_PATH of the files that hosts send for the address, the first that exists."""
        path = self.path
        if not path or path.endswith("/"):
            return (f"{path}index.html",)
        return (path, f"{path}/index.html", f"{path}.html")


class SiteAddresses:
    """The addresses of the site that *generators* are about to write.

    *others_write*: a third-party plugin may write files, too, which are known once they are written.
    """

    def __init__(self, generators: Sequence[Generator], others_write: bool = False) -> None:
        generator = articles_generator(generators)
        self.settings, self.context = generator.settings, generator.context
        site = urlsplit(f"{self.settings['SITEURL'].rstrip('/')}/")
        self.host, self.root = site.netloc.lower(), site.path
        self.contents = self._contents()
        self.unpublished = self._unpublished()
        self.others = self._others(generators)
        self.urls = {unquote(url).lstrip("/") for url in _urls(self.context, generator)}
        self.aliases = dict(_aliases(self.context)) if _has_redirects(self.settings) else {}
        self.is_complete = not others_write and self._all_are_read()
        self._folders = {path.split("/", 1)[0] for path in (*self.contents, *self.unpublished, *self.others)}
        self._by_last_name: dict[str, set[str]] = {}
        self._guesses: dict[str, str] = {}
        self._own: dict[str, str] = {}  # the addresses of contents by the path of the source
        self._places: dict[tuple[str, str], Place | None] = {}

    def _contents(self) -> dict[str, Content]:
        """Return what readers may follow a link to, by output path."""
        return {
            posixpath.normpath(each.save_as): each
            for each in contents_read(self.context)
            if each.save_as and each.status in ("published", "hidden", "rejected")
        }

    def _unpublished(self) -> dict[str, Content]:
        """Return the drafts by the paths that they have as drafts, and will have when they are published."""
        drafts = [each for each in contents_read(self.context) if each.status == "draft"]
        paths = [(path, each) for each in drafts for path in (each.save_as, published_address(each).save_as) if path]
        return {posixpath.normpath(path): each for path, each in paths}

    def _others(self, generators: Sequence[Generator]) -> set[str]:
        """Return the output paths of what is no article or page: lists, files that are copied, feeds."""
        # Pelican has the files that are linked, too, whether they exist or not.
        statics = (each for each in self.context["static_content"].values() if each)
        files = (file_guard.save_as_of(each) for each in statics if is_file(Path(str(each.source_path))))
        pages = [*generated_pages(generators), *map(str, self.settings["TEMPLATE_PAGES"].values())]
        feeds = (value for name, value in self.settings.items() if "FEED_" in name and isinstance(value, str))
        pages += [path for path in feeds if re.fullmatch(r"[^{}:]+\.\w+", path)]
        return {posixpath.normpath(path) for path in (*files, *pages) if path}

    def _all_are_read(self) -> bool:
        return all(content is not None for content in self.context["generated_content"].values())

    # Where an address leads

    def place_of(self, typed: str, content: Content) -> Place | None:
        """Return where in the site an address in the text of *content* leads; None if to another site, or outside.

        Raises ValueError for a malformed address.
        """
        own = self._own_address(content)
        key = ("" if typed.startswith("/") else own, typed)
        if key not in self._places:
            self._places[key] = self._place_of(own, typed)
        return self._places[key]

    def _own_address(self, content: Content) -> str:
        path = str(content.source_path)
        if path not in self._own:
            self._own[path] = published_address(content).url
        return self._own[path]

    def _place_of(self, own: str, typed: str) -> Place | None:
        if urlsplit(own).netloc:
            return None  # the site has several hosts
        parts = urlsplit(urljoin(urljoin(f"http://-{self.root}", own), typed.replace("\\", "/")))
        is_here = parts.netloc in ("-", self.host) if self.host else parts.netloc == "-"
        if not is_here or parts.scheme not in ("http", "https") or not parts.path.startswith(self.root):
            return None
        return Place(unquote(parts.path).removeprefix(self.root), parts.fragment)

    def is_elsewhere(self, place: Place, patterns: Iterable[str]) -> bool:
        """Return whether another program answers at a place: it fits a pattern, or is kept in the output folder."""
        path = f"/{place.path}"
        folders = {place.path.split("/", 1)[0]} & {*self.settings["OUTPUT_RETENTION"]}
        return bool(folders) or any(fnmatchcase(path, each) or fnmatchcase(path, f"{each}/*") for each in patterns)

    def content_at(self, place: Place) -> Content | None:
        """Return the article or page at a place."""
        return next((self.contents[path] for path in place.files if path in self.contents), None)

    def exists(self, path: str) -> bool:
        """Return whether the site has, as far as is known, a file at an output path."""
        return path in self.contents or path in self.others

    def may_exist(self, place: Place) -> bool:
        """Return whether what is written later may be at a place, because it is no page or not the kit's."""
        name = place.files[0]
        folders = (self.settings["THEME_STATIC_DIR"].strip("/"), SEARCH_FOLDER.get(self.context) or "")
        is_page = name.endswith(PAGE_ENDINGS) or "." not in posixpath.basename(name)
        is_numbered = re.search(r"(?:^|\D)\d{1,3}(?:\D|$)", place.path) is not None  # a page of a list
        return not (self.is_complete and is_page) or is_numbered or any(_is_below(name, each) for each in folders)

    def is_behind(self, place: Place) -> bool:
        """Return whether a place is in the search index, which is written behind everything else."""
        return _is_below(place.path, SEARCH_FOLDER.get(self.context) or "")

    def has_part(self, part: str) -> bool:
        """Return whether anything is known to be in a folder such as `/app/`."""
        return part.strip("/") in self._folders

    # What was meant

    def meant_by(self, path: str) -> str:
        """Return the output path of the page that a wrong *path* was probably meant for, or ""."""
        if path not in self._guesses:
            self._guesses[path] = self._nearest(path) if len(self._guesses) < MAX_GUESSES else ""
        return self._guesses[path]

    def _nearest(self, path: str) -> str:
        if not self._by_last_name:
            sources = [(str(each.source_path), known) for known, each in self.contents.items()]
            for name, known in sorted([*sources, *((known, known) for known in (*self.contents, *self.others))]):
                if last := _name_in(name).rpartition("/")[2]:  # not the front page
                    self._by_last_name.setdefault(last, set()).add(known)
        last = _name_in(path).rpartition("/")[2]
        found = self._by_last_name.get(last) or self._by_last_name.get(nearest_of(last, self._by_last_name, 0.75)) or ()
        alike = [known for known in found if _ending_of(known) == _ending_of(path)]
        pages = [known for known in alike if known in self.contents]
        return nearest_of(path, pages or alike, 0.0)


def _name_in(path: str) -> str:
    """Return what is left of a path without what differs between the ways to write it: endings, case, slashes."""
    folded = re.sub(r"(?:(?:^|/)index)?\.(?:x?html?|md|rst|markdown)$|/$", "", path.casefold())
    return folded.strip("/")


def _ending_of(path: str) -> str:
    """Return the ending of the name of a file; "" for a page, however it is written."""
    ending = posixpath.splitext(path.casefold())[1]
    return "" if ending in (*PAGE_ENDINGS, *SOURCE_ENDINGS) or not re.fullmatch(r"\.[a-z][a-z0-9]*", ending) else ending


def _is_below(path: str, folder: str) -> bool:
    return bool(folder) and f"{path}/".startswith(f"{folder.strip('/')}/")


def _urls(context: Context, generator: ArticlesGenerator) -> Iterator[str]:
    """Yield the addresses of pages whose host sends them under another name than that of their file."""
    yield from (str(content.url) for content in contents_read(context) if content.status != "draft" and content.url)
    yield from (str(name.url) for name in generator.tags)
    yield from (str(name.url) for name, _ in (*generator.categories, *generator.authors))
    yield from (str(period["url"]) for period in chain(*generator.period_archives.values()))
    for template in generator.settings["DIRECT_TEMPLATES"]:
        yield str(generator.settings.get(f"{template.upper()}_URL", f"{template}.html"))


def _has_redirects(settings: Settings) -> bool:
    return any(str(getattr(each, "__name__", each)) == "hamerkop.redirects" for each in settings["PLUGINS"])


def _aliases(context: Context) -> Iterator[tuple[str, Content]]:
    """Yield the output path of each old address, with the article or page that it leads to."""
    for content in contents_read(context):
        for alias in as_list(getattr(content, "aliases", [])) if content.status in ("published", "hidden") else ():
            try:
                yield output_path(alias, content), content
            except (InvalidAlias, ValueError):  # reported by hamerkop.redirects
                continue


def file_of_content(typed: str, place: Place, content: Content) -> str:
    """Return the path under PATH of the file that is meant as if the content folder were the site, or ""."""
    near = path_under_content(typed, content) if not urlsplit(typed).scheme else ""
    below = place.path.split("/")
    shorter = ("/".join(below[start:]) for start in range(1, len(below) - 1))  # static/images/x.png: images/x.png
    for path in map(posixpath.normpath, (place.path, near, *shorter)):
        with suppress(OSError, ValueError):
            if not path.startswith(("..", "/")) and Path(content.settings["PATH"], path).is_file():
                return path
    return ""
