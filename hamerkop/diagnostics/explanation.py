"""Says what a rule finds, why that matters and what to do: `hamerkop explain RULE`."""

import textwrap

from hamerkop.shared.excuses import can_be_excused
from hamerkop.shared.rules import RULES, rule_named

WIDTH = 88  # columns
IN_HEADERS = "TDR"  # families of rules about front matter, where a comment begins with #


def names() -> list[str]:
    """Return every id and name that :func:`of` knows."""
    return [key for rule in RULES for key in (rule.id, rule.name)]


def of(key: str) -> str:
    """Return the explanation of the rule with the id or name *key*, in any case; "" if there is none."""
    known = {name.casefold(): name for name in names()}
    if key.casefold() not in known:
        return ""
    rule = rule_named(known[key.casefold()])
    example = ["Example:", textwrap.indent(rule.example, "    ")] if rule.example else []
    parts = [
        f"{rule.id} {rule.name} ({rule.level} unless the site sets another level)",
        _wrapped(rule.what),
        _wrapped(f"Why: {rule.why}"),
        _wrapped(f"What to do: {rule.fix}"),
        *(["\n".join(example)] if example else []),
        _wrapped(how_to_switch_off(rule.id)),
    ]
    return "\n\n".join(parts)


def how_to_switch_off(rule: str) -> str:
    """Return how a site changes the level of the rule with the id *rule*, and how one line is excused from it."""
    level = f'To change its level, write CHECK_LEVELS = {{"{rule}": "off"}} into the settings.'
    if not can_be_excused(rule):
        return level
    comment = (
        f"# check: ignore {rule}, your reason"
        if rule[0] in IN_HEADERS
        else f"<!-- check: ignore {rule}, your reason -->"
    )
    where = " (in front matter and data files)" if rule[0] in IN_HEADERS else " (in a header: # check: …)"
    return f"To excuse a line, end it with {comment}{where}. {level}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
