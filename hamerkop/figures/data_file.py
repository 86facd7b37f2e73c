"""Reads the data file of a figure, and finds everything that is wrong with it in one run, each with its position."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamerkop.figures import grades, matrix, spans, timeline
from hamerkop.figures.model import (
    Figure,
    FigureType,
    KeyProblem,
    Row,
    Validator,
    validate_cells,
    validate_text,
    validate_texts,
)
from hamerkop.figures.sources import CITATION, validate_sources
from hamerkop.shared.problems import START, Problem, did_you_mean, display_path
from hamerkop.shared.yaml_file import KeyPath, Node, read_yaml

TYPES: dict[str, FigureType] = {
    "timeline": timeline.TYPE,
    "spans": spans.TYPE,
    "grades": grades.TYPE,
    "matrix": matrix.TYPE,
}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def validate_table(value: object) -> str:
    """Return "" for a state of the table, else what to write instead."""
    return "" if value in ("open", "folded") else "write open or folded"


def validate_rows(value: object) -> str:
    """Return "" for a list with at least one row, else what to write instead."""
    return "" if isinstance(value, list) and value else "write a list of rows, each beginning with -"


FIELDS: dict[str, Validator] = {
    "type": validate_text,
    "title": validate_text,
    "description": validate_text,
    "columns": validate_texts,
    "table": validate_table,
    "rows": validate_rows,
}
ROW_FIELDS: dict[str, Validator] = {
    "label": validate_text,
    "in_full": validate_text,
    "cells": validate_cells,
    "sources": validate_sources,
}
REQUIRED = frozenset({"type", "title", "description", "columns", "rows", "label"})


@dataclass(frozen=True)
class DataFile:
    """One data file: its YAML, None if that cannot be read; its figure, None if there are problems; and those."""

    path: Path
    node: Node | None = None
    figure: Figure | None = None
    problems: tuple[Problem, ...] = ()

    def problem(self, rule: str, found: KeyProblem) -> Problem:
        """Return what was *found* with its position in the file."""
        path, message = found
        return Problem(rule, display_path(self.path), self.node.position(*path) if self.node else START, message)


def read_data_file(path: Path) -> DataFile:
    """Return the figure that the file at *path* describes, or all problems of the file."""
    node, problems = read_yaml(path)
    if node is None and problems:
        return DataFile(path, problems=tuple(problems))
    unread = DataFile(path, node)
    problems += [unread.problem("G03", found) for found in data_problems(path.stem, node.value if node else None)]
    figure = make_figure(path.stem, node.value) if node and not problems else None
    return DataFile(path, node, figure, tuple(sorted(problems)))


# Problems


def data_problems(name: str, value: object) -> Iterator[KeyProblem]:
    """Yield everything that is wrong with the data of the figure called *name*."""
    if not NAME.fullmatch(name):
        yield (), f'"{name}" is part of an address; name the file with small letters, digits and single hyphens'
    if not isinstance(value, dict):
        yield (), f"write the fields of a figure here, type: first; there are {', '.join(FIELDS)}"
    elif isinstance(value.get("type"), str) and value["type"] in TYPES:
        yield from figure_problems(name, TYPES[value["type"]], value)
    elif value.get("type") is None:
        yield (), f"a figure needs its type: one of {', '.join(TYPES)}"
    else:
        near = did_you_mean(str(value["type"]), TYPES) or f"; there are {', '.join(TYPES)}"
        yield ("type",), f'"{value["type"]}" is no type of figure{near}'


def figure_problems(name: str, type_: FigureType, value: Mapping[Any, Any]) -> Iterator[KeyProblem]:
    """Yield what is wrong with the fields, with each row, and with the valid rows together."""
    of_fields = list(field_problems(value, (), {**FIELDS, **type_.fields}, type_.required | REQUIRED))
    given = value.get("rows")
    rows = given if isinstance(given, list) else []
    of_rows = [list(row_problems(row, index, type_)) for index, row in enumerate(rows)]
    yield from of_fields
    yield from (found for of_row in of_rows for found in of_row)
    valid = [index for index, of_row in enumerate(of_rows) if not of_row]
    if valid and not of_fields:
        yield from combined_problems(_figure(name, type_, value, valid))


def field_problems(
    value: Mapping[Any, object], path: KeyPath, validators: Mapping[str, Validator], required: Collection[str]
) -> Iterator[KeyProblem]:
    """Yield each field of a figure or row that is missing, unknown or invalid."""
    if missing := [name for name in validators if name in required and value.get(name) is None]:
        yield path, f"{', '.join(missing)} missing here"
    for name, given in value.items():
        if name not in validators:
            near = did_you_mean(str(name), validators) or f"; there are {', '.join(validators)}"
            owner = "a row" if path else "this type of figure"
            yield (*path, str(name)), f'"{name}" is no field of {owner}{near}'
        elif given is not None and (instead := validators[name](given)):
            yield (*path, name), f"{name}: {instead}"


def row_problems(row: object, index: int, type_: FigureType) -> Iterator[KeyProblem]:
    """Yield what is wrong with the fields of one row."""
    path: KeyPath = ("rows", index)
    if not isinstance(row, dict):
        yield path, "write a row as - {label: …, and its other fields}"
        return
    found = list(field_problems(row, path, {**ROW_FIELDS, **type_.row_fields}, type_.required | REQUIRED))
    yield from found
    for number, cell in enumerate(row.get("cells") or []) if not found else ():
        if "@" in CITATION.sub("", cell or ""):
            yield (*path, "cells", number), "cite with [@key] or [@key; @other]; nothing else here may have an @"


def combined_problems(figure: Figure) -> Iterator[KeyProblem]:
    """Yield what only the whole figure shows: numbers of columns that do not match, and what its type finds."""
    yield from figure.type.problems(figure)
    drawn = 1 + figure.type.column_count(figure)
    if len(figure.columns) < drawn:
        yield ("columns",), f"name {drawn} columns: the first is for the labels, then comes what the figure shows"
        return
    rest = figure.columns[drawn:]
    for row in figure.rows:
        if len(row.cells) != len(rest):
            names = ", ".join(rest) or "none"
            yield ("rows", row.index, "cells"), f"has {len(row.cells)} cells; columns leave {len(rest)}: {names}"


# The figure


def make_figure(name: str, value: Mapping[str, Any]) -> Figure:
    """Return the figure of data without problems."""
    return _figure(name, TYPES[value["type"]], value, range(len(value["rows"])))


def _figure(name: str, type_: FigureType, value: Mapping[str, Any], valid: Collection[int]) -> Figure:
    """Return the figure with the rows whose indexes are in *valid*."""
    rows = [_row(index, value["rows"][index], type_) for index in valid]
    options = {field: one_line(value[field]) for field in type_.fields if value.get(field) is not None}
    title, description, columns = (one_line(value[field]) for field in ("title", "description", "columns"))
    return Figure(name, type_, title, description, columns, rows, value.get("table") == "open", options)


def _row(index: int, row: Mapping[str, Any], type_: FigureType) -> Row:
    options = {field: one_line(row[field]) for field in type_.row_fields if row.get(field) is not None}
    label = one_line(row["label"])
    cells = [one_line(cell or "") for cell in row.get("cells") or []]
    return Row(index, label, one_line(row.get("in_full") or label), cells, row.get("sources") or [], options)


def one_line(value: object) -> Any:
    """Return text on one line and without control characters, alone or in a list; other values as they are."""
    if isinstance(value, list):
        return [one_line(item) for item in value]
    return " ".join(_CONTROL_CHARACTERS.sub(" ", value).split()) if isinstance(value, str) else value
