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


POST = "Title: {0}\nDate: 2026-01-02\nAliases: {1}\n\nText.\n"


def test_an_alias_that_is_taken_is_left_out_after_its_error_and_the_build_is_whole(tmp_path):
    """By a page, a static file, a list's second page, a template of the site's own, a feed's folder, a theme's file."""
    taken = {
        "b": "content/b.md",
        "pics": "the file content/pics.html",
        "index2": "a page of the site",
        "own": "a page of the site",
        "feeds/all.atom.xml/x.html": "a page of the site",
        "theme/css/main.css/": "a file of the theme",
        "tag/river": 'the page of the topic "river"',
    }
    settings = {
        "PLUGINS": ["hamerkop.redirects"],
        "STATIC_PATHS": ["pics.html"],
        "READERS": {"html": None},
        "DEFAULT_PAGINATION": 1,
        "TEMPLATE_PAGES": {"own.txt": "own.html"},
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "THEME": "birds",
    }
    site = PlainSite(tmp_path, **settings)
    aliases = ", ".join([*taken, "free", "free/too/"])
    files = {
        "a.md": POST.format("A", aliases),
        "b.md": POST.format("B", ""),
        "c.md": POST.format("C", "free"),
        "own.txt": "",
    }
    files["a.md"] = files["a.md"].replace("Aliases", "Tags: river\nAliases")
    site.write({f"content/{name}": text for name, text in files.items()} | {"content/pics.html": "<p>Mine</p>"})
    site.write({"birds/static/css/main.css": "p {}", "birds/templates/own.html": "Own."})
    printed = site.build()
    for alias, owner in taken.items():
        assert re.search(rf'content/a\.md:4:\d+  S02  alias "{alias}" is taken by {owner}; remove it', printed), alias
    assert 'content/c.md:3:10  S02  alias "free" is taken by the aliases of content/a.md; remove it' in printed
    assert printed.count("S02") == len(taken) + 1
    assert site.read("pics.html") == "<p>Mine</p>"
    assert "<h2>" in site.read("index2.html")
    assert [path for path in ("free.html", "free/too/index.html") if "a.html" in site.read(path)] == [
        "free.html",
        "free/too/index.html",
    ]
    assert site.build().count("S02") == len(taken) + 1  # over the last build, which Pelican does not remove


def test_an_alias_that_no_page_can_answer_at_is_an_error_with_its_position(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"])
    site.write({"content/a.md": POST.format("A", "https://old.example/x, ../x, good")})
    printed = site.build()
    assert 'content/a.md:3:10  S05  alias "https://old.example/x" is not an address of this site' in printed
    assert 'content/a.md:3:33  S05  alias "../x" leads out of the site; write an old path' in printed
    assert sorted(path.name for path in site.output.glob("*.html") if "noindex" in path.read_text()) == ["good.html"]


def test_a_file_of_an_earlier_build_in_the_way_is_an_error_and_nothing_else_is_lost(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"])
    site.write({"content/a.md": POST.format("A", "old/, good"), "output/old": "a file"})
    assert 'content/a.md:3:10  S02  alias "old/" cannot be written to old/index.html: ' in site.build()
    assert (site.output / "good.html").is_file()


def test_other_plugins_take_a_redirect_for_no_page(tmp_path):
    """As pelican-sitemap does: it lists every file of which it gets the signal."""
    listening = (
        "from pelican import signals\nSEEN = []\n"
        "def see(path, context):\n    SEEN.append(path)\n    print('written', path.rpartition('/')[2])\n"
        "signals.content_written.connect(see)\n"
    )
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"])
    printed = site.write({"content/a.md": POST.format("A", "old")}).build(listening)
    assert "written a.html" in printed
    assert "written old.html" not in printed
    assert (site.output / "old.html").is_file()


def test_the_title_of_any_reader_is_plain_text(tmp_path):
    rst = "*Emph* title & <x>\n##################\n\n:date: 2026-01-03\n:aliases: old\n\nText.\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"]).write({"content/a.rst": rst})
    site.build()
    page = LexborHTMLParser(site.read("old.html"))
    assert page.css_first("title").text() == page.css_first("a").text() == "Emph title & <x>"


def test_a_site_with_relative_addresses_has_redirects_that_lead_home_from_any_folder(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects"], SITEURL="", RELATIVE_URLS=True)
    site.write({"content/a.md": POST.format("A", "old, 2019/05/older/")}).build()
    assert 'href="./a.html"' in site.read("old.html")
    assert 'href="../../../a.html"' in site.read("2019/05/older/index.html")


def test_an_alias_in_the_folder_of_another_plugin_is_taken(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.redirects", "hamerkop.search", "hamerkop.feeds"])
    aliases = "pagefind/pagefind.js, pagefind/old.html, all.json, feeds/all.atom.xml"
    site.write({"content/a.md": f"Title: A\nDate: 2026-01-02\nAliases: {aliases}\n\nText.\n"})
    printed = site.build("FEED_ALL_JSON = 'all.json'\n", check=False)
    assert printed.count("S02") == 4
    assert (site.output / "pagefind/pagefind.js").is_file()
    assert (site.output / "all.json").is_file()
    assert not (site.output / "pagefind/old.html").exists()
