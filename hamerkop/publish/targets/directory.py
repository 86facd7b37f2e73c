"""Publishes to a folder of this machine: releases beside each other, and one symbolic link that is exchanged.

::

    FOLDER/current → releases/0007-3f9ac21b   what the web server serves
    FOLDER/releases/0007-3f9ac21b/            the files; those that did not change are hard links
    FOLDER/records/0007-3f9ac21b.json         what was published, see hamerkop.publish.release

Readers get the old or the new release and never a mixture: the link is replaced by a rename.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from hamerkop.build.staging import AnotherBuildIsRunning, only_build
from hamerkop.publish.plan import Plan, Tree
from hamerkop.publish.release import (
    DamagedRecord,
    Release,
    carried_files,
    is_release_name,
    next_name,
    now,
    release_from_json,
)
from hamerkop.publish.sources import commit
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.shared import progress, tree_digest
from hamerkop.shared.words import counted

INCOMING, NEW_LINK, NEW_RECORD = ".incoming", ".current.new", ".record.new"
FOLDER_MODE, FILE_MODE = 0o755, 0o644  # whatever the umask is: the web server is another user


@dataclass(frozen=True)
class Directory:
    """The folder *path*; a Target.

    *keep*: the number of releases that are kept to go back to. *keep_files*: patterns of files that the owner puts into
    the live site by hand; each release takes them over.
    """

    path: str
    keep: int = 5
    keep_files: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder for messages."""
        return self.path

    @property
    def _folder(self) -> Path:
        return Path(self.path).expanduser()

    @property
    def _current(self) -> Path:
        return self._folder / "current"

    def _files_of(self, name: str) -> Path:
        return self._folder / "releases" / name

    def _record_of(self, name: str) -> Path:
        return self._folder / "records" / f"{name}.json"

    def check(self, dry_run: bool) -> None:
        """Raise TargetError if the folder cannot be made or written, or if `current` is not a link of ours."""
        with system_errors("cannot be used"):
            if not dry_run:
                for folder in (self._folder, self._folder / "releases", self._folder / "records"):
                    make_folder(folder)
            if self._current.exists() and not self._current.is_symlink():
                what = "a folder" if self._current.is_dir() else "a file"
                raise TargetError(
                    f"{self._current} is {what} that no publication made; move it away, or use another path"
                )
            self._live_name()

    def notes(self) -> list[str]:
        """Return nothing: what would be lost stops a publication."""
        return []

    @contextmanager
    def only_publisher(self) -> Iterator[None]:
        """Lock the folder. Raises Busy if another process has locked it."""
        try:
            with only_build(self._folder / ".lock"):
                yield
        except AnotherBuildIsRunning:
            raise Busy(f"another publication to {self.path} is running; wait until it has ended") from None
        except OSError as error:
            raise TargetError(words_of(error)) from None

    def _live_name(self) -> str:
        """Return the name of the live release, "" if there is none."""
        if not self._current.is_symlink():
            return ""
        target = self._current.readlink()
        if target.parent.name != "releases" or not is_release_name(target.name):
            raise TargetError(f"{self._current} is a link to {target}, which no publication made; move it away")
        return target.name

    def releases(self) -> dict[str, Release]:
        """Return the kept releases, the oldest first; a lost record is made again from the files."""
        with system_errors("cannot be read"):
            folder = self._folder / "releases"
            names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
            return {name: self._release(name) for name in sorted(filter(is_release_name, names))}

    def _release(self, name: str) -> Release:
        try:
            return release_from_json(self._record_of(name).read_bytes())
        except (FileNotFoundError, DamagedRecord):
            return Release(name, tree_of(self._files_of(name)))

    def live(self) -> Release | None:
        """Return the live release. Raises TargetError if it holds files that no publication put there."""
        name = self._live_name()
        if not name:
            return None
        with system_errors("cannot be read"):
            if not self._files_of(name).is_dir():
                raise TargetError(f"{self._current} leads to {name}, which is gone; remove that link and publish again")
            release = self._release(name)
            foreign = self._foreign(release)
        lost = [path for path in foreign if not self._is_kept(path)]
        if lost:
            raise TargetError(
                f"{counted(len(lost), 'file')} in {self._files_of(name)} would be lost, as {lost[0]}: no publication "
                'put it there; move it into the sources, remove it, or name it in "keep_files"'
            )
        return release

    def _foreign(self, release: Release) -> list[str]:
        there = {path for path, _ in paths_below(self._files_of(release.name))}
        return sorted(there - release.files.keys() - release.carried.keys())

    def _is_kept(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self.keep_files)

    def built(self, folder: Path) -> Release:
        """Return the release that *folder* would be, with the styles and scripts that open pages may ask for."""
        records = tree_digest.manifest(folder)
        files = {path: record.sha256 for path, record in records.items()}
        kept = self.releases()
        site = tree_digest.digest(records)
        carried = carried_files(files, [*kept.values()][-self.keep :])
        return Release(next_name(kept, site), files, now(), commit(), carried, site)

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Copy what is new into the folder of the release, and link the rest from the live one."""
        incoming = self._files_of(INCOMING)
        with system_errors("was not written; nothing was changed for readers, and nothing deleted"):
            shutil.rmtree(incoming, ignore_errors=True)
            make_folder(incoming)
            for done, path in enumerate(changes.sent):
                progress.tell(progress.SENDING, done, len(changes.sent))
                copy(folder / path, incoming / path)
            copied = self._link_the_rest(release, folder, incoming)
            write(self._folder / "records" / NEW_RECORD, release.as_json(), self._record_of(release.name))
            incoming.rename(self._files_of(release.name))
        return len(changes.sent) + copied

    def _link_the_rest(self, release: Release, folder: Path, incoming: Path) -> int:
        """Link what did not change; copy a file that is not there as its record says. Return how many were copied."""
        copied = 0
        live = self._live_name()
        before = self._release(live) if live else Release("", {})
        for path in release.files.keys() - {each for each, _ in paths_below(incoming)}:
            earlier, source = self._files_of(live) / path, folder / path
            if not (live and same_size(earlier, source) and link(earlier, incoming / path)):
                copy(source, incoming / path)
                copied += 1
        earlier_releases = [self._files_of(name) for name in reversed(self._names())]
        for path in release.carried:
            link(next(each / path for each in earlier_releases if (each / path).is_file()), incoming / path)
        if live:
            for path in filter(self._is_kept, self._foreign(before)):
                if path not in release.files:
                    link(self._files_of(live) / path, incoming / path)
        return copied

    def activate(self, release: Release) -> None:
        """Replace the link."""
        with system_errors("was not replaced; readers still get the last release"):
            new = self._folder / NEW_LINK
            new.unlink(missing_ok=True)
            new.symlink_to(Path("releases", release.name), target_is_directory=True)
            new.replace(self._current)

    def clean(self, release: Release) -> None:
        """Remove the releases that are too old, and what a killed publication has left."""
        with system_errors("was not removed; the new release is public all the same"):
            for leftover in (self._folder / NEW_LINK, self._folder / "records" / NEW_RECORD):
                leftover.unlink(missing_ok=True)
            remove(self._files_of(INCOMING))
            names = [name for name in self._names() if name != release.name]
            for name in names[: max(0, len(names) + 1 - self.keep)]:
                self._record_of(name).unlink(missing_ok=True)
                remove(self._files_of(name))

    def _names(self) -> list[str]:
        names = {each.name for each in (self._folder / "releases").iterdir()}
        names |= {each.stem for each in (self._folder / "records").glob("*.json")}  # one that was never activated
        return sorted(filter(is_release_name, names))


@contextmanager
def system_errors(what: str) -> Iterator[None]:
    """Turn an error of the system into a TargetError that says of which file, and *what* that means."""
    try:
        yield
    except OSError as error:
        raise TargetError(f"{words_of(error)}; it {what}") from None


def words_of(error: OSError) -> str:
    """Return an error of the system in words."""
    path = error.filename2 or error.filename
    return f"{path}: {error.strerror}" if path else str(error)


def make_folder(folder: Path) -> None:
    """Make a folder that the web server can read, and those above it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(FOLDER_MODE)


def copy(source: Path, to: Path) -> None:
    """Copy a file, for everybody to read."""
    make_folder(to.parent)
    shutil.copyfile(source, to)
    to.chmod(FILE_MODE)


def link(source: Path, to: Path) -> bool:
    """Make *to* the same file as *source*; return whether the file system could."""
    make_folder(to.parent)
    try:
        to.hardlink_to(source)
    except OSError:
        return False
    return True


def same_size(one: Path, other: Path) -> bool:
    """Return whether both files are there with the same number of bytes."""
    try:
        return one.stat().st_size == other.stat().st_size
    except FileNotFoundError:
        return False


def write(temporary: Path, text: str, to: Path) -> None:
    """Write a file so that it is there as a whole or not at all."""
    temporary.write_text(text, "utf-8")
    temporary.replace(to)


def remove(folder: Path) -> None:
    """Remove a folder, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def tree_of(folder: Path) -> Tree:
    """Return the digest of each file in *folder*, by path."""
    return {path: record.sha256 for path, record in tree_digest.manifest(folder).items()}


def paths_below(folder: Path) -> Iterable[tuple[str, Path]]:
    """Yield each file in *folder* and below: its path from there with "/", and its whole path."""
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            yield path.relative_to(folder).as_posix(), path
