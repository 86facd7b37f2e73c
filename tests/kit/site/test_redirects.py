"""Old addresses: each alias becomes a page that leads to the article, unless another page has that address."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite

SUB_PATH = {"SITEURL": "https://example.org/sub/path"}


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
def test_an_alias_that_is_taken_is_an_error_with_its_position(site, files):
    problems = site({"articles/otters.md": article("Otters", aliases="[lutra]"), **files}).build_badly()
    assert len(problems) == 1
    assert re.match(r'content/articles/(otters|z)\.md:7:11  alias "lutra" is taken by ', problems[0])


def test_the_alias_of_a_translation_is_in_the_folder_of_its_language(build):
    files = {"articles/a.md": article("A"), "articles/a-de.md": article("Das A", slug="a", lang="de", aliases="[alt]")}
    assert build(files).has("de/alt/index.html")


def test_a_page_of_a_list_is_never_overwritten(site):
    (problem,) = site({"articles/a.md": article("A", aliases="[old, archives]")}).build_badly()
    assert problem.endswith('alias "archives" is taken by the site\'s own page "archives"; remove it')


def test_hidden_articles_and_pages_have_redirects_and_drafts_have_none(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"])
    post = "Title: {0}\nDate: 2026-01-02\nStatus: {1}\nSlug: {0}\nAliases: old-{0}\n\nText.\n"
    files = {f"content/{name}.md": post.format(name, status) for name, status in (("a", "hidden"), ("b", "draft"))}
    site.write({**files, "content/pages/c.md": post.format("c", "published")}).build()
    assert 'href="https://example.org/a.html"' in site.read("old-a.html")
    assert 'href="https://example.org/pages/c.html"' in site.read("pages/old-c.html")
    assert not (site.output / "old-b.html").exists()


def test_the_template_of_the_theme_is_used_where_there_is_one(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"], THEME_TEMPLATES_OVERRIDES=["templates"])
    post = "Title: A\nDate: 2026-01-02\nAliases: old\n\nText.\n"
    files = {"content/a.md": post, "templates/redirect.html": "{{ title }} is at {{ target_url }}"}
    site.write(files).build()
    assert site.read("old.html") == "A is at https://example.org/a.html"
