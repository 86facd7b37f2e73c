"""Runs the command line: `python -m hamerkop` is the same as `hamerkop`."""

import sys

from hamerkop.cli import main

if __name__ == "__main__":
    sys.exit(main())
