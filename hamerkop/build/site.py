"""Builds the site into a staging folder, checks what became of every content file, and then swaps it in.

Every mistake in every file is reported in one run. Whatever goes wrong, the last good site stays as it was.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pelican import Pelican, signals
from pelican.settings import read_settings

from hamerkop.build import audit
from hamerkop.build.article_lists import linear_membership
from hamerkop.build.explain import Explanation, Site
from hamerkop.build.failures import problem_of
from hamerkop.build.kept_output import kept_output
from hamerkop.build.markdown_parser import one_parser
from hamerkop.build.pelican_log import LogCollector, collected_log
from hamerkop.build.pelican_settings import unusable_settings, wrong_settings
from hamerkop.build.plugin_loading import plugins_not_loaded
from hamerkop.build.reading import read_quickly
from hamerkop.build.report import Report
from hamerkop.build.staging import Discard, discard, folders_for, make_readable, staging
from hamerkop.build.template_cache import kept_templates
from hamerkop.build.unused_excuses import unused_excuses
from hamerkop.diagnostics.baseline import baseline_of
from hamerkop.shared import file_guard, progress
from hamerkop.shared.clock import build_time, now
from hamerkop.shared.extras import MissingPackage
from hamerkop.shared.file_policy import is_content
from hamerkop.shared.pelican_types import Context, Generator, Settings
from hamerkop.shared.problems import START, Problem, display_path, log_problem
from hamerkop.shared.settings_file import NO_FILE, setting_position
from hamerkop.shared.tree_digest import digest, manifest

Check = Callable[[Settings], Sequence[Problem]]
Until = Literal["sources", "pages", "end"]


class Options(NamedTuple):
    """What a build is to do; the fields are the arguments of :func:`build`."""

    check: Check | None
    clean: bool
    overrides: Settings | None
    discard_last: Discard
    explanation: Explanation | None
    until: Until
    began: int  # nanoseconds since 1970


class Stopwatch:
    """Notes in *seconds* how long each part of a build takes, from the first to the last that is told of it."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._started: dict[str, float] = {}

    def note(self, part: str, _done: int, _total: int) -> None:
        """Note that something is told of a part now."""
        now = time.monotonic()
        self._seconds[part] = now - self._started.setdefault(part, now)


class CannotSucceed(Exception):
    """Ends a build as soon as it is known that it cannot succeed; the log says why."""


class IsChecked(Exception):
    """Ends a build that was only to check what it was asked to check."""


def build(
    settings_file: str = "pelicanconf.py",
    overrides: Settings | None = None,
    check: Check | None = None,
    clean: bool = False,
    discard_last: Discard = discard,
    explanation: Explanation | None = None,
    until: Until = "end",
) -> Report:
    """Build the site that *settings_file* describes, and return a report; whatever is wrong is a problem in it.

    *overrides* are settings that replace those of the file. *check* returns problems of the settings for which nothing
    is to be built. *clean*: nothing that an earlier build has kept is used. *discard_last* removes the folder of the
    last site. *explanation* gets what it was asked for. *until*: "sources" ends when all is read, before anything is
    written, and "pages" when the pages are written and checked; both leave the last site as it is. Raises
    KeyboardInterrupt with a message.
    """
    started, began = time.monotonic(), time.time_ns()
    options = Options(check, clean, overrides, discard_last, explanation, until, began)
    report, settings = Report(settings_file), dict[str, Any]()
    with collected_log() as log:
        try:
            settings.update(read_settings(settings_file, override=dict(overrides or {})))
            log.baseline = baseline_of(settings)
            with linear_membership(), one_parser(), progress.listening(Stopwatch(report.seconds_of).note):
                _build_into_staging(report, settings, log, options)
        except (CannotSucceed, IsChecked):
            pass
        except KeyboardInterrupt:
            raise KeyboardInterrupt("the last site is as it was") from None
        except Exception as error:
            report.exception = error
            log.problems.extend(_problems_of(error, report))
        log.report_the_rest(settings, settings_file)
        if until == "pages" and not log.errors():  # all has been checked
            log_all(unused_excuses([report.content / path for path in report.outcomes], log.excused), settings)
    report.add(log.problems, log.baseline)
    report.seconds = time.monotonic() - started
    return report


def _problems_of(error: Exception, report: Report) -> list[Problem]:
    """Return the problems that an exception has shown: wrong settings, if there are any that explain it."""
    problem = problem_of(error, report.settings_file, report.output, report.templates_used)
    reasons = list(wrong_settings(report.settings_file)) if problem.rule in ("B12", "B15") else []
    return reasons or [problem]


def _build_into_staging(report: Report, settings: dict[str, Any], log: LogCollector, options: Options) -> None:
    report.content, report.output = Path(settings["PATH"]), Path(settings["OUTPUT_PATH"])
    report.output_before = report.output.stat().st_ino if report.output.exists() else 0
    _check_settings(report, settings, log, options)
    file_guard.connect()
    folders = folders_for(report.output)
    reusable = None if is_content(folders.previous, settings) else set[str]()  # content is read before it is taken
    with (
        staging(report.output, settings["OUTPUT_RETENTION"], options.discard_last, reusable) as folder,
        read_quickly(settings, report.settings_file, options.clean, options.overrides, options.began) as kept,
    ):
        report.counts = kept.counts
        settings["OUTPUT_PATH"] = str(folder)
        pelican = _with_plugins(settings, log)
        with kept_output(kept, folders, report.templates_used, options.explanation) as output:  # after the plugins
            generators = _run(pelican, report, log, options)
        if options.explanation:
            site = Site(report.content, report.output, folder, report.outcomes, generators[0].context, kept)
            report.explanation = options.explanation.of(site)
        not_shown = list(audit.not_shown(generators, folder, output.kept))
        output.forget({path for path, _ in not_shown})  # so that the next build reports them, too
        log_all([*(problem for _, problem in not_shown), *audit.about_links(generators, log)], settings)
        log_all(_problems_of_output(folder, report, generators[0].context, settings), settings)
        log.report_the_rest(settings, report.settings_file)
        _stop_if_errors(log)
        if options.until == "pages":
            raise IsChecked
        output.commit()
        if reusable is not None:
            reusable.update(output.reusable)
        report.files_written = make_readable(folder)
    report.sha256 = digest(manifest(report.output))  # here, for the staging folder has no retained files


def _problems_of_output(folder: Path, report: Report, context: Context, settings: Settings) -> list[Problem]:
    """Return the problems of the pages and other files that were written; a note where they cannot be read."""
    try:
        from hamerkop.build.output_checks import problems_of  # here: it needs a package, and time to be imported
    except MissingPackage as missing:
        message = f"the pages of the site were not checked: {missing}"
        return [Problem("O29", display_path(report.settings_file), START, message)]
    return problems_of(folder, report.output, context, settings)


def _run(pelican: Pelican, report: Report, log: LogCollector, options: Options) -> list[Generator]:
    """Run Pelican, and return the generators. Raises CannotSucceed, with nothing written, if there is an error."""
    explanation = options.explanation
    generators: list[Generator] = []
    with (
        kept_templates(Path(pelican.settings["CACHE_PATH"])),
        signals.all_generators_finalized.connected_to(lambda found: _audit(report, found, log, generators, options)),
        signals.content_written.connected_to(lambda _path, context: _note_template(report, context)),
        explanation.times.measured() if explanation else nullcontext(),
    ):
        pelican.run()
    return generators


def _check_settings(report: Report, settings: Settings, log: LogCollector, options: Options) -> None:
    """Stop if nothing can be built with the settings."""
    log_all(options.check(settings) if options.check else (), settings)
    log_all(unusable_output(report, settings), settings)
    log_all([*unusable_clock(report), *unusable_settings(report.settings_file)], settings)
    _stop_if_errors(log)


def _note_template(report: Report, context: Context) -> None:
    """Remember the template of an article or page that has been written. Receiver of `content_written`."""
    content = context.get("article") or context.get("page")
    if content is not None:
        report.templates_used.add(content.template)


def _with_plugins(settings: dict[str, Any], log: LogCollector) -> Pelican:
    """Return Pelican with every plugin of the site; stop if one is missing, for then each file would seem wrong."""
    wanted = settings["PLUGINS"]  # Pelican replaces the setting by the names of those that it has loaded
    pelican = Pelican(settings)
    missing = list(plugins_not_loaded(wanted, settings["PLUGINS"], log))
    log_all(missing, settings)
    if missing:
        _stop_if_errors(log)
    return pelican


def _audit(
    report: Report, generators: Sequence[Generator], log: LogCollector, audited: list[Generator], options: Options
) -> None:
    """Compare what was found with what Pelican made of it, before anything is written. Stop if there is an error.

    The generators are added to *audited*.
    """
    audited.extend(generators)
    settings, context = generators[0].settings, generators[0].context
    report.time = build_time(context)
    report.outcomes, report.scheduled = audit.outcomes(generators), audit.scheduled(context)
    log_all(audit.problems(generators, report.outcomes), settings)
    log_all(_why_not_read(report, log), settings)
    log_all(audit.about_names(generators, log), settings)
    log.report_the_rest(settings, report.settings_file)
    _stop_if_errors(log)
    if options.until == "sources":
        raise IsChecked


def _why_not_read(report: Report, log: LogCollector) -> list[Problem]:
    """Return a problem for each file that was not read; where none was, at the settings, if one of them is wrong."""
    unread = list(audit.unread(report.outcomes, report.content, log))
    if set(report.outcomes.values()) == {audit.NOT_READ} and all(problem.start == START for problem in unread):
        return list(wrong_settings(report.settings_file)) or unread
    return unread


def unusable_output(report: Report, settings: Settings) -> Iterator[Problem]:
    """Yield a problem if the output folder holds the sources: it is replaced by what is made of them."""
    output = report.output.resolve()
    sources = [Path(), report.content, Path(settings["THEME"]), Path(report.settings_file)]
    if any(source.resolve().is_relative_to(output) for source in sources):
        path, position = setting_position({"OUTPUT_PATH": settings["OUTPUT_PATH"]}, "OUTPUT_PATH")
        message = f"OUTPUT_PATH is {display_path(output)}, which holds sources; give the site a folder of its own"
        yield Problem("B05", display_path(report.settings_file) if path == NO_FILE else path, position, message)


def unusable_clock(report: Report) -> Iterator[Problem]:
    """Yield a problem if `SOURCE_DATE_EPOCH` is not a number: plugins would find that out once a file."""
    try:
        if os.environ.get("SOURCE_DATE_EPOCH"):
            now(report.content)
    except ValueError as error:
        yield Problem("X02", display_path(report.settings_file), START, str(error))


def log_all(problems: Iterable[Problem], settings: Settings) -> None:
    """Log each problem at the level that it has in the site."""
    for problem in problems:
        log_problem(problem, settings)


def _stop_if_errors(log: LogCollector) -> None:
    if log.errors():
        raise CannotSucceed
