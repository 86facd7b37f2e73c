"""Shows a built site on this machine only, at the next free port."""

import errno
import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TRIES = 50  # ports after the first one


class PreviewHandler(SimpleHTTPRequestHandler):
    """Serves files as a static host does: a folder's index, and the site's own page for what is not there."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
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
        self.send_header("Cache-Control", "no-store")  # the next build must show at once
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of requests; a writer has no use for them."""


def server_for(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server on loopback at *port*, or at the next one that is free. Raises OSError if none is."""
    if not 0 <= port <= 65535:
        raise OSError(errno.EINVAL, f"{port} is no port; give one from 1024 to 65535 with --port")
    handler = partial(PreviewHandler, directory=str(folder.absolute()))
    # On Windows reuse would let two servers share a port.
    ThreadingHTTPServer.allow_reuse_address = os.name != "nt"
    for candidate in range(port, min(port + TRIES, 65536)):
        try:
            return ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} to {port + TRIES - 1} is free; give another with --port")


def serve(folder: Path, port: int) -> None:
    """Serve *folder* until Ctrl-C, and print the address."""
    with server_for(folder, port) as server:
        print(f"Serving {folder} at http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nEnded.")
