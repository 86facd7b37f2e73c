"""Loads what was published, as readers will, and compares it with what was built."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from mimetypes import MimeTypes
from urllib.parse import quote, unquote, urljoin, urlsplit

from hamerkop.publish.asking import Answer, Connections
from hamerkop.publish.plan import is_page
from hamerkop.publish.release import Release
from hamerkop.shared import progress

CONNECTIONS = 8
BETWEEN = 1.0  # seconds between two rounds, while a host is still taking over what it was given
LONGEST_AGE = 3600  # seconds that a page may be kept without asking; longer, and a correction comes late
GONE = 200  # pages whose absence is checked

TYPES = MimeTypes()  # without the files of this machine: every machine expects the same
# Other names of a type that Python knows by one name; and what hosts call feeds.
SAME_TYPES = {
    "application/javascript": {"text/javascript", "application/javascript", "application/x-javascript"},
    "text/javascript": {"text/javascript", "application/javascript", "application/x-javascript"},
    "application/xml": {"application/xml", "text/xml", "application/atom+xml", "application/rss+xml"},
    "text/xml": {"application/xml", "text/xml", "application/atom+xml", "application/rss+xml"},
    "application/json": {"application/json", "application/feed+json", "application/manifest+json"},
    "application/xhtml+xml": {"application/xhtml+xml", "text/html"},
    "image/vnd.microsoft.icon": {"image/vnd.microsoft.icon", "image/x-icon"},
}


@dataclass
class Verification:
    """The public site at *url*, to be compared with *release*.

    *wait*: the seconds that a host may take until it shows what it was given. *notes* are what readers can live with.
    """

    url: str
    release: Release
    wait: float
    notes: dict[str, str] = field(default_factory=dict)  # by path

    def problems(self, changed: Iterable[str]) -> list[str]:
        """Return what is wrong with the *changed* files, the front page and what it links to, one line each."""
        paths = {path for path in changed if is_loadable(path)} | (self.release.files.keys() & {"index.html"})
        left = self._until_right(paths, is_link=False)
        if not left:  # the front page is the new one
            left = self._until_right(set(self._linked()) - paths, is_link=True)
        return [f"{self.address(path)}: {reason}" for path, reason in left.items()]

    def _until_right(self, paths: Iterable[str], is_link: bool) -> dict[str, str]:
        """Load *paths* until all are right or time is up; return those that are not, with the reason."""
        give_up = time.monotonic() + self.wait
        left = dict.fromkeys(sorted(paths), "")
        while left := self._round(left, is_link):
            if time.monotonic() > give_up:
                break
            time.sleep(BETWEEN)
        return left

    def still_there(self, removed: Iterable[str]) -> list[str]:
        """Return a line for each page of *removed* that the host still sends."""
        pages = [path for path in removed if is_page(path)][:GONE]
        give_up = time.monotonic() + self.wait
        while pages := [path for path, answer in self._load(pages) if self._is_there(path, answer)]:
            if time.monotonic() > give_up:
                break
            time.sleep(BETWEEN)
        return [f"{self.address(path)}: it was removed, and is still sent" for path in pages]

    def _is_there(self, path: str, answer: Answer | str) -> bool:
        """Return whether a host has sent the removed page *path*, and not led to a page of the release instead."""
        if isinstance(answer, str) or answer.status >= 300:
            return False
        sent = self._path_of(answer.url)
        return sent == path or sent not in self.release.files

    def _round(self, left: Iterable[str], is_link: bool) -> dict[str, str]:
        """Return those of *left* that are not right, with the reason."""
        wrong = {}
        for path, answer in self._load(left):
            if reason := answer if isinstance(answer, str) else self._what_is_wrong(path, answer, is_link):
                wrong[path] = reason
        return wrong

    def _what_is_wrong(self, path: str, answer: Answer, is_link: bool) -> str:
        if path == "404.html":
            return "" if is_link else self._what_is_wrong_where_nothing_is(answer)
        if answer.status != 200:
            return f"the host answers {answer.status}{', and the front page links to it' if is_link else ''}"
        if is_link or self._is_moved(path, answer):
            return ""
        if self.release.digest_of(answer.body) != self.release.files[path]:
            return "the host sends something else than what was built"
        if reason := wrong_type(path, answer.type):
            return reason
        if is_page(path) and (answer.age or 0) > LONGEST_AGE:
            hours = answer.age // 3600 if answer.age else 0
            self.notes[path] = f"{self.address(path)}: browsers keep it for {hours} hours without asking for a new one"
        return ""

    def _what_is_wrong_where_nothing_is(self, answer: Answer) -> str:
        """Return what is wrong with what the host sends for an address at which nothing is, or ""."""
        if answer.status != 404:
            return f"the host answers {answer.status} where nothing is; let it send 404.html with the status 404"
        if self.release.digest_of(answer.body) != self.release.files["404.html"]:
            return "the host sends something else than 404.html where nothing is; name that file in its settings"
        return wrong_type("404.html", answer.type)

    def _is_moved(self, path: str, answer: Answer) -> bool:
        """Return whether the host has led from *path* to another page, as from old addresses, and sent that as built.

        The front page does not count: some hosts lead there from every address that they do not know.
        """
        there = self._path_of(answer.url)
        files = self.release.files
        return there not in (path, "index.html") and files.get(there) == self.release.digest_of(answer.body)

    def _path_of(self, url: str) -> str:
        """Return the path of the file at an address, which may be relative; "" for one that is not of the site."""
        site = urlsplit(f"{self.url.rstrip('/')}/")
        try:
            target = urlsplit(urljoin(site.geturl(), url))
        except ValueError:  # a link such as http://[1
            return ""
        if target.netloc != site.netloc or not target.path.startswith(site.path):
            return ""
        path = unquote(target.path.removeprefix(site.path), errors="surrogateescape")
        return f"{path}index.html" if not path or path.endswith("/") else path

    def address(self, path: str) -> str:
        """Return the address at which a file is asked for."""
        return address_of(self.url, "an-address-at-which-nothing-is" if path == "404.html" else path)

    def _load(self, paths: Iterable[str]) -> Iterator[tuple[str, Answer | str]]:
        """Yield for each path what the host sends, or in words why it sends nothing."""
        listed = list(paths)
        with Connections() as connections, ThreadPoolExecutor(CONNECTIONS) as pool:
            answers = pool.map(lambda path: connections.load(self.address(path)), listed)
            for done, (path, answer) in enumerate(zip(listed, answers, strict=True)):
                progress.tell(progress.VERIFYING, done, len(listed))
                yield path, answer

    def _linked(self) -> Iterator[str]:
        """Yield the path of each address of the site to which the front page, as it is sent, links."""
        with Connections() as connections:
            front = connections.load(self.address("index.html"))
        for link in links_of(front.body.decode("utf-8", "replace")) if isinstance(front, Answer) else ():
            # The page may be built for another address than that at which it is loaded.
            if path := self._path_of(link):
                yield path


def address_of(url: str, path: str) -> str:
    """Return the public address of a file of the site at *url*: that of its folder for an index.html."""
    folder, _, name = path.rpartition("/")
    shown = path if name != "index.html" else f"{folder}/" if folder else ""
    return f"{url.rstrip('/')}/{quote(shown, errors='surrogateescape')}"


def is_loadable(path: str) -> bool:
    """Return whether hosts send a file: not those that they read themselves, and not hidden ones."""
    parts = path.split("/")
    hidden = any(part.startswith(".") and part != ".well-known" for part in parts)
    return not hidden and path not in ("_headers", "CNAME") and not path.startswith("_redirects")


def wrong_type(path: str, sent: str) -> str:
    """Return what is wrong with the type that a host sends for a file, "" if it is right or nobody knows."""
    known = TYPES.guess_type(path, strict=False)[0]
    if not known or sent in SAME_TYPES.get(known, {known}):
        return ""
    return f"the host calls it {sent or 'nothing'}, and browsers need {known}"


class _Links(HTMLParser):
    """Collects the addresses to which a page links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"a": "href", "link": "href", "img": "src", "script": "src"}
        self.found += [value for name, value in attrs if name == names.get(tag) and value]


def links_of(html: str) -> list[str]:
    """Return the addresses of links, styles, scripts and images in a page, without their fragments."""
    parser = _Links()
    parser.feed(html)
    return [each for link in parser.found if (each := link.partition("#")[0].partition("?")[0])]
