"""Publishes to a folder of this machine, with releases as in :mod:`hamerkop.publish.targets.release_folders`."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hamerkop.build.staging import AnotherBuildIsRunning, only_build
from hamerkop.publish.plan import Plan, Tree
from hamerkop.publish.release import Release, is_release_name, place_of
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.release_folders import ReleaseFolders
from hamerkop.shared import progress, tree_digest

INCOMING, NEW_LINK, NEW_RECORD = ".incoming", ".current.new", ".record.new"
FOLDER_MODE, FILE_MODE = 0o755, 0o644  # whatever the umask is: the web server is another user

_NOT_OURS = "; no publication made it: move it away"
_NO_RIGHT = "; give the user who publishes the right to write there, or use another path"
# By the number of an error of the system: what to do.
ADVICE = {
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST), _NOT_OURS),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NO_RIGHT),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "; free some space and run the same command again"),
}


@contextmanager
def system_errors(what: str) -> Iterator[None]:
    """Turn an error of the system into a TargetError that says of which file, and *what* that means."""
    try:
        yield
    except OSError as error:
        raise TargetError(f"{words_of(error)}; it {what}{ADVICE.get(error.errno or 0, '')}") from None


class Directory(ReleaseFolders):
    """The folder *path* of this machine; a Target."""

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

    @system_errors("cannot be used")
    def check(self, dry_run: bool) -> None:
        """Raise TargetError if the folder cannot be made or written, or if `current` is not a link of ours."""
        if dry_run:
            check_can_be_made(self._folder)
        else:
            for folder in (self._folder, self._folder / "releases", self._folder / "records"):
                make_folder(folder)
        if self._current.exists() and not self._current.is_symlink():
            what = "a folder" if self._current.is_dir() else "a file"
            raise TargetError(f"{self._current} is {what} that no publication made; move it away, or use another path")
        self._live_name()

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

    @system_errors("cannot be read")
    def _link(self) -> str:
        return str(self._current.readlink()) if self._current.is_symlink() else ""

    @system_errors("cannot be read")
    def _folders(self) -> list[str]:
        folder = self._folder / "releases"
        return [each.name for each in folder.iterdir()] if folder.is_dir() else []

    @system_errors("cannot be read")
    def _record(self, name: str) -> bytes | None:
        record = self._record_of(name)
        return record.read_bytes() if record.exists() else None

    @system_errors("cannot be read")
    def _tree(self, name: str) -> Tree:
        return {path: record.sha256 for path, record in tree_digest.manifest(self._files_of(name)).items()}

    @system_errors("cannot be read")
    def _paths(self, name: str) -> list[str]:
        return paths_below(self._files_of(name))

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Copy what is new into the folder of the release, and link the rest from the live one."""
        incoming = self._files_of(INCOMING)
        with system_errors("was not written; nothing was changed for readers, and nothing deleted"):
            remove(incoming)
            make_folder(incoming)
            for done, path in enumerate(changes.sent):
                progress.tell(progress.SENDING, done, len(changes.sent))
                copy(folder / path, incoming / path)
            copied = self._link_the_rest(release, folder, incoming)
            self._take_over(release, incoming)
            write(self._folder / "records" / NEW_RECORD, release.as_json(), self._record_of(release.name))
            incoming.rename(self._files_of(release.name))
        return len(changes.sent) + copied

    def _link_the_rest(self, release: Release, folder: Path, incoming: Path) -> int:
        """Link what did not change; copy a file that is not there as its record says. Return how many were copied."""
        copied, live = 0, self._live_name()
        for path in release.files.keys() - {*paths_below(incoming)}:
            earlier, source = self._files_of(live) / path, folder / path
            if not (live and same_size(earlier, source) and link(earlier, incoming / path)):
                copy(source, incoming / path)
                copied += 1
        return copied

    def _take_over(self, release: Release, incoming: Path) -> None:
        """Link the styles and scripts of earlier releases that stay, and the owner's own files."""
        earlier = [self._files_of(name) for name in self._names()]
        sources = {path: each / path for each in earlier for path in release.carried if is_file(each / path)}
        if live := self._live_name():
            kept = self._kept_files(self._release(live), release)
            sources |= {path: self._files_of(live) / path for path in kept}
        for path, source in sources.items():
            if source.is_symlink():
                make_folder((incoming / path).parent)
                (incoming / path).symlink_to(source.readlink())
            elif not link(source, incoming / path):
                copy(source, incoming / path)

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
            for name in self._outdated(self._names(), release):
                self._remove_release(name)

    def _remove_release(self, name: str) -> None:
        """Remove a release; rename it before, so that nobody can go back to a part of one."""
        if self._files_of(name).exists():
            self._files_of(name).rename(self._files_of(INCOMING))
        self._record_of(name).unlink(missing_ok=True)
        remove(self._files_of(INCOMING))

    def _names(self) -> list[str]:
        names = {each.name for each in (self._folder / "releases").iterdir()}
        names |= {each.stem for each in (self._folder / "records").glob("*.json")}  # one that was never activated
        return sorted(filter(is_release_name, names), key=place_of)


def words_of(error: OSError) -> str:
    """Return an error of the system in words."""
    path = error.filename2 or error.filename
    return f"{path}: {error.strerror}" if path else str(error)


def check_can_be_made(folder: Path) -> None:
    """Raise OSError if *folder* is not there and cannot be made."""
    above = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(above))
    if above != folder and not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(above))


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
    """Return whether both files are there with the same number of bytes, *one* itself and not a link to it."""
    try:
        found = one.lstat()
        return stat.S_ISREG(found.st_mode) and found.st_size == other.stat().st_size
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Return whether there is a file, not a link to one."""
    return path.is_file() and not path.is_symlink()


def write(temporary: Path, text: str, to: Path) -> None:
    """Write a file so that it is there as a whole or not at all."""
    temporary.write_text(text, "utf-8")
    temporary.replace(to)


def remove(folder: Path) -> None:
    """Remove a folder, if it is there; of a link only the link, and not the folder to which it leads."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def paths_below(folder: Path) -> list[str]:
    """Return the path of each file in *folder* and below, and of each link to a folder, from there with "/"."""
    beginning = len(str(folder)) + 1
    found: list[str] = []
    for root, folders, names in os.walk(folder):
        found += [os.path.join(root, name) for name in names]  # noqa: PTH118  # fast
        found += filter(os.path.islink, (os.path.join(root, name) for name in folders))  # noqa: PTH118
    return [path[beginning:].replace(os.sep, "/") for path in found]
