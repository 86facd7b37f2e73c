"""YAML with positions: values, entries, and what is said of a file that cannot be read."""

import pytest

from hamerkop.shared.problems import Position
from hamerkop.shared.yaml_file import parse_yaml, read_list, read_yaml


def said(problems):
    return [(problem.rule, tuple(problem.start), problem.message) for problem in problems]


def test_each_value_knows_where_it_is_and_a_missing_one_where_it_would_be():
    node, problems = parse_yaml("rows:\n- {label: One, from: 2}\n- {label: Two}\n", "x.yaml")
    assert problems == []
    assert node.value == {"rows": [{"label": "One", "from": 2}, {"label": "Two"}]}
    assert node.position("rows") == Position(1, 1)
    assert node.position("rows", 0, "from") == Position(2, 16)
    assert node.position("rows", 1, "from") == node.position("rows", 1) == Position(3, 3)
    assert node.position("nothing") == Position(1, 1)


def test_a_key_that_is_given_twice_is_a_problem_at_the_second(tmp_path):
    _, problems = parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\n", "x.yaml")
    assert said(problems) == [
        ("Y03", (3, 1), '"a" is given twice; keep one of them'),
        ("Y03", (2, 11), '"c" is given twice; keep one of them'),
    ]


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("a: [1\n", (2, 1), "YAML cannot read this"),
        ("a: 2026-02-30\n", (1, 1), "YAML cannot read this: day is out of range"),
        ("a: &x [*x]\n", (1, 1), "contains itself"),
        ("a: !!python/object:os.system {}\n", (1, 4), "YAML cannot read this"),
    ],
)
def test_what_is_not_yaml_is_a_problem_where_it_stops(text, position, words):
    node, problems = parse_yaml(text, "x.yaml")
    assert node is None
    assert [(problem.rule, tuple(problem.start)) for problem in problems] == [("Y01", position)]
    assert words in problems[0].message


def test_a_list_gives_its_entries_and_keeps_the_good_ones_beside_a_bad_one(tmp_path):
    (tmp_path / "x.yaml").write_text("- {a: 1}\n- {a: 2026-02-30}\n\n- {a: 3}\n")
    entries, problems = read_list(tmp_path / "x.yaml")
    assert [(tuple(entry.position), entry.value) for entry in entries] == [((1, 3), {"a": 1}), ((4, 3), {"a": 3})]
    assert [tuple(problem.start) for problem in problems] == [(2, 3)]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a: 1\n", "is not a list"), (b"\xff\n", "not UTF-8"), (b"- [\n", "YAML cannot read this")],
)
def test_a_file_that_is_no_list_has_no_entries_and_one_problem(tmp_path, data, words):
    (tmp_path / "x.yaml").write_bytes(data)
    entries, problems = read_list(tmp_path / "x.yaml")
    assert entries == []
    assert [words in problem.message for problem in problems] == [True]


def test_an_empty_file_is_an_empty_list_and_no_value(tmp_path):
    (tmp_path / "x.yaml").write_text("# nothing yet\n")
    assert read_list(tmp_path / "x.yaml") == ([], [])
    assert read_yaml(tmp_path / "x.yaml") == (None, [])
