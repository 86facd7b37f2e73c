"""What a build made or found, as data, as text for a writer, and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hamerkop.build.audit import NOT_READ, NOT_WRITTEN
from hamerkop.build.kept_readings import Counts
from hamerkop.shared.problems import Problem, display_path
from hamerkop.shared.rules import ERROR

OUTCOMES = ("published", "scheduled", "draft", "hidden", "skipped", NOT_WRITTEN, NOT_READ)
# Rules that say that the command could not do its work, not that the site has a mistake.
NOT_THE_SITES_FAULT = ("B05", "B06", "B07", "B12")


@dataclass
class Report:
    """What a build made, or why it made nothing.

    *problems* are those that stop a build, sorted; *warnings* all others. *outcomes*: what became of each article and
    page, one of OUTCOMES, by the path of its source under *content*. *scheduled*: the dates of those that are
    published later. *time*: the time of the build, which decides what is published. *seconds*: how long it took.
    *exception*: what ended the build, if it was one. *templates_used*: those by which an article or page was written.
    *output_before*: the inode of the output folder before the build, 0 if there was none. *counts*: how many articles
    and pages were read, and how many were kept from an earlier build.
    """

    settings_file: str
    content: Path = Path("content")
    output: Path = Path("output")
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, datetime] = field(default_factory=dict)
    time: datetime | None = None
    files_written: int = 0
    seconds: float = 0.0
    exception: Exception | None = None
    output_before: int = 0
    templates_used: set[str] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems, each once: errors to *problems*, all others to *warnings*."""
        for problem in problems:
            (self.problems if problem.level == ERROR else self.warnings).append(problem)
        self.problems, self.warnings = sorted(set(self.problems)), sorted(set(self.warnings))

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
        warnings = [f"{problem.level}: {problem}" for problem in self.warnings]
        return "\n".join([*warnings, *(self._built() if self.succeeded else self._not_built())])

    def _built(self) -> list[str]:
        counts = {outcome: list(self.outcomes.values()).count(outcome) for outcome in OUTCOMES}
        return [
            f"Built {_counted(len(self.outcomes), 'content file')} in {self.seconds:.1f} s",
            "  " + " · ".join(f"{number} {outcome}" for outcome, number in counts.items() if number),
            *self._scheduled(),
            f"  {_counted(self.files_written, 'file')} in {display_path(self.output)}/",
        ]

    def _scheduled(self) -> list[str]:
        if not self.scheduled or not self.time:
            return []
        files = [
            f"  scheduled: {display_path(self.content / path)}, published by the first build after {_minute(day)}"
            for path, day in self.scheduled.items()
        ]
        return [*files, f"  the time of this build is {_minute(self.time)}; SOURCE_DATE_EPOCH=$(date +%s) makes it now"]

    def _not_built(self) -> list[str]:
        files = _counted(len({problem.path for problem in self.problems}), "file")
        return [
            *map(str, self.problems),
            "",
            f"{_counted(len(self.problems), 'problem')} in {files}; {self._left()}.",
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
        }
        return json.dumps(data, indent=2, ensure_ascii=False)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".strip()
