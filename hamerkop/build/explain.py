"""Explains in a report why files of the site were written or kept, why sources were read, and what plugins take.

What is to be explained is noted while the site is built: afterwards the last site, and what was kept of it, is gone.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from hamerkop.build.kept_pages import Unchanged
from hamerkop.build.kept_readings import IS_NEW, KeptReadings
from hamerkop.build.page_jobs import Job
from hamerkop.build.reasons import Reasons, cannot_be_compared
from hamerkop.build.receiver_times import ReceiverTimes
from hamerkop.build.writing import Done
from hamerkop.shared.pelican_types import Context
from hamerkop.shared.problems import display_path
from hamerkop.shared.words import counted, enumerated

WRITTEN, KEPT, READ, COPIED, NOT_THERE = "written", "kept", "read", "copied", "not in the site"
MOST, MOST_SOURCES = 3, 5  # reasons and changed sources that are printed


class Explained(NamedTuple):
    """What was done with the file at *path*, and why, in words that follow "because"; [] if nothing has changed."""

    path: str
    what: str
    reasons: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Return the explanation as one line, or as several if there are several reasons."""
        start = f"{self.path}: {self.what}"
        if len(self.reasons) < 2:
            return f"{start}, because {self.reasons[0]}" if self.reasons else start
        more = len(self.reasons) - MOST
        shown = [*self.reasons[:MOST], *([f"and {counted(more, 'more reason')}"] if more > 0 else [])]
        return "\n".join([f"{start}, because", *(f"  {reason}" for reason in shown)])


class Explanation:
    """What is explained of one build. *asked*: files of the site or sources, as a writer has typed their paths."""

    def __init__(self, asked: Sequence[str]) -> None:
        self.asked = asked
        self.explained: list[Explained] = []
        self.times = ReceiverTimes()
        self.why_all = ""  # why the build wrote all pages itself, in words that follow "because"
        self._sources: list[str] = []
        self._pages: dict[str, Explained] = {}  # by the path of each file that the articles generator writes
        self._page_of: dict[str, str] = {}  # the page with which a file, such as a card, is written

    def note_jobs(self, jobs: Sequence[Job], taken: Mapping[int, Unchanged], reasons: Reasons) -> None:
        """Note why each job is done, or its files are taken from the last site."""
        self._sources = reasons.sources()
        for number, job in enumerate(jobs):
            if number in taken:
                self._pages[job.path] = Explained(job.path, f"{KEPT}: nothing that it shows has changed")
                self._note_files(job.path, taken[number].files)
            else:
                self._pages[job.path] = Explained(job.path, WRITTEN, tuple(reasons.of(job)))

    def note_done(self, jobs: Sequence[Job], done: Sequence[Done]) -> None:
        """Note what is known of each job after it was done."""
        for each in done:
            page = self._pages[jobs[each.number].path]
            if each.record:
                self._note_files(page.path, [file.path for file in each.record.files])
            if each.unknown and not page.reasons:
                self._pages[page.path] = page._replace(reasons=(cannot_be_compared(each.unknown),))

    def _note_files(self, page: str, files: Iterable[str]) -> None:
        self._page_of.update((Path(path).as_posix(), page) for path in files)

    def note_that_all_are_written(self, why: str) -> None:
        """Note why the build writes all files itself, whatever was noted of them before."""
        self._pages, self._page_of, self.why_all = {}, {}, why

    def of(self, site: "Site") -> "Explanation":
        """Explain what was asked for, when the site was written; return this object."""
        self.explained = [self._explained(typed, site) for typed in self.asked]
        return self

    def _explained(self, typed: str, site: "Site") -> Explained:
        try:
            return self._found(typed, site)
        except OSError:  # a path that is longer than the system allows
            return Explained(typed, NOT_THERE)

    def _found(self, typed: str, site: "Site") -> Explained:
        if (source := site.source(typed)) is not None:
            return site.explained_source(source)
        path = site.file(typed)
        if path in self._page_of or path in self._pages:
            page = self._pages[self._page_of.get(path, path)]
            beside = f" with {site.shown(page.path)}" if page.path != path else ""
            what, colon, rest = page.what.partition(":")
            reasons = page.reasons or ((site.why_not_kept(path),) if what == WRITTEN else ())
            return Explained(site.shown(path), f"{what}{beside}{colon}{rest}", reasons)
        return site.explained_file(typed, path, self.why_all)

    def as_text(self) -> list[str]:
        """Return the lines of the report."""
        lines = ["", *(each.as_text() for each in self.explained)]
        if self._sources:
            lines[1:1] = [f"Since the last build {enumerated(self._sources, MOST_SOURCES)}."]
        if taken := self.times.taken():
            lines.append("What plugins do for the whole site in every build:")
            lines += [f"  {each.seconds:6.2f} s  {each.name} ({each.signal})" for each in taken]
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as data for JSON."""
        return {
            "sources": self._sources,
            "explained": [each._asdict() for each in self.explained],
            "receivers": [each._asdict() | {"seconds": round(each.seconds, 3)} for each in self.times.taken()],
        }


class Site(NamedTuple):
    """The site that was built in the folder *new*, to replace *output*; *outcomes* of the sources under *content*."""

    content: Path
    output: Path
    new: Path
    outcomes: Mapping[str, str]
    context: Context
    kept: KeptReadings

    def source(self, typed: str) -> str | None:
        """Return the path of an article or page under the content folder; None if *typed* is none."""
        path = (_inside(typed, self.content) or Path(typed)).as_posix()
        return path if path in self.outcomes else None

    def file(self, typed: str) -> str:
        """Return the path of a file of the site under the output folder."""
        path = _inside(typed, self.output) or Path(typed.strip("/"))
        return (path / "index.html" if (self.new / path).is_dir() else path).as_posix()

    def shown(self, path: str) -> str:
        """Return the path of a file of the site as a writer types it."""
        return display_path(self.output / path)

    def why_not_kept(self, path: str) -> str:
        """Return why nothing is known of a file that the last build may have written."""
        return "the last build kept nothing of it" if (self.output / path).is_file() else IS_NEW

    def explained_source(self, path: str) -> Explained:
        """Explain whether an article or page was read."""
        source, shown = self.kept.source(("", path)), display_path(self.content / path)
        if why := self.kept.why_read.get(source) or self.kept.why_not_alone:
            return Explained(shown, READ, (why,))
        return Explained(shown, f"{KEPT}: neither it nor what it depends on has changed")

    def explained_file(self, typed: str, path: str, why_all: str) -> Explained:
        """Explain a file that is not one of a page that was compared with the last site."""
        if not (self.new / path).is_file():
            return self._missing(typed, path)
        shown = self.shown(path)
        if source := self._source_of(path, "static_content"):
            return Explained(shown, COPIED, (f"every build copies it from {source}",))
        source = self._source_of(path, "generated_content")
        why = f"every build writes what it makes of {source}" if source else "every build runs what makes it"
        return Explained(shown, WRITTEN, (why_all or why,))

    def _source_of(self, path: str, kind: str) -> str:
        """Return the source, as a writer types it, of which the file at *path* is made; "" if there is none."""
        sources = self.context[kind].items()
        found = (source for source, content in sources if content is not None and content.save_as == path)
        return next((display_path(self.content / source) for source in found), "")

    def _missing(self, typed: str, path: str) -> Explained:
        if (self.output / path).is_file():
            return Explained(self.shown(path), f"{NOT_THERE}: the last build made it, this one does not")
        if os.path.normpath(Path(typed).absolute()) in self.kept.gone:
            return Explained(typed, "gone since the last build")
        static = (_inside(typed, self.content) or Path(typed)).as_posix()
        if static in self.context["static_content"]:
            copy = self.shown(self.context["static_content"][static].save_as)
            return Explained(typed, f"{COPIED} to {copy}, as every build does")
        if Path(typed).is_file():
            return Explained(typed, "neither an article or page nor a file of the site")
        return self._unknown(typed, path)

    def _unknown(self, typed: str, path: str) -> Explained:
        files = (file.relative_to(self.new).as_posix() for file in self.new.rglob("*") if file.is_file())
        known = [*(display_path(self.content / source) for source in self.outcomes), *map(self.shown, files)]
        near = get_close_matches(self.shown(path), known, 3, 0.6) or get_close_matches(typed, known, 3, 0.6)
        return Explained(typed, NOT_THERE + (f"; did you mean {' or '.join(near)}?" if near else ""))


def _inside(typed: str, folder: Path) -> Path | None:
    """Return the path *typed* relative to *folder*; None if it is not in it."""
    absolute, base = (Path(os.path.normpath(Path(each).absolute())) for each in (typed, folder))
    return absolute.relative_to(base) if absolute.is_relative_to(base) else None
