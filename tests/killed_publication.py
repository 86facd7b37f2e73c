"""Publishes a site and kills its own process before a given step; tests/fork_server.py runs it.

A step is a call of one of the functions that change the host, once the site is built.
"""

import os
import signal
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from hamerkop import cli
from hamerkop.publish import publication


def main(arguments: Sequence[str]) -> int:
    """Run `hamerkop publish` with the arguments after the first two.

    The first is the number of the step, the second the functions, as "module:name" or "module:Class.name", with commas.
    Prints how many steps there were, if the process was not killed.
    """
    left, done = int(arguments[0]), [0]

    def step() -> None:
        if done[0] == left:
            os.kill(os.getpid(), signal.SIGKILL)
        done[0] += 1

    publish_folder = publication.publish_folder

    def with_steps(*values: Any) -> int:
        for place in arguments[1].split(","):
            patch(place, step)
        return publish_folder(*values)

    publication.publish_folder = with_steps
    status = cli.main(["publish", *arguments[2:]])
    print(f"{done[0]} steps")
    return status


def patch(place: str, step: Callable[[], None]) -> None:
    """Call *step* before each call of the function at *place*."""
    module, _, name = place.partition(":")
    owner: Any = import_module(module)
    if "." in name:
        owner, name = getattr(owner, name.partition(".")[0]), name.partition(".")[2]
    function = getattr(owner, name)

    def stepped(*values: Any, **named: Any) -> Any:
        step()
        return function(*values, **named)

    setattr(owner, name, stepped)
