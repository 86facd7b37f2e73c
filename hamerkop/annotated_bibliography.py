"""Gives templates every item of the bibliography, with what it found, its limits, and the articles that cite it.

The annotations are in a file of their own, because references.json belongs to the reference manager. The list
is sorted by first author, year and title: a reader comes with a name, and "trial" or "review" would put two thirds of
the items into one group. Nothing is kept: the list is computed from the records of the articles and pages.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import nlargest
from pathlib import Path

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator
from hamerkop.shared.problems import START, Position, Problem, did_you_mean, display_path, log_problem, nearest_of
from hamerkop.shared.records import (
    ANNOTATED_BIBLIOGRAPHY,
    ANNOTATIONS,
    BIBLIOGRAPHY,
    Annotation,
    Annotations,
    Bibliography,
    BibliographyEntry,
    ReferencesRecord,
    record_of,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import published_contents
from hamerkop.shared.text_order import initial_letter, sort_key
from hamerkop.shared.yaml_file import Node, read_yaml

SETTINGS = SettingsTable(
    "hamerkop.annotated_bibliography",
    [
        Setting(
            "ANNOTATED_BIBLIOGRAPHY_FILE",
            str,
            "annotations.yaml",
            "the annotations, under `PATH`: a mapping from the id of an item to the fields of its annotation",
        ),
        Setting(
            "ANNOTATED_BIBLIOGRAPHY_MAX_CITED_BY",
            int,
            30,
            "how many of the articles and pages that cite an item are listed: the newest; the others are counted",
            lambda number: "" if number >= 0 else "write 0 or more",
        ),
    ],
)
CONTRACT = Contract(
    sets=(ANNOTATIONS, ANNOTATED_BIBLIOGRAPHY),
    reads=(BIBLIOGRAPHY, ReferencesRecord),
    needs=("hamerkop.citations",),
    rules=("C09", "C10", "L08", "X04", "Y01", "Y02", "Y03", "Y04"),
)

REQUIRED_FIELDS = ("design", "finding", "caveats", "confidence")
SHOWN_FIELDS = (*REQUIRED_FIELDS, "limits", "n", "type")
NEARLY_A_FIELD = 0.8  # difflib's ratio from which the name of another field is taken for a misspelt one
CONFIDENCE = ("high", "medium", "low")

# Reading the annotations


def read_annotations(path: Path) -> tuple[Annotations, list[Problem]]:
    """Return the annotations in a YAML file, which maps the id of each item to fields, and the problems of the file."""
    node, problems = read_yaml(path)
    if node is None:
        return Annotations(path, {}, {}, complete=not problems), problems
    if not isinstance(node.value, dict):
        message = "is not a mapping; write each annotation as the id of its item, a colon, and its fields below"
        return Annotations(path, {}, {}, complete=False), [Problem("Y01", display_path(path), START, message)]
    by_id: dict[str, Annotation] = {}
    positions: dict[str, Position] = {}
    for key, value in node.value.items():
        fields = value if isinstance(value, dict) else {}
        for position, message in problems_of_fields(str(key), fields, node):
            problems.append(Problem("Y02", display_path(path), position, message))
        by_id[str(key)], positions[str(key)] = as_annotation(fields), node.position(str(key))
    return Annotations(path, by_id, positions, complete=not problems), problems


def problems_of_fields(key: str, fields: Mapping[object, object], node: Node) -> Iterator[tuple[Position, str]]:
    """Yield position and message of each problem with the fields of the annotation of the item *key*."""
    if missing := [name for name in REQUIRED_FIELDS if fields.get(name) in (None, "")]:
        yield node.position(key), f'"{key}" has no {", ".join(missing)}; readers are shown these fields, so add them'
    for name, value in fields.items():
        position = node.position(key, str(name))
        if name not in SHOWN_FIELDS:  # a field that writers keep for themselves
            if nearest := nearest_of(str(name), SHOWN_FIELDS, NEARLY_A_FIELD):
                yield position, f'"{name}" is not shown to readers; did you mean "{nearest}"?'
        elif not is_text(value):
            yield position, f"{name} is not text; put it in quotes"
        elif name == "confidence" and value not in CONFIDENCE:
            yield position, f'confidence is "{value}"; write {", ".join(CONFIDENCE[:-1])} or {CONFIDENCE[-1]}'


def is_text(value: object) -> bool:
    """Return whether a YAML value is text, a whole number, or nothing: what is printed as it was typed."""
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))


def as_annotation(fields: Mapping[object, object]) -> Annotation:
    """Return the annotation with these fields, each as text on one line; a missing field is ""."""
    given = {name: fields[name] for name in SHOWN_FIELDS if fields.get(name) is not None}
    shown = {name: " ".join(str(given.get(name, "")).split()) for name in SHOWN_FIELDS}
    return Annotation(**shown | {"limits": shown["limits"] or shown["caveats"]})


def unmatched(annotations: Annotations, bibliography: Bibliography) -> Iterator[Problem]:
    """Yield a problem for each annotation without an item, and for each item without an annotation."""
    shown_path, annotated, items = display_path(annotations.path), annotations.by_id, bibliography.items
    for key in annotated:
        if key not in items and not bibliography.is_hidden(key):
            fix = did_you_mean(key, items) or "; add the item there, or remove the annotation"
            yield Problem("C09", shown_path, annotations.positions[key], f'"{key}" is not in {bibliography.name}{fix}')
    for key in items:
        if key not in annotated:
            fix = did_you_mean(key, set(annotated) - set(items)) or f"; add it with {', '.join(REQUIRED_FIELDS)}"
            message = f'"{key}" has no annotation in {shown_path}{fix}'
            yield Problem("C09", bibliography.name, bibliography.position(key), message)


# Listing the items


def bibliography_entries(
    bibliography: Bibliography,
    annotations: Mapping[str, Annotation],
    cited_by: Mapping[str, list[Content]],
    most: int,
) -> tuple[BibliographyEntry, ...]:
    """Return an entry for every item, by first author, year and title, with at most *most* of what cites it."""
    entries = [
        _entry(key, bibliography, annotations.get(key), cited_by.get(key, []), most) for key in bibliography.items
    ]

    def order(entry: BibliographyEntry) -> tuple[str, str, str, str]:
        name = bibliography.surname(entry.id) or entry.heading
        return sort_key(name), entry.year, sort_key(bibliography.title(entry.id)), entry.id

    return tuple(sorted(entries, key=order))


def _entry(
    key: str, bibliography: Bibliography, annotation: Annotation | None, contents: list[Content], most: int
) -> BibliographyEntry:
    heading = bibliography.authors(key, opening=True) or bibliography.title(key) or key
    return BibliographyEntry(
        id=key,
        heading=heading,
        letter=initial_letter(heading),
        year=bibliography.year(key),
        html=bibliography.line(key),
        item=bibliography.items[key],
        annotation=annotation,
        cited_by=newest(contents, most),
        cited_by_more=max(len(contents) - most, 0),
    )


def newest(contents: list[Content], most: int) -> tuple[Content, ...]:
    """Return the newest *most* articles of *contents*, in their order; a page, which may have no date, is new."""
    if len(contents) <= most:
        return tuple(contents)

    def age(content: Content) -> tuple[bool, datetime, str]:
        date = getattr(content, "date", None)
        # As typed: that of a page may have no time zone.
        return date is None, date.replace(tzinfo=None) if date else datetime.min, content.url  # noqa: DTZ901

    first = {id(content) for content in nlargest(most, contents, key=age)}
    return tuple(content for content in contents if id(content) in first)


def citing_contents(contents: Iterable[Content]) -> dict[str, list[Content]]:
    """Return the articles and pages that cite each item, by its id, sorted by title."""
    cited_by: dict[str, list[Content]] = {}
    for content in sorted(contents, key=lambda content: (sort_key(content.title), content.url)):
        record = record_of(content, ReferencesRecord)
        for reference in record.references if record else ():
            cited_by.setdefault(reference.id, []).append(content)
    return cited_by


def uncited(bibliography: Bibliography, cited_by: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a note for each item that no published article or page cites."""
    for key in bibliography.items:
        if key not in cited_by:
            message = f'no article or page cites "{key}"; cite it, or remove it'
            yield Problem("C10", bibliography.name, bibliography.position(key), message)


# Wiring


def load_annotations(generator: ArticlesGenerator) -> None:
    """Read the annotations and put them into the context; the file may be absent. Receiver of `load`."""
    if path := find_data_file(generator, SETTINGS, "ANNOTATED_BIBLIOGRAPHY_FILE"):
        annotations, problems = read_annotations(path)
        ANNOTATIONS.set(generator.context, annotations)
        for problem in problems:
            log_problem(problem, generator.settings)


def add_bibliography(generators: list[Generator]) -> None:
    """Put the entries into the context, and report what does not match. Receiver of `all_generators_finalized`."""
    context, settings = generators[0].context, generators[0].settings
    annotations, bibliography = ANNOTATIONS.get(context), BIBLIOGRAPHY.get(context)
    cited_by = citing_contents(published_contents(context))
    for problem in sorted(problems_of_match(annotations, bibliography, cited_by)):
        log_problem(problem, settings)
    if bibliography:
        by_id = annotations.by_id if annotations else {}
        most = SETTINGS.value(settings, "ANNOTATED_BIBLIOGRAPHY_MAX_CITED_BY")
        ANNOTATED_BIBLIOGRAPHY.set(context, bibliography_entries(bibliography, by_id, cited_by, most))


def problems_of_match(
    annotations: Annotations | None, bibliography: Bibliography | None, cited_by: Mapping[str, list[Content]]
) -> Iterator[Problem]:
    """Yield what does not match between annotations, bibliography and citations."""
    if annotations and not bibliography:
        message = 'these annotations have no bibliography; add "hamerkop.citations", which reads it, to PLUGINS'
        yield Problem("X04", display_path(annotations.path), START, message)
    # An entry that could not be read is a problem already, and would be reported as missing.
    if annotations and bibliography and annotations.complete and bibliography.state != "broken":
        yield from unmatched(annotations, bibliography)
    if bibliography:
        yield from uncited(bibliography, cited_by)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_annotations)
    signals.all_generators_finalized.connect(add_bibliography)
