"""What is reported of YAML data that has not the form that its file should have."""

from datetime import date

import pytest

from hamerkop.shared.yaml_file import parse_yaml
from hamerkop.shared.yaml_form import WebAddress, form_problems

FORM = {"title": str, "articles": [str], "day?": date, "more?": {"count": int, "*": str}}


def found(text, form=FORM):
    """Return position, rule and message of each problem of a YAML text."""
    node, problems = parse_yaml(text, "x.yaml")
    assert problems == []
    return [(tuple(each.start), each.rule, each.message) for each in form_problems(node, form, "x.yaml")]


@pytest.mark.parametrize(
    "text",
    [
        "{title: A, articles: [a, b]}",
        "{title: A, articles: [a], day: 2026-01-02, more: {count: 3, any: thing}}",
        "{title: A, articles: [a], day: , more: {}}",
    ],
)
def test_data_of_the_form_has_no_problem(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("articles: [a]", (1, 1), '"title" is missing or empty; write a value for it'),
        ('articles: [a]\ntitle: " "', (2, 1), '"title" is missing or empty; write a value for it'),
        ("title: A\narticles: []", (2, 1), '"articles" is missing or empty; write a value for it'),
        ("title: A\narticles: a", (2, 1), '"articles" is "a"; write a list'),
        ("title: 988\narticles: [a]", (1, 1), '"title" is 988; write text, in quotes'),
        ("title: A\narticles:\n- a\n- [b]", (4, 3), "an entry is a list; write text"),
        ("title: A\narticles: [a]\nday: May", (3, 1), '"day" is "May"; write a date'),
        ("title: A\narticles: [a]\nmore: {count: one}", (3, 8), '"count" is "one"; write a whole number'),
        ("title: A\narticles: [a]\nmore: none", (3, 1), '"more" is "none"; write {count: …}'),
        ("title: A\narticles: [a]\ntitel: B", (3, 1), '"titel" is not a key here; did you mean "title"?'),
        ("title: A\narticles: [a]\nx: B", (3, 1), '"x" is not a key here; the keys are title, articles, day, more'),
        ("- a", (1, 1), "this is a list; write {title: …, articles: …, day: …, more: …}"),
    ],
)
def test_each_difference_has_its_position_and_says_what_to_write(text, position, message):
    assert found(text) == [(position, "Y02", message)]


def test_every_difference_is_reported():
    assert len(found("{titel: A, articles: [1, 2]}")) == 4


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("https//example.org/", '"href": "https//example.org/" is misspelt; write "https://example.org/"'),
        ("www.example.org", '"href": "www.example.org" has no "https://"; write "https://www.example.org"'),
        ("help@example.org", '"href": "help@example.org" has no "mailto:"; write "mailto:help@example.org"'),
    ],
)
def test_an_address_that_is_misspelt_is_reported_where_it_is(typed, message):
    assert found(f"title: A\nhref: {typed}", {"title": str, "href": WebAddress}) == [((2, 1), "Y02", message)]


@pytest.mark.parametrize("typed", ["https://example.org/", "tel:988", "sms:741741", "mailto:a@example.org", "/help/"])
def test_an_address_of_any_kind_is_right(typed):
    assert found(f'title: A\nhref: "{typed}"', {"title": str, "href": WebAddress}) == []
