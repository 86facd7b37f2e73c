"""YAML with positions: values, entries, and what is said of a file that cannot be read."""

import os
import time

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from hamerkop.shared.problems import Position
from hamerkop.shared.yaml_file import parse_yaml, quick_tree, read_list, read_yaml


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
        ("a: 2026-02-30\n", (1, 4), "YAML cannot read this: day is out of range"),
        ("a: &x [*x]\n", (1, 8), "contains itself"),
        ("a: !!python/object:os.system {}\n", (1, 4), "YAML cannot read this"),
        ("a: !!timestamp x\n", (1, 4), '"x" cannot be read as !!timestamp; correct it, or put it in quotes'),
        ("a: !!int '_'\n", (1, 4), '"_" cannot be read as !!int'),
        ("a: !!bool x\n", (1, 4), '"x" cannot be read as !!bool'),
        ("a:\n- b: !!float x\n", (2, 6), '"x" cannot be read as !!float'),
        (f"a: {'9' * 5000}\n", (1, 4), '"99999999999999999999…" cannot be read as !!int'),
        (f"a: 1{':59' * 100_000}\n", (1, 4), '"1:59:59:59:59:59:59:…" cannot be read as !!int'),
        ("a: 2026-01-02 03:04:05 +99:99\n", (1, 4), "YAML cannot read this: offset must be"),
        ("a: 1\n{[a]: b}: c\n", (2, 2), "YAML cannot read this"),
        ("? {a: b}\n: c\n", (1, 3), "found unhashable key"),
        ("a: b\n<<: 1\n", (2, 5), "expected a mapping"),
        ("a: x\x01\n", (1, 5), "the character U+0001 is not allowed here; remove it"),
        ('a: [b, "\\ud800x"]\n', (1, 8), "\\ud800 is half of a character"),
        ("a: !" + "x" * 1000 + " b\n", (1, 4), "xxx…"),
        ("a:\n  " + "[" * 60 + "]" * 60, (2, 52), "nested more than 50 deep"),
        ("[" * 100_000, (1, 51), "nested more than 50 deep"),
        ("- " * 100_000, (1, 101), "nested more than 50 deep"),
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
    assert [tuple(problem.start) for problem in problems] == [(2, 7)]


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


def bomb(first, step):
    """Return lines of which each repeats the one before nine times."""
    lines = [f"x0: &x0 {first}", *(f"x{n}: &x{n} {step.replace('*', f'*x{n - 1}')}" for n in range(1, 9))]
    return "\n".join(lines) + "\n"


ALIAS_BOMBS = {
    "lists": bomb("[l, l, l, l, l, l, l, l, l]", "[*, *, *, *, *, *, *, *, *]"),
    "mappings": bomb("{a: l, b: l}", "{a: *, b: *, c: *, d: *, e: *, f: *, g: *, h: *, i: *}"),
    "merged keys": bomb("{a: l, b: l}", "{<<: [*, *, *, *, *, *, *, *, *]}"),
    "keys": bomb("[l, l]", "{? [*, *, *, *, *, *, *, *, *] : b}"),
    "within one list": "- &a [" + "l, " * 1000 + "]\n" + "- *a\n" * 1000,
}
TOO_MANY = {
    **{
        f"{name}, {read.__name__}": (read, text)
        for name, text in ALIAS_BOMBS.items()
        for read in (read_yaml, read_list)
    },
    "a list of 1 MB": (read_list, "- a\n" * 250_000),
    "a mapping of 1 MB": (read_yaml, "a: 1\n" * 200_000),
}


@pytest.mark.parametrize(("read", "text"), TOO_MANY.values(), ids=TOO_MANY)
def test_a_file_of_too_many_values_is_one_problem_where_they_are_too_many(read, text, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(text, "utf-8")
    started, (found, problems) = time.process_time(), read(path)
    assert time.process_time() - started < 5
    assert not found
    ((rule, (line, column), message),) = said(problems)
    assert rule == "Y01"
    assert "more than 50,000 values up to here, counting those that * repeats" in message
    assert (line, column) > (1, 1)


def test_values_that_aliases_repeat_are_read_as_long_as_they_are_few():
    node, problems = parse_yaml("a: &a {n: [1, 2]}\nb: *a\nc: {<<: *a, m: 3}\n", "x.yaml")
    assert problems == []
    assert node.value == {"a": {"n": [1, 2]}, "b": {"n": [1, 2]}, "c": {"n": [1, 2], "m": 3}}


def test_a_character_written_as_two_escapes_as_in_json_is_one_character():
    assert parse_yaml(r'a: "\ud83e\udda6 \u00e9"', "x.yaml")[0].value == {"a": "🦦 é"}


def test_a_key_that_is_no_text_has_its_position_too():
    node, _ = parse_yaml("a: b\ntrue: {2001: c}\n2026-01-02: d\n", "x.yaml")
    value = next(key for key in node.value if key is True)
    assert node.position(value) == node.position("true") == node.position("True") == Position(2, 1)
    assert node.position(value, 2001) == node.position("true", "2001") == Position(2, 8)
    assert node.position("2026-01-02") == Position(3, 1)


@pytest.mark.parametrize("read", [read_yaml, read_list])
def test_what_is_no_file_is_not_waited_for(read, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name in ("pipe.yaml", "folder.yaml"):
        found, problems = read(tmp_path / name)
        assert not found
        assert [problem.message for problem in problems] == ["is not a file; put a file there, or remove it"]


@given(st.text(st.sampled_from(list("abc01:-_.[]{}*&!<>|#'\"\\ \n\t?,%@~")), max_size=60))
@example("!!timestamp 1")
def test_no_text_ends_in_an_exception(text):
    node, problems = parse_yaml(text, "x.yaml")
    assert node is None or all(problem.rule == "Y03" for problem in problems)


# What texts are made of: a header of an article, and whatever the two parsers may read in different ways.
YAML_PIECES = [
    *("a", "b c", "key: ", ": ", ":", "- ", "-", ", ", ",", "[", "]", "{", "}", "#", " #", '"', "'", "?", "? ", "\\"),
    *(
        "\n",
        "\n  ",
        "\n- ",
        "\n  - ",
        "\nk: ",
        "\n\n",
        " ",
        "\t",
        "\r",
        "é",
        "😀",
        "\u00a0",
        "\ufeff",
        "\u2028",
        "\x85",
    ),
    *(
        "1",
        "2026-01-02",
        "~",
        "null",
        "true",
        "%",
        "@",
        "`",
        "!",
        "!!str ",
        "&a ",
        "*a",
        "|\n  ",
        ">-\n  ",
        "--- ",
        "...",
    ),
    *(
        "title: ",
        "tags: [a, b]\n",
        "- {a: b, c: 'd'}\n",
        '"a: b"',
        '"\\n"',
        '"\\x41"',
        '"a\\\n  b"',
        "http://a.b/c",
        "=",
        "<<: ",
    ),
]


def described(node):
    """Return a tree as data: values, tags and positions; the end only of what has one in the source."""
    is_block = not node.flow_style if isinstance(node, yaml.CollectionNode) else node.style in ("|", ">")
    marks = [(mark.line, mark.column) for mark in (node.start_mark, *([] if is_block else [node.end_mark]))]
    if isinstance(node, yaml.ScalarNode):
        return node.tag, node.value, marks
    if isinstance(node, yaml.SequenceNode):
        return node.tag, list(map(described, node.value)), marks
    return node.tag, [(described(key), described(value)) for key, value in node.value], marks


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is one parser only")
@given(st.lists(st.sampled_from(YAML_PIECES), max_size=14).map("".join), st.sampled_from(["", "---\n"]))
@example("a: [b, {c: 'd'}]\ne:\n  - 1", "---\n")
def test_libyaml_is_trusted_only_where_it_gives_the_tree_of_pyyaml(text, before):
    tree = quick_tree(before + text)
    assert tree is None or described(tree) == described(yaml.compose(before + text, Loader=yaml.SafeLoader))


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is one parser only")
def test_a_usual_header_is_read_by_libyaml():
    fields = ['title: "Otters: a guide?"', "tags: [a, b]", "grades:", "  - {claim: It is so, grade: low}", "x: y # yes"]
    header = "\n".join(["---", *fields, "last: é 🦦"])
    assert quick_tree(header)


def test_a_text_is_read_without_libyaml_too(monkeypatch):
    monkeypatch.setattr("hamerkop.shared.yaml_file._InC", None)
    assert parse_yaml("a: [1]\n", "x.yaml")[0].value == {"a": [1]}


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, " # #" * 50_000, "a:" + " :" * 90_000]
)
def test_a_text_that_is_nested_or_repeats_is_left_to_pyyaml_at_once(text):
    started = time.process_time()
    assert quick_tree(f"{text}a") is None
    assert time.process_time() - started < 1
