"""Accounts for every content file: published, scheduled, draft, hidden or skipped, or a problem.

Pelican drops a file that it cannot read and goes on. Here what was found is compared with what came of it.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator

from hamerkop.problems import Problem, display_path, position_of

OUTCOMES = ("published", "scheduled", "draft", "hidden", "skipped")


def outcomes(generators: Iterable[Any]) -> dict[str, str]:
    """Return what became of each source file, by its path under the content folder; "lost" if nothing did."""
    found: dict[str, str] = {}
    for generator in generators:
        for path in _sources(generator):
            found[path] = _outcome(path, generator.context["generated_content"])
    return dict(sorted(found.items()))


def _sources(generator: Any) -> list[str]:
    kinds = {ArticlesGenerator: "ARTICLE", PagesGenerator: "PAGE"}
    kind = next((kind for cls, kind in kinds.items() if isinstance(generator, cls)), None)
    if kind is None:
        return []
    settings = generator.settings
    files = generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"])
    return sorted(PurePosixPath(os.path.normpath(file)).as_posix() for file in files)


def _outcome(path: str, generated: dict[str, Any]) -> str:
    if path not in generated:
        return "skipped"  # Pelican remembers what it made and what failed, and nothing of a file to skip
    content = generated[path]
    if content is None:
        return "lost"
    return "scheduled" if getattr(content, "scheduled", False) else str(content.status)


def count(found: dict[str, str]) -> dict[str, int]:
    """Return how many files came to each outcome, in the order of OUTCOMES."""
    numbers = Counter(found.values())
    return {outcome: numbers[outcome] for outcome in OUTCOMES}


def overlooked(generators: Iterable[Any], settings: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but that Pelican does not read."""
    generators = list(generators)
    known = set(outcomes(generators)) | set(generators[0].context["static_content"])
    readable = set(generators[0].readers.extensions) - {"static"}
    for path in _files(Path(settings["PATH"]), settings["IGNORE_FILES"]):
        if path not in known and _looks_like_content(path, readable, settings):
            folders = ", ".join(f"{folder}/" for folder in settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"])
            message = f"is read as neither article, page nor static file; move it to {folders} as .md, or remove it"
            yield Problem(display_path(Path(settings["PATH"], path)), 1, 1, message)


def _files(root: Path, ignored: list[str]) -> Iterator[str]:
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not _is_ignored(name, ignored))
        for name in sorted(files):
            if not _is_ignored(name, ignored):
                yield Path(folder, name).relative_to(root).as_posix()


def _is_ignored(name: str, ignored: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in ignored)


def _looks_like_content(path: str, readable: set[str], settings: dict[str, Any]) -> bool:
    source = PurePosixPath(path)
    folders = [PurePosixPath(folder) for folder in settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"] if folder]
    return source.suffix[1:] in readable or any(source.is_relative_to(folder) for folder in folders)


def clashes(generators: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem for each file whose page would be written where another one already stands."""
    claims: dict[str, list[Any]] = defaultdict(list)
    generators = list(generators)
    generated = generators[0].context["generated_content"]
    for path in sorted(generated):
        content = generated[path]
        if content is not None and content.save_as:
            claims[content.save_as].append(content)
    for save_as, claimants in claims.items():
        for content in claimants[1:]:
            first = display_path(claimants[0].source_path)
            message = f"would be written to {save_as}, like {first}; give one of them another slug"
            yield Problem(display_path(content.source_path), *position_of(content, "slug"), message)
