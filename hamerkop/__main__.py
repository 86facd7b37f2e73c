"""Runs the command `hamerkop`; `python -m hamerkop` is the same."""

import sys

from hamerkop.shared.interrupts import stop_at_once


def main() -> int:
    """Run the command with the arguments of this process; return its exit status."""
    stop_at_once()
    from hamerkop import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
