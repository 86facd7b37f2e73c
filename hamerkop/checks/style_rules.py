"""Finds words and phrases that a publication has decided against. Knows nothing of Pelican.

A rule is `{pattern: regular expression, message: what to write instead, max: how often it may occur}`; a space in `pattern`
also matches the end of a line, and capitals do not matter. `{name: National Institute on Drug Abuse}` exempts the
name of an organisation. Keys of citations, addresses of links and code are not read.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared.problems import Problem, display_path, line_and_column
from hamerkop.shared.yaml_file import read_list


class WordRule(NamedTuple):
    """A pattern, what to write instead, and how often it may stand in one file before it is too often."""

    pattern: re.Pattern[str]
    say: str
    most: int


class HouseWords(NamedTuple):
    """The rules, and a pattern of the names in which they do not hold."""

    rules: list[WordRule]
    names: re.Pattern[str]


def read_rules(path: Path) -> tuple[HouseWords, list[Problem]]:
    """Return the rules in the order of the file, and what is wrong with the file."""
    entries, problems = read_list(path)
    rules, names = [], []
    for position, entry in ((each.position, each.value) for each in entries):
        fields = entry if isinstance(entry, dict) else {}
        try:
            if set(fields) == {"name"}:
                names.append(re.escape(str(fields["name"])))
            else:
                rules.append(WordRule(_pattern(fields["pattern"]), str(fields["message"]), int(fields.get("max", 0))))
        except (KeyError, TypeError, ValueError, re.error) as error:
            message = f"write each rule as - {{pattern: …, message: …}} or - {{name: …}} ({error})"
            problems.append(Problem("Y02", display_path(path), position, message))
    return HouseWords(rules, _pattern("|".join(names) or "(?!)")), problems


def _pattern(find: str) -> re.Pattern[str]:
    return re.compile(str(find), re.IGNORECASE)


# What is not prose: fenced code, code, citations, addresses of links.
_NOT_PROSE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`|\[?-?@[\w:.+/-]+|\]\([^)]*\)", re.DOTALL | re.MULTILINE)
_IGNORED = re.compile(r"<!--\s*check:\s*ignore,\s*\w.*?-->")


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"\S", " ", match[0]), text)


def findings(text: str, words: HouseWords) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and message for each place in a source where a rule is broken."""
    # Every step keeps the length, so that places stay true; a phrase or a name may go over the end of a line.
    prose = _blanked(words.names, _blanked(_NOT_PROSE, text).replace("\n", " "))
    lines = text.split("\n")
    for rule in words.rules:
        found = [match for match in rule.pattern.finditer(prose) if match[0].strip()]
        for match in found[rule.most :]:
            line, column = line_and_column(text, match.start())
            if not _IGNORED.search(lines[line - 1]):
                yield line, column, f'"{" ".join(match[0].split())}": {rule.say}'
