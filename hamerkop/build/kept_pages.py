"""Keeps the pages and feeds of the last build of which it can be told that they would be written with the same bytes.

Of each file the store has what it was made of: the names that the template looked up with the tokens of their values,
and the articles and pages that it looked into with their states (hamerkop.build.traces). If all of it is as it was, the
file is taken from the last site. What cannot be told is written again.
"""

import os
import pickle
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from jinja2.utils import missing

from hamerkop.build.captured_log import Fields
from hamerkop.build.content_state import AsRead, ContentStates
from hamerkop.build.forked import forked, number_of_processes
from hamerkop.build.linked_files import LinkedFiles
from hamerkop.build.page_jobs import FeedJob, Job, PageJob
from hamerkop.build.tokens import NoToken, Tokens
from hamerkop.build.traces import Looked
from hamerkop.shared.pelican_types import Content, Context, Settings
from hamerkop.shared.traced import TracedApart, TracedName

# They depend on the path of the page alone, or are set by the writer from it.
_OF_THE_PATH = ("output_file", "localsiteurl")
WORTH_A_PROCESS = 1000  # pages: comparing so many takes a tenth of a second
ContentName = tuple[str, str]  # the class, and the path of the source
# Kinds of differences.
CONTENT, ATTACHED, NAME, ENTRIES, FILE, UNKNOWN = "content", "attached", "name", "entries", "file", "unknown"


@dataclass(frozen=True)
class WrittenFile:
    """A file as it was written: its path relative to OUTPUT_PATH, its bytes, time stamp in nanoseconds and mode.

    *mode* lets everybody read it, as :func:`hamerkop.build.staging.make_readable` does.
    """

    path: str
    size: int
    modified: int
    mode: int


@dataclass(frozen=True)
class PageRecord:
    """What a page or feed was made of, and the files that were written: its own, and others such as a card.

    *names*, *contents* and *apart* (hamerkop.shared.traced) are pairs of a name and a token or state. *log*: what was
    logged meanwhile.
    """

    names: tuple[tuple[str, str], ...]
    contents: tuple[tuple[ContentName, str], ...]
    apart: tuple[tuple[TracedName, str], ...]
    files: tuple[WrittenFile, ...]
    log: tuple[Fields, ...] = ()


class Difference(NamedTuple):
    """A fact by which a page differs from that of the last build.

    *kind*: CONTENT, the state of the article or page *content*; ATTACHED, the attribute *name* of *content*, traced
    apart; NAME, the name that the template looks up; ENTRIES, those of a feed; FILE, the file *name* of the last site;
    UNKNOWN, something that cannot be compared, in words.
    """

    kind: str
    name: str
    content: ContentName = ("", "")


class Unchanged(NamedTuple):
    """A page or feed that would be written as in the last build: its files as they are there, and what was logged."""

    files: dict[str, os.stat_result]
    log: tuple[Fields, ...]


class PageRecords:
    """The records of pages by path, each made of its *data* when somebody asks for it."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self._data = data

    def __bool__(self) -> bool:
        return bool(self._data)

    def get(self, path: str) -> PageRecord | None:
        """Return the record of a page; None if there is none, or it cannot be read."""
        try:
            record: PageRecord = pickle.loads(self._data[path])  # noqa: S301  # our own file
        except Exception:  # of any kind: the page is written again
            return None
        return record


class KeptPages:
    """The pages of the last build, by path. *records* are from the store; *linked* takes files from the last site."""

    def __init__(
        self,
        records: PageRecords,
        contents: Mapping[int, AsRead],
        settings: Settings,
        context: Context,
        linked: LinkedFiles | None,
    ) -> None:
        self._records, self._linked, self._context = records, linked, context
        self._tokens = Tokens(settings, context)
        self._states = ContentStates(contents, self._tokens, context)
        self._by_path = {each.content.source_path: each.content for each in contents.values()}
        self._by_name = {_content_name(each.content): each.content for each in contents.values()}
        self._relative = bool(settings["RELATIVE_URLS"])
        self._as_before: set[ContentName] = set()
        self._parts: dict[ContentName, dict[str, str]] = {}

    def make_states(self, contents: Iterable[Content]) -> None:
        """Make the states of articles before processes part that would each make them."""
        for content in contents:
            with suppress(NoToken):
                self._states.of(content)

    def unchanged(self, jobs: Sequence[Job], limit: int) -> dict[int, Unchanged]:
        """Return the jobs, by their number, whose files would be written alike; found by at most *limit* processes."""
        processes = number_of_processes(min(limit or len(jobs), len(jobs) // WORTH_A_PROCESS))
        if processes < 2:
            return self._unchanged_among(jobs, range(len(jobs)))

        def work(index: int) -> Iterator[bytes]:
            found = self._unchanged_among(jobs, range(index, len(jobs), processes))
            yield pickle.dumps((found, self._as_before), pickle.HIGHEST_PROTOCOL)

        unchanged: dict[int, Unchanged] = {}
        for found, as_before in map(pickle.loads, forked(work, processes)):
            unchanged |= found
            self._as_before |= as_before
        return unchanged

    def _unchanged_among(self, jobs: Sequence[Job], numbers: Iterable[int]) -> dict[int, Unchanged]:
        return {number: found for number in numbers if (found := self._unchanged(jobs[number]))}

    def _unchanged(self, job: Job) -> Unchanged | None:
        record = self._records.get(job.path)
        if record is None or self._linked is None:
            return None
        if next(self._differences(record, job), None):
            return None
        found = {file.path: state for file in record.files if (state := _as_written(file, self._linked.last))}
        return Unchanged(found, record.log) if len(found) == len(record.files) else None

    def differences(self, job: Job) -> list[Difference]:
        """Return all by which a job that was done in the last build differs from then; [] if it was not done then."""
        record = self._records.get(job.path)
        if record is None or self._linked is None:
            return []
        changed = [each.path for each in record.files if not _as_written(each, self._linked.last)]
        return [*self._differences(record, job), *(Difference(FILE, path) for path in changed)]

    def _differences(self, record: PageRecord, job: Job) -> Iterator[Difference]:
        try:
            for name, state in record.contents:
                content = self._by_name.get(name)
                if content is None or self._states.of(content) != state:
                    yield Difference(CONTENT, "", name)
                else:
                    self._as_before.add(name)
            for apart, token in record.apart:
                if self._apart(apart) != token:
                    yield Difference(ATTACHED, apart.attribute, ("", apart.path))
            if not isinstance(job, FeedJob):
                yield from (Difference(NAME, name) for name, token in record.names if self._token(name, job) != token)
            elif record.names != self._of_feed(job):
                yield Difference(ENTRIES, "")
        except NoToken as reason:
            yield Difference(UNKNOWN, str(reason))

    def has(self, name: ContentName) -> bool:
        """Return whether the article or page is in this build."""
        return name in self._by_name

    def changed_parts(self, name: ContentName, last: Mapping[str, str]) -> list[str]:
        """Return the names of what the state of a content is made of that differ from *last*. Raises NoToken."""
        now = self._states.parts(self._by_name[name])
        return [part for part in {**now, **last} if now.get(part) != last.get(part)]

    def new_parts(self) -> dict[ContentName, dict[str, str]]:
        """Return the parts of the states of contents that are not as before, and of which a record was made lately."""
        parts, self._parts = self._parts, {}
        return parts

    def record(self, job: Job, looked: Looked, files: Iterable[WrittenFile], log: Iterable[Fields]) -> PageRecord:
        """Return the record of a job that was done. Raises NoToken if something cannot be told."""
        if looked.unknown:
            raise NoToken(f"the function {looked.unknown}")
        if isinstance(job, FeedJob):
            names, contents = self._of_feed(job), job.elements[: self._context["FEED_MAX_ITEMS"]]
        else:
            names = tuple((name, self._token_here(name, job)) for name in looked.names if name not in self._constant)
            contents = list(looked.contents.values())
        states = tuple((_content_name(each), self._states.of(each)) for each in contents)
        for content in contents:
            if (name := _content_name(content)) not in self._as_before:
                self._as_before.add(name)
                self._parts[name] = self._states.parts(content)
        apart = tuple((each, self._tokens.kept(value)) for each, value in looked.apart.items())
        return PageRecord(names, states, apart, tuple(files), tuple(log))

    def _apart(self, name: TracedName) -> str | None:
        """Return the token of a value that is traced apart; None if it is not there."""
        value = getattr(self._by_path.get(name.path), name.attribute, None)
        if not isinstance(value, TracedApart):
            return None
        return self._tokens.kept(value.traced_part(name.part) if name.part else value)

    @property
    def _constant(self) -> tuple[str, ...]:
        return (*_OF_THE_PATH, "SITEURL") if self._relative else _OF_THE_PATH

    def _token(self, name: str, job: PageJob) -> str:
        if name in job.values:
            value = job.values[name]
            return self._tokens.kept(value) if isinstance(value, list) else self._tokens.of(value)
        value = job.context.get(name, job.template.environment.globals.get(name, missing))
        return "missing" if value is missing else self._tokens.kept(value)

    def _token_here(self, name: str, job: PageJob) -> str:
        """Return the token of a name. Raises NoToken with the name."""
        try:
            return self._token(name, job)
        except NoToken as reason:
            raise NoToken(f"{reason} in `{name}`") from None

    def _of_feed(self, job: FeedJob) -> tuple[tuple[str, str], ...]:
        """Return the tokens of a feed's arguments; a feed without entries is dated with the time of the build."""
        if not job.elements:
            raise NoToken("the time, because it has no entries")
        elements = [_content_name(each) for each in job.elements[: self._context["FEED_MAX_ITEMS"]]]
        return (("feed", self._tokens.of([job.arguments, job.named, elements])),)


def _content_name(content: Content) -> ContentName:
    return type(content).__name__, content.source_path


def _as_written(file: WrittenFile, folder: str) -> os.stat_result | None:
    """Return the state of a file in *folder*; None if it is not as it was written."""
    try:
        found = os.stat(f"{folder}{os.sep}{file.path}")  # noqa: PTH116  # for each page of a site
    except OSError:
        return None
    state = found.st_size, found.st_mtime_ns, stat.S_IMODE(found.st_mode)
    return found if state == (file.size, file.modified, file.mode) else None


def written_file(path: str, folder: str) -> WrittenFile:
    """Return the file at the absolute *path* under *folder* as it is. Raises OSError."""
    found = os.stat(path)  # noqa: PTH116  # as above
    mode = stat.S_IMODE(found.st_mode) | 0o444
    return WrittenFile(os.path.relpath(path, folder), found.st_size, found.st_mtime_ns, mode)
