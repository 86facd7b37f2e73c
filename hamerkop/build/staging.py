"""Puts a finished site in the place of the last one in a single step, and mends what a killed build left.

A build writes into ``.NAME.building`` beside the output folder NAME. When it is whole, the two folders are
exchanged in one step where the system can do that (Linux). Elsewhere it takes three renames, and the names of the
folders are the journal: ``.NAME.ready`` is a site that is whole, ``.NAME.old`` the one it replaces. So whatever
moment a build is killed at, :func:`recover` finishes or undoes it by looking at which folders are there.
"""

import ctypes
import errno
import logging
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

log = logging.getLogger(__name__)


class Folders(NamedTuple):
    """The output folder and the hidden ones beside it, all on one file system."""

    output: Path
    building: Path
    ready: Path
    old: Path
    lock: Path


def folders_for(output: Path) -> Folders:
    """Return the names that a build of *output* uses; where *output* is a link, those beside what it leads to."""
    absolute = output.resolve()
    beside = [absolute.parent / f".{absolute.name}.{part}" for part in ("building", "ready", "old", "lock")]
    return Folders(absolute, *beside)


class NotOurs(Exception):
    """The output folder holds what a build did not make, and would be lost with it."""


class AnotherBuildIsRunning(Exception):
    """Two builds may not write one output folder at the same time."""


@contextmanager
def staging(output: Path, kept: Iterable[str] = ()) -> Iterator[Path]:
    """Yield an empty folder to build into; if the block ends well it becomes *output*, else it is removed.

    Files and folders of the last site whose names are in *kept* are copied into the new one. Raises NotOurs if
    *output* holds something that no build made, AnotherBuildIsRunning if another process is in such a block for
    the same folder, and OSError if the system refuses to write or to rename; *output* is then as it was.
    """
    folders = folders_for(output)
    folders.output.parent.mkdir(parents=True, exist_ok=True)
    refuse_what_is_not_ours(folders, kept)
    with only_build(folders.lock):
        recover(folders)
        folders.building.mkdir()
        try:
            yield folders.building
            keep(folders, kept)
            swap(folders)
        except BaseException:
            recover(folders)
            raise


def refuse_what_is_not_ours(folders: Folders, kept: Iterable[str]) -> None:
    """Raise NotOurs for an output folder with files in it beside which no build has left its lock."""
    if folders.output.is_file():
        raise NotOurs("is a file; move it away, or choose another OUTPUT_PATH")
    names = {path.name for path in folders.output.iterdir()} if folders.output.exists() else set()
    if names and not folders.lock.exists():
        raise NotOurs("holds files that this kit did not make; move the folder away, or choose another OUTPUT_PATH")
    if ".git" in names - set(kept):
        raise NotOurs('holds a .git folder, which a build would remove; add ".git" to OUTPUT_RETENTION to keep it')


def keep(folders: Folders, kept: Iterable[str]) -> None:
    """Copy what is to be kept of the last site into the new one; what the build itself made comes first."""
    for name in kept:
        source, target = folders.output / name, folders.building / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        elif source.exists() and not target.exists():
            shutil.copy2(source, target)


def swap(folders: Folders) -> None:
    """Make the building folder the output folder, and remove what it replaces."""
    if not folders.output.exists():
        rename(folders.building, folders.output)
    elif exchange(folders.building, folders.output):
        discard(folders.building)
    else:
        rename(folders.building, folders.ready)
        _finish(folders)


def recover(folders: Folders) -> None:
    """Finish a swap that had begun; undo anything less."""
    if folders.ready.exists():
        _finish(folders)
    elif folders.old.exists() and not folders.output.exists():
        rename(folders.old, folders.output)
    discard(folders.old)
    discard(folders.building)


def _finish(folders: Folders) -> None:
    if folders.output.exists():
        discard(folders.old)
        rename(folders.output, folders.old)
    rename(folders.ready, folders.output)
    discard(folders.old)


def discard(folder: Path) -> None:
    """Remove a folder that no reader sees any more; what cannot be removed is moved out of the way and named."""
    try:
        remove(folder)
    except OSError as error:
        aside = folder.with_name(f"{folder.name}.{os.getpid()}")
        folder.rename(aside)
        log.warning("%s cannot be removed (%s); remove it by hand", aside, error.strerror)


def rename(source: Path, target: Path) -> None:
    source.rename(target)


def remove(folder: Path) -> None:
    """Remove a folder that nobody reads any more; raise OSError if that cannot be done."""

    def allow_and_retry(function: Callable[..., object], path: str, _error: object) -> None:
        """A folder that was made read-only can be made writable again by its owner."""
        if not os.path.lexists(path):
            return
        Path(path).parent.chmod(stat.S_IRWXU)
        Path(path).chmod(stat.S_IRWXU)
        function(path)

    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder, onerror=allow_and_retry)


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def exchange(one: Path, other: Path) -> bool:
    """Give two folders each other's name in one step; False where the system or the file system cannot."""
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
    """Hold *lock* while the block runs; the system lets go of it even if this process is killed.

    The file stays: it says that the output folder beside it is a build's.
    """
    lock.touch()
    try:
        import fcntl
    except ImportError:  # Windows: renames of folders in use fail there anyway, which is the guard
        yield
        return
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherBuildIsRunning("another build is writing this folder; wait until it has ended") from None
        yield
