"""Publishes what was wrong and what is right: on each article that was corrected, and all corrections together.

`corrections.yaml` is a list of `{date, article, wrong, right}`; `article` is a slug. The page is
docs/plugins/corrections.md. The corrections of the file are in the context from `load` on, under a private key; those
that readers may see are made of them when all articles have been read. Nothing else is kept, so an article that changes
is found again by the next call of `attach_corrections`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.clock import build_day
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.pelican_types import ArticlesGenerator, Content
from hamerkop.shared.plain_text import markup_problems
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.records import CORRECTIONS, ContextKey, Correction, CorrectionsRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import all_articles, is_published
from hamerkop.shared.yaml_file import Entry
from hamerkop.shared.yaml_form import Form, Slug, read_entries

SETTINGS = SettingsTable(
    "hamerkop.corrections",
    [Setting("CORRECTIONS_FILE", str, "corrections.yaml", "the list of corrections, a YAML file under `PATH`")],
)
CONTRACT = Contract(
    sets=(CORRECTIONS, CorrectionsRecord), rules=("L08", "Y01", "Y02", "Y03", "Y04", "Y05", "Y06", "Y10", "Y13", "D05")
)
FORM: dict[str, Form] = {"date": date, "article": Slug, "wrong": str, "right": str, "withdrawn?": bool}
# Every correction of the file, without its article.
FILE_CORRECTIONS: ContextKey[tuple[Correction, ...]] = ContextKey("hamerkop_file_corrections")


def read_corrections(path: Path) -> tuple[list[Correction], list[Problem]]:
    """Return the corrections in a file, newest first and of one day in the order of the file, and its problems."""
    entries, problems = read_entries(path, FORM)
    shown = display_path(path)
    for entry in entries:
        problems += [*_without_change(entry, shown), *markup_problems(entry.node, ("wrong", "right"), shown)]
    return sorted(map(_correction, entries), key=lambda correction: correction.date, reverse=True), problems


def _without_change(entry: Entry, shown_path: str) -> Iterator[Problem]:
    """Yield a problem if nothing was corrected."""
    wrong, right = (" ".join(entry.value[key].split()) for key in ("wrong", "right"))
    if wrong == right:
        message = '"right" is the same as "wrong"; write what the article said before, and what it says now'
        yield Problem("Y02", shown_path, entry.node.position("right"), message)


def _correction(entry: Entry) -> Correction:
    day, slug, wrong, right = (entry.value[key] for key in ("date", "article", "wrong", "right"))
    day = day.date() if isinstance(day, datetime) else day
    return Correction(day, slug, wrong, right, bool(entry.value.get("withdrawn")), position=entry.position)


def future_dates(corrections: Iterable[Correction], today: date, shown_path: str) -> list[Problem]:
    """Return a problem for each correction that is dated later than *today*."""
    return [
        Problem(
            "Y06", shown_path, each.position, f"{each.date} has not come yet; write the day on which it was corrected"
        )
        for each in corrections
        if each.date > today
    ]


def with_article(correction: Correction, articles: Mapping[str, list[Content]]) -> Correction:
    """Return *correction* with the first article of its slug; *articles* are those of each slug, published first."""
    article = next(iter(articles.get(correction.slug, [])), None)
    return replace(correction, article=article, published=article is not None and is_published(article))


def load_corrections(generator: ArticlesGenerator) -> None:
    """Put the corrections into the context, without their articles. Receiver of `load`."""
    path = find_data_file(generator, SETTINGS, "CORRECTIONS_FILE")
    corrections, problems = read_corrections(path) if path else ([], [])
    if path:
        problems += future_dates(corrections, build_day(generator.context), display_path(path))
    FILE_CORRECTIONS.set(generator.context, tuple(corrections))
    for problem in problems:
        log_problem(problem, generator.settings)


def attach_corrections(generator: ArticlesGenerator) -> None:
    """Give each article its corrections, and the site those that readers may see.

    Of a text that is not published, or not yet, nothing may get out: its corrections are in no list, unless the file
    says that it was withdrawn. Receiver of `article_generator_finalized`.
    """
    by_slug: dict[str, list[Content]] = {}
    for article in all_articles(generator):
        by_slug.setdefault(article.slug, []).append(article)
    corrections = tuple(with_article(each, by_slug) for each in FILE_CORRECTIONS.get(generator.context) or ())
    CORRECTIONS.set(generator.context, tuple(each for each in corrections if each.published or each.withdrawn))
    for slug, articles in by_slug.items():
        for article in articles:
            attach(article, CorrectionsRecord(tuple(each for each in corrections if each.slug == slug)))
    for correction in corrections:
        if not correction.published and not correction.withdrawn:
            report_unlisted(correction, by_slug, generator)
        _report_early(correction, generator)


def _report_early(correction: Correction, generator: ArticlesGenerator) -> None:
    """Log that *correction* is dated before its article was published."""
    published = correction.article.date.date() if correction.article is not None else correction.date
    if correction.date < published:
        path = Path(generator.settings["PATH"], SETTINGS.value(generator.settings, "CORRECTIONS_FILE"))
        message = f'{correction.date} is before the date of "{correction.slug}", {published}; correct one of them'
        log_problem(Problem("D05", display_path(path), correction.position, message), generator.settings)


def report_unlisted(correction: Correction, slugs: Iterable[str], generator: ArticlesGenerator) -> None:
    """Log why *correction* is in no list: no article is called so (*slugs* are those of all), or it is not public."""
    path = Path(generator.settings["PATH"], SETTINGS.value(generator.settings, "CORRECTIONS_FILE"))
    rule, message = "Y05", f'no article has the slug "{correction.slug}"'
    message += did_you_mean(correction.slug, slugs) or "; write the slug of an article, or add withdrawn: true"
    if correction.article is not None:
        rule, message = "Y10", f'"{correction.slug}" is not published, so the list of corrections leaves this one out'
        message += "; add withdrawn: true if readers knew the article"
    log_problem(Problem(rule, display_path(path), correction.position, message), generator.settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_corrections)
    signals.article_generator_finalized.connect(attach_corrections)
