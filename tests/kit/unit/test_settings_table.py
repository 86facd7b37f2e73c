"""The table of a plugin's settings: types, defaults, and what is said of a wrong value."""

from typing import Literal

import pytest

from hamerkop.shared.settings import Setting, SettingsTable, describe_type, matches, settings_problems

TABLE = SettingsTable(
    "hamerkop.otters",
    [
        Setting("OTTERS_MAX", int, 5, "how many", lambda value: "" if value > 0 else "write a number above 0"),
        Setting("OTTERS_NAMES", list[str] | None, ["Tarka"], "what they are called"),
    ],
)


@pytest.mark.parametrize(
    ("value", "expected", "fits"),
    [
        ("a", str, True),
        (1, str, False),
        (True, int, False),
        (1, int, True),
        (None, int | None, True),
        (["a"], list[str], True),
        (("a",), list[str], True),
        ("a", list[str], False),
        (["a", 1], list[str], False),
        ({"a": ["b"]}, dict[str, list[str]], True),
        ({"a": "b"}, dict[str, list[str]], False),
        ("off", Literal["on", "off"], True),
        ("maybe", Literal["on", "off"], False),
    ],
)
def test_a_value_fits_its_type_or_does_not(value, expected, fits):
    assert matches(value, expected) is fits


def test_a_type_is_described_in_words():
    assert describe_type(list[str] | None) == "a list of text or None"
    assert describe_type(dict[str, int]) == "a dict of text to whole number"
    assert describe_type(Literal["on", "off"]) == 'one of "on", "off"'


@pytest.mark.parametrize("settings", [{}, {"OTTERS_MAX": "many"}, {"OTTERS_MAX": 0}])
def test_a_missing_or_wrong_value_gives_the_default(settings):
    assert TABLE.value(settings, "OTTERS_MAX") == 5


def test_a_value_that_is_set_is_used():
    assert TABLE.value({"OTTERS_NAMES": None}, "OTTERS_NAMES") is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"OTTERS_MAX": "many"}, [("X02", "OTTERS_MAX is 'many'; write a whole number")]),
        ({"OTTERS_MAX": 0}, [("X02", "OTTERS_MAX is 0; write a number above 0")]),
        ({"OTTERS_MX": 3}, [("X01", 'OTTERS_MX is not a setting; did you mean "OTTERS_MAX"?')]),
        ({"OTTER_MAX": 3}, [("X01", 'OTTER_MAX is not a setting; did you mean "OTTERS_MAX"?')]),
        ({"OTTERS_COLOUR_OF_FUR": 3}, [("X05", "OTTERS_COLOUR_OF_FUR is not a setting of hamerkop.otters; it has")]),
        ({"OTTERS_MAX": 3, "SITENAME": "x", "VOLES": 1, "otters_max": 1}, []),
    ],
)
def test_each_wrong_setting_is_named(settings, said):
    found = [(problem.rule, problem.message) for problem in settings_problems(settings, [TABLE])]
    assert [rule for rule, _ in found] == [rule for rule, _ in said]
    assert all(message.startswith(words) for (_, message), (_, words) in zip(found, said, strict=True))
