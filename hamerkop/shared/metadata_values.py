"""Reads front-matter values, whichever reader made them: ours gives Python values, Pelican's own give text."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime


def split_list(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of each item of a list written as one text.

    Items are separated by semicolons if there is one, else by commas, as Pelican does for tags and authors; empty
    items are left out.
    """
    offset = 0
    for piece in text.split(";" if ";" in text else ","):
        if item := piece.strip():
            yield offset + len(piece) - len(piece.lstrip()), item
        offset += len(piece) + 1


def as_list(value: object) -> list[str]:
    """Return the items of a list, or of a text as :func:`split_list` splits it; without empty ones.

    None is no item, and any other value, such as a number, is one.
    """
    if isinstance(value, str):
        return [item for _, item in split_list(value)]
    items = value if isinstance(value, Iterable) else [value] if value else ()
    return [text for item in items if (text := str(item).strip())]


def as_day(value: object) -> date | None:
    """Return the day of a date, a datetime or ISO text such as 2026-11-22; None for None.

    Raises ValueError for text that is not such a day.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value).strip()[:10])
