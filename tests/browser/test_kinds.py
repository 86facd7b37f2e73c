"""What the browser looks at is every kind of page there is."""

from tests.conftest import PROJECT
from tests.kinds import pages_of

TEMPLATES = {path.stem for path in (PROJECT / "theme" / "templates").glob("*.html")}
NO_PAGES = {
    "base": "the skeleton of the others",
    "feed_entry": "stands in feeds; tests/site/test_feeds.py",
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


def test_help_before_the_text_and_the_help_page_are_looked_at(reader, shown):
    page = reader()
    seen = set()
    for one in shown:
        page.goto(one.url)
        seen |= {
            name
            for name in (".block.help", ".help-places", ".table", ".references", ".correction")
            if page.locator(name).count()
        }
    assert seen == {".block.help", ".help-places", ".table", ".references", ".correction"}
