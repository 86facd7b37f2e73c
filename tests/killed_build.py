"""Builds a site and kills its own process before a given step; tests/fork_server.py runs it for test_nothing_lost.py.

A step is a signal of Pelican, or a rename or removal of a folder.
"""

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

from pelican import signals

from hamerkop.build import site, staging

SIGNALS = [
    "initialized",
    "article_generator_context",
    "article_generator_finalized",
    "all_generators_finalized",
    "article_generator_write_article",
    "article_writer_finalized",
    "page_writer_finalized",
    "finalized",
]
FUNCTIONS_OF_STAGING = ["recover", "rename", "remove", "exchange"]


def main(arguments: Sequence[str]) -> int:
    """Build siteconf.py, killed before the step whose number is the argument; print "done" if there are fewer steps."""
    left = [int(arguments[0])]

    def step(*_senders: Any, **_named: Any) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def after_a_step(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *values: (step(), function(*values))[1]  # type: ignore[func-returns-value]  # a step returns None

    for name in SIGNALS:
        getattr(signals, name).connect(step)
    for name in FUNCTIONS_OF_STAGING:
        setattr(staging, name, after_a_step(getattr(staging, name)))
    report = site.build("siteconf.py")
    print("done", *report.problems)
    return 0
