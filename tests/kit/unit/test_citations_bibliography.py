"""What is read of the bibliography, and what is wrong with it."""

import json
from pathlib import Path

import pytest

from hamerkop.citations.bibliography import read_bibliography

BROKEN_FILES = {
    "not JSON": ('[\n  {"id": "a",}\n]', ":2:14  Y01  not JSON"),
    "not a list": ('{"id": "a"}', ":1:1  Y01  not CSL-JSON"),
    "an id twice": ('[\n {"id": "a"},\n {"id": "a"}\n]', ':3:9  C08  the id "a" belongs to an earlier item'),
    "a number twice": ('[{"id": 7}, {"id": 7}]', ':1:20  C08  the id "7" belongs to an earlier item'),
    "no id": ('[{"id": "a"},\n {"title": "b"}]', ':2:2  C07  item 2 has no "id"'),
    "names as text": ('[{"id": "a", "author": "Alder A"}]', ':1:9  C07  item "a": "author" is not a list of names'),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_problem_of_the_file_is_reported_with_its_position(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(text, "utf-8")
    (problem,) = read_bibliography(file)[1]
    assert str(problem).startswith(f"{file}{expected}")


def test_a_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_bytes('[{"id": "é"}]'.encode("latin-1"))
    bibliography, (problem,) = read_bibliography(file)
    assert (bibliography.state, problem.message) == ("broken", "not UTF-8; save the file as UTF-8")


def test_an_absent_file_has_no_items_and_no_problem(tmp_path: Path) -> None:
    bibliography, problems = read_bibliography(tmp_path / "references.json")
    assert (bibliography.state, dict(bibliography.items), problems) == ("absent", {}, [])


def test_of_two_items_with_one_id_the_first_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text('[{"id": "a", "title": "First"}, {"id": "a", "title": "Second"}]', "utf-8")
    bibliography = read_bibliography(file)[0]
    assert bibliography.items["a"]["title"] == "First"
    assert bibliography.position("a") == (1, 9)


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_position_of_an_item_is_that_of_its_id(ascii_only: bool, tmp_path: Path) -> None:
    items = [{"custom": {"id": "other"}, "id": "ö"}, {"title": '"id": "ash"', "id": "ash"}]
    file = tmp_path / "references.json"
    file.write_text(json.dumps(items, indent=1, ensure_ascii=ascii_only), "utf-8")
    bibliography = read_bibliography(file)[0]
    assert [bibliography.position(key) for key in ("ö", "ash")] == [(6, 9), (10, 9)]


def test_an_item_with_damaged_names_is_printed_without_them(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text('[{"id": "a", "author": "Alder A", "editor": [3, {"family": "Birch"}], "title": "T"}]', "utf-8")
    assert read_bibliography(file)[0].line("a") == "Birch. T."
