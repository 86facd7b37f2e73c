"""Finds the content files of a site for Pelican, without those whose reading would never end or leave the content.

Pelican opens a named pipe and waits for it, follows a link in a circle, and with ``ARTICLE_PATHS = ["../.."]`` reads
the whole disk. :func:`find_files` takes the place of `get_files` of each generator, as soon as a plugin of the kit is
on: it returns the same files but for these, each of which it reports.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.file_policy import (
    LEADS_OUT,
    content_folders,
    is_below,
    is_inside,
    surrounding_folders,
)
from hamerkop.shared.pelican_types import Context, Generator, Settings
from hamerkop.shared.problems import START, Problem, display_path, log_problem
from hamerkop.shared.records import ContextKey
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.source_text import half_character

SPECIAL_FILES = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
IGNORE = "add its name to IGNORE_FILES"
MAX_LINKS = 2  # to folders, on the way to a file: three links to a folder of three links … are any number of files

# Whether links that lead out of the content folder are followed no more: hamerkop.shared.file_guard sets it.
CONTENT_ONLY: ContextKey[bool] = ContextKey("hamerkop_content_only")
_REPORTED: ContextKey[set[Problem]] = ContextKey("hamerkop_unreadable")


class Found(NamedTuple):
    """A file that was found, or what is not to be read; *file* is "" where it is not a file that Pelican can read."""

    file: str
    problem: Problem | None = None


class _Folder(NamedTuple):
    """A folder to be searched, and the real folders from which links have led to it, itself included."""

    path: str
    lineage: tuple[Path, ...]


def replace_get_files(generator: Generator) -> None:
    """Make *generator* find its files with :func:`find_files`. Receiver of `generator_init`."""
    method = getattr(type(generator), "get_files", None)
    if method is not None and method.__module__.startswith("pelican."):  # not one with a method of its own
        generator.get_files = partial(find_files, generator)  # type: ignore[method-assign]  # of this object only


def find_files(
    generator: Generator,
    paths: Iterable[str] | str,
    exclude: Iterable[str] | None = None,
    extensions: bool | None = None,
) -> set[str]:
    """Return the files in *paths* that Pelican is to read, as its own `get_files` does; log what is left out."""
    settings, found = generator.settings, set[str]()
    inside = content_folders(settings) if CONTENT_ONLY.get(generator.context) else ()
    excluded = {os.path.split(os.path.join(generator.path, each)) for each in exclude or ()}  # noqa: PTH118
    for path in [paths] if isinstance(paths, str) else paths:
        for file, problem in _files_of(generator, path, inside, excluded):
            if file and not generator._include_path(file, extensions):
                continue
            if extensions is not False and half_character(file):
                problem = _unreadable(Path(generator.path, file), "has a name that is not UTF-8", "rename it")
            if problem:
                _report(problem, generator)
            else:
                found.add(file)
    return found


def _report(problem: Problem, generator: Generator) -> None:
    """Log a problem once a build: Pelican asks for the same files several times."""
    reported = _REPORTED.get(generator.context) or set()
    if problem not in reported:
        _REPORTED.set(generator.context, reported | {problem})
        log_problem(problem, generator.settings)


def reported_paths(context: Context) -> set[str]:
    """Return the files and folders that :func:`find_files` has left out so far, as a writer would type them."""
    return {problem.path for problem in _REPORTED.get(context) or ()}


def _files_of(
    generator: Generator, path: str, inside: tuple[Path, ...], excluded: set[tuple[str, str]]
) -> Iterator[Found]:
    """Yield the files in the folder *path*, or *path* itself if it is a file."""
    root = generator.path
    start = os.path.join(root, path) if path else root  # noqa: PTH118  # as Pelican joins them
    real = Path(os.path.realpath(start))  # Path.resolve() refuses links in a circle
    problem = _problem_of_start(path, start, real, inside, generator.settings)
    if problem:
        yield Found("", problem)
    elif os.path.isdir(start):  # noqa: PTH112  # Path.is_dir() raises an error where access is denied
        yield from _walk(_Folder(start, (real,)), root, inside, excluded, generator.settings)
    elif os.path.exists(start):  # noqa: PTH110
        yield Found(path)


def _problem_of_start(
    path: str, start: str, real: Path, inside: tuple[Path, ...], settings: Settings
) -> Problem | None:
    """Return the problem with a path that a setting names."""
    name = next((name for name, folder in surrounding_folders(settings) if folder == path), "")
    if name:
        return _surrounding(name, path, settings)
    if not is_below(settings["PATH"], start) or start == settings["PATH"]:
        return None
    if kind := special_kind(Path(start)):
        return _unreadable(start, f"is {kind}, not a file", f"remove it, or {IGNORE}")
    if real != Path(settings["PATH"]).resolve() and Path(settings["PATH"]).resolve().is_relative_to(real):
        return _circle(start)
    return Problem("L08", display_path(start), START, LEADS_OUT) if inside and not is_inside(real, inside) else None


def _surrounding(name: str, path: str, settings: Settings) -> Problem:
    shown, position = setting_position(settings, name, path)
    message = f'{name}: "{path}" holds the content folder and everything beside it; name a folder in PATH'
    return Problem("X02", shown, position, message)


def _walk(
    first: _Folder, root: str, inside: tuple[Path, ...], excluded: set[tuple[str, str]], settings: Settings
) -> Iterator[Found]:
    """Yield each file below the folder *first*, with its path relative to *root*, in the order of Pelican's `os.walk`.

    Pelican reads files in the order of a set, which depends on the order in which they are put in.
    """
    waiting = [first]
    while waiting:
        folder = waiting.pop()
        relative = os.path.relpath(folder.path, root)
        entries, problem = _entries(folder.path)
        if problem:
            yield Found("", problem)
        below = []
        for entry in entries:
            is_folder, problem = _is_folder(entry), _problem_of_entry(entry, folder, inside)
            if (is_folder or problem) and _is_left_out(entry, folder, excluded, settings):
                continue
            if is_folder and not problem:
                below.append(_below(folder, entry))
            else:
                yield _found(entry, is_folder, problem, relative)
        waiting += reversed(below)


def _found(entry: os.DirEntry[str], is_folder: bool, problem: Problem | None, folder: str) -> Found:
    if problem and (is_folder or problem.rule != "L08"):
        return Found("", problem)
    return Found(os.path.join(folder, entry.name), problem)  # noqa: PTH118  # "./a.md", as Pelican writes it


def _is_left_out(entry: os.DirEntry[str], folder: _Folder, excluded: set[tuple[str, str]], settings: Settings) -> bool:
    ignored = any(fnmatch(entry.name, pattern) for pattern in settings["IGNORE_FILES"])
    return ignored or (folder.path, entry.name) in excluded


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links in a circle
        return False


def _entries(folder: str) -> tuple[list[os.DirEntry[str]], Problem | None]:
    """Return what is in a folder, or the problem that it cannot be listed: Pelican omits it without a message."""
    try:
        with os.scandir(folder) as entries:
            return list(entries), None
    except OSError as error:
        reason = f"cannot be listed ({error.strerror})"
        return [], _unreadable(folder, reason, f"make the folder readable, or {IGNORE}")


def _below(folder: _Folder, entry: os.DirEntry[str]) -> _Folder:
    if not entry.is_symlink():
        return _Folder(entry.path, folder.lineage)
    return _Folder(entry.path, (*folder.lineage, Path(folder.path).resolve(), Path(entry.path).resolve()))


def _problem_of_entry(entry: os.DirEntry[str], folder: _Folder, inside: tuple[Path, ...]) -> Problem | None:
    """Return why a file or folder is not read; None for one that is neither link nor special: that costs nothing."""
    if entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False):
        return None
    path = Path(entry.path)
    if kind := special_kind(path):
        return _unreadable(path, f"is {kind}, not a file", f"remove it, or {IGNORE}")
    if not os.path.exists(path):  # noqa: PTH110  # as above
        return None
    if inside and not is_inside(path, inside):
        return Problem("L08", display_path(path), START, LEADS_OUT)
    return _problem_of_link_to_folder(path, folder) if _is_folder(entry) else None


def _problem_of_link_to_folder(path: Path, folder: _Folder) -> Problem | None:
    target = path.resolve()
    if any(real.is_relative_to(target) for real in (*folder.lineage, path.parent.resolve())):
        return _circle(path)
    if len(folder.lineage) > 2 * MAX_LINKS:
        real = path.parent.resolve() / path.name  # the way on which it was found is one of very many
        return _unreadable(
            real, "is a link in a folder that links have led to already", f"remove the link, or {IGNORE}"
        )
    return None


def _circle(path: str | Path) -> Problem:
    return _unreadable(path, "is a link to a folder that holds it", f"remove the link, or {IGNORE}")


def _unreadable(path: str | Path, reason: str, advice: str) -> Problem:
    return Problem("B01", display_path(path), START, f"{reason}; {advice}")


def special_kind(path: Path) -> str:
    """Return what a path is that is no regular file; "" for a file, a folder, and what does not exist."""
    try:
        return SPECIAL_FILES.get(stat.S_IFMT(path.stat().st_mode), "")
    except (OSError, ValueError):
        return ""
