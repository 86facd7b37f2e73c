"""How titles are sorted."""

import pytest

from hamerkop.shared.text_order import initial_letter, sort_key


def test_accents_and_case_do_not_count() -> None:
    titles = ["emus", "Élan", "Zebra", "eddy", "Ärzte"]
    assert sorted(titles, key=sort_key) == ["Ärzte", "eddy", "Élan", "emus", "Zebra"]


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("otters", "O"),
        ("Élan", "E"),
        ("Ørsted", "O"),
        ("24 hours", "0–9"),
        ("“Quoted”", "0–9"),
        ("", "0–9"),
        ("Ж", "Z"),
    ],
)
def test_the_letter_of_a_title(title: str, letter: str) -> None:
    assert initial_letter(title) == letter


@pytest.mark.filterwarnings("error")
def test_half_of_a_character_counts_for_nothing():
    assert (sort_key("\ud800Holt"), initial_letter("\udfffHolt")) == ("holt", "H")
