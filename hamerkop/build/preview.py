"""Serves a built site on this machine only, at the next free port."""

import errno
import io
import os
import re
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS_TRIED = 50  # the first one and those after it
LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class PreviewServer(ThreadingHTTPServer):
    """A server whose port can be used again at once, except on Windows, where two servers could then share it."""

    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: object, client_address: object) -> None:
        """Print one line for an exception in a request; nothing where a browser has only gone away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"The preview could not answer a request: {type(error).__name__}: {error}", file=sys.stderr)


class PreviewHandler(SimpleHTTPRequestHandler):
    """Serves files as a static host does: a folder's index.html, and the site's 404.html for a missing file."""

    timeout = 60  # seconds that a connection may say nothing

    def parse_request(self) -> bool:
        """Refuse a request for another host: a foreign page could otherwise read the drafts by DNS rebinding."""
        if not super().parse_request():
            return False
        if LOCAL_HOST.fullmatch(self.headers.get("Host", "")):
            return True
        self.send_error(403, "This preview answers at localhost only")
        return False

    def send_head(self) -> io.BytesIO | None:
        """Send the status and headers for the path that was asked for; return what of the file is to follow."""
        path = file_at(self.path, Path(self.directory))
        try:
            if path and path.is_dir():
                self._redirect_to_folder()
                return None
            if path:
                return self._send_file_head(path.read_bytes(), self.guess_type(str(path)))
        except OSError:  # it cannot be read, or is gone
            pass
        self.send_error(404)
        return None

    def _redirect_to_folder(self) -> None:
        asked = urlsplit(self.path)
        self.send_response(301)
        self.send_header("Location", f"/{asked.path.strip('/')}/{'?' + asked.query if asked.query else ''}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_file_head(self, data: bytes, media_type: str) -> io.BytesIO | None:
        part = part_of(len(data), self.headers.get("Range", ""))
        if part is not None and not part:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        sent = data if part is None else data[part.start : part.stop]
        self.send_response(200 if part is None else 206)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(sent)))
        self.send_header("Accept-Ranges", "bytes")
        if part is not None:
            self.send_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{len(data)}")
        self.end_headers()
        return io.BytesIO(sent)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error; for a missing file it is the site's own page."""
        page = file_at("/404.html", Path(self.directory)) if code == 404 else None
        if page is None:
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Add a header, so that the result of the next build is seen at once."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing for a request."""


def file_at(target: str, folder: Path) -> Path | None:
    """Return the file or folder in *folder* that the *target* of a request names; None if there is none to serve.

    A path with a slash at its end is the index.html of a folder. Links that lead out of *folder* are not followed, and
    hidden files are not served: a host has neither.
    """
    try:
        address = unquote(urlsplit(target).path)
        names = [name for name in address.split("/") if name]
        index = ["index.html"] if address.endswith("/") else []
        path = folder.joinpath(*names, *index).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle, until Python 3.12
        return None
    hidden = any(name.startswith(".") and name != ".well-known" for name in names)
    if hidden or any(set(name) & {"\\", ":"} for name in names) or not path.is_relative_to(folder.resolve()):
        return None
    return path if path.is_file() or (path.is_dir() and not index) else None


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
    """Return a server for *folder* on loopback, at *port* or at the next port that is free; port 0 is any free one.

    Raises OSError with a message in `strerror` if no port is free.
    """
    handler = partial(PreviewHandler, directory=str(folder.absolute()))
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            return PreviewServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + PORTS_TRIED - 1} is free; give another one")


def serve(folder: Path, port: int) -> None:
    """Serve *folder* until Ctrl-C, and print the address. Raises OSError if no port is free."""
    with server_for(folder, port) as server:
        try:
            print(f"Serving {folder} at http://127.0.0.1:{server.server_port}/  (stop with Ctrl-C)", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nStopped.")
