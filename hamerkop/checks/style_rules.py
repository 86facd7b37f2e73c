"""Finds the words and phrases that a publication has decided against. Imports nothing of Pelican.

A rule is `{pattern, message, max}`: a regular expression, what to write instead, and how often one file may have it all
the same (0). A space in the pattern also matches the end of a line; upper and lower case do not matter. `{name}` is the
name of an organisation, in which the rules do not apply.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from hamerkop.shared.problems import Problem, display_path, line_and_column
from hamerkop.shared.records import StyleRule, StyleRules
from hamerkop.shared.yaml_file import Entry, read_list
from hamerkop.shared.yaml_form import Form, form_problems

RULE: Form = {"pattern": str, "message": str, "max?": int}
NAME: Form = {"name": str}
_IGNORED = re.compile(r"<!--\s*check:\s*ignore,\s*\w.*?-->")


def read_style_rules(path: Path) -> tuple[StyleRules, list[Problem]]:
    """Return the rules in a file, in its order, and its problems; a rule that is not valid is left out."""
    entries, problems = read_list(path)
    rules, names = [], []
    for entry in entries:
        found = entry_problems(entry, display_path(path))
        problems += found
        if found:
            continue
        if "name" in entry.value:
            names.append(re.escape(entry.value["name"]))
        else:
            fields = entry.value
            rules.append(StyleRule(_compiled(fields["pattern"]), fields["message"], fields.get("max") or 0))
    return StyleRules(tuple(rules), _compiled("|".join(names) or "(?!)")), problems


def entry_problems(entry: Entry, shown_path: str) -> list[Problem]:
    """Return what is wrong with one entry of the file."""
    is_name = isinstance(entry.value, dict) and "name" in entry.value
    problems = form_problems(entry.node, NAME if is_name else RULE, shown_path)
    if not problems and not is_name:
        try:
            _compiled(entry.value["pattern"])
        except re.error as error:
            message = f'"pattern" is not a regular expression: {error}; correct it'
            problems.append(Problem("Y02", shown_path, entry.node.position("pattern"), message))
    return problems


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def find_breaches(typed: str, prose: str, rules: StyleRules, shown_path: str) -> Iterator[Problem]:
    """Yield a problem for each place where a text breaks a rule more often than the rule allows.

    *prose* is the text *typed* with spaces in place of what the rules do not apply to, character for character. A place
    is left out if its line ends in ``<!-- check: ignore, REASON -->``.
    """
    # One line of text: a phrase or a name may continue on the next line.
    text = rules.names.sub(lambda name: " " * len(name[0]), prose.replace("\n", " "))
    lines = typed.split("\n")
    for rule in rules.rules:
        found = [match for match in rule.pattern.finditer(text) if match[0].strip()]
        for match in found[rule.max :]:
            start, end = (line_and_column(typed, offset) for offset in match.span())
            if not _IGNORED.search(lines[start.line - 1]):
                message = f'"{" ".join(match[0].split())}": {rule.message}'
                yield Problem("P01", shown_path, start, message, end=end)
