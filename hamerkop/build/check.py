"""The command `hamerkop check`: finds what is wrong with a site, prints it, and fixes what can be fixed safely.

It reads the sources as a build does, and with the same store; then it writes the pages to a temporary folder and checks
these, too, unless only some files are asked for. The last built site stays as it is.
"""

import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hamerkop.build.failures import problem_of
from hamerkop.build.process_copy import in_a_copy
from hamerkop.build.report import NOT_THE_SITES_FAULT, Report
from hamerkop.build.resident_site import ResidentSite
from hamerkop.build.site import Until, build
from hamerkop.diagnostics import baseline, fixes
from hamerkop.diagnostics.baseline import baseline_of
from hamerkop.diagnostics.formats import FORMATS
from hamerkop.diagnostics.selection import Selection
from hamerkop.shared.excuses import can_be_excused
from hamerkop.shared.file_changes import diff, read_text
from hamerkop.shared.problems import Problem, display_path
from hamerkop.shared.rules import ERROR
from hamerkop.shared.source_text import unsaved_texts
from hamerkop.shared.words import counted

WRONG_USE = 2
ROUNDS = 5  # of fixing: an edit may show another problem, or give way to one that overlaps it


@dataclass(frozen=True)
class Request:
    """What `hamerkop check` is asked.

    *files* are files or folders; none: the whole site. *text* is checked in place of the file *text_of*. With
    *sources_only* no pages are written. *fix*: "" nothing, "write" the files, or print the "diff"; *unsafe*: also by
    edits that need a look. *strict*: warnings fail, too. *new_baseline*: the file to which to write a baseline.
    """

    settings_file: str
    files: Sequence[str] = ()
    text_of: str = ""
    text: str = ""
    sources_only: bool = False
    selection: Selection = field(default_factory=Selection)
    format: str = "text"
    fix: str = ""
    unsafe: bool = False
    strict: bool = False
    new_baseline: str = ""


@dataclass(frozen=True)
class Found:
    """What a check has found: problems, those that the baseline accepts, and those of rules that are off.

    *pages*: the pages were checked, too. *failed*: the command could not do its work. *content*: the folder of the
    sources, as problems name it.
    """

    problems: list[Problem]
    accepted: list[Problem]
    off: list[Problem]
    pages: bool
    failed: bool = False
    content: str = ""


def check(request: Request) -> int:
    """Print what is wrong; return the exit status: 0 no errors, 1 errors, 2 the command could not do its work."""
    if request.text_of:
        return _check_text(request)
    found = find(request)
    if request.new_baseline:
        return _write_baseline(request, found)
    if request.fix == "diff":
        return _print_diff(request, found)
    return _print(request, _fixed(request, found) if request.fix else found)


def _print(request: Request, found: Found) -> int:
    """Print the problems that are asked for, and return the exit status."""
    chosen = _chosen(request, found)
    print(FORMATS[request.format](chosen))
    if request.format == "text":
        _print_notes(request, found)
    if found.failed:
        return WRONG_USE
    return int(any(problem.level == ERROR or request.strict for problem in chosen))


def find(request: Request) -> Found:
    """Return what is wrong with the site, whichever files are asked for.

    A build stops before it writes pages if there are errors, and then does not know whether links lead to a part of a
    page: a site in memory, which renders the pages that it is asked for, does.
    """
    if request.files:
        report, pages = _in_memory(request.settings_file), False
    else:
        until: Until = "sources" if request.sources_only else "pages"
        report = _apart(lambda: build(request.settings_file, until=until))
        pages = until == "pages" and report.succeeded
        if not pages and report.exit_status != WRONG_USE:
            _add(report, _apart(lambda: _in_memory(request.settings_file)))
    failed = report.exit_status == WRONG_USE or any(each.rule in NOT_THE_SITES_FAULT for each in report.problems)
    found, content = [*report.problems, *report.warnings], display_path(report.content)
    return Found(found, report.accepted, report.off, pages, failed, content)


def _apart(work: Callable[[], Report]) -> Report:
    """Return the report that *work* makes in a copy of this process, where no earlier one has changed the settings.

    Plugins add to lists that Pelican begins with: a second site in one process would read everything again.
    """
    data = in_a_copy(threading.RLock(), lambda: pickle.dumps(replace(work(), exception=None)))
    report: Report = pickle.loads(data) if data else work()  # noqa: S301  # from a copy of this process
    return report


def _add(report: Report, more: Report) -> None:
    """Add the problems of another report of the same site, which the baseline has sorted already."""
    for name in ("problems", "warnings", "accepted", "off"):
        setattr(report, name, sorted({*getattr(report, name), *getattr(more, name)}))


def _in_memory(settings_file: str) -> Report:
    """Return what a site in memory finds; if it cannot be loaded, what a build finds, which says why in more words."""
    report, site = Report(settings_file), ResidentSite(settings_file)
    try:
        site.load()
        report.content = Path(site.settings["PATH"])
        report.add(site.all_problems(), baseline_of(site.settings))
    except Exception:  # of the settings, of a plugin
        return build(settings_file, until="sources")
    finally:
        site.close()
    return report


def _check_text(request: Request) -> int:
    """Print what is wrong with a text that is not saved yet."""
    site = ResidentSite(request.settings_file)
    try:
        site.load()
        with unsaved_texts({request.text_of: request.text}):
            site.update([request.text_of])
            return _print(request, _found_in(site))
    except Exception as error:  # of the settings, of a plugin
        problem = problem_of(error, request.settings_file, site.output)
        return _print(request, Found([problem], [], [], pages=False, failed=True))
    finally:
        site.close()


def _found_in(site: ResidentSite) -> Found:
    report = Report(site.settings_file)
    report.add(site.all_problems(), baseline_of(site.settings))
    return Found([*report.problems, *report.warnings], report.accepted, report.off, pages=False)


def _chosen(request: Request, found: Found) -> list[Problem]:
    """Return the problems to print: of the rules and the files that are asked for."""
    off = found.off if request.selection.selected else []
    chosen = request.selection.of([*found.problems, *off])
    asked = [display_path(name) for name in ([request.text_of] if request.text_of else request.files)]
    if not asked or found.failed:
        return chosen
    return [each for each in chosen if any(is_at(each.path, name) for name in asked)]


def is_at(path: str, name: str) -> bool:
    """Return whether *path* is the file *name*, or in the folder *name*."""
    return Path(path).is_relative_to(name)


# Fixing


def _fixable(request: Request, found: Found) -> list[Problem]:
    return [each for each in _chosen(request, found) if fixes.is_fixable(each, request.unsafe)]


def _fixed(request: Request, found: Found) -> Found:
    """Write the changes that fix problems, print them, and return what is left."""
    before: dict[Path, str] = {}
    number = 0
    # An edit that needs a look is not made in what such an edit has made: nobody has looked yet.
    for _ in range(1 if request.unsafe else ROUNDS):
        fixed = fixes.fixed_files(_fixable(request, found), request.unsafe)
        if not fixed:
            break
        fixes.write(fixed)
        number += sum(each.fixes for each in fixed)
        before = {each.change.old: each.change.before for each in fixed} | before
        found = find(request)
    out = sys.stdout if request.format == "text" else sys.stderr  # other formats are read by programs
    for path, text in before.items():
        print(*diff(path, path, text, read_text(path).text), sep="\n", file=out)
    print(f"Fixed {counted(number, 'problem')} in {counted(len(before), 'file')}.\n", file=out)
    return found


def _print_diff(request: Request, found: Found) -> int:
    """Print what would be changed; the exit status is 1 if anything would."""
    fixed = fixes.fixed_files(_fixable(request, found), request.unsafe)
    lines = [line for each in fixed for line in each.change.diff()]
    unsafe = sum(fixes.is_fixable(each, unsafe=True) for each in _chosen(request, found))
    nothing = f"There is nothing to fix safely; --unsafe-fixes would fix {counted(unsafe, 'problem')}."
    print("\n".join(lines) or (nothing if unsafe else "There is nothing to fix."))
    return WRONG_USE if found.failed else int(bool(fixed))


# Notes


def _write_baseline(request: Request, found: Found) -> int:
    """Write all problems that can be accepted to the baseline; the exit status is that of those that cannot."""
    if found.failed:
        print(FORMATS[request.format](_chosen(request, found)))
        return WRONG_USE
    number = baseline.write(Path(request.new_baseline), [*_chosen(request, found), *found.accepted])
    print(f"{request.new_baseline} accepts {counted(number, 'problem')}.")
    print(f'To use it, write this into the settings: {baseline.SETTING} = "{request.new_baseline}"')
    left = [each for each in found.problems if each.level == ERROR and not can_be_excused(each.rule)]
    if left:
        print(f"\nThese cannot be accepted, because the page would be missing:\n\n{FORMATS['text'](left)}")
    return int(bool(left))


def _print_notes(request: Request, found: Found) -> None:
    """Print what else somebody should know: what was not checked, and what was accepted."""
    if not found.pages and not request.files and not request.sources_only and not request.text_of:
        number = sum(each.level == ERROR for each in found.problems)
        print(f"The pages were not checked, because the site has {counted(number, 'error')}.")
    for name in map(display_path, request.files):
        if not (is_at(name, found.content) or is_at(found.content, name)):
            print(f"{name} is no source of this site, so nothing was checked in it.")
    if found.accepted:
        print(f"{counted(len(found.accepted), 'more problem')} accepted by the baseline.")
