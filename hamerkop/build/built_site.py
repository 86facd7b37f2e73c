"""A built site as its hosts see it: its files, its pages and what was found in them, and where each address leads."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hamerkop.build.built_files import PAGE_ENDINGS, FileState, files_in, found_in
from hamerkop.build.page_facts import PageFacts, facts_of
from hamerkop.shared.pelican_types import Content, Context, Settings
from hamerkop.shared.records import SEARCH_FOLDER
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.urls import published_address

_ADDRESS = re.compile(r"(?P<path>[^?#]*)(?:\?[^#]*)?(?:#(?P<fragment>.*))?", re.DOTALL)
WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
MANY_FOLDERS = 3
LOCAL = re.compile(r"(?:https?:)?//(?:localhost|127\.[\d.]+|\[::1\]|0\.0\.0\.0)(?::\d+)?(?:/|\Z)|file:", re.IGNORECASE)


class BuiltSite:
    """A built site in *folder*, which problems call *shown*; *context* is that of the site."""

    def __init__(self, folder: Path, shown: Path, context: Context, settings: Settings) -> None:
        self.folder, self.shown, self.context, self.settings = folder, shown, context, settings
        site = urlsplit(f"{settings['SITEURL'].rstrip('/')}/")
        self.host, self.root, self.is_https = site.netloc.lower(), site.path, site.scheme == "https"
        self.is_public = bool(self.host) and not LOCAL.match(f"//{self.host}/")
        self.has_links = "hamerkop.links" in map(str, context["PLUGINS"])
        self.elsewhere = [str(each) for each in settings.get("LINKS_ELSEWHERE") or ()]
        self.elsewhere += [f"/{name}" for name in settings["OUTPUT_RETENTION"]]
        self.files = files_in(folder)
        self.contents = {posixpath.normpath(each.save_as): each for each in contents_read(context) if each.save_as}
        self.unpublished = dict(_unpublished(context))
        self.copied = {posixpath.normpath(str(each.save_as)) for each in context.get("staticfiles", ())}
        self.facts = self._facts()
        self._places: dict[tuple[str, str], tuple[str, str] | None] = {}

    def _facts(self) -> dict[str, PageFacts]:
        private_paths = self._private_paths()

        def read(_path: str, data: bytes) -> PageFacts:
            return facts_of(data.decode("utf-8", "replace"), private_paths)

        return found_in(self.folder, self.made(*PAGE_ENDINGS), self.context, "hamerkop.build pages", read)

    def _private_paths(self) -> tuple[str, ...]:
        """Return the paths of this machine that no page may show; short ones could be words."""
        if not self.is_public:
            return ()
        paths = {str(path.resolve()) for path in (Path(), Path(self.settings["PATH"]), self.shown)}
        return tuple(sorted(path for path in paths if path.count("/") + path.count("\\") >= MANY_FOLDERS))

    def place_of(self, page: str, value: str) -> tuple[str, str] | None:
        """Return path and fragment of what an address on a page leads to; None if it is of another site."""
        key = ("" if value.startswith("/") or WITH_SCHEME.match(value) else posixpath.dirname(page), value)
        if key not in self._places:
            self._places[key] = self._place_of(key[0], value)
        return self._places[key]

    def _place_of(self, folder: str, value: str) -> tuple[str, str] | None:
        if WITH_SCHEME.match(value) or value.startswith("//"):
            scheme, _, rest = value.partition("//")
            host, slash, rest = rest.partition("/")
            if host.lower() != self.host or not self.host or scheme.lower() not in ("", "http:", "https:"):
                return None
            value = slash + rest
        found = _ADDRESS.fullmatch(value)
        path, fragment = (found["path"], found["fragment"] or "") if found else (value, "")
        if not path.startswith("/"):
            path = posixpath.join(self.root, folder, path)
        path = unquote(posixpath.normpath(path) + ("/" if path.endswith(("/", "/.", "/..")) else ""))
        path = re.sub("^//+|/+$", "/", path)
        if not f"{path}/".startswith(self.root) or self._is_elsewhere(f"/{path.removeprefix(self.root)}"):
            return None
        return path.removeprefix(self.root.rstrip("/")).lstrip("/"), fragment

    def _is_elsewhere(self, path: str) -> bool:
        return any(fnmatchcase(path, each) or fnmatchcase(path, f"{each}/*") for each in self.elsewhere)

    def file_at(self, path: str) -> str | None:
        """Return the file that hosts send for a path of the site, or None."""
        return next((name for name in self.names_of(path) if name in self.files), None)

    def is_missing(self, path: str) -> bool:
        """Return whether a path is that of an article or page that was not written, which is reported there (B14)."""
        return any(name in self.contents for name in self.names_of(path))

    def names_of(self, path: str) -> tuple[str, ...]:
        """Return the files that hosts look for when they are asked for a path of the site."""
        if not path or path.endswith("/"):
            return (f"{path}index.html",)
        return path, f"{path}/index.html", f"{path}.html"

    def is_kept(self, path: str) -> bool:
        """Return whether a file was in the output folder before, and stays there (`OUTPUT_RETENTION`)."""
        return path.split("/", 1)[0] in self.settings["OUTPUT_RETENTION"]

    def made(self, *endings: str) -> dict[str, FileState]:
        """Return the files with one of *endings* that were made for this site, without those that are copied."""
        folders = (self.settings["THEME_STATIC_DIR"], SEARCH_FOLDER.get(self.context))
        outside = tuple(f"{folder.strip('/')}/" for folder in folders if folder)
        return {
            path: state
            for path, state in self.files.items()
            if path.endswith(endings)
            and path not in self.copied
            and not path.startswith(outside)
            and not self.is_kept(path)
        }


def _unpublished(context: Context) -> Iterator[tuple[str, Content]]:
    """Yield the paths at which drafts are written, or will be, with the drafts."""
    for content in contents_read(context):
        if content.status == "draft":
            paths = {content.save_as, published_address(content).save_as} - {""}
            yield from ((posixpath.normpath(path), content) for path in paths)
