"""The search page as it is before its script has run, and the links to it."""

from selectolax.lexbor import LexborHTMLParser

from hamerkop import PLUGINS
from tests.conftest import article

PAGE = "---\ntitle: Help\nsummary: Who to call.\n---\n\nCall the warden.\n"


def test_a_site_with_nothing_to_find_has_a_search_page(build):
    assert LexborHTMLParser(build({}).read("search/index.html")).css_first("form[role=search] input[name=q]")


def policy(html):
    return LexborHTMLParser(html).css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]


def test_the_search_page_alone_may_run_the_sites_own_script(build):
    site = build({"articles/a.md": article(), "pages/help.md": PAGE})
    pages = {path: data.decode() for path, data in site.bytes().items() if path.endswith(".html")}
    with_script = {path for path, html in pages.items() if "<script" in html or "script-src" in policy(html)}
    assert with_script == {"search/index.html"}
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy(pages["search/index.html"])
    assert {path for path in site.bytes() if path.startswith("theme/")} == {"theme/search.js"}


def test_search_engines_are_not_sent_to_an_empty_search_page(build):
    site = build({"articles/a.md": article()}, {"SITEURL": "https://example.org"}, True)
    assert "/search/" not in site.read("sitemap.xml")


def test_who_is_lost_is_led_to_the_search(build):
    site = build({"articles/a.md": article()}, {"SITEURL": "https://example.org/sub"})
    for page in ("404.html", "a-z/index.html"):
        assert '<a href="https://example.org/sub/search/">' in site.read(page)


def test_a_search_page_without_an_index_leads_to_the_a_to_z(build):
    without = [plugin for plugin in PLUGINS if plugin != "hamerkop.search"]
    html = build({"articles/a.md": article()}, {"PLUGINS": without}).read("search/index.html")
    page = LexborHTMLParser(html)
    assert page.css("script, form") == []
    assert page.css_first('main a[href="/a-z/"]')
    assert "script-src" not in policy(html)


def test_topics_and_questions_with_markup_are_in_the_search_page_as_text(build):
    page = LexborHTMLParser(build({"articles/a.md": article(tags='["<b>Fur & \\"skin\\""]')}).read("search/index.html"))
    assert [option.text() for option in page.css("option")] == ["All topics", '<b>Fur & "skin"']
