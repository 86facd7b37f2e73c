"""Tells the command that runs a build how far it is: it shows that on a terminal, and reports how long a part took.

Nothing depends on who listens: outside of `hamerkop build` nobody does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from blinker import Namespace, Signal

READING, WRITING, SEARCH = "reading", "writing", "search"  # the parts of a build
SENDING, REPLACING, VERIFYING = "sending", "replacing", "verifying"  # and of a publication after it

advanced = Namespace().signal("hamerkop-advanced", "Receivers get how far a part of a build is.")

# Gets a part, how much of it is done, and how much there is to do; 0 if that is not known.
Listener = Callable[[str, int, int], None]


def tell(part: str, done: int, total: int = 0) -> None:
    """Tell that *done* of *total* files of a part of the build are done; *total* 0: nobody knows how many there are."""
    advanced.send(part, done=done, total=total)


@contextmanager
def telling_each_time(part: str, signal: Signal) -> Iterator[None]:
    """Tell in the block how often *signal* was sent: as many files of the part are done."""
    numbers = count(1)

    def receive(_sender: object, **_values: object) -> None:
        tell(part, next(numbers))

    with signal.connected_to(receive):
        yield


@contextmanager
def telling(part: str) -> Iterator[None]:
    """Tell when the block begins and ends."""
    tell(part, 0)
    try:
        yield
    finally:
        tell(part, 1, 1)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call *listener* with all that is told in the block, in this process."""

    def receive(part: str, done: int, total: int) -> None:
        listener(part, done, total)

    with advanced.connected_to(receive):
        yield
