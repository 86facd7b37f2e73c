"""Keeps Markdown texts from including files that are not content, where a site uses the extension pymdownx.snippets.

Its default is to include any file in the working folder: the settings of the site, and what else is beside the content.
A folder that the site itself names as `base_path` is the owner's choice.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from hamerkop.shared.content_walk import special_kind
from hamerkop.shared.file_policy import OUTSIDE, content_folders, is_inside
from hamerkop.shared.markdown_extensions import add_markdown_extension, foreign_extensions
from hamerkop.shared.pelican_types import Context, Settings
from hamerkop.shared.problems import Problem, display_path, line_and_column
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.source_text import source_text

SNIPPETS = "pymdownx.snippets"
_PREPROCESSOR = "snippet"  # its name in Python-Markdown
# A line that includes a file, `--8<-- "a.md:1:3"`, or one of a block of them, on which the path stands alone.
_LINE = r"""^[ \t]*(?:;*-+8<-+[ \t]+)?["']?(?P<path>{})(?::[^\n]*)?["']?[ \t]*$"""


class SnippetGuard(Extension):
    """Makes pymdownx.snippets find no file outside *folders*; *refused* are the paths of those, as typed."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        super().__init__()
        self.folders = folders
        self.refused: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name for it
        """Check what the preprocessor finds; the extensions of the site have been added before."""
        if _PREPROCESSOR not in md.preprocessors:
            return
        preprocessor: Any = md.preprocessors[_PREPROCESSOR]
        find = preprocessor.get_snippet_path

        def find_content(typed: str) -> str | None:
            path: str | None = find(typed)
            if path is None or (is_inside(Path(path), self.folders) and not special_kind(Path(path))):
                return path
            self.refused.append(typed)
            return None

        preprocessor.get_snippet_path = find_content


def guard_snippets(settings: Settings) -> None:
    """Add the guard if the site uses pymdownx.snippets."""
    used = [each for each in foreign_extensions(settings) if SNIPPETS in (each, type(each).__module__)]
    if used:
        add_markdown_extension(settings, SnippetGuard((*content_folders(settings), *_named_folders(settings))))


def _named_folders(settings: Settings) -> list[Path]:
    """Return the folders that the site itself has named."""
    named = (settings["MARKDOWN"].get("extension_configs") or {}).get(SNIPPETS, {}).get("base_path") or ()
    paths = [named] if isinstance(named, str | os.PathLike) else named
    return [Path(path).resolve() for path in paths]


def refused_snippets(context: Context, settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each file that a text was not allowed to include, at its name."""
    guards = [each for each in settings["MARKDOWN"].get("extensions", []) if isinstance(each, SnippetGuard)]
    refused = sorted({typed for guard in guards for typed in guard.refused})
    for content in contents_read(context) if refused else ():
        text = source_text(content)
        for typed in refused:
            if found := re.search(_LINE.format(re.escape(typed)), text, re.MULTILINE):
                start = line_and_column(text, found.start("path"))
                yield Problem("L08", display_path(content.source_path), start, f'"{typed}" {OUTSIDE}')
