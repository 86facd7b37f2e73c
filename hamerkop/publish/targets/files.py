"""What a host of files can do, for publishing in place (:mod:`hamerkop.publish.targets.in_place`).

A path has "/" between its parts. Every method may raise TargetError with the host's reason; none leaves half a file.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from hamerkop.publish.headers import Headers


class Files(Protocol):
    """The files of one folder of the host."""

    parallel: int  # requests that may run at once

    def get(self, path: str) -> bytes | None:
        """Return the content of a file, None if it is not there."""
        ...

    def put(self, path: str, data: bytes | Path, headers: Headers | None = None) -> None:
        """Write a file with *data*, or the content of a file of this machine; what was there is replaced at once."""
        ...

    def delete(self, paths: Iterable[str]) -> None:
        """Delete files, and the folders that are then empty. One that is not there is no error."""
        ...

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in *folder*, without those in folders below it."""
        ...

    def paths(self) -> set[str]:
        """Return the path of every file, without those that the publisher keeps for itself."""
        ...

    def existing(self, paths: Iterable[str]) -> set[str]:
        """Return those of *paths* at which there is a file."""
        ...


class Document(NamedTuple):
    """A small file and its version: *version* is another one after each change."""

    data: bytes
    version: str


class Documents(Protocol):
    """Small files that several publishers write."""

    def read(self, name: str) -> Document | None:
        """Return a document, None if there is none."""
        ...

    def replace(self, name: str, data: bytes, version: str | None) -> str | None:
        """Write a document if it still has *version*, for None if there is none yet. Returns the new version.

        Returns None, and changes nothing, if another publisher came first.
        """
        ...
