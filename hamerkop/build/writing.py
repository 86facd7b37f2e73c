"""Writes the articles, lists and feeds of a site: only those that have changed, and in several processes at once.

Pelican's generator and writer stay as they are. The generator runs as ever, but its writer only notes what it is asked
for: a job for each page and feed. Files that would be the same as in the last site are taken from there
(hamerkop.build.kept_pages). The other jobs are done in several processes. Then the third-party receivers, which
may count pages or change them, get each page in Pelican's order.

Where anything fails, the build writes all files itself, one after the other: errors are then as with Pelican.
"""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, Template
from pelican import signals

from hamerkop.build.captured_log import Fields, captured_log, log_again
from hamerkop.build.foreign_code import foreign_receivers
from hamerkop.build.forked import forked, number_of_processes, shared_out
from hamerkop.build.kept_pages import ContentName, KeptPages, PageRecord, written_file
from hamerkop.build.opened_files import OpenedFiles, opened_files
from hamerkop.build.page_jobs import FeedJob, Job, PageJob, full_path, page_jobs
from hamerkop.build.page_writer import local_context, relative_root
from hamerkop.build.tokens import NoToken
from hamerkop.build.traces import Looked, Tracer
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Writer
from hamerkop.shared.planning import PLANNING
from hamerkop.shared.progress import WRITING, tell
from hamerkop.shared.settings import KIT_SETTINGS

WORTH_A_PROCESS = 8  # jobs
SENT_AT_ONCE = 64  # jobs: what their records have in common is sent once
_PER_PAGE = (signals.content_written, signals.article_generator_write_article)


@dataclass(frozen=True)
class Done:
    """A job that was done: its number, what it was made of if that is known, what was logged, which files were read.

    *unknown*: what cannot be compared with a later build, "" if everything can. *parts*: those of the states of
    contents that are new to the process that did the job (hamerkop.build.content_state).
    """

    number: int
    record: PageRecord | None
    log: tuple[Fields, ...]
    read: frozenset[str]
    unknown: str = ""
    parts: Mapping[ContentName, Mapping[str, str]] = field(default_factory=dict)


class ReceiverFailed(Exception):
    """A third-party receiver of `content_written` raised the exception that is the cause of this one."""


class Failed(Exception):
    """Not all jobs could be done in other processes."""


def jobs_of(generator: ArticlesGenerator, writer: Writer) -> list[Job]:
    """Return what the generator asks the writer for, in its order, and write nothing.

    Raises Failed if two jobs are for one file, which only the writer can decide. Feeds are written at once if a
    third-party receiver gets them.
    """
    jobs: list[Job] = []

    def note_file(name: object, template: Template, context: Context, *values: Any, **named: Any) -> None:
        jobs.extend(page_jobs(generator.settings, name, template, context, *values, **named))

    def note_feed(elements: Any, context: Context, path: str | None = None, *values: Any, **named: Any) -> None:
        if path:
            jobs.append(FeedJob(path, elements, context, values, named))

    feeds_at_once = foreign_receivers(signals.feed_generated) or foreign_receivers(signals.feed_written)
    with _replaced(writer, write_file=note_file, **({} if feeds_at_once else {"write_feed": note_feed})):
        PLANNING.set(generator.context, True)
        try:
            generator.generate_feeds(writer)
            _generate_pages(generator, writer)
        finally:
            PLANNING.set(generator.context, False)
    paths = [full_path(writer, job.path) for job in jobs]
    if len(set(paths)) < len(paths) or writer._written_files & set(paths):
        raise Failed("two pages are to be written to one file")
    return jobs


def _generate_pages(generator: ArticlesGenerator, writer: Writer) -> None:
    """Call the methods that `generate_pages` calls, but those of tags, categories and authors for one at a time.

    Pelican looks for each article of the site in each of them: `[article for article in self.dates if …]`. Here a copy
    of the generator has only the dates of that list.
    """
    if "generate_pages" in vars(generator):
        generator.generate_pages(writer)
        return
    write = partial(writer.write_file, relative_urls=generator.settings["RELATIVE_URLS"])
    order = {id(article): number for number, article in enumerate(generator.dates)}
    for generate in ("generate_articles", "generate_period_archives", "generate_direct_templates"):
        getattr(generator, generate)(write)
    groups: list[tuple[str, Any, list[Content]]] = [
        *(("tags", {tag: articles}, articles) for tag, articles in generator.tags.items()),
        *(("categories", [(category, articles)], articles) for category, articles in generator.categories),
        *(("authors", [(author, articles)], articles) for author, articles in generator.authors),
    ]
    for name, group, articles in groups:
        numbers = sorted({order[id(article)] for article in articles if id(article) in order})
        one = copy(generator)
        vars(one).update({name: group, "dates": [generator.dates[number] for number in numbers]})
        getattr(one, f"generate_{name}")(write)
    generator.generate_drafts(write)


@contextmanager
def _replaced(target: object, **methods: Callable[..., Any]) -> Iterator[None]:
    vars(target).update(methods)
    try:
        yield
    finally:
        for name in methods:
            del vars(target)[name]


class JobRunner:
    """Does the jobs of one generator in other processes."""

    def __init__(self, generator: ArticlesGenerator, writer: Writer, pages: KeptPages) -> None:
        self._generator, self._writer, self._pages = generator, writer, pages
        self._tracer = Tracer(cast(Environment, generator.env))

    def run(self, jobs: Sequence[tuple[int, Job]]) -> list[Done]:
        """Do jobs, given with their numbers. Raises Failed unless all are done."""
        if len(jobs) < 2 * WORTH_A_PROCESS and not any(map(foreign_receivers, _PER_PAGE)):
            return self._run_here(jobs)
        limit = KIT_SETTINGS.value(self._generator.settings, "BUILD_PROCESSES") or len(jobs)
        processes = number_of_processes(max(1, min(limit, len(jobs) // WORTH_A_PROCESS)))
        self._pages.make_states(job.article for _, job in jobs if isinstance(job, PageJob) and job.article)

        done: list[Done] = []
        with shared_out(_together(jobs, processes)) as shared:

            def work(_index: int) -> Iterator[bytes]:
                self._mute()
                return (pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in self._done_in_parts(shared))

            for part in forked(work, processes):
                done += pickle.loads(part)  # noqa: S301  # of this program
                tell(WRITING, len(done), len(jobs))
        if len(done) < len(jobs):
            raise Failed("a process that wrote pages ended early")
        return done

    def _done_in_parts(self, groups: Iterable[list[tuple[int, Job]]]) -> Iterator[list[Done]]:
        """Do jobs, and yield what was done, about SENT_AT_ONCE at a time."""
        done: list[Done] = []
        for group in groups:
            done += [self._do(number, job) for number, job in group]
            if len(done) >= SENT_AT_ONCE:
                yield done
                done = []
        yield done

    def _run_here(self, jobs: Sequence[tuple[int, Job]]) -> list[Done]:
        """Do a few jobs in this process: they take less time than starting another one."""
        files, overridden = set(self._writer._written_files), set(self._writer._overridden_files)
        try:
            return [self._do(number, job) for number, job in jobs]
        finally:  # what is written is noted when all jobs are done
            self._writer._written_files, self._writer._overridden_files = files, overridden

    def _mute(self) -> None:
        """Disconnect, in this process, the receivers that are to get each page from the build itself."""
        for signal in _PER_PAGE:
            for receiver in foreign_receivers(signal):
                signal.disconnect(receiver)

    def _do(self, number: int, job: Job) -> Done:
        values, context = (job.values, job.context) if isinstance(job, PageJob) else ({}, job.context)
        with captured_log() as log, opened_files() as opened, self._tracer.tracing(values, context) as looked:
            if isinstance(job, PageJob) and job.article:
                signals.article_generator_write_article.send(self._generator, content=job.article)
            job.write(self._writer)
        record, unknown = self._record(job, looked, opened, log)
        template = getattr(job.template, "filename", None) if isinstance(job, PageJob) else None
        read = {*opened.paths, str(Path(template).absolute())} if template else opened.paths
        return Done(number, record, tuple(log), frozenset(read), unknown, self._pages.new_parts())

    def _record(
        self, job: Job, looked: Looked, opened: OpenedFiles, log: list[Fields]
    ) -> tuple[PageRecord | None, str]:
        """Return the record of a job; or None, and what cannot be compared with a later build."""
        folder = self._writer.output_path
        written = [path for path in sorted(opened.written) if path.startswith(f"{folder}{os.sep}")]
        try:
            if opened.asked_others:
                raise NoToken("the answer of another process or machine")
            return self._pages.record(job, looked, [written_file(path, folder) for path in written], log), ""
        except (NoToken, OSError) as reason:
            return None, str(reason)


def _together(jobs: Sequence[tuple[int, Job]], processes: int) -> list[list[tuple[int, Job]]]:
    """Return *jobs* in groups, each for one process; of feeds few: what several have of an article is made once."""
    feeds = [each for each in jobs if isinstance(each[1], FeedJob)]
    number = -(-processes // 4)  # a quarter of the processes, at least one
    groups = [feeds[index::number] for index in range(number)]
    return [*filter(None, groups), *([each] for each in jobs if isinstance(each[1], PageJob))]


def adopt(jobs: Sequence[Job], logs: Mapping[int, Sequence[Fields]], writer: Writer) -> None:
    """Do in this process what it would have done, had it written the files of *jobs* itself.

    *logs* has what was logged, by the number of the job. Third-party receivers of `content_written` get each page.
    Raises ReceiverFailed.
    """
    receivers = foreign_receivers(signals.content_written)
    for number, job in enumerate(jobs):
        path = full_path(writer, job.path)
        writer._written_files.add(path)
        log_again(logs.get(number, ()))
        if isinstance(job, PageJob):
            if job.override:
                writer._overridden_files.add(path)
            _send_page(path, job, receivers)


def _send_page(path: str, job: PageJob, receivers: list[Callable[..., object]]) -> None:
    if job.relative_urls:
        job.context["localsiteurl"] = relative_root(job.path)
    context = local_context(job.context, job.path, job.values, job.relative_urls) if receivers else {}
    for receiver in receivers:
        try:
            receiver(path, context=dict(context))
        except Exception as error:
            raise ReceiverFailed from error
