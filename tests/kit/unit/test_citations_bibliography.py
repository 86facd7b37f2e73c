"""What is read of the bibliography, and what is wrong with it."""

import json
import time
from pathlib import Path

import pytest

from hamerkop.citations.bibliography import read_bibliography

BROKEN_FILES = {
    "no comma": ('[\n  {"id": "a"\n   "type": "b"}\n]', ":3:4  Y01  not JSON: a comma is missing before this"),
    "not JSON": ('[\n  {"id": "a",}\n]', ":2:14  Y01  not JSON"),
    "not a list": ('{"id": "a"}', ":1:1  Y01  not CSL-JSON"),
    "an id twice": (
        '[\n {"id": "a", "title": "T"},\n {"id": "a", "title": "T"}\n]',
        ':3:9  C08  the id "a" belongs to an earlier item',
    ),
    "a number twice": (
        '[{"id": 7, "title": "T"}, {"id": 7, "title": "T"}]',
        ':1:34  C08  the id "7" belongs to an earlier item',
    ),
    "no id": ('[{"id": "a", "title": "T"},\n {"title": "b"}]', ':2:2  C07  item 2 has no "id"'),
    "an id that is true": ('[{"id": true}]', ':1:2  C07  item 1 has no "id"'),
    "an empty id": ('[{"id": " "}]', ':1:2  C07  item 1 has no "id"'),
    "a number for an item": ("[1]", ':1:2  C07  item 1 has no "id"'),
    "nothing to print": (
        '[{"id": "a", "type": "book"}]',
        ':1:9  C07  item "a": there is nothing in it to print; write',
    ),
    "one id in two forms of Unicode": (
        '[{"id": "\u00f6", "title": "T"}, {"id": "o\u0308", "title": "T"}]',
        ':1:36  C08  the id "\u00f6" belongs to an earlier item',
    ),
    "a number of 5000 digits": (
        f'[{{"id": "a", "title": "T", "issued": {"9" * 5000}}}]',
        ':1:9  C07  item "a": "issued"',
    ),
    "a title in a list": ('[{"id": "a", "title": ["T"]}]', ':1:9  C07  item "a": "title" is a list; write text'),
    "an empty title": ('[{"id": "a", "title": ""}]', ':1:9  C07  item "a": "title" is empty; write it, or remove'),
    "a volume that is true": ('[{"id": "a", "volume": true}]', ':1:9  C07  item "a": "volume" is True; write text'),
    "a publisher in an object": ('[{"id": "a", "publisher": {}}]', ':1:9  C07  item "a": "publisher" is a mapping;'),
    "half of a character": ('[{"id": "a", "title": "x\\ud800"}]', ':1:9  C07  item "a": it has half of'),
    "half of a character in a DOI": (
        '[{"id": "a", "title": "T", "DOI": "10/\\udc00x"}]',
        ':1:9  C07  item "a": it has half of a character',
    ),
    "half of a character in an id": ('[{"id": "a\\ud800", "title": "T"}]', ':1:9  C07  item "a?": it has half of'),
    "a name as text": ('[{"id": "a", "author": ["x"]}]', ':1:9  C07  item "a": "author" is not a list of names'),
    "a name of a number": ('[{"id": "a", "author": [{"family": 5}]}]', ':1:9  C07  item "a": a name in "author" has a'),
    "an empty name": ('[{"id": "a", "editor": [{}]}]', ':1:9  C07  item "a": a name in "editor" is empty; write'),
    "an issue date as text": ('[{"id": "a", "issued": "2020"}]', ':1:9  C07  item "a": "issued" is not a date; write'),
    "a year without its list": (
        '[{"id": "a", "issued": {"date-parts": [2020]}}]',
        ':1:9  C07  item "a": "issued" is not a date; write {"date-parts": [[2023, 10, 1]]}',
    ),
    "date parts by name": ('[{"id": "a", "issued": {"date-parts": {"a": 1}}}]', ':1:9  C07  item "a": "issued" is no'),
    "an impossible year": (
        f'[{{"id": "a", "accessed": {{"date-parts": [["{"9" * 5000}"]]}}}}]',
        ':1:9  C07  item "a": "accessed" is not a date',
    ),
    "objects without end": ('[{"id": "a", "x": ' + '{"x": [' * 100_000, ":1:82  Y01  lists and objects are nested"),
    "a misspelt field": (
        '[{"id": "a", "title": "T", "isued": {}}]',
        ':1:9  C07  item "a": "isued" is not printed;',
    ),
    "a field in small letters": (
        '[{"id": "a", "title": "T", "doi": "10/1"}]',
        ':1:9  C07  item "a": "doi" is not',
    ),
    "a misspelt part of a name": (
        '[{"id": "a", "author": [{"family": "A", "givn": "B"}]}]',
        ':1:9  C07  item "a": "givn" is not printed; did you mean "given"?',
    ),
    "a misspelt type": (
        '[{"id": "a", "title": "T", "type": "article-jornal"}]',
        ':1:9  C07  item "a": there is no type "article-jornal"; did you mean "article-journal"?',
    ),
    "names as text": ('[{"id": "a", "author": "Alder A"}]', ':1:9  C07  item "a": "author" is not a list of names'),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_problem_of_the_file_is_reported_with_its_position(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(text, "utf-8")
    (problem,) = read_bibliography(file)[1]
    assert str(problem).startswith(f"{file}{expected}")


FINE = {
    "fields of Crossref": {"id": "a", "title": "T", "published": {}, "publisher": "P", "type": "journal-article"},
    "fields of Zotero": {"id": "a", "title": "T", "title-short": "T", "citation-key": "a", "event-place": "x"},
    "a type of its own": {"id": "a", "title": "T", "type": "leaflet"},
    "a missing title": {"id": "a", "DOI": "10/1"},
    "fields that are null": {"id": "a", "title": "T", "author": None, "issued": None, "volume": None},
    "a date that says it is unknown": {"id": "a", "title": "T", "issued": {"date-parts": [[None]]}},
    "no date parts": {"id": "a", "title": "T", "issued": {"date-parts": []}},
    "a date in words": {"id": "a", "title": "T", "issued": {"literal": "in press"}},
    "fields that are not printed": {"id": "a", "title": "T", "custom": {"x": [1]}, "abstract": 5, "keyword": []},
    "names only": {"id": "a", "author": [{"literal": "WHO"}]},
    "one character as two escapes": {"id": "a", "title": "\U0001f9a6"},
}


@pytest.mark.parametrize("item", FINE.values(), ids=FINE)
def test_what_csl_allows_is_no_problem(item: dict[str, object], tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(json.dumps([item]), "utf-8")
    assert read_bibliography(file)[1] == []


def test_a_damaged_item_has_every_problem_and_is_printed_without_what_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(
        '[{"id": "a", "title": ["T"], "issued": {"date-parts": [2020]}, "author": "x", "volume": 3}]', "utf-8"
    )
    bibliography, problems = read_bibliography(file)
    assert [problem.message.split(" is ")[0] for problem in problems] == [
        'item "a": "author"',
        'item "a": "issued"',
        'item "a": "title"',
    ]
    assert (bibliography.line("a"), bibliography.authors("a"), bibliography.surname("a")) == ("3.", "", "")
    assert (bibliography.year("a"), bibliography.title("a")) == ("", "")


def test_no_half_of_a_character_is_in_an_item(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(r'[{"id": "a\ud800", "title": "x\udfffy", "custom": {"z": ["\ud800"]}}]', "utf-8")
    items = read_bibliography(file)[0].items
    assert list(items) == ["a?"]
    assert json.dumps(items["a?"], ensure_ascii=False).encode()


LARGE = {
    "items without ids": "[" + "{}," * 300_000 + "{}]",
    "numbers": "[" + "1," * 400_000 + "1]",
    "the same id": "[" + '{"id":1},' * 100_000 + '{"id":1}]',
    "lines": "[" + '{"id":1,"title":[]},\n' * 45_000 + '{"id":1}]',
    "brackets": "[" * 1_000_000,
    "items": "[" + ",".join(f'{{"id":"k{number}","title":"T"}}' for number in range(35_000)) + "]",
    "tags": '[{"id":"a","title":"' + "<i>" * 300_000 + '"}]',
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_file_is_read_or_refused_in_a_few_seconds(text: str, tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(text, "utf-8")
    started = time.process_time()
    bibliography, problems = read_bibliography(file)
    assert len(problems) <= 1001
    for key in bibliography.items:
        assert bibliography.position(key) > (0, 0)
        assert bibliography.line(key)
    assert time.process_time() - started < 5


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


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ('[{"id": "a1"}, {"id": "a1", "author": [{"family": "O\'Bo"}]}]', "obo2002"),
        ('[{"id": "a1"}, {"author": [{"family": "Bo"}]}]', "Bo_2002"),
    ],
)
def test_the_key_of_an_item_without_an_id_of_its_own_is_no_second_problem(tmp_path: Path, items: str, key: str) -> None:
    file = tmp_path / "references.json"
    file.write_text(items, "utf-8")
    bibliography = read_bibliography(file)[0]
    assert bibliography.is_hidden(key)
    assert not bibliography.is_hidden("cy2002")


def test_a_word_without_a_digit_is_no_key_where_all_keys_have_one(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text('[{"id": "a1", "title": "T"}]', "utf-8")
    assert [read_bibliography(file)[0].may_be_key(word) for word in ("home", "b2")] == [False, True]
    file.write_text('[{"id": "a", "title": "T"}]', "utf-8")
    assert read_bibliography(file)[0].may_be_key("home")
