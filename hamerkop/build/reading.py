"""Reads the articles and pages of a site: only those that have changed, and on all cores.

Pelican's generators stay as they are. Each has an object `readers` that reads one file at a time. Here it is replaced
by one that reads all files of the generator when it is asked for the first, and hands out what it has.
"""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from time import time_ns
from typing import Any

from pelican import signals

from hamerkop.build.article_record import LoadText
from hamerkop.build.audit import note_header
from hamerkop.build.file_digests import stamp_of, state_of
from hamerkop.build.foreign_code import ATTACHING, can_read_file, why_not_alone
from hamerkop.build.forked import forked, number_of_processes, shared_out
from hamerkop.build.kept_readings import Kept, KeptReading, KeptReadings
from hamerkop.build.one_file import attaches, read_alone, repeat_effects, restored
from hamerkop.build.opened_files import opened_files
from hamerkop.shared.clock import build_time
from hamerkop.shared.pelican_types import Content, Generator, Settings
from hamerkop.shared.settings import KIT_SETTINGS

Arguments = Mapping[str, Any]
WORTH_A_PROCESS = 4  # files: starting a process takes as long as reading one or two


@contextmanager
def read_quickly(settings: Settings, settings_file: str, clean: bool = False) -> Iterator[KeptReadings]:
    """Let the site that is built in the block be read on all cores, and only where it has changed; yield what is kept.

    *settings* are those of the file *settings_file*, before a plugin has changed them. *clean*: what an earlier build
    has read is read again.
    """
    kept = KeptReadings(settings, settings_file, clean)
    with ExitStack() as loading, ExitStack() as connected:
        opened = loading.enter_context(opened_files())

        def take_over(generator: Generator) -> None:
            loading.close()
            if not why_not_alone(generator):
                if kept.store is None:
                    kept.begin(generator.context, opened.paths)
                generator.readers = Readers(kept, generator)

        signals.content_object_init.connect(note_header)  # for good: a site in memory reads again later
        connected.enter_context(signals.article_generator_init.connected_to(take_over))
        connected.enter_context(signals.page_generator_init.connected_to(take_over))
        connected.enter_context(signals.all_generators_finalized.connected_to(lambda _generators: kept.commit()))
        yield kept


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
        content = self._read(arguments)
        self._note_attaching(attaches(getattr(content, "_content", None) or ""))  # a stub has no text
        return content

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
        for path, made, html in self._read_now([path for path in paths if path not in found], arguments):
            found[path] = self._kept.add((kind, path), made, html)
        return found

    def _read_now(self, paths: Sequence[str], arguments: Arguments) -> Iterator[tuple[str, KeptReading, str]]:
        """Yield path, reading and text of each of *paths* that can be read alone, in any order."""
        build_time(self._generator.context)  # decided before the processes part
        limit = KIT_SETTINGS.value(self._generator.settings, "BUILD_PROCESSES") or len(paths)
        processes = number_of_processes(min(limit, len(paths) // WORTH_A_PROCESS))

        def read(path: str) -> Iterator[tuple[str, KeptReading, str]]:
            if (result := self._read_alone({**arguments, "path": path})) is not None:
                yield path, *result

        if processes < 2:
            yield from chain.from_iterable(map(read, paths if self._kept.store else ()))
            return
        with shared_out(paths) as shared:

            def work(_index: int) -> Iterator[bytes]:
                for path in shared:
                    yield from (pickle.dumps(each, pickle.HIGHEST_PROTOCOL) for each in read(path))

            yield from map(pickle.loads, forked(work, processes))

    def _read_alone(self, arguments: Arguments) -> tuple[KeptReading, str] | None:
        """Return the reading of a file, and its text; None if the build itself has to read it."""
        source, now = str(Path(self._generator.path, arguments["path"])), time_ns()
        before = stamp_of(source)
        alone = read_alone(lambda: self._read(arguments), self._generator.context)
        if alone is None:
            return None
        state = state_of(source, now)
        if before != stamp_of(source):  # changed meanwhile: nobody knows what was read
            return None
        reading, html = alone
        inputs = tuple(state_of(path, now) for path in sorted(reading.opened))
        modified = before.modified if before else 0
        return KeptReading(reading, state, inputs, build_time(self._generator.context), modified), html
