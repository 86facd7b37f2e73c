"""What the preview server shows at an address: files of a folder, or pages of a site in memory."""

import os
import sys
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote, urlsplit

from hamerkop.build.failures import problem_of
from hamerkop.build.resident_site import ResidentSite
from hamerkop.build.site_pages import media_type_of
from hamerkop.preview.own_pages import html_of
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Problem

LAST_GOOD = 500  # pages that are kept for the time when they cannot be rendered


class Answer(NamedTuple):
    """What is sent: the status, and the body with its media type.

    *folder*: the path has to end with a slash. *problems*: why this page, the last good one, is not that of now.
    *as_is*: the script of the preview is not to be added to the page.
    """

    status: int
    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    folder: bool = False
    as_is: bool = False
    problems: tuple[Problem, ...] = ()


class Pages(Protocol):
    """What a server shows."""

    def answer(self, target: str) -> Answer:
        """Return the answer to a request for *target*, a path that may have a query."""
        ...


class FolderPages:
    """The files in *folder*, as a static host serves them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def answer(self, target: str) -> Answer:
        """Return a file, a folder's index.html, or the site's 404.html."""
        path = file_at(target, self.folder)
        try:
            if path and path.is_dir():
                return Answer(301, folder=True)
            if path:
                return Answer(200, path.read_bytes(), media_type_of(path.name))
        except OSError:  # it cannot be read, or is gone
            pass
        page = file_at("/404.html", self.folder)
        return Answer(404, page.read_bytes() if page else b"")


def names_in(target: str) -> list[str] | None:
    """Return the folders and the file that the *target* of a request names; None for what no host has.

    A path with a slash at its end is the index.html of a folder.
    """
    try:
        address = unquote(urlsplit(target).path, errors="strict")
    except ValueError:
        return None
    names = [name for name in address.split("/") if name]
    hidden = any(name.startswith(".") and name != ".well-known" for name in names)
    if hidden or any(set(name) & {"\\", ":", "\0"} for name in names):
        return None
    return [*names, *(["index.html"] if address.endswith("/") else [])]


def file_at(target: str, folder: Path) -> Path | None:
    """Return the file or folder in *folder* that the *target* of a request names; None if there is none to serve.

    Links that lead out of *folder* are not followed, and hidden files are not served: a host has neither.
    """
    names = names_in(target)
    if names is None:
        return None
    try:
        path = folder.joinpath(*names).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle, until Python 3.12
        return None
    if not path.is_relative_to(folder.resolve()):
        return None
    return path if path.is_file() or (path.is_dir() and not target.partition("?")[0].endswith("/")) else None


class ResidentPages:
    """The pages of a site in memory, and the files in the folder *behind*, which are made apart, such as the search.

    *problem* is why the site cannot be loaded, or cannot follow its sources any more. *is_broken*: an update of the
    site has failed, so a page is rather the last good one. Until the site is loaded, and where a page cannot be
    rendered and never could, that of the last build is shown, if there is one.
    """

    def __init__(self, site: ResidentSite, behind: Path) -> None:
        self.site, self.behind = site, FolderPages(behind)
        self.problem: Problem | None = None
        self.is_broken = False
        self._good: OrderedDict[str, Answer] = OrderedDict()
        self._now: tuple[int, dict[str, Answer]] = (0, {})  # the HTML pages of a generation of the site

    def answer(self, target: str) -> Answer:
        """Return a page, the last one that could be rendered, or a page that says why there is none."""
        if not self._is_loaded():
            return self._without_site(target)
        names = names_in(target)
        if names is None:
            return self._not_found()
        address = "/".join(names) or "index.html"
        return self._page(address) or self._folder(address) or self._file_behind(target) or self._not_found()

    def _is_loaded(self) -> bool:
        with self.site.lock:  # while it is being loaded, a request waits
            return self.site.is_loaded

    def _without_site(self, target: str) -> Answer:
        problems = [self.problem] if self.problem else []
        built = last_build(self.site)
        answer = built.answer(target) if built else None
        return answer._replace(problems=tuple(problems)) if answer else page_of_problems(problems, self.site.settings)

    def _page(self, address: str) -> Answer | None:
        with self.site.lock:
            if self._now[0] != self.site.generation:
                self._now = (self.site.generation, {})
            known = self._now[1].get(address)
            if known is None and (known := self._new_page(address)) and is_html(known):
                self._now[1][address] = known
            return known

    def _new_page(self, address: str) -> Answer | None:
        if self.is_broken and address in self._good:
            return self._good[address]
        try:
            rendered = self.site.render(address)
        except Exception as error:
            problem = problem_of(error, self.site.settings_file, self.site.output)
            print(problem.line(), file=sys.stderr)
            return self._instead(address, [problem])
        if rendered is not None:
            return self._keep(address, Answer(200, *rendered))
        problems = self.site.problems_at(address)
        return self._instead(address, problems) if problems else None

    def _instead(self, address: str, problems: list[Problem]) -> Answer:
        """Return the last good page at *address*, or that of the last build, or one with the *problems*."""
        last = self._good.get(address)
        if last is None and (built := last_build(self.site)):
            last = built.answer(f"/{quote(address)}")
        if last is None or last.status != 200:
            return page_of_problems(problems, self.site.settings)
        return last._replace(problems=tuple(problems))

    def _keep(self, address: str, answer: Answer) -> Answer:
        self._good[address] = answer
        self._good.move_to_end(address)
        if len(self._good) > LAST_GOOD:
            self._good.popitem(last=False)
        return answer

    def _folder(self, address: str) -> Answer | None:
        is_folder = not address.endswith("index.html") and self._page(f"{address}/index.html") is not None
        return Answer(301, folder=True) if is_folder else None

    def _file_behind(self, target: str) -> Answer | None:
        answer = self.behind.answer(target)
        return answer if answer.status == 200 else None

    def _not_found(self) -> Answer:
        page = self._page("404.html")
        return Answer(404, page.body if page else b"")


def last_build(site: ResidentSite) -> FolderPages | None:
    """Return the pages of the last build of *site*; None if there was none."""
    folder = site.output_of_build
    return FolderPages(folder) if folder.name and Path(folder, "index.html").is_file() else None


def is_html(answer: Answer) -> bool:
    """Return whether a browser shows an answer as a page."""
    return answer.media_type.startswith("text/html") and not answer.folder


def page_of_problems(problems: list[Problem], settings: Settings) -> Answer:
    """Return a page that says why another one cannot be shown."""
    return Answer(500, html_of("problems.html", problems=problems, settings=settings))


def is_ignored(path: str) -> bool:
    """Return whether a file is one that editors make beside the one that is edited, or hidden."""
    name = os.path.basename(path)  # noqa: PTH119  # text is all that is asked
    return name.startswith((".", "#")) or name.endswith(("~", ".tmp", ".swp")) or name == "4913"
