"""What an open page is told: whether it has changed, what is wrong, and what its status is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from hamerkop.build.resident_site import ResidentSite
from hamerkop.preview.editor_links import editor_link
from hamerkop.preview.injection import FOLDER, digest_of
from hamerkop.preview.page_status import status_of
from hamerkop.preview.served_pages import Answer, ResidentPages, names_in
from hamerkop.shared.dates import long_date
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import START, Problem, display_path
from hamerkop.shared.rules import ERROR, NOTE, WARNING

MOST_OF_OTHER_FILES = 100  # findings that a page lists; the desk page has all


class Saved(NamedTuple):
    """The page of the source that was saved last: the moment, in nanoseconds since 1970, and its path with slashes."""

    at: int
    url: str


@dataclass
class Shown:
    """What a preview shows at the moment.

    *findings* are sorted; *checking*: those of the last change are not known yet. *changed_files* are the moments of
    changes of files that are copied as they are, with their addresses. *follow*: pages go to what was saved last.
    """

    site: ResidentSite
    pages: ResidentPages
    follow: bool = False
    findings: Sequence[Problem] = ()
    checking: bool = True
    changed_files: Sequence[tuple[int, str]] = ()
    saved: Saved | None = None

    @property
    def problem(self) -> Problem | None:
        """Why the site cannot be loaded, or cannot follow its sources any more."""
        return self.pages.problem


def state_of(shown: Shown, answer: Answer, page: str, since: int) -> dict[str, Any]:
    """Return the state of the page at the path *page*, of which *answer* is what is served now, as data for JSON.

    *files*: the addresses of copied files that were changed later than *since*. *broken*: why the page is not that of
    the present sources.
    """
    address = "" if page.startswith(FOLDER) else _address_of(page)
    about = _about(shown, address)
    broken = [problem for problem in (shown.problem, *answer.problems) if problem]
    return {
        "digest": digest_of(answer.body),
        "files": sorted({file for at, file in shown.changed_files if at > since}),
        "saved": shown.saved._asdict() if shown.saved and shown.saved.at > since else None,
        "follow": shown.follow,
        "asOf": long_date(shown.site.day) if shown.site.day else "",
        "page": about,
        "broken": _as_data(dict.fromkeys(broken), shown.site.settings) if answer.status == 200 else [],
        "checking": shown.checking,
        **_findings(shown, {*broken}, about["path"] if about else ""),
    }


def _address_of(page: str) -> str:
    return "/".join(names_in(page) or []) or "index.html"


def _about(shown: Shown, address: str) -> dict[str, str] | None:
    """Return the source of the page at *address*, and its status; None for a list or the like."""
    source = shown.site.source_at(address) if shown.site.is_loaded and address else None
    if source is None:
        return None
    path = Path(shown.site.settings["PATH"], source.path)
    return {
        "path": display_path(path),
        "edit": editor_link(path, START, shown.site.settings),
        "status": status_of(source.content, shown.site.site.context).text if source.content is not None else "",
    }


def _findings(shown: Shown, broken: set[Problem], path: str) -> dict[str, Any]:
    """Return the findings: those *here*, about the source at *path*, and *elsewhere*, the worst first."""
    found = worst_first({*shown.findings, *broken})
    here = [problem for problem in found if problem.path == path]
    elsewhere = [problem for problem in found if problem.path != path and problem.level != NOTE]
    return {
        "errors": sum(problem.level == ERROR for problem in found),
        "warnings": sum(problem.level == WARNING for problem in found),
        "here": _as_data(here, shown.site.settings),
        "elsewhere": _as_data(elsewhere[:MOST_OF_OTHER_FILES], shown.site.settings),
        "leftOut": max(0, len(elsewhere) - MOST_OF_OTHER_FILES),
    }


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems sorted: errors, warnings, notes."""
    levels = (ERROR, WARNING, NOTE)
    return sorted(problems, key=lambda problem: (levels.index(problem.level or NOTE), problem))


def _as_data(problems: Iterable[Problem], settings: Settings) -> list[dict[str, Any]]:
    return [
        {
            "level": problem.level,
            "place": f"{problem.path}:{problem.start.line}:{problem.start.column}",
            "rule": problem.rule,
            "message": problem.message,
            "edit": editor_link(problem.path, problem.start, settings),
        }
        for problem in problems
    ]


def url_of(address: str) -> str:
    """Return the path of a URL, from the root, for an address under OUTPUT_PATH."""
    folder, _, name = address.rpartition("/")
    if name != "index.html":
        return f"/{quote(address)}"
    return f"/{quote(folder)}/" if folder else "/"
