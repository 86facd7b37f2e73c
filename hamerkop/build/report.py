"""What a build made or found, as data, as text for a writer, and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hamerkop.build.audit import NOT_READ, NOT_WRITTEN
from hamerkop.build.explain import Explanation
from hamerkop.build.kept_readings import Counts
from hamerkop.diagnostics.baseline import Baseline
from hamerkop.shared.problems import Problem, display_path
from hamerkop.shared.progress import SEARCH
from hamerkop.shared.rules import ERROR, OFF
from hamerkop.shared.words import counted

OUTCOMES = ("published", "scheduled", "draft", "hidden", "skipped", NOT_WRITTEN, NOT_READ)
# Rules that say that the command could not do its work, not that the site has a mistake.
NOT_THE_SITES_FAULT = ("B05", "B06", "B07", "B12")


@dataclass
class Report:
    """What a build made, or why it made nothing.

    *problems* are those that stop a build, sorted; *warnings* all others, but for those that the baseline of the site
    has *accepted*, and those of rules that are *off*. *outcomes*: what became of each article and
    page, one of OUTCOMES, by the path of its source under *content*. *scheduled*: the dates of those that are
    published later. *time*: the time of the build, which decides what is published. *seconds*: how long it took.
    *exception*: what ended the build, if it was one. *templates_used*: those by which an article or page was written.
    *output_before*: the inode of the output folder before the build, 0 if there was none. *counts*: what was read and
    written, and what was kept from an earlier build. *seconds_of*: how long some parts of the build took, by the names
    that :mod:`hamerkop.shared.progress` gives them. *explanation*: what was asked of a build that has succeeded.
    *sha256*: the digest of the whole site (:mod:`hamerkop.shared.tree_digest`); "" if none was written.
    """

    settings_file: str
    content: Path = Path("content")
    output: Path = Path("output")
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    accepted: list[Problem] = field(default_factory=list)
    off: list[Problem] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, datetime] = field(default_factory=dict)
    time: datetime | None = None
    files_written: int = 0
    seconds: float = 0.0
    exception: Exception | None = None
    output_before: int = 0
    templates_used: set[str] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    seconds_of: dict[str, float] = field(default_factory=dict)
    explanation: Explanation | None = None
    sha256: str = ""

    def add(self, problems: Iterable[Problem], baseline: Baseline | None = None) -> None:
        """Add problems, each once, to the list in which they belong."""
        known, found = baseline or Baseline(), set(problems)
        left = set(known.without_accepted(found))
        self.accepted = sorted({*self.accepted, *found - left})
        self.problems = sorted({*self.problems, *(each for each in left if each.level == ERROR)})
        self.off = sorted({*self.off, *(each for each in left if each.level == OFF)})
        self.warnings = sorted({*self.warnings, *left} - {*self.problems, *self.off})

    @property
    def succeeded(self) -> bool:
        """Whether the output folder now holds the built site."""
        return not self.problems

    @property
    def exit_status(self) -> int:
        """The exit status of the command: 0 built, 1 the site has problems, 2 the command could not do its work."""
        if self.succeeded:
            return 0
        return 2 if all(problem.rule in NOT_THE_SITES_FAULT for problem in self.problems) else 1

    def as_text(self) -> str:
        """Return the report for a writer; what is most important comes last, next to the prompt."""
        warnings = [problem.line() for problem in self.warnings]
        return "\n".join([*warnings, *(self._built() if self.succeeded else self._not_built())])

    def _built(self) -> list[str]:
        counts = {outcome: list(self.outcomes.values()).count(outcome) for outcome in OUTCOMES}
        return [
            f"Built {counted(len(self.outcomes), 'content file')} in {self.seconds:.1f} s",
            "  " + " · ".join(f"{number} {outcome}" for outcome, number in counts.items() if number),
            *self._scheduled(),
            *self._work(),
            f"  {counted(self.files_written, 'file')} in {display_path(self.output)}/",
            *([f"  sha256 of the site: {self.sha256}"] if self.sha256 else ()),
            *(self.explanation.as_text() if self.explanation else ()),
        ]

    def _work(self) -> list[str]:
        """Return what was read and written anew, and why it was so much."""
        counts = self.counts
        done = [
            _done(counts.read, counts.kept, "file read", "files read"),
            _done(counts.pages_written, counts.pages_kept, "page or feed written", "pages and feeds written"),
            f"search index in {self.seconds_of[SEARCH]:.1f} s" if self.seconds_of.get(SEARCH, 0) >= 0.05 else "",
        ]
        line = ", ".join(filter(None, done))
        return [*([f"  {line}"] if line else []), *(f"  {reason}" for reason in counts.reasons)]

    def _scheduled(self) -> list[str]:
        if not self.scheduled or not self.time:
            return []
        files = [
            f"  scheduled: {display_path(self.content / path)}, published by the first build after {_minute(day)}"
            for path, day in self.scheduled.items()
        ]
        return [*files, f"  the time of this build is {_minute(self.time)}; SOURCE_DATE_EPOCH=$(date +%s) makes it now"]

    def _not_built(self) -> list[str]:
        files = counted(len({problem.path for problem in self.problems}), "file")
        return [
            *map(str, self.problems),
            "",
            f"{counted(len(self.problems), 'problem')} in {files}; {self._left()}.",
        ]

    def _left(self) -> str:
        """Return what is in the output folder after a build that did not succeed."""
        folder = display_path(self.output)
        if any(problem.rule == "B05" for problem in self.problems):
            return f"nothing was built, and {folder} was not changed"
        if not self.output.exists():
            return f"the site was not changed: there is no {folder}/ yet"
        if self.output_before and self.output.stat().st_ino != self.output_before:
            return f"{folder}/ holds the new site all the same"
        return f"the site was not changed: {folder}/ holds the last good build"

    def as_json(self) -> str:
        """Return the report as a JSON object; problems and warnings are as :meth:`Problem.as_dict` gives them."""
        data = {
            "succeeded": self.succeeded,
            "problems": [problem.as_dict() for problem in self.problems],
            "warnings": [problem.as_dict() for problem in self.warnings],
            "outcomes": self.outcomes,
            "files_written": self.files_written,
            "sha256": self.sha256 or None,
            "work": self._work_as_dict(),
            **(self.explanation.as_dict() if self.explanation else {}),
        }
        return json.dumps(data, indent=2, ensure_ascii=False)

    def _work_as_dict(self) -> dict[str, object]:
        return {
            "seconds": round(self.seconds, 3),
            "search_seconds": round(self.seconds_of[SEARCH], 3) if SEARCH in self.seconds_of else None,
            "files_read": self.counts.read,
            "files_kept": self.counts.kept,
            "pages_written": self.counts.pages_written,
            "pages_kept": self.counts.pages_kept,
            "reasons": self.counts.reasons,
        }


def _done(done: int, kept: int, one: str, several: str) -> str:
    """Return in words how much was done, and of how much, if some was kept; "" if there was nothing."""
    if kept:
        return f"{done} of {done + kept} {several}"
    return f"{done} {one if done == 1 else several}" if done else ""


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".strip()
