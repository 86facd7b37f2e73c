"""What readers find on each kind of page."""

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

THREE = "/// in-short\n\nOtters swim.\n\n///\n\n## Food\n\nFish.\n\n## Homes\n\nHolts.\n\n## Young\n\nCubs.\n"


def page_of(site, path):
    return LexborHTMLParser(site.read(path))


def hrefs(page, selector):
    return [link.attributes["href"] for link in page.css(selector)]


def test_an_article_listing_its_headings_once_behind_the_passage_that_opens_it(build):
    page = page_of(build({"articles/a.md": article(body=THREE)}), "a/index.html")
    assert hrefs(page, ".toc a") == ["#food", "#homes", "#young"]
    text = page.css_first("main").text()
    assert text.index("swim") < text.index("On this page") < text.index("Fish.")
    assert len(page.css("#food")) == 1


def test_a_short_article_has_no_list_of_headings(build):
    page = page_of(build({"articles/a.md": article(body="## Food\n\nFish.")}), "a/index.html")
    assert page.css(".toc") == []


def test_the_feed_has_no_list_of_headings(build):
    site = build({"articles/a.md": article(body=THREE)}, published=True, env={"SITEURL": "https://example.org"})
    assert "On this page" not in site.read("feeds/all.atom.xml")


def test_an_entry_point_leads_to_articles_and_pages(build):
    files = {
        "articles/a.md": article("Otters"),
        "pages/help.md": "---\ntitle: Help\n---\n\nText.\n",
        "start_here.yaml": "- {title: I am new, articles: [a, help]}\n",
    }
    page = page_of(build(files), "index.html")
    assert page.css_first(".start-here h2").text() == "I am new"
    assert hrefs(page, ".start-here a") == ["/a/", "/help/"]


def test_an_entry_point_to_a_draft_is_an_error(site):
    files = {
        "articles/a.md": article(status="draft"),
        "articles/b.md": article("B"),
        "start_here.yaml": "- title: I am new\n  articles: [a]\n",
    }
    message = 'no published article or page has the slug "a"'
    assert site(files).build_badly()[0].startswith(f"content/start_here.yaml:2:14  {message}")


def test_a_site_without_entry_points_begins_with_the_newest(build):
    page = page_of(build({"articles/a.md": article()}), "index.html")
    assert page.css(".start-here") == []
    assert page.css_first("section h2").text() == "Newest"


def test_each_year_has_a_page_that_the_archive_leads_to(build):
    files = {"articles/a.md": article("Old", date="2025-01-02"), "articles/b.md": article("New")}
    site = build(files)
    assert hrefs(page_of(site, "archives/index.html"), "section h2 a") == ["/archives/2026/", "/archives/2025/"]
    assert hrefs(page_of(site, "archives/2025/index.html"), ".articles-by-date a") == ["/a/"]
    assert page_of(site, "archives/2025/index.html").css_first("h1").text() == "Articles of 2025"


def test_a_page_carries_only_the_style_sheets_it_needs(build):
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    site = build({"articles/a.md": article(), "articles/b.md": article("B", body=table)})
    sheets = {path: page_of(site, path).css("style") for path in ("a/index.html", "b/index.html", "index.html")}
    assert [len(found) for found in sheets.values()] == [1, 2, 2]
    assert "table{" in sheets["b/index.html"][1].text()
    assert ".teaser" in sheets["index.html"][1].text()
