"""Collects what is logged in one process, to be logged again in another one, or by a later build."""

import logging
import pickle
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from pelican.log import FilteredMessage, LimitFilter

Fields = Mapping[str, Any]  # of a logging.LogRecord


class NotAlone(Exception):
    """What some code does depends on more, or changes more, than what was noted of it."""


class _Capture(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.log: list[Fields] = []
        self.is_complete = True

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the fields of a record; one that belongs to an exception cannot be logged elsewhere."""
        if sys.exc_info()[1] is not None or record.exc_info:
            self.is_complete = False
        try:
            pickle.dumps(record.__dict__)
        except Exception:  # a value that only this process has
            self.is_complete = False
        self.log.append(record.__dict__)

    def refuse(self, *_warning: object) -> None:
        """Note that a library has used `warnings.warn`; a function like `warnings.showwarning`."""
        self.is_complete = False


@contextmanager
def captured_log() -> Iterator[list[Fields]]:
    """Collect what is logged in the block. Raises NotAlone at its end if that cannot be logged again elsewhere."""
    root, capture = logging.getLogger(), _Capture()
    handlers, seen = root.handlers[:], LimitFilter._raised_messages
    root.handlers[:] = [capture]
    LimitFilter._raised_messages = set()  # what other files have said already is said again
    try:
        with warnings.catch_warnings():
            warnings.showwarning = capture.refuse  # type: ignore[assignment]  # the values are not needed
            yield capture.log
    finally:
        root.handlers[:] = handlers
        LimitFilter._raised_messages = seen
    if not capture.is_complete:
        raise NotAlone


def log_again(log: Iterable[Fields]) -> None:
    """Log in this process what was logged in another one."""
    for fields in log:
        with suppress(FilteredMessage):  # Pelican's logger says so of a message that it has logged already
            logging.getLogger(fields["name"]).handle(logging.makeLogRecord(dict(fields)))
