"""What a writer may ask for in the front matter, and what is reported."""

from pathlib import Path

import pytest
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG

from hamerkop.related.overrides import KnownSlugs, override_problems, parse_overrides, slugs_in

KNOWN = KnownSlugs(
    offered={"otters": "otters.md", "beavers": "beavers.md"},
    withheld=frozenset({"old"}),
    drafts=frozenset({"soon"}),
    hidden=frozenset({"secret"}),
    foreign={"beavers-de": "de"},
    unwritten=frozenset({"unwritten"}),
)


@pytest.fixture
def problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that makes the article "otters" with these fields and returns its problems."""
    monkeypatch.chdir(tmp_path)

    def make(source: str = "", **fields: object):
        header = {"title": "Otters", "status": "published"} | fields
        path = tmp_path / "otters.md"
        path.write_text(source or "".join(f"{name}: {value}\n" for name, value in header.items()), "utf-8")
        article = Article("", metadata=header, settings=DEFAULT_CONFIG.copy(), source_path=str(path))
        return list(override_problems(article, parse_overrides(header), KNOWN))

    return make


def messages(found):
    return [problem.message for problem in found]


@pytest.mark.parametrize(
    "value", ["a-b, c", "a-b; c", "a-b,c,", ["a-b", "c"], ["a-b, c"], ["a-b,", "c"], ("a-b", "c", "a-b"), "\na-b,\nc"]
)
def test_every_way_to_write_a_list_is_understood(value):
    assert slugs_in(value) == ("a-b", "c")


def test_a_list_with_a_semicolon_is_split_there_only_as_everywhere_else():
    assert slugs_in("a; b, c") == ("a", "b, c")


@pytest.mark.parametrize("value", ["none", "None", ["none"], " none "])
def test_none_means_no_list(value):
    assert not parse_overrides({"related_posts": value}).has_list


@pytest.mark.parametrize("metadata", [{}, {"related_posts": ""}, {"related_posts": []}, {"related_posts": None}])
def test_without_overrides_there_is_a_list_without_pins(metadata):
    overrides = parse_overrides(metadata)
    assert (overrides.pins, overrides.excluded, overrides.has_list, overrides.offered) == ((), (), True, True)


@pytest.mark.parametrize("value", ["false", "False", "no", False, "0", "off"])
def test_a_superseded_article_is_not_offered(value):
    assert not parse_overrides({"related_posts_target": value}).offered


def test_overrides_that_can_be_followed_are_no_problem(problems):
    assert problems(related_posts="beavers", related_posts_target="true", related_posts_exclude="soon, old") == []


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        ("bevers", 'no published article of this language has the slug "bevers"; did you mean "beavers"?'),
        ("zebras", 'no published article of this language has the slug "zebras"; fix the slug or remove it'),
        ("otters", "names this article itself; remove it"),
        ("old", '"old" has related_posts_target: false; name the article that replaces it'),
        ("soon", '"soon" is not published; remove it until it is'),
        ("secret", '"secret" is hidden, and a link would reveal it; remove it'),
        ("beavers-de", '"beavers-de" is in another language (de); name one of this language; did you mean "beavers"?'),
    ],
)
def test_each_pin_that_cannot_be_linked_to_says_why_and_what_to_do(problems, pin, message):
    (problem,) = problems(related_posts=pin)
    assert (problem.rule, problem.message) == ("R01", f"related_posts: {message}")


def test_a_problem_marks_the_slug_and_offers_the_nearest_one(problems):
    (problem,) = problems(related_posts="beavers, bevers")
    assert (problem.path, problem.start, problem.end) == ("otters.md", (3, 25), (3, 31))
    (edit,) = problem.edits
    assert (edit.start, edit.end, edit.text, edit.safe) == (problem.start, problem.end, "beavers", False)


def test_another_article_is_not_offered_for_the_article_itself(problems):
    assert [problem.edits for problem in problems(related_posts="otters")] == [()]


def test_a_slug_that_is_not_written_in_the_source_is_reported_at_its_field(problems):
    (problem,) = problems("title: Otters\nrelated_posts: b&#101;vers\n", related_posts="bevers")
    assert (problem.start, problem.end, problem.edits) == ((2, 1), None, ())


def test_a_draft_may_pin_a_draft(problems):
    assert problems(status="draft", related_posts="soon") == []


def test_an_exclusion_of_an_unknown_slug_is_a_problem(problems):
    (problem,) = problems(related_posts_exclude="bevers")
    assert problem.rule == "R02"
    assert problem.message == 'related_posts_exclude: no article has the slug "bevers"; did you mean "beavers"?'


def test_a_pin_that_is_excluded_too_is_a_problem(problems):
    found = problems(related_posts="beavers", related_posts_exclude="beavers")
    assert messages(found) == ['related_posts: "beavers" is in related_posts_exclude too; remove one of them']


def test_a_target_that_is_neither_true_nor_false_is_a_problem(problems):
    (problem,) = problems(related_posts_target="maybe")
    assert problem.rule == "R03"
    assert problem.message == 'related_posts_target: "maybe" is neither true nor false; write one of them'
