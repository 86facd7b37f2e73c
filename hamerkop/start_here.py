"""Offers newcomers a few lists of what to read first, one for each kind of reader.

`start_here.yaml` is a list of `{title, articles: [slug, …]}`; a slug is that of an article or a page. The page is
docs/plugins/start_here.md. The lists of the file are in the context from `load` on, under a private key; those that
readers see are made of them when all articles have been read. Nothing else is kept, so a later call of
`resolve_articles` finds articles that have changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator
from hamerkop.shared.plain_text import markup_problems
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.records import START_HERE, ContextKey, EntryPoint
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import is_published
from hamerkop.shared.yaml_file import Entry
from hamerkop.shared.yaml_form import Form, Slug, read_entries

SETTINGS = SettingsTable(
    "hamerkop.start_here",
    [Setting("START_HERE_FILE", str, "start_here.yaml", "the lists for newcomers, a YAML file under `PATH`")],
)
CONTRACT = Contract(sets=(START_HERE,), rules=("L08", "Y01", "Y02", "Y03", "Y04", "Y05", "Y13"))
FORM: Form = {"title": str, "articles": [Slug]}
# Every list of the file, without its articles.
FILE_ENTRY_POINTS: ContextKey[tuple[EntryPoint, ...]] = ContextKey("hamerkop_file_entry_points")


def read_entry_points(path: Path) -> tuple[list[EntryPoint], list[Problem]]:
    """Return the entry points in a file, in its order and without their articles, and its problems."""
    entries, problems = read_entries(path, FORM)
    for entry in entries:
        problems += [
            *_repeated(entry, display_path(path)),
            *markup_problems(entry.node, ("title",), display_path(path)),
        ]
    return [_entry_point(entry) for entry in entries], problems


def _repeated(entry: Entry, shown_path: str) -> Iterator[Problem]:
    """Yield a problem for each slug that is in one list twice."""
    slugs = entry.value["articles"]
    for index, slug in enumerate(slugs):
        if slug in slugs[:index]:
            message = f'"{slug}" is in this list already; remove one of them'
            yield Problem("Y03", shown_path, entry.node.position("articles", index), message)


def _entry_point(entry: Entry) -> EntryPoint:
    slugs = entry.value["articles"]
    positions = tuple(entry.node.position("articles", index) for index in range(len(slugs)))
    return EntryPoint(entry.value["title"], tuple(slugs), positions=positions)


def with_articles(entry_point: EntryPoint, known: Mapping[str, Content]) -> EntryPoint:
    """Return *entry_point* with those of its articles and pages that are *known*, which is by slug, and no others."""
    entries = zip(entry_point.slugs, entry_point.positions, strict=True)
    slugs, positions = tuple(zip(*(each for each in entries if each[0] in known), strict=True)) or ((), ())
    return replace(entry_point, slugs=slugs, articles=tuple(known[slug] for slug in slugs), positions=positions)


def unknown_slugs(entry_point: EntryPoint, known: Mapping[str, Content], shown_path: str) -> list[Problem]:
    """Return a problem for each slug of *entry_point* that is not *known*."""
    return [
        Problem("Y05", shown_path, position, f'no published article or page has the slug "{slug}"{_hint(slug, known)}')
        for slug, position in zip(entry_point.slugs, entry_point.positions, strict=True)
        if slug not in known
    ]


def _hint(slug: str, known: Mapping[str, Content]) -> str:
    return did_you_mean(slug, known) or "; write the slug of a published article or page"


def load_entry_points(generator: ArticlesGenerator) -> None:
    """Put the entry points into the context, without their articles. Receiver of `load`."""
    path = find_data_file(generator, SETTINGS, "START_HERE_FILE")
    entry_points, problems = read_entry_points(path) if path else ([], [])
    FILE_ENTRY_POINTS.set(generator.context, tuple(entry_points))
    for problem in problems:
        log_problem(problem, generator.settings)


def resolve_articles(generators: list[Generator]) -> None:
    """Give each entry point its published articles and pages; one without any is left out.

    Receiver of `all_generators_finalized`.
    """
    context, settings = generators[0].context, generators[0].settings
    listed = filter(is_published, [*context.get("pages", []), *context.get("articles", [])])
    known = {content.slug: content for content in listed}
    entry_points = FILE_ENTRY_POINTS.get(context) or ()
    found = (with_articles(each, known) for each in entry_points)
    START_HERE.set(context, tuple(each for each in found if each.articles))
    path = display_path(Path(settings["PATH"], SETTINGS.value(settings, "START_HERE_FILE")))
    for problem in (problem for each in entry_points for problem in unknown_slugs(each, known, path)):
        log_problem(problem, settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_entry_points)
    signals.all_generators_finalized.connect(resolve_articles)
