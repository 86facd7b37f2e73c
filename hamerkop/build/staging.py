"""Replaces the output folder by a finished site in a single step, and repairs what a killed build has left.

A build writes into ``.NAME.building`` beside the output folder NAME. When it is complete, the two folders are
exchanged in one step where the system can do that (Linux). Elsewhere it takes three renames, and the names of the
folders are the journal: ``.NAME.ready`` is a site that is complete, ``.NAME.old`` the one it replaces. So whatever
moment a build is killed at, :func:`recover` finishes or undoes it by which of the folders exist.

``.NAME.previous`` is what was left of an earlier site. It may hold anything: a build that uses it compares each file
(hamerkop.build.linked_files).
"""

import ctypes
import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.problems import START, Problem, display_path, log_problem
from hamerkop.shared.rules import WARNING


class Folders(NamedTuple):
    """The output folder and the hidden ones beside it, all on one file system."""

    output: Path
    building: Path
    ready: Path
    old: Path
    removed: Path
    previous: Path
    lock: Path


PARTS = ("building", "ready", "old", "removed", "previous", "lock")


def folders_for(output: Path) -> Folders:
    """Return the names that a build of *output* uses; where *output* is a link, those beside its target."""
    absolute = output.resolve()
    beside = [absolute.parent / f".{absolute.name}.{part}" for part in PARTS]
    return Folders(absolute, *beside)


class OutputIsNotOurs(Exception):
    """The output folder holds files that no build has made, which would be deleted; the message says what to do."""


class AnotherBuildIsRunning(Exception):
    """Another process is building into the same output folder."""


# Seconds. A build of a small site ends within that, and so does what is left of a build that was killed.
LONGEST_WAIT = 2.0

Discard = Callable[[Path], None]
StrPath = str | os.PathLike[str]


@contextmanager
def staging(
    output: Path, kept: Iterable[str] = (), discard_last: Discard | None = None, reusable: set[str] | None = None
) -> Iterator[Path]:
    """Yield an empty folder to build into; it becomes *output* if the block succeeds, else it is removed.

    Files and folders of the last site whose names are in *kept* are copied into the new one, and *discard_last* is
    called with the folder that holds the last site (default: :func:`discard`). What is named in *reusable* when the
    block ends is left of the last site as ``.NAME.previous``, for the next build to take from it what it can use; with
    None, that folder is removed at once.

    Raises OutputIsNotOurs if *output* holds something that no build made, AnotherBuildIsRunning if another process is
    in such a block for the same folder, and OSError if the system refuses to write or to rename; *output* is then as it
    was.
    """
    folders = folders_for(output)
    folders.output.parent.mkdir(parents=True, exist_ok=True)
    check_output(folders, kept)
    with only_build(folders.lock):
        recover(folders)
        if reusable is None or folders.previous.is_symlink():
            discard(folders.previous)
        folders.building.mkdir()
        try:
            yield folders.building
            keep(folders, kept)
            swap(folders)
            set_aside(folders, reusable or ())
            if folders.removed.exists():
                (discard_last or discard)(folders.removed)
        except BaseException:
            recover(folders)
            raise


def check_output(folders: Folders, kept: Iterable[str]) -> None:
    """Raise OutputIsNotOurs for an output folder with files in it beside which no build has left its lock."""
    if folders.output.is_file():
        raise OutputIsNotOurs("is a file; move it away, or choose another OUTPUT_PATH")
    names = {path.name for path in folders.output.iterdir()} if folders.output.exists() else set()
    if names and not folders.lock.exists():
        raise OutputIsNotOurs("holds files that no build made; move the folder away, or choose another OUTPUT_PATH")
    if ".git" in names - set(kept):
        raise OutputIsNotOurs('holds a .git folder, which a build would remove; add ".git" to OUTPUT_RETENTION')


def make_readable(folder: Path) -> int:
    """Let everybody read a folder and what is in it, and return the number of files.

    The account of a web server is rarely that of who built the site: files made under `umask 077`, and copies of files
    that only their owner may read, would else answer 403.
    """
    _let_everybody_read(str(folder), folder.stat())
    folders, files = [str(folder)], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                files += entry.is_file()
                if entry.is_symlink():
                    continue
                _let_everybody_read(entry.path, entry.stat())
                if entry.is_dir():
                    folders.append(entry.path)
    return files


def _let_everybody_read(path: str, found: os.stat_result) -> None:
    mode = stat.S_IMODE(found.st_mode)
    readable = mode | (0o555 if stat.S_ISDIR(found.st_mode) else 0o444)
    if readable != mode:
        os.chmod(path, readable)  # noqa: PTH101  # for each file of a site


def keep(folders: Folders, kept: Iterable[str]) -> None:
    """Copy what is to be kept of the last site into the new one; a file that the build has made is not replaced."""
    for name in kept:
        source, target = folders.output / name, folders.building / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, copy_function=_copy_if_missing)
        elif source.exists():
            _copy_if_missing(source, target)


def _copy_if_missing(source: StrPath, target: StrPath) -> None:
    if not Path(target).exists():
        shutil.copy2(source, target)


def swap(folders: Folders) -> None:
    """Make the building folder the output folder, and what it replaces the removed folder."""
    if not folders.output.exists():
        rename(folders.building, folders.output)
    elif exchange(folders.building, folders.output):
        rename(folders.building, folders.removed)
    else:
        rename(folders.building, folders.ready)
        _finish(folders)


def recover(folders: Folders) -> None:
    """Finish a swap that had begun; undo anything less."""
    discard(folders.removed)
    if folders.ready.exists():
        _finish(folders)
    elif folders.old.exists() and not folders.output.exists():
        rename(folders.old, folders.output)
    for folder in (folders.old, folders.building, folders.removed):
        discard(folder)


def _finish(folders: Folders) -> None:
    if folders.output.exists():
        discard(folders.old)
        rename(folders.output, folders.old)
    rename(folders.ready, folders.output)
    if folders.old.exists():
        rename(folders.old, folders.removed)


def set_aside(folders: Folders, reusable: Collection[str]) -> None:
    """Leave what is named in *reusable* of the last site for the next build, in the place of what it has left of that.

    What is not to stay is moved into the removed folder.
    """
    if not reusable or not folders.removed.exists():
        discard(folders.previous)
        return
    last = folders.removed / "last"
    try:
        rename(folders.removed, folders.old)
        last.mkdir(parents=True)
        if folders.previous.exists():
            rename(folders.previous, folders.removed / "previous")
        rename(folders.old, folders.previous)
        for path in list(folders.previous.iterdir()):
            if path.name not in reusable:
                rename(path, last / path.name)
    except OSError:  # such as for a folder that was made read-only, which cannot be moved
        for folder in (folders.old, folders.previous):
            discard(folder)


def discard(folder: Path) -> None:
    """Remove a folder that is no longer served; rename one that cannot be removed, and report it."""
    try:
        remove(folder)
    except OSError as error:
        aside = folder.with_name(f"{folder.name}.{os.getpid()}")
        folder.rename(aside)
        message = f"cannot be removed ({error.strerror}); remove it by hand"
        log_problem(Problem("B07", display_path(aside), START, message, level=WARNING), {})


def discard_in_background(folder: Path) -> None:
    """Have another process remove a folder that is no longer served; this one need not wait for the disk.

    It continues after this process has ended, and Ctrl-C does not reach it. What it cannot remove, or has not removed
    before the computer is switched off, the next build removes or reports (:func:`recover`).
    """
    # The shell ends at once, so that no process is left for this one to wait for.
    command, null = ["/bin/sh", "-c", 'rm -rf -- "$0" &', str(folder)], subprocess.DEVNULL
    try:
        subprocess.run(command, stdin=null, stdout=null, stderr=null, start_new_session=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # there is no such shell, as on Windows
        discard(folder)


def rename(source: Path, target: Path) -> None:
    """Rename a folder. Raises OSError."""
    source.rename(target)


def remove(folder: Path) -> None:
    """Remove a folder, file or link if it exists. Raises OSError."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists() and sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=_make_writable_and_retry)
    elif folder.exists():
        shutil.rmtree(folder, onerror=_make_writable_and_retry)


def _make_writable_and_retry(function: Callable[..., object], path: str, _error: object) -> None:
    """Remove what was made read-only: its owner can make it writable again."""
    if os.path.lexists(path):
        Path(path).parent.chmod(stat.S_IRWXU)
        Path(path).chmod(stat.S_IRWXU)
        function(path)


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False where the system or the file system cannot.

    Raises OSError for any other failure.
    """
    rename_at = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename_at is None:
        return False
    if rename_at(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


@contextmanager
def only_build(lock: Path) -> Iterator[None]:
    """Lock the file *lock* for the block; the system unlocks it even if this process is killed.

    Raises AnotherBuildIsRunning if it stays locked for LONGEST_WAIT seconds. The file stays: it says that a build made
    the folder beside it.
    """
    lock.touch()
    try:
        import fcntl  # noqa: F401  # whether it is there
    except ImportError:  # Windows: renames of folders in use fail there anyway, which is the guard
        yield
        return
    with lock.open("w") as held:
        give_up = time.monotonic() + LONGEST_WAIT
        while not _locked(held.fileno()):
            if time.monotonic() > give_up:
                raise AnotherBuildIsRunning("another build is writing this folder; wait until it has ended")
            time.sleep(0.02)
        yield


def _locked(descriptor: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
