"""Has the files of a site read by the executor that the setting `BUILD_EXECUTOR` names: on other machines, for example.

Each worker loads the site once, from the same folder, and reads files with the same code as the build. What comes back
is what a process of the build would give. A file is read by the build itself if a worker fails or ends, if it has other
code, packages or settings, or if it has seen another version of the file.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager
from importlib import import_module
from typing import NamedTuple, cast

from pelican import Pelican, signals
from pelican.settings import read_settings

from hamerkop.build.audit import note_header
from hamerkop.build.file_digests import FileDigests
from hamerkop.build.file_reading import Read, read_file_alone
from hamerkop.build.kept_readings import KeptReading, SiteForWorkers
from hamerkop.build.loaded_site import new_context, new_generators
from hamerkop.build.markdown_parser import one_parser
from hamerkop.build.pelican_log import collected_log
from hamerkop.build.site_key import code_digest, settings_digest, settings_parts
from hamerkop.build.source_reading import KINDS, arguments_of, kind_of
from hamerkop.shared import file_guard
from hamerkop.shared.clock import BUILD_TIME
from hamerkop.shared.pelican_types import Generator

FILES_A_TASK = 32  # so many take a fifth of a second: longer than it takes to hand them out, and no worker waits long
LONGEST_WAIT = 60  # seconds


class OtherSite(Exception):
    """A worker cannot read files as the build would; the message says why, and what to do."""


class Task(NamedTuple):
    """Files to read, for the generator of a class of Pelican's: `Article` or `Page`."""

    site: SiteForWorkers
    content_class: str
    paths: tuple[str, ...]


class _Process:
    """What a process has to remember: whether it builds a site, and which site it has loaded as a worker."""

    def __init__(self) -> None:
        self.lock = threading.Lock()  # reading uses the log, the working folder and the Markdown parser of the process
        self.is_building = False
        self.site: SiteForWorkers | None = None
        self.generators: Mapping[str, Generator] = {}
        self.first: tuple[str, tuple[str, ...]] | None = None  # the code and the plugins with which it has begun


_process = _Process()


# In the build


def executor_of(factory: str | Callable[[], AbstractContextManager[Executor]]) -> AbstractContextManager[Executor]:
    """Return what gives an executor in a `with` block, as each executor does itself.

    *factory* is a function, or its name as in "package.module:function". Raises what importing or calling it raises.
    """
    if callable(factory):
        return factory()
    module, _, name = factory.partition(":")
    return cast("AbstractContextManager[Executor]", getattr(import_module(module), name)())


def read_by(
    executor: Executor, site: SiteForWorkers, content_class: str, paths: Sequence[str], failures: list[BaseException]
) -> Iterator[Read]:
    """Yield what workers have read, in any order; what went wrong is added to *failures*, and is not yielded.

    Raises TimeoutError if no worker has read anything for LONGEST_WAIT seconds.
    """
    _process.is_building = True
    parts = [tuple(paths[start : start + FILES_A_TASK]) for start in range(0, len(paths), FILES_A_TASK)]
    futures = [executor.submit(read_files, Task(site, content_class, part)) for part in parts]
    digests = FileDigests()
    try:
        for future in _as_completed(futures):
            try:
                found = future.result()
            except Exception as error:  # of any kind: the build reads these files
                failures.append(error)
                continue
            yield from (each for each in found if all(map(digests.is_unchanged, (each[1].source, *each[1].inputs))))
    finally:
        for future in futures:
            future.cancel()


def _as_completed(futures: Iterable[Future[list[Read]]]) -> Iterator[Future[list[Read]]]:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, LONGEST_WAIT, FIRST_COMPLETED)
        if not done:
            raise TimeoutError(f"no worker has read anything for {LONGEST_WAIT} seconds")
        yield from done


# In a worker


def read_files(task: Task) -> list[Read]:
    """Return what reading the files of *task* gives; those that only the build can read are left out.

    Raises OtherSite, and what Pelican raises for settings that it cannot use.
    """
    with _process.lock:
        if _process.site != task.site:
            _process.site = None
            _process.generators = _load(task.site)
            _process.site = task.site
        generator = _process.generators[task.content_class]
        arguments = arguments_of(generator, kind_of(generator) or KINDS[0])

        def read(path: str) -> tuple[KeptReading, str] | None:
            return read_file_alone(generator.readers.read_file, generator, {**arguments, "path": path})

        with one_parser():
            return [(path, *found) for path in task.paths if (found := read(path)) is not None]


def _load(site: SiteForWorkers) -> dict[str, Generator]:
    """Load the site, and return its generators by the name of what they read. Raises OtherSite."""
    _check(not _process.is_building, "is a copy of the build; take an executor that starts its workers anew")
    os.chdir(site.folder)
    settings = read_settings(site.settings_file, override=dict(site.overrides))
    settings_key = settings_digest(settings_parts(settings))
    with collected_log():
        file_guard.connect()
        signals.content_object_init.connect(note_header)
        pelican = Pelican(settings)
        context = new_context(pelican.settings)
        generators = new_generators(pelican, context)
    BUILD_TIME.set(context, site.time)
    _check_code(site, settings_key, context["PLUGINS"])
    data = FileDigests()
    _check(all(data.digest(path) == known for path, known in site.data), "has other data files; use the same folder")
    return {kind.content.__name__: each for each in generators if (kind := kind_of(each))}


def _check_code(site: SiteForWorkers, settings_key: str, plugins: Sequence[str]) -> None:
    code = code_digest(plugins)
    _process.first = _process.first or (code, tuple(plugins))
    _check(settings_key == site.settings_key, "has other settings; give it the same environment variables")
    _check(code == site.code_key, "has other packages or other code; install the same")
    _check(_process.first == (code, tuple(plugins)), "was started with other code; start it again")


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise OtherSite(f"a worker {reason}")
