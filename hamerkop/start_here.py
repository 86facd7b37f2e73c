"""Lets a newcomer begin where they stand: a few doors on the front page, each to the articles for one kind of reader.

[plugin] `start_here.yaml` is a list of `{title, articles: [slug, …]}`; a slug is that of an article or a page. Templates
get ``doors``, a list of :class:`Door`, in the order of the file. A slug that leads nowhere is an error.

| setting      | default        | meaning               |
| ------------ | -------------- | --------------------- |
| `START_HERE_FILE` | `"start_here.yaml"` | the doors, under PATH |
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pelican import signals

from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.yaml_file import Entry, read_list

FORM = "write each door as - {title: I am new here, articles: [first-slug, second-slug]}"


class Door(NamedTuple):
    """What one kind of reader is offered: the words on the door, and articles or pages, first things first."""

    title: str
    articles: list[Any]


def doors_of(entries: list[Entry], known: dict[str, Any], file: str) -> tuple[list[Door], list[Problem]]:
    """Return the doors and what is wrong with them; *known* are the articles and pages by slug."""
    doors, problems = [], []
    for position, entry in ((each.position, each.value) for each in entries):
        mistakes = list(mistakes_in(entry, known))
        problems += [Problem("Y02", file, position, message) for message in mistakes]
        if not mistakes:
            doors.append(Door(str(entry["title"]), [known[slug] for slug in entry["articles"]]))
    return doors, problems


def mistakes_in(entry: Any, known: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one door."""
    whole = isinstance(entry, dict) and set(entry) == {"title", "articles"} and isinstance(entry["articles"], list)
    if not whole or not str(entry["title"] or "").strip() or not entry["articles"]:
        yield FORM
        return
    for slug in entry["articles"]:
        if not isinstance(slug, str) or slug not in known:
            hint = did_you_mean(str(slug), known)
            yield f'no published article or page has the slug "{slug}"{hint or "; write the name of its file"}'


def add_doors(generators: list[Any]) -> None:
    """Read the doors into the context that all templates share."""
    context, settings = generators[0].context, generators[0].settings
    path = Path(settings["PATH"], settings.get("START_HERE_FILE", "start_here.yaml"))
    if not path.exists():
        return
    entries, problems = read_list(path)
    published = [*context.get("pages", []), *context.get("articles", [])]
    context["start_here"], mistakes = doors_of(entries, {item.slug: item for item in published}, display_path(path))
    for problem in [*problems, *mistakes]:
        log_problem(problem, settings)


def register() -> None:
    signals.all_generators_finalized.connect(add_doors)
