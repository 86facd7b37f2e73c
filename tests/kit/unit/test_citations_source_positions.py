"""Where in the source file a problem with a citation is."""

import pytest

from hamerkop.citations.source_positions import locate_problems
from hamerkop.shared.problems import Problem
from tests.kit.unit.test_citations_markdown_extension import convert

POSITIONS = {
    "in the first line": ("[@xyz] a", ["1:2"]),
    "each one of several": ("A [@xyz] [@alder2001]\nB [@alder2001; @uvw]\n\n[@xyz]", ["1:4", "2:16", "4:2"]),
    "after the same in code": ("`[@xyz]`\n\n```\n[@xyz]\n```\n\n    [@xyz]\n\ntext [@xyz]", ["9:7"]),
    "after the same in a comment": ("<!-- [@xyz] -->\n\n\nText [@xyz]", ["4:7"]),
    "in alt text, after the same elsewhere": ("A [@alder2001] ![b [@alder2001]](c.png)", ["1:21"]),
    "in a quotation over two lines": ("> A [@alder2001;\n> @xyz]", ["2:3"]),
    "in a table": ("| a | b |\n|---|---|\n| c | [@xyz] |", ["3:8"]),
    "in a heading that does not close it": ("# A [@xyz\n\ntext]", ["1:6"]),
    "after an item named twice": ("[@alder2001; @alder2001; @xyz]", ["1:26"]),
    "after a longer key": ("[@xyz2; @xyz]", ["1:2", "1:9"]),
    "with code in it": ("[@alder2001] and [@alder2001 `x`]", ["1:19"]),
    "in an HTML block": ("Text.\n\n<div>[@alder2001]</div>", ["3:7"]),
    "in a sentence": ("A name@xyz, https://x.org/@xyz, @xyz2 and @xyz", ["1:33", "1:43"]),
    "in a sentence, after an escaped one": (r"A \@xyz \[@xyz] \*x @xyz", ["1:21"]),
    "in a list with locators": ("[see @alder2001, p. 2; compare @xyz, p. 3]", ["1:32"]),
    "after a name": ("A @alder2001 [p. 3] and @andrade\n[p. 4]", ["1:3", "1:25"]),
    "in unsupported syntax": ("A [-@andrade] -@andrade {@andrade}", ["1:5", "1:16", "1:26"]),
    "of an item without authors": ("A [@nobody] @nobody", ["1:13"]),
    "after emphasis and a footnote": ("*a*[^1] [@xyz]\n\n[^1]: b [@uvw]", ["1:10", "3:10"]),
}


def located(source: str, header: str = "") -> list[Problem]:
    """Return the problems of *source* in a file that begins with *header*."""
    return locate_problems(convert(source)[1].problems, header + source, "a.md")


@pytest.mark.parametrize(("source", "positions"), POSITIONS.values(), ids=POSITIONS)
def test_a_problem_is_found_in_the_file(source: str, positions: list[str]) -> None:
    found = located(source, "---\ntitle: A\n---\n")
    assert [f"{problem.start.line - 3}:{problem.start.column}" for problem in found] == positions


@pytest.mark.parametrize(
    ("source", "typed"),
    [
        ("A [see @xyz, p. 2].", "@xyz"),
        ("@andrade [p. 3]", "@andrade"),
        ("A [@alder2001 p. 3].", "@alder2001 p. 3]"),
        ("A [@alder2001 `x`].", "@alder2001 `x`]"),
        ("# A [@xyz\n\ntext]", "@xyz"),
    ],
)
def test_a_problem_ends_with_its_key_or_with_its_citation(source: str, typed: str) -> None:
    (problem,) = located(source)
    assert problem.end is not None
    lines = source.split("\n")
    assert problem.end.line == problem.start.line
    assert lines[problem.start.line - 1][problem.start.column - 1 : problem.end.column - 1] == typed


def test_a_misspelt_key_has_an_edit_that_is_not_safe() -> None:
    (problem,) = located("A [@alder2010].")
    (edit,) = problem.edits
    assert (edit.start, edit.end, edit.text, edit.safe) == (problem.start, problem.end, "@alder2001", False)


def test_a_citation_that_is_not_in_the_file_is_reported_at_its_beginning() -> None:
    (problem,) = locate_problems(convert("A [@xyz].")[1].problems, "Written by a plugin.", "a.md")
    assert (problem.start, problem.end) == ((1, 1), None)
