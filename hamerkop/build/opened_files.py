"""Notes which files are read in a stretch of code, whoever reads them: Pelican, a plugin, or a library.

Python reports each file that it opens to audit hooks (https://peps.python.org/pep-0578/). What a plugin only asks the
system for, such as whether a file exists, is not reported: plugins declare that (hamerkop.shared.inputs).
"""

import os
import sysconfig
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hamerkop.build.audit_events import audit_events

_CODE = (".py", ".pyc", ".so", ".pyd")
_OF_PACKAGES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
# Python reads the file of a time zone once in a process.
_OF_TIME_ZONES = tuple(f"{path}{os.sep}" for path in zoneinfo.TZPATH)
_NO_FILES = (*(f"{path}{os.sep}" for path in _OF_PACKAGES), *_OF_TIME_ZONES, "/proc/", "/dev/", "/sys/")
# What cannot be told by files: a process, a connection.
_UNKNOWN = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "socket.connect")


class OpenedFiles:
    """The absolute paths of the files that were read, and of those that were written.

    *asked_others*: another process or machine was asked, too.
    """

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.written: set[str] = set()
        self.asked_others = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing was done but to read files."""
        return not self.written and not self.asked_others

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note an audit event."""
        if event == "open":
            self._note_open(*arguments[:3])
        elif event in ("os.rename", "os.link"):
            self._note_written(arguments[1])
        elif event in _UNKNOWN:
            self.asked_others = True

    def _note_written(self, path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            self.written.add(str(Path(os.fsdecode(path)).absolute()))

    def _note_open(self, path: object, mode: object, flags: object) -> None:
        if not isinstance(path, str | bytes):
            return
        name = str(Path(os.fsdecode(path)).absolute())
        if name.endswith(_CODE) or name.startswith(_NO_FILES):
            return
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            self.written.add(name)
        else:
            self.paths.add(name)


@contextmanager
def opened_files() -> Iterator[OpenedFiles]:
    """Note the files that are read in the block."""
    opened = OpenedFiles()
    with audit_events(opened.note):
        yield opened
