"""Accounts for every content file: published, scheduled, draft, hidden or skipped, or a problem.

Pelican drops a file that it cannot read and goes on. Here what was found is compared with what came of it.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator, PelicanTemplateNotFound

from hamerkop.shared.problems import START, Problem, display_path, position_of
from hamerkop.shared.records import is_scheduled
from hamerkop.shared.urls import generated_pages, published_address

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
    return "scheduled" if is_scheduled(content) else str(content.status)


def count(found: dict[str, str]) -> dict[str, int]:
    """Return how many files came to each outcome, in the order of OUTCOMES."""
    numbers = Counter(found.values())
    return {outcome: numbers[outcome] for outcome in OUTCOMES}


def overlooked(generators: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but that Pelican does not read."""
    generators = list(generators)
    settings = generators[0].settings
    context = generators[0].context
    known = {*outcomes(generators), *context["static_content"], *context.get("withheld_files", ())}
    readable = set(generators[0].readers.extensions) - {"static"}
    for path in _files(Path(settings["PATH"]), settings["IGNORE_FILES"]):
        if path not in known and _looks_like_content(path, readable, settings):
            yield Problem("B02", display_path(Path(settings["PATH"], path)), START, _way_out(path, readable, settings))


def _way_out(path: str, readable: set[str], settings: dict[str, Any]) -> str:
    reason = "is read as neither article, page nor static file"
    if PurePosixPath(path).suffix[1:] in readable:
        folders = " or ".join(f"{folder}/" for folder in settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"])
        return f"{reason}; move it into {folders}"
    static = ", ".join(f"{folder}/" for folder in settings["STATIC_PATHS"])
    return f"{reason}; if it is a text, make it a .md file; if readers are to load it, move it into {static}"


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
    generators = list(generators)
    owners = generated_pages(generators)
    for content in _contents(generators):
        source = display_path(content.source_path)
        save_as = _save_as_when_published(content)
        if save_as in owners:
            message = f"would be written to {save_as}, like {owners[save_as]}; give it another slug"
            yield Problem("S01", source, position_of(content, "slug"), message)
        elif save_as:
            owners[save_as] = source


def _save_as_when_published(content: Any) -> str:
    """Return the output path that the page will have: a scheduled article claims its path before its day."""
    return published_address(content).save_as if is_scheduled(content) else str(content.save_as)


def _contents(generators: list[Any]) -> list[Any]:
    """Return every article and page, those that were given their slug by hand last: they can most easily change."""
    generated = generators[0].context["generated_content"].values()
    found = [content for content in generated if content is not None]
    return sorted(found, key=lambda content: ("slug" in content.metadata, str(content.source_path)))


def missing_templates(generators: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem for each file that asks for a template that the theme does not have."""
    generators = list(generators)
    for content in _contents(generators):
        try:
            generators[0].get_template(content.template)
        except PelicanTemplateNotFound:
            message = f'the theme has no template "{content.template}"; mend the name, or take the line out'
            yield Problem("B03", display_path(content.source_path), position_of(content, "template"), message)
