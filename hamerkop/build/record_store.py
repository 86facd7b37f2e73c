"""Keeps what was made of each file of a site, on disk, from one build to the next.

Everything in the store can be made again from the sources. So whatever is wrong with it, or with the disk, costs time
only: a store that cannot be read is made anew, one that cannot be written is not used.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from hamerkop.build.file_digests import digest

T = TypeVar("T")
Name = tuple[str, str]  # the class of the object, such as "Article", and the path of the source under PATH

_SCHEMA = """
CREATE TABLE site (key TEXT, parts TEXT);
CREATE TABLE reading (kind TEXT, path TEXT, data BLOB, checksum TEXT, text TEXT, PRIMARY KEY (kind, path));
CREATE TABLE page (path TEXT PRIMARY KEY, data BLOB, checksum TEXT) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, data BLOB, checksum TEXT) WITHOUT ROWID;
CREATE TABLE content (name TEXT PRIMARY KEY, parts TEXT) WITHOUT ROWID;
CREATE TABLE text (digest TEXT PRIMARY KEY, html BLOB) WITHOUT ROWID;
"""
EMPTY: Mapping[str, str] = MappingProxyType({})
_SECONDS_TO_WAIT = 2.0  # for another build, which may be writing the store
_OF_THE_SYSTEM = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)


class StoredReading(NamedTuple):
    """The data of one file, and the digest of its text."""

    data: bytes
    text: str


class RecordStore:
    """What was made of the files of one site, in the file *path*; emptied if that was made with another *key*.

    *parts* is a text that says what the key is made of. *replaced* is that of the key with which the store was filled
    before, "" if that is the same.
    """

    def __init__(self, path: Path, key: str, parts: str = "") -> None:
        self._path, self._parts, self.replaced = path, parts, ""
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._inherited: list[sqlite3.Connection | None] = []
        self._fails = False
        self._last_text = ("", "")  # digest and text
        if not self._run(lambda: self._begin(key)) and not self._fails:
            self._fails = not self._run(lambda: self._begin_anew(key))

    def load(self) -> dict[Name, StoredReading]:
        """Return all readings that are as they were written; {} if the store cannot be read."""
        return self._run(self._load) or {}

    def text(self, text_digest: str) -> str | None:
        """Return the text with this digest; None if it is not in the store, or damaged."""
        last = self._last_text  # a page asks for its text several times
        if last[0] != text_digest:
            found = self._run(lambda: self._row("SELECT html FROM text WHERE digest = ?", text_digest))
            if not found or digest(found[0]) != text_digest:
                return None
            last = self._last_text = (text_digest, _decoded(found[0]))
        return last[1]

    def add(self, name: Name, data: bytes, html: str) -> str | None:
        """Put a reading into the store, to be kept by :meth:`commit`; return the digest of its text.

        Return None if the store cannot be written.
        """
        if self._fails:
            return None
        text = _encoded(html)
        text_digest = digest(text)
        row = (*name, data, digest(data), text_digest)
        self._fails = not self._run(lambda: self._add(row, text))
        return None if self._fails else text_digest

    def commit(self, current: Collection[Name]) -> None:
        """Keep what was added, and remove every reading that is not of *current*."""
        if not self._fails:
            self._run(lambda: self._commit(set(current)))

    def load_pages(self) -> dict[str, bytes]:
        """Return the data of all pages that are as they were written, by path; {} if the store cannot be read."""
        return self._run(self._load_pages) or {}

    def load_parts(self) -> dict[str, str]:
        """Return the parts of articles and pages that pages show, by the name; {} if the store cannot be read."""
        return self._run(lambda: dict(self._connected().execute("SELECT name, parts FROM content"))) or {}

    def replace_pages(
        self, changed: Mapping[str, bytes], gone: Collection[str], parts: Mapping[str, str] = EMPTY
    ) -> None:
        """Keep the data of pages that are new or have changed, and remove those that are *gone*.

        *parts*: those of articles and pages that are new or have changed, by the name; they only explain, nothing
        depends on them.
        """
        if not self._fails and (changed or gone or parts):
            self._run(lambda: self._replace_pages(changed, gone, parts))

    def state(self, name: str) -> bytes | None:
        """Return the data that a plugin has kept under *name*; None if there are none, or they are damaged."""
        found = self._run(lambda: self._row("SELECT data, checksum FROM state WHERE name = ?", name))
        return found[0] if found and digest(found[0]) == found[1] else None

    def keep_state(self, name: str, data: bytes) -> None:
        """Keep the data of a plugin."""
        if not self._fails:
            row = (name, data, digest(data))
            self._run(lambda: self._connected().execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", row))

    def close(self) -> None:
        """Close the file; what was added and not committed is dropped."""
        if self._connection is not None and self._process == os.getpid():
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _run(self, operation: Callable[[], T]) -> T | None:
        """Return what *operation* gives; None if the store is damaged, locked, read-only, or the disk is full."""
        try:
            return operation()
        except (sqlite3.Error, OSError) as error:
            self._fails = self._fails or _is_of_the_system(error)
            self.close()
            return None

    def _connected(self) -> sqlite3.Connection:
        """Return the connection of this process: one that was opened before a fork cannot be used after it."""
        if self._connection is None or self._process != os.getpid():
            self._inherited.append(self._connection)  # closing it in this process would undo what the other one does
            self._connection = sqlite3.connect(self._path, timeout=_SECONDS_TO_WAIT, isolation_level=None)
            # Safe if this process is killed; after a loss of power the file may be damaged, which is noticed.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._process = os.getpid()
        return self._connection

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._connected().execute(statement, values).fetchone()
        return row

    def _begin(self, key: str) -> bool:
        """Return whether the file is a store, which now has this key. Raises sqlite3.Error."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connected().execute("SELECT key, parts FROM site")) as found:
            known = found.fetchone() or (None, "")
        if known[0] != key:
            self.replaced = str(known[1])
            self._connected().executescript(
                "BEGIN IMMEDIATE; DELETE FROM site; DELETE FROM reading; DELETE FROM text; DELETE FROM page; "
                "DELETE FROM state; DELETE FROM content; COMMIT"
            )
            self._connected().execute("INSERT INTO site VALUES (?, ?)", (key, self._parts))
        return True

    def _begin_anew(self, key: str) -> bool:
        self._path.unlink(missing_ok=True)
        self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)
        self._connected().executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT")
        self._connected().execute("INSERT INTO site VALUES (?, ?)", (key, self._parts))
        return True

    def _load(self) -> dict[Name, StoredReading]:
        rows = self._connected().execute("SELECT kind, path, data, checksum, text FROM reading")
        return {
            (kind, path): StoredReading(data, text)
            for kind, path, data, checksum, text in rows
            if isinstance(data, bytes) and digest(data) == checksum
        }

    def _load_pages(self) -> dict[str, bytes]:
        rows = self._connected().execute("SELECT path, data, checksum FROM page")
        return {path: data for path, data, checksum in rows if isinstance(data, bytes) and digest(data) == checksum}

    def _replace_pages(self, changed: Mapping[str, bytes], gone: Collection[str], parts: Mapping[str, str]) -> bool:
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM page WHERE path = ?", [(path,) for path in gone])
        rows = [(path, data, digest(data)) for path, data in changed.items()]
        connection.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT OR REPLACE INTO content VALUES (?, ?)", parts.items())
        connection.execute("COMMIT")
        return True

    def _add(self, row: tuple[object, ...], text: bytes) -> bool:
        connection = self._connected()
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR REPLACE INTO reading VALUES (?, ?, ?, ?, ?)", row)
        connection.execute("INSERT OR REPLACE INTO text VALUES (?, ?)", (row[-1], text))
        return True

    def _commit(self, current: set[Name]) -> bool:
        connection = self._connected()
        known = set(connection.execute("SELECT kind, path FROM reading"))
        gone = known - current
        if not gone and not connection.in_transaction:
            return True
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM reading WHERE kind = ? AND path = ?", gone)
        connection.execute("DELETE FROM text WHERE digest NOT IN (SELECT text FROM reading)")
        connection.execute("COMMIT")
        return True


def _is_of_the_system(error: Exception) -> bool:
    """Return whether an error says that the file cannot be used now, and not that it is damaged, or no store."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, OSError) or (code is not None and code & 0xFF in _OF_THE_SYSTEM)  # without its extension


def _encoded(html: str) -> bytes:
    return html.encode("utf-8", "surrogatepass")


def _decoded(html: bytes) -> str:
    return html.decode("utf-8", "surrogatepass")
