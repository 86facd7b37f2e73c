"""Answers requests for the pages of a site on this machine only, at the next free port."""

import errno
import os
import re
import sys
from collections.abc import Iterable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from hamerkop.preview.announcements import Announcements
from hamerkop.preview.injection import FOLDER, with_script
from hamerkop.preview.served_pages import Answer, FolderPages, Pages, is_html

EVENTS = f"{FOLDER}events"
# Headers of what is the preview's own: nothing of it is for the pages of other sites.
SAFE = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
PORTS_TRIED = 50  # the first one and those after it
LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class Desk(Protocol):
    """What tells open pages of changes, and has pages of its own below /_desk/."""

    announcements: Announcements

    def answer(self, target: str) -> Answer:
        """Return the answer to a request for *target*, a path that may have a query."""
        ...

    def events(self, query: Mapping[str, str]) -> Iterable[bytes]:
        """Yield the server-sent events for a page, now and at each change."""
        ...


class PreviewServer(ThreadingHTTPServer):
    """A server whose port can be used again at once, except on Windows, where two servers could then share it."""

    allow_reuse_address = os.name != "nt"
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Print one line for an exception in a request; nothing where a browser has only gone away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"The preview could not answer a request: {type(error).__name__}: {error}", file=sys.stderr)


class PreviewHandler(BaseHTTPRequestHandler):
    """Answers as a static host does, over connections that stay open.

    Headers and body go out in one piece, and at once: in two pieces the second one waits 40 ms for an acknowledgement.
    """

    timeout = 60  # seconds that a connection may say nothing
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    _body = b""  # to be sent with the headers

    def __init__(self, *arguments: Any, pages: Pages, desk: Desk | None = None) -> None:
        self._pages, self._desk = pages, desk
        self._since = 0
        super().__init__(*arguments)

    def parse_request(self) -> bool:
        """Refuse a request for another host: a foreign page could otherwise read the drafts by DNS rebinding."""
        if not super().parse_request():
            return False
        if LOCAL_HOST.fullmatch(self.headers.get("Host", "")):
            return True
        self.send_error(403, "This preview answers at localhost only")
        return False

    def do_GET(self) -> None:  # the name in http.server
        """Answer a request for a page or file."""
        if self._desk:
            self._since = self._desk.announcements.last
            if self.path.partition("?")[0] == EVENTS:
                self._send_events(self._desk)
                return
        answer = self._desk.answer(self.path) if self._desk else self._pages.answer(self.path)
        if answer.folder:
            asked = urlsplit(self.path)
            location = f"/{asked.path.strip('/')}/{'?' + asked.query if asked.query else ''}"
            self._send(301, {"Location": location}, b"")
        elif answer.status == 404 and not answer.body:
            self.send_error(404)
        else:
            self._send_part(answer)

    do_HEAD = do_GET  # noqa: N815  # as above

    def _send_events(self, desk: Desk) -> None:
        """Send what changes in the page that the query names, until the browser goes away; to pages of this site only.

        Each of these answers needs a connection and a thread for as long as the page is in view.
        """
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            self.send_error(403, "Only pages of this preview may ask for this")
            return
        query = dict(parse_qsl(self.path.partition("?")[2]))
        self.close_connection = True
        self.send_response(200)
        for name, value in {"Content-Type": "text/event-stream", "Cache-Control": "no-store", **SAFE}.items():
            self.send_header(name, value)
        self.end_headers()
        for event in desk.events(query) if self.command == "GET" else ():
            self.wfile.write(event)

    def _send_part(self, answer: Answer) -> None:
        data = self._with_script(answer)
        headers = {"Content-Type": answer.media_type, "Accept-Ranges": "bytes"}
        headers |= SAFE if self.path.startswith(FOLDER) else {}
        part = part_of(len(data), self.headers.get("Range", "")) if answer.status == 200 else None
        if part is None:
            self._send(answer.status, headers, data)
        elif part:
            headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
            self._send(206, headers, data[part.start : part.stop])
        else:
            self._send(416, {"Content-Range": f"bytes */{len(data)}"}, b"")

    def _with_script(self, answer: Answer) -> bytes:
        """Return the body of an answer; a page that a browser is about to show has the script of the preview."""
        is_shown = self.headers.get("Sec-Fetch-Dest", "document") in ("document", "iframe", "frame", "object", "embed")
        if not self._desk or not is_html(answer) or not is_shown or answer.as_is:
            return answer.body
        return with_script(answer.body, self.headers["Host"], self._since)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")  # so that a change is seen at once
        self._body = b"" if self.command == "HEAD" else body
        self.end_headers()

    def flush_headers(self) -> None:
        """Send the headers, and with them the body."""
        head, self._headers_buffer = getattr(self, "_headers_buffer", []), list[bytes]()
        body, self._body = self._body, b""
        if head or body:
            self.wfile.write(b"".join([*head, body]))

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing for a request."""


def part_of(size: int, header: str) -> range | None:
    """Return the offsets of the part of a file of *size* bytes that a header `Range` asks for (RFC 9110, section 14).

    None for the whole file: no header, several parts, or one that cannot be read. An empty range if there is no such
    part.
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip(), re.ASCII | re.IGNORECASE)
    if not found or not any(found.groups()):
        return None
    first, last = (int(digits) if digits else None for digits in found.groups())
    if first is None:
        return range(max(size - (last or 0), 0), size)
    if last is not None and last < first:
        return None
    return range(first, size if last is None else min(last + 1, size))


def server_for(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server for the files in *folder*, as :func:`server_of` does."""
    return server_of(FolderPages(folder), port)


def server_of(pages: Pages, port: int, desk: Desk | None = None) -> ThreadingHTTPServer:
    """Return a server for *pages* on loopback, at *port* or at the next port that is free; port 0 is any free one.

    With a *desk*, pages have its script, and are asked of it; what is below /_desk/ is its own. Raises OSError with a
    message in `strerror` if no port is free.
    """
    handler = partial(PreviewHandler, pages=pages, desk=desk)
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            return PreviewServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + PORTS_TRIED - 1} is free; give another one")
