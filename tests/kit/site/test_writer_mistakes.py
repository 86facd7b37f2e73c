"""Every slip of tests/kit/writer_mistakes.py is reported by its rule at its line, and no right passage is."""

import json

import pytest

from hamerkop.checks.spelling import program
from hamerkop.shared.rules import rule_named
from tests.conftest import TinySite
from tests.kit.writer_mistakes import HARMLESS, LINKS, MISTAKES, RIGHT, Mistake, source

REFERENCES = [
    {
        "id": "anand2023",
        "type": "article-journal",
        "title": "A trial",
        "author": [{"family": "Anand", "given": "A"}],
        "issued": {"date-parts": [[2023]]},
    }
]
NOTES = "anand2023: {design: A trial, finding: It helped, confidence: low, confidence_reason: small, caveats: None}\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title></svg>'
NEEDS_TYPOS = pytest.mark.skipif(program() is None, reason="typos is not installed")


def path_of(mistake: Mistake) -> str:
    """Return the path of the article with *mistake*, under the content folder."""
    number = next(number for number, each in enumerate(MISTAKES) if each.name == mistake.name)
    return f"articles/{mistake.path or f'mistake-{number:03}.md'}"


def right(number: int) -> Mistake:
    """Return the article with the right passage of that *number*."""
    return Mistake(f"R{number}", "", RIGHT[number])


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """Return what one build of all articles reports: (rule, line) pairs by the path of each."""
    site = TinySite(tmp_path_factory.mktemp("mistakes") / "site", {"CHECK_LEVELS": {"N01": "warning"}}, False)
    files = {"references.json": json.dumps(REFERENCES), "annotations.yaml": NOTES, "images/line.svg": DRAWING}
    files |= {path_of(mistake): source(mistake) for mistake in MISTAKES}
    files |= {f"articles/right-{number:03}.md": source(right(number)) for number in range(len(RIGHT))}
    site.write(files)
    site.build_badly()
    found: dict[str, list[tuple[str, int]]] = {}
    for problem in [*site.report["problems"], *site.report["warnings"]]:
        name = rule_named(problem["rule"]).name
        found.setdefault(problem["path"].removeprefix("content/"), []).append((name, problem["start"][0]))
    return found


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(each, id=each.name, marks=NEEDS_TYPOS if each.rule == "misspelling" else ())
        for each in MISTAKES
        if each.rule not in (HARMLESS, LINKS)
    ],
)
def test_a_slip_is_reported_at_its_line(reported, mistake):
    assert (mistake.rule, mistake.line) in reported.get(path_of(mistake), [])


@pytest.mark.parametrize(
    "mistake", [each for each in MISTAKES if each.name.startswith("B")], ids=lambda each: each.name
)
def test_a_slip_gives_one_problem(reported, mistake):
    assert len(reported.get(path_of(mistake), [])) == 1


@pytest.mark.parametrize("mistake", [pytest.param(each, id=each.name) for each in MISTAKES if each.rule == HARMLESS])
def test_what_harms_nobody_is_not_reported(reported, mistake):
    assert reported.get(path_of(mistake), []) == []


@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_what_is_right_is_not_reported(reported, number):
    assert reported.get(f"articles/right-{number:03}.md", []) == [], RIGHT[number]
