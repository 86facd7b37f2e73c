"""Finds days in an English text that no calendar has: 31 November, or a Monday that was a Sunday."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import islice

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Problem

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH, _DAY = "|".join(_MONTHS), r"(?P<{}>[0-3]?\d)(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(_WEEKDAYS)}),?[ \n](?:the )?|(?<![\w.,/–-]))"
    rf"(?:{_DAY.format('first')}[ \n](?:of )?(?P<month>{_MONTH})|(?P<named>{_MONTH})[ ]{_DAY.format('second')})"
    r"(?![\w/–-]|[.,]\d)(?:,?[ \n](?P<year>(?:19|20)\d\d)(?![\w–-]))?"
)
_NAME = re.compile(_MONTH)
_LONGEST = 30  # characters of a date before or behind its month
_LEAP_YEAR = 2000  # where a text names none


def day_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each day in an English text that there is not, or that is another day of the week."""
    if not text.is_english or not any(month in text.visible for month in _MONTHS):
        return
    cursor = Cursor(text)
    wrong = ((found, message) for found in _days_in(text.visible) if (message := _wrong_with(found)))
    for found, message in islice(wrong, MAX_PROBLEMS):
        place = cursor.place_of(found)
        if place is not None:
            yield text.problem("D06", place, place + len(found[0]), message)


def _days_in(visible: str) -> Iterator[re.Match[str]]:
    """Yield what `_DATE` finds, in a part of its time: it is looked for around the names of months only."""
    last = 0
    for name in _NAME.finditer(visible):
        found = _DATE.search(visible, max(name.start() - _LONGEST, last), name.end() + _LONGEST)
        if found and found.start() <= name.start() < found.end():
            last = found.end()
            yield found


def _wrong_with(found: re.Match[str]) -> str:
    """Return the message about a day in a text, or "" if nothing is wrong."""
    month = _MONTHS.index(found["month"] or found["named"]) + 1
    day, year = int(found["first"] or found["second"]), int(found["year"] or _LEAP_YEAR)
    days = monthrange(year, month)[1]
    if day > days and (found["year"] or found["weekday"] or day <= 31):  # the longest month
        in_year = f" {year}" if found["year"] else ""
        return f"there is no {day} {_MONTHS[month - 1]}{in_year}: the month has {days} days; correct the date"
    if not found["weekday"] or not found["year"] or not day or day > days:
        return ""
    weekday = _WEEKDAYS[date(year, month, day).weekday()]
    is_right = weekday == found["weekday"]
    return "" if is_right else f"{day} {_MONTHS[month - 1]} {year} is a {weekday}; correct the day or the date"
