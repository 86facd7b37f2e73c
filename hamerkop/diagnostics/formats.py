"""Prints problems: as text for people, and in the forms that other programs read.

=========  =========================================================================================================
`text`     a line for each problem, the line of the source with the place marked, and what would fix it
`json`     a list of objects, see :meth:`hamerkop.shared.problems.Problem.as_dict`
`github`   commands of GitHub Actions, which appear as annotations of a pull request
`gitlab`   a Code Quality report of GitLab
`sarif`    SARIF 2.1.0 (OASIS), which code scanning and editors read
=========  =========================================================================================================
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from hamerkop.diagnostics import sarif
from hamerkop.diagnostics.baseline import line_of
from hamerkop.diagnostics.fixes import is_fixable
from hamerkop.shared.problems import Edit, Problem
from hamerkop.shared.rules import ERROR, LEVELS, NOTE, WARNING
from hamerkop.shared.words import counted, enumerated

WIDEST = 100  # columns of a source line that are shown


def as_text(problems: Sequence[Problem]) -> str:
    """Return problems for people, and a last line that counts them."""
    return "\n".join([*(f"{described(problem)}\n" for problem in problems), summary(problems)])


def described(problem: Problem) -> str:
    """Return a problem as lines: where and what, the line of the source with a mark, and what would fix it."""
    return "\n".join([problem.line(), *marked_line(problem), *fix_lines(problem)])


def marked_line(problem: Problem) -> list[str]:
    """Return the line of the source and a line that marks the place in it; [] if the file cannot be read."""
    line = line_of(problem.path, problem.start.line).rstrip()
    if not line:
        return []
    number, first = str(problem.start.line), max(problem.start.column - 1 - WIDEST // 2, 0)
    start, stop = problem.start.column - 1 - first, _stop(problem, line) - first
    shown = line[first : first + WIDEST]
    margin = " " * len(number)
    mark = " " * _width(shown[:start]) + "^" * max(_width(shown[start:stop]), 1)
    return [f"{number} | {_printable(shown)}", f"{margin} | {mark}"]


def _stop(problem: Problem, line: str) -> int:
    """Return the column behind the last character to mark, counted from 0."""
    if problem.end is None:
        return problem.start.column
    return problem.end.column - 1 if problem.end.line == problem.start.line else len(line)


def _printable(text: str) -> str:
    """Return *text* with a visible character for each that a terminal would obey, or that has no width."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_control(each) else each for each in text.replace("\t", " "))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")


def _width(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(bool(unicodedata.combining(each)) for each in text)


def fix_lines(problem: Problem) -> list[str]:
    """Return a line that says what the edits of a problem would make, if it has any."""
    if not problem.edits:
        return []
    flag = "--fix" if is_fixable(problem, unsafe=False) else "--unsafe-fixes"
    margin = " " * len(str(problem.start.line))
    return [f"{margin} = {flag}: {'; '.join(map(in_words, problem.edits))}"]


def in_words(edit: Edit) -> str:
    """Return what an edit does."""
    new = edit.text.replace("\n", "⏎")
    if not edit.text:
        return "remove the marked text"
    return f'insert "{new}"' if edit.start == edit.end else f'write "{new}"'


def summary(problems: Sequence[Problem]) -> str:
    """Return the number of problems by level, of the files that have any, and of those that can be fixed."""
    if not problems:
        return "No problems found."
    levels = Counter(problem.level for problem in problems)
    parts = [counted(levels[level], level) for level in LEVELS if levels[level]]
    files = counted(len({problem.path for problem in problems}), "file")
    return f"{enumerated(parts)} in {files}.{_fixable(problems)}"


def _fixable(problems: Sequence[Problem]) -> str:
    safe = sum(is_fixable(problem, unsafe=False) for problem in problems)
    unsafe = sum(is_fixable(problem, unsafe=True) for problem in problems) - safe
    words = "more can be" if safe else "can be"
    sure = f" {safe} can be fixed with --fix." if safe else ""
    return sure + (f" {unsafe} {words} fixed with --unsafe-fixes; look at the changes." if unsafe else "")


def as_json(problems: Sequence[Problem]) -> str:
    """Return problems as a JSON list."""
    return json.dumps([problem.as_dict() for problem in problems], indent=2, ensure_ascii=False)


# GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_COMMANDS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def as_github(problems: Sequence[Problem]) -> str:
    """Return problems as workflow commands, one a line."""
    return "\n".join(map(_github, problems))


def _github(problem: Problem) -> str:
    places = {"file": problem.path, "line": problem.start.line, "col": problem.start.column}
    if problem.end:
        places |= {"endLine": problem.end.line, "endColumn": problem.end.column}
    properties = ",".join(
        f"{name}={_escaped(str(value), ':,')}" for name, value in {**places, "title": problem.rule}.items()
    )
    return f"::{_COMMANDS[problem.level or ERROR]} {properties}::{_escaped(problem.message)}"


def _escaped(text: str, more: str = "") -> str:
    return "".join(f"%{ord(each):02X}" if each in "%\r\n" + more else each for each in text)


# GitLab: https://docs.gitlab.com/ci/testing/code_quality/
_SEVERITIES = {ERROR: "major", WARNING: "minor", NOTE: "info"}


def as_gitlab(problems: Sequence[Problem]) -> str:
    """Return problems as a Code Quality report."""
    return json.dumps([_gitlab(problem) for problem in problems], indent=2, ensure_ascii=False)


def _gitlab(problem: Problem) -> dict[str, object]:
    identity = f"{problem.path}\0{problem.rule}\0{problem.message}\0{line_of(problem.path, problem.start.line)}"
    lines = {"begin": problem.start.line} | ({"end": problem.end.line} if problem.end else {})
    return {
        "description": problem.message,
        "check_name": problem.rule,
        "fingerprint": hashlib.sha256(identity.encode(errors="replace")).hexdigest(),
        "severity": _SEVERITIES[problem.level or ERROR],
        "location": {"path": problem.path, "lines": lines},
    }


FORMATS: dict[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": sarif.as_sarif,
}
