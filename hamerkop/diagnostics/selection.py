"""Chooses problems by their rules, as `--select` and `--ignore` name them.

A name is the id of a rule, its name in words, the letter of a family (`M`), the beginning of ids (`M1`), or ALL. The
longest name that fits a rule decides; `--ignore` wins over `--select` where both are equally long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hamerkop.shared.problems import Problem, did_you_mean
from hamerkop.shared.rules import OFF, RULES, WARNING, Rule, rule_named

ALL = "ALL"


class Selection(NamedTuple):
    """Names of rules to report and not to report; none to report means: those that the site has switched on."""

    selected: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def of(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that are chosen, sorted; one whose rule is off is a warning if it is selected by name."""
        chosen = {self._as_chosen(problem) for problem in problems if self._has(rule_named(problem.rule))}
        return sorted(problem for problem in chosen if problem.level != OFF)

    def _as_chosen(self, problem: Problem) -> Problem:
        return replace(problem, level=WARNING) if problem.level == OFF and self.selected else problem

    def _has(self, rule: Rule) -> bool:
        selected = max((_length(name, rule) for name in self.selected or (ALL,)), default=-1)
        ignored = max((_length(name, rule) for name in self.ignored), default=-1)
        return selected > ignored


def _length(name: str, rule: Rule) -> int:
    """Return how long the part of a rule is that *name* names; -1 if it does not name it."""
    if name == ALL:
        return 0
    if name == rule.name:
        return len(rule.id)
    return len(name) if rule.id.startswith(name) else -1


def unknown_name(names: Sequence[str]) -> str:
    """Return what is wrong with the first of *names* that names no rule, or ""."""
    known = {rule.id for rule in RULES} | {rule.name for rule in RULES}
    for name in names:
        if name != ALL and all(_length(name, rule) < 0 for rule in RULES):
            return f'there is no rule "{name}"{did_you_mean(name, known) or "; docs/rules.md lists all"}'
    return ""


def names_in(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the values of a flag, which may be separated by commas; ids in capitals."""
    names = (name.strip() for text in texts for name in text.split(","))
    return tuple(name.upper() if len(name) <= 3 else name for name in names if name)
