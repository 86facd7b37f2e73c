"""The browser tests open every kind of page."""

from tests.conftest import PROJECT
from tests.page_kinds import choose, pages_of

TEMPLATES = {path.stem for path in (PROJECT / "theme" / "templates").glob("*.html")}
NO_PAGES = {
    "base": "extended by the others",
    "list": "extended by others",
    "article-list": "extended by others",
    "feed_entry": "part of feeds; see tests/kit/site/test_feeds.py",
    "authors": "not written: there is one author (AUTHORS_SAVE_AS)",
}


def test_a_page_of_every_template_is_opened(shown):
    assert TEMPLATES - {page.template for page in shown} == set(NO_PAGES)


def test_later_pages_of_lists_and_redirects_are_opened(shown):
    seen = {page.template for page in shown}
    assert {"redirect", "tag, later page", "category, later page", "author, later page"} <= seen


def test_the_template_of_each_page_is_known(edition, published, hostile_site):
    for site in (edition, published, hostile_site):
        assert [page.path for page in pages_of(site) if page.template == "?"] == []


def test_the_most_important_elements_are_on_a_page_that_is_opened(edition, hostile_site):
    found = set().union(*(page.selectors for site in (edition, hostile_site) for page in choose(pages_of(site))))
    assert {"section.help", "section.urgent", "div.help-places", "table", "section.correction", "pre"} <= found
