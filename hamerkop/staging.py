"""Puts a finished site in the place of the last one in a single step, and mends what a killed build left.

A build writes into ``.NAME.building`` beside the output folder NAME. When it is whole, the two folders are
exchanged in one step where the system can do that (Linux). Elsewhere it takes three renames, and the names of the
folders are the journal: ``.NAME.ready`` is a site that is whole, ``.NAME.old`` the one it replaces. So whatever
moment a build is killed at, :func:`recover` finishes or undoes it by looking at which folders are there.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Folders(NamedTuple):
    """The output folder and the hidden ones beside it, all on one file system."""

    output: Path
    building: Path
    ready: Path
    old: Path
    lock: Path


def folders_for(output: Path) -> Folders:
    """Return the names that a build of *output* uses."""
    absolute = output.absolute()
    beside = [absolute.parent / f".{absolute.name}.{part}" for part in ("building", "ready", "old", "lock")]
    return Folders(absolute, *beside)


class AnotherBuildIsRunning(Exception):
    """Two builds may not write one output folder at the same time."""


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Yield an empty folder to build into; if the block ends well it becomes *output*, else it is removed.

    Raises AnotherBuildIsRunning if another process is in such a block for the same folder, and OSError if the
    system refuses to write or to rename; *output* is then as it was.
    """
    folders = folders_for(output)
    folders.output.parent.mkdir(parents=True, exist_ok=True)
    with only_build(folders.lock):
        recover(folders)
        folders.building.mkdir()
        try:
            yield folders.building
            swap(folders)
        except BaseException:
            recover(folders)
            raise


def swap(folders: Folders) -> None:
    """Make the building folder the output folder, and remove what it replaces."""
    if not folders.output.exists():
        rename(folders.building, folders.output)
    elif exchange(folders.building, folders.output):
        remove(folders.building)
    else:
        rename(folders.building, folders.ready)
        _finish(folders)


def recover(folders: Folders) -> None:
    """Finish a swap that had begun; undo anything less."""
    if folders.ready.exists():
        _finish(folders)
    elif folders.old.exists() and not folders.output.exists():
        rename(folders.old, folders.output)
    remove(folders.old)
    remove(folders.building)


def _finish(folders: Folders) -> None:
    if folders.output.exists() and not folders.old.exists():
        rename(folders.output, folders.old)
    rename(folders.ready, folders.output)
    remove(folders.old)


def rename(source: Path, target: Path) -> None:
    source.rename(target)


def remove(folder: Path) -> None:
    """Remove a folder that nobody reads any more; what cannot be removed now is tried again by the next build."""
    shutil.rmtree(folder, ignore_errors=True)


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
    """Hold *lock* while the block runs; the system lets go of it even if this process is killed."""
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
