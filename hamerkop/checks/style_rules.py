"""Finds the words and phrases that a publication has decided against. Imports nothing of Pelican.

A rule is `{pattern, message, max}`: a regular expression, what to write instead, and how often one file may have it all
the same (0). A space in the pattern also matches the end of a line; upper and lower case do not matter. `{name}` is the
name of an organisation, in which the rules do not apply.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from warnings import catch_warnings, simplefilter

from hamerkop.shared.excuses import excuses_in
from hamerkop.shared.problems import Position, Problem, display_path
from hamerkop.shared.records import StyleRule, StyleRules
from hamerkop.shared.yaml_file import Entry, read_list
from hamerkop.shared.yaml_form import Form, form_problems

RULE: Form = {"pattern": str, "message": str, "max?": int}
NAME: Form = {"name": str}
MAX_BREACHES = 100  # of one rule in one file that are reported one by one


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
    return style_rules(rules, _compiled("|".join(names) or "(?!)")), problems


def style_rules(rules: Iterable[StyleRule], names: re.Pattern[str]) -> StyleRules:
    """Return rules and names with the sieve: one pattern of all rules that can be searched for at once."""
    rules = tuple(rules)
    lowered = [lower_pattern(rule.pattern) for rule in rules]
    try:
        sieve = _compiled("|".join(f"(?:{pattern})" for pattern in lowered if pattern) or "(?!)", 0)
    except (OverflowError, RecursionError):  # each rule can be read, but not all in one
        return StyleRules(rules, names, re.compile("(?!)"), rules)
    return StyleRules(rules, names, sieve, tuple(rule for rule, low in zip(rules, lowered, strict=True) if not low))


def entry_problems(entry: Entry, shown_path: str) -> list[Problem]:
    """Return what is wrong with one entry of the file."""
    is_name = isinstance(entry.value, dict) and "name" in entry.value
    problems = form_problems(entry.node, NAME if is_name else RULE, shown_path)
    if problems or is_name:
        return problems
    if (entry.value.get("max") or 0) < 0:
        message = '"max" is less than 0; write 0 or more'
        problems.append(Problem("Y02", shown_path, entry.node.position("max"), message))
    try:
        _compiled(entry.value["pattern"])
    except (re.error, OverflowError, RecursionError) as error:
        reason = error if isinstance(error, re.error) else "it repeats or nests too much"
        message = f'"pattern" is not a regular expression: {reason}; correct it'
        problems.append(Problem("Y02", shown_path, entry.node.position("pattern"), message))
    return problems


def _compiled(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    with catch_warnings():
        simplefilter("ignore")  # of what future versions of Python will read differently: no concern of a writer
        return re.compile(pattern, flags)


# References to groups, and groups by names; flags of a part; characters by their numbers.
_NOT_COMBINED = re.compile(r"\\[0-9xuUN]|\(\?(?![:=!]|<[=!])")
_ESCAPE_OR_CAPITAL = re.compile(r"\\.|[A-Z]", re.DOTALL)
_RANGE = re.compile(r"(?=(\\?.)-(.))", re.DOTALL)


def lower_pattern(pattern: re.Pattern[str]) -> str:
    """Return a pattern that finds in :func:`folded` text what *pattern* finds in a text, whatever the case.

    "" if there is none, or this function cannot tell.
    """
    typed = pattern.pattern
    if not typed.isascii() or _NOT_COMBINED.search(typed):
        return ""
    if any(_mixes_cases(first, last) for first, last in _RANGE.findall(typed)):
        return ""
    return _ESCAPE_OR_CAPITAL.sub(lambda found: found[0].lower() if len(found[0]) == 1 else found[0], typed)


def _mixes_cases(first: str, last: str) -> bool:
    """Return whether *first*-*last* may be a range with letters of which it has only one case, as in `[!-Z]`."""
    letters = [chr(code) for code in range(ord(first[-1]), ord(last) + 1) if chr(code).isalpha()]
    one_kind = (first + last).isalpha() and first.islower() == last.islower()
    return len(first) > 1 or (bool(letters) and not one_kind)


# Characters that Python takes for ASCII letters where case does not matter, besides those that `lower` replaces.
_AS_ASCII = str.maketrans("İıſ", "iis")


def folded(text: str) -> str:
    """Return *text* in small letters, with as many characters."""
    return text.lower() if text.isascii() else text.translate(_AS_ASCII).lower()


def find_breaches(typed: str, prose: str, rules: StyleRules, shown_path: str) -> Iterator[Problem]:
    """Yield a problem for each place where a text breaks a rule more often than the rule allows.

    *prose* is the text *typed* with spaces in place of what the rules do not apply to, character for character. A place
    is left out if its line is excused (hamerkop.shared.excuses). One rule gives at most `MAX_BREACHES` problems.
    """
    # One line of text: a phrase or a name may continue on the next line.
    text = rules.names.sub(lambda name: " " * len(name[0]), prose.replace("\n", " "))
    line_starts = [0, *accumulate(len(line) + 1 for line in typed.split("\n"))]
    excuses = excuses_in(typed) if "check:" in typed else ()
    ignored = {excuse.line for excuse in excuses if excuse.covers("P01", excuse.line)}
    for rule in rules.rules if rules.sieve.search(folded(text)) else rules.alone:
        found = [match for match in rule.pattern.finditer(text) if match[0].strip()]
        breaches = _not_ignored(found[rule.max :], ignored, line_starts)
        for match, start in islice(breaches, MAX_BREACHES):
            message = f'"{" ".join(match[0].split())}": {rule.message}'
            yield Problem("P01", shown_path, start, message, end=_position(line_starts, match.end()))
        if more := sum(1 for _ in breaches):
            yield Problem("P01", shown_path, start, f"{more} more of these: {rule.message}")


def excused_breaches(typed: str, prose: str, rules: StyleRules, shown_path: str) -> Iterator[Problem]:
    """Yield a problem for each excused line that breaks a rule; the arguments are those of :func:`find_breaches`."""
    lines = prose.split("\n")
    for line in sorted({excuse.line for excuse in excuses_in(typed) if excuse.covers("P01", excuse.line)}):
        rule = next((rule for rule in rules.rules if rule.pattern.search(lines[line - 1])), None)
        if rule:
            yield Problem("P01", shown_path, Position(line, 1), rule.message)


def _not_ignored(
    found: Iterable[re.Match[str]], ignored: Collection[int], line_starts: Sequence[int]
) -> Iterator[tuple[re.Match[str], Position]]:
    for match in found:
        start = _position(line_starts, match.start())
        if start.line not in ignored:
            yield match, start


def _position(line_starts: Sequence[int], offset: int) -> Position:
    line = bisect_right(line_starts, offset)
    return Position(line, offset - line_starts[line - 1] + 1)
