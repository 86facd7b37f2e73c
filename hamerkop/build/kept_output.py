"""Writes the output of the articles generator, as far as it cannot be taken from the last site."""

import json
import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from pelican import signals

from hamerkop.build.explain import Explanation
from hamerkop.build.foreign_code import why_not_shared
from hamerkop.build.forked import can_fork
from hamerkop.build.kept_pages import KeptPages, PageRecords
from hamerkop.build.kept_readings import KeptReadings
from hamerkop.build.linked_files import LinkedFiles, linked_files
from hamerkop.build.page_jobs import Job, PageJob
from hamerkop.build.reasons import Reasons, stored_name
from hamerkop.build.staging import Folders
from hamerkop.build.writing import Done, JobRunner, ReceiverFailed, adopt, jobs_of
from hamerkop.shared.pelican_types import ArticlesGenerator, Generator, Writer
from hamerkop.shared.problems import display_path
from hamerkop.shared.progress import WRITING, tell, telling_each_time
from hamerkop.shared.settings import KIT_SETTINGS
from hamerkop.shared.site_content import is_articles_generator
from hamerkop.shared.words import enumerated

_ALL_PAGES = ""  # the key under which the store has what all pages depend on; no page has this path


PathsWithDigests = tuple[tuple[str, str], ...]


class AllPages(NamedTuple):
    """What all pages depend on: the files of the theme, and other files that were read while pages were rendered.

    Both are pairs of an absolute path and a digest.
    """

    theme: PathsWithDigests
    read: PathsWithDigests


@contextmanager
def kept_output(
    kept: KeptReadings, folders: Folders, templates_used: set[str], explanation: Explanation | None = None
) -> Iterator["KeptOutput"]:
    """Let the site that is built in the block take from the last one in the output folder what has not changed.

    The templates of the articles that were written are added to *templates_used*. *explanation* notes why files were
    written. The caller commits what is kept of a build that has succeeded.
    """
    with linked_files(folders) as linked, ExitStack() as connected:
        output = KeptOutput(kept, linked, templates_used, explanation, connected)
        with signals.all_generators_finalized.connected_to(output.take_over):
            yield output


class KeptOutput:
    """The output of one build. *connected*: receivers that are to be disconnected when it has ended."""

    def __init__(
        self,
        kept: KeptReadings,
        linked: LinkedFiles,
        templates_used: set[str],
        explanation: Explanation | None,
        connected: ExitStack,
    ) -> None:
        self._kept, self._linked, self._templates_used = kept, linked, templates_used
        self._explanation, self._connected = explanation, connected
        self.kept: set[str] = set()  # paths of pages that were taken from the last site
        self.reusable: set[str] = set()  # names in the output folder under which the next build may find such files
        self._changed: dict[str, bytes] = {}
        self._parts: dict[str, str] = {}
        self._gone: set[str] = set()

    def take_over(self, generators: Sequence[Generator]) -> None:
        """Write the articles here. Receiver of `all_generators_finalized`."""
        for generator in filter(is_articles_generator, generators):
            if why := why_not_shared(generator):
                self._kept.counts.add_reason(f"every build writes all pages: {why}")
            elif not can_fork():
                why = "this system cannot copy processes"
            if why and self._explanation:
                self._explanation.note_that_all_are_written(f"every build writes all pages: {why}")
            if why:
                self._connected.enter_context(telling_each_time(WRITING, signals.content_written))
            else:
                vars(generator)["generate_output"] = self._output_of(generator, generator.generate_output)

    def commit(self) -> None:
        """Keep the records of pages that were written."""
        if self._kept.store:
            self._kept.store.replace_pages(self._changed, self._gone, self._parts)

    def forget(self, pages: Iterable[str]) -> None:
        """Keep nothing of these pages, given by their paths: the next build writes them again."""
        for path in pages:
            self._changed.pop(path, None)
            self._gone.add(path)

    def _output_of(self, generator: ArticlesGenerator, stock: Callable[[Writer], None]) -> Callable[[Writer], None]:
        def generate_output(writer: Writer) -> None:
            files, overridden = set(writer._written_files), set(writer._overridden_files)
            try:
                self._write(generator, writer)
            except ReceiverFailed as failed:
                raise (failed.__cause__ or failed) from None
            except Exception as error:  # of any kind: it is raised again where it belongs
                writer._written_files, writer._overridden_files = files, overridden
                self._forget(f"all pages were written again, one after the other: {str(error) or type(error).__name__}")
                stock(writer)
            else:
                self._linked.keep_brought()
                signals.article_writer_finalized.send(generator, writer=writer)

        return generate_output

    def _forget(self, why: str) -> None:
        """Take nothing from the last site, and keep nothing of this one."""
        self._kept.counts.add_reason(why)
        if self._explanation:
            self._explanation.note_that_all_are_written(why)
        self._linked.drop_brought()
        self._changed, self._gone, self._parts = {}, set(self._stored()), {}

    def _write(self, generator: ArticlesGenerator, writer: Writer) -> None:
        jobs, stored = jobs_of(generator, writer), self._stored()
        theme = self._theme(generator)
        why, records = self._usable(stored, theme)
        pages = KeptPages(records, self._kept.contents, generator.settings, generator.context, self._linked)
        taken = pages.unchanged(jobs, KIT_SETTINGS.value(generator.settings, "BUILD_PROCESSES"))
        for unchanged in taken.values():
            self._linked.take(unchanged.files)
        changed = [each for each in enumerate(jobs) if each[0] not in taken]
        self._linked.bring()
        if self._explanation:
            self._explanation.note_jobs(jobs, taken, Reasons(self._kept, pages, why))
        tell(WRITING, 0, len(changed))
        done = JobRunner(generator, writer, pages).run(changed)
        if self._explanation:
            self._explanation.note_done(jobs, done)
        logs = {number: record.log for number, record in taken.items()} | {each.number: each.log for each in done}
        adopt(jobs, logs, writer)
        self._templates_used.update(job.article.template for job in jobs if isinstance(job, PageJob) and job.article)
        self.kept = {jobs[number].path for number in taken}
        paths = [path for unchanged in taken.values() for path in unchanged.files]
        paths += [file.path for each in done if each.record for file in each.record.files]
        self.reusable |= {path.partition(os.sep)[0] for path in paths}
        counts = self._kept.counts
        counts.pages_kept, counts.pages_written = counts.pages_kept + len(taken), counts.pages_written + len(done)
        self._remember(jobs, done, stored, AllPages(theme, self._read(generator, done, stored if records else {})))

    def _stored(self) -> dict[str, bytes]:
        return self._kept.store.load_pages() if self._kept.store and not self._kept.clean else {}

    def _usable(self, stored: dict[str, bytes], theme: PathsWithDigests) -> tuple[str, PageRecords]:
        """Return the records of the last build if what all pages depend on is the same; else what changed, and none."""
        try:
            of_all: AllPages = pickle.loads(stored[_ALL_PAGES])  # noqa: S301  # our own file
            changed = {path for path, _ in {*of_all.theme} ^ {*theme}}
            changed |= {path for path, known in of_all.read if self._kept.digests.digest(path) != known}
            if changed:
                why = f"{enumerated([display_path(path) for path in sorted(changed)])} changed"
                self._kept.counts.add_reason(f"all pages were written again: {why}")
                return why, PageRecords({})
            return "", PageRecords(stored)
        except Exception:  # of any kind: nothing is known
            return self._kept.why_nothing or "nothing is kept of the pages of an earlier build", PageRecords({})

    def _theme(self, generator: ArticlesGenerator) -> PathsWithDigests:
        folders = map(Path, generator._templates_path)
        files = {str(path.absolute()) for folder in folders for path in folder.rglob("*") if path.is_file()}
        return tuple((path, self._kept.digests.digest(path)) for path in sorted(files))

    def _read(self, generator: ArticlesGenerator, done: Iterable[Done], stored: dict[str, bytes]) -> PathsWithDigests:
        """Return the files that were read while pages were rendered, in this build and before.

        The sources of articles are not among them: each page depends on those that it shows.
        """
        sources = {each.content.source_path for each in self._kept.contents.values()}
        cache = Path(generator.settings["CACHE_PATH"]).absolute()
        not_read = (f"{self._linked.new}{os.sep}", f"{cache}{os.sep}")
        paths = {path for each in done for path in each.read if not path.startswith(not_read)} - sources
        if _ALL_PAGES in stored:
            paths |= {path for path, _ in pickle.loads(stored[_ALL_PAGES]).read}  # noqa: S301  # as above
        return tuple((path, self._kept.digest_when_read(path)) for path in sorted(paths))

    def _remember(self, jobs: Sequence[Job], done: Sequence[Done], stored: dict[str, bytes], of_all: AllPages) -> None:
        """Note what the store is to have of this build."""
        data = {
            jobs[each.number].path: pickle.dumps(each.record, pickle.HIGHEST_PROTOCOL) for each in done if each.record
        }
        unknown = {jobs[each.number].path for each in done if not each.record}
        data[_ALL_PAGES] = pickle.dumps(of_all, pickle.HIGHEST_PROTOCOL)
        self._changed = {path: each for path, each in data.items() if stored.get(path) != each}
        self._parts = {stored_name(name): json.dumps(parts) for each in done for name, parts in each.parts.items()}
        self._gone = (set(stored) - {_ALL_PAGES} - {job.path for job in jobs}) | (unknown & set(stored))
