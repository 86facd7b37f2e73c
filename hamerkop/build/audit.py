"""Checks what became of every content file: Pelican drops a file that it cannot read, and continues."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from pelican.generators import ArticlesGenerator, PagesGenerator, PelicanTemplateNotFound

from hamerkop.build.pelican_log import LogCollector
from hamerkop.shared.pelican_types import Content, Context, Generator, Settings
from hamerkop.shared.problems import START, Problem, display_path, position_of
from hamerkop.shared.records import WITHHELD_FILES, is_scheduled
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.urls import generated_pages, published_address

NOT_READ = "not read"


def outcomes(generators: Iterable[Generator]) -> dict[str, str]:
    """Return what became of each article and page, by the path of its source under the content folder.

    That is its status, or "scheduled", or "skipped" (`status: skip`), or NOT_READ.
    """
    found = {}
    for generator in generators:
        for path in _sources(generator):
            found[path] = _outcome(path, generator.context["generated_content"])
    return dict(sorted(found.items()))


def _sources(generator: Generator) -> list[str]:
    """Return the source files in which a generator of articles or pages found its contents."""
    kinds = {ArticlesGenerator: "ARTICLE", PagesGenerator: "PAGE"}
    kind = next((kind for cls, kind in kinds.items() if isinstance(generator, cls)), None)
    if kind is None:
        return []
    settings = generator.settings
    files = generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"])
    return sorted(PurePosixPath(os.path.normpath(file)).as_posix() for file in files)


def _outcome(path: str, generated: Mapping[str, Content | None]) -> str:
    if path not in generated:
        return "skipped"  # Pelican keeps what it made and what failed, and nothing of a file with `status: skip`
    content = generated[path]
    if content is None:
        return NOT_READ
    return "scheduled" if is_scheduled(content) else str(content.status)


def scheduled(context: Context) -> dict[str, datetime]:
    """Return the dates of the articles that are published later, by the path of the source under the content folder."""
    later = [content for content in contents_read(context) if is_scheduled(content)]
    return {str(content.get_relative_source_path()): content.date for content in later}


def unread(found: Mapping[str, str], folder: Path, log: LogCollector) -> Iterator[Problem]:
    """Yield a problem for each file that Pelican could not read, unless another problem explains that.

    *found* is what :func:`outcomes` returned, *folder* the content folder. What Pelican has logged about the file gives
    the reason, and is taken from *log*.
    """
    explained = {problem.path for problem in log.errors()}
    for path in (path for path, outcome in found.items() if outcome == NOT_READ):
        records = log.take(path, str(folder / path))
        shown = display_path(folder / path)
        if shown not in explained:
            reason = records[0].reason if records else "cannot be read, and Pelican gives no reason"
            yield Problem("B01", shown, START, reason)


def problems(generators: Sequence[Generator], found: Mapping[str, str]) -> Iterator[Problem]:
    """Yield every problem that shows once everything is read and before anything is written.

    *found* is what :func:`outcomes` returned.
    """
    yield from overlooked(generators, found)
    for find in (address_clashes, missing_templates):
        yield from find(generators)


def overlooked(generators: Sequence[Generator], found: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but that Pelican does not read: it is not in *found*."""
    settings, context = generators[0].settings, generators[0].context
    known = {*found, *context["static_content"], *(WITHHELD_FILES.get(context) or ())}
    readable = set(generators[0].readers.extensions) - {"static"}
    for path in _files(Path(settings["PATH"]), settings["IGNORE_FILES"]):
        if path not in known and _looks_like_content(path, readable, settings):
            yield Problem("B02", display_path(Path(settings["PATH"], path)), START, _advice(path, readable, settings))


def _advice(path: str, readable: set[str], settings: Settings) -> str:
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


def _looks_like_content(path: str, readable: set[str], settings: Settings) -> bool:
    source = PurePosixPath(path)
    folders = [PurePosixPath(folder) for folder in settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"] if folder]
    return source.suffix[1:] in readable or any(source.is_relative_to(folder) for folder in folders)


def address_clashes(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each file whose page would be written over another page."""
    owners = generated_pages(generators)
    for content in _by_ease_of_change(generators):
        source = display_path(content.source_path)
        save_as = _save_as_when_published(content)
        if save_as in owners:
            message = f"would be written to {save_as}, like {owners[save_as]}; give it another slug"
            yield Problem("S01", source, position_of(content, "slug"), message)
        elif save_as:
            owners[save_as] = source


def _save_as_when_published(content: Content) -> str:
    """Return the output path of a page; a scheduled article has that of its day already."""
    return published_address(content).save_as if is_scheduled(content) else str(content.save_as)


def _by_ease_of_change(generators: Sequence[Generator]) -> list[Content]:
    """Return every article and page, those with a slug of their own last: of two, the last one is the problem."""
    return sorted(contents_read(generators[0].context), key=lambda content: "slug" in content.metadata)


def missing_templates(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each file that asks for a template that the theme does not have."""
    for content in contents_read(generators[0].context):
        try:
            generators[0].get_template(content.template)
        except PelicanTemplateNotFound:
            message = f'the theme has no template "{content.template}"; correct the name, or remove the field'
            yield Problem("B03", display_path(content.source_path), position_of(content, "template"), message)
