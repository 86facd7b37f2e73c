"""The files and documents of a host that is reached by SFTP."""

import asyncio
import os
import posixpath
import stat
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from pathlib import Path
from typing import cast
from uuid import uuid4

from hamerkop.publish.headers import Headers
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.files import Document
from hamerkop.publish.targets.in_place import folders_of
from hamerkop.publish.targets.sftp_connection import Connection
from hamerkop.shared.extras import extra

with extra("sftp"):
    from asyncssh import (
        SFTPAttrs,
        SFTPClient,
        SFTPError,
        SFTPNoSuchFile,
        SFTPNoSuchPath,
        SFTPNotADirectory,
        SFTPOpUnsupported,
    )

FOLDER_MODE, FILE_MODE, PRIVATE_MODE = 0o755, 0o644, 0o700  # whatever the umask is: the web server is another user
PARALLEL = 8
# What is on its way at once of one file: 128 kB, so that the renewal of a claim need not wait long on a slow line.
BLOCK, PENDING = 32 * 1024, 4  # bytes, parts
INCOMING = "incoming"  # the folder for files that are not complete yet


class Folder:
    """The files of one folder of a host; :class:`~hamerkop.publish.targets.files.Files`.

    *state*: the folder of the publisher's own files; what is written begins there, so that nobody sees half a file.
    """

    parallel = PARALLEL

    def __init__(self, connection: Connection, folder: str, state: str) -> None:
        self.connection, self.folder, self.state = connection, folder, state
        self._made: set[str] = set()

    def full(self, path: str) -> str:
        """Return the path of a file on the host."""
        return f"{self.folder}/{path}"

    def get(self, path: str) -> bytes | None:
        """Return the content of a file."""

        async def read(sftp: SFTPClient) -> bytes | None:
            try:
                async with sftp.open(encoded(self.full(path)), "rb") as file:
                    return cast("bytes", await file.read())  # the file was opened for bytes
            except SFTPNoSuchFile:
                return None

        return self.connection.run(self.full(path), read)

    def put(self, path: str, data: bytes | Path, headers: Headers | None = None) -> None:
        """Write a file beside the public ones, and rename it."""

        async def write(sftp: SFTPClient) -> None:
            await self._make(sftp, self.full(path))
            await move(sftp, await written(sftp, self.state, data), self.full(path))

        self.connection.run(self.full(path), write)

    def link(self, source: str, path: str) -> bool:
        """Make the file at *path* a hard link to *source*; return False if the host cannot."""

        async def replace(sftp: SFTPClient) -> bool:
            new = f"{self.state}/{INCOMING}/{uuid4().hex}"
            await self._make(sftp, self.full(path))
            try:
                await sftp.link(encoded(source), encoded(new))
            except SFTPError:
                return False
            await move(sftp, new, self.full(path))
            return True

        return self.connection.run(self.full(path), replace)

    async def _make(self, sftp: SFTPClient, path: str) -> None:
        """Make the folders above *path* that are not there, for everybody to read."""
        folder = posixpath.dirname(path)
        if not folder or folder in self._made or folder == self.folder:
            return
        if not await is_there(sftp, folder):
            await self._make(sftp, folder)
            await make(sftp, folder, FOLDER_MODE)
        self._made.add(folder)

    def delete(self, paths: Iterable[str]) -> None:
        """Delete files, and then the folders that are empty, but for the publisher's own."""
        listed = [*paths]

        async def remove(sftp: SFTPClient) -> None:
            folders: set[str] = set()
            for path in listed:
                await remove_file(sftp, self.full(path))
                folders |= {*folders_of(path)} if self.folder != self.state else set()
            for folder in sorted(folders, key=lambda folder: (-folder.count("/"), folder)):
                with suppress(SFTPError):  # it is not empty
                    await sftp.rmdir(encoded(self.full(folder)))
                    self._made.discard(self.full(folder))

        self.connection.run(self.folder, remove)

    def names(self, folder: str) -> set[str]:
        """Return the names of the files in a folder."""

        async def read(sftp: SFTPClient) -> set[str]:
            return {name async for name, attributes in entries(sftp, self.full(folder)) if is_file(attributes)}

        return self.connection.run(self.full(folder), read)

    def paths(self) -> set[str]:
        """Return the path of every file in this folder and below, without the publisher's own."""
        found: set[str] = set()

        async def read(sftp: SFTPClient, folder: str) -> None:
            async for name, attributes in entries(sftp, folder):
                path = f"{folder}/{name}"
                if is_folder(attributes) and path != self.state:
                    await read(sftp, path)
                elif is_file(attributes):
                    found.add(path.removeprefix(f"{self.folder}/"))

        self.connection.run(self.folder, lambda sftp: read(sftp, self.folder))
        return found

    def existing(self, paths: Iterable[str]) -> set[str]:
        """Return those of *paths* at which there is a file, or anything but a folder."""
        limit = asyncio.Semaphore(PARALLEL)

        async def is_taken(sftp: SFTPClient, path: str) -> bool:
            async with limit:
                attributes = await attributes_of(sftp, self.full(path))
                return attributes is not None and not is_folder(attributes)

        async def look(sftp: SFTPClient) -> set[str]:
            listed = [*paths]
            taken = await asyncio.gather(*(is_taken(sftp, path) for path in listed))
            return {path for path, is_there in zip(listed, taken, strict=True) if is_there}

        return self.connection.run(self.folder, look)

    def check(self) -> None:
        """Raise TargetError if there is no such folder."""
        attributes = self.connection.run(self.folder, lambda sftp: attributes_of(sftp, self.folder, follow=True))
        if attributes is None or not is_folder(attributes):
            where = f"{self.connection.host}:{self.folder}"
            raise TargetError(f"{where}: there is no such folder; make it, or correct the path in the row")

    def make_private(self) -> None:
        """Make this folder and the one for files that are not complete; other users of the host may not look in."""

        async def both(sftp: SFTPClient) -> None:
            if not await is_there(sftp, self.folder):
                await make(sftp, self.folder, PRIVATE_MODE)
            if not await is_there(sftp, f"{self.folder}/{INCOMING}"):
                await make(sftp, f"{self.folder}/{INCOMING}", FOLDER_MODE)

        self.connection.run(self.folder, both)


class NumberedDocuments:
    """Documents with a number in their name, `claim.json.7`; :class:`~hamerkop.publish.targets.files.Documents`.

    The highest number counts. SFTP cannot compare before it writes, but of two publishers that make a hard link of one
    name only one succeeds. A lower number that was free again, because it was deleted, is noticed by the listing after.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def read(self, name: str) -> Document | None:
        """Return the document with the highest number."""
        while number := max(self._numbers(name), default=0):
            data = self.folder.get(f"{name}.{number}")
            if data is not None:  # else it was replaced meanwhile
                return Document(data, str(number))
        return None

    def _numbers(self, name: str) -> list[int]:
        endings = (found.removeprefix(f"{name}.") for found in self.folder.names("") if found.startswith(f"{name}."))
        return [int(ending) for ending in endings if ending.isascii() and ending.isdigit()]

    def replace(self, name: str, data: bytes, version: str | None) -> str | None:
        """Write the document with the next number, if nobody else has done so."""
        number = int(version or 0) + 1
        path = f"{name}.{number}"
        if not self.folder.connection.run(self.folder.full(path), lambda sftp: self._create(sftp, path, data)):
            return None
        numbers = self._numbers(name)
        if max(numbers) != number:
            self.folder.delete([path])
            return None
        self.folder.delete(f"{name}.{each}" for each in numbers if each < number)
        return str(number)

    async def _create(self, sftp: SFTPClient, path: str, data: bytes) -> bool:
        """Make a file; return False if it is there."""
        new, full = await written(sftp, self.folder.state, data), self.folder.full(path)
        try:
            await sftp.link(encoded(new), encoded(full))
        except SFTPError as error:
            if await is_there(sftp, full):
                return False
            if not isinstance(error, SFTPOpUnsupported):
                raise
            async with sftp.open(encoded(full), "xb") as file:  # seldom: a host without hard links
                await file.write(data)
        finally:
            await sftp.remove(encoded(new))
        return True


async def written(sftp: SFTPClient, state: str, data: bytes | Path) -> str:
    """Write a new file among those that are not complete, and return its path."""
    new = f"{state}/{INCOMING}/{uuid4().hex}"
    if isinstance(data, Path):
        await sftp.put(os.fsencode(data), encoded(new), block_size=BLOCK, max_requests=PENDING)
    else:
        async with sftp.open(encoded(new), "wb", block_size=BLOCK, max_requests=PENDING) as file:
            await file.write(data)
    await sftp.setstat(encoded(new), SFTPAttrs(permissions=FILE_MODE))
    return new


async def move(sftp: SFTPClient, source: str, to: str) -> None:
    """Give a file another name; what had it is replaced at once, where the host can do that."""
    try:
        await sftp.posix_rename(encoded(source), encoded(to))
    except SFTPOpUnsupported:
        with suppress(SFTPNoSuchFile):
            await sftp.remove(encoded(to))
        await sftp.rename(encoded(source), encoded(to))
    with suppress(SFTPNoSuchFile):  # where both were the same file, nothing was renamed
        await sftp.remove(encoded(source))


async def remove_file(sftp: SFTPClient, path: str) -> None:
    """Delete a file, if there is one; a folder of that name stays."""
    try:
        await sftp.remove(encoded(path))
    except SFTPError:
        attributes = await attributes_of(sftp, path)
        if attributes is not None and not is_folder(attributes):
            raise


async def make(sftp: SFTPClient, folder: str, mode: int) -> None:
    """Make a folder; one that another request has made meanwhile is as good."""
    try:
        await sftp.mkdir(encoded(folder))
    except SFTPError:
        if not await is_there(sftp, folder):
            raise
    else:
        await sftp.chmod(encoded(folder), mode)


async def entries(sftp: SFTPClient, folder: str) -> AsyncIterator[tuple[str, SFTPAttrs]]:
    """Yield the name and the attributes of all that is in a folder; nothing if it is not there."""
    with suppress(SFTPNoSuchFile):
        async for entry in sftp.scandir(encoded(folder)):
            name = cast("bytes", entry.filename).decode("utf-8", "surrogateescape")  # as the folder was given
            if name not in (".", ".."):
                yield name, entry.attrs


async def attributes_of(sftp: SFTPClient, path: str, follow: bool = False) -> SFTPAttrs | None:
    """Return the attributes of what is at *path*, None if nothing is."""
    try:
        return await (sftp.stat if follow else sftp.lstat)(encoded(path))
    except (SFTPNoSuchFile, SFTPNoSuchPath, SFTPNotADirectory):
        return None


async def is_there(sftp: SFTPClient, path: str) -> bool:
    """Return whether anything is at *path*."""
    return await attributes_of(sftp, path) is not None


def is_folder(attributes: SFTPAttrs) -> bool:
    """Return whether the attributes are those of a folder."""
    return stat.S_ISDIR(attributes.permissions or 0)


def is_file(attributes: SFTPAttrs) -> bool:
    """Return whether the attributes are those of a file."""
    return stat.S_ISREG(attributes.permissions or 0)


def encoded(path: str) -> bytes:
    """Return the bytes of a path: names of files can have any."""
    return path.encode("utf-8", "surrogateescape")
