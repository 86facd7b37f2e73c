"""What a writer may wish in the front matter, and what a site's owner in the settings."""

import pytest

from hamerkop.related.overrides import Known, complaints, items_of, read_wishes
from hamerkop.related.settings import SETTINGS, Options, options_in, problems_in

KNOWN = Known(
    offered={"otters": "otters.md", "beavers": "beavers.md"},
    withheld=frozenset({"old"}),
    unpublished=frozenset({"soon"}),
    hidden=frozenset({"secret"}),
    foreign={"beavers-de": "de"},
)


def told(published=True, **metadata):
    return [complaint.message for complaint in complaints(metadata, "otters", KNOWN, published)]


@pytest.mark.parametrize(
    "value", ["a-b, c", "a-b; c", "a-b,c,", ["a-b", "c"], ["a-b, c"], ["a-b,", "c"], ("a-b", "c", "a-b"), "\na-b,\nc"]
)
def test_every_way_to_write_a_list_is_understood(value):
    assert items_of(value) == ["a-b", "c"]


@pytest.mark.parametrize("value", ["none", "None", ["none"], " none "])
def test_none_means_no_list(value):
    assert not read_wishes({"related_posts": value}).listed


def test_nothing_wished_is_the_ordinary_case():
    assert read_wishes({}) == read_wishes({"related_posts": ""}) == read_wishes({"related_posts": []})
    assert read_wishes({}).listed
    assert read_wishes({}).offered


@pytest.mark.parametrize("value", ["false", "False", "no", False, "0", "off"])
def test_a_superseded_article_is_not_offered(value):
    assert not read_wishes({"related_posts_target": value}).offered


def test_a_good_wish_is_not_complained_about():
    assert told(related_posts="beavers", related_posts_target="true", related_posts_exclude="soon, old") == []


def test_each_pin_that_leads_nowhere_says_why():
    assert told(related_posts=["bevers"]) == [
        'no published article of this language has the slug "bevers"; did you mean "beavers"?'
    ]
    assert told(related_posts="otters") == ["names this article itself; take it out"]
    assert told(related_posts="old") == [
        '"old" is never to be offered (related_posts_target: false); name what replaces it'
    ]
    assert told(related_posts="soon") == ['"soon" is not published; take it out until it is']
    assert told(related_posts="secret") == ['"secret" is hidden, and a link would show it; take it out']
    assert told(related_posts="beavers-de") == [
        '"beavers-de" is in another language (de); name one of this language; did you mean "beavers"?'
    ]


def test_a_draft_may_pin_a_draft():
    assert told(published=False, related_posts="soon") == []


def test_an_exclusion_of_nobody_and_a_contradiction_are_named():
    assert told(related_posts_exclude="bevers") == ['no article has the slug "bevers"; did you mean "beavers"?']
    assert told(related_posts="beavers", related_posts_exclude="beavers") == [
        '"beavers" stands in related_posts_exclude too; keep one of them'
    ]


def test_neither_true_nor_false_is_named():
    assert told(related_posts_target="maybe") == ['"maybe" is neither true nor false; write one of them']


def test_a_misspelt_setting_is_named_with_the_nearest():
    assert list(problems_in({"RELATED_POSTS_MAXX": 3, "RELATED_POST_TEXT": True, "SITENAME": "x"})) == [
        'RELATED_POSTS_MAXX is not a setting; did you mean "RELATED_POSTS_MAX"?',
        'RELATED_POST_TEXT is not a setting; did you mean "RELATED_POSTS_TEXT"?',
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELATED_POSTS_MAX", -1),
        ("RELATED_POSTS_MAX", "5"),
        ("RELATED_POSTS_MAX", True),
        ("RELATED_POSTS_TEXT", "no"),
        ("RELATED_POSTS_IGNORE_TAGS", "news"),
        ("RELATED_POSTS_HUB_CAP", 0),
        ("RELATED_POSTS_AUDIT", ""),
    ],
)
def test_an_impossible_value_is_named_and_counts_as_not_given(name, value):
    (problem,) = problems_in({name: value})
    assert problem.startswith(f"{name} is {value!r}; write ")
    assert options_in({name: value}) == Options()


def test_the_defaults_are_those_of_the_table():
    assert list(problems_in({name: row.default for name, row in SETTINGS.items()})) == []
    assert options_in({}) == Options()
    assert options_in({"RELATED_POSTS_MAX": 3}).cap == 12
    assert options_in({"RELATED_POSTS_HUB_CAP": None}).cap is None
