"""The site of an editor's folder, with the texts that are open in the editor and perhaps not saved."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hamerkop.build.failures import problem_of
from hamerkop.build.resident_site import RESTART, ResidentSite
from hamerkop.diagnostics.baseline import baseline_of
from hamerkop.language_server.cursor import cursor_at
from hamerkop.language_server.names import Name, name_of, names_of
from hamerkop.language_server.renames import rename_edits
from hamerkop.shared.file_changes import FileChange
from hamerkop.shared.problems import Problem
from hamerkop.shared.rules import OFF
from hamerkop.shared.source_text import unsaved_texts


class Session:
    """The site whose settings are in *settings_file*; its folder is the working folder of the process.

    Where the settings cannot be used, there is no site, and :meth:`problems` says why. Paths are absolute.
    """

    def __init__(self, settings_file: str) -> None:
        self.settings_file = settings_file
        self.needs_restart = False  # the code of a plugin has changed
        self.site: ResidentSite | None = None
        self._texts: dict[str, str] = {}
        self._failure: Problem | None = None

    def load(self) -> None:
        """Read the whole site, and then the open texts."""
        site = ResidentSite(self.settings_file)
        self._failure = None
        try:
            site.load()
        except Exception as error:  # of the settings, of a plugin
            self._failure = problem_of(error, self.settings_file, site.output)
            site.close()
            return
        if self.site:
            self.site.close()
        self.site = site
        self.update(self._texts)

    def close(self) -> None:
        """Remove temporary files."""
        if self.site:
            self.site.close()

    # Texts

    def open(self, path: str, text: str) -> None:
        """Let *text* be that of the file at *path*, whatever is in the file."""
        if self._texts.get(path) != text:
            self._texts[path] = text
            self.update([path])

    def close_text(self, path: str) -> None:
        """Let the file at *path* be read again."""
        self._texts.pop(path, None)
        self.update([path])

    def update(self, paths: Iterable[str]) -> None:
        """Bring the site up to date with files that were changed, made or removed."""
        if self.site is None:
            return
        try:
            with self._open_texts():
                done = self.site.update(paths)
        except Exception as error:  # of any plugin: the next change loads the site again
            self._failure = problem_of(error, self.settings_file, self.site.output)
            return
        self._failure = None
        if done.how == RESTART:
            self.needs_restart = True

    @contextmanager
    def _open_texts(self) -> Iterator[None]:
        with unsaved_texts(self._texts):
            yield

    # Answers

    def problems(self) -> dict[str, list[Problem]]:
        """Return the problems of every file that has any, by the absolute path of the file."""
        found = [self._failure] if self._failure else self._problems_of_site()
        by_path: dict[str, list[Problem]] = defaultdict(list)
        for problem in found:
            by_path[os.path.abspath(problem.path)].append(problem)  # noqa: PTH100  # without following links
        return by_path

    def _problems_of_site(self) -> list[Problem]:
        if self.site is None:
            return []
        with self._open_texts():
            known = baseline_of(self.site.site.settings)
            return [each for each in known.without_accepted(self.site.all_problems()) if each.level != OFF]

    def completions(self, path: str, text: str, line: int, column: int) -> tuple[list[Name], int, int]:
        """Return the names that can be typed at a place, and the columns, from 0, of the text that they replace."""
        cursor = cursor_at(text, line, column)
        if cursor is None or self.site is None:
            return [], column, column
        with self.site.lock:
            return names_of(cursor.kind, self.site.site, Path(path)), cursor.start, cursor.end

    def name_at(self, path: str, text: str, line: int, column: int) -> tuple[Name, int, int] | None:
        """Return the name at a place, and the columns, from 0, where it begins and ends; None if it is not known."""
        cursor = cursor_at(text, line, column)
        if cursor is None or self.site is None:
            return None
        with self.site.lock:
            name = name_of(cursor.kind, cursor.name, self.site.site, Path(path))
        return (name, cursor.start, cursor.end) if name else None

    def is_of_the_site(self, path: str) -> bool:
        """Return whether the file at *path* is under the content folder of the site."""
        return self.site is not None and Path(path).is_relative_to(Path(self.site.site.settings["PATH"]).absolute())

    def renamed(self, old: str, new: str) -> tuple[list[FileChange], list[str]]:
        """Return what changes in files if the source *old* gets the path *new*, and what a person has to know.

        Raises hamerkop.authoring.site.Refused with the reason if it cannot be; nothing changes for what is no source.
        """
        if self.site is None or not self.is_of_the_site(old):
            return [], []
        with self.site.lock:
            return rename_edits(self.settings_file, self.site.site, old, new)
