"""Finds comments that are to excuse a line from a rule, and have no effect (hamerkop.shared.excuses)."""

import re
from collections.abc import Collection, Iterator, Sequence

from hamerkop.checks.checked_text import CheckedText
from hamerkop.shared.excuses import can_be_excused
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Problem, did_you_mean
from hamerkop.shared.rules import RULES, rule_named

_COMMENT = re.compile(
    r"<!--[ \t]*check:?[ \t]*ignored?\b:?(?P<html>(?:(?!<!--|-->)[^\n])*)-->"
    r"|(?<!\S)#[ \t]*check:[ \t]*ignored?\b:?(?P<yaml>[^\n]*)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"<!--(?=[ \t]*check)", re.IGNORECASE)
_RIGHT = re.compile(r"(?:<!--|#)[ \t]*check:[ \t]*ignore\b(?!:)")


def excuse_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each comment that has no effect; those in code are examples."""
    if "check" not in text.source:
        return
    code = mask_code(_OPENING.sub("(!--", text.source))  # no comment any more, so only code is masked
    for found in _COMMENT.finditer(text.source):
        in_header = found.start() < text.body
        if (found["yaml"] is not None) is not in_header or (not in_header and not code[found.start()].strip()):
            continue
        if wrong := wrong_with(found[0], found["html"] or found["yaml"] or ""):
            yield text.problem("P21", found.start(), found.end(), f"this comment has no effect: {wrong}")


def wrong_with(comment: str, rest: str) -> str:
    """Return why an excusing *comment* has no effect; *rest* is what is behind `ignore`. "" if it can have one."""
    rules, comma, reason = rest.partition(",")
    if not _RIGHT.match(comment):
        return "it begins with <!-- check: ignore"
    known = [key for rule in RULES for key in (rule.id, rule.name)]
    if not comma or not reason.strip():
        return _without_reason(rules.split(), known)
    for name in rules.split():
        if name not in known:
            hint = did_you_mean(name, known) or "; `hamerkop check` prints the rule of each problem"
            return f'there is no rule "{name}"{hint}'
        if not can_be_excused(rule_named(name).id):
            return f"{name} cannot be excused, because the page would be missing or wrong; correct the line"
    return ""


def _without_reason(words: Sequence[str], known: Collection[str]) -> str:
    named = [word for word in words if word in known]
    if named and words[: len(named)] == named and len(words) > len(named):
        reason = " ".join(words[len(named) :])
        return f"a comma is missing before its reason; write check: ignore {' '.join(named)}, {reason}"
    return f"its reason is missing; write check: ignore{''.join(f' {name}' for name in named)}, and why"
