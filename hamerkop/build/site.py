"""Builds the site into a staging folder, accounts for every content file, and swaps it in only if all is well.

Every mistake in every file is named in one run. Whatever goes wrong, the last good site stays as it was.
"""

import argparse
import io
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import yaml
from pelican import Pelican, signals
from pelican.log import console
from pelican.settings import read_settings

from hamerkop.build import audit
from hamerkop.build.staging import AnotherBuildIsRunning, NotOurs, staging
from hamerkop.shared.clock import build_time
from hamerkop.shared.dates import long_date
from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column, log_problem
from hamerkop.shared.records import REJECTED
from hamerkop.shared.yaml_file import position_of_mark


@dataclass
class Report:
    """What a build made, or what is wrong. It succeeded if there are no problems."""

    settings_file: str
    content: Path = Path("content")
    output: Path = Path("output")
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    files_written: int = 0
    seconds: float = 0.0
    time: datetime | None = None
    lacks_plugin: bool = False

    @property
    def succeeded(self) -> bool:
        return not self.problems


class HasProblems(Exception):
    """Ends a build at the first moment when it is known that it cannot succeed."""


def build(settings_file: str = "pelicanconf.py", overrides: dict[str, Any] | None = None) -> Report:
    """Build the site that *settings_file* describes; return a report, and never raise for what a writer did."""
    started = time.monotonic()
    report = Report(settings_file)
    with collected_log(report):
        try:
            _build_into_staging(report, overrides or {})
        except HasProblems:
            pass
        except Exception as error:
            report.problems.append(explain(error, report))
    report.problems = sorted(set(report.problems))
    report.seconds = time.monotonic() - started
    return report


def _build_into_staging(report: Report, overrides: dict[str, Any]) -> None:
    settings = read_settings(report.settings_file, override=overrides)
    report.content, report.output = Path(settings["PATH"]), Path(settings["OUTPUT_PATH"])
    refuse_sources_as_output(report, settings)
    with staging(report.output, settings["OUTPUT_RETENTION"]) as folder:
        settings["OUTPUT_PATH"] = str(folder)
        console.quiet = True  # the report says what Pelican's closing line would
        pelican = Pelican(settings)
        if report.lacks_plugin:
            raise HasProblems  # without it every file would seem wrong
        with connected(signals.all_generators_finalized, lambda generators: _account(report, generators, settings)):
            pelican.run()
        _stop_if_wrong(report)
        report.files_written = sum(1 for path in folder.rglob("*") if path.is_file())


def refuse_sources_as_output(report: Report, settings: dict[str, Any]) -> None:
    """Stop before an output folder that holds the sources is replaced by what is made of them."""
    output = report.output.resolve()
    sources = [Path(), report.content, Path(settings["THEME"]), Path(report.settings_file)]
    if any(source.resolve().is_relative_to(output) for source in sources):
        message = f"OUTPUT_PATH is {display_path(output)}, which holds sources; give the site a folder of its own"
        report.problems.append(_in_settings(report, "OUTPUT_PATH", message))
        raise HasProblems


def _account(report: Report, generators: list[Any], settings: dict[str, Any]) -> None:
    """Compare what was found with what Pelican made of it, before anything is written."""
    report.time = build_time(generators[0].context)
    report.outcomes = audit.outcomes(generators)
    for find in (audit.overlooked, audit.clashes, audit.missing_templates):
        for problem in find(generators):
            log_problem(problem, settings)
    named = {problem.path for problem in report.problems}
    for path, outcome in report.outcomes.items():
        shown = display_path(Path(settings["PATH"], path))
        if outcome == "lost" and shown not in named:
            report.problems.append(Problem("B01", shown, START, "Pelican could not read this file and gave no reason"))
    _stop_if_wrong(report)


def _stop_if_wrong(report: Report) -> None:
    if report.problems:
        raise HasProblems


@contextmanager
def connected(signal: Any, receiver: Callable[..., None]) -> Iterator[None]:
    """Connect *receiver* to a signal of Pelican's for the length of the block; it runs after the plugins'."""
    signal.connect(receiver)
    try:
        yield
    finally:
        signal.disconnect(receiver)


class ReportHandler(logging.Handler):
    """Takes what Pelican and the plugins log into a report."""

    def __init__(self, report: Report):
        super().__init__(logging.WARNING)
        self.report = report

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "problem"):
            self.report.problems.append(record.problem)
        elif record.levelno < logging.ERROR:
            self.report.warnings.append(record.getMessage())
        else:
            problem = problem_from_log(record, self.report)
            self.report.problems += [problem] if problem else []


@contextmanager
def collected_log(report: Report) -> Iterator[None]:
    """Send the log into *report* for the length of the block."""
    handler, root = ReportHandler(report), logging.getLogger()
    before = root.handlers[:]
    root.handlers[:] = [handler]
    try:
        yield
    finally:
        root.handlers[:] = before


def problem_from_log(record: logging.LogRecord, report: Report) -> Problem | None:
    """Turn an error that Pelican logged into a problem with a place; None if its reason is known already."""
    message = " ".join(record.getMessage().split())
    template, values = str(record.msg), [str(value) for value in record.args or ()]
    if template == "Could not process %s":
        return _unread_file(report.content / values[0], report)
    if any(getattr(value, "status", "") == REJECTED for value in record.args or ()):
        return None  # Pelican says that it drops a file; the problems of the file are the reason
    if template.startswith(("Cannot load plugin", "Cannot register plugin")):
        report.lacks_plugin = True
    if template.startswith("Cannot load plugin"):
        cause = f"plugin {values[0]} cannot be loaded ({values[1]}); install what it needs, or take it out of PLUGINS"
        return _in_settings(report, values[0], cause)
    source = next((value for value in values if len(value) < 250 and Path(value).is_file()), None)
    return Problem("B09", display_path(source), START, message) if source else _in_settings(report, "", message)


def _unread_file(path: Path, report: Report) -> Problem | None:
    """Name the exception with which a reader gave up, unless the reader has said more itself."""
    error, shown = sys.exc_info()[1], display_path(path)
    if error is None or shown in {problem.path for problem in report.problems}:
        return None
    return Problem("B01", shown, START, f"cannot be read: {error}")


def _in_settings(report: Report, quoted: str, message: str) -> Problem:
    """Return a problem placed where *quoted* stands in the settings file, or in the file that it builds on."""
    path = Path(report.settings_file)
    for candidate in [path, path.parent / "pelicanconf.py"]:
        text = candidate.read_text("utf-8") if candidate.is_file() else ""
        if quoted and quoted in text:
            return Problem("B09", display_path(candidate), line_and_column(text, text.index(quoted)), message)
    return Problem("B09", display_path(path), START, message)


def explain(error: Exception, report: Report) -> Problem:
    """Turn an exception that ended the build into a place, a cause and a mend."""
    if isinstance(error, AnotherBuildIsRunning | NotOurs):
        return Problem("B05", display_path(report.output), START, str(error))
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        return Problem(
            "Y01", display_path(mark.name), position_of_mark(mark), f"YAML cannot read this: {error.problem}"
        )
    if isinstance(error, OSError) and error.errno:
        return Problem(
            "B07", display_path(error.filename or report.output), START, f"{error.strerror}; fix that and build again"
        )
    path, line = _last_own_line(error)
    kind = "" if isinstance(error, jinja2.TemplateError | ValueError) else f"{type(error).__name__}: "
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = error.filename or error.name or path, error.lineno
    if isinstance(error, SyntaxError):
        path, line = error.filename or path, error.lineno or line
    return Problem("B08", display_path(path or report.settings_file), Position(line, 1), f"{kind}{error}")


def _last_own_line(error: BaseException) -> tuple[str, int]:
    """Return file and line of the innermost frame in the site's own files: templates and settings."""
    place = ("", 1)
    frame = error.__traceback__
    while frame:
        path = frame.tb_frame.f_code.co_filename
        installed = "site-packages" in path or f"{sys.prefix}/lib" in path or f"{sys.base_prefix}/lib" in path
        if Path(path).is_file() and not installed and not Path(path).is_relative_to(Path(__file__).parent):
            place = (path, frame.tb_lineno)
        frame = frame.tb_next
    return place


def describe(report: Report) -> str:
    """Return the report as a writer reads it."""
    if not report.succeeded:
        lines = [str(problem) for problem in report.problems]
        files = len({problem.path for problem in report.problems})
        lines.append("")
        lines.append(
            f"{_counted(len(report.problems), 'problem')} in {_counted(files, 'file')}; nothing was published."
        )
        kept = report.output.exists()
        lines.append(
            f"{display_path(report.output)}/ is as the last good build left it." if kept else "There is no site yet."
        )
        return "\n".join(lines)
    lines = [f"note: {warning}" for warning in report.warnings]
    accounted = audit.count(report.outcomes)
    lines.append(f"Built {_counted(len(report.outcomes), 'content file')} in {report.seconds:.1f} s")
    lines.append("  " + " · ".join(f"{number} {outcome}" for outcome, number in accounted.items() if number))
    if accounted["scheduled"] and report.time:
        moment = f"{long_date(report.time)}, {report.time:%H:%M %Z}"
        lines.append(f"  scheduled: later than {moment}, the time of this build (see hamerkop/shared/clock.py)")
    lines.append(f"  {_counted(report.files_written, 'file')} in {display_path(report.output)}/")
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build from the command line; return 0 if all is well, else 1, or 130 if it was interrupted."""
    parser = argparse.ArgumentParser(prog="python -m hamerkop.build", description=__doc__.splitlines()[0])
    parser.add_argument("--settings", default="pelicanconf.py", help="settings file (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(arguments)
    print_whatever_the_terminal()
    try:
        report = build(options.settings)
    except KeyboardInterrupt:
        print("Stopped; the last site is as it was.")
        return 130
    print(as_json(report) if options.json else describe(report))
    return 0 if report.succeeded else 1


def print_whatever_the_terminal() -> None:
    """Let a terminal that cannot show a sign show its code: a build must not fail over its own report."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def as_json(report: Report) -> str:
    return json.dumps(
        {
            "succeeded": report.succeeded,
            "problems": [problem.as_dict() for problem in report.problems],
            "warnings": report.warnings,
            "outcomes": report.outcomes,
            "files_written": report.files_written,
        },
        indent=2,
        ensure_ascii=False,
    )


if __name__ == "__main__":
    sys.exit(main())
