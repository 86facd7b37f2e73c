"""Words for numbers and lists in what is printed."""

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in "2 files"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def enumerated(names: Sequence[str], at_most: int = 3) -> str:
    """Return names as in "a, b and c"; of more than *at_most* the rest is only counted."""
    shown = list(names) if len(names) <= at_most else [*names[: at_most - 1], f"{len(names) - at_most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
