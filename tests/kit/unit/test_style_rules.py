"""What the editor's desk finds in a text, and what it leaves alone."""

from pathlib import Path

import pytest

from hamerkop.checks.style_rules import findings, read_rules

RULES, PROBLEMS = read_rules(Path(__file__).parents[3] / "content" / "style_rules.yaml")


def found(text):
    return [(line, column) for line, column, _ in findings(text, RULES)]


def test_the_rules_of_this_publication_can_be_read():
    assert PROBLEMS == []
    assert len(RULES.rules) > 20


@pytest.mark.parametrize(
    "text",
    [
        "He was an addict.",
        "people who commit\nsuicide",
        "a successful attempt",
        "patients failed treatment",
        "people who had failed two medicines",
        "a miracle",
        "It cures depression.",
        "a game-changer",
        "a good trip",
        "the last resort",
        "depressives",
        "drug abuse",
        "Book your infusion",
        "our clinic",
        "the best ketamine clinics",
        "take 50 of these",
        "10 mg by mouth is equivalent to less",
        "10mg by mouth is equivalent to less",
        "take about\n5 of these",
        "Dissolve the tablet",
        "Spravato and then Spravato",
    ],
)
def test_words_to_avoid_are_found(text):
    assert found(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "depressive symptoms",
        "the National Institute on Drug Abuse",
        "the National Institute on\nDrug Abuse",
        "a study [@cure2020] of `miracle` and [words](breakthrough.md)",
        "```\nmiracle\n```",
        "It did not help. Some people recover.",
        "failed to reach significance",
        "obscure, secure, accurate",
        "Spravato once",
        "a title with Breakthrough in it <!-- check: ignore, the title of a journal -->",
    ],
)
def test_other_words_are_left_alone(text):
    assert found(text) == []


def test_an_ignore_without_a_reason_ignores_nothing():
    assert found("a miracle <!-- check: ignore -->") == [(1, 3)]


def test_a_finding_has_its_place_and_what_to_write():
    (finding,) = findings("One.\n\nTwo commit suicide.", RULES)
    assert finding[:2] == (3, 5)
    assert finding[2].startswith('"commit suicide": write "died by suicide"')


def test_a_rule_that_cannot_be_read_has_its_line(tmp_path):
    (tmp_path / "words.yaml").write_text("- {pattern: '(', message: x}\n- {fnd: x}\n", "utf-8")
    assert [problem.start.line for problem in read_rules(tmp_path / "words.yaml")[1]] == [1, 2]
