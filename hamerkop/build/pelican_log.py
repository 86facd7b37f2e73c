"""Collects what is logged during a build: problems as they are, and what else Pelican and other plugins log.

Nothing is decided by the wording of a message, which any version of Pelican may change. A record belongs to the file or
plugin that is among its arguments, and its reason is the exception that was being handled when it was logged. The one
exception is :data:`REASONS`, which only turns two messages into plainer ones.
"""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pelican.log import LimitFilter, console

from hamerkop.diagnostics.baseline import Baseline
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column, log_problem
from hamerkop.shared.rules import ERROR
from hamerkop.shared.settings_file import NO_FILE, setting_position

MISSING_FILE = ("I03", "L02")  # rules about links to files that are not there
# Why Pelican did not use a file that it could read, by the template of its message; {0} is the first of its values.
# A message that is not here is shown as it is.
REASONS = {
    "Skipping %s: could not find information about '%s'": "{1} is missing, and Pelican needs it; add it to the header",
    "Unknown status '%s' for file %s, skipping it. (Not in %s)": (
        'status "{0}" is not known; write published, draft or hidden'
    ),
}


class Logged(NamedTuple):
    """What Pelican or a third-party plugin has logged from the level of warnings on.

    *values* are the message's values as text, *exception* the one that was being handled at that moment.
    """

    level: int
    template: str
    message: str
    values: tuple[str, ...]
    exception: BaseException | None

    def reason(self, path: Path) -> tuple[Position, str]:
        """Return why the file at *path* was not read, the exception or the message, and where in the file."""
        if self.template in REASONS:
            return START, REASONS[self.template].format(*self.values) + _if_it_is_no_text(path)
        if isinstance(self.exception, UnicodeDecodeError):
            return position_of_byte(self.exception), f"not UTF-8 (byte {_byte(self.exception)}); save the file as UTF-8"
        position, text = position_in_message(self.message if self.exception is None else str(self.exception), path)
        return position, text if self.exception is None else f"cannot be read: {text}"


def _if_it_is_no_text(path: Path) -> str:
    """Return advice for an HTML file: those in a folder of images or slides are often no articles."""
    if path.suffix not in (".html", ".htm"):
        return ""
    return '; if it is no article, list its folder in ARTICLE_EXCLUDES, or set READERS = {"html": None}'


def position_of_byte(error: UnicodeDecodeError) -> Position:
    """Return the position of the byte that is not UTF-8."""
    before = error.object[: error.start].decode("utf-8", errors="replace")
    return line_and_column(before, len(before))


def _byte(error: UnicodeDecodeError) -> str:
    return hex(error.object[error.start])


# What readers put before a message: docutils `/a/b.rst:24: (ERROR/3) `, others `b.rst:24:7: `.
_LINE = re.compile(r"[^\n]*?:(?P<line>\d+)(?::(?P<column>\d+))?: *(?:\([A-Z]+/\d\) )?")


def position_in_message(text: str, path: Path) -> tuple[Position, str]:
    """Return the position that a reader's message gives in the file at *path*, and the rest of it in one line."""
    found = _LINE.match(text)
    position = START
    if found and path.name in found.group():
        position = Position(max(int(found["line"]), 1), max(int(found["column"] or 1), 1))
        text = text[found.end() :]
    return position, in_one_line(text)


def in_one_line(text: str) -> str:
    """Return the first paragraph of a message as one line; paths in the working folder are relative to it."""
    paragraph = re.split(r"\n\s*\n", text.strip())[0]
    return " ".join(paragraph.split()).replace(f"{Path.cwd()}{os.sep}", "")


class LogCollector(logging.Handler):
    """Collects problems, also those of rules that are off, and all else that is logged as a warning or worse.

    *baseline* has the problems that do not stop a build of the site. *excused* are the problems of excused lines.
    """

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.problems: list[Problem] = []
        self.excused: list[Problem] = []
        self.baseline = Baseline()
        self.records: list[Logged] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; called by the logging module while the caller's exception is still being handled."""
        problem, excused = getattr(record, "problem", None), getattr(record, "excused", None)
        if problem is not None:
            self.problems.append(problem)
        elif excused is not None:
            self.excused.append(excused)
        elif record.levelno >= logging.WARNING:
            values = tuple(map(str, record.args)) if isinstance(record.args, tuple) else ()
            message = in_one_line(_message_of(record))
            self.records.append(Logged(record.levelno, str(record.msg), message, values, sys.exc_info()[1]))

    def keep_python_warning(self, message: Warning | str, category: type[Warning], *_where: object) -> None:
        """Keep what a library says with `warnings.warn`; a function like `warnings.showwarning`."""
        text = f"{category.__name__}: {in_one_line(str(message))}"
        self.records.append(Logged(logging.WARNING, text, text, (), sys.exc_info()[1]))

    def errors(self) -> list[Problem]:
        """Return the problems so far that stop a build."""
        return self.baseline.without_accepted(problem for problem in self.problems if problem.level == ERROR)

    def take(self, *names: str) -> list[Logged]:
        """Return the records of errors that have one of *names*, plugins or paths, as a value, and forget them."""
        wanted = set(map(os.path.normpath, names))  # Pelican logs ./a.md for a file directly in the content folder
        errors = [each for each in self.records if each.level >= logging.ERROR]
        found = [each for each in errors if wanted & set(map(os.path.normpath, each.values))]
        self.records = [each for each in self.records if each not in found]
        return found

    def take_warnings(self, name: str) -> list[Logged]:
        """Return the records of warnings whose last value is *name*, and forget them."""
        found = [each for each in self.records if each.level < logging.ERROR and each.values[-1:] == (name,)]
        self.records = [each for each in self.records if each not in found]
        return found

    def _is_of_missing_file(self, record: Logged) -> bool:
        """Return whether a record only says that a file is not there of which a rule of our own has said so."""
        is_missing = record.level < logging.ERROR and isinstance(record.exception, FileNotFoundError)
        return is_missing and any(problem.rule in MISSING_FILE for problem in self.problems)

    def report_the_rest(self, settings: Settings, settings_file: str) -> None:
        """Log a problem for each record that nothing has taken, and forget it."""
        records, self.records = [each for each in self.records if not self._is_of_missing_file(each)], []
        for problem in problems_of(records, settings, settings_file):
            log_problem(problem, settings)


def _message_of(record: logging.LogRecord) -> str:
    """Return the message of a record; its template if the values do not fit, which must not end a build."""
    try:
        return record.getMessage()
    except Exception:
        return str(record.msg)


@contextmanager
def collected_log() -> Iterator[LogCollector]:
    """Collect what is logged in the block, instead of printing it; Pelican's closing line is not printed either.

    Python's warnings are collected too: they would be on the terminal with a line of the library's code.
    """
    collector, root, own = LogCollector(), logging.getLogger(), logging.getLogger("hamerkop")
    handlers, level, quiet, seen = root.handlers[:], own.level, console.quiet, LimitFilter._raised_messages
    limit = LimitFilter._threshold
    root.handlers[:] = [collector]
    own.setLevel(logging.DEBUG)  # problems of rules that are off
    console.quiet = True
    LimitFilter._raised_messages = set()  # Pelican logs a warning once a process; a second build has to report it again
    LimitFilter._threshold = sys.maxsize  # Pelican replaces the sixth warning of a kind by "Other …"
    try:
        with warnings.catch_warnings():
            warnings.showwarning = collector.keep_python_warning  # type: ignore[assignment]  # the rest is not needed
            yield collector
    finally:
        root.handlers[:] = handlers
        own.setLevel(level)
        console.quiet = quiet
        LimitFilter._raised_messages, LimitFilter._threshold = seen, limit


def problems_of(records: Iterable[Logged], settings: Settings, settings_file: str) -> Iterator[Problem]:
    """Yield a problem for each record, at the best position that its values give."""
    for record in records:
        rule = "B09" if record.level >= logging.ERROR else "B10"
        yield Problem(rule, *_position_of(record, settings, settings_file), record.message)


def _position_of(record: Logged, settings: Settings, settings_file: str) -> tuple[str, Position]:
    """Return the file that is among the record's values, else the line of a setting that the message names."""
    for value in record.values:
        if (file := _existing_file(value, settings)) is not None:
            return display_path(file), START
    for value in record.values:
        if _is_content_path(value, settings):  # a file that somebody has named, and that does not exist
            return display_path(value), START
    names = [name for name in re.findall(r"\b[A-Z][A-Z0-9_]+\b", record.message) if name in settings]
    positions = [setting_position(settings, name) for name in names]
    for path, position in positions:
        if path != NO_FILE:
            return path, position
    return display_path(settings_file), START


def _is_content_path(value: str, settings: Settings) -> bool:
    return Path(value).is_absolute() and Path(value).is_relative_to(Path(settings.get("PATH", ".")).absolute())


def _existing_file(value: str, settings: Settings) -> Path | None:
    if len(value) > 250 or "\0" in value:
        return None
    candidates = [Path(value), Path(settings.get("PATH", "."), value)]
    return next((path for path in candidates if path.is_file()), None)
