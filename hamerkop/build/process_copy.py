"""Does work that takes long in a copy of this process (`fork`), so that nothing here waits for it."""

import os
import threading
from collections.abc import Callable
from multiprocessing import Pipe


def in_a_copy(lock: threading.RLock, work: Callable[[], bytes]) -> bytes:
    """Return what *work* gives in a copy of this process; b"" if it fails there.

    *lock* is held only while the copy is made. Where there is no `fork`, *work* is done here, while it is held.
    """
    if not hasattr(os, "fork"):
        with lock:
            return work()
    receiver, sender = Pipe(duplex=False)
    with lock:
        child = os.fork()
        if child == 0:
            _work_and_end(work, sender.send_bytes)
    sender.close()
    try:
        return receiver.recv_bytes()
    except EOFError:
        return b""
    finally:
        receiver.close()
        os.waitpid(child, 0)


def _work_and_end(work: Callable[[], bytes], send: Callable[[bytes], None]) -> None:
    """Send what *work* gives, and end this process without what the other one does at its end."""
    try:
        send(work())
    finally:
        os._exit(0)
