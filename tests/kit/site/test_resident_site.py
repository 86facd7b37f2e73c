"""Every page of a site in memory is byte for byte that of a clean build, after any edit."""

import os

import pytest

from hamerkop import PLUGINS
from hamerkop.build.resident_site import IN_PLACE, RELOADED, RESTART, ResidentSite
from tests.plain_site import PROJECT
from tests.resident import Beside, own_signals

pytestmark = pytest.mark.own_process  # Pelican keeps much in the process

PLAIN = """
SITENAME = "Plain"
SITEURL = "https://example.org"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 2
ARTICLE_PATHS = ["articles"]
STATIC_PATHS = ["images"]
FEED_ALL_RSS = "feeds/all.rss.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
TEMPLATE_PAGES = {"extra.html": "extra.html"}
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": None, "period_archives": 1}
OUTPUT_SOURCES = True
"""
RELATIVE = PLAIN.replace('"https://example.org"', '""') + "RELATIVE_URLS = True\n"
OURS = f"""
import sys
sys.path.insert(0, {str(PROJECT)!r})
from tests.site_settings_published import *
PATH = "content"
SITEURL = "https://example.org"
THEME = {str(PROJECT / "theme")!r}
PLUGINS = {[each for each in PLUGINS if each != "hamerkop.search"]!r}
FRONTMATTER_STRICT = False
REQUIRED_TO_PUBLISH = []
DEFAULT_PAGINATION = 2
TAG_FEED_JSON = "feeds/{{slug}}.json"
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


def text(title, body="Some words about animals.", **fields):
    """Return a source with a plain header, as Pelican reads it; None leaves a field out."""
    named = {"date": "2026-01-02", "category": "Animals", "tags": "river, fur", "author": "Ann"} | fields
    lines = [f"Title: {title}", *(f"{name.title()}: {value}" for name, value in named.items() if value is not None)]
    return "\n".join([*lines, "", body, ""])


FILES = {
    "content/articles/otter.md": text("Otters", "They [hunt]({filename}heron.md).", tags="Diet, river"),
    "content/articles/heron.md": text("Herons", "They fly.", date="2026-02-03", tags="diet, Wings"),
    "content/articles/vole.md": text(
        "Voles", summary="Food of [herons]({filename}heron.md).", date="2025-02-03", author="Bea"
    ),
    "content/articles/carp.md": text("Carp", "![a]({static}/images/a.svg)", category="Fish", date="2025-12-31"),
    "content/articles/eel.md": text("Eels", "See [this]({attach}/files/eel.txt).", category="Fish", date="2024-05-06"),
    "content/articles/eel-fr.md": text("Anguilles", "Oui.", slug="eels", lang="fr", date="2024-05-07", tags="mer"),
    "content/articles/newt.md": text("Newts", "Wet.", status="draft", tags="pond"),
    "content/articles/toad.md": text("Toads", "Dry.", status="hidden", date="2024-01-01"),
    "content/pages/about.md": "Title: About\n\nWe watch [otters]({filename}../articles/otter.md).\n",
    "content/images/a.svg": SVG,
    "content/files/eel.txt": "Eels",
    "content/extra.html": "{% for article in articles %}{{ article.title }} {% endfor %}",
    "theme/templates/base.html": (
        '{% extends "!simple/base.html" %}{% block title %}{% include "part.html" %}{% endblock %}'
    ),
    "theme/templates/part.html": "{{ SITENAME }} {{ articles|length }}",
    "theme/static/site.css": "p {}",
}
SETTINGS = {"plain": PLAIN, "relative": RELATIVE, "ours": OURS}
ARTICLES = "content/articles/"

EDITS = {
    "text": {"otter.md": text("Otters", "They [fish]({filename}heron.md).", tags="Diet, river")},
    "title": {"otter.md": text("All otters", slug="otters", tags="Diet, river")},
    "target renamed": {"heron.md": text("Herons", "They fly.", slug="grey", date="2026-02-03", tags="diet, Wings")},
    "first spelling of a tag goes": {"heron.md": text("Herons", "They fly.", date="2026-02-03", tags="Wings")},
    "one tag twice": {"otter.md": text("Otters", tags="diet, Diet")},
    "to draft": {"otter.md": text("Otters", status="draft")},
    "from draft": {"newt.md": text("Newts", "Wet.", tags="pond")},
    "date missing": {"heron.md": text("Herons", date=None)},
    "skip": {"heron.md": text("Herons", status="skip")},
    "original gets another slug": {
        "eel.md": text("Eels", "See [this]({attach}/files/eel.txt).", slug="conger", category="Fish", date="2024-05-06")
    },
    "original removed": {"eel.md": None},
    "translation becomes original": {"eel-fr.md": text("Anguilles", slug="anguilles", lang="fr", tags="mer")},
    "translation added": {"otter-fr.md": text("Loutres", slug="otters", lang="fr", date="2026-01-03")},
    "moved date": {"carp.md": text("Carp", "![a]({static}/images/a.svg)", category="Fish", date="2026-03-01")},
    "category renamed": {"carp.md": text("Carp", category="River fish", date="2025-12-31")},
    "category in capitals": {"eel.md": text("Eels", category="FISH", date="2026-05-06")},
    "author changed": {"vole.md": text("Voles", author="Cem", date="2025-02-03")},
    "summary": {"vole.md": text("Voles", summary="Small.", date="2025-02-03")},
    "new article": {"crow.md": text("Crows", "Black.", date="2026-04-01", tags="wings, sky")},
    "article removed": {"vole.md": None},
    "static file added": {"../images/b.svg": SVG},
    "static file removed": {"../images/a.svg": None},
    "attached by another, too": {"otter.md": text("Otters", "See [it]({attach}/files/eel.txt).", date="2026-06-07")},
    "no longer attached": {"eel.md": text("Eels", "No file.", category="Fish", date="2024-05-06")},
    "equal slugs": {"crow.md": text("Crows", slug="otters", status="draft"), "rook.md": text("Rooks", slug="rooks")},
    "page edited": {"../pages/about.md": "Title: About us\n\nWe watch [eels]({filename}../articles/eel.md).\n"},
    "page added": {"../pages/help.md": "Title: Help\n\nNone.\n"},
    "hidden shown": {"toad.md": text("Toads", "Dry.", date="2024-01-01")},
    "article replaces the front page": {"crow.md": text("Crows", save_as="index.html", url="")},
    "template page": {"../extra.html": "{{ articles|length }}"},
}


@pytest.fixture(params=SETTINGS)
def beside(request, tmp_path, monkeypatch):
    """Return a site in memory with the sources above and one of the settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ.get("SOURCE_DATE_EPOCH", ""))
    with own_signals():
        made = Beside(tmp_path / "site", SETTINGS[request.param], FILES)
        yield made
        made.resident.close()


def at(name):
    return os.path.normpath(ARTICLES + name)


def test_pages_are_those_of_a_clean_build_after_each_edit_and_when_it_is_undone(beside):
    assert beside.differences() == []
    for name, files in EDITS.items():
        edit = {at(each): data for each, data in files.items()}
        assert beside.edit(edit).how == IN_PLACE
        assert [f"{name}: {each}" for each in beside.differences()] == []
        beside.edit({each: FILES.get(each) for each in edit})
    assert beside.differences() == []


def test_edits_add_up(beside):
    for files in EDITS.values():
        beside.edit({at(each): data for each, data in files.items()})
    assert beside.differences() == []


@pytest.mark.parametrize("name", ["date missing", "target renamed", "one tag twice", "static file removed"])
def test_problems_are_those_of_a_site_that_was_just_loaded(beside, name):
    files = {at(each): data for each, data in EDITS[name].items()}
    beside.edit(files)
    beside.edit({each: FILES[each] for each in files})
    before = beside.resident.problems
    beside.edit(files)
    fresh = ResidentSite("conf.py")
    fresh.load()
    assert beside.resident.problems == fresh.problems
    fresh.close()
    beside.edit({each: FILES[each] for each in files})
    assert beside.resident.problems == before


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """Return a site in memory with the plugins of the kit."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ.get("SOURCE_DATE_EPOCH", ""))
    with own_signals():
        made = Beside(tmp_path / "site", OURS, FILES)
        yield made
        made.resident.close()


def test_a_data_file_makes_everything_be_read_again(ours):
    glossary = {"content/pages/glossary.md": "Title: Glossary\n\nWords.\n"}
    glossary["content/glossary.yaml"] = "- {term: animals, meaning: They move.}\n"
    assert ours.edit(glossary).how == RELOADED
    assert "glossary" in ours.read("herons/index.html") + ours.read("glossary/index.html")
    assert ours.differences() == []


def test_settings_need_a_new_process(ours):
    before = ours.resident.generation
    assert ours.edit({"conf.py": OURS + "SITENAME = 'Other'\n"}).how == RESTART
    assert ours.resident.generation == before
