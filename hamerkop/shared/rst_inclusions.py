"""Keeps reStructuredText from including files that are not content: `include`, `raw` and `csv-table` read any file.

docutils reports each file that it includes to the list of dependencies in its settings. Ours raises an exception for a
file outside the content, which ends the conversion of that text; whatever a directive is called in the language of the
site, and whichever plugin has defined it.
"""

import errno
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

from docutils.frontend import OptionParser
from docutils.io import FileInput, InputError
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader
from docutils.utils import DependencyList
from docutils.writers.html4css1 import Writer

from hamerkop.shared.content_walk import special_kind
from hamerkop.shared.file_policy import OUTSIDE, is_content
from hamerkop.shared.pelican_types import Context, Settings
from hamerkop.shared.problems import Problem, display_path, line_and_column

_SETTING = "record_dependencies"  # of docutils


class NotContent(Exception):
    """A text includes a file that is not content, or loads one from an address."""


class ContentOnly(DependencyList):
    """The files that texts include. Raises NotContent for one outside the content, and keeps its path in *refused*."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.refused: list[str] = []

    def add(self, *filenames: object) -> None:
        """Accept included files. Raises NotContent."""
        for name in map(str, filenames):
            if reason := _reason_against(Path(name), self.settings):
                self.refused.append(name)
                raise NotContent(f'"{name}" {reason}')
        super().add(*filenames)


def _reason_against(path: Path, settings: Settings) -> str:
    if not is_content(path, settings):
        return OUTSIDE
    kind = special_kind(path)  # a named pipe would be waited for, without end
    return kind and f"is {kind}, not a file; replace it by one"


class OrdinaryFileInput(FileInput):
    """Opens the file that a text includes, unless the opening may never end: docutils reports it only afterwards."""

    def __init__(self, source: object = None, source_path: str | None = None, **named: object) -> None:
        path = source_path or ""
        if kind := special_kind(Path(path)):
            raise InputError(errno.EINVAL, f"is {kind}, not a file", path)
        super().__init__(source, source_path, **named)


def guard_inclusions(settings: Settings) -> None:
    """Make docutils refuse files outside the content, and addresses, in the texts of this build."""
    if settings["READERS"].get("rst", "") is None:
        return
    # docutils makes a new list of dependencies where it reads configuration files, so they are read here.
    ours = {_SETTING: ContentOnly(settings), "_disable_config": True}
    settings["DOCUTILS_SETTINGS"] = {**(settings.get("DOCUTILS_SETTINGS") or {}), **_configuration(), **ours}
    _guard_directives()


def _configuration() -> dict[str, object]:
    """Return the settings in the configuration files of docutils, which come before those of the site."""
    paths = [path for path in map(os.path.expanduser, OptionParser.standard_config_files) if Path(path).is_file()]
    if "DOCUTILSCONFIG" in os.environ:
        paths = [path for path in os.environ["DOCUTILSCONFIG"].split(os.pathsep) if path]
    found: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of OptionParser; docutils itself still uses it
        for path in paths:
            parser = OptionParser(components=(Parser(), Reader(), Writer()), read_config_files=False)
            found |= parser.get_config_file_settings(path)
    return found


def _guard_directives() -> None:
    from docutils.parsers.rst.directives import misc, tables  # only where reStructuredText is read: 20 ms

    for directive in (misc.Raw, tables.CSVTable):
        directive.option_spec["url"] = _no_address
    misc.io.FileInput = tables.FileInput = OrdinaryFileInput


def _no_address(_argument: str) -> str:
    raise ValueError("a text loads nothing while the site is built; save the file in the content folder")


def refused_inclusions(context: Context, settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each file that a text was not allowed to include, at the position of its name."""
    guard = (settings.get("DOCUTILS_SETTINGS") or {}).get(_SETTING)
    refused = guard.refused if isinstance(guard, ContentOnly) else []
    for path in sorted(path for path, content in context["generated_content"].items() if content is None):
        source = Path(settings["PATH"], path)
        text = source.read_text("utf-8", errors="replace") if refused and source.suffix == ".rst" else ""
        for refused_path in dict.fromkeys(refused):
            name = os.path.basename(refused_path)  # noqa: PTH119  # as docutils has it
            if name in text:
                start = line_and_column(text, text.index(name))
                message = f'"{name}" {_reason_against(Path(refused_path), settings)}'
                yield Problem("L08", display_path(source), start, message)
