"""Problems are chosen, accepted, fixed and printed."""

import json
import re

import pytest

from hamerkop.diagnostics import baseline, explanation, fixes
from hamerkop.diagnostics.formats import FORMATS, as_text
from hamerkop.diagnostics.selection import Selection, names_in, unknown_name
from hamerkop.shared.excuses import excuses_in, is_excused
from hamerkop.shared.problems import Edit, Position, Problem
from hamerkop.shared.rules import RULES


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problem(line=1, column=1, rule="T01", path="a.md", end=None, level=None, edits=(), message="m"):
    end = Position(line, end) if end else None
    return Problem(rule, path, Position(line, column), message, end, level, tuple(edits))


def edit(line, start, end, text, safe=True):
    return Edit(Position(line, start), Position(line, end), text, safe)


# Choosing


@pytest.mark.parametrize(
    ("selected", "ignored", "chosen"),
    [
        ((), (), "F01 M05 M06 T01"),
        (("M",), (), "M05 M06"),
        (("M05", "unknown-tag"), (), "M05 T01"),
        ((), ("M",), "F01 T01"),
        (("M05",), ("M",), "M05"),
        (("M",), ("M05",), "M06"),
        (("ALL",), ("ALL",), ""),
        (("ALL",), ("M05",), "F01 M06 T01"),
    ],
)
def test_the_longest_name_that_fits_a_rule_decides(selected, ignored, chosen):
    problems = [problem(rule=rule) for rule in ("T01", "M06", "M05", "F01")]
    assert [each.rule for each in Selection(selected, ignored).of(problems)] == chosen.split()


def test_a_rule_that_is_off_is_reported_only_where_it_is_selected():
    off = problem(level="off")
    assert Selection().of([off]) == []
    assert [each.level for each in Selection(("T01",)).of([off])] == ["warning"]
    assert Selection(("M",)).of([off]) == []


def test_names_of_rules_are_separated_by_commas_and_may_be_in_small_letters():
    assert names_in(["m05, t", "unknown-tag,ALL"]) == ("M05", "T", "unknown-tag", "ALL")
    assert unknown_name(["M05", "T", "unknown-tag", "ALL"]) == ""
    assert unknown_name(["M", "unknown-tga"]) == 'there is no rule "unknown-tga"; did you mean "unknown-tag"?'


# Excuses


def test_a_line_is_excused_from_the_named_rules_or_from_all_with_a_reason(here):
    (here / "a.md").write_text(
        "---\ncategory: X # check: ignore T05 unknown-tag, soon more\n---\n"
        "One <!-- check: ignore, a quotation -->\n"
        "Two <!-- check: ignore M05 -->\n"
        "<!-- check: ignore P01, a title -->\n\nThree\nFour\n"
    )
    excused = {
        (line, rule) for line in range(1, 11) for rule in ("T01", "T05", "P01") if is_excused(rule, "a.md", line)
    }
    assert excused == {(2, "T01"), (2, "T05"), (4, "T01"), (4, "T05"), (4, "P01"), (8, "P01")}


def test_what_keeps_a_page_from_being_published_cannot_be_excused(here):
    (here / "a.md").write_text("title: x # check: ignore, a reason\n")
    assert not any(is_excused(rule, "a.md", 1) for rule in ("F01", "F03", "S01", "B02", "X01", "Y01"))
    assert is_excused("L01", "a.md", 1)


def test_a_comment_without_a_reason_and_a_word_in_prose_excuse_nothing():
    assert (
        excuses_in("a <!-- check: ignore -->\nb <!-- check: ignore M05 -->\nc#check: ignore, x\ncheck: ignore, x") == ()
    )


# Baseline


def test_a_baseline_accepts_a_line_that_moves_and_not_one_that_is_edited(here):
    source = here / "a.md"
    source.write_text("one\ntwo\n")
    assert baseline.write(here / "b.json", [problem(2)]) == 1
    known = baseline.baseline_of({"CHECK_BASELINE": "b.json"})
    assert known.accepts(problem(2))
    assert not known.accepts(problem(1))
    assert not known.accepts(problem(2, rule="T02"))
    source.write_text("zero, and a longer one\none\ntwo\n")
    assert known.accepts(problem(3))
    source.write_text("zero, and a longer one\none\ntwo!\n")
    assert not known.accepts(problem(3))


def test_a_baseline_accepts_nothing_that_keeps_a_page_back(here):
    assert baseline.write(here / "b.json", [problem(rule="F03"), problem(rule="S01"), problem(rule="B02")]) == 0


@pytest.mark.parametrize("text", [None, "", "{", '{"a": 1}', "[1]", '[{"path": "a.md"}]'])
def test_a_baseline_that_cannot_be_read_is_a_problem_and_accepts_nothing(here, text):
    if text is not None:
        (here / "b.json").write_text(text)
    known = baseline.baseline_of({"CHECK_BASELINE": "b.json"})
    left = known.without_accepted([problem()])
    assert [each.rule for each in left] == ["T01", "X02"]
    assert "hamerkop check --write-baseline b.json" in left[1].message


# Fixing


def test_edits_are_applied_to_the_right_characters(here):
    (here / "a.md").write_bytes("\ufefföne\r\ntwo 🦦 two\r\n".encode())
    problems = [problem(1, edits=[edit(1, 1, 2, "o")]), problem(2, 7, edits=[edit(2, 7, 10, "three")])]
    fixed = fixes.fixed_files(problems, unsafe=False)
    fixes.write(fixed)
    assert (here / "a.md").read_bytes().decode() == "\ufeffone\r\ntwo 🦦 three\r\n"
    assert [each.fixes for each in fixed] == [2]


def test_only_safe_edits_are_applied_unless_others_are_asked_for(here):
    (here / "a.md").write_text("one two\n")
    problems = [problem(edits=[edit(1, 1, 4, "1")]), problem(1, 5, edits=[edit(1, 5, 8, "2", safe=False)])]
    assert [each.change.after for each in fixes.fixed_files(problems, unsafe=False)] == ["1 two\n"]
    assert [each.change.after for each in fixes.fixed_files(problems, unsafe=True)] == ["1 2\n"]
    mixed = [problem(edits=[edit(1, 1, 4, "1"), edit(1, 5, 8, "2", safe=False)])]
    assert fixes.fixed_files(mixed, unsafe=False) == [], "the edits of one problem belong together"


def test_of_edits_that_overlap_the_first_is_applied_and_one_that_is_the_same_once():
    text, count = fixes.edited("abcdef", [[edit(1, 1, 4, "X")], [edit(1, 3, 6, "Y")], [edit(1, 1, 4, "X")]])
    assert (text, count) == ("Xdef", 2)


def test_a_fixed_file_keeps_its_permissions(here):
    (here / "a.md").write_text("one\n")
    (here / "a.md").chmod(0o640)
    fixes.write(fixes.fixed_files([problem(edits=[edit(1, 1, 4, "1")])], unsafe=False))
    assert (here / "a.md").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in here.iterdir()] == ["a.md"]


# Printing


def test_a_problem_is_printed_with_its_line_and_what_would_fix_it(here):
    (here / "a.md").write_text("tags: [oter]\n")
    found = problem(1, 8, end=12, edits=[edit(1, 8, 12, "otter")], message='tag "oter"')
    assert as_text([found]).splitlines() == [
        'a.md:1:8  T01  tag "oter"',
        "1 | tags: [oter]",
        "  |        ^^^^",
        '  = --fix: write "otter"',
        "",
        "1 error in 1 file. 1 can be fixed with --fix.",
    ]


def test_the_mark_is_below_wide_characters_and_in_the_middle_of_long_lines(here):
    (here / "a.md").write_text("漢字 x\n" + "a" * 300 + "b" + "c" * 300 + "\nnull \0\x1b[31m\n")
    wide, long, control = (as_text([problem(*place)]).splitlines()[1:3] for place in ((1, 4), (2, 301), (3, 6)))
    assert wide == ["1 | 漢字 x", "  |      ^"]
    assert long[0][long[1].index("^")] == "b"
    assert len(long[0]) < 120
    assert "\x1b" not in control[0]


@pytest.mark.parametrize("path", ["absent.md", "."])
def test_a_problem_of_a_file_that_cannot_be_read_is_one_line(path):
    assert as_text([problem(path=path)]).splitlines()[:2] == [f"{path}:1:1  T01  m", ""]


def test_no_problems_are_said_in_words():
    assert as_text([]) == "No problems found."


def test_github_gets_commands_that_nothing_in_a_message_can_break():
    found = problem(2, 3, end=5, path="a,b:c.md", message="50% ::error::\nx", level="note")
    assert FORMATS["github"]([found]) == (
        "::notice file=a%2Cb%3Ac.md,line=2,col=3,endLine=2,endColumn=5,title=T01::50%25 ::error::%0Ax"
    )


def test_gitlab_gets_a_fingerprint_that_stays_where_a_line_moves(here):
    (here / "a.md").write_text("one\ntwo\ntwo, longer\n")
    first, again, other = json.loads(FORMATS["gitlab"]([problem(2), problem(2, 2), problem(3)]))
    (here / "a.md").write_text("zero, added before\none\ntwo\n")
    (moved,) = json.loads(FORMATS["gitlab"]([problem(3)]))
    assert first["fingerprint"] == moved["fingerprint"] == again["fingerprint"] != other["fingerprint"]
    assert (first["severity"], first["location"]) == ("major", {"path": "a.md", "lines": {"begin": 2}})


def test_sarif_has_rules_places_and_fixes():
    found = problem(2, 3, end=5, path="a b.md", edits=[edit(2, 3, 5, "x")])
    run = json.loads(FORMATS["sarif"]([found]))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["T01"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    region = {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 5}
    assert place == {"artifactLocation": {"uri": "a%20b.md"}, "region": region}
    replacement = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement == {"deletedRegion": region, "insertedContent": {"text": "x"}}


# Explaining


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_explained_by_id_and_by_name(rule):
    text = explanation.of(rule.id)
    assert text == explanation.of(rule.name.upper())
    assert re.sub(r"\s+", " ", rule.fix) in re.sub(r"\s+", " ", text)
    assert max(map(len, text.splitlines())) <= 100 or rule.example


def test_an_unknown_rule_has_no_explanation():
    assert explanation.of("Z99") == ""
