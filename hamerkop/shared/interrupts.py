"""Decides what Ctrl-C does: while modules are imported it ends the process at once, later it is a KeyboardInterrupt.

An exception that is raised in the middle of an import can be lost in a callback of the import system, or be printed
with its traceback. Nothing has been written at that time, so there is nothing to clean up.
"""

import os
import signal
from collections.abc import Callable
from types import FrameType


def stop_at_once() -> None:
    """Let Ctrl-C print one line and end the process with status 130."""
    _set_handler(_stop)


def raise_keyboard_interrupt() -> None:
    """Let Ctrl-C raise KeyboardInterrupt, as Python does by default."""
    _set_handler(signal.default_int_handler)


def _set_handler(handler: Callable[[int, FrameType | None], None]) -> None:
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # as `nohup` sets it
        signal.signal(signal.SIGINT, handler)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    os.write(2, b"Stopped.\n")
    os._exit(130)
