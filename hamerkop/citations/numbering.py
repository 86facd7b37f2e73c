"""Collects the citations of one file while Markdown converts it, and numbers the items; knows no Markdown object."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hamerkop.citations.parser import Citation, CitationItem
from hamerkop.citations.validation import UnlocatedProblem, key_of_doi, problem_with, problems_of_citation
from hamerkop.citations.vancouver import printed_locator
from hamerkop.shared.markdown_source import CITATION_KEY
from hamerkop.shared.problems import nearest_of
from hamerkop.shared.records import Bibliography, CitationAnchor, Reference
from hamerkop.shared.rules import Level

# Of one file: to find the nearest key takes a time that grows with the bibliography, and a text in which more is wrong
# has one cause, such as an export with new ids.
MAX_SUGGESTIONS = 50
MAX_PROBLEMS = 1000


@dataclass(frozen=True)
class CitationResult:
    """What the conversion of one file has found.

    *references* are the cited items by number. *cited_keys* are all keys that are cited, in the bibliography or not,
    and the locators that may be keys.
    """

    references: tuple[Reference, ...] = ()
    cited_keys: frozenset[str] = frozenset()
    problems: tuple[UnlocatedProblem, ...] = ()


class PendingResult:
    """Holds the result of the file that is being read, from its conversion until its article or page is made.

    Pelican reads one file at a time, and gives a Markdown extension no hint which one.
    """

    def __init__(self) -> None:
        self._result = CitationResult()

    def clear(self) -> None:
        """Forget the result of a file that has not become an article or page, because its reader rejected it."""
        self._result = CitationResult()

    def put(self, result: CitationResult) -> None:
        """Keep *result*; it replaces that of an earlier conversion of the same file."""
        self._result = result

    def take(self) -> CitationResult:
        """Return the result and forget it; an empty one for a file that Markdown has not converted."""
        result = self._result
        self.clear()
        return result


class FileCitations:
    """The citations of one file during its conversion: first of its text, then of summaries, which get no numbers.

    A citation is known by its index in *found*, where it has some of the text before it. *anchors* has those of each
    citation that has been numbered, by its index, in reading order.
    """

    def __init__(self, bibliography: Bibliography) -> None:
        self.bibliography = bibliography
        self.text_is_done = False
        self.found: list[tuple[Citation, str]] = []
        self.anchors: dict[int, list[CitationAnchor]] = {}
        self._numbers: dict[str, int] = {}
        self._anchor_count = 0
        self._nearest: dict[str, str] = {}
        self._cited_keys: set[str] = set()
        self._problems: list[UnlocatedProblem] = []
        self._missing_bibliography: set[Level | None] = set()  # the levels at which it has been reported

    def add(self, citation: Citation, before: str) -> int | None:
        """Return the index of a citation that can be printed; report the problems of another one and return None."""
        # A locator that is a key is a problem (C06) as soon as the bibliography has such an item.
        locators = {item.locator for item in citation.items if re.fullmatch(CITATION_KEY, item.locator)}
        self._cited_keys.update(item.key for item in citation.items)
        self._cited_keys.update(locators | ({citation.slip} if citation.slip else set()))
        problems = list(problems_of_citation(citation, before, self.bibliography, self._nearest_key))
        if self.text_is_done and not problems and self.bibliography.state == "read":
            message = "a summary has no reference list; cite this in the text"
            problems = [problem_with("C04", citation, before, message)]
        for problem in problems:
            self._add_problem(problem, citation, before)
        if problems or self.bibliography.state != "read" or not self._are_known(citation):
            return None
        self.found.append((citation, before))
        return len(self.found) - 1

    def _are_known(self, citation: Citation) -> bool:
        return bool(citation.items) and all(item.key in self.bibliography.items for item in citation.items)

    def _nearest_key(self, key: str) -> str:
        """Return the key nearest to an unknown one, or ""; beyond MAX_SUGGESTIONS keys nothing is near."""
        if key not in self._nearest and len(self._nearest) < MAX_SUGGESTIONS:
            near = key_of_doi(key, self.bibliography) or nearest_of(key, self.bibliography.items)
            self._nearest[key] = near
        return self._nearest.get(key, "")

    def _add_problem(self, problem: UnlocatedProblem, citation: Citation, before: str) -> None:
        """Add a problem; a missing bibliography is reported once at each level, and once that there are too many."""
        if problem.rule == "C03":
            if problem.level in self._missing_bibliography:
                return
            self._missing_bibliography.add(problem.level)
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(problem)
        elif len(self._problems) == MAX_PROBLEMS:
            message = f"there are more than {MAX_PROBLEMS:,} problems with citations in this text; correct these first"
            self._problems.append(problem_with("C02", citation, before, message))

    def report(self, citation: Citation, before: str, message: str) -> None:
        """Report a citation at a position where no number can be printed."""
        self._add_problem(problem_with("C04", citation, before, message), citation, before)

    def number(self, index: int) -> list[CitationAnchor]:
        """Return an anchor for each item of a citation; an item that is cited for the first time gets a number."""
        items = self.found[index][0].items
        for item in items:
            self._numbers.setdefault(item.key, len(self._numbers) + 1)
        if not any(item.prefix for item in items):  # "see 3; compare 1" makes sense in its own order only
            items = tuple(sorted(items, key=lambda item: self._numbers[item.key]))
        # The ids count through the text, not per item: they are short, and nothing links to them from elsewhere.
        self.anchors[index] = [self._anchor(count, item) for count, item in enumerate(items, self._anchor_count + 1)]
        self._anchor_count += len(items)
        return self.anchors[index]

    def _anchor(self, count: int, item: CitationItem) -> CitationAnchor:
        locator = printed_locator(item.locator)
        return CitationAnchor(f"cite-{count}", self._numbers[item.key], item.key, item.prefix, locator)

    def not_numbered(self) -> Iterator[tuple[Citation, str]]:
        """Yield the citations without a number, each with the text before it."""
        return (found for index, found in enumerate(self.found) if index not in self.anchors)

    def references(self) -> tuple[Reference, ...]:
        """Return the cited items by number."""
        anchors: dict[str, list[CitationAnchor]] = {key: [] for key in self._numbers}
        for anchor in (anchor for anchors in self.anchors.values() for anchor in anchors):
            anchors[anchor.key].append(anchor)
        items, line = self.bibliography.items, self.bibliography.line
        return tuple(
            Reference(number, key, items[key], line(key), tuple(anchors[key])) for key, number in self._numbers.items()
        )

    def result(self) -> CitationResult:
        """Return what has been found so far."""
        return CitationResult(self.references(), frozenset(self._cited_keys), tuple(self._problems))
