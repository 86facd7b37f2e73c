"""Blocks in a Markdown text: the sections that they become, and what is wrong with their fences."""

import time

import pytest
from markdown import Markdown

from hamerkop.blocks import BLOCKS, SectionBlockExtension, block_problems, invalid_name


def html(text):
    return Markdown(extensions=[SectionBlockExtension(BLOCKS)]).convert(text)


def test_a_block_becomes_a_section_with_its_heading_and_text():
    assert html("/// urgent | Call now\n\nText.\n\n///") == (
        '<section class="block urgent">\n<h2>Call now</h2>\n<p>Text.</p>\n</section>'
    )


def test_a_block_without_a_heading_gets_that_of_the_setting():
    assert "<h2>In short</h2>" in html("/// in-short\n\n- One.\n\n///")


def test_a_heading_is_markdown_like_any_other():
    assert "<h2>A <em>b</em> &amp; c</h2>" in html("/// do | A *b* & c\n\nText.\n\n///")


def test_a_block_with_neither_heading_has_none():
    page = Markdown(extensions=[SectionBlockExtension({"aside": ""})]).convert("/// aside\n\nText.\n\n///")
    assert page == '<section class="block aside">\n<p>Text.</p>\n</section>'


def test_one_extension_serves_many_documents():
    extension = SectionBlockExtension(BLOCKS)
    texts = ["/// do\n\nOne.\n\n///", "/// dont\n\nTwo.\n\n///"]
    pages = [Markdown(extensions=[extension]).convert(text) for text in texts]
    assert ['class="block do"' in pages[0], 'class="block dont"' in pages[1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/// do\n\nx\n\n///", []),
        ("/// Do\n\nx\n\n///", []),  # Markdown reads names in any case
        ("/// doo\n\nx\n\n///", [("M01", 1, 'no block is called "doo"; did you mean "do"?')]),
        ("/// zzzz\n\nx\n\n///", [("M01", 1, 'no block is called "zzzz"; there are in-short, help, ')]),
        ("a\n\n/// do\n\nx", [("M02", 3, 'block "do" is never closed; add a line of ///')]),
        ("x\n\n///\n", [("M03", 3, "closes a block that was never opened")]),
        ("```\n/// nonsense\n```", []),
        ("/// do Heading\n\nx", [("M03", 1, '"/// do Heading" opens no block; did you mean "/// do | Heading"?')]),
        ("/// in short\n\nx", [("M03", 1, '"/// in short" opens no block; did you mean "/// in-short"?')]),
        ("/// care: Cold\n\nx", [("M03", 1, '"/// care: Cold" opens no block; did you mean "/// care | Cold"?')]),
        ("/// | Heading\n\nx", [("M03", 1, '"/// | Heading" opens no block; write /// name | Heading')]),
        ("//// do\n\n/// ask\n\nx\n\n///\n\n////", []),
        ("/// do\n\nx\n\n////", [("M03", 5, "closes a block that"), ("M02", 1, "is never closed")]),
    ],
)
def test_each_problem_has_its_rule_and_line(text, expected):
    problems = list(block_problems(text, "a.md", BLOCKS))
    assert [(problem.rule, problem.start.line) for problem in problems] == [(rule, line) for rule, line, _ in expected]
    assert all(message in problem.message for (*_, message), problem in zip(expected, problems, strict=True))


@pytest.mark.parametrize(
    ("below", "is_problem"),
    [
        ("    - Bring water\n    - Rest", True),
        ("\t- Bring water", True),
        ("    Bring water", True),
        ("    open: true", True),
        ("    attrs: x", True),
        ("    a: [", True),
        ("    2026-02-30", True),
        ("    " + "[" * 3000, True),
        ("    attrs: {id: x}", False),
        ("   - Bring water", False),
        ("\n    code", False),
    ],
)
def test_text_that_would_be_read_as_options_is_a_problem_and_is_kept(below, is_problem):
    text = f"a\n\n/// do\n{below}\n\n///"
    problems = list(block_problems(text, "a.md", BLOCKS))
    assert [(each.rule, each.start.line) for each in problems] == [("M04", 4)] * is_problem
    page = html(text)
    assert '<section class="block do"' in page
    assert "///" not in page
    assert below.strip().removeprefix("- ").partition("\n")[0] in page or not is_problem


def test_a_block_in_a_list_has_text_at_its_own_level():
    text = "- a\n\n    /// do\n    b\n\n    ///\n"
    assert list(block_problems(text, "a.md", BLOCKS)) == []
    (problem,) = block_problems(text.replace("    b", "        b"), "a.md", BLOCKS)
    assert (problem.rule, problem.start) == ("M04", (4, 9))


def test_options_of_blocks_that_are_not_ours_are_theirs():
    text = "/// details\n    open: true\n\nx\n\n///"
    assert list(block_problems(text, "a.md", ["details"], ["details"])) == []
    assert [each.rule for each in block_problems(text, "a.md", ["details"])] == ["M04"]


@pytest.mark.parametrize("unit", ["/// ask\n\n", "/// ask\n", "/// ask\n    x\n", "///\n\n", "//// do\n///\n\n"])
def test_blocks_that_are_never_closed_end_in_problems_and_lose_nothing(unit):
    text = unit * (20_000 // len(unit)) + "\n\nlast words"
    started = time.process_time()
    page = html(text)
    assert "last words" in page
    assert next(block_problems(text, "a.md", BLOCKS)).rule in ("M02", "M03", "M04")
    assert time.process_time() - started < 3


def test_the_problems_of_very_many_blocks_take_seconds():
    text = "/// ask\n\na\n\n///\n\n" * 20_000
    started = time.process_time()
    assert list(block_problems(text, "a.md", BLOCKS)) == []
    assert time.process_time() - started < 3


def test_a_block_too_deep_is_reported_where_it_opens():
    problems = list(block_problems("/// ask\n\n" * 60, "a.md", BLOCKS))
    assert ("M02", 101, "more than 50 blocks are open here; close them") in [
        (each.rule, each.start.line, each.message) for each in problems
    ]


def test_a_problem_covers_its_line():
    (problem,) = block_problems("x\n\n  /// doo | Heading\n\nx\n\n///", "a.md", BLOCKS)
    assert (problem.path, problem.start, problem.end) == ("a.md", (3, 1), (3, 20))


@pytest.mark.parametrize("name", ["two words", "Do", "", "a/b"])
def test_a_name_that_no_fence_can_open_is_named(name):
    assert f'"{name}"' in invalid_name({"do": "", name: "x"})


def test_the_names_of_the_default_can_be_opened():
    assert invalid_name(BLOCKS) == ""


@pytest.mark.parametrize(
    "text",
    [
        "- /// do\n///\n/// do\n///",
        "- /// do\n/// do",
        "- /// do\na\n/// do",
        "1. /// do\n/// dont",
        "- a\n- /// do\n/// do",
        "> - /// do\n> /// do",
        "a\n: /// do\n/// do",
        "- - /// do\n/// do",
        "- \n    /// do\n/// do",
        ": **\n  : 1. \n> /// do\n/// dont | x",
        "> *[A]: x\n    /// dont | x\n- **\n    > /// do\n/// do\n`\na",
        "# h\n<div markdown>\n-         | a | b |\n:     /// dont | x\n# h\n/// do | x\n> <div>\n<b\n[a]: b",
    ],
)
def test_a_fence_below_one_in_an_item_neither_stops_the_build_nor_ends_in_an_exception(text):
    began = time.process_time()
    assert "do" in Markdown(extensions=["extra", SectionBlockExtension(BLOCKS)]).convert(text)
    assert time.process_time() - began < 2
