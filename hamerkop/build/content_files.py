"""The files of the content folder that Pelican reads as nothing."""

import os
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from hamerkop.shared.content_walk import IGNORE, reported_paths
from hamerkop.shared.pelican_types import Generator, Settings
from hamerkop.shared.problems import START, Problem, display_path
from hamerkop.shared.records import WITHHELD_FILES


def overlooked(generators: Sequence[Generator], found: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but that Pelican reads as nothing.

    *found* are the articles and pages, by path. A file beside one of them, or in a folder of `ARTICLE_PATHS` or
    `PAGE_PATHS`, is an error: it was meant to be one. Any other folder is what an owner leaves out of these settings to
    keep it back: one note for each.
    """
    kept_back: dict[PurePosixPath, list[str]] = {}
    folders = {PurePosixPath(path).parent for path in found} | set(_named_folders(generators[0].settings))
    for path in _unused(generators, found):
        if PurePosixPath(path).parent in folders:
            yield _beside_others(path, generators[0])
        else:
            kept_back.setdefault(PurePosixPath(path).parent, []).append(path)
    for paths in kept_back.values():
        yield _not_published(paths, generators[0].settings)


def _unused(generators: Sequence[Generator], found: Mapping[str, str]) -> list[str]:
    """Return the files that look like content and are neither article, page, static file nor reported, sorted."""
    settings, context = generators[0].settings, generators[0].context
    known = {*found, *context["static_content"], *(WITHHELD_FILES.get(context) or ())}
    readable, root = _readable_endings(generators[0]), Path(settings["PATH"])
    unused = [path for path in _files(settings) if path not in known and _looks_like_content(path, readable, settings)]
    reported = reported_paths(context)
    return sorted(path for path in unused if display_path(root / path) not in reported)


def _readable_endings(generator: Generator) -> set[str]:
    return set(generator.readers.extensions) - {"static"}


def _beside_others(path: str, generator: Generator) -> Problem:
    static = ", ".join(f"{folder}/" for folder in generator.settings["STATIC_PATHS"])
    advice = f"if it is a text, make it a .md file; if readers are to load it, move it into {static}"
    if PurePosixPath(path).suffix[1:] in _readable_endings(generator):
        advice = "if it is to be published, list its folder in ARTICLE_PATHS or PAGE_PATHS"
    message = f"is read as neither article, page nor static file, unlike files beside it; {advice}; else {IGNORE}"
    return Problem("B02", display_path(Path(generator.settings["PATH"], path)), START, message)


def _not_published(paths: Sequence[str], settings: Settings) -> Problem:
    """Return a note about files of one folder, at the first of them; it may be right, so the message says so first."""
    more = f", like {len(paths) - 1} more files of its folder" if len(paths) > 1 else ""
    message = (
        f"is not published{more}: it is neither article, page nor static file. To keep it back for good, {IGNORE}; "
        "to publish it, list its folder in ARTICLE_PATHS, PAGE_PATHS or STATIC_PATHS"
    )
    return Problem("B13", display_path(Path(settings["PATH"], paths[0])), START, message)


def _files(settings: Settings) -> Iterator[str]:
    """Yield the path of each file under the content folder that `IGNORE_FILES` does not leave out."""
    root = Path(settings["PATH"])
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = _kept(subfolders, settings)
        for name in _kept(files, settings):
            yield Path(folder, name).relative_to(root).as_posix()


def _kept(names: Sequence[str], settings: Settings) -> list[str]:
    """Return the names that `IGNORE_FILES` does not leave out, sorted."""
    return sorted(name for name in names if not any(fnmatch(name, pattern) for pattern in settings["IGNORE_FILES"]))


def _looks_like_content(path: str, readable: set[str], settings: Settings) -> bool:
    source = PurePosixPath(path)
    return source.suffix[1:] in readable or any(source.is_relative_to(each) for each in _named_folders(settings))


def _named_folders(settings: Settings) -> list[PurePosixPath]:
    """Return the folders of `ARTICLE_PATHS` and `PAGE_PATHS`, without the content folder itself."""
    return [PurePosixPath(folder) for folder in [*settings["ARTICLE_PATHS"], *settings["PAGE_PATHS"]] if folder]
