"""How the items of the publication's bibliography are printed."""

import re

import pytest

from hamerkop.citations.bibliography import read_bibliography
from tests.conftest import PROJECT

BIBLIOGRAPHY, PROBLEMS = read_bibliography(PROJECT / "content" / "references.json")


def test_the_file_has_items_and_no_problem() -> None:
    assert BIBLIOGRAPHY.items
    assert PROBLEMS == []


@pytest.mark.parametrize("key", BIBLIOGRAPHY.items)
def test_a_line_ends_in_a_link(key: str) -> None:
    assert re.search(r'<a href="https?://[^"]+">[^<]+</a>$', BIBLIOGRAPHY.line(key))


@pytest.mark.parametrize("key", BIBLIOGRAPHY.items)
def test_a_line_has_no_doubled_punctuation_and_no_gap(key: str) -> None:
    text = re.sub(r"<[^>]+>", "", BIBLIOGRAPHY.line(key))
    assert not re.search(r"\.\.|  | [.,;:]|;;|\(\)|None", text), text
