"""Finds the position of each problem with a citation in the source file. Only a build with a problem needs it.

Python-Markdown forgets where in the file a text was, so a citation is searched for by its own text and the text before
it, everywhere but in code and comments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markdown.util import ETX

from hamerkop.citations.parser import citations_in
from hamerkop.citations.validation import UnlocatedProblem
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Edit, Problem, line_and_column


class Typed(NamedTuple):
    """A citation in the source: its start and end as offsets, and its text on one line."""

    start: int
    end: int
    text: str


def locate_problems(problems: Sequence[UnlocatedProblem], source: str, shown_path: str) -> list[Problem]:
    """Return *problems* with their positions in *source*, in the order of the file.

    A problem starts at the ``@`` of its key, or at the first ``@`` of its citation. One whose citation is not in
    *source*, because another plugin has written it, starts at the beginning of the file.
    """
    located = zip(problems, _find_all(problems, source), strict=True)
    # Markdown converts some footnotes twice, and so finds a problem in them twice.
    return sorted({_as_problem(problem, typed, source, shown_path) for problem, typed in located})


def _as_problem(problem: UnlocatedProblem, typed: Typed | None, source: str, shown_path: str) -> Problem:
    offset = _at_character(source, typed, problem.key) if typed else 0
    start = line_and_column(source, offset)
    if typed is None:
        return Problem(problem.rule, shown_path, start, problem.message)
    end = line_and_column(source, offset + len(problem.key) + 1 if problem.key else typed.end)
    edits = (Edit(start, end, f"@{problem.better_key}", safe=False),) if problem.better_key else ()
    return Problem(problem.rule, shown_path, start, problem.message, end=end, edits=edits)


def _find_all(problems: Iterable[UnlocatedProblem], source: str) -> Iterator[Typed | None]:
    """Yield the citation in *source* that each problem is about; of several that are alike each is yielded once."""
    prose = mask_code(source)
    everything = [
        Typed(start, start + len(citation.raw), _on_one_line(citation.raw)) for start, citation in citations_in(prose)
    ]
    taken: set[tuple[Typed, str]] = set()
    for problem in problems:
        same = [typed for typed in everything if _may_be(problem, typed)]
        free = [typed for typed in same if (typed, problem.key) not in taken] or same
        found = next((typed for typed in free if _follows(problem, prose[: typed.start])), next(iter(free), None))
        if found:
            taken.add((found, problem.key))
        yield found


def _may_be(problem: UnlocatedProblem, typed: Typed) -> bool:
    """Return whether a citation in the source may be the one that Markdown has found a problem with."""
    found = _on_one_line(problem.typed)
    # A bracket that is never closed reaches further in the file than in its heading or cell.
    return typed.text.startswith(found) if found.startswith("[") else typed.text == found


def _follows(problem: UnlocatedProblem, source_before: str) -> bool:
    """Return whether *source_before* ends with the text before the problem's citation."""
    # What Markdown has replaced (code, escapes) is something else in the file: only the text after it is compared.
    before = _on_one_line(problem.before.rpartition(ETX)[2])
    return _on_one_line(source_before[-200:]).endswith(before)


def _on_one_line(text: str) -> str:
    """Return *text* with one space for each line end, with the marks of a quotation, and each run of spaces."""
    return re.sub(r"[\s>]+", " ", text)


def _at_character(source: str, typed: Typed, key: str) -> int:
    """Return the offset of the ``@`` of *key* in a citation, or of the citation's first ``@``."""
    pattern = re.compile(rf"@{re.escape(key)}(?!\w|[:.+/-]\w)") if key else re.compile("@")
    found = pattern.search(source, typed.start)
    return found.start() if found else typed.start
