"""Builds the public site and serves it on loopback as a host would: compressed, with a length, at its own address.

Used by lighthouse.py and lcp.py. A page that is sent uncompressed would be measured at three times its weight.
"""

import gzip
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hamerkop.build import site

CHROMIUM = shutil.which("chromium") or "chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
COMPRESSED = ("text/", "application/json", "application/xml", "application/atom+xml", "image/svg+xml")


class Hosted(NamedTuple):
    """A served site: its address without a slash at the end, and the folder that it is served from."""

    address: str
    folder: Path

    def pages(self) -> dict[str, str]:
        """Return the addresses of the pages that we report on, by what they are; those that the site has."""
        articles = sorted(self.folder.glob("*/index.html"), key=lambda file: (weight(file), file))
        articles = [file for file in articles if b"e-content" in file.read_bytes()]
        kinds = {
            "article, heaviest": articles[-1],
            "article, median": articles[len(articles) // 2],
            "front page": self.folder / "index.html",
            "search": self.folder / "search" / "index.html",
        }
        there = {kind: file.relative_to(self.folder).as_posix() for kind, file in kinds.items() if file.exists()}
        return {kind: f"{self.address}/{path.removesuffix('index.html')}" for kind, path in there.items()}


def weight(file: Path) -> int:
    """Return the bytes of a file as it is sent, gzip -9."""
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))


class HostHandler(SimpleHTTPRequestHandler):
    """Answers from memory as a static host does, with gzip for what is text."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        status = 200 if file.is_file() else 404
        file = file if file.is_file() else Path(self.directory, "404.html")
        kind, body = self.guess_type(file), file.read_bytes()
        self.send_response(status)
        if kind.startswith(COMPRESSED):
            body = gzip.compress(body, 9, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "public, max-age=0, must-revalidate")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests."""


@contextmanager
def hosted() -> Iterator[Hosted]:
    """Build the public site for a free port of this machine, and serve it as long as the block lasts."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "site")
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(HostHandler, directory=str(folder))) as server:
            os.environ["SITEURL"] = address = f"http://127.0.0.1:{server.server_port}"
            report = site.build("publishconf.py", {"OUTPUT_PATH": str(folder)})
            if not report.succeeded:
                sys.exit(report.as_text())
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Hosted(address, folder)
            server.shutdown()
