"""Clean addresses, pages of long lists, redirects, and a site that works under a sub-path."""

import re
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

MANY = {f"articles/a{n:02}.md": article(f"Article {n}", date=f"2026-01-{n + 1:02}") for n in range(25)}
SUB_PATH = {"SITEURL": "https://example.org/sub/path"}


def test_long_lists_go_on_at_page_2_and_the_front_page_has_no_second(build):
    site = build(MANY)
    assert site.has("topics/river/page/2/index.html")
    assert site.has("categories/animals/page/2/index.html")
    assert not site.has("topics/river/page/3/index.html")
    assert 'href="/topics/river/page/2/"' in site.read("topics/river/index.html")
    assert 'href="/topics/river/"' in site.read("topics/river/page/2/index.html")


def test_tags_that_look_like_pages_do_not_meet(build):
    files = {name: text.replace("[river]", "[python]") for name, text in MANY.items()}
    site = build(files | {"articles/x.md": article("X", tags="[python2, page]")})
    assert site.has("topics/python/page/2/index.html")
    assert site.has("topics/python2/index.html")


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("[C, 'C++']", 'tags: "C++" would share the page of "C"'),
        ("[River, river]", 'tags: "river" would share the page of "River"'),
        ("['🦦']", 'tags: "🦦" has no letter or digit'),
    ],
)
def test_tags_that_would_share_an_address_are_errors_with_their_place(site, tags, said):
    problems = site({"articles/a.md": article(tags=tags)}).build_badly()
    assert any(re.match(r"content/articles/a\.md:6:\d+  ", problem) and said in problem for problem in problems)


def test_an_old_address_leads_to_the_new_one(build):
    site = build(
        {"articles/otters.md": article("Otters", aliases="[lutra, fish-otters]")}, published=True, env=SUB_PATH
    )
    for alias in ("lutra", "fish-otters"):
        page = LexborHTMLParser(site.read(f"{alias}/index.html"))
        canonical = page.css_first('link[rel="canonical"]').attributes["href"]
        assert canonical == "https://example.org/sub/path/otters/"
        refresh = page.css_first('meta[http-equiv="refresh"]').attributes["content"]
        assert refresh == "0; url=https://example.org/sub/path/otters/"
        assert page.css_first("main a, body a").attributes["href"] == "https://example.org/sub/path/otters/"
        assert alias not in site.read("sitemap.xml")


@pytest.mark.parametrize(
    "files", [{"articles/lutra.md": article("Lutra")}, {"articles/z.md": article("Z", aliases="[lutra]")}]
)
def test_an_alias_that_is_taken_is_an_error_with_its_place(site, files):
    problems = site({"articles/otters.md": article("Otters", aliases="[lutra]"), **files}).build_badly()
    assert len(problems) == 1
    assert re.match(r'content/articles/(otters|z)\.md:7:11  alias "lutra" is taken by ', problems[0])


def test_every_link_of_a_published_site_leads_into_its_sub_path(build):
    site = build(MANY, published=True, env=SUB_PATH)
    for path, data in site.bytes().items():
        if path.endswith(".html"):
            for node in LexborHTMLParser(data.decode()).css("[href], [src]"):
                target = node.attributes.get("href") or node.attributes.get("src")
                assert re.match(r"https?://|#|tel:|sms:|data:image/", target), (path, target)


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


def test_a_translation_stands_under_its_language(build):
    files = {"articles/a.md": article("A"), "articles/a-de.md": article("Das A", slug="a", lang="de")}
    site = build(files)
    assert 'lang="de"' in site.read("de/a/index.html")
    assert 'lang="en-GB"' in site.read("a/index.html")


def test_dates_are_in_words_whatever_the_machines_language(build):
    site = build({"articles/a.md": article(date="2026-05-09")}, env={"LC_ALL": "C"})
    assert "9 May 2026" in site.read("a/index.html")


def test_categories_and_authors_that_would_share_a_page_are_errors(site):
    files = {"articles/a.md": article(author="Ann Lee"), "articles/b.md": article(author="ann-lee", category="animals")}
    author, category = site(files).build_badly()
    assert category.startswith('content/articles/b.md:5:11  category: "animals" would share the page of "Animals"')
    assert author.startswith('content/articles/b.md:1:1  authors: "ann-lee" would share the page of "Ann Lee"')


@pytest.mark.parametrize("kind", ["tag", "category", "author"])
def test_a_link_to_a_list_that_is_not_there_is_an_error(site, kind):
    problems = site({"articles/a.md": article(body=f"[x]({{{kind}}}nothing)")}).build_badly()
    assert problems == [f'content/articles/a.md:9:5  no article has the {kind} "nothing"']


@pytest.mark.parametrize("address", ["http://[open", "{filename}" + "x" * 300])
def test_a_link_that_is_no_address_is_an_error_with_its_place(site, address):
    (problem,) = site({"articles/a.md": article(body=f"Text\n[x]({address})")}).build_badly()
    assert problem.startswith("content/articles/a.md:10:5  ")
    assert problem.endswith(" is no address; mend it")


def test_the_alias_of_a_translation_stands_under_its_language(build):
    files = {"articles/a.md": article("A"), "articles/a-de.md": article("Das A", slug="a", lang="de", aliases="[alt]")}
    assert build(files).has("de/alt/index.html")


def test_a_scheduled_article_claims_its_address_before_its_day(site):
    files = {"articles/a.md": article("A"), "articles/b.md": article("B", slug="a", date="2030-01-01")}
    assert any("would be written to a/index.html" in problem for problem in site(files).build_badly())
