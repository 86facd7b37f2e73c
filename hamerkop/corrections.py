"""Keeps the public record of what was wrong: on a page of its own, and on each article that was corrected.

[plugin] `corrections.yaml` is a list of `{date, article, wrong, right}`; `article` is a slug. Articles get
`corrections`, newest first; templates get `CORRECTIONS`, all of them with the `article` they belong to, and
`published`, which says whether a page can link to it: an article may be withdrawn, its corrections may not.

| setting            | default              | meaning                 |
| ------------------ | -------------------- | ----------------------- |
| `CORRECTIONS_FILE` | `"corrections.yaml"` | the record, under PATH  |
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pelican import signals

from hamerkop.shared.clock import build_day
from hamerkop.shared.problems import Position, Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.site_content import all_articles
from hamerkop.shared.yaml_file import read_list

FIELDS = {"date", "article", "wrong", "right"}


@dataclass
class Correction:
    """One thing that was wrong in an article, and what it says now."""

    date: date
    slug: str
    wrong: str
    right: str
    line: int
    column: int
    article: Any = None

    @property
    def published(self) -> bool:
        return bool(self.article and self.article.status == "published")


def read_corrections(path: Path) -> tuple[list[Correction], list[Problem]]:
    """Return the record, newest first, and what is wrong with the file."""
    entries, problems = read_list(path)
    found = []
    for position, entry in ((each.position, each.value) for each in entries):
        whole = isinstance(entry, dict) and set(entry) == FIELDS and all(entry.values())
        if not whole or not isinstance(entry["date"], date):
            message = "write each correction as - {date: 2026-12-25, article: slug, wrong: …, right: …}"
            problems.append(Problem("Y02", display_path(path), position, message))
        else:
            slug, wrong, right = (str(entry[name]) for name in ("article", "wrong", "right"))
            found.append(Correction(entry["date"], slug, wrong, right, *position))
    return sorted(found, key=lambda correction: (-correction.date.toordinal(), correction.line)), problems


def load_corrections(pelican: Any) -> None:
    """Read the record, once a build."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("CORRECTIONS_FILE", "corrections.yaml"))
    settings["CORRECTIONS"], problems = read_corrections(path) if path.exists() else ([], [])
    today = build_day(settings)
    early = [correction for correction in settings["CORRECTIONS"] if correction.date > today]
    for correction in early:
        message = f"{correction.date} has not come yet; write the day on which it was put right"
        problems.append(Problem("Y06", display_path(path), Position(correction.line, correction.column), message))
    for problem in problems:
        log_problem(problem, settings)


def add_corrections(generator: Any) -> None:
    """Give each article its corrections; one of an article that is not there is an error."""
    generator.context["corrections"] = generator.settings["CORRECTIONS"]
    by_slug: dict[str, list[Any]] = {}
    for article in all_articles(generator):  # published first: of several with one slug the record links the first
        article.corrections = []
        by_slug.setdefault(article.slug, []).append(article)
    for correction in generator.settings["CORRECTIONS"]:
        for article in by_slug.get(correction.slug, []):
            article.corrections.append(correction)
            correction.article = correction.article or article
        if correction.article is None:
            report(correction, generator.settings, by_slug)


def report(correction: Correction, settings: dict[str, Any], known: dict[str, Any]) -> None:
    path = Path(settings["PATH"], settings.get("CORRECTIONS_FILE", "corrections.yaml"))
    message = f'no article has the slug "{correction.slug}"{did_you_mean(correction.slug, known)}'
    log_problem(Problem("Y05", display_path(path), Position(correction.line, correction.column), message), settings)


def register() -> None:
    signals.get_generators.connect(load_corrections)  # sent once a build
    signals.article_generator_finalized.connect(add_corrections)
