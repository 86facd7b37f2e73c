"""Takes files of the last site into the new one, as further names of the same files (hard links) where that can be.

Most of these names are in the site before the last one, too, in folders that need not be made again. So all others are
removed from that site, and what is left is moved into the new one.

Nothing may change the last site while a new one is built. So a file that has a second name gets bytes of its own before
anybody opens it to write: Python reports that to audit hooks first.
"""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import PurePath

from hamerkop.build.audit_events import audit_events
from hamerkop.build.staging import Folders

# Events of functions that change a file without opening it; their first argument is its path.
_CHANGING = ("os.chflags", "os.chmod", "os.chown", "os.removexattr", "os.setxattr", "os.truncate", "os.utime")
# Events of functions that start another program.
_STARTING = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.startfile")
# Programs that the kit starts, and that write no file of the site.
_KNOWN_PROGRAMS = ("pagefind", "pagefind_bin", "pagefind_extended", "git")
_Files = Mapping[str, os.stat_result]


class LinkedFiles:
    """The files of the new site that have a second name in the last one."""

    def __init__(self, folders: Folders) -> None:
        self.last, self.new, self._previous = str(folders.output), str(folders.building), str(folders.previous)
        self._wanted: dict[str, os.stat_result] = {}
        self._linked: set[str] = set()
        self._brought: set[str] = set()

    def take(self, files: _Files) -> None:
        """Have :meth:`bring` take files of the last site; *files* are their states by their paths in both sites."""
        self._wanted.update(files)

    def bring(self) -> None:
        """Put all files that are to be taken into the new site. Raises OSError."""
        wanted, self._wanted = self._wanted, {}
        if not wanted:
            return
        self._brought = {f"{self.new}{os.sep}{path}" for path in wanted}
        self._linked |= self._brought
        folder = self._previous
        try:
            left = _clear(folder, wanted, _mode_of_new(self.new))
        except OSError:  # there is no such folder, or it is not ours
            folder, left = self.new, set()
        for path in sorted(wanted.keys() - left):
            _link(f"{self.last}{os.sep}{path}", f"{folder}{os.sep}{path}")
        if folder != self.new:
            _move(folder, self.new)

    def keep_brought(self) -> None:
        """Let the files that were brought stay when :meth:`drop_brought` is called."""
        self._brought = set()

    def drop_brought(self) -> None:
        """Remove the files that were brought from the new site."""
        self._wanted = {}
        for path in self._brought & self._linked:
            with suppress(FileNotFoundError):
                os.unlink(path)  # noqa: PTH108  # for each page of a site
        self._linked -= self._brought

    def separate(self, path: str) -> None:
        """Give a file that was brought bytes of its own, before it is written.

        Raises OSError if that is not possible; what was about to write the file then fails, and the last site stays as
        it is.
        """
        if path in self._linked:
            copy = f"{path}.copy"
            try:
                shutil.copy2(path, copy)
                os.replace(copy, path)  # noqa: PTH105  # as above
            except FileNotFoundError:  # somebody has removed it
                pass
            except OSError:
                with suppress(OSError):
                    os.unlink(copy)  # noqa: PTH108  # as above
                raise
            self._linked.discard(path)

    def separate_all(self) -> None:
        """Give every file that was brought bytes of its own. Raises OSError."""
        for path in list(self._linked):
            self.separate(path)

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Separate a file that is opened to be written, or changed without being opened.

        All are separated before another program is started, whose writing nobody would see.
        """
        if not self._linked:
            return
        if event in _STARTING and not _is_known_program(arguments[0]):
            self.separate_all()
        if not (event in _CHANGING or (event == "open" and _writes(arguments[2]))):
            return
        if isinstance(arguments[0], str | bytes | os.PathLike):
            self.separate(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100  # as above


@contextmanager
def linked_files(folders: Folders) -> Iterator[LinkedFiles]:
    """Yield what takes files from the last site into the new one, and keep those of the last one for the block."""
    linked = LinkedFiles(folders)
    with audit_events(linked.note):
        yield linked


def _writes(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _is_known_program(program: object) -> bool:
    """Return whether *program*, the first argument of the event, is one of the kit's, given by its path."""
    return isinstance(program, str) and PurePath(program).stem in _KNOWN_PROGRAMS


def _mode_of_new(folder: str) -> int:
    """Return the mode that a folder in the new site *folder* is to have."""
    return stat.S_IMODE(os.stat(folder).st_mode) | 0o555  # noqa: PTH116  # as above


def _clear(folder: str, wanted: _Files, mode: int, prefix: str = "") -> set[str]:
    """Remove everything from a folder but the *wanted* files themselves; return the paths of those that are there.

    Folders without such a file are removed, the others get *mode*. *prefix*: what the paths of its files begin with.
    Raises OSError.
    """
    left: set[str] = set()
    with os.scandir(folder) as entries:
        for entry in list(entries):
            path, found = f"{prefix}{entry.name}", entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                below = _clear(entry.path, wanted, mode, f"{path}{os.sep}")
                _remove_or_set_mode(entry.path, found, mode, is_empty=not below)
                left |= below
            elif path in wanted and _is_same(found, wanted[path]):
                left.add(path)
            else:
                os.unlink(entry.path)  # noqa: PTH108  # as above
    return left


def _is_same(one: os.stat_result, other: os.stat_result) -> bool:
    """Return whether two names are of one file; a file system without hard links may give two files one number."""
    return os.path.samestat(one, other) and (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _remove_or_set_mode(folder: str, found: os.stat_result, mode: int, is_empty: bool) -> None:
    if is_empty:
        os.rmdir(folder)  # noqa: PTH106  # as above
    elif stat.S_IMODE(found.st_mode) != mode:
        os.chmod(folder, mode)  # noqa: PTH101  # as above


def _link(source: str, target: str) -> None:
    """Make *target* another name of a file, or a copy where the file system has no hard links. Raises OSError."""
    folder = os.path.dirname(target)  # noqa: PTH120  # as above
    if not os.path.isdir(folder):  # noqa: PTH112  # as above
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103  # as above
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)


def _move(source: str, target: str) -> None:
    """Move what is in one folder into another one; a file replaces another, and folders are merged. Raises OSError."""
    with os.scandir(source) as entries:
        for entry in list(entries):
            destination = f"{target}{os.sep}{entry.name}"
            if entry.is_dir(follow_symlinks=False) and os.path.isdir(destination):  # noqa: PTH112  # as above
                _move(entry.path, destination)
            else:
                os.replace(entry.path, destination)  # noqa: PTH105  # as above
