"""Lets code see the audit events of Python in a block: each file that is opened, each process that is started.

See https://peps.python.org/pep-0578/.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Note = Callable[[str, tuple[object, ...]], None]  # gets the name of an event and its arguments

_noting: list[Note] = []  # of this process, at this moment
_is_installed: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for note in _noting:
        note(event, arguments)


@contextmanager
def audit_events(note: Note) -> Iterator[None]:
    """Call *note* for each audit event in the block, before what it is about is done."""
    if not _is_installed:
        sys.addaudithook(_hook)  # for the whole life of the process: a hook cannot be removed
        _is_installed.append(True)
    _noting.append(note)
    try:
        yield
    finally:
        _noting.remove(note)
