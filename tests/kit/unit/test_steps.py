"""The steps of a build: their order, and the order of the receivers within one."""

from types import FunctionType

import pytest
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG

from hamerkop.shared import steps


@pytest.fixture
def calls():
    """Connect one receiver a step and three to `derive`, in another order than they are to run; return their calls."""
    made: list[str] = []
    receivers = []

    def connect(step, name):
        def receiver(content):
            made.append(name)

        receiver = FunctionType(receiver.__code__, receiver.__globals__, name, None, receiver.__closure__)
        receiver.__qualname__, receiver.__module__ = name, "tests"
        receivers.append((step, receiver))
        steps.on(step, receiver)

    for step, name in [(steps.derive, "derive b"), (steps.derive, "derive c"), (steps.typeset, "typeset")]:
        connect(step, name)
    for step, name in [(steps.inspect, "inspect"), (steps.rewrite, "rewrite"), (steps.derive, "derive a")]:
        connect(step, name)
    yield made
    for step, receiver in receivers:
        step.disconnect(receiver)


def test_an_article_goes_through_all_steps_in_their_order_and_once(calls):
    Article("<p>x</p>", {"title": "x"}, settings=DEFAULT_CONFIG | {"PATH": "."}, source_path="x.md")
    assert calls == ["inspect", "rewrite", "typeset", "derive a", "derive b", "derive c"]
