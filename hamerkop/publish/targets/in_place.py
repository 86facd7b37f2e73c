"""Publishes to a host that serves one folder, and has no link that could be exchanged: files are replaced in place.

Beside the public files the host keeps, for the publisher alone::

    objects/3f9ac21b…         the content of each file of the kept releases, by its SHA-256
    releases/0007-3f9ac21b.json  what was published, see hamerkop.publish.release
    live.json                 what is public, see hamerkop.publish.targets.live_record
    claim.json                who publishes at present, see hamerkop.publish.targets.claim

Files travel to `objects/` while readers still get the live release; then each is copied to its public path within the
host, first what pages need, then pages, then feeds. A reader gets the old or the new file at each path, but for the
seconds of these copies a new page may link to one that is still the old one. What is gone is deleted last.
"""

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from threading import RLock
from typing import TypeVar

from hamerkop.build.process_copy import in_a_copy
from hamerkop.publish.headers import Headers
from hamerkop.publish.plan import Plan, group_of, in_groups
from hamerkop.publish.release import (
    DamagedRecord,
    Release,
    carried_files,
    is_release_name,
    next_name,
    now,
    number_of,
    release_from_json,
)
from hamerkop.publish.sources import commit
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.claim import Claim, claimed
from hamerkop.publish.targets.files import Documents, Files
from hamerkop.publish.targets.live_record import UNKNOWN, LiveRecord, live_record_from_json, tree_of
from hamerkop.shared import progress, tree_digest
from hamerkop.shared.words import counted

T = TypeVar("T")
LIVE = "live.json"
NO_NAME = "0000-00000000"  # of a live release that no record names
CONDITIONAL, UNCONDITIONAL = "conditional", "unconditional"


@dataclass(kw_only=True)
class InPlace:
    """A host whose public files are replaced one after the other; a Target. What the hosts differ in is abstract.

    *keep*: the number of releases that are kept to go back to. *adopt*: whether files that no publication has put there
    may be overwritten. *max_delete*: how many public files one publication may delete. *lease*: seconds after which a
    publisher that does not answer counts as ended.
    """

    keep: int = 5
    adopt: bool = False
    max_delete: int = 256
    lease: float = 30.0
    is_conditional: bool = field(default=True, init=False, repr=False)  # as `try_host` found
    _claim: Claim | None = field(default=None, init=False, repr=False)
    _version: str | None = field(default=None, init=False, repr=False)  # of live.json, when it was read
    _known: LiveRecord | None = field(default=None, init=False, repr=False)  # what it says; kept while it is claimed
    _read: dict[str, Release] = field(default_factory=dict, init=False, repr=False)  # records, which never change
    _accepted: str = field(default="", init=False, repr=False)  # the release for which nothing would be lost
    _activated: Release | None = field(default=None, init=False, repr=False)

    @property
    @abstractmethod
    def name(self) -> str:
        """The host and its folder for messages."""

    @property
    @abstractmethod
    def site(self) -> Files:
        """The public files."""

    @property
    @abstractmethod
    def state(self) -> Files:
        """The files that the publisher keeps for itself."""

    @property
    @abstractmethod
    def documents(self) -> Documents:
        """The documents of `state` that several publishers write."""

    @abstractmethod
    def copy(self, kept: str, path: str) -> bool:
        """Make the public file at *path* a copy of a file of `state`; return False if the host cannot do that."""

    def headers(self, path: str) -> Headers | None:
        """Return what the host is to say about a public file; None if a web server decides that."""
        return None

    def what_is_wrong_with(self, path: str) -> str:
        """Return why the host can have no file at *path*, "" if it can."""
        return ""

    @property
    def has_folders(self) -> bool:
        """Return whether a file and a folder cannot have the same name."""
        return True

    # Reading

    def check(self, dry_run: bool) -> None:
        """Raise TargetError if the host cannot be used.

        It is tried in a copy of this process: the connections have threads, and a build copies its own process.
        """
        answer = in_a_copy(RLock(), lambda: self._answer(dry_run)).decode()
        if answer not in (CONDITIONAL, UNCONDITIONAL):
            raise TargetError(answer or f"{self.name} cannot be used: the program that tried it has ended early")
        self.is_conditional = answer == CONDITIONAL

    def _answer(self, dry_run: bool) -> bytes:
        """Return whether the host compares before it writes, or in words why it cannot be used."""
        try:
            return (CONDITIONAL if self.try_host(dry_run) else UNCONDITIONAL).encode()
        except TargetError as error:
            return str(error).encode("utf-8", "backslashreplace")

    @abstractmethod
    def try_host(self, dry_run: bool) -> bool:
        """Raise TargetError if the host cannot be read, or not written; with *dry_run*, write nothing.

        Returns whether `documents` can compare before they write: if not, several publishers may write at once.
        """

    def notes(self) -> list[str]:
        """Return what the host cannot promise, and what was found damaged."""
        notes = []
        if not self.is_conditional:
            notes.append(
                f"Note: {self.name} has no conditional writes: publish from one place at a time, for two publications "
                "that begin in the same second would not see each other"
            )
        document = self.documents.read(LIVE)
        is_lost = not isinstance(read_live(document.data), LiveRecord) if document else bool(self._objects())
        if is_lost:
            notes.append(f"Note: the record of what is public on {self.name} is lost; every public file is compared")
        return notes

    def _objects(self) -> set[str]:
        return {f"objects/{name}" for name in self.state.names("objects")}

    def releases(self) -> dict[str, Release]:
        """Return the kept releases, the oldest first; one whose record is damaged is left out."""
        names = self._names()
        for name, release in each(self.state, self._release, (name for name in names if name not in self._read)):
            if release:
                self._read[name] = release
        return {name: self._read[name] for name in names if name in self._read}

    def _names(self) -> list[str]:
        names = {name.removesuffix(".json") for name in self.state.names("releases")}
        return sorted(filter(is_release_name, names), key=number_of)

    def _release(self, name: str) -> Release | None:
        try:
            return release_from_json(self.state.get(f"releases/{name}.json") or b"")
        except DamagedRecord:
            return None

    def live(self) -> Release | None:
        """Return the live release; the digest of a file that a broken publication may have replaced is ""."""
        if self._activated:
            return self._activated
        record = self._record()
        known = record.files(self._headers_digest())
        return record.live and replace(record.live, files={path: known[path] for path in record.live.files})

    def _record(self) -> LiveRecord:
        """Return what live.json says, or what is known if it is lost."""
        if self._known and self._claim:
            return self._known
        document = self.documents.read(LIVE)
        self._version = document.version if document else None
        found = read_live(document.data) if document else "there is none"
        self._known = self._rebuilt() if isinstance(found, str) else found
        return self._known

    def _rebuilt(self) -> LiveRecord:
        """Return the record of the public files whose content is that of a publication; others are not ours."""
        objects = {name[len("objects/") :].partition("-")[0] for name in self._objects()}
        public = sorted(self.site.paths()) if objects else []
        tree = {path: digest for path, digest in each(self.site, self._public_digest, public) if digest in objects}
        name = next(reversed(self._names()), NO_NAME)
        return LiveRecord(Release(name, tree)) if tree else LiveRecord()

    def _taken(self, paths: Iterable[str]) -> set[str]:
        """Return the paths of files, and of the folders in which they are."""
        files = {*paths}
        return files | {folder for path in files for folder in folders_of(path)} if self.has_folders else files

    def _public_digest(self, path: str) -> str:
        return hashlib.sha256(self.site.get(path) or b"").hexdigest()

    def _headers_digest(self) -> str:
        """Return a digest that differs where the rules of headers do; "" where there are none."""
        found = [headers.digest for path in SAMPLES if (headers := self.headers(path))]
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16] if found else ""

    def built(self, folder: Path) -> Release:
        """Return the release that *folder* would be. Raises TargetError if publishing it would lose something."""
        records = tree_digest.manifest(folder)
        files = {path: record.sha256 for path, record in records.items()}
        kept = self.releases()
        carried = carried_files(files, [*kept.values()][-self.keep :])
        site = tree_digest.digest(records)
        release = Release(next_name([*kept, *self._names()], site), files, now(), commit(), carried, site)
        self._accept(release)
        return release

    def _accept(self, release: Release) -> None:
        """Raise TargetError if *release* would overwrite what is not ours, or delete more than the row allows."""
        ours, tree = self._record().paths(), tree_of(release)
        if wrong := sorted(filter(self.what_is_wrong_with, tree)):
            raise TargetError(f"{wrong[0]!a}: {self.what_is_wrong_with(wrong[0])}; rename the file")
        there = [] if self.adopt else sorted(self.site.existing(self._taken(tree) - self._taken(ours)))
        lost = [path for path, digest in each(self.site, self._public_digest, there) if digest != tree.get(path)]
        if lost:
            raise TargetError(
                f"{counted(len(lost), 'file')} on {self.name} would be overwritten, as {lost[0]}: no publication put "
                'it there; nothing was changed; move it away, or allow it with "adopt": True in the row'
            )
        gone = ours - tree.keys()
        if len(gone) > self.max_delete and (count := len(self.site.existing(gone))) > self.max_delete:
            raise TargetError(
                f"{counted(count, 'public file')} on {self.name} would be deleted, more than {self.max_delete}; "
                f'nothing was changed; if that is right, allow it with "max_delete": {count} in the row'
            )
        self._accepted = release.name

    # Writing

    @contextmanager
    def only_publisher(self) -> Iterator[None]:
        """Claim the host. Raises Busy if another publisher has claimed it, and renews its claim."""
        try:
            with claimed(self.documents, self.lease, self.name) as self._claim:
                self._known = None  # another publisher may have changed it until now
                yield
        finally:
            self._claim = None
            self.close()

    def close(self) -> None:
        """Close connections, if the host has any; they are opened again when they are needed."""

    def _confirm(self) -> None:
        if self._claim:
            self._claim.confirm()

    def _object(self, path: str, digest: str) -> str:
        """Return where the content of a file is kept: by its digest, and by the headers that the copy will have."""
        headers = self.headers(path)
        return f"objects/{digest}-{headers.digest}" if headers else f"objects/{digest}"

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Upload what the host lacks to `objects`, group by group, then the record of the release."""
        if self._version is None:
            self._write(self._record())  # from now on what is public is known, whatever happens
        there = self._objects()
        doubtful = self._record().unchecked  # an object may be damaged: what was made of it was never verified
        needed: dict[str, str] = {}
        for path in in_groups([*release.files]):
            name = self._object(path, release.files[path])
            if name not in there or path in doubtful:
                needed.setdefault(name, path)
        self._in_groups(progress.SENDING, {path: name for name, path in needed.items()}, self._upload(folder))
        self._confirm()
        self.state.put(f"releases/{release.name}.json", release.as_json().encode())
        return len(needed)

    def _upload(self, folder: Path) -> Callable[[str, str], None]:
        def upload(path: str, name: str) -> None:
            self.state.put(name, folder / path, self.headers(path))

        return upload

    def _in_groups(self, part: str, work: dict[str, str], function: Callable[[str, str], None]) -> None:
        """Call *function* with each path and object of *work*, those of one group before those of the next."""

        def confirmed(path: str) -> None:
            self._confirm()
            function(path, work[path])

        done = 0
        for _, group in groupby(in_groups([*work]), group_of):
            for _result in each(self.state, confirmed, [*group]):
                progress.tell(part, done, len(work))
                done += 1

    def activate(self, release: Release) -> None:
        """Copy what differs from the live release to its public path, group by group."""
        if self._accepted != release.name:
            self._accept(release)
        record, tree = self._record(), tree_of(release)
        known = record.files(self._headers_digest())
        changed = {path: self._object(path, digest) for path, digest in tree.items() if known.get(path) != digest}
        begun = record.begun(release, changed, self._headers_digest())
        self._write(begun)
        if self.has_folders:
            self.site.delete(in_the_way(record.paths() - tree.keys(), changed))
        self._in_groups(progress.REPLACING, changed, self._bring)
        self._write(begun.done())
        self._activated = release

    def _bring(self, path: str, name: str) -> None:
        """Make a kept object public."""
        if self.copy(name, path):
            return
        data = self.state.get(name)
        if data is None:
            raise TargetError(f"{self.name} has lost {name}, the content of {path}; publish the site again")
        self.site.put(path, data, self.headers(path))

    def _write(self, record: LiveRecord) -> None:
        """Write live.json. Raises Busy if another publisher has written it."""
        self._confirm()
        version = self.documents.replace(LIVE, record.as_json(), self._version)
        if version is None:
            raise Busy(f"another publication to {self.name} came first; run the same command again")
        self._version, self._known = version, record

    def clean(self, release: Release) -> None:
        """Delete the public files that only earlier releases have, then releases beyond `keep`, and their objects."""
        record = self._record()
        self._confirm()
        self.site.delete(reversed(in_groups(sorted(record.paths() - tree_of(record.live).keys()))))
        if record != record.checked():
            self._write(record.checked())
        names = [name for name in self._names() if name != release.name]
        self.state.delete(f"releases/{name}.json" for name in names[: max(0, len(names) + 1 - self.keep)])
        self._delete_objects(release)

    def _delete_objects(self, live: Release) -> None:
        """Delete the objects that no kept release has; none while a record cannot be read."""
        kept = self.releases()
        if len(kept) < len(self._names()):
            return
        needed = {
            self._object(path, digest)
            for release in (live, *kept.values())
            for path, digest in tree_of(release).items()
            if digest != UNKNOWN
        }
        self._confirm()
        self.state.delete(sorted(self._objects() - needed))


# One path for each rule of hamerkop.publish.headers, to see whether the rules have changed.
SAMPLES = (
    *("index.html", "a.css", "a.3f9ac21b.css", "a.js", "a.json", "a.xml", "a.atom.xml", "feeds/a.json", "a.svg"),
    *("a.txt", "a.png", "a.webp", "images/a.png", "cards/a.png", "pagefind/fragment/a.pf_fragment", "a.woff2", "a"),
)


def each(files: Files, function: Callable[[str], T], paths: Iterable[str]) -> Iterator[tuple[str, T]]:
    """Yield each path with what *function* returns for it; several run at once. After a failure none is begun."""
    listed = [*paths]
    with ThreadPoolExecutor(files.parallel) as pool:
        try:
            yield from zip(listed, pool.map(function, listed), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def read_live(data: bytes) -> LiveRecord | str:
    """Return the record, or in words why it cannot be read."""
    try:
        return live_record_from_json(data)
    except DamagedRecord as error:
        return str(error)


def in_the_way(gone: Iterable[str], new: Iterable[str]) -> list[str]:
    """Return those of the *gone* paths that are a folder of a *new* one, or in a folder with the name of a new file."""
    files = {*new}
    folders = {folder for path in files for folder in folders_of(path)}
    return sorted(path for path in gone if path in folders or not files.isdisjoint(folders_of(path)))


def folders_of(path: str) -> list[str]:
    """Return the folders above a file: ``a/b`` and ``a`` for ``a/b/c.html``."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
