"""Keeps Markdown texts from including files that are not content, where a site uses the extension pymdownx.snippets.

Its default is to include any file in the working folder: the settings of the site, and what else is beside the content.
A folder that the site itself names as `base_path` is the owner's choice.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from hamerkop.shared.content_walk import special_kind
from hamerkop.shared.file_policy import OUTSIDE, content_folders, is_inside
from hamerkop.shared.markdown_extensions import add_markdown_extension, foreign_extensions
from hamerkop.shared.pelican_types import Context, Settings
from hamerkop.shared.problems import Problem, display_path, line_and_column
from hamerkop.shared.records import CollectedKey
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.source_text import source_text

SNIPPETS = "pymdownx.snippets"
_PREPROCESSOR = "snippet"  # its name in Python-Markdown
# A line that includes a file, `--8<-- "a.md:1:3"`, or one of a block of them, on which the path stands alone.
_LINE = r"""^[ \t]*(?:;*-+8<-+[ \t]+)?["']?(?P<path>{})(?::[^\n]*)?["']?[ \t]*$"""


# The paths that texts were not allowed to include, as typed.
REFUSED: CollectedKey[str] = CollectedKey("hamerkop_refused_snippets")


class SnippetGuard(Extension):
    """Makes pymdownx.snippets find no file outside *folders*; *refuse* gets the paths of those, as typed."""

    def __init__(self, folders: tuple[Path, ...], refuse: Callable[[str], None]) -> None:
        super().__init__()
        self.folders = folders
        self.refuse = refuse

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
            self.refuse(typed)
            return None

        preprocessor.get_snippet_path = find_content


def guard_snippets(settings: Settings, context: Context) -> None:
    """Add the guard if the site uses pymdownx.snippets."""
    used = [each for each in foreign_extensions(settings) if SNIPPETS in (each, type(each).__module__)]
    if used:
        folders = (*content_folders(settings), *_named_folders(settings))
        add_markdown_extension(settings, SnippetGuard(folders, partial(REFUSED.add, context)))


def _named_folders(settings: Settings) -> list[Path]:
    """Return the folders that the site itself has named."""
    named = (settings["MARKDOWN"].get("extension_configs") or {}).get(SNIPPETS, {}).get("base_path") or ()
    paths = [named] if isinstance(named, str | os.PathLike) else named
    return [Path(path).resolve() for path in paths]


def refused_snippets(context: Context) -> Iterator[Problem]:
    """Yield a problem for each file that a text was not allowed to include, at its name."""
    refused = sorted(set(REFUSED.get(context) or ()))
    for content in contents_read(context) if refused else ():
        text = source_text(content)
        for typed in refused:
            if found := re.search(_LINE.format(re.escape(typed)), text, re.MULTILINE):
                start = line_and_column(text, found.start("path"))
                yield Problem("L08", display_path(content.source_path), start, f'"{typed}" {OUTSIDE}')
