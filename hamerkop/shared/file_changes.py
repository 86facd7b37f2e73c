"""Changes of text files: their differences as a writer reads them, and writing all of them or none."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.problems import Position, display_path


class Replacement(NamedTuple):
    """Replaces the text from *start* up to, not including, *end* (offsets) by *text*."""

    start: int
    end: int
    text: str


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    """Return *text* with *replacements*, in any order, of which no two overlap; the same one counts once."""
    pieces, done = [], 0
    for start, end, new in sorted(set(replacements)):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def offset_of(text: str, position: Position) -> int:
    """Return the offset in *text* of a position; the end of the text for one that is behind it."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: position.line - 1]) + position.column - 1


class TextFile(NamedTuple):
    """A text file that was read: *text* has ``\\n`` at the ends of lines, and no byte order mark.

    *crlf* and *mark* say what the file has instead.
    """

    text: str
    crlf: bool
    mark: bool

    def encoded(self, text: str) -> bytes:
        """Return *text* as the bytes of the file, with its line ends and its byte order mark."""
        return (b"\xef\xbb\xbf" * self.mark) + (text.replace("\n", "\r\n") if self.crlf else text).encode()


def read_text(path: Path) -> TextFile:
    """Return the text of a file. Raises OSError, and UnicodeDecodeError if it is not UTF-8.

    Line ends are only taken for ``\\r\\n`` if all of them are.
    """
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig")
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    return TextFile(text.replace("\r\n", "\n") if crlf else text, crlf, raw.startswith(b"\xef\xbb\xbf"))


@dataclass(frozen=True)
class FileChange:
    """The text of the file at *old* is to be *after* instead of *before*, and the file at *new*."""

    old: Path
    new: Path
    before: str
    after: str
    encoded: bytes

    def diff(self) -> Iterator[str]:
        """Yield the lines of the difference, as `git diff` prints them."""
        if self.old != self.new:
            yield f"rename {display_path(self.old)} -> {display_path(self.new)}"
        yield from diff(self.old, self.new, self.before, self.after)


def diff(old: Path, new: Path, before: str, after: str) -> Iterator[str]:
    """Yield the lines that differ between two texts, in the form of `diff -u`, without lines around them."""
    lines = before.splitlines(), after.splitlines()
    yield from unified_diff(*lines, display_path(old), display_path(new), n=0, lineterm="")


def change_of(old: Path, new: Path, file: TextFile, after: str) -> FileChange | None:
    """Return the change of a file that was read, or None if nothing changes."""
    if old == new and after == file.text:
        return None
    return FileChange(old, new, file.text, after, file.encoded(after))


def apply(changes: Sequence[FileChange]) -> None:
    """Write every change, or none: what fails on the way restores the files as they were, and is raised.

    Every new file is first written beside its place, so that a full disk is noticed before anything has changed.
    """
    prepared: list[tuple[FileChange, Path]] = []
    done: list[tuple[FileChange, bytes]] = []
    try:
        for change in changes:
            prepared.append((change, _beside(change)))
        for change, temporary in prepared:
            done.append((change, change.old.read_bytes()))
            temporary.replace(change.new)
            if change.new != change.old:
                change.old.unlink()
    except BaseException:
        for change, before in reversed(done):
            _restore(change, before)
        raise
    finally:
        for _, temporary in prepared:
            temporary.unlink(missing_ok=True)


def _beside(change: FileChange) -> Path:
    """Write the new text of a file to a temporary file in its folder, and return the path of that."""
    change.new.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=change.new.parent)
    with os.fdopen(number, "wb") as file:
        file.write(change.encoded)
    shutil.copymode(change.old, name)
    return Path(name)


def _restore(change: FileChange, before: bytes) -> None:
    if change.new != change.old:
        with suppress(OSError):
            change.new.unlink(missing_ok=True)
    if not change.old.exists() or change.old.read_bytes() != before:
        change.old.write_bytes(before)
