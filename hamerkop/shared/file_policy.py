"""Decides which files may be read for a site and copied to its output, and what may be written where.

A site may be built from the pull request of a stranger, so a text must not be able to name a file that is not content:
nothing outside PATH once symbolic links are followed, nothing hidden, no source, no data file. Only the settings, which
are the owner's, can allow more. Nothing here reads a file or calls Pelican; hamerkop.shared.file_guard applies it.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from hamerkop.shared.pelican_types import Settings

FOLDER_SETTINGS = ("STATIC_PATHS", "ARTICLE_PATHS", "PAGE_PATHS")
SYMLINK_SETTING = "FOLLOW_SYMLINKS_TO"  # a row of hamerkop.shared.settings.KIT_SETTINGS
PUBLIC_ALTHOUGH_HIDDEN = ".well-known"  # RFC 8615
PAGE_SUFFIXES = (".html", ".htm")  # a source for Pelican, and a finished page for everybody else

# Files by which hosts and search engines take orders, in small letters; `.htaccess` is hidden anyway.
HOST_FILES = frozenset(
    (
        "_headers",
        "_redirects",
        "_redirects.caddy",
        "_redirects.json",
        "_redirects.nginx",
        "_worker.js",
        "_routes.json",
        "cname",
        "robots.txt",
        "ads.txt",
        "web.config",
        ".htaccess",
    )
)

OUTSIDE = "is outside the content folder; copy the file into it"
LEADS_OUT = "leads out of the content folder by a symbolic link; copy the file into it"
FOR_THE_HOST = "would give orders to the host of the site; name it in STATIC_PATHS if it is to be published"
HIDDEN = "is hidden by its name or by IGNORE_FILES; rename it, or name it in STATIC_PATHS"

Identity = tuple[int, int]  # device and inode: the same for each name of a file, in whatever case it is typed


def is_inside(path: Path, folders: Iterable[Path]) -> bool:
    """Return whether *path* is in one of *folders*, which are real paths, once all symbolic links are followed."""
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, NUL
        return False
    return any(real.is_relative_to(folder) for folder in folders)


def content_folders(settings: Settings) -> tuple[Path, ...]:
    """Return the real paths of the folders whose files a text may name: PATH, and those that settings add to it."""
    return tuple(Path(settings["PATH"], folder).resolve() for folder in ("", *_allowed(settings)))


def is_content(path: Path, settings: Settings) -> bool:
    """Return whether a text may name the file at *path*, hidden or not; decides what a plugin may open."""
    return is_inside(path, content_folders(settings))


def is_file(path: Path) -> bool:
    """Return whether there is a file at *path*; there is none at a name that no file system takes."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def folders_outside(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield (setting, folder) for each folder outside PATH that the settings name: the owner's choice."""
    for name in (*FOLDER_SETTINGS, SYMLINK_SETTING):
        value = settings.get(name) or ()
        for folder in value if isinstance(value, list | tuple) else ():
            if isinstance(folder, str) and _leaves(_normal(folder)):
                yield name, folder


def surrounding_folders(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield (setting, folder) for each folder that the settings name, and that holds PATH itself: a mistake."""
    content = Path(settings["PATH"]).resolve()
    for name, folder in folders_outside(settings):
        if name in FOLDER_SETTINGS and content.is_relative_to(Path(settings["PATH"], folder).resolve()):
            yield name, folder


def is_below(folder: str, path: str) -> bool:
    """Return whether *path*, relative to *folder*, is the path of a file in it, ``..`` and all.

    Unlike pelican.utils.sanitised_join, which compares the beginnings of texts, it refuses ``../output-2/x`` for a
    folder ``output``.
    """
    if "\0" in path:
        return False
    if os.sep == "/" and not _leaves(_normal(path)):  # for speed; elsewhere a path can begin with a drive
        return True
    return not _leaves(_normal(os.path.relpath(_absolute(folder, path), folder)))


def readings(path: str) -> Iterator[str]:
    """Yield *path* as typed, and as some program may read it: percent-decoded, with entities, with backslashes."""
    decoded = unquote(path)
    found = (path, decoded, unquote(decoded), unescape(path))
    yield from dict.fromkeys([*found, *(reading.replace("\\", "/") for reading in found)])


@dataclass(frozen=True)
class FilePolicy:
    """What a site may publish.

    *content* is PATH. *folders* are the real paths in which published files may be. *ignored* are the patterns of
    IGNORE_FILES. *named* are the paths under PATH that settings name, which may be hidden. *found* are the paths of
    the files in STATIC_PATHS. *private* says of sources and data files what each is, by identity. *sources* are the
    suffixes of files that Pelican makes pages of.
    """

    content: Path
    folders: tuple[Path, ...]
    ignored: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    found: frozenset[str] = frozenset()
    private: Mapping[Identity, str] | None = None
    sources: tuple[str, ...] = ()
    _known: dict[str, str] = field(default_factory=dict, compare=False)  # what reason_against has returned, by path

    def reason_against(self, path: str) -> str:
        """Return why the file at *path*, as Pelican adds it to PATH, may not be published, and what to do; else "".

        A file that does not exist may be published.
        """
        if path not in self._known:
            self._known[path] = self._reason_against(path)
        return self._known[path]

    def _reason_against(self, path: str) -> str:
        if "\0" in path:
            return "is not a path; correct it"
        absolute = _absolute(self.content, path)
        relative = _normal(os.path.relpath(absolute, self.content))
        if _leaves(relative) and not is_inside(absolute, self.folders):
            return OUTSIDE
        if not is_inside(absolute, self.folders):
            return LEADS_OUT
        try:
            return self._reason_against_kind(relative, absolute)
        except OSError:  # a name longer than any file's
            return ""

    def _reason_against_kind(self, relative: str, absolute: Path) -> str:
        real = absolute.resolve()
        if self.is_hidden(relative) or self.is_hidden(self._below_a_folder(real)):
            return HIDDEN
        if not real.exists():
            return ""
        if real.is_dir():
            return "is a folder; name a file in it, or add the folder to STATIC_PATHS"
        if not real.is_file():
            return "is no ordinary file; replace it by one"
        if relative not in self.found and real.suffix in self.sources and real.suffix not in PAGE_SUFFIXES:
            return "is a source, and sources are not published; write {filename} for its page"
        if is_host_file(relative) and relative not in self.found and relative not in self.named:
            return FOR_THE_HOST
        return "" if relative in self.named else (self.private or {}).get(identity(real), "")

    def is_hidden(self, relative: str) -> bool:
        """Return whether the file at *relative*, under PATH, is hidden: its name or that of a folder above it."""
        path = PurePosixPath(relative)
        named = max((name for name in self.named if path.is_relative_to(name)), key=len, default="")
        below_named = [each for each in (path, *path.parents) if each.is_relative_to(named) and str(each) != named]
        return any(self._is_hidden_name(each) for each in below_named if each.name)

    def _is_hidden_name(self, path: PurePosixPath) -> bool:
        if path.name == "..":
            return False
        dot = path.name.startswith(".") and path.name != PUBLIC_ALTHOUGH_HIDDEN
        return dot or any(fnmatch(path.name, each) or fnmatch(str(path), each) for each in self.ignored)

    def _below_a_folder(self, real: Path) -> str:
        folder = next(folder for folder in self.folders if real.is_relative_to(folder))
        return real.relative_to(folder).as_posix()

    def first_link_out(self, path: str) -> str:
        """Return the symbolic link on the way to *path* that leads out of the content folder; *path* if none does."""
        parts = PurePosixPath(_normal(path))
        ways = [str(each) for each in reversed([parts, *parts.parents])]
        return next((way for way in ways if not is_inside(Path(self.content, way), self.folders)), path)


def is_host_file(path: str) -> bool:
    """Return whether the file at *path* gives orders to a host, whatever its folder.

    A folder at the root with the name of a list of redirects counts, too: a web server that reads the list would stop.
    """
    file = PurePosixPath(path.replace("\\", "/"))
    return file.name.lower() in HOST_FILES or "".join(file.parts[:1]).lower().startswith("_redirects")


def identity(path: Path) -> Identity:
    """Return what tells the file at *path* from all others. Raises OSError if there is none."""
    found = path.stat()
    return found.st_dev, found.st_ino


def identities(paths: Iterable[Path], what: str) -> dict[Identity, str]:
    """Return *what* for each ordinary file of *paths* that exists, by identity."""
    found = {}
    for path in paths:
        try:
            status = path.stat()
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(status.st_mode):
            found[status.st_dev, status.st_ino] = what
    return found


def named_paths(settings: Settings) -> tuple[str, ...]:
    """Return the paths under PATH, other than PATH itself, that the settings name for static files."""
    named = (*settings["STATIC_PATHS"], *settings["EXTRA_PATH_METADATA"])
    return tuple(name for name in map(_normal, named) if name != ".")


def _allowed(settings: Settings) -> list[str]:
    named = set(folders_outside(settings))  # most sites name none
    named -= set(surrounding_folders(settings)) if named else set()
    return [*sorted(folder for _, folder in named), *(settings.get(SYMLINK_SETTING) or ())]


def _absolute(folder: str | Path, path: str) -> Path:
    """Return *path*, relative to *folder*, without `..`, and with its symbolic links: as Pelican goes to it."""
    return Path(os.path.abspath(Path(folder, path)))  # noqa: PTH100  # Path.resolve() follows the links


def _normal(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def _leaves(normal: str) -> bool:
    return normal == ".." or normal.startswith(("../", "/"))
