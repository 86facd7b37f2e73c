"""Shows a site in memory, and follows the changes of its sources."""

import pickle
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from hamerkop.build.failures import problem_of
from hamerkop.build.file_digests import CLOCK_TICK
from hamerkop.build.process_copy import in_a_copy
from hamerkop.build.resident_site import IN_PLACE, RELOADED, RESTART, ResidentSite, Updated
from hamerkop.preview.announcements import Announcements
from hamerkop.preview.page_state import Saved, Shown, url_of
from hamerkop.preview.served_pages import ResidentPages, is_ignored
from hamerkop.preview.settings_trial import why_not_loaded
from hamerkop.shared.problems import START, Problem, display_path

Folder = tuple[Path, tuple[int, int] | None]  # with its device and inode; None if it does not exist
JUST_SAVED = 1.0  # seconds
PAUSE = 0.3  # seconds
READING, FOLDERS, PROGRAMS = "reading the sources", "following the folders", "loading the settings and plugins"
LONGEST_WAIT = 2.0  # seconds for which findings wait while a file is saved again and again
MOST_PRINTED = 30  # problems at once
MOST_FILES = 200  # changes of copied files that are remembered


class Preview:
    """A site in memory that follows its sources; *day*: as of the end of that day; *follow*: so do open pages.

    *shown* is what other threads read. A search index is made once, at the start: it takes seconds, and a writer rarely
    looks for what was just written.
    """

    def __init__(self, settings_file: str, day: date | None = None, follow: bool = False) -> None:
        self.site = ResidentSite(settings_file, day=day)
        self._folder = tempfile.TemporaryDirectory(prefix="hamerkop-")
        self._behind = Path(self._folder.name)
        self.pages = ResidentPages(self.site, self._behind)
        self.announcements = Announcements()
        self.shown = Shown(self.site, self.pages, follow)
        self.restart = threading.Event()  # set when only a new process will do
        self._stop = threading.Event()
        self._loading_from = 0.0  # a time stamp
        self._printing = threading.Thread()  # finds problems, which can take seconds
        self._checked_at = time.monotonic()
        self._stamps: dict[Path, int] = {}
        self._folders: list[Folder] = []
        self._missing: list[Path] = []  # folders that were removed
        self._problems: dict[str, Problem | None] = {}  # by what could not be done

    def load(self) -> Problem | None:
        """Load the site; return why it cannot be loaded, if so. A site that was loaded before stays as it is then."""
        self._loading_from = time.time()
        try:
            self.site.load()
            problem = None
        except Exception as error:  # of the settings, of a plugin
            problem = problem_of(error, self.site.settings_file, self.site.output)
        if not self.site.is_loaded and not self.site.settings:
            self.site.output_of_build = Path(self.site.settings_file).absolute().parent / "output"  # by habit
        self._folders = self._folders_now()
        self._set_problem(READING, problem)
        return problem

    def _set_problem(self, what: str, problem: Problem | None) -> None:
        """Note why *what*, one of READING, FOLDERS and PROGRAMS, could not be done; None: it could."""
        if problem and problem != self._problems.get(what):
            print(problem.line(), file=sys.stderr, flush=True)
        self._problems[what] = problem
        self.pages.problem = next(filter(None, map(self._problems.get, (PROGRAMS, FOLDERS, READING))), None)
        self.pages.is_broken = self._problems.get(READING) is not None
        self.announcements.announce()

    def follow_changes(self) -> None:
        """Follow the changes of the sources from now on, in a thread."""
        threading.Thread(target=self._follow, daemon=True).start()

    def stop(self) -> None:
        """Follow no more changes, and remove temporary files."""
        self._stop.set()
        self.site.close()
        self._folder.cleanup()

    def _follow(self) -> None:
        """Follow the folders of the site; where one was removed, replaced or made, look at all of them again."""
        threading.Thread(target=self._make_files_behind, daemon=True).start()
        while not self._stop.is_set():
            try:
                self._look_at_folders()
                self._follow_folders(self._folders)
            except Exception as error:  # such as a file that was removed at this moment; the loop begins anew
                if not isinstance(error, OSError):
                    print(f"error: {problem_of(error, self.site.settings_file, self.site.output)}", file=sys.stderr)
                self._stop.wait(PAUSE)

    def _look_at_folders(self) -> None:
        """Load the site again if one of its folders is another one than when it was loaded, or was looked at last."""
        changed = changed_folders(self._folders)
        self._folders = self._folders_now()
        if changed:
            self._reload(changed)

    def _folders_now(self) -> list[Folder]:
        return [(folder, _identity(folder)) for folder in self.site.watched_folders()]

    def _follow_folders(self, folders: Sequence[Folder]) -> None:
        """Bring the site up to date with each change, and find problems when there is no change for a moment.

        Returns where one of *folders* is another one than it was.
        """
        watched = existing([folder for folder, _ in folders]) or [self._behind]
        is_first = True
        for changed in changes_in(watched, self._stop):
            missed = self._missed(watched) if is_first else []  # only now: nothing is lost in between
            paths = [as_named(path, folders) for path in [*changed, *missed]] + self._changed_elsewhere()
            paths, is_first = [path for path in paths if not is_ignored(path)], False
            if changed_folders(folders):
                return
            if self._missing:
                continue  # all is read again when the folder is there
            if paths:
                self._update(paths)
            if not paths or time.monotonic() - self._checked_at > LONGEST_WAIT:
                self._check()

    def _check(self) -> None:
        """Find problems, in a thread, if the site has changed and the thread before has ended."""
        if self.shown.checking and self.site.is_loaded and not self._printing.is_alive():
            self._checked_at = time.monotonic()
            self._printing = threading.Thread(target=self._find_problems, daemon=True)
            self._printing.start()

    def _reload(self, folders: Sequence[Path]) -> None:
        """Load the site again because *folders* were removed, replaced or made."""
        needed = self.site.watched_folders()[:2]  # the content and the theme
        self._missing = [folder for folder in {*folders, *self._missing} if folder in needed and not folder.exists()]
        if self._missing:
            path = display_path(min(self._missing))
            message = f"{path}/ is not there; put it back, or correct the setting that names it"
            self._set_problem(FOLDERS, Problem("B07", path, START, message))
            return
        self._set_problem(FOLDERS, None)
        if self.load() is None:
            self._announce_all()

    def _changed_elsewhere(self) -> list[str]:
        """Return the watched files that have another time stamp than when they were asked last.

        Of one that is asked for the first time: those that were changed since the loading began.
        """
        watched = {
            *self.site.watched_files(),
            *(Path(each.path).absolute() for each in self._problems.values() if each),
        }
        now = {path: path.stat().st_mtime_ns for path in sorted(watched) if path.is_file()}
        before, self._stamps = self._stamps, now
        loading_from = int(self._loading_from * 10**9) - CLOCK_TICK
        return [str(path) for path, at in now.items() if (before[path] != at if path in before else at > loading_from)]

    def _missed(self, folders: Iterable[Path]) -> list[str]:
        """Return the files that were changed or removed since the loading began."""
        files = {path: path.stat() for folder in folders for path in folder.rglob("*") if path.is_file()}
        since = self._loading_from - CLOCK_TICK / 10**9
        changed = [str(path) for path, stat in files.items() if max(stat.st_mtime, stat.st_ctime) >= since]
        if not self.site.is_loaded or self._missing:
            return changed
        root = Path(self.site.site.settings["PATH"])
        sources = [root / source.path for source in self.site.site.sources()]
        return changed + [str(path) for path in sources if not path.exists()]

    def _update(self, paths: Sequence[str]) -> None:
        """Bring the site up to date with the files *paths*, which were changed."""
        has_program = any(path.endswith(".py") for path in paths)
        if not self.site.is_loaded:
            self._load_at_last(paths, has_program)
        elif has_program and self._lacks_program():
            self._restart_if_possible(paths)
        elif done := self._updated(paths):
            self._tell(done, paths)

    def _tell(self, done: Updated, paths: Sequence[str]) -> None:
        """Print what was done about *paths* if that took long, and tell open pages."""
        if done.how == RESTART:
            self._restart_if_possible(paths)
            return
        if done.how != IN_PLACE:
            why = f"{display_path(done.why)} has changed" if done.why else "a change could not be followed otherwise"
            print(f"Read everything again, because {why}", flush=True)
        self._announce(paths)

    def _lacks_program(self) -> bool:
        """Return whether a program that was changed may be one that could not be loaded before."""
        return bool(self.shown.problem) or any(problem.rule == "B04" for problem in self.shown.findings)

    def _updated(self, paths: Sequence[str]) -> Updated | None:
        """Return what the site did about *paths*; None if it cannot be brought up to date."""
        try:
            done = self.site.update(paths)
        except Exception:  # of any plugin; it may be able to read everything from the beginning
            return Updated(RELOADED) if self.load() is None else None
        if done.how != RESTART and self._problems.get(READING):
            self._set_problem(READING, None)
        return done

    def _load_at_last(self, paths: Sequence[str], has_program: bool) -> None:
        """Load a site that could not be loaded before; a changed program needs a new process."""
        if has_program:
            self._restart_if_possible(paths)
        elif self.load() is None:
            self._announce_all()

    def _restart_if_possible(self, paths: Sequence[str]) -> None:
        """Ask for a new process if settings, plugins and *paths* can be loaded; else the old ones stay in use."""
        found = in_a_copy(self.site.lock, lambda: pickle.dumps(why_not_loaded(self.site, paths)))
        problem: Problem | None = pickle.loads(found) if found else None  # noqa: S301  # as above
        self._set_problem(PROGRAMS, problem)
        if problem is None:
            self.restart.set()

    # What pages are told

    def _announce_all(self) -> None:
        self.shown.checking = True
        self.announcements.announce()

    def _announce(self, paths: Sequence[str]) -> None:
        """Tell open pages that the files *paths* were changed."""
        at = time.time_ns()
        files = [(at, file) for file in self.site.addresses_of_files(paths)]
        self.shown.changed_files = [*self.shown.changed_files, *files][-MOST_FILES:]
        if url := self._url_of_newest(paths):
            self.shown.saved = Saved(at, url)
        self._announce_all()

    def _url_of_newest(self, paths: Sequence[str]) -> str:
        """Return the path of the URL of that source among *paths* which was saved last; "" if there is none."""
        found = [(changed_at(path), address) for path in paths if (address := self.site.address_of_source(path))]
        return url_of(max(found)[1]) if found else ""

    def _find_problems(self) -> None:
        self.shown.checking = False
        found = in_a_copy(self.site.lock, lambda: pickle.dumps(self.site.problems))
        problems = set(pickle.loads(found)) if found else set(self.shown.findings)  # noqa: S301  # as above
        unsettled = {each for each in problems if is_unsettled(each)}
        self.shown.checking = self.shown.checking or bool(unsettled)
        problems -= unsettled
        print_some(sorted(problems - {*self.shown.findings}))
        self.shown.findings = sorted(problems)
        self.announcements.announce()

    def _make_files_behind(self) -> None:
        if self.site.is_loaded:
            in_a_copy(self.site.lock, lambda: self.site.write_behind(self._behind))


def changes_in(folders: Sequence[Path], stop: threading.Event) -> Iterator[list[str]]:
    """Yield the paths that were changed in *folders*, and [] when there was no change for a moment, until *stop*."""
    from watchfiles import watch  # here: it is needed only while a site is shown

    milliseconds = {"step": 5, "debounce": 20, "rust_timeout": 300}
    for changes in watch(
        *folders,
        watch_filter=None,
        stop_event=stop,
        raise_interrupt=False,
        yield_on_timeout=True,
        **milliseconds,  # type: ignore[arg-type]  # each is an int
    ):
        yield [path for _, path in changes]


def print_some(problems: Sequence[Problem]) -> None:
    """Print the first problems, and how many more there are."""
    for problem in problems[:MOST_PRINTED]:
        print(problem.line(), flush=True)
    if len(problems) > MOST_PRINTED:
        print(f"and {len(problems) - MOST_PRINTED} more, which /_desk/ lists", flush=True)


def is_unsettled(problem: Problem) -> bool:
    """Return whether a file, of which a problem says that nothing reads it, was saved or removed only just now."""
    return problem.rule in ("B02", "B13") and time.time() - changed_at(problem.path) < JUST_SAVED


def changed_at(path: str) -> float:
    """Return the later time stamp of a file, that of its content or of its name; now if it is gone."""
    try:
        stat = Path(path).stat()
    except OSError:
        return time.time()
    return max(stat.st_mtime, stat.st_ctime)


def existing(paths: Iterable[Path]) -> list[Path]:
    """Return those of *paths* that exist, without those that are in another one of them."""
    found = sorted({path.resolve() for path in paths if path.exists()})
    return [path for path in found if not any(other != path and path.is_relative_to(other) for other in found)]


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def changed_folders(folders: Iterable[Folder]) -> list[Path]:
    """Return the folders that are not those any more which they were."""
    return [folder for folder, identity in folders if _identity(folder) != identity]


def as_named(path: str, folders: Iterable[Folder]) -> str:
    """Return a path as the settings name its folder, which may be a symbolic link to where the file is."""
    for folder, _ in folders:
        real = folder.resolve()
        if real != folder.absolute() and Path(path).is_relative_to(real):
            return str(folder.absolute() / Path(path).relative_to(real))
    return path
