"""What ends a build is named at the file of the writer that is to blame, in one line."""

import json

import pytest

from tests.plain_site import PlainSite

POST = "Title: {title}\nDate: 2026-01-0{day}\n{more}\nOtters live by rivers.\n"
TEMPLATE = (
    "{% extends '!simple/article.html' %}{% block content %}{{ article.mood.upper() }}{{ super() }}{% endblock %}"
)
LISTED = "{% for article in articles %}{{ article.mood.upper() }}{% endfor %}"


@pytest.fixture
def problems(tmp_path):
    """Return ``problems(files, **settings)``, which builds a plain site and returns rules, positions and messages."""

    def build(files, **settings):
        site = PlainSite(tmp_path, TIMEZONE="UTC", **settings).write(files)
        (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
        done = site.run(["-m", "hamerkop", "build", "--json"])
        found = json.loads(done.stdout)["problems"]
        assert done.returncode == 1
        assert all("\n" not in each["message"] for each in found)
        return [f"{each['path']}:{each['start'][0]}:{each['start'][1]} {each['message']}" for each in found]

    return build


def posts(*moods):
    """Return one article for each of *moods*; the newest, which is written first, is the first."""
    return {
        f"content/{number}.md": POST.format(title=f"N{number}", day=9 - number, more=f"Mood: {mood}\n" if mood else "")
        for number, mood in enumerate(moods)
    }


def test_a_template_that_can_write_other_articles_is_not_to_blame(problems):
    found = problems(
        {**posts("calm", "calm", ""), "templates/article.html": TEMPLATE}, THEME_TEMPLATES_OVERRIDES=["templates"]
    )
    assert len(found) == 1
    assert found[0].startswith(
        "content/2.md:1:1 'pelican.contents.Article object' has no attribute 'mood' (in templates/"
    )


def test_a_template_that_has_written_nothing_is_named_with_the_article(problems):
    found = problems({**posts("", "calm"), "templates/article.html": TEMPLATE}, THEME_TEMPLATES_OVERRIDES=["templates"])
    assert len(found) == 1
    assert found[0].startswith("templates/article.html:1:1 'pelican.contents.Article object' has no attribute 'mood'")
    assert found[0].endswith("(while working on content/0.md)")


def test_the_article_at_which_a_list_fails_is_named(problems):
    found = problems({**posts("calm", ""), "templates/archives.html": LISTED}, THEME_TEMPLATES_OVERRIDES=["templates"])
    assert len(found) == 1
    assert "content/1.md" in found[0]


FAILS = """from pelican import signals
def shout(generator):
    for article in generator.articles:
        len(article.mood)
def register():
    signals.article_generator_finalized.connect(shout)
"""


def test_a_plugin_of_the_sites_own_is_named_with_the_article(problems):
    (found,) = problems({**posts("calm", ""), "fails.py": FAILS}, PLUGINS=["fails"], PLUGIN_PATHS=["."])
    assert found.startswith("fails.py:4:1 AttributeError: 'Article' object has no attribute 'mood'")
    assert found.endswith("(while working on content/1.md)")


def test_an_exception_in_installed_code_is_placed_at_the_article(problems):
    surrogate = "from pelican import signals\ndef half(content):\n    if content.mood == 'half':\n        "
    surrogate += "content._content += '\\ud800'\ndef register():\n    signals.content_object_init.connect(half)\n"
    files = {**posts("calm", "half"), "half.py": surrogate}
    feeds = dict.fromkeys(("FEED_ALL_ATOM", "CATEGORY_FEED_ATOM"))
    (found,) = problems(files, PLUGINS=["half"], PLUGIN_PATHS=["."], **feeds)
    assert found.startswith("content/1.md:1:1 'utf-8' codec can't encode character")


LONG = "a" * 300
TOO_LONG = {
    "a slug": (f"Slug: {LONG}\n", "3:1", 305),
    "a path": (f"Save_as: x/{LONG}.html\nUrl: x/\n", "3:1", 305),
    "a category": (f"Category: {LONG}\n", "3:11", 305),
    "a tag": (f"Tags: otters, {LONG}\n", "3:15", 305),
    "an author": (f"Author: {LONG}\n", "3:9", 305),
    "accents": (f"Slug: {'é' * 130}\n", "3:1", 265),
}


@pytest.mark.parametrize("what", TOO_LONG)
def test_a_name_that_no_file_system_takes_is_placed_at_its_field(problems, what):
    header, position, length = TOO_LONG[what]
    found = problems({"content/a.md": POST.format(title="A", day=1, more=header)})
    assert found == [f"content/a.md:{position} would be written to a name of {length} bytes; shorten it to 255"]


def test_what_the_system_refuses_while_a_page_is_written_is_placed_at_its_source(problems):
    more = "Save_as: b.html/c.html\nUrl: b.html/\n"
    files = {
        "content/a.md": POST.format(title="A", day=1, more=more),
        "content/b.md": POST.format(title="B", day=2, more=""),
    }
    (found,) = problems(files)
    assert found == "content/a.md:1:1 File exists: b.html; fix that and build again"


WRONG = {
    "IGNORE_FILES = None": "IGNORE_FILES is None; write a list",
    "STATIC_PATHS = None": "STATIC_PATHS is None; write a list",
    "MARKDOWN = None": "MARKDOWN is None; write a dict",
    "SITEURL = None": "SITEURL is None; write text",
    "DEFAULT_LANG = 3": "DEFAULT_LANG is 3; write text",
    "OUTPUT_PATH = None": "OUTPUT_PATH is None; write text",
    "PATH = 'nowhere'": "PATH is 'nowhere'; there is no such folder",
    "THEME = 'nowhere'": "THEME is 'nowhere'; there is no such folder",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_setting_that_ends_a_build_is_named_at_its_line(tmp_path, line):
    site = PlainSite(tmp_path, TIMEZONE="UTC").write(posts("calm"))
    (tmp_path / "pelicanconf.py").write_text(f"{site.settings_text}\n{line}\n", "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    number = site.settings_text.count("\n") + 2
    assert done.stdout.splitlines()[0] == f"pelicanconf.py:{number}:1  X02  {WRONG[line]}"
    assert done.returncode == 1


def test_a_warning_about_a_setting_is_not_placed_in_a_module_of_python(tmp_path):
    site = PlainSite(tmp_path, TIMEZONE="UTC", LOCALE="xx_YY").write(posts("calm"))
    (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    assert "warning: pelicanconf.py:6:1  B10  Locale could not be set. " in done.stdout
