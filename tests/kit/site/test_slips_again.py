"""What a build reports of slips is the same whether it reads a text or takes it from the store."""

import pytest

from hamerkop.checks.spelling import program
from tests.conftest import TinySite, article

NEEDS_TYPOS = pytest.mark.skipif(program() is None, reason="typos is not installed")
FILES = {
    "articles/a.md": article("One", body="They recieved it. Ask the the clinic.", category="Safety"),
    "articles/b.md": article("Two", body="Some text.", category="Safety"),
    "articles/c.md": article("Two", body="A seperate thing.", category="Safty"),
}


@pytest.fixture
def small(tmp_path):
    """Return a site with four slips, all of which are switched on."""
    made = TinySite(tmp_path / "site", {"CHECK_LEVELS": {}}, published=False)
    made.write(FILES)
    return made


def reported(site: TinySite) -> list[tuple[str, str, int]]:
    """Return path, rule and line of all that a build reports."""
    site.build_badly()
    found = [*site.report["problems"], *site.report["warnings"]]
    return sorted((each["path"], each["rule"], each["start"][0]) for each in found)


@NEEDS_TYPOS
def test_a_second_build_reports_the_same(small):
    first = reported(small)
    assert {rule for _, rule, _ in first} >= {"P02", "P04", "T05", "F12"}
    assert reported(small) == first


@NEEDS_TYPOS
def test_a_corrected_text_is_no_longer_reported_and_the_others_are(small):
    reported(small)
    small.write({"articles/c.md": article("Three", body="A separate thing.", category="Safety")})
    assert [path for path, rule, _ in reported(small) if rule in ("P04", "T05", "F12")] == ["content/articles/a.md"]


@NEEDS_TYPOS
def test_words_of_the_site_and_terms_of_the_glossary_are_right(small):
    small.write({"words.txt": "# names\nSeperate\n", "glossary.yaml": "- {term: recieved, meaning: A term.}\n"})
    assert [rule for _, rule, _ in reported(small) if rule == "P04"] == []


def test_a_category_that_is_not_listed_is_an_error(tmp_path):
    settings = {"CHECK_LEVELS": {}, "CHECKS_CATEGORIES": ["Safety", "Evidence"]}
    made = TinySite(tmp_path / "site", settings, published=False)
    made.write({"articles/a.md": article(category="Safty"), "articles/b.md": article("Two", category="Evidence")})
    assert made.build_badly() == [
        'content/articles/a.md:5:11  category: "Safty" is not in the setting CHECKS_CATEGORIES; did you mean "Safety"?'
    ]
