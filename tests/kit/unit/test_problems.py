"""A problem: how it is ordered, printed, serialised and logged, and how the nearest name is found."""

import json
import logging
from dataclasses import replace

import pytest
from pelican.contents import Page

from hamerkop.shared.problems import (
    Edit,
    Position,
    Problem,
    did_you_mean,
    display_path,
    line_and_column,
    log_problem,
    nearest_of,
    position_of,
)

TAG = Problem("T01", "content/a.md", Position(4, 7), 'tag "otter" is not in topics.yaml; did you mean "otters"?')


def logged(caplog, problem, levels):
    caplog.clear()
    with caplog.at_level(logging.INFO):
        log_problem(problem, {"CHECK_LEVELS": levels})
    return [(record.levelname, record.problem.level) for record in caplog.records]


def test_a_problem_is_one_line_with_place_rule_and_message():
    assert str(TAG) == 'content/a.md:4:7  T01  tag "otter" is not in topics.yaml; did you mean "otters"?'


def test_a_problem_has_the_level_of_its_rule():
    assert (TAG.level, Problem("I06", "a.md", Position(1, 1), "large").level) == ("error", "warning")


def test_a_problem_of_an_unknown_rule_cannot_be_made():
    with pytest.raises(KeyError):
        Problem("T99", "a.md", Position(1, 1), "x")


def test_problems_are_ordered_by_file_place_rule_and_message():
    def at(path, line, rule="T01", message="m"):
        return Problem(rule, path, Position(line, 1), message)

    ordered = [at("a", 2), at("a", 10), at("a", 10, "T02"), at("a", 10, "T02", "n"), at("b", 1)]
    shuffled = [ordered[index] for index in (4, 2, 0, 3, 1)]
    assert sorted(shuffled) == ordered


def test_a_problem_is_data_for_other_programs():
    fix = Edit(Position(4, 7), Position(4, 12), "otters", safe=False)
    problem = Problem("T01", "a.md", Position(4, 7), "m", end=Position(4, 12), edits=(fix,))
    assert json.loads(json.dumps(problem.as_dict())) == {
        "path": "a.md",
        "start": [4, 7],
        "end": [4, 12],
        "rule": "T01",
        "level": "error",
        "message": "m",
        "edits": [{"start": [4, 7], "end": [4, 12], "text": "otters", "safe": False}],
    }


@pytest.mark.parametrize("key", ["T01", "unknown-tag"])
def test_a_site_changes_the_level_of_a_rule_by_its_id_or_name(caplog, key):
    problem = replace(TAG, message=f"{TAG.message} ({key})")  # Pelican, once imported, logs each warning only once
    assert logged(caplog, problem, {}) == [("ERROR", "error")]
    assert logged(caplog, problem, {key: "warning"}) == [("WARNING", "warning")]
    assert logged(caplog, problem, {key: "note"}) == [("INFO", "note")]
    assert logged(caplog, problem, {key: "off"}) == []


def test_a_level_that_does_not_exist_leaves_the_rule_as_it_is(caplog):
    assert logged(caplog, TAG, {"T01": "silent"}) == [("ERROR", "error")]


def test_the_nearest_name_is_offered_without_regard_to_case_and_none_where_none_is_near():
    assert did_you_mean("Otter", ["otters", "voles"]) == '; did you mean "otters"?'
    assert did_you_mean("badger", ["otters", "voles"]) == ""
    assert nearest_of("otter", ["otters"], cutoff=0.99) == ""


def test_of_names_equally_near_the_same_one_is_offered_whatever_their_order():
    assert nearest_of("tag", {"tags", "tagz"}) == nearest_of("tag", ["tagz", "tags"])


def test_a_path_is_shown_as_it_is_typed_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert display_path(tmp_path / "content" / "a.md") == "content/a.md"
    assert display_path(tmp_path.parent / "b.md") == str(tmp_path.parent / "b.md")


def test_lines_and_columns_count_from_one_and_columns_count_characters():
    text = "é\n\nfür x"
    assert [line_and_column(text, offset) for offset in (0, 2, 3, text.index("x"))] == [(1, 1), (2, 1), (3, 1), (3, 5)]


def test_the_fields_of_a_header_that_another_reader_has_read_are_found_by_reading_the_file_once(tmp_path):
    source = tmp_path / "a.md"
    source.write_text("Title: A\nTags: river,\n    fur\n\nText.", "utf-8")
    page = Page("<p>Text.</p>", {"title": "A"}, source_path=str(source))
    assert position_of(page, "tags") == (2, 1)
    source.unlink()
    assert [position_of(page, "tags", tag) for tag in ("river", "fur")] == [(2, 7), (3, 5)]
    assert position_of(page, "summary") == (1, 1)
