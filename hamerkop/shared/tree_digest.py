"""Digests of the files of a built site, and one digest of all of them: equal on two machines if the sites are equal."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

NOT_OF_THE_SITE = ".git"  # may be kept in an output folder (`OUTPUT_RETENTION`); no two machines have the same one


class FileRecord(NamedTuple):
    """The bytes of a file: their SHA-256 in hexadecimal digits, and their number."""

    sha256: str
    size: int


Manifest = Mapping[str, FileRecord]


def manifest(folder: Path) -> dict[str, FileRecord]:
    """Return the record of each file in *folder* and below, by its path from there with ``/``, sorted by path.

    Names that are not UTF-8 have surrogates (PEP 383). Links to files count as files, links to folders are left out,
    and so is the folder `.git`. Raises OSError if a file cannot be read.
    """
    return {path: record_of(file) for path, file in sorted(_files(str(folder)), key=_by_bytes)}


def digest(files: Manifest) -> str:
    """Return the digest of a whole tree: the SHA-256, in hexadecimal digits, of one row for each file.

    A row is the file's SHA-256, its size in decimal digits and its path in UTF-8, with a space between them and a zero
    byte at the end. The rows are in the order of the bytes of the paths, so that the order of *files* does not matter.
    """
    rows = sorted((_bytes_of(path), record) for path, record in files.items())
    data = b"".join(b"%s %d %s\0" % (record.sha256.encode("ascii"), record.size, path) for path, record in rows)
    return hashlib.sha256(data).hexdigest()


def record_of(file: str | Path) -> FileRecord:
    """Return the record of one file. Raises OSError."""
    with open(file, "rb") as opened:  # noqa: PTH123  # for each file of a site
        data = opened.read()
    return FileRecord(hashlib.sha256(data).hexdigest(), len(data))


def _files(folder: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each file below *folder*, from there and in full; *prefix* begins the first of them."""
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{prefix}{_portable(entry.name)}"
            if entry.is_dir(follow_symlinks=False):
                if path != NOT_OF_THE_SITE:
                    yield from _files(entry.path, f"{path}/")
            elif entry.is_file():
                yield path, entry.path


def _portable(name: str) -> str:
    """Return a name of a file decoded as UTF-8, whatever the encoding of this machine's locale is."""
    return os.fsencode(name).decode("utf-8", "surrogateescape")


def _bytes_of(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _by_bytes(found: tuple[str, str]) -> bytes:
    return _bytes_of(found[0])
