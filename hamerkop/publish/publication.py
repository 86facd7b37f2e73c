"""The commands `publish`, `releases` and `rollback`.

The steps of a publication: settings and target are checked; the site is built; the plan is printed; what looks wrong is
refused; files travel in groups; the release becomes the live one; what readers get is loaded and compared; last, what
is gone is deleted. Where one step fails, the later ones do not happen.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pelican.settings import read_settings

from hamerkop.build import site
from hamerkop.build.pelican_log import collected_log
from hamerkop.build.staging import AnotherBuildIsRunning, folders_for, only_build
from hamerkop.publish.after import tell_others, tell_the_cache
from hamerkop.publish.plan import Plan, describe, first_of, plan
from hamerkop.publish.preflight import unset_settings
from hamerkop.publish.release import Release, chosen
from hamerkop.publish.rows import Row, row_of
from hamerkop.publish.targets import TargetError
from hamerkop.publish.verification import Verification
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.words import counted

PUBLISHED, REFUSED, FAILED = 0, 1, 2  # exit statuses; 1 also if the site has problems
LEAST = 0.8  # of the pages of the live release, without --allow-shrink
SOME = 10  # pages: a smaller site may change by any part


class Refused(Exception):
    """The built site looks wrong; the message says how, and what to do."""


class Unfinished(TargetError):
    """Readers get another release now, but not all is as it should be; the message says what, and what to do."""


@dataclass(frozen=True)
class Change:
    """What a command did: *release* is live now, *before* was until then; None if it is the same one, or the first.

    *files* are what readers have to get, or no more. *again*: the command that verifies them again.
    """

    release: Release
    before: Release | None
    files: Plan
    again: str


@dataclass(frozen=True)
class Options:
    """What the command line asked for. *to*: a row of PUBLISH_TO. *row*: one that is not in the settings."""

    to: str = ""
    dry_run: bool = False
    allow_shrink: bool = False
    row: Row | None = None


def publish(settings_file: str, options: Options) -> int:
    """Build the site of *settings_file* and publish it; print what is done.

    Returns an exit status: 0 if readers get the built site (or with `dry_run` would), 1 if the site has problems or
    looks wrong, 2 if the target cannot be used or readers do not get what was published.
    """
    return _said("Not published", lambda: _publish(settings_file, options))


def _said(beginning: str, work: Callable[[], int]) -> int:
    """Return what *work* returns; print why if it cannot be done."""
    try:
        return work()
    except Refused as reason:
        print(f"{beginning}: {reason}")
        return REFUSED
    except SystemExit as end:  # an exit status of 0 would say that the site is published
        print(f"{beginning}: the settings file or a plugin ends the program: sys.exit({end.code!r}); remove that call")
        return FAILED
    except Unfinished as reason:
        print(f"Not finished: {reason}")
        return FAILED
    except TargetError as reason:
        print(f"{beginning}: {reason}")
        return FAILED


def _publish(settings_file: str, options: Options) -> int:
    settings = _settings_of(settings_file)
    row = options.row
    if settings and not unset_settings(settings):  # the build reports what is wrong with them
        row = row or row_of(settings, options.to)
        row.target.check(options.dry_run)  # before the build, which takes longer
    report = site.build(settings_file, check=unset_settings)
    print(report.as_text())
    if not report.succeeded or row is None:
        return report.exit_status
    print("\n".join(["", *row.target.notes(), *_notes(settings)]).rstrip())
    with nullcontext() if options.dry_run else row.target.only_publisher(), no_build(report.output):
        return publish_folder(row, report.output, str(settings["SITEURL"]), options, report.sha256)


@contextmanager
def no_build(folder: Path) -> Iterator[None]:
    """Keep builds from replacing *folder* while it is read: a publication must not mix two of them.

    Raises TargetError if a build is running.
    """
    try:
        with only_build(folders_for(folder).lock):
            yield
    except AnotherBuildIsRunning:
        raise TargetError(f"another build is writing {folder}; wait until it has ended, and run this again") from None


@contextmanager
def stopped_means(what: str) -> Iterator[None]:
    """Say *what* readers get if Ctrl-C ends the block."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(what) from None


def _notes(settings: Settings) -> list[str]:
    """Return what to print before a publication of a site with these settings."""
    if not settings.get("NOINDEX"):
        return []
    return ["Note: this is a preview: its pages ask search engines not to list them. For a public site: SITE_PREVIEW=0"]


def _settings_of(settings_file: str) -> Settings:
    """Return the settings of a file, {} if it cannot be read: the build says why."""
    try:
        with collected_log():  # the build prints what is logged
            return dict(read_settings(settings_file))
    except Exception:  # whatever a settings file does
        return {}


def publish_folder(row: Row, folder: Path, site_url: str, options: Options, checked: str = "") -> int:
    """Publish the built site in *folder*; return the exit status. Raises Refused and TargetError.

    *checked*: the digest of the site that was checked; "" to take any.
    """
    live, built = row.target.live(), row.target.built(folder)
    if checked and built.site != checked:
        raise TargetError(f"another build has replaced {folder} meanwhile; run this again")
    changes = plan(live.files if live else {}, built.files)
    print(f"{row.target.name}, compared with {f'release {live.name}' if live else 'nothing'}:\n{describe(changes)}")
    check_output(built, live, options.allow_shrink)
    if options.dry_run:
        print("Nothing was published.")
        return PUBLISHED
    again = _command(row, "publish")
    if live and not changes:
        print("It is published already.")
        return _finish(row, Change(live, None, _last_changes(row, live), again), site_url)
    with stopped_means("readers still get the last release"):
        sent = row.target.send(built, folder, changes)
    print(f"{sent} of {counted(len(built.files), 'file')} sent.")
    with stopped_means(f"{row.target.name} may have the new release or the last one; run the same command again"):
        row.target.activate(built)
    status = _finish(row, Change(built, live, changes, again), site_url)
    tell_others(row, changes, site_url)
    return status


def _last_changes(row: Row, live: Release) -> Plan:
    """Return what the *live* release has changed: what brought it may have stopped before all was verified."""
    before = chosen(row.target.releases(), live.name, "")
    return plan(before.files if before else {}, live.files)


def _command(row: Row, *words: str) -> str:
    """Return a command for *row*, for a message."""
    return " ".join(["hamerkop", *words, *(["--to", row.name] if row.name else [])])


def _finish(row: Row, change: Change, site_url: str) -> int:
    """Compare what readers get with the release that is live; then delete what is gone. Raises Unfinished."""
    release = change.release
    try:
        with stopped_means(f"{release.name} is public, but not all of it was verified; run: {change.again}"):
            tell_the_cache(row)
            check_answers(row, release, change.files.sent, site_url)
            row.target.clean(release)
            check_absence(row, release, change.files.removed, site_url)
    except TargetError as reason:
        back = f"\nTo go back: {_command(row, 'rollback', change.before.name)}" if change.before else ""
        raise Unfinished(f"{reason}\nTo try again: {change.again}{back}") from None
    facts = f"{counted(release.pages, 'page')}, {counted(len(release.files), 'file')}"
    print(f"Published: {row.target.name} has the site.\n  release {release.name}: {facts}")
    return PUBLISHED


def check_answers(row: Row, release: Release, changed: list[str], site_url: str) -> None:
    """Raise TargetError if readers do not get the *changed* files and the pages to which the front page links."""
    if not row.verify:
        print("Not verified: " + ("the row says so" if row.name else "that needs a row in PUBLISH_TO"))
        return
    verification = Verification(row.url or site_url, release, row.wait)
    problems = verification.problems(changed)
    for note in verification.notes.values():
        print(f"Note: {note}")
    if problems:
        raise TargetError(
            f"{release.name} was brought to {row.target.name}, but readers do not get it:\n{lines_of(problems)}\n"
            "Nothing was deleted."
        )


def check_absence(row: Row, release: Release, removed: list[str], site_url: str) -> None:
    """Raise TargetError if readers still get pages that were removed."""
    if row.verify and (there := Verification(row.url or site_url, release, row.wait).still_there(removed)):
        raise TargetError(
            f"{release.name} is public, but so are pages that it does not have:\n{lines_of(there)}\n"
            'If a CDN keeps them, empty its cache, or name how in the row\'s "purge"'
        )


def lines_of(problems: list[str]) -> str:
    """Return the first problems as text, a line each."""
    return "\n".join(first_of(problems))


def check_output(built: Release, live: Release | None, allow_shrink: bool) -> None:
    """Raise Refused if the built site looks wrong: no front page, or far fewer pages than the live one."""
    if "index.html" not in built.files:
        raise Refused("the site has no index.html; without it the address of the site shows nothing")
    before = live.pages if live else 0
    if before >= SOME and built.pages < before * LEAST and not allow_shrink:
        raise Refused(
            f"the site has {built.pages} pages, and the published one has {before}; if that is right, run this again "
            "with --allow-shrink"
        )


def releases(settings_file: str, to: str) -> int:
    """Print the releases that a target keeps, the newest first; return the exit status."""
    return _said("The releases cannot be read", lambda: _releases(settings_file, to))


def _releases(settings_file: str, to: str) -> int:
    row, _ = _row_without_build(settings_file, to)
    row.target.check(dry_run=True)
    kept, live = row.target.releases(), row.target.live()
    if not kept:
        print(f"{row.target.name}: nothing was published yet")
    for release in reversed([*kept.values()]):
        mark = "*" if live and release.name == live.name else " "
        facts = [release.published, f"{release.pages} pages, {len(release.files)} files", release.source]
        print("  ".join([f"{mark} {release.name}", *filter(None, facts)]))
    if live:
        print("* readers get this one; to go back: hamerkop rollback RELEASE")
    return PUBLISHED


def rollback(settings_file: str, asked: str, options: Options) -> int:
    """Give readers an earlier release again; return the exit status, as :func:`publish` does.

    *asked*: the release's name or number; "" is the one before that which is live.
    """
    return _said("Not changed", lambda: _rollback(settings_file, asked, options))


def _rollback(settings_file: str, asked: str, options: Options) -> int:
    row, site_url = _row_without_build(settings_file, options.to)
    if row.verify and not (row.url or site_url):  # before anything is changed
        raise TargetError(
            'where readers get the site is not known; give it: SITEURL=https://example.org, or "url" in the row'
        )
    row.target.check(options.dry_run)
    with nullcontext() if options.dry_run else row.target.only_publisher():
        kept, live = row.target.releases(), row.target.live()
        release = chosen(kept, live.name if live else "", asked)
        if release is None or live is None:
            raise TargetError(_no_release(asked, live, kept))
        changes = plan(live.files, release.files)
        print(f"{row.target.name}, from release {live.name} back to {release.name}:\n{describe(changes)}")
        if options.dry_run:
            print("Nothing was changed.")
            return PUBLISHED
        row.target.activate(release)
        again = _command(row, "rollback", release.name)
        if release.name == live.name:
            change = Change(live, None, _last_changes(row, live), again)
        else:
            change = Change(row.target.live() or release, live, changes, again)
        status = _finish(row, change, site_url)
        tell_others(row, changes, site_url)
        return status


def _no_release(asked: str, live: Release | None, kept: Iterable[str]) -> str:
    """Return why there is no release to go back to, and what there is."""
    names = ", ".join(kept) or "none"
    if asked or not live:
        return f"there is no {f'release {asked}' if asked else 'earlier release'}; there is {names}"
    return f"there is no release before {live.name}, which readers get; there is {names}"


def _row_without_build(settings_file: str, to: str) -> tuple[Row, str]:
    """Return a row and SITEURL, without more of the settings."""
    settings = _settings_of(settings_file)
    if not settings:
        raise TargetError(f"{settings_file} cannot be read; hamerkop check says why")
    return row_of(settings, to), str(settings.get("SITEURL") or "")
