"""Dates as readers and as browsers read them."""

from datetime import UTC, date, datetime

import pytest

from hamerkop.shared.dates import iso_date, long_date

DAYS = [date(2026, 11, 5), datetime(2026, 11, 5, tzinfo=UTC), datetime(2026, 11, 5, 23, 59, tzinfo=UTC)]


@pytest.mark.parametrize("day", DAYS)
def test_a_date_is_written_in_full_without_its_time(day):
    assert long_date(day) == "5 November 2026"


@pytest.mark.parametrize("day", DAYS)
def test_a_date_is_written_in_iso_8601_without_its_time(day):
    assert iso_date(day) == "2026-11-05"
