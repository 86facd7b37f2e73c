"""Reads front-matter values in whatever form a reader hands them over: ours as Python values, stock ones as text."""

from datetime import date, datetime
from typing import Any


def as_list(value: Any) -> list[str]:
    """Return the items of a list, or of a text with semicolons or else commas between them."""
    if isinstance(value, str):
        value = value.split(";" if ";" in value else ",")
    return [str(item).strip() for item in value or () if str(item).strip()]


def as_day(value: Any) -> date | None:
    """Return a day from a date, a time or ISO text (2026-11-22); None for nothing.

    Raises ValueError for text that is no such day.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value).strip()[:10])
