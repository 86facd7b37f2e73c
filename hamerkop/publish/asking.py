"""Asks a host for pages, over connections that are used again."""

import gzip
import re
import zlib
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import get_ident
from types import TracebackType
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

TIMEOUT = 20.0  # seconds for one answer
# What a host sends may be cut, or no address at all; ValueError also for an address that is not ASCII.
ERRORS = (OSError, HTTPException, ValueError, EOFError, zlib.error)
REDIRECTS = 3  # from `about.html` to `about`, from `about` to `about/`
IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"  # characters that have a meaning in an address, or are escaped already
HEADERS = {"Accept-Encoding": "identity", "Cache-Control": "no-cache", "User-Agent": "hamerkop"}


class Answer(NamedTuple):
    """What a host sent, at *url* in the end.

    *type* is without parameters; *age*: the seconds for which it may be kept, None if not said.
    """

    status: int
    type: str
    age: int | None
    body: bytes
    url: str = ""


class Connections:
    """Connections to hosts, one for each host and thread, open for the length of a block."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str, str], HTTPConnection] = {}

    def __enter__(self) -> "Connections":
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close all connections."""
        for connection in self._kept.values():
            connection.close()

    def load(self, url: str) -> Answer | str:
        """Return what the host sends for *url*, or in words why it sends nothing. Redirects are followed."""
        try:
            for _ in range(REDIRECTS + 1):
                answer, moved = self._ask(url)
                if not moved:
                    return answer._replace(url=url)
                url = urljoin(url, quote(moved, IN_ADDRESS, "latin-1"))
        except ERRORS as error:
            return f"the host cannot be asked: {str(error) or type(error).__name__}"
        return "the host redirects again and again"

    def _ask(self, url: str) -> tuple[Answer, str]:
        """Return the answer, and where it redirects to, "" if it does not."""
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.netloc)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        try:
            return _answer_of(connection, path)
        except (OSError, HTTPException):  # a host may close a connection that was not used for a while
            connection.close()
            return _answer_of(connection, path)

    def _connection(self, scheme: str, host: str) -> HTTPConnection:
        key = (get_ident(), scheme, host)
        if key not in self._kept:
            self._kept[key] = (HTTPSConnection if scheme == "https" else HTTPConnection)(host, timeout=TIMEOUT)
        return self._kept[key]


def _answer_of(connection: HTTPConnection, path: str) -> tuple[Answer, str]:
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    body = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    moved = response.headers.get("Location", "") if response.status in (301, 302, 303, 307, 308) else ""
    age = re.search(r"max-age=(\d+)", response.headers.get("Cache-Control", ""))
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.status, kind, int(age[1]) if age else None, body), moved
