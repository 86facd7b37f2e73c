"""What readers see of an article depends on its status and on the clock."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

FILES = {
    "articles/open.md": article("Open"),
    "articles/other.md": article("Other"),
    "articles/draft.md": article("Secretdraft", status="draft", tags="[river, secrettag]", category="Secretcategory"),
    "articles/later.md": article("Secretlater", date="2030-01-01", tags="[river, secrettag]"),
    "articles/hidden.md": article("Secrethidden", status="hidden", tags="[river, secrettag]"),
}
ENV = {"SITEURL": "https://example.org"}


def test_nothing_of_a_draft_or_a_scheduled_article_is_published(build):
    site = build(FILES, published=True, env=ENV)
    for path, data in site.bytes().items():
        assert b"Secretdraft" not in data, path
        assert b"Secretlater" not in data, path
    assert not any("secret" in path.lower() or "draft" in path for path in site.bytes())


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"date": "2030-01-01"}])
def test_a_file_of_an_unpublished_article_is_not_published_either(build, fields):
    files = {
        "articles/secret.txt": "secret",
        "articles/shared.txt": "shared",
        "articles/a.md": article("A", body="[s]({attach}shared.txt)"),
        "articles/b.md": article("B", body="[x]({attach}secret.txt) [s]({static}shared.txt)", **fields),
    }
    site = build(files, published=True, env=ENV)
    assert [path for path in site.bytes() if path.endswith(".txt") and path != "robots.txt"] == ["a/shared.txt"]


def test_a_hidden_article_is_there_for_those_who_know_its_address_and_nowhere_listed(build):
    site = build(FILES, published=True, env=ENV)
    naming = [path for path, data in site.bytes().items() if b"Secrethidden" in data]
    assert naming == ["hidden/index.html"]
    assert '<meta name="robots" content="noindex">' in site.read("hidden/index.html")


def test_a_preview_shows_drafts_and_scheduled_articles_apart(build):
    site = build(FILES)
    for slug in ("draft", "later"):
        assert "Secret" in site.read(f"drafts/{slug}/index.html")
        assert '<meta name="robots" content="noindex">' in site.read(f"drafts/{slug}/index.html")
    assert "Secret" not in site.read("index.html")


def test_a_scheduled_article_is_published_when_its_time_has_come(build):
    site = build(FILES, published=True, env={**ENV, "SOURCE_DATE_EPOCH": "1893500000"})
    assert "Secretlater" in site.read("later/index.html")


@pytest.mark.parametrize("slug", ["draft", "later", "hidden"])
def test_an_unpublished_article_links_out_but_is_never_offered(build, slug):
    site = build(FILES)
    page = site.read(f"{'hidden' if slug == 'hidden' else f'drafts/{slug}'}/index.html")
    offered = [link.text().strip() for link in LexborHTMLParser(page).css(".related li a")]
    assert "Open" in offered
    assert not any("Secret" in title for title in offered)


def test_a_link_to_an_unpublished_article_is_an_error_with_its_line(site):
    broken = site({**FILES, "articles/open.md": article("Open", body="One line.\n\nSee [it]({filename}draft.md).")})
    assert broken.build_badly() == [
        'content/articles/open.md:11:10  "articles/draft.md" is not published; take the link out, or publish it first'
    ]


def test_a_draft_may_link_to_a_draft(build):
    files = {**FILES, "articles/draft.md": article("D", status="draft", body="See [it]({filename}later.md).")}
    assert build(files).has("drafts/draft/index.html")
