"""What the style rules find in a text, and what they leave alone."""

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.checks import Source, check_style_rules
from hamerkop.checks.style_rules import find_breaches, folded, lower_pattern, read_style_rules, style_rules
from hamerkop.shared.records import STYLE_RULES, StyleRule

RULES = r"""
- {pattern: '\bmiracles?\b', message: say what was found}
- {pattern: 'drug abuse', message: write "non-medical use"}
- {pattern: 'take (?:about )?\d', message: give no dose}
- {pattern: '\bSpravato\b', max: 1, message: name the brand once}
- {name: National Institute on Drug Abuse}
"""


@pytest.fixture
def check(tmp_path):
    """Return ``check(text, is_markdown=True)``, which gives (line, column, end, message) of each problem."""
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    rules, problems = read_style_rules(tmp_path / "rules.yaml")
    assert problems == []

    def run(text, is_markdown=True):
        context = {}
        STYLE_RULES.set(context, rules)
        found = list(check_style_rules(Source("a.md", text, is_markdown), context))
        assert {problem.rule for problem in found} <= {"P01"}
        return [(*each.start, each.end and tuple(each.end), each.message) for each in found]

    return run


@pytest.mark.parametrize(
    "text",
    [
        "a miracle",
        "Miracles.",
        "title: A miracle",
        "drug\nabuse",
        "take about\n5 of these",
        "Spravato and then Spravato",
        "- a list\n\n    with a miracle in its second paragraph",
    ],
)
def test_what_breaks_a_rule_is_found(check, text):
    assert len(check(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "the National Institute on Drug Abuse",
        "the National Institute on\nDrug Abuse",
        "a study [@miracle2020] of `miracle` and [words](miracle.md)",
        "```\nmiracle\n```",
        "Code:\n\n    miracle\n",
        "see https://example.org/miracle",
        "<https://ex.org/miracle> or www.miracle.org or miracle@ex.org or miracle.example.org",
        "---\ntags:\n- a\n---\n\n    miracle\n",
        "<script>miracle</script> <img src=miracle.png> <a title='a > b' href='miracle'>x</a>",
        "admirable",
        "Spravato once",
        "a title with Miracle in it <!-- check: ignore, the title of a journal -->",
        "",
    ],
)
def test_what_breaks_no_rule_or_is_no_prose_is_left_alone(check, text):
    assert check(text) == []


def test_an_ignore_without_a_reason_ignores_nothing(check):
    assert [found[:2] for found in check("a miracle <!-- check: ignore -->")] == [(1, 3)]


def test_a_problem_has_start_end_and_what_to_write(check):
    assert check("One.\n\nOf drug\nabuse.") == [(3, 4, (4, 6), '"drug abuse": write "non-medical use"')]


def test_an_indented_line_of_a_data_file_is_no_code(check):
    assert [found[:2] for found in check("rows:\n\n    - a miracle\n", is_markdown=False)] == [(3, 9)]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("- {pattern: '(', message: x}", 4, '"pattern" is not a regular expression: missing )'),
        ("- {pattern: 'a{99999999999}', message: x}", 4, '"pattern" is not a regular expression: it repeats'),
        (f"- {{pattern: '{'(' * 5000}{')' * 5000}', message: x}}", 4, "it repeats or nests too much"),
        ("- {pattern: '(?P<a>x)(?P<a>y)', message: x}", 4, '"pattern" is not a regular expression: redefinition'),
        ("- {pattern: x, message: y, max: .inf}", 28, '"max" is inf; write a whole number'),
        ("- {pattern: x, message: y, max: -1}", 28, '"max" is less than 0; write 0 or more'),
        ("- {fnd: x}", 3, '"pattern" is missing or empty'),
        ("- {pattern: x}", 3, '"message" is missing or empty'),
        ("- {pattern: x, message: y, max: many}", 28, '"max" is "many"; write a whole number'),
        ("- {name: A, message: y}", 13, '"message" is not a key here'),
        ("- miracle", 3, 'this is "miracle"; write {pattern: …, message: …, max: …}'),
    ],
)
def test_a_rule_that_is_not_valid_is_reported_at_its_place_and_left_out(tmp_path, line, column, message):
    (tmp_path / "rules.yaml").write_text(f"{RULES}{line}\n", "utf-8")
    rules, problems = read_style_rules(tmp_path / "rules.yaml")
    assert [(tuple(each.start), each.rule) for each in problems[:1]] == [((7, column), "Y02")]
    assert message in problems[0].message
    assert len(rules.rules) == 4


def test_a_rule_that_is_broken_very_often_is_counted_and_fast(check):
    started = time.process_time()
    found = check("a miracle " * 20_000)
    assert len(found) == 101
    assert found[-1][-1] == "19900 more of these: say what was found"
    assert time.process_time() - started < 2


def test_what_python_will_read_differently_in_future_is_not_printed(tmp_path, recwarn):
    (tmp_path / "rules.yaml").write_text("- {pattern: '[[a]b', message: x}\n", "utf-8")
    assert read_style_rules(tmp_path / "rules.yaml")[1] == []
    assert not list(recwarn)


# Single characters, sets and boundaries, some of which cannot be searched for in small letters.
PIECES = [
    *(
        "a",
        "S",
        "k",
        "é",
        "i",
        ".",
        " ",
        r"\d",
        r"\b",
        r"\W",
        r"\w",
        r"[^a]",
        "[a-k]",
        "[!-Z]",
        "[A-Z]",
        "[^A-S]",
        "I+",
    ),
    *(
        "(a|b)",
        r"(a)\1",
        "(?P<n>s)",
        "(?-i:S)",
        r"\x53",
        r"\.",
        "(?!k)",
        "(?<=s)",
        r"[\t-a]",
        "(?:a|)",
        r"[+-\.]",
        "a-k",
    ),
]
EVERY_CHARACTER = "".join(map(chr, range(0x110000)))


@pytest.mark.parametrize(
    "piece", [piece for piece in PIECES if piece not in (r"\b", "(?!k)", "(?:a|)", "I+", "(?<=s)")]
)
def test_a_pattern_for_small_letters_finds_every_character_that_the_rule_finds(piece):
    rule = re.compile(piece, re.IGNORECASE)
    low = lower_pattern(rule)
    assert not low or [found.start() for found in re.finditer(low, folded(EVERY_CHARACTER))] == [
        found.start() for found in rule.finditer(EVERY_CHARACTER)
    ]


@given(st.data())
def test_the_sieve_leaves_no_breach_out(data):
    rules = [
        StyleRule(re.compile(pattern, re.IGNORECASE), pattern)
        for pattern in data.draw(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)))
        if pattern.count("(?P<n>") < 2
    ]
    text = data.draw(st.text("aAsSſkKiİıI bB.1!éÉ-ΣK\n"))
    sieved = style_rules(rules, re.compile("(?!)"))
    one_by_one = replace(sieved, alone=sieved.rules, sieve=re.compile("(?!)"))
    assert list(find_breaches(text, text, sieved, "a")) == list(find_breaches(text, text, one_by_one, "a"))


@pytest.mark.parametrize(
    "pattern", [r"\bcur(?:e|es|ed)\b", r"game[- ]chang", r"\bSpravato\b", r"\d+ ?mg\b[^.]{0,80}\bb"]
)
def test_a_usual_rule_is_in_the_sieve(pattern):
    assert style_rules([StyleRule(re.compile(pattern, re.IGNORECASE), "x")], re.compile("(?!)")).alone == ()
