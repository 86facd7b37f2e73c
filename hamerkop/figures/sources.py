"""The works that a figure cites: in the cells of its table, as `[@key; @other]`, and in the `sources` of its rows."""

import re
from collections.abc import Collection, Iterator

from hamerkop.figures.model import Figure, KeyProblem
from hamerkop.shared.problems import did_you_mean

KEY = r"\w+(?:[:.+/-]\w+)*"
CITATION = re.compile(rf"\s*\[@{KEY}(?:;\s*@{KEY})*\]")


def validate_sources(value: object) -> str:
    """Return "" for a list of keys of works, else what to write instead."""
    valid = isinstance(value, list) and all(isinstance(key, str) and re.fullmatch(KEY, key) for key in value)
    return "" if valid else "write a list of keys, [anand2023, ekstrand2022]"


def keys_in(text: str) -> list[str]:
    """Return the keys of the works that *text* cites, in order."""
    return [key for citation in CITATION.findall(text) for key in re.findall(rf"@({KEY})", citation)]


def sources_of(figure: Figure) -> list[str]:
    """Return the keys of all works that a figure cites, each once, in the order of its table."""
    cited = (key for row in figure.rows for key in [*keys_in(" ".join(row.cells)), *row.sources])
    return list(dict.fromkeys(cited))


def unknown_works(figure: Figure, works: Collection[str], bibliography: str) -> Iterator[KeyProblem]:
    """Yield a problem for each key that is not in *works*; *bibliography* is the file that has them."""
    for row in figure.rows:
        in_cells = [("cells", index, key) for index, cell in enumerate(row.cells) for key in keys_in(cell)]
        in_sources = [("sources", index, key) for index, key in enumerate(row.sources)]
        for field, index, key in [*in_cells, *in_sources]:
            if key not in works:
                hint = did_you_mean(key, works) or "; add it there"
                yield ("rows", row.index, field, index), f'no work "{key}" in {bibliography}{hint}'
