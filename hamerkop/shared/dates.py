"""Writes dates in English, whatever the locale of the machine."""

from datetime import date

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def long_date(day: date) -> str:
    """Return a date, or the date of a datetime, in full: ``22 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def iso_date(day: date) -> str:
    """Return a date, or the date of a datetime, in ISO 8601: ``2026-11-22``."""
    return day.isoformat()[:10]
