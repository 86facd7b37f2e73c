"""Which words are reported as misspelt, where, and what is kept of a text."""

import pytest

from hamerkop.checks import spelling
from hamerkop.checks.spelling import (
    Misspelling,
    SpelledText,
    misspellings,
    own_words,
    packed,
    prose_of,
    spelling_problems,
    words_in,
)

pytestmark = pytest.mark.skipif(spelling.program() is None, reason="typos is not installed")

HEADER = "---\ntitle: A seperate title\ncategory: Recieved\n---\n"


def text_of(body: str, locale: str = "en-gb", path: str = "a.md") -> SpelledText:
    return SpelledText(path, packed(locale, prose_of(HEADER + body, len(HEADER))))


def words_found(body: str, locale: str = "en-gb") -> list[str]:
    problems = spelling_problems([text_of(body, locale)], {}, frozenset())
    return [problem.message.split('"')[1] for problem in problems if problem.start.line > 4]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ketamien", ["ketamine"]),
        ("Ketamien", ["Ketamine"]),
        ("bepression", ["depression"]),
        ("depressoin", ["depression"]),
    ],
)
def test_a_term_of_the_site_with_two_letters_the_other_way_round_is_misspelt(typed, wanted):
    text = text_of(f"It is {typed} here.")._replace(terms=frozenset(("ketamine", "depression", "blinding")))
    problems = spelling_problems([text], {}, frozenset())
    assert [each.edits[0].text for each in problems if each.start.line > 4] == wanted


def test_other_words_are_no_misspelt_terms():
    text = text_of("Binding, esketamine and ketamine; `ketamien`, www.ketamien.example.")
    text = text._replace(terms=frozenset(("ketamine", "blinding")))
    assert [each for each in spelling_problems([text], {}, frozenset()) if each.start.line > 4] == []


def test_a_column_counts_characters():
    [found] = misspellings(["Zürich – they recieved it."], "en-gb")
    assert found == (Misspelling(1, 15, "recieved", ("received",)),)


def test_each_text_has_its_own_lines():
    first, second, third = misspellings(["One.\n\nteh", "Two.", "teh"], "en-gb")
    assert [each.line for each in first] == [3]
    assert second == ()
    assert [each.line for each in third] == [1]


def test_the_title_is_checked_and_other_fields_are_not():
    problems = spelling_problems([text_of("Text.")], {}, frozenset())
    assert [(*problem.start, problem.message) for problem in problems] == [
        (2, 10, '"seperate" is misspelt; write "separate"')
    ]


@pytest.mark.parametrize(
    "body",
    [
        "The `color` and\n\n    color = 1\n",
        "[it](https://example.org/color) and <https://example.org/teh>",
        "It was found [@recieved2020].",
        "The US Department of Defense and the ECT group.",
        "It was the World Health\nOrganization that said so.",
        "<span class='color'>Text</span>",
    ],
)
def test_code_addresses_keys_and_names_are_no_prose(body):
    assert words_found(body) == []


def test_the_language_decides_which_spelling_is_right():
    assert words_found("The color.") == ["color"]
    assert words_found("The color.", "en-us") == []
    assert words_found("The colour.", "en-us") == ["colour"]


def test_words_of_the_site_are_right(tmp_path):
    (tmp_path / "words.txt").write_text("# names\nColor\n\nTeh\n", "utf-8")
    known = own_words(tmp_path / "words.txt") | words_in(["Seperate"])
    assert spelling_problems([text_of("Teh color. It is teh point.")], {}, known) == []


def test_what_was_found_before_is_not_looked_for_again():
    text, other = text_of("They recieved it."), text_of("Other.", path="b.md")
    kept = {text.digest: (Misspelling(5, 1, "kept", ("known",)),), "gone": ()}
    problems = spelling_problems([text, other], kept, frozenset())
    assert [problem.message for problem in problems if problem.path == "a.md"] == ['"kept" is misspelt; write "known"']
    assert set(kept) == {text.digest, other.digest}
    assert text.digest != text_of("They received it.").digest


def test_without_the_program_nothing_is_reported(monkeypatch):
    monkeypatch.setattr(spelling, "program", lambda: None)
    assert misspellings(["They recieved it."], "en-gb") == [()]


def test_prose_keeps_each_character_in_its_place():
    source = HEADER + "A `code` and [it](x.md).\n"
    prose = prose_of(source, len(HEADER))
    assert [len(line) for line in prose.split("\n")][4:] == [len(line) for line in source.split("\n")][4:]
