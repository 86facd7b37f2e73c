"""What ends a build is named at the file of the writer that is to blame, in one line."""

import json
import os

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
    control = "from pelican import signals\ndef add(content):\n    if content.mood == 'half':\n        "
    control += "content._content += '\\x08'\ndef register():\n    signals.content_object_init.connect(add)\n"
    (found,) = problems({**posts("calm", "half"), "control.py": control}, PLUGINS=["control"], PLUGIN_PATHS=["."])
    assert found.startswith("content/1.md:1:1 Control characters are not supported in XML 1.0")


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


def test_a_path_that_no_file_system_takes_is_placed_at_its_field(problems):
    more = f"Save_as: {'/'.join(['x' * 99] * 50)}.html\n"
    found = problems({"content/a.md": POST.format(title="A", day=1, more=more)})
    assert found == ["content/a.md:3:1 would be written to a path of 5004 bytes; shorten it to 3500"]


@pytest.mark.parametrize("address", ["{static}/NAME.png", "{attach}NAME.png", "NAME.png", "{filename}NAME.md"])
@pytest.mark.parametrize("status", ["draft", "published"])
def test_an_address_with_a_name_that_no_file_system_takes_is_placed_in_the_text(problems, address, status):
    text = f"Title: A\nDate: 2026-01-01\nSummary: s\nStatus: {status}\n\n![An otter]({address})\n".replace("NAME", LONG)
    files = {"content/a.md": text, "content/b.md": "Title: B\nDate: never\n\nText.\n"}
    found = problems(files, PLUGINS=["hamerkop.links", "hamerkop.images"])
    assert {line.split(":")[0] for line in found} == {"content/a.md", "content/b.md"}


HALF = """from pelican import signals
from pelican.urlwrappers import Tag
def half(content):
    if content.title == "N1":
        {}
def register():
    signals.content_object_init.connect(half)
"""
HALVES = {
    "title": 'content.title += "\\ud800"',
    "tags": 'content.tags = [Tag("a\\ud800", content.settings)]',
    "text": 'content._content += "\\ud800"',
    "summary": 'content._summary = "\\ud800"',
}


@pytest.mark.parametrize("field", HALVES)
def test_half_of_a_character_in_a_list_or_feed_is_placed_at_the_article_that_has_it(problems, field):
    files = {**posts("calm", "half", "calm"), "half.py": HALF.format(HALVES[field])}
    (found,) = problems(files, PLUGINS=["half"], PLUGIN_PATHS=["."])
    assert found == f"content/1.md:1:1 {field} has \\ud800, which is half of a character; write the character itself"


def test_a_file_whose_name_is_not_utf_8_is_placed_at_the_file(tmp_path):
    site = PlainSite(tmp_path, TIMEZONE="UTC").write(posts("calm"))
    for name in (b"caf\xe9.md", b"caf\xe9/x.md"):
        path = tmp_path / "content" / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(POST.format(title="X", day=1, more=""))
    (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    found = json.loads(site.run(["-m", "hamerkop", "build", "--json"]).stdout)["problems"]
    assert [each["path"] for each in found] == ["content/caf\udce9.md", "content/caf\udce9/x.md"]
    assert {each["message"] for each in found} == {"has a name that is not UTF-8; rename it"}


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
    "TIMEZONE = 3": 'TIMEZONE is 3; write the name of a time zone, such as "Europe/Amsterdam"',
    "TIMEZONE = 'Mars/X'": "TIMEZONE is 'Mars/X'; write the name of a time zone, such as \"Europe/Amsterdam\"",
    "SITENAME = 3": "SITENAME is 3; write text",
    "AUTHOR = 3": "AUTHOR is 3; write text",
    "AUTHOR = 'a\\ud800'": "AUTHOR is 'a\\ud800'; \\ud800 is half of a character; write the character itself",
    "DEFAULT_DATE_FORMAT = 3": "DEFAULT_DATE_FORMAT is 3; write text",
    "DEFAULT_CATEGORY = 3": "DEFAULT_CATEGORY is 3; write text",
    "DEFAULT_DATE = 'x'": "DEFAULT_DATE is 'x'; write a date or \"fs\"",
    "DEFAULT_PAGINATION = 'x'": "DEFAULT_PAGINATION is 'x'; write a whole number or False",
    "SUMMARY_MAX_LENGTH = 'x'": "SUMMARY_MAX_LENGTH is 'x'; write a whole number or None",
    "FILENAME_METADATA = '('": "FILENAME_METADATA is '('; write a regular expression",
    "EXTRA_PATH_METADATA = []": "EXTRA_PATH_METADATA is []; write a dict",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_setting_that_ends_a_build_is_named_at_its_line(tmp_path, line):
    site = PlainSite(tmp_path, TIMEZONE="UTC").write({"content/0.md": "Title: A\nDate: 2026-01-01\nTags: b\n\nText.\n"})
    (tmp_path / "pelicanconf.py").write_text(f"{site.settings_text}\n{line}\n", "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    number = site.settings_text.count("\n") + 2
    assert done.stdout.splitlines()[0] == f"pelicanconf.py:{number}:1  X02  {WRONG[line]}"
    assert done.returncode == 1


def test_a_warning_about_a_setting_is_not_placed_in_a_module_of_python(tmp_path):
    site = PlainSite(tmp_path, TIMEZONE="UTC", LOCALE="xx_YY").write(posts("calm"))
    (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    assert "pelicanconf.py:6:1  B10  warning: Locale could not be set. " in done.stdout
