"""The header of a source file: two forms, one meaning, and every mistake with its place."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.frontmatter import fields
from hamerkop.frontmatter.fields import FIELDS, read_fields
from hamerkop.frontmatter.parse import parse

ALL = ["title", "summary", "date", "category", "tags"]

YAML = """---
title: "Otters: what is known"
summary: Short & plain <text>.
date: 2026-01-02
category: Animals
tags: [river, "sea, shore", café ☕]
---

Text.
"""

PLAIN = """Title: Otters: what is known
Summary: Short & plain <text>.
Date: 2026-01-02
Category: Animals
Tags: river; sea, shore; café ☕

Text.
"""


def mistakes(source: str, required: list[str] = ALL) -> list[str]:
    header = parse(source)
    found = read_fields(header, required)[1]
    return [f"{mistake.place.line}:{mistake.place.column} {mistake.message}" for mistake in found]


def with_line(line: str) -> str:
    """Return a good article's source with one more line in its header, which becomes line 7."""
    return YAML.replace("]\n---", f"]\n{line}\n---")


def test_both_forms_say_the_same():
    yaml, plain = (read_fields(parse(source), ALL) for source in (YAML, PLAIN))
    assert yaml == plain
    assert yaml[0]["title"] == "Otters: what is known"
    assert yaml[0]["tags"] == ["river", "sea, shore", "café ☕"]
    assert yaml[0]["date"] == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(("source", "line"), [(YAML, 8), (PLAIN, 7)])
def test_the_text_begins_after_the_header(source, line):
    header = parse(source)
    assert header.body.strip() == "Text."
    assert header.body_line == line


def test_each_field_and_each_item_knows_its_place():
    assert parse(YAML).position("tags", "sea, shore") == (6, 15)
    assert parse(YAML).position("title") == (2, 1)
    assert parse(YAML).position("nothing") == (1, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sumary: x", '7:1 unknown field "sumary"; did you mean "summary"?'),
        ("title: again", '7:1 "title" stands here and in line 2; keep one of them'),
        ("modified: 2026-13-01", '7:11 modified: "2026-13-01": month must be in 1..12'),
        ("modified: 2026-01", '7:11 modified: "2026-01" is not a date; write year-month-day'),
        ("modified: 12:00 PST", '7:11 modified: "12:00 PST" is not a date'),
        ("status: publish", '7:9 status: "publish" is not known here; did you mean "published"?'),
        ("slug: Not a slug", '7:7 slug: "Not a slug" cannot be an address'),
        ("aliases: [old, Ö]", '7:16 aliases: "Ö" cannot be an address'),
        ("author:", "7:8 author: is empty; write it"),
        ('modified: "a\\u0008b"', "7:11 modified: a character that cannot stand in text (code 0x8)"),
        ("author: A\nauthors: [B]", "7:1 author and authors say the same thing; keep one of them"),
        ("evidence_grade: &a [*a]", "7:17 this value contains itself"),
        ("lang: english!", '7:7 lang: "english!" is not a language tag'),
        ("reviewer: A. Person", "7:1 reviewer: clinical_review is not reviewed"),
        ("clinical_review: reviewed", "7:1 clinical_review is reviewed: say reviewer"),
        ("evidence_grade: [{claim: x}]", "7:18 evidence_grade: write each line as - {claim: …, grade: …}"),
        ("evidence_grade: [{claim: x, grade: superb}]", 'grade: "superb" is not known here; write one of strong'),
        ("check_by: [{date: soon, what: x}]", '7:19 check_by: "soon" is not a date'),
        ("- a list", "7:1 YAML cannot read this"),
        ('author: "Ann', '7:9 a quotation that begins here never ends; close it with another "'),
        ("author:\t[", "7:8 a tab; YAML wants spaces"),
        ("author: Ann: the first", '7:12 a colon inside a value; put the value in quotes: author: "Ann: the first"'),
    ],
)
def test_a_mistake_has_a_place_a_cause_and_a_mend(line, said):
    assert any(said in mistake for mistake in mistakes(with_line(line))), mistakes(with_line(line))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "1:1 no front matter"),
        ("Just text.", "1:1 no front matter"),
        ("---\ntitle: x\n", "1:1 the front matter never ends; close it with a line of ---"),
        ("---\n- x\n---\n", "2:1 the front matter is not a list of fields"),
        ("---\ntitle: \x07\n---\n", "2:8 a character that cannot stand in text (code 0x7)"),
        ("Title: x\nglued text\n\nmore", "2:1 neither a field nor an empty line"),
        ("Title: x\nTags: [a, b]\n\n", "2:7 brackets belong to YAML headers; here write Tags: a, b"),
    ],
)
def test_a_header_that_cannot_be_read_says_why(source, said):
    assert any(said in mistake for mistake in mistakes(source, [])), mistakes(source, [])


def test_every_mistake_of_a_header_is_named_at_once():
    source = "---\ntitle: x\ndate: never\nsumary: y\nslug: No\n---\n"
    assert [mistake.split()[0] for mistake in mistakes(source)] == ["1:1", "1:1", "1:1", "3:7", "4:1", "5:7"]


def test_a_summary_longer_than_a_search_result_is_refused():
    found = mistakes(YAML.replace("Short & plain <text>.", "x" * 161))
    assert found == ["3:10 summary: has 161 characters; shorten it to 160"]


def test_line_ends_and_a_byte_order_mark_change_nothing():
    header = parse("\ufeff" + YAML.replace("\n", "\r\n"))
    assert read_fields(header, ALL)[1] == []


def test_a_character_that_no_page_can_carry_is_named_with_its_place():
    assert mistakes(YAML + "\nab\x0bc\n") == ["11:3 a character that cannot stand in text (code 0xb); remove it"]


def test_the_writers_page_names_every_field():
    page = (Path(fields.__file__).parent / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    assert re.findall(r"`(\w+)`", " ".join(rows)) == [rule.name for rule in FIELDS]


def test_continued_lines_of_a_plain_header_belong_to_their_field():
    values, found = read_fields(parse("Title: One\nSummary: a b\n    c d\n\nText"), ["title"])
    assert (values["summary"], found) == ("a b c d", [])


@given(st.text(max_size=60))
def test_no_text_whatever_makes_the_reader_fail(text):
    for source in (text, f"---\n{text}\n---\nx", f"---\ntitle: {text}\n---\n", f"Title: {text}\n\nx"):
        read_fields(parse(source), ALL)


# A line of text as a writer may type it: no control characters, no line breaks, nothing that YAML refuses.
lines_of_text = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)


@given(lines_of_text.filter(bool))
def test_a_quoted_title_arrives_as_it_was_typed(title):
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    values, _ = read_fields(parse(f'---\ntitle: "{quoted}"\n---\n'), [])
    assert values["title"] == title


@given(lines_of_text.filter(lambda text: text and not (text.startswith("[") and text.endswith("]"))))
def test_a_plain_title_arrives_as_it_was_typed(title):
    values, _ = read_fields(parse(f"Title: {title}\n\nText"), [])
    assert values["title"] == title
