"""Finds comments that excuse a line from a rule which finds nothing there: what they were for is corrected by now."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from hamerkop.shared.excuses import Excuse, can_be_excused, excuses_of
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Position, Problem, display_path
from hamerkop.shared.rules import NOTE, RULES

# Not misspelt words, which only a machine with the speller finds, nor what a draft that is not finished may have.
_NOT_SURE = ("P04", "P03", "M37")
_SURE = {"any rule", *(rule.id for rule in RULES if can_be_excused(rule.id) and rule.id not in _NOT_SURE)}


def unused_excuses(sources: Iterable[Path], excused: Collection[Problem]) -> Iterator[Problem]:
    """Yield a note for each excuse in *sources* that none of the *excused* problems of the whole site needed.

    One from a rule that is misspelt is a problem of its own (hamerkop.checks.excuse_comments).
    """
    used = {(problem.path, problem.start.line): set[str]() for problem in excused}
    for problem in excused:
        used[problem.path, problem.start.line].add(problem.rule)
    for path in map(display_path, sources):
        for excuse in _excuses_outside_code(path):
            needed = used.get((path, excuse.line), set())
            unused = excuse.rules - needed if excuse.rules else set() if needed else {"any rule"}
            if unused and unused <= _SURE:
                what = " and ".join(sorted(unused))
                message = f"{what} finds nothing on line {excuse.line} that this comment could excuse; remove it"
                message = message.replace("any rule finds nothing", "no rule finds anything")
                yield Problem("P21", path, Position(excuse.at, 1), message, level=NOTE)


def _excuses_outside_code(path: str) -> list[Excuse]:
    """Return the excuses in a source but those in code, which are examples."""
    found = excuses_of(path)
    if not found:
        return []
    text = Path(path).read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
    lines = mask_code(text.replace("<!--", "(!--")).split("\n")  # no comments any more, so only code is masked
    return [excuse for excuse in found if "check" in lines[excuse.at - 1]]
