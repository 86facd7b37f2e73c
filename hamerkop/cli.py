"""The command `hamerkop`: build, serve, related, publish."""

import sys
from collections.abc import Sequence

from hamerkop.build import site
from hamerkop.related import command as related

COMMANDS = {"build": site.main, "related": related.main}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the first of *arguments* names; return its exit status."""
    name, *rest = list(sys.argv[1:] if arguments is None else arguments)
    return COMMANDS[name](rest)
