"""Reads one file as the store keeps it: with the state of its source, and of all files that it depends on."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import time_ns
from typing import Any

from hamerkop.build.file_digests import stamp_of, state_of, was_changed_since
from hamerkop.build.kept_readings import KeptReading
from hamerkop.build.one_file import read_alone
from hamerkop.shared.clock import build_time
from hamerkop.shared.pelican_types import Content, Generator

Arguments = Mapping[str, Any]
Read = tuple[str, KeptReading, str]  # the path of a file, what was read, and its text


def read_file_alone(
    read_file: Callable[..., Content], generator: Generator, arguments: Arguments
) -> tuple[KeptReading, str] | None:
    """Return the reading of a file, and its text; None if the build itself has to read it.

    That is also so if one of the files was changed meanwhile: nobody knows which version was read.

    *read_file* is the method of Pelican's readers, *arguments* what it is called with.
    """
    source, now = str(Path(generator.path, arguments["path"])), time_ns()
    before = stamp_of(source)
    alone = read_alone(lambda: read_file(**arguments), generator.context)
    if alone is None:
        return None
    state = state_of(source, now)
    reading, html = alone
    if before != stamp_of(source) or any(was_changed_since(now, path) for path in reading.opened):
        return None
    inputs = tuple(state_of(path, now) for path in sorted(reading.opened))
    modified = before.modified if before else 0
    return KeptReading(reading, state, inputs, build_time(generator.context), modified), html
