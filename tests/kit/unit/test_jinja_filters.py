"""The filters of the theme: what templates ask for instead of computing it."""

from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from hamerkop.shared.jinja_filters import (
    FILTERS,
    by_title,
    element_id,
    feed_url,
    lower_first,
    month_start,
    page_url,
    updated,
    url_path,
)
from tests.conftest import PROJECT

MORNING, EVENING = datetime(2026, 1, 2, 8, tzinfo=UTC), datetime(2026, 1, 2, 20, tzinfo=UTC)
LATER = datetime(2026, 1, 3, tzinfo=UTC)


def named(name, title="", slug=""):
    """Return what the filters read of a tag: its title only where hamerkop.topics is switched on."""
    return SimpleNamespace(name=name, slug=slug or name, **({"title": title} if title else {}))


@pytest.mark.parametrize("modified", [None, MORNING, EVENING])
def test_an_article_modified_on_its_first_day_is_not_called_updated(modified):
    assert updated(SimpleNamespace(date=MORNING, modified=modified)) is None


def test_an_article_without_a_modified_date_is_not_called_updated():
    assert updated(SimpleNamespace(date=MORNING)) is None


def test_an_article_modified_later_is_updated_on_that_day():
    assert updated(SimpleNamespace(date=MORNING, modified=LATER)) == LATER


def test_rows_are_sorted_by_title_else_name_else_slug_whatever_their_case():
    rows = [
        (named("zebra"), 1),
        (named("b", title="Otters"), 2),
        (named("Ape", slug="b"), 3),
        (named("ape", slug="a"), 4),
    ]
    assert [number for _, number in by_title(rows)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Side effects", "side effects"),
        ("PTSD", "PTSD"),
        ("A", "A"),
        ("", ""),
        ("Évora", "évora"),
        ("2 of 3", "2 of 3"),
    ],
)
def test_a_title_inside_a_sentence_begins_in_lower_case_unless_it_is_an_acronym(title, inside):
    assert lower_first(title) == inside


@pytest.mark.parametrize(("text", "identifier"), [("A", "a"), ("0–9", "0-9"), ("Ж", "ж")])
def test_a_letter_becomes_an_id(text, identifier):
    assert element_id(text) == identifier


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.html", ""),
        ("about/index.html", "about/"),
        ("topics\\river\\index.html", "topics/river/"),
        ("my-index.html", "my-index.html"),
        ("about.html", "about.html"),
        (None, ""),
    ],
)
def test_the_url_of_a_page_follows_from_its_path_on_any_machine(path, url):
    assert page_url(path) == url


def test_a_feed_has_a_url_only_where_feeds_are_on():
    assert feed_url("feeds/{slug}.atom.xml", named("river")) == "feeds/river.atom.xml"
    assert feed_url(None, named("river")) == ""


def test_every_filter_is_used_by_a_template_and_described_in_the_readme_of_the_theme():
    templates = "".join(path.read_text("utf-8") for path in (PROJECT / "theme" / "templates").rglob("*.*"))
    readme = (PROJECT / "theme" / "README.md").read_text("utf-8")
    assert [name for name in FILTERS if f"|{name}" not in templates or f"| `{name}` |" not in readme] == []
    assert FILTERS


@pytest.mark.parametrize(
    ("address", "path"),
    [("https://example.org/sub", "/sub"), ("https://example.org", ""), ("", ""), (".", "."), ("../..", "../..")],
)
def test_an_address_without_its_host_is_the_path_on_any_host(address, path):
    assert url_path(address) == path


@pytest.mark.parametrize(
    ("moment", "start"),
    [
        (datetime(2026, 12, 1, tzinfo=UTC), "2027-11-01T00:00:00Z"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2027-11-01T00:00:00Z"),
        (datetime(2027, 1, 1, 8, tzinfo=timezone(timedelta(hours=9))), "2027-11-01T00:00:00Z"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2027-12-01T00:00:00Z"),
        (datetime(2027, 2, 28, tzinfo=UTC), "2028-01-01T00:00:00Z"),
    ],
)
def test_the_start_of_a_later_month_is_the_same_for_each_moment_of_a_month(moment, start):
    assert month_start(moment, 11) == start
