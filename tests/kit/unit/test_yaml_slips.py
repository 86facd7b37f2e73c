"""What a writer is told where YAML cannot read a header, and at which place."""

import pytest

from hamerkop.frontmatter.fields import read_fields
from hamerkop.frontmatter.parse import parse

HEADER = [
    "---",
    "title: My subject",
    "category: Safety",
    "tags: [river, fur]",
    "next_review: 2027-05-22",
    "---",
    "",
    "Text.",
]


def problems_with(line: int, typed: str) -> list[str]:
    """Return what is reported of the header with *typed* in place of its line."""
    lines = [*HEADER[: line - 1], *typed.split("\n"), *HEADER[line:]]
    _, problems = read_fields(parse("\n".join(lines), "a.md"))
    return [f"{problem.start.line}:{problem.start.column} {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("line", "typed", "expected"),
    [
        (3, "category:\u00a0Safety", "3:10 a no-break space behind the colon; type a space instead"),
        (2, "title:My subject", "2:6 a space is missing behind the colon; write title: My subject"),
        (2, "title = My subject", "2:6 this is no colon; write title: My subject"),
        (2, "title My subject", "2:1 no colon in this line; write title: My subject"),
        (4, "tags: [river, fur", "4:7 this list never ends; close it with ]"),
        (4, "tags:\n  - a\n - b", "6:1 this item does not begin below the one above it; write 2 spaces before its -"),
        (4, "tags: - river", "4:7 a list in one line is in brackets; write tags: [river]"),
        (4, "tags:\n  -river\n  -fur", "5:3 tags: a space is missing behind the - of each item"),
        (2, "title: @home", '2:8 a value cannot begin with @; put it in quotes: title: "@home"'),
        (2, "title: *My* subject", '2:8 a value cannot begin with *; put it in quotes: title: "*My* subject"'),
        (2, "title: [draft] My subject", '2:8 put the value in quotes: title: "[draft] My subject"'),
        (2, "title: 'It's it'", '2:8 the quotation ends too early; put all of the value in quotes: title: "It\'s it"'),
        (3, "  category: Safety", "3:1 a space before the name of the field; remove it"),
        (2, "title: One: two", '2:11 a colon inside a value; put the value in quotes: title: "One: two"'),
        (2, "title: - quiet", '2:8 a value cannot begin with -; put it in quotes: title: "- quiet"'),
        (2, "title: ? why", '2:8 a value cannot begin with ?; put it in quotes: title: "? why"'),
        (2, "title: | a bar", '2:8 a value cannot begin with |; put it in quotes: title: "| a bar"'),
        (2, "title: > more", '2:8 a value cannot begin with >; put it in quotes: title: "> more"'),
        (2, "title: null", '2:8 title: YAML takes null for nothing; put it in quotes if it is the text: "null"'),
        (4, "tags: [river, @fur]", '4:15 an item of a list cannot begin with @; write "@fur"'),
        (4, "tags: [#river, #fur]", "4:8 an item of a list cannot begin with #; write river"),
        (4, "tags: [river,, fur]", "4:14 an item is missing before this comma; remove one of the commas"),
        (4, "tags: #river #fur", "4:6 tags: YAML takes what begins with # for a comment; write tags: [river, fur]"),
        (
            2,
            "title: My subject\nand more of it.",
            "3:1 this line is no field; write it behind title: in the line above, or begin it with two spaces",
        ),
        (2, "title: My subject\ncategry Safety", "3:1 no colon in this line; write categry: Safety"),
        (3, "langauge: en", '3:1 unknown field "langauge"; did you mean "lang"?'),
        (3, "slgu: en", '3:1 unknown field "slgu"; did you mean "slug"?'),
        (
            3,
            "layout: post",
            '3:1 unknown field "layout"; remove the line, or write "template: …" for another template of the theme',
        ),
        (1, "-----", '1:1 a header begins with a line of three hyphens; write --- in place of "-----"'),
        (6, "-----", '6:1 a header ends with a line of three hyphens; write --- in place of "-----"'),
        (3, "category: [A, B]", "3:11 category: an article has one category; write category: A"),
        (3, "author: [A, B]", "3:9 author: this field is for one author; write authors: [A, B]"),
        (2, "title: #1 thing", '2:7 title: YAML takes what begins with # for a comment; put it in quotes: "#1 thing"'),
        (3, "draft: true", '3:1 unknown field "draft"; write "status: draft", or remove the line to publish'),
        (3, "description: x", '3:1 unknown field "description"; did you mean "summary"?'),
        (3, "date: 2026-04-31", '3:7 date: "2026-04-31" does not exist: April 2026 has 30 days; write one of them'),
    ],
)  # fmt: skip
def test_a_slip_is_explained_where_it_is(line, typed, expected):
    assert problems_with(line, typed) == [expected]


def test_every_slip_of_a_header_is_named_at_once():
    header = "---\ntitle: One: two\nsummary: `code\nslgu: a\nstatus: drft\ntags: [a,\n  @b]\n---\nText."
    values, problems = read_fields(parse(header, "a.md"))
    assert [f"{problem.start.line} {problem.rule}" for problem in problems] == [
        "2 F01",
        "3 F01",
        "4 F02",
        "5 F03",
        "7 F01",
    ]
    assert values == {}


def test_what_follows_from_one_slip_is_not_named():
    assert len(problems_with(4, "tags: [river,\n  fur,\n  otter")) == 1
    assert len(problems_with(2, 'title: "One\n  two')) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "tags: ['#river', \"@fur\", a-b, c%]",
        "title: My\n  subject",
        "title: yes",
        "slug: my-slug",
        "Slug: my-slug",
        "aliases: [/old/page.html, old/]",
        "tags:\n  - river\n  - fur",
        "tags: [\n  river,\n  fur,\n]",
        'title: "A: b"  # a comment',
        "summary: |\n  title:x\n  [never closed",
        "summary: http://example.org/",
    ],
)
def test_what_is_right_is_read(typed):
    lines = ["---", typed, "category: Safety", "---", "", "Text."]
    assert read_fields(parse("\n".join(lines), "a.md"))[1] == []
