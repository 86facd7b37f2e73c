"""`hamerkop build --explain PATH` says why a file of the site was written, or a source read, in a writer's words."""

import pytest

from tests.reported_site import ReportedSite

SAME = "kept: nothing that it shows has changed"


@pytest.fixture
def site(tmp_path):
    """Return a site that was built once."""
    made = ReportedSite(tmp_path)
    made.printed()
    return made


def test_what_has_not_changed_is_kept(site):
    assert site.explained("output/article-1/index.html", "content/1.md").splitlines() == [
        f"output/article-1/index.html: {SAME}",
        "content/1.md: kept: neither it nor what it depends on has changed",
    ]


def test_an_article_that_changed(site):
    site.add("content/1.md", "More.\n")
    said = site.explained("output/article-1/index.html", "output/article-2/index.html", "content/1.md", "content/2.md")
    assert said.splitlines() == [
        "Since the last build content/1.md changed.",
        "output/article-1/index.html: written, because content/1.md changed",
        f"output/article-2/index.html: {SAME}",
        "content/1.md: read, because it changed",
        "content/2.md: kept: neither it nor what it depends on has changed",
    ]


@pytest.mark.parametrize(
    "typed", ["output/article-1/index.html", "article-1/index.html", "article-1/", "/article-1/", "./output/article-1"]
)
def test_a_file_of_the_site_can_be_typed_in_several_ways(site, typed):
    assert site.explained(typed) == f"output/article-1/index.html: {SAME}"


def test_a_new_article_and_the_lists_that_have_it(site):
    site.write({"content/7.md": "Title: Article 7\nDate: 2026-01-07\nTags: t1\n\nText.\n"})
    said = site.explained("article-7/", "content/7.md", "tag/t1.html", "tag/t0.html", "article-1/")
    assert said.splitlines() == [
        "Since the last build content/7.md is new.",
        "output/article-7/index.html: written, because it is new",
        "content/7.md: read, because it is new",
        "output/tag/t1.html: written, because",
        "  its list of articles changed",
        "  the articles of the site's categories changed",
        "output/tag/t0.html: written, because the articles of the site's categories changed",
        "output/article-1/index.html: written, because the articles of the site's categories changed",
    ]


def test_an_article_that_is_gone(site):
    (site.folder / "content/6.md").unlink()
    said = site.explained("index.html", "article-6/index.html", "content/6.md")
    assert said.splitlines()[0] == "Since the last build content/6.md is gone."
    assert "output/index.html: written, because\n  content/6.md is gone\n" in said
    assert "output/article-6/index.html: not in the site: the last build made it, this one does not" in said
    assert said.endswith("content/6.md: gone since the last build")


def test_what_plugins_attach(tmp_path):
    site = ReportedSite(tmp_path, PLUGINS=["hamerkop.related"], RELATED_POSTS_TEXT=False)
    site.add("content/1.md", "[2]({filename}2.md)\n")
    site.write({"content/2.md": "Title: Article 2\nDate: 2026-01-02\nTags: t1\n\nText.\n"})
    template = "{{ article.content }}{% for post in article.related_posts %}{{ post.title }}{% endfor %}"
    site.write({"theme/templates/article.html": template})
    site.add("pelicanconf.py", "THEME = 'theme'\n")
    site.printed()
    site.replace("content/2.md", "Tags: t1", "Tags: t0")
    said = site.explained("article-1/", "article-4/")
    assert "related posts of content/" in said


def test_where_a_link_leads(site):
    site.add("content/1.md", "[2]({filename}2.md)\n")
    site.printed()
    site.replace("content/2.md", "Title: Article 2", "Title: Article 2\nSlug: other")
    line = "output/article-1/index.html: written, because the addresses that links lead to of content/1.md changed"
    assert line in site.explained("article-1/")


def test_a_template_that_changed(tmp_path):
    site = ReportedSite(tmp_path, {"theme/templates/tag.html": "{{ tag }}"}, THEME="theme")
    site.printed()
    site.add("theme/templates/tag.html", "!")
    line = "output/article-1/index.html: written, because theme/templates/tag.html changed"
    assert site.explained("article-1/") == line


def test_a_setting_that_changed(site):
    site.add("pelicanconf.py", "SITENAME = 'Other'\n")
    assert site.explained("article-1/", "content/1.md").splitlines() == [
        "output/article-1/index.html: written, because the setting SITENAME changed",
        "content/1.md: read, because the setting SITENAME changed",
    ]


def test_clean_and_the_first_build(tmp_path):
    site = ReportedSite(tmp_path)
    assert site.explained("article-1/").endswith(": written, because nothing is kept of an earlier build")
    assert site.printed("--clean", "--explain", "article-1/")[-1].endswith(": written, because of --clean")


def test_a_file_of_the_site_that_somebody_changed(site):
    site.add("output/article-1/index.html", "<!-- mine -->")
    line = "output/article-1/index.html: written, because its file article-1/index.html in the last site was changed or"
    assert site.explained("article-1/").startswith(line)


LOOKING = """
from pelican import signals
class Odd:
    pass
def add(generator):
    generator.context["ODD"] = Odd()
def register():
    signals.article_generator_finalized.connect(add)
"""


def test_what_cannot_be_compared(tmp_path):
    files = {"looking.py": LOOKING, "theme/templates/article.html": "{{ ODD.x }}{{ article.title }}"}
    site = ReportedSite(tmp_path, files, THEME="theme", PLUGINS=["looking"])
    site.printed()
    said = site.explained("article-1/")
    start = (
        "output/article-1/index.html: written, because it depends on something that cannot be compared with the last "
    )
    assert said.startswith(f"{start}build: a value of the type looking.Odd in `ODD`\n")
    assert "  looking.add (article_generator_finalized)" in said.splitlines()[-1]
    [receiver] = site.data("--explain", "article-1/")["receivers"]
    assert (receiver["name"], receiver["signal"]) == ("looking.add", "article_generator_finalized")
    assert receiver["seconds"] >= 0


READING = "from pelican import signals\ndef f(x): pass\ndef register(): signals.content_object_init.connect(f)\n"


def test_a_plugin_that_takes_part_in_reading(tmp_path):
    site = ReportedSite(tmp_path, {"reading.py": READING}, PLUGINS=["reading"])
    site.printed()
    line = "content/1.md: read, because every build reads all files: reading.f takes part"
    assert line in site.explained("content/1.md", "article-1/").splitlines()


def test_a_link_that_moves_files(tmp_path):
    text = "Title: 7\nDate: 2026-01-09\n\n![a]({attach}a.png)\n"
    site = ReportedSite(tmp_path, {"content/7.md": text, "content/a.png": b"a"})
    why = "written, because every build writes all pages: {attach} moves files while pages are written"
    assert site.explained("index.html", "7/index.html").splitlines()[-2:] == [
        f"output/index.html: {why}",
        f"output/7/index.html: {why}",
    ]


def test_files_that_every_build_writes(tmp_path):
    files = {"content/pages/about.md": "Title: About\n\nWe.\n", "content/images/a.txt": "a", "content/b.rst": "B\n#\n"}
    site = ReportedSite(tmp_path, {name: files[name] for name in list(files)[:2]})
    site.printed()
    said = site.explained("pages/about.html", "images/a.txt", "content/images/a.txt", "theme/css/main.css")
    assert said.splitlines()[:3] == [
        "output/pages/about.html: written, because every build writes what it makes of content/pages/about.md",
        "output/images/a.txt: copied, because every build copies it from content/images/a.txt",
        "content/images/a.txt: copied to output/images/a.txt, as every build does",
    ]


def test_a_path_that_is_not_in_the_site(site):
    said = site.explained("output/articel-1/index.html", "content/nothing-like-it.md").splitlines()
    assert said[0].startswith("output/articel-1/index.html: not in the site; did you mean output/article-1/index.html")
    assert said[1].startswith("content/nothing-like-it.md: not in the site")
    assert site.explained("pelicanconf.py") == "pelicanconf.py: neither an article or page nor a file of the site"


def test_a_path_that_is_too_long(site):
    assert site.explained("a" * 5000).endswith("aaa: not in the site")


def test_json_has_the_same(site):
    site.add("content/1.md", "More.\n")
    data = site.data("--explain", "article-1/")
    assert data["sources"] == ["content/1.md changed"]
    path = "output/article-1/index.html"
    assert data["explained"] == [{"path": path, "what": "written", "reasons": ["content/1.md changed"]}]
    assert "explained" not in site.data()


def test_a_list_of_articles_does_not_depend_on_what_is_related_to_each(tmp_path):
    site = ReportedSite(
        tmp_path,
        {
            "theme/templates/tag.html": "{% for each in articles %}{{ each.title }}{% endfor %}",
            "theme/templates/article.html": "{% for post in article.related_posts %}{{ post.title }}{% endfor %}",
            "content/8.md": "Title: Weirs\nDate: 2026-01-08\nTags: t8\n\nA weir with a sluice and an eel ladder.\n",
            "content/9.md": "Title: More\nDate: 2026-01-09\nTags: t9\n\nWords.\n",
        },
        PLUGINS=["hamerkop.related"],
        THEME="theme",
    )
    site.printed()
    site.add("content/9.md", "A weir with a sluice and an eel ladder.\n")
    said = site.explained("weirs/", "tag/t8.html")
    assert "output/weirs/index.html: written" in said
    assert f"output/tag/t8.html: {SAME}" in said
