"""Runs a function in several processes at once, each a copy of this one (`fork`): all that is loaded is there.

A process that ends early, whatever the reason, costs time only: the caller learns what is missing, and does it itself.
"""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe, wait
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[int], Iterable[bytes]]

PR_SET_PDEATHSIG = 1
_PARTS = 1000  # their numbers fit into the smallest pipe


def can_fork() -> bool:
    """Return whether this system can copy a process safely: macOS has `fork`, but its libraries do not expect it."""
    return hasattr(os, "fork") and hasattr(os, "sched_getaffinity")


def number_of_processes(limit: int) -> int:
    """Return how many processes can run at once on this machine, at most *limit*; 1 where there is no `fork`."""
    return max(1, min(limit, len(os.sched_getaffinity(0)))) if can_fork() else 1


@contextmanager
def shared_out(items: Sequence[T]) -> Iterator[Iterator[T]]:
    """Yield an iterator that gives, in processes that begin in the block, each of *items* to the one that asks first.

    So none is done long before the others, as with shares of the same length.
    """
    size = len(items) // _PARTS + 1
    source, target = os.pipe()
    os.write(target, b"".join(start.to_bytes(4, "big") for start in range(0, len(items), size)))
    os.close(target)
    try:
        yield _taken(items, size, source)
    finally:
        os.close(source)


def _taken(items: Sequence[T], size: int, source: int) -> Iterator[T]:
    while start := os.read(source, 4):
        first = int.from_bytes(start, "big")
        yield from items[first : first + size]


def forked(work: Work, processes: int) -> Iterator[bytes]:
    """Yield what `work(0)`, `work(1)`, … give, each in a process of its own, in the order in which it comes.

    What a process has given before it failed is yielded too. The processes end with this iterator, with the process
    that called it, and at an exception in either; Ctrl-C is left to the caller.
    """
    children: dict[Connection, int] = {}
    was_frozen = gc.get_freeze_count() > 0  # then for good: what is frozen cannot be told apart
    gc.freeze()  # else a collection in a child would copy all memory that it shares with this process
    try:
        with suppress(OSError):  # no more processes, or no memory for one: the work is missing then
            for index in range(processes):
                _start(work, index, children)
        yield from _received(children)
    finally:
        for connection, child in children.items():
            connection.close()
            os.kill(child, signal.SIGKILL)
        for child in children.values():
            os.waitpid(child, 0)
        if not was_frozen:
            gc.unfreeze()


def _start(work: Work, index: int, children: dict[Connection, int]) -> None:
    receiving, sending = Pipe(duplex=False)
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:
        receiving.close()
        sending.close()
        raise
    if child == 0:
        _end_with(parent)
        _run(work, index, sending, [receiving, *children])  # does not return
    sending.close()
    children[receiving] = child


def _end_with(parent: int) -> None:
    """Have this process killed when *parent* ends, so that it never writes into the next build's folder.

    Only Linux can do that. Elsewhere the next build is refused until this process has noticed that nobody reads what it
    sends: it holds the lock of the output folder, too.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _run(work: Work, index: int, sending: Connection, others: Iterable[Connection]) -> None:
    """Send what *work* gives, and end the process without anything that belongs to the other one."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for connection in others:
            connection.close()
        for item in work(index):
            sending.send_bytes(item)
        status = 0
    except BaseException:  # whatever it is, the other process does the work again, and meets it there
        status = 1
    finally:
        os._exit(status)


def _received(children: dict[Connection, int]) -> Iterator[bytes]:
    open_ends = list(children)
    while open_ends:
        for connection in wait(open_ends):
            try:
                yield connection.recv_bytes()  # type: ignore[union-attr]  # only connections are waited for
            except (EOFError, OSError):
                open_ends.remove(connection)  # type: ignore[arg-type]  # as above
