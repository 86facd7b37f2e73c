"""The data types of a figure, the validators of its fields, and the interface that each type of figure implements."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeGuard

from hamerkop.shared.yaml_file import KeyPath

KeyProblem = tuple[KeyPath, str]  # the path of a value in the data file, and what is wrong with it
Validator = Callable[[object], str]  # returns what to write instead of a value, or ""
Labels = Mapping[str, str]

# What figures print besides their data; the setting FIGURES_LABELS replaces some of it or all.
LABELS = {
    "table": "The figure as a table",
    "sources": "Sources:",
    "no_time": "no fixed time",
    "minute": "minute",
    "minutes": "minutes",
    "to": "to",
    "or_more": "or more",
    "steps": "(steps, not to scale)",
}


@dataclass(frozen=True)
class Row:
    """One row of the data.

    *index* is its index in the data file, *label* its name in the drawing, *name* that in the table. *cells* are the
    texts of the columns that are not drawn, *sources* keys of items of the bibliography, *options*
    the fields of the type of figure.
    """

    index: int
    label: str
    name: str
    cells: list[str]
    sources: list[str]
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """The data of one figure: *open* tells whether its table is unfolded, *options* are the fields of its type."""

    name: str
    type: "FigureType"
    title: str
    description: str
    columns: list[str]
    rows: list[Row]
    open: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"figure-{self.name}"


class Drawing(NamedTuple):
    """The content of an `<svg>` element, and its height in em."""

    body: str
    height: float


@dataclass(frozen=True)
class FigureType:
    """One way to draw data.

    *fields* and *row_fields* validate the fields that it has besides those of every figure; *required* names those of
    them that must be given. *column_count* returns how many columns of the table, behind the labels, the type fills
    itself, with the texts that *cells* returns for a row. *problems* yields what is wrong with a figure whose fields
    are valid one by one.
    """

    fields: Mapping[str, Validator]
    row_fields: Mapping[str, Validator]
    required: frozenset[str]
    column_count: Callable[[Figure], int]
    problems: Callable[[Figure], Iterator[KeyProblem]]
    cells: Callable[[Figure, Row, Labels], list[str]]
    draw: Callable[[Figure, Labels], Drawing]


# Validators


def validate_text(value: object) -> str:
    """Return "" for a text with at least one visible character."""
    visible = isinstance(value, str) and any(each.isprintable() and not each.isspace() for each in value)
    return "" if visible else "write text, in quotes if it could be read as a number"


def validate_texts(value: object) -> str:
    """Return "" for a list of one or more texts."""
    valid = isinstance(value, list) and value and not any(map(validate_text, value))
    return "" if valid else "write a list of texts, [one, two], in quotes where they could be read as numbers"


def validate_cells(value: object) -> str:
    """Return "" for a list of texts, some of which may be empty."""
    valid = isinstance(value, list) and not any(map(validate_text, filter(None, value)))
    return "" if valid else validate_texts(None)


def validate_bool(value: object) -> str:
    """Return "" for true or false."""
    return "" if isinstance(value, bool) else "write true or false"


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether *value* is a number that can be drawn: neither NaN nor beyond ±10⁹."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9
