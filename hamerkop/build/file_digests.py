"""Tells whether files are as they were: by their time stamps where these can be trusted, else by their bytes."""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

_NANOSECONDS = 10**9
# The time stamps of files come from a clock that is up to so much behind the one that programs read.
CLOCK_TICK = 5 * 10**6
# A file that is changed twice within the resolution of its time stamp keeps it: some file systems count in seconds.
_TRUSTED_AFTER = 2 * _NANOSECONDS


class Stamp(NamedTuple):
    """What the system says of a file: when its bytes and its attributes changed, in nanoseconds; bytes; inode."""

    modified: int
    changed: int
    size: int
    inode: int


class FileState(NamedTuple):
    """A file as it was: its path, its digest ("" if it did not exist), and its stamp where that can be trusted."""

    path: str
    digest: str
    stamp: Stamp | None


def stamp_of(path: str) -> Stamp | None:
    """Return the stamp of a file or folder; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # called for each file of a site
    except (OSError, ValueError):
        return None
    return Stamp(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def was_changed_since(moment: int, path: str) -> bool:
    """Return whether a file was changed after *moment*, in nanoseconds since 1970, or just before."""
    stamp = stamp_of(path)
    return stamp is not None and max(stamp.modified, stamp.changed) > moment - CLOCK_TICK


def digest_of(path: str) -> str:
    """Return the digest of a file's bytes, of a folder that of its names; "" if it cannot be read."""
    try:
        file = Path(path)
        if file.is_dir():
            return digest("\n".join(sorted(each.name for each in file.iterdir())).encode("utf-8", "surrogateescape"))
        return digest(file.read_bytes())
    except (OSError, ValueError):
        return ""


def digest(data: bytes) -> str:
    """Return the digest of *data* (BLAKE2b of 20 bytes, in hexadecimal digits)."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()


def state_of(path: str, now: int) -> FileState:
    """Return the state of a file at *now*, in nanoseconds since 1970."""
    stamp = stamp_of(path)
    is_trusted = stamp is not None and max(stamp.modified, stamp.changed) < now - _TRUSTED_AFTER
    return FileState(path, digest_of(path), stamp if is_trusted else None)


class FileDigests:
    """The digests of the files of one build: each file is read at most once, and only if its stamp has changed."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}

    def is_unchanged(self, state: FileState) -> bool:
        """Return whether a file is as it was."""
        if state.stamp is not None and stamp_of(state.path) == state.stamp:
            return True
        return self.digest(state.path) == state.digest

    def digest(self, path: str) -> str:
        """Return the digest of a file."""
        if path not in self._digests:
            self._digests[path] = digest_of(path)
        return self._digests[path]
