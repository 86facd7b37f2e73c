"""The files of a built site, and what was found in them: by several processes, and kept for the next build."""

import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from hamerkop.build.forked import forked, number_of_processes
from hamerkop.shared.kept_state import KEPT_STATE
from hamerkop.shared.pelican_types import Context
from hamerkop.shared.settings import KIT_SETTINGS

WORTH_A_PROCESS = 200  # pages: reading so many takes a tenth of a second
T = TypeVar("T")
PAGE_ENDINGS = (".html", ".htm", ".xhtml")


class FileState(NamedTuple):
    """A file as it is: its size, and its time stamp in nanoseconds."""

    size: int
    modified: int


def files_in(folder: Path) -> dict[str, FileState]:
    """Return the files of a built site by their path, with slashes, under *folder*."""
    found: dict[str, FileState] = {}
    root = f"{folder}{os.sep}"
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118  # for each file of a site
            state = os.lstat(path)
            found[path.removeprefix(root).replace(os.sep, "/")] = FileState(state.st_size, state.st_mtime_ns)
    return found


def found_in(
    folder: Path, files: Mapping[str, FileState], context: Context, name: str, read: Callable[[str, bytes], T]
) -> dict[str, T]:
    """Return what *read* finds in each of *files*, given its path and bytes, by their paths in order.

    What it found in a file that is as in the last build is not searched for again: it is kept under *name*. So it may
    depend on nothing but the file, the settings and the code, and can be pickled.
    """
    store = KEPT_STATE.get(context)
    last = store.load(name) if store else None
    known: dict[str, tuple[FileState, T]] = last if isinstance(last, dict) else {}
    kept = {path: known[path] for path, state in files.items() if path in known and known[path][0] == state}
    wanted = sorted(files.keys() - kept.keys())
    for path, found in _read(folder, wanted, KIT_SETTINGS.value(context, "BUILD_PROCESSES"), read):
        kept[path] = (files[path], found)
    if store and (wanted or len(kept) < len(known)):
        store.keep(name, kept)
    return {path: kept[path][1] for path in sorted(kept)}


def _read(folder: Path, paths: list[str], limit: int, read: Callable[[str, bytes], T]) -> Iterator[tuple[str, T]]:
    processes = number_of_processes(min(limit or len(paths), len(paths) // WORTH_A_PROCESS))
    missing = dict.fromkeys(paths)
    if processes > 1:

        def work(index: int) -> Iterator[bytes]:
            part = [(path, read(path, (folder / path).read_bytes())) for path in paths[index::processes]]
            yield pickle.dumps(part, pickle.HIGHEST_PROTOCOL)

        for part in forked(work, processes):
            for path, found in pickle.loads(part):  # noqa: S301  # of this program
                del missing[path]
                yield path, found
    yield from ((path, read(path, (folder / path).read_bytes())) for path in missing)
