"""Builds a site and kills itself before the given step; test_nothing_lost.py runs this in a process of its own.

    python killed_build.py STEP

A step is a signal of Pelican, or a rename or removal of a folder. Prints "done" if the build has fewer steps.
"""

import os
import signal
import sys
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
steps = 0


def step(*_senders: Any, **_named: Any) -> None:
    global steps
    if steps == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1


def after_a_step(function: Any) -> Any:
    def stepped(*values: Any) -> Any:
        step()
        return function(*values)

    return stepped


for name in SIGNALS:
    getattr(signals, name).connect(step)
for name in ("recover", "rename", "remove", "exchange"):
    setattr(staging, name, after_a_step(getattr(staging, name)))
report = site.build("siteconf.py")
print("done", *report.problems)
