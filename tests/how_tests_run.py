"""A pytest plugin that runs a test marked `own_process` in a fork of the process that runs the others.

Such a test loads sites, and what Pelican and its plugins change in the process would reach the tests after it.
"""

import gc
import json
import os
import threading

import pytest
from _pytest.runner import runtestprotocol

from hamerkop.build.process_copy import in_a_copy


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if item.get_closest_marker("own_process") is None or not hasattr(os, "fork"):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in reports_of_a_fork(item):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    item.session._setupstate.teardown_exact(nextitem)  # what the fork set up is not known here
    return True


def reports_of_a_fork(item: pytest.Item) -> list[pytest.TestReport]:
    """Return the reports of a test that runs in a fork: of its setup, its call and its teardown."""
    convert = item.config.hook

    def run() -> str:
        gc.freeze()  # what the worker has made is the worker's to end
        # The next item is itself: what is shared with other tests is torn down by the process that made it.
        reports = runtestprotocol(item, log=False, nextitem=item)
        return json.dumps([convert.pytest_report_to_serializable(config=item.config, report=each) for each in reports])

    sent = in_a_copy(threading.RLock(), lambda: run().encode())
    if not sent:
        return [ended_early(item)]
    return [convert.pytest_report_from_serializable(config=item.config, data=each) for each in json.loads(sent)]


def ended_early(item: pytest.Item) -> pytest.TestReport:
    """Return the report of a test whose process ended before it sent one."""
    message = "the process of the test ended before its report"
    return pytest.TestReport(item.nodeid, item.location, {}, "failed", message, "call")
