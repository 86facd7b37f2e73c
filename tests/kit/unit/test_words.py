"""Numbers and lists in words."""

import pytest

from hamerkop.shared.words import counted, enumerated


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_a_number_with_its_noun(number, words):
    assert counted(number, "file") == words


@pytest.mark.parametrize(
    ("names", "words"),
    [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b and 2 more")],
)
def test_a_list_in_words(names, words):
    assert enumerated(list(names)) == words
