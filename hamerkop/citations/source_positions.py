"""Finds the position of each problem with a citation in the source file. Only a build with a problem needs it.

Python-Markdown forgets where in the file a text was, so a citation is searched for by its own text and the text before
it, everywhere but in code and comments.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from markdown.util import ETX

from hamerkop.citations.parser import citations_in
from hamerkop.citations.validation import UnlocatedProblem
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Edit, Problem, line_and_column

MAX_COMPARED = 100  # citations that are alike, of which the one after the right text is searched for


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
        return Problem(problem.rule, shown_path, start, problem.message, level=problem.level)
    end = line_and_column(source, offset + len(problem.key) + 1 if problem.key else typed.end)
    edits = (Edit(start, end, f"@{problem.better_key}", safe=False),) if problem.better_key else ()
    return Problem(problem.rule, shown_path, start, problem.message, end, problem.level, edits)


def _find_all(problems: Iterable[UnlocatedProblem], source: str) -> Iterator[Typed | None]:
    """Yield the citation in *source* that each problem is about; of several that are alike each is yielded once."""
    prose = mask_code(source)
    everything = _ByText(
        Typed(start, start + len(citation.raw), _on_one_line(citation.raw)) for start, citation in citations_in(prose)
    )
    free: dict[tuple[str, str], list[Typed]] = {}  # by the text of the citation, and the key that is wrong in it
    for problem in problems:
        same = everything.like(_on_one_line(problem.typed))
        left = free.setdefault((problem.typed, problem.key), list(same)) or same
        near = (typed for typed in left[:MAX_COMPARED] if _follows(problem, prose, typed.start))
        found = next(near, left[0] if left else None)
        if found and left is not same:
            left.remove(found)
        yield found


class _ByText:
    """The citations of a source, found by their text without a search through all of them."""

    def __init__(self, everything: Iterable[Typed]) -> None:
        self._sorted = sorted(everything, key=lambda typed: (typed.text, typed.start))
        self._texts = [typed.text for typed in self._sorted]
        self._known: dict[str, list[Typed]] = {}

    def like(self, text: str) -> list[Typed]:
        """Return the citations that may be the one that Markdown has as *text*, in the order of the source."""
        if text not in self._known:
            first = bisect_left(self._texts, text)
            # A bracket that is never closed reaches further in the file than in its heading or cell.
            end = bisect_right(self._texts, text + (chr(sys.maxunicode) if text.startswith("[") else ""))
            self._known[text] = sorted(self._sorted[first:end])
        return self._known[text]


def _follows(problem: UnlocatedProblem, source: str, start: int) -> bool:
    """Return whether the text before *start* ends with the text before the problem's citation."""
    # What Markdown has replaced (code, escapes) is something else in the file: only the text after it is compared.
    before = _on_one_line(problem.before.rpartition(ETX)[2])
    return _on_one_line(source[max(0, start - 200) : start]).endswith(before)


def _on_one_line(text: str) -> str:
    """Return *text* with one space for each line end, with the marks of a quotation, and each run of spaces."""
    return re.sub(r"[\s>]+", " ", text)


def _at_character(source: str, typed: Typed, key: str) -> int:
    """Return the offset of the ``@`` of *key* in a citation, or of the citation's first ``@``."""
    forms = "|".join(re.escape(normalize(form, key)) for form in ("NFC", "NFD"))
    pattern = re.compile(rf"@(?:{forms})(?!\w|[:.+/-]\w)") if key else re.compile("@")
    found = pattern.search(source, typed.start)
    return found.start() if found else typed.start
