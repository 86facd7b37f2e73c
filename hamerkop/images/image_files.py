"""Tells which file the address of a picture means, and what is wrong if it means none."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlparse

from hamerkop.shared.problems import did_you_mean

# The three that lead to files; links to other things are not a picture's.
_INDICATED = re.compile(r"[{|](?:static|attach|filename)[}|](?P<path>.*)", re.DOTALL)
_NO_ADDRESS = re.compile(r"[{|]\w+[}|]|data:", re.IGNORECASE)
SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}
NOWHERE = "https://site.invalid"  # where a site stands that has no address yet


class Place(NamedTuple):
    """The file that an address means, or what is wrong; neither where there is nothing of ours to look at."""

    file: Path | None = None
    wrong: str = ""
    missing: bool = False


def place_of(address: str, content: Any) -> Place:
    """Return the file that the address of a picture in *content* means."""
    try:
        return _place_of(address, content)
    except (ValueError, OSError):  # a host in open brackets, a name longer than any file's
        return Place(wrong=f'"{address[:80]}" is no address; mend it', missing=True)


def _place_of(address: str, content: Any) -> Place:
    indicated = _INDICATED.fullmatch(address)
    if indicated:
        return _place_of_source(indicated["path"], content)
    if not address:
        return Place(wrong="a picture without an address; write the address of its file, or take it out")
    if _NO_ADDRESS.match(address):
        return Place()
    return _place_as_in_a_browser(address, content)


def _place_of_source(path: str, content: Any) -> Place:
    target, settings = _under_content(path, content), content.settings
    file = Path(settings["PATH"], target)
    if file.is_file():
        return Place(file)
    return Place(wrong=f'there is no file "{target}"{did_you_mean(target, _pictures(settings))}', missing=True)


def _under_content(path: str, content: Any) -> str:
    """Return a path from the content folder, as Pelican understands what stands behind {static}."""
    path = unquote(urlparse(path).path)
    if path.startswith("/"):
        return path.removeprefix("/")
    folder = posixpath.dirname(content.get_relative_source_path() or "")
    return posixpath.normpath(posixpath.join(folder, path))


def _pictures(settings: dict[str, Any]) -> Iterator[str]:
    root = Path(settings["PATH"])
    for path in root.rglob("*"):
        if path.suffix.lower() in SUFFIXES:
            yield path.relative_to(root).as_posix()


def _place_as_in_a_browser(address: str, content: Any) -> Place:
    """Follow an address from the page, not from its source."""
    settings = content.settings
    site = urljoin(NOWHERE, settings["SITEURL"]).rstrip("/")
    page = urlparse(f"{site}/{content.url}")
    target = urlparse(urljoin(page.geturl(), address))
    if target.netloc != page.netloc:
        return _place_elsewhere(target.netloc, settings)
    root = urlparse(f"{site}/").path
    if not target.path.startswith(root):
        message = f'"{address}" leads out of {settings["SITEURL"]}{_write_instead(address, content)}'
        return Place(wrong=message, missing=True)
    if not content.save_as:
        return Place()  # an article that is written nowhere has no place to start from
    return _place_on_the_site(unquote(target.path.removeprefix(root)), address, content)


def _place_elsewhere(host: str, settings: dict[str, Any]) -> Place:
    if not host or settings.get("IMAGES_ALLOW_EXTERNAL", True):
        return Place()
    folder = next(iter(settings["STATIC_PATHS"]), "images")
    reason = f"loading this picture would tell {host} who reads the page, and the page's policy blocks it"
    return Place(wrong=f"{reason}; if you may, save it in {folder}/ and write {{static}}/{folder}/name.png")


def _place_on_the_site(target: str, address: str, content: Any) -> Place:
    """Return the source of the file that will stand at *target*, a path below the site's address."""
    found = next((file for file in _sources(target, content.settings) if file.is_file()), None)
    if found:
        return Place(found)
    instead = _write_instead(address, content) or did_you_mean(target, _pictures(content.settings))
    return Place(wrong=f'no file will stand at "/{target}"{instead}', missing=True)


def _sources(target: str, settings: dict[str, Any]) -> Iterator[Path]:
    """Yield where the source of a published file may lie."""
    content, theme = Path(settings["PATH"]), Path(settings["THEME"])
    moved = settings["EXTRA_PATH_METADATA"]
    yield from (content / source for source, metadata in moved.items() if metadata.get("path") == target)
    path = PurePosixPath(target.removeprefix(settings["STATIC_SAVE_AS"].removesuffix("{path}")))
    if any(path.is_relative_to(folder) for folder in settings["STATIC_PATHS"]):
        yield content / path
    of_theme = PurePosixPath(settings["THEME_STATIC_DIR"])
    if PurePosixPath(target).is_relative_to(of_theme):
        below = PurePosixPath(target).relative_to(of_theme)
        yield from (theme / folder / below for folder in settings["THEME_STATIC_PATHS"])


def _write_instead(address: str, content: Any) -> str:
    """Return how to write the address, if a file lies where a writer, who sees only sources, must think it does."""
    path = quote(unquote(urlparse(address).path))
    for typed in (path, f"/{path.lstrip('./')}"):
        if Path(content.settings["PATH"], _under_content(typed, content)).is_file():
            return f"; write {{static}}{typed}"
    return ""
