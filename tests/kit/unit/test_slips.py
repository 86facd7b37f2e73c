"""Where slips in a text are, what is written in their place, and what is left to the plugins and settings of a site."""

from datetime import date, datetime

import markdown
import pytest

from hamerkop.checks import CONTRACT
from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.header import Header, date_problems, file_name_problems, header_problems
from hamerkop.checks.numbers import number_problems
from hamerkop.checks.prose import citation_problems
from hamerkop.checks.slips import TEXT_CHECKS
from hamerkop.checks.visible_text import CODE, visible_text
from hamerkop.shared.rules import RULES, rule_named

HEADER = "---\ntitle: A\n---\n\n"
EXTENSIONS = ["tables", "fenced_code", "footnotes", "def_list", "abbr"]


def text_of(
    body: str, html: str | None = None, extensions: list[str] = EXTENSIONS, language: str = "en"
) -> CheckedText:
    made = markdown.markdown(body, extensions=extensions) if html is None else html
    return CheckedText("a.md", HEADER + body, len(HEADER), made, language)


def problems_in(text: CheckedText) -> list:
    return [problem for check in TEXT_CHECKS for problem in check(text)]


def rules_in(*arguments, **named) -> list[str]:
    return [problem.rule for problem in problems_in(text_of(*arguments, **named))]


def edited(source: str, problems) -> str:
    """Return *source* with the edits of *problems*, the last ones first."""
    lines = source.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
    edits = sorted({edit for problem in problems for edit in problem.edits}, key=lambda edit: edit.start, reverse=True)
    for edit in edits:
        start, end = (starts[place.line - 1] + place.column - 1 for place in (edit.start, edit.end))
        source = source[:start] + edit.text + source[end:]
    return source


@pytest.mark.parametrize(
    ("rule", "body", "wanted"),
    [
        ("M12", "You need:\n- one\n- two", "You need:\n\n- one\n- two"),
        ("M13", "Text:\n| A | B |\n| --- | --- |\n| 1 | 2 |", "Text:\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("M14", "- one\n  - inner\n- two", "- one\n    - inner\n- two"),
        ("M21", "See [it] (https://example.org/).", "See [it](https://example.org/)."),
        ("M22", "See https://example.org/a.", "See <https://example.org/a>."),
        ("M30", "Just a line.\n---\n\nText.", "Just a line.\n\n---\n\nText."),
        ("M31", "-\u00a0One\n-\u00a0Two", "- One\n- Two"),
        ("M47", "Ask <your clinic> first.", "Ask `<your clinic>` first."),
        ("P02", "Ask the\nthe clinic.", "Ask the clinic."),
    ],
)
def test_what_an_edit_writes_is_right(rule, body, wanted):
    text = text_of(body)
    found = [problem for problem in problems_in(text) if problem.rule == rule]
    assert edited(text.source, found) == HEADER + wanted
    assert rules_in(wanted) == []


def test_only_an_edit_that_changes_no_meaning_is_safe():
    safe = [edit.safe for problem in problems_in(text_of("-\u00a0One")) for edit in problem.edits]
    unsafe = [edit.safe for problem in problems_in(text_of("Ask the the clinic.")) for edit in problem.edits]
    assert safe == [True]
    assert unsafe == [False]


def test_a_key_of_the_bibliography_gets_its_brackets():
    text = text_of("It helped (anand2023), and [other2020] too.")
    found = list(citation_problems(text, {"anand2023"}))
    assert edited(text.source, found) == HEADER + "It helped ([@anand2023]), and [other2020] too."


def test_the_second_of_two_alike_is_found_at_its_own_place():
    found = problems_in(text_of("See [[a]].\n\n`[[a]]`\n\nSee [[a]]."))
    assert [(problem.start, problem.end) for problem in found] == [((5, 5), (5, 10)), ((9, 5), (9, 10))]


def test_what_is_not_typed_is_no_slip_of_the_writer():
    assert rules_in("Text.", "<p>Text. {{ added }} [[by]] **a plugin.</p>") == []


@pytest.mark.parametrize(
    ("body", "extension"),
    [
        ("!!! note\n    Take care.", "admonition"),
        ("## Heading {#own}\n\nText.", "attr_list"),
        ("1. one\n\n    ```\n    code\n    ```", "pymdownx.superfences"),
        ("This is ~~wrong~~.", "pymdownx.tilde"),
    ],
)
def test_what_an_extension_reads_is_right(body, extension):
    assert rules_in(body, extensions=[*(name for name in EXTENSIONS if name != "fenced_code"), extension]) == []
    assert rules_in(body) != []


def test_formulas_and_code_are_no_text():
    html = '<p><span class="math">\\[a [[b]] **c\\]</span> <code>[[x]]</code> <svg><text>**a</text></svg> end</p>'
    assert visible_text(html).strip() == f"{CODE} {CODE} {CODE} end"
    assert rules_in("\\[a [[b]] **c\\] `[[x]]` end", html) == []


def test_words_are_known_in_english_only():
    assert rules_in("Ask the the clinic.", language="en-gb") == ["P02"]
    assert rules_in("Ask the the clinic.", language="de") == []


def test_a_text_for_another_program_has_no_end_of_problems():
    found = problems_in(text_of("See [[a]].\n\n" * 100))
    assert len(found) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It helped 64% of people.", ['"64%"']),
        ("It helped 64% [@anand2023].", []),
        ("It helped 64% (see [the label](https://example.org/)).", []),
        ("- It helped 64%.\n- It helped 28% [@anand2023].", ['"64%"']),
        ("| A | 64% |\n| --- | --- |\n| B | 28% [@anand2023] |", ['"64%"']),
        ("Does it help 64% of people?", []),
        ("/// in-short\n\nIt helps about 1 in 2.\n\n///\n\nText.", []),
        ("A review in 2018, of 22 November 2026, at 8.30, took 40 minutes.", []),
        ("Call 999 or 116 123. Ask these 3 questions. A 5% solution, 0.5 mg/kg.", []),
        ("A dose of 0.5 mg/kg lifted mood.", ['"5 mg/kg lifted"']),
        ("They were twice as likely to stop.", ['"twice as likely"']),
    ],
)
def test_a_number_that_states_a_result_needs_a_source(body, expected):
    found = number_problems(text_of(body, ""))
    assert [problem.message.split(" has no source")[0] for problem in found] == expected


def header(text: str, plain: bool = True, **values: object) -> Header:
    return Header("a.md", f"---\n{text}\n---\n", values, frozenset(("title", "summary")) if plain else frozenset())


def test_markup_in_a_field_is_a_slip_where_the_field_is_plain_text():
    typed = "About **it**"
    assert [problem.rule for problem in header_problems(header(f"title: {typed}", title=typed))] == ["F11"]
    assert list(header_problems(header(f"title: {typed}", plain=False, title=typed))) == []


def test_a_comment_behind_a_value_is_told_from_a_value_that_is_cut():
    assert [problem.rule for problem in header_problems(header("title: A # 1", title="A"))] == ["F10"]
    assert list(header_problems(header("title: A  # for the list", title="A"))) == []
    assert [problem.rule for problem in header_problems(header("title: ! A", title="A"))] == ["F10"]
    assert list(header_problems(header("category: A # one of five", title="A"))) == []


@pytest.mark.parametrize(
    ("field", "typed", "rules"),
    [
        ("modified", date(2026, 11, 21), ["D05"]),
        ("reviewed", date(2019, 1, 1), ["D05"]),
        ("reviewed", date(1926, 11, 20), ["D04"]),
        ("last_evidence_check", date(2025, 11, 20), ["D05"]),
        ("next_review", date(2026, 11, 22), ["D05"]),
        ("modified", date(2026, 11, 22), []),
        ("reviewed", date(2026, 1, 1), []),
        ("last_evidence_check", date(2027, 1, 20), []),
        ("next_review", date(2026, 11, 23), []),
    ],
)
def test_a_date_that_contradicts_another_is_a_slip(field, typed, rules):
    values = {"date": date(2026, 11, 22)} | ({"reviewed": date(2026, 11, 22)} if field == "next_review" else {})
    made = header(f"date: x\n{field}: x", **(values | {field: typed}))
    assert [problem.rule for problem in date_problems(made, date(2026, 12, 1))] == rules


@pytest.mark.parametrize(
    ("written", "rules"), [(1989, ["D04"]), (1990, []), (2031, []), (2032, ["D04"]), (206, ["D04"])]
)
def test_the_year_of_an_article_is_plausible(written, rules):
    made = header("date: x", date=datetime(written, 1, 1))  # noqa: DTZ001  # only the day matters
    assert [problem.rule for problem in date_problems(made, date(2026, 11, 22))] == rules


@pytest.mark.parametrize(
    ("name", "is_copy"),
    [
        ("mine copy.md", True),
        ("mine copy 2.md", True),
        ("_mine.md", True),
        ("Copy of mine.md", True),
        ("mine (1).md", True),
        ("mine 2.md", True),
        ("~$mine.md", True),
        (".~lock.mine.md", True),
        ("#mine#.md", True),
        ("Part 2.md", False),
        ("my day 2.md", False),
        ("vitamin b 12.md", False),
        ("hard-copy.md", False),
        ("copying-and-pasting.md", False),
        ("mine-2.md", False),
        ("the-old.md", False),
        ("class-of-2020.md", False),
    ],
)
def test_a_copied_file_is_told_by_its_name(name, is_copy):
    assert [problem.rule for problem in file_name_problems(f"content/{name}")] == ["S06"] * is_copy


OF_TEXTS = [rule for rule in RULES if rule.example and "M11" <= rule.id <= "M49" and rule.id in CONTRACT.rules]
OF_TEXTS.remove(rule_named("citation-without-at"))  # needs a bibliography
OF_TEXTS += [rule_named(name) for name in ("doubled-word", "placeholder", "vague-link-text")]


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in OF_TEXTS])
def test_the_example_of_a_rule_is_found_by_it(rule):
    assert rule.id in rules_in(rule.example)
