"""The header of a source file: two forms, one meaning, and every problem with rule and position."""

import pickle
import re
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG

from hamerkop.frontmatter import declare_publication_day
from hamerkop.frontmatter.fields import FIELDS, future_dates, missing_fields, read_fields
from hamerkop.frontmatter.metadata import REQUIRED, hold_back_if_scheduled, metadata_problems, reject
from hamerkop.frontmatter.parse import parse
from hamerkop.frontmatter.pelican_values import KNOWN, PelicanReading
from hamerkop.frontmatter.reader import read_header
from hamerkop.shared.inputs import inputs_of
from hamerkop.shared.problems import Edit, Position
from tests.plain_site import PROJECT

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


def problems(source: str, required: list[str] = ALL) -> list[str]:
    """Return the problems of a source as ``line:column rule message``, in order."""
    header = parse(source, "a.md")
    found = sorted([*read_fields(header)[1], *missing_fields(header, required)])
    assert {problem.path for problem in found} <= {"a.md"}
    return [f"{problem.start.line}:{problem.start.column} {problem.rule} {problem.message}" for problem in found]


def only_problem(source: str):
    (found,) = read_fields(parse(source))[1]
    return found


def with_line(line: str) -> str:
    """Return a good article's source with one more line in its header, which becomes line 7."""
    return YAML.replace("]\n---", f"]\n{line}\n---")


def test_both_forms_say_the_same():
    yaml, plain = (read_fields(parse(source)) for source in (YAML, PLAIN))
    assert yaml == plain
    assert yaml[1] == []
    assert yaml[0]["title"] == "Otters: what is known"
    assert yaml[0]["tags"] == ["river", "sea, shore", "café ☕"]
    assert yaml[0]["date"] == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(("source", "line"), [(YAML, 8), (PLAIN, 7)])
def test_the_text_begins_after_the_header(source, line):
    header = parse(source)
    assert header.body.strip() == "Text."
    assert header.body_line == line


def test_each_field_and_each_item_has_its_position():
    assert parse(YAML).position("tags", "sea, shore") == (6, 15)
    assert parse(YAML).position("title") == (2, 1)
    assert parse(YAML).position("nothing") == (1, 1)
    assert parse(PLAIN).position("tags", "sea, shore") == (5, 14)


def test_an_item_of_a_list_typed_in_quotes_has_its_position_within_them():
    value = parse("---\ntags: 'river, sea'\n---\n").fields["tags"].value
    assert [(item.data, item.start, item.end) for item in value.items()] == [
        ("river", (2, 8), (2, 13)),
        ("sea", (2, 15), (2, 18)),
    ]


def test_the_record_keeps_the_source_and_can_be_stored():
    header = parse("\ufeff" + YAML.replace("\n", "\r\n"), "a.md")
    assert header.source == YAML
    assert pickle.loads(pickle.dumps(header)) == header  # noqa: S301  # our own bytes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sumary: x", '7:1 F02 unknown field "sumary"; did you mean "summary"?'),
        ("zzz: x", '7:1 F02 unknown field "zzz"; use a known field, or add the name to FRONTMATTER_EXTRA'),
        ("title: again", '7:1 F05 "title" is given in line 2 too; keep one of them'),
        ("modified: 2026-13-01", '7:11 F03 modified: "2026-13-01" does not exist: a year has no month 13'),
        ("modified: 2026-01", '7:11 F03 modified: "2026-01" is not a date; write year-month-day'),
        ("modified: 12:00 PST", '7:11 F03 modified: "12:00 PST" is not a date'),
        ("status: publish", '7:9 F03 status: "publish" is not known here; did you mean "published"?'),
        ("slug: Not a slug", '7:7 F03 slug: "Not a slug" cannot be an address'),
        ("aliases: [old, Ö]", '7:16 F03 aliases: "Ö" cannot be an address'),
        ("save_as: ../a.html", '7:10 F03 save_as: "../a.html" is outside the output folder'),
        ("save_as: /a.html", '7:10 F03 save_as: "/a.html" is outside the output folder'),
        ("author:", "7:8 F03 author: is empty; write it"),
        ('modified: "a\\u0008b"', "7:11 F08 modified: a control character (code 0x8)"),
        ("author: A\nauthors: [B]", "7:1 F06 author and authors are both given; keep one of them"),
        ("evidence_grade: &a [*a]", "7:17 F03 this value contains itself"),
        ("lang: english!", '7:7 F03 lang: "english!" is not a language tag'),
        ("evidence_grade: [{claim: x}]", "7:18 F03 evidence_grade: write each line as - {claim: …, grade: …}"),
        ("evidence_grade: [{claim: x, grade: superb}]", 'F03 evidence_grade: "superb" is not known here; write one of'),
        ("check_by: [{date: soon, what: x}]", '7:19 F03 check_by: "soon" is not a date'),
        ("related_posts_target: perhaps", '7:23 F03 related_posts_target: "perhaps" is not known here'),
        ("- a list", "7:1 F01 YAML cannot read this"),
        ('author: "Ann', '7:9 F01 a quotation that begins here never ends; close it with another "'),
        ("author:\t[", "7:8 F01 there is a tab in this line; put spaces in its place"),
        (
            "author: Ann: the first",
            '7:12 F01 a colon inside a value; put the value in quotes: author: "Ann: the first"',
        ),
    ],
)
def test_a_problem_has_position_rule_cause_and_fix(line, expected):
    assert any(expected in problem for problem in problems(with_line(line))), problems(with_line(line))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "1:1 F01 no front matter"),
        ("Just text.", "1:1 F01 no front matter"),
        ('+++\ntitle = "A"\n+++\n', "1:1 F01 this front matter is TOML"),
        ("---\ntitle: x\n", "1:1 F01 the front matter never ends; close it with a line of ---"),
        ("---\n- x\n---\n", "2:1 F01 the front matter is not a list of fields"),
        ("---\n[]\n---\n", "2:1 F01 the front matter is not a list of fields"),
        ("---\ntitle: \x07\n---\n", "2:8 F08 a control character (code 0x7)"),
        ("Title: x\nglued text\n\nmore", "2:1 F01 neither a field nor an empty line"),
        ("Title: x\nTags: [a, b]\n\n", "2:7 F03 brackets are for YAML headers; here write Tags: a, b"),
    ],
)
def test_a_header_that_cannot_be_read_says_why(source, expected):
    assert any(problem.startswith(expected) for problem in problems(source, [])), problems(source, [])


def test_every_problem_of_a_header_is_reported_at_once():
    source = "---\ntitle: x\ndate: never\nsumary: y\nslug: No\n---\n"
    assert [problem.split()[:2] for problem in problems(source)] == [
        ["1:1", "F04"],
        ["1:1", "F04"],
        ["1:1", "F04"],
        ["3:7", "F03"],
        ["4:1", "F02"],
        ["5:7", "F03"],
    ]


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("sumary: x", (7, 1), (7, 7)),
        ("slug: Not a slug", (7, 7), (7, 17)),
        ('slug: "Not a slug"', (7, 7), (7, 19)),
        ("aliases: [old, Nö!]", (7, 16), (7, 19)),
        ("aliases: old, Nö!", (7, 15), (7, 18)),
        ("title: again", (7, 1), (7, 6)),
        ("slug: >\n  No", (7, 7), None),
    ],
)
def test_a_problem_has_an_end_where_the_source_has_the_value_in_one_line(line, start, end):
    found = only_problem(with_line(line))
    assert (found.start, found.end) == (start, end)


def test_a_misspelt_field_comes_with_an_edit_that_is_not_safe():
    assert only_problem(with_line("sumary: x")).edits == (Edit(Position(7, 1), Position(7, 7), "summary", safe=False),)
    assert only_problem(with_line("zzz: x")).edits == ()


def test_a_field_that_is_in_no_table_is_kept_as_it_was_typed_and_an_extra_one_is_text():
    header = parse(with_line("mood: [calm, {a: 1}]\nSeries: 'Rivers  I'\nmy-field: x"))
    values, found = read_fields(header, extra=["Series", "My-Field"])
    assert values["mood"] == ["calm", {"a": "1"}]
    assert values["series"] == "Rivers I"
    assert values["my_field"] == "x"
    assert [problem.rule for problem in found] == ["F02"]


def test_a_header_that_cannot_be_read_at_all_hides_no_cause_behind_missing_fields():
    assert len(problems("Just text.")) == 1


def test_a_file_that_is_not_utf_8_has_one_problem_at_the_byte(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_bytes(b"---\ntitle: caf\xe9\n---\n\nText.\n")
    header = read_header("a.md")
    (problem,) = header.problems
    assert str(problem) == "a.md:2:11  F07  not UTF-8 (byte 0xe9); save the file as UTF-8"
    assert (header.source, header.body) == ("---\ntitle: caf\ufffd\n---\n\nText.\n", "")


def test_a_summary_longer_than_a_search_result_is_a_problem():
    found = problems(YAML.replace("Short & plain <text>.", "x" * 161))
    assert found == ["3:10 F03 summary: has 161 characters; shorten it to 160"]


def test_line_ends_and_a_byte_order_mark_change_nothing():
    assert problems("\ufeff" + YAML.replace("\n", "\r\n")) == []


def test_a_character_that_no_page_can_contain_is_reported_where_it_is():
    found = ["11:3 F08 a control character (code 0xb), which no page can contain; remove it"]
    assert problems(YAML + "\nab\x0bc\n") == found


def test_the_page_of_the_plugin_has_every_field_with_its_meaning_and_reader():
    page = (PROJECT / "docs" / "plugins" / "frontmatter.md").read_text("utf-8").split("\n## Front matter\n")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", page.split("\n## ")[0], re.MULTILINE)
    assert rows == [(rule.name, rule.meaning, rule.read_by) for rule in FIELDS]


@pytest.mark.parametrize("name", ["modified", "reviewed", "last_evidence_check"])
def test_what_has_happened_cannot_have_happened_after_the_day_of_the_build(name):
    review = "clinical_review: reviewed\nreviewer: A\nreviewer_role: B\n" + "reviewed: 2026-01-01\n" * (
        name != "reviewed"
    )
    header = parse(with_line(f"{review}{name}: 2026-03-02"))
    values, found = read_fields(header)
    assert found == []
    (problem,) = future_dates(header, values, date(2026, 3, 1))
    assert problem.message == f"{name}: 2026-03-02 is in the future; write the day on which it happened"
    assert problem.end.column - problem.start.column == len("2026-03-02")
    assert future_dates(header, values, date(2026, 3, 2)) == []


# The metadata as Pelican completes it

CONTEXT = {
    "BUILD_TIME": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "SLUGIFY_SOURCE": "title",
    "SLUG_REGEX_SUBSTITUTIONS": [(r"[^\w\s-]", ""), (r"\s+", "-")],
    "SLUGIFY_PRESERVE_CASE": False,
    "SLUGIFY_USE_UNICODE": False,
    "WITH_FUTURE_DATES": True,
}


def read(source, path="content/a.md"):
    header = parse(source, path)
    return header, read_fields(header)[0] | {"front_matter": header}


def test_a_title_or_date_that_pelican_knows_otherwise_is_not_missing():
    header, metadata = read("---\ntitle: A\n---\n")
    assert [found.rule for found in metadata_problems(header, metadata, REQUIRED["article"], CONTEXT)] == ["F04"]
    metadata["date"] = datetime(2026, 1, 2)  # noqa: DTZ001  # as Pelican reads it from a file name
    assert metadata_problems(header, metadata, REQUIRED["article"], CONTEXT) == []
    metadata["category"] = "misc"  # Pelican's default: nobody has typed it
    assert len(metadata_problems(header, metadata, ["title", "category"], CONTEXT)) == 1


@pytest.mark.parametrize(
    ("settings", "source", "path", "said"),
    [
        ({}, "---\ntitle: 🦦\n---\n", "content/a.md", 'the title "🦦" has no letter or digit'),
        (
            {"SLUGIFY_SOURCE": "basename"},
            "---\ntitle: A\n---\n",
            "content/!!.md",
            'the file name "!!" has no letter or digit',
        ),
        ({}, "---\ntitle: 🦦\nslug: otter\n---\n", "content/!!.md", None),
        ({"SLUGIFY_SOURCE": "basename"}, "---\ntitle: 🦦\n---\n", "content/a.md", None),
    ],
)
def test_a_file_needs_something_to_make_its_slug_of(settings, source, path, said):
    header, metadata = read(source, path)
    found = [problem.message for problem in metadata_problems(header, metadata, ["title"], CONTEXT | settings)]
    fix = " to make an address of; change it, or add a slug"
    assert found == ([said + fix] if said else [])


@pytest.mark.parametrize(
    ("header", "status", "scheduled"),
    [
        ("date: 2026-03-02", "draft", True),
        ("date: 2026-03-01 12:30", "draft", True),
        ("date: 2026-03-01 13:30+02:00", None, False),
        ("date: 2026-03-02\nstatus: hidden", "draft", True),
        ("date: 2026-03-01\nstatus: hidden", "hidden", False),
        ("date: 2026-03-02\nstatus: skip", "skip", False),
        ("date: 2026-03-02\nstatus: draft", "draft", False),
        ("status: draft", "draft", False),
    ],
)
def test_only_what_is_to_be_published_later_is_scheduled(header, status, scheduled):
    record, metadata = read(f"---\ntitle: A\n{header}\n---\n")
    hold_back_if_scheduled(record, metadata, CONTEXT)
    assert (metadata.get("status"), metadata["front_matter"].scheduled) == (status, scheduled)


def test_a_date_without_a_zone_is_in_the_zone_of_the_site():
    record, metadata = read("---\ntitle: A\n---\n")
    metadata["date"] = datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001  # as Pelican reads it from a file name
    hold_back_if_scheduled(record, metadata, CONTEXT | {"TIMEZONE": "Asia/Tokyo"})
    assert "status" not in metadata
    hold_back_if_scheduled(record, metadata, CONTEXT | {"TIMEZONE": "America/New_York"})
    assert metadata["status"] == "draft"


@pytest.mark.parametrize(("zone", "day"), [("Asia/Tokyo", 3), ("UTC", 2)])
def test_a_scheduled_article_declares_the_day_on_which_it_comes_out_where_the_site_is(zone, day):
    record, metadata = read("---\ntitle: A\ndate: 2026-03-02 20:00Z\n---\n")
    hold_back_if_scheduled(record, metadata, CONTEXT)
    article = Article("<p>Text.</p>", metadata, settings=DEFAULT_CONFIG | {"TIMEZONE": zone})
    declare_publication_day(article)
    assert inputs_of(article).changes_on == date(2026, 3, day)


def test_an_article_that_is_no_longer_scheduled_changes_on_no_day():
    article = Article("<p>Text.</p>", read("---\ntitle: A\ndate: 2026-02-01\n---\n")[1])
    declare_publication_day(article)
    assert inputs_of(article).changes_on is None


def test_a_rejected_article_is_not_made_a_draft_by_its_date():
    _, metadata = read("---\ntitle: A\ndate: 2030-01-01\n---\n")
    reject(metadata, CONTEXT | {"WITH_FUTURE_DATES": False})
    assert metadata["status"] == "rejected"
    assert metadata["date"].year == 1970


def test_continued_lines_of_a_plain_header_belong_to_their_field():
    values, found = read_fields(parse("Title: One\nSummary: a b\n    c d\n\nText"))
    assert (values["summary"], found) == ("a b c d", [])


@given(st.text(max_size=60))
def test_no_text_whatever_makes_the_reader_fail(text):
    for source in (text, f"---\n{text}\n---\nx", f"---\ntitle: {text}\n---\n", f"Title: {text}\n\nx"):
        missing_fields(parse(source), ALL)
        read_fields(parse(source))


# A line of text as a writer may type it: no control characters, no line breaks, nothing that YAML refuses.
lines_of_text = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)


@given(lines_of_text.filter(bool))
def test_a_quoted_title_arrives_as_it_was_typed(title):
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    values, _ = read_fields(parse(f'---\ntitle: "{quoted}"\n---\n'))
    assert values["title"] == title


@given(lines_of_text.filter(lambda text: text and not (text.startswith("[") and text.endswith("]"))))
def test_a_plain_title_arrives_as_it_was_typed(title):
    values, _ = read_fields(parse(f"Title: {title}\n\nText"))
    assert values["title"] == title


MEGABYTE = 1_000_000
ALIASES = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
SHAPES = {
    "aliases": f"---\na0: &a0 [l, l, l, l, l, l, l, l, l]\n{ALIASES}---\n",
    "merges": "---\na0: &a0 {a: b}\n" + ALIASES.replace("[", "{<<: [").replace("]", "]}") + "---\n",
    "nested lists": f"---\ntitle: {'[' * 5000}\n---\n",
    "nested maps": f"---\ntitle: {'{a: ' * 5000}\n---\n",
    "dashes": f"---\n{'- ' * 5000}\n---\n",
    "one long line": f"---\ntitle: {'[' * MEGABYTE}\n---\n",
    "many fields": "".join(f"k{n}: v\n" for n in range(90_000)) + "\n",
    "one field again and again": "a: v\n" * 200_000,
    "one field that never ends": "Title: a\n" + "    b\n" * 160_000,
    "control characters": "Title: a\n\n" + "\x01\n" * (MEGABYTE // 2),
    "a character that is none": '---\ntitle: "\\UFFFFFFFF"\n---\n',
    "white space": f"Titel:{' ' * MEGABYTE}x\n\n",
    "digits": f"Title: a\nDate: {'9' * MEGABYTE}\n\n",
    "a status": f"Title: a\nStatus: {'a' * MEGABYTE}\n\n",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lenient", [True, False])
def test_a_header_of_any_shape_is_read_or_refused_soon(shape, lenient):
    started = time.process_time()
    header = parse(SHAPES[shape], "a.md", lenient, KNOWN)
    if lenient:
        reading = PelicanReading(header, lambda _name, value: value, str)
        reading.values()
        found = reading.problems
    else:
        found = read_fields(header)[1]
    assert time.process_time() - started < 5
    assert found
    assert max(len(problem.message) for problem in found) < 300


def test_aliases_that_stand_for_too_many_values_have_a_position():
    found = [problem for problem in parse(SHAPES["aliases"], "a.md").problems if problem.rule == "F03"]
    assert str(found[0]) == "a.md:6:5  F03  there are more than 10,000 values; write it out without & and *"


@pytest.mark.parametrize(("typed", "title", "rules"), [("\\uD800x", None, ["F08"]), ("\\uD83E\\uDDA6", "🦦", [])])
def test_halves_of_surrogate_pairs_are_problems_and_pairs_are_characters(typed, title, rules):
    values, found = read_fields(parse(f'---\ntitle: "{typed}"\n---\n'))
    assert (values.get("title"), [problem.rule for problem in found]) == (title, rules)


@pytest.mark.parametrize("alias", ["old", "old/", "old.html", "2019/05/old.html", "/blog/old/", "~ann/v1.0_x"])
def test_an_old_address_has_any_form_that_a_site_can_have_had(alias):
    values, found = read_fields(parse(with_line(f"aliases: [{alias}]")))
    assert (values["aliases"], found) == ([alias], [])


@pytest.mark.parametrize("alias", ["../old", "a/../b", "https://old.example/x", "a b", "a?b", "//x"])
def test_an_alias_that_is_no_address_of_the_site_is_a_problem(alias):
    assert [problem.rule for problem in read_fields(parse(with_line(f'aliases: ["{alias}"]')))[1]] == ["F03"]
