"""Finds the file that the address of an image means, or why there is none."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import ParseResult, quote, unquote, urljoin, urlparse

from hamerkop.shared.address_slips import is_private_host
from hamerkop.shared.file_policy import content_folders, is_content, is_file, is_inside
from hamerkop.shared.link_targets import FILE_KINDS, parse_address, path_under_content
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.records import ContextKey

SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}
NO_SITE = "https://site.invalid"  # where a site is that has no address yet

# Of this plugin only: the paths of all images under PATH, once one is missing.
IMAGE_PATHS: ContextKey[list[str]] = ContextKey("hamerkop_images_paths")


class ImageFile(NamedTuple):
    """What an address leads to: a file of the site, another host, a problem, or nothing that can be checked.

    *path* is the file. *tried* are all paths at which it was searched for: if one of them changes, the result can
    change. *host* is the other host. *rule* is the id of a rule, with the *message*. *missing*: no file can be at the
    address.
    """

    path: Path | None = None
    tried: tuple[Path, ...] = ()
    host: str = ""
    rule: str = ""
    message: str = ""
    missing: bool = False


NOT_CHECKED = ImageFile()


def resolve(address: str, content: Content) -> ImageFile:
    """Return what the *address* of an image in the text of *content* leads to."""
    if not address:
        return ImageFile(rule="I07", message="the image has no address; write that of its file, or remove the image")
    try:
        return _resolve(address, content)
    except (ValueError, OSError):  # a host in open brackets, a name longer than any file's
        return ImageFile(rule="I07", message=f'"{address[:80]}" is not an address; correct it', missing=True)


def _resolve(address: str, content: Content) -> ImageFile:
    kind, rest = parse_address(address)
    if kind in FILE_KINDS:
        return _resolve_source(path_under_content(rest, content), content)
    if kind or address.lower().startswith("data:"):
        return NOT_CHECKED
    if message := _unloadable(address, content):
        return ImageFile(rule="I07", message=message, missing=True)
    return _resolve_from_page(address, content)


_OWN_MACHINE = re.compile(r"file:|[a-z]:[\\/]|~/|/(?:home|Users)/[^/]+/", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def _unloadable(address: str, content: Content) -> str:
    """Return why no reader's browser can load an image, or "": its file is on the writer's machine, or in a mail."""
    folder = next(iter(content.settings["STATIC_PATHS"]), "images")
    fix = f"copy the file into {folder}/ and write {{static}}/{folder}/{_name_of(address)}"
    scheme = _SCHEME.match(address)
    if _OWN_MACHINE.match(address):
        return f'"{address[:80]}" is a file of your own machine; {fix}'
    if scheme and scheme[1].lower() not in ("http", "https"):
        return f'"{address[:80]}" is no image that a browser can load; {fix}'
    host = urlparse(address).hostname if scheme or address.startswith("//") else None
    return f'"{address[:80]}" is on your own machine or network; {fix}' if host and is_private_host(host) else ""


def _name_of(address: str) -> str:
    name = unquote(re.split(r"[\\/]", re.sub(r"[?#].*", "", address))[-1])
    return name if re.fullmatch(r"[\w.-]+\.\w+", name) else "name.png"


def _resolve_source(target: str, content: Content) -> ImageFile:
    """Return the file at the path *target* under the content folder."""
    path = Path(content.settings["PATH"], target)
    if not is_content(path, content.settings):
        return ImageFile(missing=True)  # reported by hamerkop.shared.file_guard
    if path.is_file():
        return ImageFile(path, tried=(path,))
    return _missing(f'there is no file "{target}"', _nearest_image(target, content), path)


def _resolve_from_page(address: str, content: Content) -> ImageFile:
    """Follow an address as a browser does: from the page, not from its source."""
    settings = content.settings
    site = urlparse(urljoin(NO_SITE, settings["SITEURL"]).rstrip("/") + "/")
    target = urlparse(urljoin(urljoin(site.geturl(), content.url), address))
    if target.netloc != site.netloc:
        return ImageFile(host=target.netloc)
    if not target.path.startswith(site.path):
        return _missing(f'"{address}" is outside {settings["SITEURL"]}', _source_address(address, content))
    if not content.save_as:
        return NOT_CHECKED  # an article that is not written has no address to start from
    return _resolve_output(target, site, address, content)


def _resolve_output(target: ParseResult, site: ParseResult, address: str, content: Content) -> ImageFile:
    """Return the source of the file that the build will put at *target*."""
    path = unquote(target.path.removeprefix(site.path))
    sources = tuple(_sources(path, content.settings))
    folders = (*content_folders(content.settings), Path(content.settings["THEME"]).resolve())
    found = next((source for source in sources if is_inside(source, folders) and source.is_file()), None)
    if found:
        return ImageFile(found, tried=sources)
    fix = _source_address(address, content) or _nearest_image(path, content)
    typed = address.partition("?")[0].partition("#")[0]
    leads = "" if unquote(typed) == f"/{path}" or "//" in typed else f' (where "{typed[:80]}" leads)'
    return _missing(f'there will be no file at "/{path}"{leads}', fix, *sources)


def _missing(what: str, fix: str, *tried: Path) -> ImageFile:
    message = what + (fix or "; correct the address, or add the file")
    return ImageFile(tried=tried, rule="I03", message=message, missing=True)


def _sources(target: str, settings: Settings) -> Iterator[Path]:
    """Yield the paths at which the source of the published file *target* can be."""
    content, theme = Path(settings["PATH"]), Path(settings["THEME"])
    moved = settings["EXTRA_PATH_METADATA"]
    yield from (content / source for source, metadata in moved.items() if metadata.get("path") == target)
    path = PurePosixPath(target.removeprefix(settings["STATIC_SAVE_AS"].removesuffix("{path}")))
    if any(path.is_relative_to(folder) for folder in settings["STATIC_PATHS"]):
        yield content / path
    theme_static = PurePosixPath(settings["THEME_STATIC_DIR"])
    if PurePosixPath(target).is_relative_to(theme_static):
        below = PurePosixPath(target).relative_to(theme_static)
        yield from (theme / folder / below for folder in settings["THEME_STATIC_PATHS"])


def _source_address(address: str, content: Content) -> str:
    """Return ``; write {static}…`` if a file is where the address would lead from the source, which a writer sees.

    Or below the content folder under the end of its path: that of `/static/images/a.png` is `/images/a.png`.
    """
    path = quote(unquote(urlparse(address.replace("\\", "/")).path))
    parts = path.lstrip("./").split("/")
    ends = ("/" + "/".join(parts[start:]) for start in range(len(parts)))
    for typed in (path, *ends):
        file = Path(content.settings["PATH"], path_under_content(typed, content))
        if is_content(file, content.settings) and is_file(file):
            return f"; write {{static}}{typed}"
    return _of_that_name(parts[-1], content)


def _of_that_name(name: str, content: Content) -> str:
    """Return ``; write {static}…`` if one image under the content folder has the *name* of what was typed."""
    found = [path for path in _paths_of_images(content) if PurePosixPath(path).name == unquote(name)]
    return f"; write {{static}}/{quote(found[0])}" if len(found) == 1 else ""


def _nearest_image(target: str, content: Content) -> str:
    return did_you_mean(target, _paths_of_images(content))


def _paths_of_images(content: Content) -> list[str]:
    context = content._context if content._context is not None else {}
    paths = IMAGE_PATHS.get(context)
    if paths is None:
        paths = sorted(_image_paths(Path(content.settings["PATH"])))
        IMAGE_PATHS.set(context, paths)
    return paths


def _image_paths(root: Path) -> Iterator[str]:
    images = (path for path in root.rglob("*") if path.suffix.lower() in SUFFIXES)
    return (path.relative_to(root).as_posix() for path in images)
