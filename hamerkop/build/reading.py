"""Reads the articles and pages of a site: only those that have changed, and on all cores.

Pelican's generators stay as they are. Each has an object `readers` that reads one file at a time. Here it is replaced
by one that reads all files of the generator when it is asked for the first, and hands out what it has.
"""

import pickle
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any

from blinker import Signal
from pelican import signals
from pelican.generators import ArticlesGenerator

from hamerkop.build.article_record import LoadText
from hamerkop.build.audit import note_header
from hamerkop.build.file_reading import Arguments, Read, read_file_alone
from hamerkop.build.foreign_code import ATTACHING, can_read_file, why_not_alone
from hamerkop.build.forked import forked, number_of_processes, shared_out
from hamerkop.build.kept_readings import Kept, KeptReadings
from hamerkop.build.one_file import attaches, repeat_effects, restored
from hamerkop.build.opened_files import opened_files
from hamerkop.shared.clock import build_time
from hamerkop.shared.pelican_types import Content, Generator, Settings
from hamerkop.shared.problems import Problem, log_problem
from hamerkop.shared.progress import READING, tell, telling_each_time
from hamerkop.shared.settings import KIT_SETTINGS
from hamerkop.shared.settings_file import setting_position

WORTH_A_PROCESS = 4  # files: starting a process takes as long as reading one or two


@contextmanager
def read_quickly(
    settings: Settings,
    settings_file: str,
    clean: bool = False,
    overrides: Settings | None = None,
    began: int | None = None,
) -> Iterator[KeptReadings]:
    """Let the site that is built in the block be read on all cores, and only where it has changed; yield what is kept.

    *settings* are those of the file *settings_file* with *overrides*, before a plugin has changed them. *clean*: what
    an earlier build has read is read again. *began*: when the settings were read, in nanoseconds since 1970.
    """
    kept = KeptReadings(settings, settings_file, clean, overrides, began)
    with ExitStack() as loading, ExitStack() as connected, kept.until_end:
        opened = loading.enter_context(opened_files())

        def take_over(generator: Generator) -> None:
            loading.close()
            if why := why_not_alone(generator):
                kept.why_not_alone = f"every build reads all files: {why}"
                kept.counts.add_reason(kept.why_not_alone)
                connected.enter_context(telling_each_time(READING, _sent_for_each_file(generator)))
            else:
                if kept.store is None:
                    kept.begin(generator, opened.paths)
                generator.readers = Readers(kept, generator)

        signals.content_object_init.connect(note_header)  # for good: a site in memory reads again later
        connected.enter_context(signals.article_generator_init.connected_to(take_over))
        connected.enter_context(signals.page_generator_init.connected_to(take_over))
        connected.enter_context(signals.all_generators_finalized.connected_to(lambda _generators: kept.commit()))
        yield kept


def _sent_for_each_file(generator: Generator) -> Signal:
    sent: Signal = signals.page_generator_context
    if isinstance(generator, ArticlesGenerator):
        sent = signals.article_generator_context
    return sent


class Readers:
    """Stands in for the readers of a generator (pelican.readers.Readers)."""

    def __init__(self, kept: KeptReadings, generator: Generator) -> None:
        self._kept, self._generator, self._readers = kept, generator, generator.readers
        self._listed: set[str] = set()
        self._found: dict[str, Kept] | None = None
        self._get_files = generator.get_files
        generator.get_files = self._list  # type: ignore[method-assign]  # Pelican calls it before it reads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._readers, name)

    def _list(self, *arguments: Any, **named: Any) -> set[str]:
        self._listed = self._get_files(*arguments, **named)
        return self._listed

    def read_file(self, **arguments: Any) -> Content:
        """Return the article or page of a file, as Pelican's method does. Raises what the reader of the file raises."""
        if self._found is None and self._listed:
            self._found = self._read_all(arguments)
        kept = (self._found or {}).pop(arguments["path"], None)
        if kept and (content := self._restored(kept, arguments)):
            self._note_attaching(kept.reading.attaches)
            return content
        source = self._kept.source((arguments["content_class"].__name__, arguments["path"]))
        self._kept.why_read[source] = self._why_read(arguments["path"])
        content = self._read(arguments)
        self._note_attaching(attaches(getattr(content, "_content", None) or ""))  # a stub has no text
        return content

    def _why_read(self, path: str) -> str:
        if can_read_file(self._generator, path):
            return "reading it does more than can be kept, so every build reads it"
        return "its reader is of another plugin, so every build reads it"

    def _note_attaching(self, is_attaching: bool) -> None:
        if is_attaching:
            ATTACHING.set(self._generator.context, True)

    def _read(self, arguments: Arguments) -> Content:
        return self._readers.read_file(**arguments)

    def _restored(self, kept: Kept, arguments: Arguments) -> Content | None:
        settings, context = self._generator.settings, self._generator.context
        try:
            content = restored(kept.reading, self._text(kept, arguments), settings, context)
        except Exception:  # of any kind: the file is read again
            return None
        self._kept.note(content, kept)
        repeat_effects(kept.reading, content, context)
        return content

    def _text(self, kept: Kept, arguments: Arguments) -> LoadText:
        """Return a function that returns the text; what is no longer in the store is read again."""
        store, text_digest = self._kept.store, kept.text_digest
        if store is None or text_digest is None:
            return lambda: kept.html

        def load() -> str:
            html = store.text(text_digest)
            return self._read(arguments)._content if html is None else html

        return load

    def _read_all(self, arguments: Arguments) -> dict[str, Kept]:
        """Return what is known of each listed file that can be read here, by path.

        *arguments* are those with which Pelican reads the first of them.
        """
        kind, context = arguments["content_class"].__name__, self._generator.context
        paths = sorted(path for path in self._listed if can_read_file(self._generator, path))
        found = {path: kept for path in paths if (kept := self._kept.find((kind, path), context))}
        changed = [path for path in paths if path not in found]
        tell(READING, 0, len(changed))
        for number, (path, made, html) in enumerate(self._read_now(changed, arguments), 1):
            found[path] = self._kept.add((kind, path), made, html)
            tell(READING, number, len(changed))
        return found

    def _read_now(self, paths: Sequence[str], arguments: Arguments) -> Iterator[Read]:
        """Yield path, reading and text of each of *paths* that can be read alone, in any order."""
        build_time(self._generator.context)  # decided before the processes part
        executor = KIT_SETTINGS.value(self._generator.settings, "BUILD_EXECUTOR")
        read = set[str]()
        if executor and self._kept.store and paths:
            for each in self._read_by(executor, paths, arguments):
                read.add(each[0])
                yield each
        yield from self._read_here([path for path in paths if path not in read], arguments)

    def _read_by(self, factory: Any, paths: Sequence[str], arguments: Arguments) -> Iterator[Read]:
        """Yield what the workers of an executor have read; log why the rest was not."""
        from hamerkop.build.executor_reading import executor_of, read_by  # few sites need it

        settings, failures = self._generator.settings, list[BaseException]()
        try:
            if self._kept.executor is None:
                self._kept.executor = self._kept.until_end.enter_context(executor_of(factory))
            site = self._kept.site_for_workers(self._generator.context)
            yield from read_by(self._kept.executor, site, arguments["content_class"].__name__, paths, failures)
        except Exception as error:  # of any kind: the build reads the files
            failures.append(error)
        for message in sorted({f"{type(error).__name__}: {error}" for error in failures}):
            path, position = setting_position(settings, "BUILD_EXECUTOR")
            log_problem(Problem("B17", path, position, f"{message}; the build has read the files itself"), settings)

    def _read_here(self, paths: Sequence[str], arguments: Arguments) -> Iterator[Read]:
        """Yield what was read on this machine, in several processes if it is worth it."""
        limit = KIT_SETTINGS.value(self._generator.settings, "BUILD_PROCESSES") or len(paths)
        processes = number_of_processes(min(limit, len(paths) // WORTH_A_PROCESS))

        def read(path: str) -> Iterator[Read]:
            found = read_file_alone(self._readers.read_file, self._generator, {**arguments, "path": path})
            if found is not None:
                yield path, *found

        if processes < 2:
            yield from chain.from_iterable(map(read, paths if self._kept.store else ()))
            return
        with shared_out(paths) as shared:

            def work(_index: int) -> Iterator[bytes]:
                for path in shared:
                    yield from (pickle.dumps(each, pickle.HIGHEST_PROTOCOL) for each in read(path))

            yield from map(pickle.loads, forked(work, processes))
