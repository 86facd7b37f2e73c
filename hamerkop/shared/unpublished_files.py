"""Finds the files that only unpublished sources name: the image of a draft is as private as its text.

A source is unpublished if its article or page is written nowhere: a draft or scheduled article of a public build, one
with `status: skip`, one that could not be read, and an HTML comment in any text.
"""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from hamerkop.shared.inputs import site_inputs_of
from hamerkop.shared.pelican_types import Content, Generator, Settings
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.source_text import source_text

# An address in Markdown, reStructuredText or HTML; a name with a space is percent-encoded in all of them.
_INDICATED = re.compile(r"[{|](?:static|attach)[}|]([^\s\"'<>()\[\]{}]+)")
_PLAIN = re.compile(r"(?<![^\s(\"'=<:])([^\s\"'<>()\[\]{}:=|]+\.\w+)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_THEME_TEXTS = (".html", ".xml", ".txt", ".css", ".js")


_COMMENTS = "hamerkop_comments"  # an attribute of articles and pages: the comments in their source


def note_comments(content: Content) -> None:
    """Note the comments in the source of an article or page that is read, so that it need not be read again."""
    text = source_text(content)
    if "<!--" in text:
        vars(content)[_COMMENTS] = "\n".join(_COMMENT.findall(text))


class NamedFiles(NamedTuple):
    """The files that a text names: *paths* under PATH, by {static} or {attach}, and the ends of *plain* addresses."""

    paths: set[str]
    plain: set[str]


def unpublished_files(generator: Generator) -> frozenset[str]:
    """Return the paths, under PATH, of the files that only unpublished sources name.

    *generator* is any generator, once all articles and pages have been read. A file is published if a written page
    names it in its text or metadata, or if a data file, the theme or the settings have its path.
    """
    named = [files_named_in(text, folder) for text, folder in _unpublished_texts(generator)]
    candidates = _existing({path for each in named for path in (*each.paths, *each.plain)}, generator.settings)
    if not candidates:
        return frozenset()
    written = [each for each in contents_read(generator.context) if each.save_as]
    public = [files_named_in(_public_text(each), _folder_of(each)) for each in written]
    paths = {path for each in public for path in each.paths}
    ends = tuple(f"/{end}" for each in public for end in each.plain)
    elsewhere = _other_texts(generator)
    return frozenset(
        path for path in candidates - paths if not f"/{path}".endswith(ends) and not any(path in t for t in elsewhere)
    )


def files_named_in(text: str, folder: str) -> NamedFiles:
    """Return the files that the *text* of a source in *folder* names; many of them do not exist."""
    paths = {_under_content(found[1], folder) for found in _INDICATED.finditer(text)}
    plain = {unquote(found[1]).lstrip("./") for found in _PLAIN.finditer(text)}
    return NamedFiles(paths, plain)


def _under_content(address: str, folder: str) -> str:
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    return path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))


def _existing(paths: Iterable[str], settings: Settings) -> set[str]:
    root = Path(settings["PATH"])
    # Path.is_file() raises an error for a name that is too long for a file.
    return {path for path in paths if "\0" not in path and os.path.isfile(root / path)}  # noqa: PTH113


def _unpublished_texts(generator: Generator) -> Iterator[tuple[str, str]]:
    """Yield the text and the folder of each unpublished source, and the comments of each published one."""
    for content in contents_read(generator.context):
        if not content.save_as:
            yield source_text(content), _folder_of(content)
        elif comments := vars(content).get(_COMMENTS):
            yield comments, _folder_of(content)
    root = Path(generator.settings["PATH"])
    for path in _not_made(generator):
        yield (root / path).read_text("utf-8", errors="replace"), posixpath.dirname(path)


def _not_made(generator: Generator) -> list[str]:
    """Return the sources of which Pelican has made no article or page, or one that it has dropped."""
    made = {path for path, content in generator.context["generated_content"].items() if content is not None}
    settings, found = generator.settings, set[str]()
    for kind in ("ARTICLE", "PAGE"):
        files = generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"])
        found |= {posixpath.normpath(Path(path).as_posix()) for path in files}
    return sorted(_existing(found - made, settings))


def _folder_of(content: Content) -> str:
    return posixpath.dirname(content.get_relative_source_path() or "")


def _public_text(content: Content) -> str:
    """Return what the page of *content* has of it, as far as files can be named there: HTML and metadata."""
    fields = [str(value) for name, value in content.metadata.items() if name != "front_matter"]  # that has the source
    return "\n".join([_COMMENT.sub("", content._content or ""), *fields])


def _other_texts(generator: Generator) -> list[str]:
    """Return the texts in which a file of the site can be named besides its articles and pages."""
    settings = generator.settings
    folders = [Path(settings["THEME"]), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in _THEME_TEXTS]
    files += [Path(path) for path in site_inputs_of(generator.context)]
    return [repr(dict(settings)), *(path.read_text("utf-8", errors="replace") for path in files if path.is_file())]
