"""Measures what third-party plugins do for the whole site, which every build does again."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, NamedTuple

from blinker import Signal
from pelican import signals

from hamerkop.build.foreign_code import is_foreign_receiver, name_of

Receiver = Callable[..., Any]


class Taken(NamedTuple):
    """How many *seconds* a receiver took. *name*: its module and function; *signal*: the name of Pelican's signal."""

    name: str
    signal: str
    seconds: float


class ReceiverTimes:
    """What receivers have taken in one build."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[str, str], float] = {}

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Measure in the block the receivers of `finalized` and all `*_finalized`, unless they are of this package."""
        with ExitStack() as measured:
            for name in dir(signals):
                if name.endswith("finalized"):
                    measured.enter_context(self._measured(name, getattr(signals, name)))
            yield

    @contextmanager
    def _measured(self, name: str, signal: Signal) -> Iterator[None]:
        receivers_for = signal.receivers_for

        def timed_receivers_for(sender: object) -> Iterator[Receiver]:
            for receiver in receivers_for(sender):
                yield self._timed(receiver, name) if is_foreign_receiver(receiver) else receiver

        vars(signal)["receivers_for"] = timed_receivers_for
        try:
            yield
        finally:
            del vars(signal)["receivers_for"]

    def _timed(self, receiver: Receiver, signal: str) -> Receiver:
        key = name_of(receiver), signal

        @wraps(receiver)
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.monotonic()
            try:
                return receiver(*arguments, **named)
            finally:
                self._seconds[key] = self._seconds.get(key, 0.0) + time.monotonic() - started

        return timed

    def taken(self) -> list[Taken]:
        """Return what each receiver took, the slowest first."""
        found = [Taken(*key, seconds) for key, seconds in self._seconds.items()]
        return sorted(found, key=lambda each: (-each.seconds, each.name, each.signal))
