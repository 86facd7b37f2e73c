"""Keeps the pages and feeds of the last build of which it can be told that they would be written with the same bytes.

Of each file the store has what it was made of: the names that the template looked up with the tokens of their values,
and the articles and pages that it looked into with their states (hamerkop.build.traces). If all of it is as it was, the
file is taken from the last site. What cannot be told is written again.
"""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2.utils import missing

from hamerkop.build.captured_log import Fields
from hamerkop.build.content_state import AsRead, ContentStates
from hamerkop.build.linked_files import LinkedFiles
from hamerkop.build.page_jobs import FeedJob, Job, PageJob
from hamerkop.build.tokens import NoToken, Tokens
from hamerkop.build.traces import Looked
from hamerkop.shared.pelican_types import Content, Context, Settings

# They depend on the path of the page alone, or are set by the writer from it.
_OF_THE_PATH = ("output_file", "localsiteurl")
ContentName = tuple[str, str]  # the class, and the path of the source


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

    *names* and *contents* are pairs of a name and a token or state. *log*: what was logged meanwhile.
    """

    names: tuple[tuple[str, str], ...]
    contents: tuple[tuple[ContentName, str], ...]
    files: tuple[WrittenFile, ...]
    log: tuple[Fields, ...] = ()


class KeptPages:
    """The pages of the last build, by path. *records* are from the store; *linked* takes files from the last site."""

    def __init__(
        self,
        records: Mapping[str, PageRecord],
        contents: Mapping[int, AsRead],
        settings: Settings,
        context: Context,
        linked: LinkedFiles | None,
    ) -> None:
        self._records, self._linked, self._context = records, linked, context
        self._tokens = Tokens(settings, context)
        self._states = ContentStates(contents, self._tokens, context)
        self._by_name = {_content_name(each.content): each.content for each in contents.values()}
        self._relative = bool(settings["RELATIVE_URLS"])

    def take(self, job: Job) -> PageRecord | None:
        """Take the files of a job from the last site, if they would be written alike; return its record, else None."""
        record = self._records.get(job.path)
        if record is None or self._linked is None:
            return None
        try:
            if not self._is_unchanged(record, job):
                return None
        except NoToken:
            return None
        found = {file.path: state for file in record.files if (state := _as_written(file, self._linked.last))}
        if len(found) < len(record.files):
            return None
        self._linked.take(found)
        return record

    def _is_unchanged(self, record: PageRecord, job: Job) -> bool:
        for name, state in record.contents:
            content = self._by_name.get(name)
            if content is None or self._states.of(content) != state:
                return False
        if isinstance(job, FeedJob):
            return record.names == self._of_feed(job)
        return all(self._token(name, job) == token for name, token in record.names)

    def record(self, job: Job, looked: Looked, files: Iterable[WrittenFile], log: Iterable[Fields]) -> PageRecord:
        """Return the record of a job that was done. Raises NoToken if something cannot be told."""
        if looked.unknown:
            raise NoToken(looked.unknown)
        if isinstance(job, FeedJob):
            names, contents = self._of_feed(job), job.elements[: self._context["FEED_MAX_ITEMS"]]
        else:
            names = tuple((name, self._token(name, job)) for name in looked.names if name not in self._constant)
            contents = list(looked.contents.values())
        states = tuple((_content_name(each), self._states.of(each)) for each in contents)
        return PageRecord(names, states, tuple(files), tuple(log))

    @property
    def _constant(self) -> tuple[str, ...]:
        return (*_OF_THE_PATH, "SITEURL") if self._relative else _OF_THE_PATH

    def _token(self, name: str, job: PageJob) -> str:
        if name in job.values:
            value = job.values[name]
            return self._tokens.kept(value) if isinstance(value, list) else self._tokens.of(value)
        value = job.context.get(name, missing)
        return "missing" if value is missing else self._tokens.kept(value)

    def _of_feed(self, job: FeedJob) -> tuple[tuple[str, str], ...]:
        """Return the tokens of a feed's arguments; a feed without entries is dated with the time of the build."""
        if not job.elements:
            raise NoToken("an empty feed")
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
