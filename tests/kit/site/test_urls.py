"""Clean addresses, pages of long lists, the sitemap, and a site that works under a sub-path."""

import re
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

MANY = {f"articles/a{n:02}.md": article(f"Article {n}", date=f"2026-01-{n + 1:02}") for n in range(25)}
SUB_PATH = {"SITEURL": "https://example.org/sub/path"}


def test_long_lists_continue_on_page_2_and_the_front_page_has_no_second(build):
    site = build(MANY)
    assert site.has("topics/river/page/2/index.html")
    assert site.has("categories/animals/page/2/index.html")
    assert not site.has("topics/river/page/3/index.html")
    assert 'href="/topics/river/page/2/"' in site.read("topics/river/index.html")
    assert 'href="/topics/river/"' in site.read("topics/river/page/2/index.html")


def test_a_tag_named_like_a_page_of_a_list_has_an_address_of_its_own(build):
    files = {name: text.replace("[river]", "[python]") for name, text in MANY.items()}
    site = build(files | {"articles/x.md": article("X", tags="[python2, page]")})
    assert site.has("topics/python/page/2/index.html")
    assert site.has("topics/python2/index.html")


def test_every_link_of_a_published_site_leads_into_its_sub_path(build):
    site = build(MANY, published=True, env=SUB_PATH)
    targets = {
        (path, node.attributes.get("href") or node.attributes.get("src"))
        for path, data in site.bytes().items()
        if path.endswith(".html")
        for node in LexborHTMLParser(data.decode()).css("[href], [src]")
    }
    assert len(targets) > 100
    allowed = re.compile(r"https?://|/sub/path/|#|tel:|sms:|data:image/")
    assert [(path, target) for path, target in targets if not allowed.match(target)] == []


def test_the_sitemap_names_each_public_page_once(build):
    site = build(
        {"articles/a.md": article("A", modified="2026-03-04"), "pages/p.md": "---\ntitle: P\n---\n"},
        published=True,
        env=SUB_PATH,
    )
    root = ElementTree.fromstring(site.read("sitemap.xml"))  # noqa: S314  # our own output
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {url.findtext(f"{name}loc"): url.findtext(f"{name}lastmod") for url in root}
    base = SUB_PATH["SITEURL"]
    assert found[f"{base}/a/"] == "2026-03-04"
    assert {f"{base}/", f"{base}/p/", f"{base}/topics/", f"{base}/topics/river/", f"{base}/archives/"} <= set(found)
    assert len(found) == len(list(root))
    assert site.read("robots.txt").strip().endswith(f"Sitemap: {base}/sitemap.xml")


def test_a_translation_is_in_the_folder_of_its_language(build):
    files = {"articles/a.md": article("A"), "articles/a-de.md": article("Das A", slug="a", lang="de")}
    site = build(files)
    assert 'lang="de"' in site.read("de/a/index.html")
    assert 'lang="en-GB"' in site.read("a/index.html")


def test_dates_are_in_english_whatever_the_locale_of_the_machine(build):
    site = build({"articles/a.md": article(date="2026-05-09")}, env={"LC_ALL": "C"})
    assert "9 May 2026" in site.read("a/index.html")


@pytest.mark.parametrize("fields", [{"slug": "a"}, {"save_as": "a/index.html"}])
def test_a_scheduled_article_claims_its_address_before_its_day(site, fields):
    files = {"articles/a.md": article("A"), "articles/b.md": article("B", date="2030-01-01", **fields)}
    assert any("would be written to a/index.html" in problem for problem in site(files).build_badly())
