"""Keeps what reading each file of a site has given, and hands it out again while it is still right."""

import os
import pickle
import sys
from collections.abc import Iterable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple

from hamerkop.build.content_state import AsRead, as_read
from hamerkop.build.file_digests import FileDigests, FileState, digest, stamp_of, was_changed_since
from hamerkop.build.kept_state import StoredState
from hamerkop.build.one_file import Reading
from hamerkop.build.record_store import Name, RecordStore, StoredReading
from hamerkop.build.site_key import (
    CannotTell,
    Parts,
    as_text,
    changed_parts,
    code_digest,
    files_of,
    from_text,
    settings_digest,
    settings_parts,
    settings_that_can_be_compared,
    site_parts,
)
from hamerkop.shared.clock import build_day, build_time
from hamerkop.shared.inputs import site_inputs_of
from hamerkop.shared.kept_state import KEPT_STATE
from hamerkop.shared.pelican_types import Content, Context, Generator, Settings
from hamerkop.shared.problems import display_path
from hamerkop.shared.text_facts import TEXT_LINKS

# Why a file was read.
CHANGED, IS_NEW = "it changed", "it is new"


@dataclass(frozen=True)
class KeptReading:
    """A reading as the store keeps it: with its source, the files it depends on, and the time of its build.

    *modified* is the time stamp of the source, which is the date of an article with `DEFAULT_DATE = "fs"`.
    """

    reading: Reading
    source: FileState
    inputs: tuple[FileState, ...]
    made: datetime
    modified: int


class Kept(NamedTuple):
    """A reading with its text, or with the digest under which the store has the text."""

    reading: Reading
    text_digest: str | None
    html: str


@dataclass
class Counts:
    """What a build has done itself, and what it had from an earlier one.

    *read*, *kept*: numbers of articles and pages. *pages_written*, *pages_kept*: numbers of files written of articles,
    lists and feeds. *reasons*: why nothing could be kept, each a sentence without its full stop.
    """

    read: int = 0
    kept: int = 0
    pages_written: int = 0
    pages_kept: int = 0
    reasons: list[str] = field(default_factory=list)

    def add_reason(self, reason: str) -> None:
        """Add a reason, once."""
        if reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(frozen=True)
class SiteForWorkers:
    """The site that other processes load to read its files.

    *overrides* are settings that replace those of the file. *folder* is the working folder of the build, *time* that of
    the build. *settings_key* and *code_key* are digests, *data* are the data files with theirs.
    """

    settings_file: str
    overrides: tuple[tuple[str, Any], ...]
    folder: str
    time: datetime
    settings_key: str
    code_key: str
    data: tuple[tuple[str, str], ...]


class KeptReadings:
    """The readings of one site. *settings* are those of its file, before a plugin has changed them."""

    def __init__(
        self,
        settings: Settings,
        settings_file: str,
        clean: bool = False,
        overrides: Settings | None = None,
        began: int | None = None,
    ) -> None:
        self._overrides = dict(overrides or {})
        self._data_files: tuple[str, ...] = ()
        self.counts = Counts()
        self.store: RecordStore | None = None
        self._settings: Parts | None = None
        self._content: str = settings["PATH"]
        self._path, self._settings_file = store_path(settings, settings_file), settings_file
        self.clean = clean
        self.digests = FileDigests()
        self.contents: dict[int, AsRead] = {}  # by identity
        self._started = began or time_ns()
        self.executor: Executor | None = None  # that of BUILD_EXECUTOR, once it is needed
        self.until_end = ExitStack()
        # Why files were read, in words that follow "because", by the absolute path of the source.
        self.why_read: dict[str, str] = {}
        self.why_not_alone = ""  # why every build reads all files, in such words
        self.why_nothing = ""  # why nothing of the last build can be used, in such words
        self._known: dict[Name, StoredReading] = {}
        self._current: set[Name] = set()
        try:
            self._settings = settings_parts(settings)
        except CannotTell as reason:
            self.why_nothing = str(reason)
            self.counts.add_reason(f"no build keeps anything for the next one: {reason}")

    def begin(self, generator: Generator, data_files: Iterable[str]) -> None:
        """Open the store; *data_files* are the absolute paths of the files that were read before the first article."""
        if self._settings is None:
            return
        context = generator.context
        plugins = [sys.modules[str(name)] for name in context["PLUGINS"] if str(name) in sys.modules]
        self._data_files = tuple(sorted({*data_files, *site_inputs_of(context)}))
        settings = {**self._settings, **settings_that_can_be_compared(generator.settings)}  # with what plugins changed
        parts = site_parts(settings, plugins, self._data_files, self.digests)
        if changed := [path for path in files_of(parts) if was_changed_since(self._started, path)]:
            self.why_nothing = f"{display_path(changed[0])} was changed while the build began"
            self.counts.add_reason(f"everything was read and written again: {self.why_nothing}")
            return
        text = as_text(parts)
        self.store = RecordStore(self._path, digest(text.encode()), text)
        if (last := from_text(self.store.replaced)) and not self.clean:
            self.why_nothing = f"{changed_parts(last, parts, self._settings_file)} changed"
            self.counts.add_reason(f"everything was read and written again: {self.why_nothing}")
        self._known = {} if self.clean else self.store.load()
        KEPT_STATE.set(context, StoredState(self.store, self.clean))
        if not self._known:
            self.why_nothing = "of --clean" if self.clean else self.why_nothing or "nothing is kept of an earlier build"

    @property
    def gone(self) -> list[str]:
        """The absolute paths of the sources that the last build has read, and that are no longer there."""
        return sorted(self.source(name) for name in self._known)

    def source(self, name: Name) -> str:
        """Return the absolute path of a source."""
        return os.path.normpath(os.path.join(self._content, name[1]))  # noqa: PTH118  # as Pelican's `source_path`

    def site_for_workers(self, context: Context) -> SiteForWorkers:
        """Return what other processes have to know to read files of the site."""
        data = tuple((path, self.digests.digest(path)) for path in self._data_files)
        return SiteForWorkers(
            self._settings_file,
            tuple(self._overrides.items()),
            str(Path.cwd()),
            build_time(context),
            settings_digest(self._settings or {}),
            code_digest(context["PLUGINS"]),
            data,
        )

    def commit(self) -> None:
        """Keep what was read for the next build."""
        if self.store:
            self.store.commit(self._current)

    def digest_when_read(self, path: str) -> str:
        """Return the digest of a file that was read in this build; "" if it was changed since the build began."""
        return "" if was_changed_since(self._started, path) else self.digests.digest(path)

    def find(self, name: Name, context: Context) -> Kept | None:
        """Return the reading of a file from an earlier build, if reading it again would give the same."""
        stored = self._known.pop(name, None)
        kept = _loaded(stored)
        why = self._why_not(kept, context)
        if stored is None or kept is None or why:
            self.why_read[self.source(name)] = (
                why if stored else self.why_nothing or IS_NEW
            ) or "what was kept of it is damaged"
            return None
        self._current.add(name)
        self.counts.kept += 1
        return Kept(kept.reading, stored.text, "")

    def _why_not(self, kept: KeptReading | None, context: Context) -> str:
        """Return why what is kept of a file is not right any more; "" if it is."""
        if kept is None:
            return ""
        if not self.digests.is_unchanged(kept.source):
            return CHANGED
        if context.get("DEFAULT_DATE") == "fs" and _modified(kept.source.path) != kept.modified:
            return "its time stamp changed, which is its date"
        changed = next((each.path for each in kept.inputs if not self.digests.is_unchanged(each)), None)
        if changed is not None:
            return f"{display_path(changed)} changed"
        return "" if _is_of_this_day(kept, context) else "its text depends on the date, which has passed"

    def note(self, content: Content, kept: Kept) -> None:
        """Note an article or page that was made of a reading, before anybody changes it."""
        if kept.text_digest:
            key = digest(f"{digest(kept.reading.state)} {kept.text_digest}".encode())
            self.contents[id(content)] = as_read(content, key, kept.reading.facts[TEXT_LINKS.name])

    def add(self, name: Name, kept: KeptReading, html: str) -> Kept:
        """Keep what was read."""
        self.counts.read += 1
        data = pickle.dumps(kept, pickle.HIGHEST_PROTOCOL)
        text_digest = self.store.add(name, data, html) if self.store else None
        if text_digest:
            self._current.add(name)
        return Kept(kept.reading, text_digest, "" if text_digest else html)


def store_path(settings: Settings, settings_file: str) -> Path:
    """Return the path of the store; sites with another output, such as the public one, have one of their own."""
    site = f"{Path(settings_file).absolute()}\n{Path(settings['OUTPUT_PATH']).absolute()}"
    return Path(settings["CACHE_PATH"], f"readings-{digest(site.encode('utf-8', 'surrogateescape'))[:12]}.sqlite")


def _loaded(stored: StoredReading | None) -> KeptReading | None:
    try:
        return pickle.loads(stored.data) if stored else None  # noqa: S301  # our own file
    except Exception:  # of any kind: the file is read again
        return None


def _modified(path: str) -> int:
    stamp = stamp_of(path)
    return stamp.modified if stamp else 0


def _is_of_this_day(kept: KeptReading, context: Context) -> bool:
    """Return whether a reading is not of a later build, and no day has come on which it would be another one."""
    at, on = kept.reading.changes_at, kept.reading.changes_on
    if kept.made > build_time(context) or (on and on <= build_day(context)):
        return False
    return at is None or at > datetime.now(UTC)
