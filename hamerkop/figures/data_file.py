"""Reads a figure's data, and says everything that is wrong with it at once, each thing with its place."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hamerkop.figures import grades, matrix, spans, timeline
from hamerkop.figures import model as shapes
from hamerkop.figures.model import CITATION, Figure, Kind, Mistake, Row, Shape, Where, keys_in
from hamerkop.shared.problems import Problem, did_you_mean, display_path
from hamerkop.shared.yaml_file import _position_of_error, cause_of

KINDS: dict[str, Kind] = {
    "timeline": timeline.KIND,
    "spans": spans.KIND,
    "grades": grades.KIND,
    "matrix": matrix.KIND,
}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def table(value: Any) -> str:
    return "" if value in ("open", "folded") else "write open or folded"


def rows(value: Any) -> str:
    return "" if isinstance(value, list) and value else "write a list of rows, each beginning with -"


FIELDS: dict[str, Shape] = {
    "kind": shapes.text,
    "title": shapes.text,
    "description": shapes.text,
    "columns": shapes.texts,
    "table": table,
    "rows": rows,
}
ROW_FIELDS: dict[str, Shape] = {
    "label": shapes.text,
    "in_full": shapes.text,
    "cells": shapes.cells,
    "sources": shapes.sources,
}
NEEDED = frozenset({"kind", "title", "description", "columns", "rows", "label"})


@dataclass(frozen=True)
class Source:
    """One data file: its figure, unless too much is wrong with it, and where everything in it stands."""

    path: Path
    figure: Figure | None = None
    places: dict[Where, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, mistake: Mistake) -> Problem:
        """Return *mistake* with its place, or with that of what it stands in."""
        where, words = mistake
        while where and where not in self.places:
            where = where[:-1]
        return Problem("G03", display_path(self.path), self.places.get(where, (1, 1)), words)


# YAML


def read_source(path: Path) -> Source:
    """Return the figure that *path* describes, with all the mistakes in it."""
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
        value = yaml.SafeLoader("").construct_object(root, deep=True) if root else None
    except (OSError, ValueError, yaml.YAMLError) as error:
        return Source(path, problems=[Problem("Y01", display_path(path), _position_of_error(error), cause_of(error))])
    places: dict[Where, tuple[int, int]] = {}
    found = list(find_places(root, (), places)) if root else []
    found += mistakes_in(path.stem, value)
    figure = None if found or value is None else whole_figure(path.stem, value)
    source = Source(path, figure, places)
    source.problems.extend(sorted(map(source.problem, found)))
    return source


def find_places(node: yaml.Node, where: Where, places: dict[Where, tuple[int, int]]) -> Iterator[Mistake]:
    """Note the line and column of each value below *node*; yield each key that stands there twice."""
    places.setdefault(where, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from find_places(item, (*where, index), places)
    if isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            here = (*where, str(key.value))
            if here in places:
                yield here, f'"{key.value}" is there twice; keep one of them'
            places.setdefault(here, (key.start_mark.line + 1, key.start_mark.column + 1))
            yield from find_places(item, here, places)


# What is wrong


def mistakes_in(name: str, value: Any) -> Iterator[Mistake]:
    """Yield everything that is wrong with the data of one figure."""
    if not NAME.fullmatch(name):
        yield (), f'"{name}" is part of an address: name the file with small letters, digits and single hyphens'
    if not isinstance(value, dict):
        yield (), f"write a figure's fields here, kind: first; there are {', '.join(FIELDS)}"
    elif isinstance(value.get("kind"), str) and value["kind"] in KINDS:
        yield from wrong_data(name, KINDS[value["kind"]], value)
    elif value.get("kind") is None:
        yield (), f"a figure needs its kind: one of {', '.join(KINDS)}"
    else:
        near = did_you_mean(str(value["kind"]), KINDS) or f"; there are {', '.join(KINDS)}"
        yield ("kind",), f'"{value["kind"]}" is no kind of figure{near}'


def wrong_data(name: str, kind: Kind, value: dict[Any, Any]) -> Iterator[Mistake]:
    """Yield what is wrong with the fields, with each row, and with the rows that are sound as a whole."""
    of_figure = list(wrong_fields(value, (), FIELDS | kind.fields, kind.needed | NEEDED))
    given = value.get("rows")
    of_rows = [list(wrong_row(row, index, kind)) for index, row in enumerate(given if isinstance(given, list) else [])]
    yield from of_figure
    yield from (mistake for wrong in of_rows for mistake in wrong)
    sound = [index for index, wrong in enumerate(of_rows) if not wrong]
    if sound and not of_figure:
        yield from wrong_together(figure_of(name, kind, value, sound))


def wrong_fields(
    value: dict[Any, Any], where: Where, known: dict[str, Shape], needed: Collection[str]
) -> Iterator[Mistake]:
    """Yield each field that is missing, unknown, or not of its shape."""
    if missing := [name for name in known if name in needed and value.get(name) is None]:
        yield where, f"{', '.join(missing)} missing here"
    for name, given in value.items():
        if name not in known:
            near = did_you_mean(str(name), known) or f"; there are {', '.join(known)}"
            yield (*where, str(name)), f'"{name}" is no field of {"a row" if where else "this kind of figure"}{near}'
        elif given is not None and (instead := known[name](given)):
            yield (*where, name), f"{name}: {instead}"


def wrong_row(row: Any, index: int, kind: Kind) -> Iterator[Mistake]:
    here: Where = ("rows", index)
    if not isinstance(row, dict):
        yield here, "write a row as - {label: …, and its other fields}"
        return
    wrong = list(wrong_fields(row, here, ROW_FIELDS | kind.row_fields, kind.needed | NEEDED))
    yield from wrong
    if not wrong:
        for place, words in enumerate(row.get("cells") or []):
            if "@" in CITATION.sub("", words or ""):
                yield (*here, "cells", place), "cite with [@key] or [@key; @other]; nothing else here may have an @"


def wrong_together(figure: Figure) -> Iterator[Mistake]:
    """Yield what only the whole figure shows: numbers that do not match, and what its kind finds."""
    yield from figure.kind.mistakes(figure)
    own = 1 + figure.kind.columns(figure)
    if len(figure.columns) < own:
        yield ("columns",), f"name {own} columns: the first is for the labels, then comes what the figure shows"
        return
    for row in figure.rows:
        if len(row.cells) != len(figure.columns) - own:
            here = ("rows", row.index, "cells")
            rest = figure.columns[own:]
            yield here, f"has {len(row.cells)} cells; columns leave {len(rest)}: {', '.join(rest) or 'none'}"


def unknown_works(figure: Figure, works: Collection[str], name: str) -> Iterator[Mistake]:
    """Yield each key that is not the id of a work; *name* is the file of works."""
    for row in figure.rows:
        inside = [("cells", place, key) for place, words in enumerate(row.cells) for key in keys_in(words)]
        for where, place, key in [*inside, *(("sources", place, key) for place, key in enumerate(row.sources))]:
            if key not in works:
                mend = did_you_mean(key, works) or "; add it there"
                yield ("rows", row.index, where, place), f'no work "{key}" in {name}{mend}'


# The figure


def whole_figure(name: str, value: dict[str, Any]) -> Figure:
    """Return the figure of data that nothing is wrong with."""
    return figure_of(name, KINDS[value["kind"]], value, range(len(value["rows"])))


def figure_of(name: str, kind: Kind, value: dict[str, Any], sound: Collection[int]) -> Figure:
    """Return the figure with the rows that are *sound*."""
    kept = [row_of(index, value["rows"][index], kind) for index in sound]
    own = {field: plain(value[field]) for field in kind.fields if value.get(field) is not None}
    title, description, columns = (plain(value[field]) for field in ("title", "description", "columns"))
    return Figure(name, kind, title, description, columns, kept, value.get("table") == "open", own)


def row_of(index: int, row: dict[str, Any], kind: Kind) -> Row:
    own = {field: plain(row[field]) for field in kind.row_fields if row.get(field) is not None}
    label = plain(row["label"])
    words = [plain(cell or "") for cell in row.get("cells") or []]
    return Row(index, label, plain(row.get("in_full") or label), words, row.get("sources") or [], own)


def plain(value: Any) -> Any:
    """Return words on one line and without control characters, alone or in a list; other values as they are."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return " ".join(CONTROL.sub(" ", value).split()) if isinstance(value, str) else value
