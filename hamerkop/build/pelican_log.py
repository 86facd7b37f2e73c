"""Collects what is logged during a build: problems as they are, and what else Pelican and other plugins log.

Nothing is decided by the wording of a message, which any version of Pelican may change. A record belongs to the file or
plugin that is among its arguments, and its reason is the exception that was being handled when it was logged. The one
exception is :data:`REASONS`, which only turns three messages into plainer ones.
"""

import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pelican.log import LimitFilter, console

from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import START, Position, Problem, display_path, log_problem
from hamerkop.shared.rules import ERROR
from hamerkop.shared.settings_file import NO_FILE, setting_position

# Why Pelican did not use a file that it could read, by the template of its message; {0} is the first of its values.
# A message that is not here is shown as it is.
REASONS = {
    "Skipping %s: could not find information about '%s'": "{1} is missing, and Pelican needs it; add it to the header",
    "Skipping %s: file %r would be written outside output path": (
        "would be written to {1}, outside the output folder; correct its slug or save_as"
    ),
    "Unknown status '%s' for file %s, skipping it. (Not in %s)": (
        'status "{0}" is not known; write published, draft or hidden'
    ),
}


class Logged(NamedTuple):
    """What Pelican or a plugin of somebody else has logged from the level of warnings on.

    *values* are the message's values as text, *exception* the one that was being handled at that moment.
    """

    level: int
    template: str
    message: str
    values: tuple[str, ...]
    exception: BaseException | None

    @property
    def reason(self) -> str:
        """Why a file was not read: the exception, or the message."""
        if self.template in REASONS:
            return REASONS[self.template].format(*self.values)
        return self.message if self.exception is None else f"cannot be read: {self.exception}"


class LogCollector(logging.Handler):
    """Collects problems, and everything else that is logged from the level of warnings on."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.problems: list[Problem] = []
        self.records: list[Logged] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record; called by the logging module while the caller's exception is still being handled."""
        problem = getattr(record, "problem", None)
        if problem is not None:
            self.problems.append(problem)
        elif record.levelno >= logging.WARNING:
            values = tuple(map(str, record.args)) if isinstance(record.args, tuple) else ()
            message = " ".join(record.getMessage().split())
            self.records.append(Logged(record.levelno, str(record.msg), message, values, sys.exc_info()[1]))

    def errors(self) -> list[Problem]:
        """Return the problems so far that stop a build."""
        return [problem for problem in self.problems if problem.level == ERROR]

    def take(self, *names: str) -> list[Logged]:
        """Return the records of errors that have one of *names*, plugins or paths, as a value, and forget them."""
        wanted = set(map(os.path.normpath, names))  # Pelican logs ./a.md for a file directly in the content folder
        errors = [each for each in self.records if each.level >= logging.ERROR]
        found = [each for each in errors if wanted & set(map(os.path.normpath, each.values))]
        self.records = [each for each in self.records if each not in found]
        return found

    def report_the_rest(self, settings: Settings, settings_file: str) -> None:
        """Log a problem for each record that nothing has taken, and forget it."""
        records, self.records = self.records, []
        for problem in problems_of(records, settings, settings_file):
            log_problem(problem, settings)


@contextmanager
def collected_log() -> Iterator[LogCollector]:
    """Collect what is logged in the block, instead of printing it; Pelican's closing line is not printed either."""
    collector, root, own = LogCollector(), logging.getLogger(), logging.getLogger("hamerkop")
    handlers, level, quiet, seen = root.handlers[:], own.level, console.quiet, LimitFilter._raised_messages
    root.handlers[:] = [collector]
    own.setLevel(logging.INFO)  # notes
    console.quiet = True
    LimitFilter._raised_messages = set()  # Pelican logs a warning once a process; a second build has to report it again
    try:
        yield collector
    finally:
        root.handlers[:] = handlers
        own.setLevel(level)
        console.quiet = quiet
        LimitFilter._raised_messages = seen


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
    names = [name for name in re.findall(r"\b[A-Z][A-Z0-9_]+\b", record.message) if name in settings]
    positions = [setting_position(settings, name) for name in names]
    for path, position in positions:
        if path != NO_FILE:
            return path, position
    return display_path(settings_file), START


def _existing_file(value: str, settings: Settings) -> Path | None:
    if len(value) > 250 or "\0" in value:
        return None
    candidates = [Path(value), Path(settings.get("PATH", "."), value)]
    return next((path for path in candidates if path.is_file()), None)
