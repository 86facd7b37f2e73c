"""What a host says about a file that it sends: its type, and how long it may be kept. The table of docs/hosting.md.

For hosts that keep these with each file, such as object stores; web servers have them in their configuration.
"""

import hashlib
import re
from mimetypes import MimeTypes
from typing import NamedTuple

from hamerkop.publish.release import has_digest_in_name

# What Python's own table lacks, or has under a name that browsers or feed readers do not expect.
_OWN_TYPES = {
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".map": "application/json",
    ".md": "text/markdown",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".xhtml": "application/xhtml+xml",
}
_TYPES = MimeTypes()  # without the files of this machine: every machine sends the same
for ending, name in _OWN_TYPES.items():
    _TYPES.add_type(name, ending)

_FEEDS = ((re.compile(r"\.atom\.xml$"), "application/atom+xml"), (re.compile(r"\.rss\.xml$"), "application/rss+xml"))
_JSON_FEED = (re.compile(r"^feeds/.*\.json$"), "application/feed+json")
_TEXT = re.compile(r"text/.*|application/(?:json|javascript|.*\+json)|image/svg\+xml|application/(?:.*\+)?xml")

NEVER = "public, max-age=0, must-revalidate"  # a browser asks each time, and gets a short answer if nothing changed
FOREVER = "public, max-age=31536000, immutable"  # the name changes with the content
_CACHE = (
    (re.compile(r"^feeds/"), "public, max-age=900"),
    (re.compile(r"^images/"), "public, max-age=86400"),
    (re.compile(r"^cards/"), "public, max-age=604800"),
    (re.compile(r"^pagefind/(?:fragment|index)/"), FOREVER),
)


class Headers(NamedTuple):
    """The values of `Content-Type` and `Cache-Control`."""

    type: str
    cache: str

    @property
    def digest(self) -> str:
        """Eight digits that differ where the headers differ."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()[:8]


def headers_of(path: str) -> Headers:
    """Return what to say about the file at *path* of a site."""
    return Headers(content_type(path), cache_control(path))


def content_type(path: str) -> str:
    """Return the type of a file by the ending of its name, with the encoding of texts."""
    feed = next((name for pattern, name in (*_FEEDS, _JSON_FEED) if pattern.search(path)), "")
    guessed, compression = _TYPES.guess_type(f"/{path}", strict=False)
    found = feed or (guessed if guessed and not compression else "application/octet-stream")
    return f"{found}; charset=utf-8" if _TEXT.fullmatch(found) else found


def cache_control(path: str) -> str:
    """Return how long a file may be kept without asking: a page never, a file whose name has its digest for a year."""
    if has_digest_in_name(path):
        return FOREVER
    return next((value for pattern, value in _CACHE if pattern.search(path)), NEVER)
