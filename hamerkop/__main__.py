"""Runs the command `hamerkop`; `python -m hamerkop` is the same."""

import atexit
import os
import sys
from typing import NoReturn

from hamerkop.shared.interrupts import stop_at_once


def main() -> NoReturn:
    """Run the command with the arguments of this process, and end it with the exit status."""
    stop_at_once()
    from hamerkop import cli

    end(cli.main(sys.argv[1:]))


def end(status: int) -> NoReturn:
    """End the process, without giving the memory of each article back first: of a large site that takes a second."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
