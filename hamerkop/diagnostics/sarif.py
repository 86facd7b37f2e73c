"""Problems as SARIF 2.1.0, the Static Analysis Results Interchange Format (OASIS, 2020).

Columns count UTF-16 code units there, unless `columnKind` says otherwise: ours count characters.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import hamerkop
from hamerkop.shared.problems import Edit, Position, Problem
from hamerkop.shared.rules import ERROR, NOTE, OFF, WARNING, Rule, rule_named

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "note", OFF: "none"}


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return problems as a SARIF log with one run."""
    rules = [rule_named(rule) for rule in sorted({problem.rule for problem in problems})]
    driver = {"name": "hamerkop", "version": hamerkop.__version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": LEVELS[rule.level], "enabled": rule.level != OFF},
    }


def _result(problem: Problem) -> dict[str, Any]:
    place = {"artifactLocation": _artifact(problem), "region": _region(problem.start, problem.end)}
    result = {
        "ruleId": problem.rule,
        "level": LEVELS[problem.level or ERROR],
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }
    return result | ({"fixes": [_fix(problem)]} if problem.edits else {})


def _artifact(problem: Problem) -> dict[str, str]:
    return {"uri": quote(problem.path)}


def _region(start: Position, end: Position | None) -> dict[str, int]:
    region = {"startLine": start.line, "startColumn": start.column}
    return region | ({"endLine": end.line, "endColumn": end.column} if end else {})


def _fix(problem: Problem) -> dict[str, Any]:
    changes = {"artifactLocation": _artifact(problem), "replacements": [_replacement(edit) for edit in problem.edits]}
    return {"description": {"text": rule_named(problem.rule).fix}, "artifactChanges": [changes]}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.text}}
