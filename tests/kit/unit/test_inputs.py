"""The inputs of an article add up, whichever plugin declares them."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from hamerkop.shared import inputs


def test_declared_inputs_add_up_and_the_earliest_day_counts():
    article = SimpleNamespace()
    assert inputs.inputs_of(article) == inputs.Inputs()
    inputs.declare_file(article, Path("/c/figures/a.yaml"))
    inputs.declare_entry(article, Path("/c/references.json"), "ward2011")
    inputs.declare_entry(article, Path("/c/references.json"), "elm1999")
    inputs.declare_target(article, "b.md")
    inputs.declare_target(article, "images/a.png")
    inputs.declare_day(article, date(2027, 5, 1))
    inputs.declare_day(article, date(2027, 2, 1))
    inputs.declare_day(article, date(2028, 1, 1))
    assert inputs.inputs_of(article) == inputs.Inputs(
        files=frozenset({"/c/figures/a.yaml"}),
        entries=frozenset({("/c/references.json", "ward2011"), ("/c/references.json", "elm1999")}),
        targets=frozenset({"b.md", "images/a.png"}),
        changes_on=date(2027, 2, 1),
    )


def test_inputs_of_the_site_are_kept_in_its_context():
    context = {}
    assert inputs.site_inputs_of(context) == frozenset()
    inputs.declare_site_input(context, Path("/c/topics.yaml"))
    assert inputs.site_inputs_of(context) == {"/c/topics.yaml"}
