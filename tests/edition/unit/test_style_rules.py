"""The publication's own style rules: each finds what it was written for, and none finds what we do write."""

from pathlib import Path

import pytest

from hamerkop.checks import Source, check_style_rules
from hamerkop.checks.style_rules import read_style_rules
from hamerkop.shared.records import STYLE_RULES

RULES, PROBLEMS = read_style_rules(Path(__file__).resolve().parents[3] / "content" / "style_rules.yaml")
# For each rule, in the order of the file, a text that it must find.
FOUND = [
    "He was an addict.",
    "depressives",
    "drug abuse",
    "He is clean now, come clean.",
    "people who had failed two medicines",
    "She failed treatment.",
    "the last resort",
    "people who commit\nsuicide",
    "a successful attempt",
    "It cures depression.",
    "a game-changer",
    "It rewires the brain.",
    "a good trip",
    "Book your infusion",
    "our clinic",
    "the best ketamine clinics",
    "Spravato and then Spravato",
    "take about\n5 of these",
    "10mg by mouth is equivalent to less",
    "Dissolve the tablet",
    "a street dose",
]


def check(text):
    context = {}
    STYLE_RULES.set(context, RULES)
    return [problem.message for problem in check_style_rules(Source("a.md", text, is_markdown=True), context)]


def test_the_rules_can_be_read():
    assert [str(problem) for problem in PROBLEMS] == []


def test_each_rule_has_a_text_that_it_must_find():
    assert len(FOUND) == len(RULES.rules)


@pytest.mark.parametrize("index", range(len(FOUND)))
def test_what_a_rule_was_written_for_is_found(index):
    assert any(message.endswith(f": {RULES.rules[index].message}") for message in check(FOUND[index]))


@pytest.mark.parametrize("text", ["take 50 mg", "take 5 of these", "take 2, an hour later", "hold 2 minutes"])
def test_every_instruction_for_taking_a_dose_is_found(text):
    assert [message.partition(": ")[2] for message in check(text)] == [
        "no instruction for taking a dose may stand here"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "depressive symptoms",
        "the National Institute on Drug Abuse",
        "a study [@cure2020] of `miracle` and [words](breakthrough.md)",
        "It did not help. Some people recover.",
        "failed to reach significance",
        "obscure, secure, accurate",
        "Spravato once",
        "Take 5 minutes, take 10 to 20 minutes, or take 3 deep breaths.",
    ],
)
def test_other_words_are_left_alone(text):
    assert check(text) == []
