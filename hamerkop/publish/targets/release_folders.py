"""What is the same wherever releases are folders beside each other, and a symbolic link leads to the live one.

::

    PATH/current → releases/0007-3f9ac21b   what the web server serves
    PATH/releases/0007-3f9ac21b/            the files; those that did not change are hard links
    PATH/records/0007-3f9ac21b.json         what was published, see hamerkop.publish.release

Readers get the old or the new release and never a mixture: the link is replaced by a rename.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from hamerkop.publish.plan import Tree
from hamerkop.publish.release import (
    DamagedRecord,
    Release,
    carried_files,
    is_release_name,
    next_name,
    now,
    place_of,
    release_from_json,
)
from hamerkop.publish.sources import commit
from hamerkop.publish.targets import TargetError
from hamerkop.shared import tree_digest
from hamerkop.shared.words import counted


@dataclass(frozen=True)
class ReleaseFolders:
    """The folder *path* with releases; what reads it is in the classes derived from this one.

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

    def notes(self) -> list[str]:
        """Return nothing: what would be lost stops a publication."""
        return []

    def _link(self) -> str:
        """Return where `current` leads to, "" if there is no such link."""
        raise NotImplementedError

    def _folders(self) -> Iterable[str]:
        """Return the names in the folder `releases`."""
        raise NotImplementedError

    def _record(self, name: str) -> bytes | None:
        """Return the record of a release, None if there is none."""
        raise NotImplementedError

    def _tree(self, name: str) -> Tree:
        """Return the digest of each file of a release, by its path, computed from the files."""
        raise NotImplementedError

    def _paths(self, name: str) -> Iterable[str]:
        """Return the paths of the files of a release."""
        raise NotImplementedError

    def _live_name(self) -> str:
        """Return the name of the live release, "" if there is none."""
        return self._name_in(self._link())

    def _name_in(self, link: str) -> str:
        """Return the name of the release to which a link leads, "" if there is no link."""
        target = PurePosixPath(link)
        if link and (target.parent != PurePosixPath("releases") or not is_release_name(target.name)):
            raise TargetError(
                f"{self.name}: current is a link to {target}, which no publication made; move it away, or use "
                "another path"
            )
        return target.name

    def releases(self) -> dict[str, Release]:
        """Return the kept releases, the oldest first; a lost record is made again from the files."""
        names = sorted(filter(is_release_name, self._folders()), key=place_of)
        return {name: self._release(name) for name in names}

    def _release(self, name: str) -> Release:
        """Return a release as its record says, or without one, or with that of another, as its files are."""
        try:
            release = release_from_json(self._record(name) or b"")
        except DamagedRecord:
            release = None
        return release if release and release.name == name else Release(name, self._tree(name))

    def live(self) -> Release | None:
        """Return the live release. Raises TargetError if it holds files that no publication put there."""
        name = self._live_name()
        if not name:
            return None
        if name not in self._folders():
            raise TargetError(
                f"{self.name}: current leads to {name}, which is gone; remove that link and publish again"
            )
        release = self._release(name)
        lost = [path for path in self._foreign(release) if not self._is_kept(path)]
        if lost:
            raise TargetError(
                f"{counted(len(lost), 'file')} in releases/{name} of {self.name} would be lost, as {lost[0]}: no "
                'publication put it there; move it into the sources, remove it, or name it in "keep_files"'
            )
        return release

    def _foreign(self, release: Release) -> list[str]:
        return sorted({*self._paths(release.name)} - release.files.keys() - release.carried.keys())

    def _is_kept(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self.keep_files)

    def _kept_files(self, live: Release, release: Release) -> list[str]:
        """Return the paths of the owner's own files that *release* takes over from the *live* one."""
        foreign = self._foreign(live) if self.keep_files else []
        return [path for path in foreign if self._is_kept(path) and path not in release.files]

    def built(self, folder: Path) -> Release:
        """Return the release that *folder* would be, with the styles and scripts that open pages may ask for."""
        records = tree_digest.manifest(folder)
        files = {path: record.sha256 for path, record in records.items()}
        kept = self.releases()
        site = tree_digest.digest(records)
        carried = carried_files(files, [*kept.values()][-self.keep :])
        return Release(next_name(kept, site), files, now(), commit(), carried, site)

    def _outdated(self, names: Iterable[str], live: Release) -> Sequence[str]:
        """Return those of *names* that are releases, and too old to be kept."""
        others = sorted((name for name in names if is_release_name(name) and name != live.name), key=place_of)
        return others[: max(0, len(others) + 1 - self.keep)]
