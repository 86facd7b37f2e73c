"""The example of each rule, as the documentation shows it, is one that the rule finds."""

import json
import re

import pytest

from hamerkop.checks.spelling import program
from hamerkop.shared.rules import RULES
from tests.conftest import TinySite

HEADER = {
    "title": "Example {number}",
    "summary": "A plain sentence.",
    "date": "2026-11-20",
    "category": "Safety",
    "tags": "[side-effects, monitoring]",
    "last_evidence_check": "2026-11-20",
    "next_review": "2027-05-22",
}
EXAMPLES = [rule for rule in RULES if rule.example]
IN_HEADER = re.compile(r"[a-z_]+: ?\S?.*(?:\n[a-z_ ]+[:-].*)*")
WORK = {"type": "article-journal", "title": "A trial", "issued": {"date-parts": [[2023]]}}
WORKS = [WORK | {"id": key, "author": [{"family": "Anand", "given": "A"}]} for key in ("anand2023", "ekstrand2022")]
FIGURE = """type: grades
title: How fast
description: One row.
columns: [Claim, Our grade, Limit]
scale: [Limited, Strong]
rows:
- {label: One, grade: Limited, cells: [Small], sources: [anand2023]}
"""
FILES = {
    "references.json": json.dumps(WORKS),
    "topics.yaml": "- {slug: side-effects, title: S, description: D., group: G}\n"
    "- {slug: monitoring, title: M, description: D., group: G}\n",
    "style_rules.yaml": "- {pattern: '\\bmiracles?\\b', message: say what was found}\n",
    "figures/how-fast.yaml": FIGURE,
    "articles/otters.md": "---\ntitle: Otters\nsummary: About otters.\ndate: 2026-11-20\ncategory: Safety\n"
    "tags: [side-effects]\n---\n\nOtters fish.\n",
    "images/line.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title></svg>',
}


def article(number: int, rule_id: str, example: str) -> str:
    """Return an article with *example*: in place of fields of its header, or as its text."""
    header, body = {name: value.format(number=number) for name, value in HEADER.items()}, "A plain sentence."
    given = example.split("\n")
    if rule_id[0] in "FTSDR" and IN_HEADER.fullmatch(example):
        header = {name: value for name, value in header.items() if not example.startswith(f"{name}:")}
        lines = [*(f"{name}: {value}" for name, value in header.items()), *given]
    else:
        lines, body = [f"{name}: {value}" for name, value in header.items()], example
    return "\n".join(["---", *lines, "---", "", body, ""])


def path_of(rule) -> str:
    """Return the path of the article with the example of a rule; one example links to itself."""
    return f"articles/{'this-page' if rule.id == 'L20' else rule.id.lower()}.md"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The rules that are reported in the article of each example."""
    levels = {rule.id: "warning" for rule in RULES if rule.level == "off"}
    site = TinySite(tmp_path_factory.mktemp("examples") / "site", {"CHECK_LEVELS": levels}, published=True)
    site.write(FILES | {path_of(rule): article(n, rule.id, rule.example) for n, rule in enumerate(EXAMPLES)})
    command = ["-m", "hamerkop", "check", "--settings", "siteconf.py", "--sources", "--format", "json"]
    reported: dict[str, set[str]] = {}
    for each in json.loads(site.run(command, SITEURL="https://example.org").stdout):
        reported.setdefault(each["path"], set()).add(each["rule"])
    return reported


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.id)
def test_the_example_of_a_rule_is_found_by_it(rule, found):
    if rule.id == "P04" and program() is None:
        pytest.skip("typos is not installed")
    assert rule.id in found.get(f"content/{path_of(rule)}", set())
