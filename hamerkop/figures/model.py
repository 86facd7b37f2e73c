"""What a figure is once its data is read, and what a kind of figure has to say about itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Where = tuple[str | int, ...]  # the way to a value in the data: ("rows", 2, "from")
Mistake = tuple[Where, str]
Shape = Callable[[Any], str]  # says what to write instead of a value, or nothing
Words = dict[str, str]

# What the figures say by themselves; FIGURES_LABELS puts other words, or another language, in their place.
WORDS = {
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
    """One thing that a figure shows: its short name in the drawing, its full one in the table, what is said of it."""

    index: int
    label: str
    name: str
    cells: list[str]
    sources: list[str]
    own: dict[str, Any] = field(default_factory=dict)  # the fields of its kind


@dataclass(frozen=True)
class Figure:
    """The data of one drawing; *own* are the fields of its kind."""

    name: str
    kind: "Kind"
    title: str
    description: str
    columns: list[str]
    rows: list[Row]
    open: bool = False
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"figure-{self.name}"


class Drawing(NamedTuple):
    """What stands within the `<svg>`, and how high it is, in em."""

    body: str
    height: float


@dataclass(frozen=True)
class Kind:
    """One way to draw data; *fields* and *row_fields* are what it wants besides what every figure has.

    *columns* says how many of the table's columns, after the first, the kind fills itself, with *cells*.
    """

    fields: dict[str, Shape]
    row_fields: dict[str, Shape]
    needed: frozenset[str]
    columns: Callable[[Figure], int]
    mistakes: Callable[[Figure], Iterator[Mistake]]
    cells: Callable[[Figure, Row, Words], list[str]]
    draw: Callable[[Figure, Words], Drawing]


# Shapes


def text(value: Any) -> str:
    seen = isinstance(value, str) and any(sign.isprintable() and not sign.isspace() for sign in value)
    return "" if seen else "write words, in quotes if they look like a number"


def texts(value: Any) -> str:
    whole = isinstance(value, list) and value and not any(map(text, value))
    return "" if whole else "write a list of words, [one, two], in quotes where they look like a number"


def cells(value: Any) -> str:
    return "" if isinstance(value, list) and not any(map(text, filter(None, value))) else texts(None)


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e9 < value < 1e9


def yes_or_no(value: Any) -> str:
    return "" if isinstance(value, bool) else "write true or false"


# Citations in the words of a table

KEY = r"\w+(?:[:.+/-]\w+)*"
CITATION = re.compile(rf"\s*\[@{KEY}(?:;\s*@{KEY})*\]")


def keys_in(words: str) -> list[str]:
    """Return the works that *words* cite, in their order."""
    return [key for citation in CITATION.findall(words) for key in re.findall(rf"@({KEY})", citation)]


def sources(value: Any) -> str:
    whole = isinstance(value, list) and all(isinstance(key, str) and re.fullmatch(KEY, key) for key in value)
    return "" if whole else "write a list of keys, [anand2023, ekstrand2022]"


def sources_of(figure: Figure) -> list[str]:
    """Return every work that a figure rests on, in the order in which its table names them."""
    cited = (key for row in figure.rows for key in [*keys_in(" ".join(row.cells)), *row.sources])
    return list(dict.fromkeys(cited))
