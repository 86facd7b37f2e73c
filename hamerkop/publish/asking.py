"""Asks a host for pages, over connections that are used again."""

import gzip
import re
import zlib
from collections import Counter
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import get_ident
from types import TracebackType
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

TIMEOUT = 20.0  # seconds for one answer
MOST_TIMEOUTS = 8  # of a host: it is not asked any more, for hundreds of files would take hours
REDIRECTS = 3  # from `about.html` to `about`, from `about` to `about/`
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


class NotReadable(ValueError):
    """What a host sent cannot be decoded; the message says as what."""


class Connections:
    """Connections to hosts, one for each host and thread, open for the length of a block."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str, str], HTTPConnection] = {}
        self._timeouts = Counter[str]()  # of each host

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
                asked, url = url, moved
                url = urljoin(asked, moved)
        except NotReadable as error:
            return f"the host sends what cannot be read: {error}"
        except (OSError, HTTPException) as error:
            return f"the host cannot be asked: {str(error) or type(error).__name__}"
        except ValueError:  # of urllib and http.client, for what is no address
            return f"the host redirects to {url[:200]!r}, which is no address"
        return "the host redirects again and again"

    def _ask(self, url: str) -> tuple[Answer, str]:
        """Return the answer, and where it redirects to, "" if it does not."""
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.netloc:
            raise ValueError(url)
        if self._timeouts[parts.netloc] >= MOST_TIMEOUTS:
            raise TimeoutError("timed out for other addresses; it was not asked for this one")
        connection = self._connection(parts.scheme, parts.netloc)
        path = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
        try:
            return _answer_of(connection, path)
        except TimeoutError:  # a second try would take as long
            self._timeouts[parts.netloc] += 1
            connection.close()
            raise
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
    body = _uncompressed(response.read(), response.headers.get("Content-Encoding", ""))
    moved = response.headers.get("Location", "") if response.status in (301, 302, 303, 307, 308) else ""
    age = re.search(r"max-age=(\d+)", response.headers.get("Cache-Control", ""))
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.status, kind, int(age[1]) if age else None, body), _quoted(moved)


def _uncompressed(body: bytes, encoding: str) -> bytes:
    """Return a body without the compression that a host adds though it is not asked for. Raises NotReadable."""
    kind = encoding.strip().lower()
    if not body or kind not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompress(body) if kind == "deflate" else gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        raise NotReadable(f"{kind} that is broken") from None


def _quoted(location: str) -> str:
    """Return the address of a redirect in ASCII; many hosts send UTF-8, which http.client decodes as Latin-1."""
    return quote(location.encode("latin-1", "replace"), safe="%/:=&?~#+!$,;'@()*[]")
