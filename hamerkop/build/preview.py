"""Serves a built site on this machine only, at the next free port."""

import errno
import os
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORTS_TRIED = 50  # the first one and those after it
LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class PreviewServer(ThreadingHTTPServer):
    """A server whose port can be used again at once, except on Windows, where two servers could then share it."""

    allow_reuse_address = os.name != "nt"


class PreviewHandler(SimpleHTTPRequestHandler):
    """Serves files as a static host does: a folder's index.html, and the site's 404.html for a missing file."""

    def parse_request(self) -> bool:
        """Refuse a request for another host: a foreign page could otherwise read the drafts by DNS rebinding."""
        if not super().parse_request():
            return False
        if LOCAL_HOST.fullmatch(self.headers.get("Host", "localhost")):
            return True
        self.send_error(403, "This preview answers at localhost only")
        return False

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send an error; for a missing file it is the site's own page."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
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
