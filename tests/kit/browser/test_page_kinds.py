"""What the browser looks at is every kind of page there is."""

from tests.conftest import PROJECT
from tests.kinds import choose, pages_of

TEMPLATES = {path.stem for path in (PROJECT / "theme" / "templates").glob("*.html")}
NO_PAGES = {
    "base": "the skeleton of the others",
    "feed_entry": "stands in feeds; tests/kit/site/test_feeds.py",
    "authors": "not written: there is one author (AUTHORS_SAVE_AS)",
}


def test_a_page_of_every_template_is_looked_at(shown):
    assert TEMPLATES - {page.template for page in shown} == set(NO_PAGES)


def test_second_pages_of_lists_and_pages_that_lead_on_are_looked_at(shown):
    seen = {page.template for page in shown}
    assert {"redirect", "tag, later page", "category, later page", "author, later page"} <= seen


def test_it_is_known_which_template_made_each_page(edition, published, trial):
    for site in (edition, published, trial):
        assert [page.path for page in pages_of(site) if page.template == "?"] == []


def test_what_matters_most_is_somewhere_to_be_looked_at(edition, trial):
    parts = set().union(*(page.parts for site in (edition, trial) for page in choose(pages_of(site))))
    assert {"section.help", "section.urgent", "div.help-places", "table", "section.correction", "pre"} <= parts
