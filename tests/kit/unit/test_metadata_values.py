"""Front-matter values, whichever reader made them: one reading of lists, one of days."""

from datetime import UTC, date, datetime

import pytest

from hamerkop.shared.metadata_values import as_day, as_list, split_list


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("a, b,c", ["a", "b", "c"]),
        ("a; b, c", ["a", "b, c"]),
        (" a ,, ", ["a"]),
        ("", []),
        (None, []),
        (["a", " b, c ", ""], ["a", "b, c"]),
        ((1, 2), ["1", "2"]),
        (2026, ["2026"]),
    ],
)
def test_a_list_is_read_the_same_way_everywhere(value, items):
    assert as_list(value) == items


def test_each_item_of_a_text_has_its_offset():
    text = "  otters ;voles;  "
    assert [(offset, text[offset : offset + len(item)]) for offset, item in split_list(text)] == [
        (2, "otters"),
        (10, "voles"),
    ]


@pytest.mark.parametrize(
    "value", ["2026-11-22", " 2026-11-22 08:30", datetime(2026, 11, 22, 8, tzinfo=UTC), date(2026, 11, 22)]
)
def test_a_day_is_read_from_whatever_a_reader_gives(value):
    assert as_day(value) == date(2026, 11, 22)


def test_no_day_is_none_and_text_that_is_no_day_is_an_error():
    assert as_day(None) is None
    with pytest.raises(ValueError, match="soon"):
        as_day("soon")
