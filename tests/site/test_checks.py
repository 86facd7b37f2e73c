"""The editor's desk stops a build that says what must not be said."""

from tests.conftest import article

WORDS = "- {find: '\\bmiracles?\\b', say: say what was found}\n"


def test_a_word_to_avoid_is_an_error_with_its_place(site):
    files = {"house_words.yaml": WORDS, "articles/a.md": article(body="A miracle.")}
    assert site(files).build_badly() == ['content/articles/a.md:9:3  "miracle": say what was found']


def test_front_matter_is_read_too(site):
    files = {"house_words.yaml": WORDS, "articles/a.md": article(summary="A miracle.")}
    assert site(files).build_badly() == ['content/articles/a.md:3:12  "miracle": say what was found']


def test_without_rules_everything_may_be_said(build):
    assert build({"articles/a.md": article(body="A miracle.")}).has("a/index.html")
