"""Takes files of the last site into the new one, as further names of the same files (hard links) where that can be.

Nothing may change the last site while a new one is built. So a file that has a second name gets bytes of its own before
anybody opens it to write: Python reports that to audit hooks first.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hamerkop.build.audit_events import audit_events


class LinkedFiles:
    """The files of the folder *new* that have a second name in the folder *last*."""

    def __init__(self, last: Path, new: Path) -> None:
        self.last, self.new = str(last), str(new)
        self._linked: set[str] = set()
        self._folders: set[str] = set()

    def take(self, path: str) -> bool:
        """Take the file at *path*, relative to both folders, into the new folder; return whether that was possible."""
        source, target = f"{self.last}{os.sep}{path}", f"{self.new}{os.sep}{path}"
        try:
            self._make_folder(os.path.dirname(target))  # noqa: PTH120  # for each page of a site
            os.link(source, target, follow_symlinks=False)
        except OSError:
            return self._copy(source, target)
        self._linked.add(target)
        return True

    def drop(self, path: str) -> None:
        """Remove a file that was taken from the new folder."""
        target = f"{self.new}{os.sep}{path}"
        if target in self._linked:
            self._linked.discard(target)
            os.unlink(target)  # noqa: PTH108  # as above

    def drop_all(self) -> None:
        """Remove all files that were taken."""
        for path in self._linked:
            os.unlink(path)  # noqa: PTH108  # as above
        self._linked.clear()

    def _make_folder(self, folder: str) -> None:
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103  # as above
            self._folders.add(folder)

    def _copy(self, source: str, target: str) -> bool:
        """Copy a file, with its time stamp; the file system may have no hard links."""
        try:
            shutil.copy2(source, target)
        except OSError:
            return False
        return True

    def separate(self, path: str) -> None:
        """Give a file that was taken bytes of its own, before it is written."""
        if path in self._linked:
            self._linked.discard(path)
            copy = f"{path}.copy"
            with suppress(OSError):
                shutil.copy2(path, copy)
                os.replace(copy, path)  # noqa: PTH105  # as above

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Separate a file that is opened to be written."""
        if event != "open" or not self._linked or not isinstance(arguments[0], str | bytes):
            return
        flags = arguments[2]
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
            self.separate(os.path.abspath(os.fsdecode(arguments[0])))  # noqa: PTH100  # as above


@contextmanager
def linked_files(last: Path, new: Path) -> Iterator[LinkedFiles]:
    """Yield what takes files from *last* into *new*, and keep those of *last* as they are for the block."""
    linked = LinkedFiles(last, new)
    with audit_events(linked.note):
        yield linked
