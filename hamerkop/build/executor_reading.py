"""Has the files of a site read by the executor that the setting `BUILD_EXECUTOR` names: on other machines, for example.

Each worker loads the site once, from the same folder, and reads files with the same code as the build. What comes back
is what a process of the build would give. A file is read by the build itself if a worker fails or ends, if it has other
code, packages or settings, or if it has seen another version of the file.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from importlib import import_module
from typing import Any, NamedTuple, cast

from pelican import Pelican, signals
from pelican.settings import read_settings

from hamerkop.build.audit import note_header
from hamerkop.build.file_digests import FileDigests
from hamerkop.build.file_reading import read_file_alone
from hamerkop.build.kept_readings import KeptReading, SiteForWorkers
from hamerkop.build.loaded_site import new_context
from hamerkop.build.markdown_parser import one_parser
from hamerkop.build.pelican_log import collected_log
from hamerkop.build.site_key import code_digest, settings_digest, settings_parts
from hamerkop.build.source_reading import KINDS, arguments_of, kind_of
from hamerkop.shared import file_guard
from hamerkop.shared.clock import BUILD_TIME
from hamerkop.shared.pelican_types import Generator

FILES_A_TASK = 32  # so many take a fifth of a second: longer than it takes to hand them out, and no worker waits long
Read = tuple[str, KeptReading, str]  # the path of a file, what was read, and its text


class OtherSite(Exception):
    """A worker cannot read files as the build would; the message says why, and what to do."""


class Task(NamedTuple):
    """Files to read, for the generator of a class of Pelican's: `Article` or `Page`."""

    site: SiteForWorkers
    content_class: str
    paths: tuple[str, ...]


# In the build


def executor_of(factory: str | Callable[[], Executor]) -> Executor:
    """Return a new executor; *factory* is a function, or its name as in "package.module:function".

    Raises what importing or calling it raises.
    """
    if callable(factory):
        return factory()
    module, _, name = factory.partition(":")
    return cast(Executor, getattr(import_module(module), name)())


def read_by(
    executor: Executor, site: SiteForWorkers, content_class: str, paths: Sequence[str], failures: list[BaseException]
) -> Iterator[Read]:
    """Yield what workers have read, in any order; what went wrong is added to *failures*, and is not yielded."""
    parts = [tuple(paths[start : start + FILES_A_TASK]) for start in range(0, len(paths), FILES_A_TASK)]
    futures = [executor.submit(read_files, Task(site, content_class, part)) for part in parts]
    digests = FileDigests()
    for future in as_completed(futures):
        try:
            found = future.result()
        except Exception as error:  # of any kind: the build reads these files
            failures.append(error)
            continue
        yield from (each for each in found if digests.is_unchanged(each[1].source))


# In a worker


class _Loaded(NamedTuple):
    site: SiteForWorkers
    generators: Mapping[str, Generator]


_lock = threading.Lock()  # reading uses the log, the working folder and the Markdown parser of the process
_loaded: list[_Loaded] = []
_first: list[tuple[str, tuple[str, ...]]] = []  # the code and plugins with which this process has begun


def read_files(task: Task) -> list[Read]:
    """Return what reading the files of *task* gives; those that only the build can read are left out.

    Raises OtherSite, and what Pelican raises for settings that it cannot use.
    """
    with _lock:
        generator = _loaded_site(task.site).generators[task.content_class]
        arguments = arguments_of(generator, kind_of(generator) or KINDS[0])

        def read(path: str) -> tuple[KeptReading, str] | None:
            return read_file_alone(generator.readers.read_file, generator, {**arguments, "path": path})

        with one_parser():
            return [(path, *found) for path in task.paths if (found := read(path)) is not None]


def _loaded_site(site: SiteForWorkers) -> _Loaded:
    if not _loaded or _loaded[-1].site != site:
        _loaded.clear()
        _loaded.append(_Loaded(site, _load(site)))
    return _loaded[-1]


def _load(site: SiteForWorkers) -> dict[str, Generator]:
    """Load the site, and return its generators by the name of what they read."""
    os.chdir(site.folder)
    settings = read_settings(site.settings_file, override=dict(site.overrides))
    _check(
        settings_digest(settings_parts(settings)) == site.settings_key,
        "has other settings; give it the same environment variables",
    )
    with collected_log():
        file_guard.connect()
        signals.content_object_init.connect(note_header)
        pelican = Pelican(settings)
        context = new_context(pelican.settings)
        generators = list(_generators(pelican, context))
    BUILD_TIME.set(context, site.time)
    code, plugins = code_digest(context["PLUGINS"]), tuple(context["PLUGINS"])
    _first[:] = _first or [(code, plugins)]
    _check(code == site.code_key, "has other packages or other code; install the same")
    _check(_first[0] == (code, plugins), "was started with other code; start it again")
    data = FileDigests()
    _check(all(data.digest(path) == known for path, known in site.data), "has other data files; use the same folder")
    return {kind.content.__name__: each for each in generators if (kind := kind_of(each))}


def _generators(pelican: Pelican, context: dict[str, Any]) -> Iterable[Generator]:
    settings = pelican.settings
    paths = {"path": settings["PATH"], "theme": settings["THEME"], "output_path": settings["OUTPUT_PATH"]}
    for kind in pelican._get_generator_classes():
        yield kind(context=context, settings=settings, **paths)


def _check(holds: bool, reason: str) -> None:
    if not holds:
        raise OtherSite(f"a worker {reason}")
