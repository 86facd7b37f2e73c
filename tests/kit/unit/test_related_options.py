"""From the settings of a site to the options of the computation."""

import pytest
from pelican.settings import DEFAULT_CONFIG

from hamerkop.related import SETTINGS, options_from
from hamerkop.related.options import Options
from hamerkop.shared.settings import settings_problems


def settings(**own):
    return DEFAULT_CONFIG | own


def problems(**own):
    return [problem.message for problem in settings_problems(settings(**own), [SETTINGS])]


def test_the_defaults_of_the_settings_are_those_of_the_options():
    assert problems(**{name: row.default for name, row in SETTINGS.rows.items()}) == []
    assert options_from(settings()) == Options()


def test_the_cap_is_a_multiple_of_the_length_of_a_list():
    assert options_from(settings(RELATED_POSTS_MAX=3)).cap == 12
    assert options_from(settings(RELATED_POSTS_HUB_CAP=None)).cap is None


def test_ignored_tags_are_known_by_their_slugs():
    ignored = options_from(settings(RELATED_POSTS_IGNORE_TAGS=["Open Data", "!"])).ignored_tags
    assert ignored == {"open-data", "!"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RELATED_POSTS_MAX", -1),
        ("RELATED_POSTS_MAX", "5"),
        ("RELATED_POSTS_MAX", True),
        ("RELATED_POSTS_TEXT", "no"),
        ("RELATED_POSTS_MIN_SHARED_TAG", -1),
        ("RELATED_POSTS_MIN_SHARED_TAG", True),
        ("RELATED_POSTS_IGNORE_TAGS", "news"),
        ("RELATED_POSTS_HUB_CAP", 0),
        ("RELATED_POSTS_REPORT", ""),
    ],
)
def test_an_impossible_value_is_a_problem_and_the_default_counts(name, value):
    (message,) = problems(**{name: value})
    assert message.startswith(f"{name} is {value!r}; write ")
    assert options_from(settings(**{name: value})) == Options()


@pytest.mark.parametrize("name", ["RELATED_POSTS_MAXX", "RELATED_POST_MAX"])
def test_a_misspelt_setting_is_a_problem_with_the_nearest_name(name):
    assert problems(**{name: 3}) == [f'{name} is not a setting; did you mean "RELATED_POSTS_MAX"?']
