"""Lists every work on one page, with what it found, its limits, and the articles that cite it.

[plugin] Our notes on the works stand in a file of their own, because references.json belongs to the reference
manager. A work without a note, and a note without a work, are errors; without the file works are listed without
notes. Reads what hamerkop.citations gives: ``works`` in the context, ``references`` on articles and pages.

| setting         | default           | meaning                                                             |
| --------------- | ----------------- | ------------------------------------------------------------------- |
| `ANNOTATED_BIBLIOGRAPHY_FILE` | `"annotations.yaml"` | the notes, under PATH: a mapping of id to the fields of :class:`Note` |

Templates get ``sources``, a list of :class:`Source` by first author, year and title: a reader comes with a name, and
"trial" or "review" would put two thirds of the works into one heap. A page shows it with ``template: bibliography``.
"""

import logging
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pelican import signals

from hamerkop.shared.problems import START, Position, Problem, did_you_mean, display_path, log_problem

log = logging.getLogger(__name__)

DEFAULTS = {"ANNOTATED_BIBLIOGRAPHY_FILE": "annotations.yaml"}
NEEDED = ("design", "finding", "caveats", "confidence")
# Shown if they are there, and what we keep for ourselves.
OPTIONAL = ("type", "n", "limits", "authors_incomplete", "date_note", "last_author", "named_authors")
CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Note:
    """What we noted about a work, as plain text.

    *confidence* is how well its citation and numbers were checked; *limits* is what readers are told of its
    weaknesses: the words written for them, where the *caveats* speak to writers, else the caveats.
    """

    design: str
    finding: str
    caveats: str
    confidence: str
    limits: str
    n: str = ""
    type: str = ""
    place: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Source:
    """One work on the page; `reference` is finished HTML, the rest is plain text."""

    id: str
    name: str
    year: str
    letter: str
    reference: str
    item: dict[str, Any]
    note: Note | None
    cited_by: list[Any]


# Reading the notes


def read_notes(path: Path) -> tuple[dict[str, Note], list[Problem]]:
    """Return the notes by the id of their work, and what is wrong with the file."""
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return {}, [_unreadable(path, error)]
    if not isinstance(root, yaml.MappingNode):
        mend = "write each note as the id of its work, a colon, and its fields below"
        return {}, [Problem("Y01", display_path(path), START, mend)]
    notes: dict[str, Note] = {}
    problems = []
    for key, fields in root.value:
        wrong = [(key, f'"{key.value}" is there already; keep one of them')] if str(key.value) in notes else []
        problems += [_problem(path, node, words) for node, words in wrong or faults(key, fields)]
        notes.setdefault(str(key.value), note(key, fields))
    return notes, problems


def _unreadable(path: Path, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    words = getattr(error, "problem", None) or error
    return Problem("Y01", display_path(path), Position(line, column), f"YAML cannot read this: {words}")


def _problem(path: Path, node: yaml.Node, message: str) -> Problem:
    return Problem("Y02", display_path(path), _place(node), message)


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _pairs(fields: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return fields.value if isinstance(fields, yaml.MappingNode) else []


def faults(key: yaml.Node, fields: yaml.Node) -> Iterator[tuple[yaml.Node, str]]:
    """Yield what is wrong with one note, each time with the node to look at."""
    known = (*NEEDED, *OPTIONAL)
    filled = {name.value for name, value in _pairs(fields) if isinstance(value, yaml.ScalarNode) and value.value}
    if missing := [field for field in NEEDED if field not in filled]:
        yield key, f'"{key.value}" has no {", ".join(missing)}; a reader is to see it'
    for name, value in _pairs(fields):
        if name.value not in known:
            yield name, f'"{name.value}" is not a field of a note{did_you_mean(name.value, known)}'
        elif not isinstance(value, yaml.ScalarNode):
            yield value, f"{name.value}: write this as text"
        elif name.value == "confidence" and value.value not in CONFIDENCE:
            yield value, f'confidence "{value.value}" is not one of {", ".join(CONFIDENCE)}'


def note(key: yaml.Node, fields: yaml.Node) -> Note:
    words = {name.value: " ".join(str(value.value).split()) for name, value in _pairs(fields)}
    shown = {field: words.get(field, "") for field in (*NEEDED, "n", "type")}
    return Note(**shown, limits=words.get("limits") or shown["caveats"], place=_place(key))


def mismatches(notes: dict[str, Note], path: Path, works: Any) -> list[Problem]:
    """Return what the notes and the works say of each other; a broken file of works is its own error."""
    if works is None:
        message = 'these notes have no works; put "hamerkop.citations" into PLUGINS, which reads them'
        return [Problem("X04", display_path(path), START, message)]
    return [] if works.state == "broken" else list(unmatched(notes, path, works))


def unmatched(notes: dict[str, Note], path: Path, works: Any) -> Iterator[Problem]:
    """Yield each note that has no work, and each work that has no note."""
    file = display_path(path)
    for key, entry in notes.items():
        if key not in works.works:
            hint = did_you_mean(key, works.works)
            yield Problem("C09", file, entry.place, f'no work "{key}" in {works.name}{hint or "; add it there"}')
    for key in works.works:
        if key not in notes:
            hint = did_you_mean(key, set(notes) - set(works.works)) or f"; write its {', '.join(NEEDED)}"
            line, column = works.position(key)
            yield Problem("C09", works.name, Position(line, column), f'no note on "{key}" in {file}{hint}')


# Listing the works


def sources(works: Any, notes: dict[str, Note], cited: dict[str, list[Any]]) -> list[Source]:
    """Return every work, by first author, year and title."""
    made = [source(key, works, notes.get(key), cited.get(key, [])) for key in works.works]
    return sorted(made, key=lambda work: (_plain(first_author(work)), work.year, _plain(work.reference), work.id))


def source(key: str, works: Any, entry: Note | None, cited_by: list[Any]) -> Source:
    item = works.works[key]
    name = works.authors(key, opening=True) or str(item.get("title", key))
    initial = _plain(name)[:1].upper()
    letter = initial if initial.isalpha() else "0–9"
    return Source(key, name, year(item), letter, works.line(key), item, entry, cited_by)


def first_author(work: Source) -> str:
    """Return the name under which a work is filed; its title, if nobody is named."""
    first = (work.item.get("author") or work.item.get("editor") or [{}])[0]
    surname = " ".join(filter(None, (first.get("non-dropping-particle"), first.get("family"))))
    return str(first.get("literal") or surname or work.name)


def year(item: dict[str, Any]) -> str:
    parts = (item.get("issued") or {}).get("date-parts") or [[""]]
    return str(parts[0][0]) if parts[0] else ""


def _plain(words: str) -> str:
    """Return *words* as they are sorted: no capitals, no accents."""
    folded = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def citing(contents: list[Any]) -> dict[str, list[Any]]:
    """Map the id of each work to the articles and pages that cite it, by title."""
    cited: dict[str, list[Any]] = {}
    for content in sorted(contents, key=lambda content: (_plain(content.title), content.url)):
        for reference in getattr(content, "references", []):
            cited.setdefault(reference.id, []).append(content)
    return cited


# The wiring


def list_sources(generators: list[Any]) -> None:
    """Give the templates `sources`; tell what is wrong with the notes, and which works nobody cites."""
    context, settings = generators[0].context, generators[0].settings
    path = Path(settings["PATH"], settings.get("ANNOTATED_BIBLIOGRAPHY_FILE", DEFAULTS["ANNOTATED_BIBLIOGRAPHY_FILE"]))
    wanted = path.exists() or "ANNOTATED_BIBLIOGRAPHY_FILE" in settings
    works = context.get("works")
    notes, problems = read_notes(path) if wanted else ({}, [])
    if wanted and not problems:
        problems = mismatches(notes, path, works)
    for problem in sorted(problems):
        log_problem(problem, settings)
    if works is not None:
        cited = citing([*context.get("articles", []), *context.get("pages", [])])
        context["annotated_bibliography"] = sources(works, notes, cited)
        if uncited := sorted(key for key in works.works if key not in cited):
            log.info("%s: no article or page cites %s", works.name, ", ".join(uncited))


def check_settings(pelican: Any) -> None:
    for name in sorted(name for name in pelican.settings if name.startswith("EVIDENCE") and name not in DEFAULTS):
        log.error("%s is not a setting%s", name, did_you_mean(name, DEFAULTS) or f"; there are {', '.join(DEFAULTS)}")


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.all_generators_finalized.connect(list_sources)
