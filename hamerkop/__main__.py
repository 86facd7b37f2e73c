"""Runs the command `hamerkop`; `python -m hamerkop` is the same."""

import os
import signal
import sys
from types import FrameType


def main() -> int:
    """Run the command with the arguments of this process; return its exit status.

    Until the work begins, Ctrl-C ends the process at once: an exception that is raised in the middle of an import can
    be lost, or be printed with a traceback. :mod:`hamerkop.cli` then makes it a KeyboardInterrupt again.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    from hamerkop import cli

    return cli.main(sys.argv[1:])


def _stop(_signal: int, _frame: FrameType | None) -> None:
    os.write(2, b"Stopped.\n")
    os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
