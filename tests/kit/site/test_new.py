"""The command `hamerkop new` in small whole sites: the file that it writes builds, and nothing is overwritten."""

import pytest

from tests.conftest import article
from tests.plain_site import PlainSite

TOPICS = "- {slug: river, title: Rivers, group: Places, description: Running water}\n"
FILES = {
    "articles/otters.md": article(aliases="[sea-otters]", last_evidence_check="2026-01-02", next_review="2026-12-24"),
    "pages/about.md": "---\ntitle: About\n---\n\nAbout us.\n",
    "topics.yaml": TOPICS,
}


@pytest.fixture
def tiny(site):
    """A site with all plugins, one article and one page."""
    return site(FILES)


def new(made, *arguments):
    """Run the command; return its exit status, and what it printed."""
    settings = [] if isinstance(made, PlainSite) else ["--settings", "siteconf.py"]
    done = made.run(["-m", "hamerkop", "new", *arguments, *settings])
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_new_article_is_a_draft_with_every_field_that_the_site_asks_for_and_builds(tiny):
    status, out, _ = new(tiny, "Rivers: a #1 guide")
    assert status == 0
    assert out.startswith(
        "content/articles/rivers-a-1-guide.md\nIt will be at http://localhost:8000/drafts/rivers-a-1-guide/ while "
    )
    text = (tiny.content / "articles/rivers-a-1-guide.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "Rivers: a #1 guide"\nsummary: "TODO: ')
    assert "\ndate: 2026-11-22\ncategory: Animals\ntags: [river]\nstatus: draft\n" in text
    assert "\n# next_review:" in text
    tiny.build()
    assert tiny.has("drafts/rivers-a-1-guide/index.html")


def test_an_article_of_a_later_day_is_a_draft_until_then(tiny):
    out = new(tiny, "Voles", "--published", "--date", "2027-03-01")[1]
    assert "It will be at http://localhost:8000/drafts/voles/ while " in out
    assert "It comes out on 2027-03-01, at another address.\n" in out


def test_a_new_page_is_among_the_pages(tiny):
    assert new(tiny, "Contact", "--page")[0] == 0
    assert (tiny.content / "pages/contact.md").read_text("utf-8") == (
        "---\ntitle: Contact\nstatus: draft\n---\n\nTODO: write the text here.\n"
    )
    tiny.build()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Otters!", "--slug", "otters"], "content/articles/otters.md:1: there is such a file already"),
        (["OTTERS", "--slug", "other"], "content/articles/otters.md:2: this is the title of another article"),
        (["About us", "--slug", "about"], 'content/pages/about.md:1: the address /about/ is taken by the page "About"'),
        (["Sea otters"], ':7: the address /sea-otters/ is taken by the old address "sea-otters" of "Otters"'),
        (["Topics"], "the address /topics/ is taken by the site's own page"),
        (["Beavers", "--category", "Animls"], 'there is no category "Animls"; did you mean "Animals"?'),
        (["Beavers", "--tag", "rivr"], 'there is no tag "rivr"; did you mean "river"?'),
        (["Beavers", "--date", "2026-13-01"], "--date: "),
        (["Beavers", "--slug", "A b"], '"A b" cannot be an address; did you mean "a-b"?'),
        (["???"], 'no address can be made of "???"'),
        ([" "], "the title is empty"),
    ],
)
def test_what_is_taken_or_wrong_is_refused_with_the_place_and_nothing_is_written(tiny, arguments, message):
    before = sorted(tiny.content.rglob("*"))
    status, out, err = new(tiny, *arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert sorted(tiny.content.rglob("*")) == before


def test_a_site_of_stock_pelican_gets_a_plain_header_beside_its_newest_articles(tmp_path):
    site = PlainSite(tmp_path).write(
        {"content/blog/otters.md": "Title: Otters\nDate: 2025-01-02\nTags: otters, rivers\n\nHi.\n"}
    )
    site.build()
    assert new(site, "An otter: #1")[0] == 0
    assert (tmp_path / "content/blog/an-otter-1.md").read_text("utf-8") == (
        "Title: An otter: #1\nDate: 2026-11-22\nTags: otters\nStatus: draft\n\nTODO: write the text here.\n"
    )
    assert "1 draft" in site.build()
    assert "An otter: #1" in site.read("drafts/an-otter-1.html")
