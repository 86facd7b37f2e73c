"""The items that a figure cites: in the cells of its table, as `[@key; @other]`, and in the `sources` of its rows."""

import re
from collections.abc import Iterator

from hamerkop.figures.model import Figure, KeyProblem
from hamerkop.shared.markdown_source import CITATION_KEY
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.records import Bibliography

CITATION = re.compile(rf"\s*\[@{CITATION_KEY}(?:;\s*@{CITATION_KEY})*\]")


def validate_sources(value: object) -> str:
    """Return "" for a list of keys of items, else what to write instead."""
    valid = isinstance(value, list) and all(isinstance(key, str) and re.fullmatch(CITATION_KEY, key) for key in value)
    return "" if valid else "write a list of keys, [anand2023, ekstrand2022]"


def keys_in(text: str) -> list[str]:
    """Return the keys of the items that *text* cites, in order."""
    return [key for citation in CITATION.findall(text) for key in re.findall(rf"@({CITATION_KEY})", citation)]


def sources_of(figure: Figure) -> list[str]:
    """Return the keys of all items that a figure cites, each once, in the order of its table."""
    cited = (key for row in figure.rows for key in [*keys_in(" ".join(row.cells)), *row.sources])
    return list(dict.fromkeys(cited))


def unknown_items(figure: Figure, bibliography: Bibliography) -> Iterator[KeyProblem]:
    """Yield a problem for each key that is not in the bibliography."""
    known = bibliography.items
    for row in figure.rows:
        in_cells = [("cells", index, key) for index, cell in enumerate(row.cells) for key in keys_in(cell)]
        in_sources = [("sources", index, key) for index, key in enumerate(row.sources)]
        for field, index, key in [*in_cells, *in_sources]:
            if key not in known and not bibliography.is_hidden(key):
                hint = did_you_mean(key, known) or "; add it there"
                yield ("rows", row.index, field, index), f'no item "{key}" in {bibliography.name}{hint}'
