"""Shows a site in memory, and follows the changes of its sources."""

import os
import pickle
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from hamerkop.build.failures import problem_of
from hamerkop.build.file_digests import CLOCK_TICK
from hamerkop.build.process_copy import in_a_copy
from hamerkop.build.resident_site import IN_PLACE, RESTART, ResidentSite
from hamerkop.preview.served_pages import ResidentPages, is_ignored
from hamerkop.preview.server import server_of
from hamerkop.shared.problems import Problem


class Preview:
    """A site in memory that follows its sources.

    A search index is made once, at the start: it takes seconds, and a writer rarely looks for what was just written.
    """

    def __init__(self, settings_file: str) -> None:
        self.site = ResidentSite(settings_file)
        self._folder = tempfile.TemporaryDirectory(prefix="hamerkop-")
        self._behind = Path(self._folder.name)
        self.pages = ResidentPages(self.site, self._behind)
        self.restart = threading.Event()  # set when only a new process will do
        self._stop = threading.Event()
        self._printed: set[Problem] = set()
        self._loading_from = 0.0  # a time stamp
        self._printing = threading.Thread()  # finds problems, which can take seconds
        self._stamps: dict[Path, int] = {}

    def load(self) -> Problem | None:
        """Load the site; return why it cannot be loaded, if so."""
        self._loading_from = time.time()
        try:
            self.site.load()
        except Exception as error:  # of the settings, of a plugin
            return problem_of(error, self.site.settings_file, self.site.output)
        return None

    def follow(self) -> None:
        """Follow the changes of the sources from now on, in a thread."""
        threading.Thread(target=self._follow, daemon=True).start()

    def stop(self) -> None:
        """Follow no more changes, and remove temporary files."""
        self._stop.set()
        self.site.close()
        self._folder.cleanup()

    def _follow(self) -> None:
        """Bring the site up to date with each change, and print new problems when there is no change for a moment."""
        from watchfiles import watch  # here: it is needed only while a site is shown

        threading.Thread(target=self._make_files_behind, daemon=True).start()
        wanted = {"step": 5, "debounce": 20, "rust_timeout": 300, "yield_on_timeout": True}
        folders = existing([*self.site.watched_folders()])
        is_printed, is_first = False, True
        for changed in watch(*folders, watch_filter=None, stop_event=self._stop, raise_interrupt=False, **wanted):  # type: ignore[arg-type]  # each value is right
            paths = [path for _, path in changed if not is_ignored(path)] + (self._missed(folders) if is_first else [])
            paths += self._changed_elsewhere()
            is_first = False
            if paths:
                is_printed = self._update(paths) and False
            elif not is_printed and not self._printing.is_alive():
                is_printed = True
                self._printing = threading.Thread(target=self._print_problems, daemon=True)
                self._printing.start()

    def _changed_elsewhere(self) -> list[str]:
        """Return the watched files that have another time stamp than when they were asked last.

        Of one that is asked for the first time: those that were changed since the loading began.
        """
        now = {path: path.stat().st_mtime_ns for path in self.site.watched_files() if path.is_file()}
        before, self._stamps = self._stamps, now
        loading_from = int(self._loading_from * 10**9) - CLOCK_TICK
        return [str(path) for path, at in now.items() if (before[path] != at if path in before else at > loading_from)]

    def _missed(self, folders: Iterable[Path]) -> list[str]:
        """Return the files that were changed or removed since the loading began."""
        files = {path: path.stat() for folder in folders for path in folder.rglob("*") if path.is_file()}
        changed = [str(path) for path, stat in files.items() if max(stat.st_mtime, stat.st_ctime) >= self._loading_from]
        root = Path(self.site.site.settings["PATH"])
        sources = [root / source.path for source in self.site.site.sources()]
        return [path for path in changed if not is_ignored(path)] + [str(path) for path in sources if not path.exists()]

    def _update(self, paths: Iterable[str]) -> bool:
        """Tell the site what was changed; return whether it could follow."""
        try:
            done = self.site.update(paths)
        except Exception as error:  # of any plugin: the next change loads the site again
            print(problem_of(error, self.site.settings_file, self.site.output), file=sys.stderr)
            return False
        if done.how == RESTART and compiles(Path(done.why)):
            self.restart.set()
        elif done.how not in (IN_PLACE, RESTART):
            print(f"Read everything again, because {done.why} has changed", flush=True)
        return True

    def _print_problems(self) -> None:
        found = in_a_copy(self.site.lock, lambda: pickle.dumps(self.site.problems))
        problems = set(pickle.loads(found)) if found else set()  # noqa: S301  # from a copy of this process
        for problem in sorted(problems - self._printed):
            print(f"{problem.level}: {problem}", flush=True)
        self._printed = problems

    def _make_files_behind(self) -> None:
        in_a_copy(self.site.lock, lambda: self.site.write_behind(self._behind))


def existing(paths: Iterable[Path]) -> list[Path]:
    """Return those of *paths* that exist, without those that are in another one of them."""
    found = sorted({path.resolve() for path in paths if path.exists()})
    return [path for path in found if not any(other != path and path.is_relative_to(other) for other in found)]


def compiles(path: Path) -> bool:
    """Return whether a Python file can be compiled; if not, print why: the old code stays in use."""
    try:
        compile(path.read_bytes(), str(path), "exec")
    except (SyntaxError, ValueError, OSError) as error:
        print(problem_of(error, str(path), path.parent), file=sys.stderr)
        return False
    return True


def serve(preview: Preview, port: int) -> None:
    """Serve a site that is loaded until Ctrl-C, and print the address. Raises OSError if no port is free.

    Where the settings or the code of a plugin change, this process is replaced by a new one.
    """
    with server_of(preview.pages, port) as server:
        try:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            preview.follow()
            print(f"Serving the site at http://127.0.0.1:{server.server_port}/  (stop with Ctrl-C)", flush=True)
            preview.restart.wait()
        except KeyboardInterrupt:
            print("\nStopped.")
        finally:
            server.shutdown()
    if preview.restart.is_set():
        preview.stop()
        print("Starting again, because the settings or a plugin have changed", flush=True)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
