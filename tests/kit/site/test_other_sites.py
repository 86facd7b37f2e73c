"""Each plugin alone in a plain Pelican site: stock readers, stock theme, none of this publication's settings."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from hamerkop import PLUGINS
from hamerkop.search.index_files import unpacked
from tests.plain_site import PlainSite

FILES = {
    "first.md": "Title: First & <b>\nDate: 2026-01-02\nTags: river, fur\nAliases: old-first, older\n\nText.\n",
    "second.rst": "Second\n######\n\n:date: 2026-01-03\n:tags: river\n:aliases: old-second\n\nText.\n",
    "third.html": '<html><head><title>Third &amp; last</title><meta name="date" content="2026-01-04">'
    '<meta name="tags" content="river"></head><body>Text.</body></html>',
}


@pytest.fixture
def plain_site(tmp_path):
    """Return ``run(plugins, settings="")``, which builds a plain site of three readers and returns its output."""
    PlainSite(tmp_path).write({f"content/{name}": text for name, text in FILES.items()})

    def run(plugins, settings=""):
        site = PlainSite(tmp_path, PLUGINS=plugins)
        site.build(settings, fatal="errors")
        return site.output

    return run


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_alone_loses_no_page_of_any_reader(plain_site, plugin):
    output = plain_site([plugin])
    pages = {path.name for path in output.glob("*.html")}
    assert {"first.html", "second.html", "third-last.html"} <= pages


def test_aliases_of_any_reader_lead_to_their_article(plain_site):
    output = plain_site(["hamerkop.redirects"])
    for alias, target in (("old-first", "first"), ("older", "first"), ("old-second", "second")):
        assert f"https://example.org/{target}.html" in (output / f"{alias}.html").read_text("utf-8")


def test_feeds_of_other_readers_stay_as_pelican_makes_them_but_for_a_title_of_which_it_removes_a_word(plain_site):
    settings = "FEED_ALL_ATOM = 'all.xml'\n"
    stock = (plain_site([], settings) / "all.xml").read_text("utf-8")
    ours = (plain_site(["hamerkop.feeds"], settings) / "all.xml").read_text("utf-8")
    assert ours == stock.replace("<title>First &amp;</title>", "<title>First &amp; &lt;b&gt;</title>")


def test_a_plain_blog_describes_itself_as_one(plain_site, tmp_path):
    (tmp_path / "overrides").mkdir()
    template = "<h1>{{ article.title }}</h1>{{ structured_data(article, article.url, article.title) }}"
    (tmp_path / "overrides" / "article.html").write_text(template, "utf-8")
    output = plain_site(["hamerkop.structured_data"], "THEME_TEMPLATES_OVERRIDES = ['overrides']\n")
    written = (output / "second.html").read_text("utf-8").removeprefix("<h1>Second</h1>")
    assert not re.search("medic|patient|review|free", written, re.IGNORECASE)
    assert json.loads(written) == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "url": "https://example.org/second.html",
        "headline": "Second",
        "datePublished": "2026-01-03",
        "publisher": {"@type": "Organization", "name": "Plain", "url": "https://example.org/"},
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.org/second.html"},
    }


def test_a_plain_blog_has_cards_by_the_addresses_of_its_articles(plain_site):
    output = plain_site(["hamerkop.social_cards"])
    assert {path.name for path in (output / "cards").glob("*.png")} == {"first.png", "second.png", "third-last.png"}
    assert (output / "cards.png").is_file()


def test_a_glossary_alone_links_texts_and_not_summaries(plain_site, tmp_path):
    (tmp_path / "content" / "pages").mkdir()
    files = {
        "glossary.yaml": "- {term: holt, meaning: A den.}\n",
        "pages/glossary.md": "Title: Glossary\n\nText.\n",
        "fourth.md": "Title: Fourth\nDate: 2026-01-05\nSummary: Of a holt.\n\nA holt is dry.\n",
    }
    for name, text in files.items():
        (tmp_path / "content" / name).write_text(text, "utf-8")
    output = plain_site(["hamerkop.glossary"])
    article = (output / "fourth.html").read_text("utf-8")
    assert '<a class="term" href="https://example.org/pages/glossary.html#holt">holt</a> is dry' in article
    assert 'class="term"' not in (output / "index.html").read_text("utf-8")


def test_search_finds_what_any_reader_has_read(plain_site):
    folder = plain_site(["hamerkop.search"]) / "pagefind" / "fragment"
    results = [unpacked(path.read_bytes()) for path in folder.glob("*.pf_fragment")]
    titles = {result["url"]: result["meta"]["title"] for result in results}
    assert titles == {"/first.html": "First & <b>", "/second.html": "Second", "/third-last.html": "Third & last"}
    assert {result["content"] for result in results} == {"Text."}


def test_images_of_every_reader_get_their_size(plain_site, tmp_path):
    files = {
        "fourth.md": "Title: Fourth\nDate: 2026-01-05\n\nText ![A den](images/x.gif)\n",
        "fifth.rst": "Fifth\n#####\n\n:date: 2026-01-06\n\nText\n\n.. image:: {static}/images/x.gif\n   :alt: A den\n",
        "sixth.html": '<html><head><title>Sixth</title><meta name="date" content="2026-01-07"></head>'
        '<body>Text <img src="/images/x.gif" alt="A den"><img src="/images/x.gif" alt=""></body></html>',
    }
    for name, text in files.items():
        (tmp_path / "content" / name).write_text(text, "utf-8")
    (tmp_path / "content" / "images").mkdir()
    Image.new("L", (40, 30)).save(tmp_path / "content" / "images" / "x.gif")
    output = plain_site(["hamerkop.images"], "SITEURL = ''\n")
    for page, number in (("fourth", 1), ("fifth", 1), ("sixth", 2)):
        html = (output / f"{page}.html").read_text("utf-8")
        assert html.count('width="40" height="30" loading="lazy"') == number, page


def test_figures_alone_draw_and_leave_citations_out(plain_site, tmp_path):
    (tmp_path / "content" / "figures").mkdir()
    rows = '- {label: Cubs, grade: Good, cells: ["Two [@ward2011]"], sources: [ward2011]}\n'
    head = "type: grades\ntitle: Otters\ndescription: Good.\ncolumns: [What, How, Note]\nscale: [Bad, Good]\nrows:\n"
    (tmp_path / "content" / "figures" / "otters.yaml").write_text(head + rows, "utf-8")
    text = "Title: Fourth\nDate: 2026-01-05\n\n/// figure | otters\n\nHow they fare.\n\n///\n"
    (tmp_path / "content" / "fourth.md").write_text(text, "utf-8")
    html = (plain_site(["hamerkop.figures"]) / "fourth.html").read_text("utf-8")
    assert "<svg role=" in html
    assert "<td>Two</td>" in html
    assert "ward2011" not in html


EMPTY = {
    "empty-md.md": "Title: Only a title\nDate: 2026-01-05\n",
    "comment.md": "Title: A comment\nDate: 2026-01-06\nTags: river\n\n<!-- nothing yet -->\n",
    "empty-rst.rst": "Only a heading\n##############\n\n:date: 2026-01-07\n",
    "empty-html.html": '<html><head><title>No body</title><meta name="date" content="2026-01-08"></head></html>',
    "pages/empty.md": "Title: An empty page\n",
    "draft.md": "Title: An empty draft\nStatus: draft\nDate: 2026-01-09\n",
}


# A plugin of somebody else's that takes the text from an article once it has been read.
TAKEN_OUT = """
from pelican import signals
def take_out(generator):
    for article in generator.articles:
        if article.slug == "first":
            article._content = None
signals.article_generator_pretaxonomy.connect(take_out)
"""


@pytest.mark.parametrize("plugins", [*([plugin] for plugin in PLUGINS), PLUGINS], ids=[*PLUGINS, "all"])
def test_articles_without_text_are_published_as_pelican_publishes_them(tmp_path, plugins):
    files = {f"content/{name}": text for name, text in (FILES | EMPTY).items()}
    files["content/first.md"] = FILES["first.md"].replace("Tags", "Summary: Short.\nTags")
    pages = []
    for switched_on in ([], plugins):
        site = PlainSite(
            tmp_path / str(len(pages)), PLUGINS=switched_on, FEED_ALL_RSS="all.rss", SLUGIFY_SOURCE="basename"
        )
        json_feed = "FEED_ALL_JSON = 'all.json'\n" if "hamerkop.feeds" in switched_on else ""
        site.write(files).build(TAKEN_OUT + json_feed)
        found = {path.relative_to(site.output).as_posix() for path in site.output.rglob("*") if path.is_file()}
        pages.append({path for path in found if path.endswith((".html", ".xml", ".rss"))})
    assert {"first.html", "empty-md.html", "comment.html", "empty-rst.html", "empty-html.html"} <= pages[0]
    assert pages[0] <= pages[1]


MARKED_UP = (
    "*Emph* title & <x>\n##################\n\n:date: 2026-01-03\n:summary: *So* & so.\n\n"
    "A note [1]_.\n\n.. [1] The note.\n"
)
SHOWN = "<p id=a>{{ article.title }}</p>{{ structured_data(article, article.url, article.title, article.summary) }}"


def test_titles_and_summaries_of_other_readers_are_text_for_search_engines_and_link_previews(plain_site, tmp_path):
    (tmp_path / "content" / "marked.rst").write_text(MARKED_UP, "utf-8")
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "article.html").write_text(f"{SHOWN}<p>{{{{ article.social_card.alt }}}}</p>", "utf-8")
    output = plain_site(
        ["hamerkop.structured_data", "hamerkop.social_cards", "hamerkop.search"],
        "THEME_TEMPLATES_OVERRIDES = ['overrides']\n",
    )
    page = (output / "emph-title-x.html").read_text("utf-8")
    data = json.loads(page[page.index("{") : page.rindex("}") + 1])
    assert (data["headline"], data["description"]) == ("Emph title & <x>", "So & so.")
    assert page.endswith("<p>Emph title & <x> · Plain</p>")
    results = [unpacked(path.read_bytes()) for path in (output / "pagefind" / "fragment").glob("*.pf_fragment")]
    (found,) = [result for result in results if "Emph" in result["meta"]["title"]]
    assert found["meta"]["title"] == "Emph title & <x>"
    assert "The note." in found["content"]


UNWRITTEN = "AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = TAGS_SAVE_AS = False\nAUTHOR = 'Ann'\n"


def test_lists_that_are_switched_off_by_false_stop_no_plugin(plain_site):
    output = plain_site(PLUGINS, f"{UNWRITTEN}FEED_ALL_JSON = 'all.json'\n")
    assert (output / "old-first.html").is_file()
    assert json.loads((output / "all.json").read_text("utf-8"))["items"][0]["authors"] == [{"name": "Ann"}]


def test_an_address_on_another_host_is_used_as_it_is(plain_site, tmp_path):
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "article.html").write_text(SHOWN, "utf-8")
    settings = "ARTICLE_URL = 'https://blog.example.org/{slug}/'\nARTICLE_SAVE_AS = 'blog/{slug}/index.html'\n"
    settings += "THEME_TEMPLATES_OVERRIDES = ['overrides']\nFEED_ALL_JSON = 'all.json'\n"
    output = plain_site([f"hamerkop.{name}" for name in ("feeds", "redirects", "search", "structured_data")], settings)
    address = "https://blog.example.org/second/"
    assert address in [item["url"] for item in json.loads((output / "all.json").read_text("utf-8"))["items"]]
    assert f'href="{address}"' in (output / "blog/old-second/index.html").read_text("utf-8")
    assert f'"@id":"{address}"' in (output / "blog/second/index.html").read_text("utf-8")
    results = [unpacked(path.read_bytes())["url"] for path in (output / "pagefind" / "fragment").glob("*.pf_fragment")]
    assert address in results


# As `pelican --autoreload` does: a new object where the settings have changed, else the same one again.
AGAIN = """
import shutil
from pelican import Pelican
from pelican.settings import read_settings
pelican = Pelican(read_settings("pelicanconf.py"))
pelican.run()
shutil.copytree("later", "content", dirs_exist_ok=True)
pelican.run()
shutil.copytree("output", "second")
Pelican(read_settings("pelicanconf.py")).run()
"""
ITEM = '[{"id": "weir2020", "type": "book", "title": "%s", "author": [{"family": "Weir"}]}]'
EARLIER = {
    "a.md": "Title: A\nDate: 2026-01-02\nTags: river, pond\n\nAn otter and a beaver [@weir2020].\n",
    "b.md": "Title: B\nDate: 2026-01-03\nTags: river\nAliases: b-old\n\nA beaver ![A room]({static}/images/r.svg).\n",
    "pages/glossary.md": "Title: Terms\n\nText.\n",
    "glossary.yaml": "- {term: otter, meaning: It swims.}\n",
    "references.json": ITEM % "Otters",
    "topics.yaml": "- {slug: river, title: Rivers, description: Water., group: g}\n",
    "style_rules.yaml": "- {pattern: otter, message: say which}\n",
    "corrections.yaml": "- {date: 2026-01-05, article: a, wrong: One., right: Two.}\n",
    "images/r.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>',
}
LATER = {
    "b.md": "Title: B2\nDate: 2026-01-03\nTags: pond\nAliases: b-older\n\nA beaver.\n",
    "glossary.yaml": "- {term: beaver, meaning: It gnaws.}\n",
    "references.json": ITEM % "Beavers",
    "topics.yaml": "- {slug: pond, title: Ponds, description: Water., group: g}\n",
    "style_rules.yaml": "- {pattern: beaver, message: say which}\n",
    "corrections.yaml": "- {date: 2026-01-05, article: b, wrong: Three., right: Four.}\n",
}


def test_a_second_run_in_one_process_keeps_nothing_of_the_first(tmp_path):
    made = []
    for name, files in (("again", EARLIER), ("fresh", EARLIER | LATER)):
        site = PlainSite(tmp_path / name, PLUGINS=PLUGINS, FEED_ALL_JSON="all.json", DELETE_OUTPUT_DIRECTORY=True)
        site.write({f"content/{path}": text for path, text in files.items()})
        made.append(site.write({f"later/{path}": text for path, text in LATER.items()}))
    again, fresh = made
    (again.folder / "again.py").write_text(AGAIN, "utf-8")
    (again.folder / "pelicanconf.py").write_text(again.settings_text, "utf-8")
    assert again.run(["again.py"]).returncode == 0
    fresh.build(check=False)
    expected = _files(fresh, "output")
    assert b">beaver</a>" in expected[Path("a.html")]
    assert _files(again, "second") == expected
    assert _files(again, "output") == expected


def _files(site, folder):
    return {path.relative_to(site.folder / folder): path.read_bytes() for path in (site.folder / folder).rglob("*.*")}
