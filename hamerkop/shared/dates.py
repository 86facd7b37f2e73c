"""Writes dates in words, without asking the machine for its language."""

from datetime import date

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def in_words(day: date) -> str:
    """Return a date as a reader says it: ``22 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
