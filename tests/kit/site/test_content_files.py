"""Every file of the content folder is accounted for, also on the site of somebody else."""

import json
import os
import socket
import subprocess
import sys

import pytest

from tests.plain_site import PROJECT, PlainSite

POST = "Title: {title}\nDate: 2026-01-02\n\nOtters live by rivers.\n"


class Built:
    """A plain site built with `hamerkop build`; its problems and warnings as lines."""

    def __init__(self, site):
        (site.folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
        done = site.run(["-m", "hamerkop", "build", "--json"])
        self.status, self.report = done.returncode, json.loads(done.stdout)

    def lines(self, kind="problems"):
        found = self.report[kind]
        return [f"{each['path']}:{each['start'][0]}:{each['start'][1]} {each['message']}" for each in found]


@pytest.fixture
def made(tmp_path):
    """Return ``made(files, **settings)``, which makes a plain site with one good article."""
    return lambda files, **settings: PlainSite(tmp_path, TIMEZONE="UTC", **settings).write(
        {"content/articles/good.md": POST.format(title="Good"), **files}
    )


KEPT_BACK = {
    "a folder outside ARTICLE_PATHS": ({"ARTICLE_PATHS": ["articles"]}, "unpublished/plan.md"),
    "an excluded folder": ({"ARTICLE_EXCLUDES": ["unpublished"]}, "unpublished/plan.md"),
    "a file of the content folder itself": ({"ARTICLE_PATHS": ["articles"]}, "README.md"),
    "a folder in a folder of articles": (
        {"ARTICLE_PATHS": ["articles"], "ARTICLE_EXCLUDES": ["articles/unpublished"]},
        "articles/unpublished/plan.md",
    ),
}


@pytest.mark.parametrize("how", KEPT_BACK)
def test_what_an_owner_keeps_back_is_a_note_that_does_not_ask_for_its_publication(made, how):
    settings, path = KEPT_BACK[how]
    files = {f"content/{path}": POST.format(title="Plan"), f"content/{path}2.md": POST.format(title="Plan 2")}
    built = Built(made(files, **settings))
    assert (built.status, built.lines()) == (0, [])
    (line,) = [line for line in built.lines("warnings") if "not published" in line]
    assert line.startswith(f"content/{path}:1:1 is not published, like 1 more files of its folder: ")
    assert line.index("To keep it back") < line.index("to publish it")
    assert "IGNORE_FILES" in line
    assert {each["level"] for each in built.report["warnings"]} == {"note"}


def test_a_site_can_make_that_an_error(made):
    site = made(
        {"content/x/a.md": POST.format(title="A")},
        ARTICLE_PATHS=["articles"],
        CHECK_LEVELS={"file-kept-back": "error"},
    )
    assert Built(site).lines()[0].startswith("content/x/a.md:1:1 is not published: ")


def test_a_file_beside_published_ones_is_an_error(made):
    built = Built(made({"content/articles/voles.txt": "lost?"}, ARTICLE_PATHS=["articles"]))
    (line,) = built.lines()
    assert line.startswith("content/articles/voles.txt:1:1 is read as neither article, page nor static file, unlike ")
    assert line.endswith("else add its name to IGNORE_FILES")
    assert built.status == 1


def test_what_is_ignored_is_not_named(made):
    site = made({"content/x/a.md": "x"}, ARTICLE_PATHS=["articles"], IGNORE_FILES=["x"])
    assert Built(site).report["warnings"] == []


def special_file(path, kind, monkeypatch):
    if kind == "a named pipe":
        os.mkfifo(path)
    elif kind == "a socket":
        monkeypatch.chdir(path.parent)  # a path of a socket has at most 107 bytes
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    else:
        path.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", ["a named pipe", "a socket", "a device"])
@pytest.mark.parametrize("path", ["articles/x.md", "images/x.png", "topics.yaml"])
def test_a_file_that_never_ends_is_a_problem_before_it_is_read(made, monkeypatch, kind, path):
    site = made({"content/images/good.txt": "x"})
    special_file(site.folder / "content" / path, kind, monkeypatch)
    built = Built(site)
    assert built.lines() == [f"content/{path}:1:1 is {kind}, not a file; remove it, or add its name to IGNORE_FILES"]
    assert built.status == 1


def test_a_link_to_a_folder_that_holds_it_is_a_problem(made):
    site = made({})
    (site.folder / "content/articles/again").symlink_to(site.folder / "content")
    (line,) = Built(site).lines()
    assert line.startswith("content/articles/again:1:1 is a link to a folder that holds it; remove the link")


WITHOUT_POWERS = """
import logging, os, sys
from types import SimpleNamespace
from hamerkop.shared.content_walk import find_files
if os.geteuid() == 0:
    os.setuid(65534)
logging.basicConfig(stream=sys.stdout)
settings = {"PATH": "content", "IGNORE_FILES": sys.argv[1:], "STATIC_PATHS": []}
find_files(SimpleNamespace(path=settings["PATH"], settings=settings, context={}, _include_path=lambda *_: True), [""])
"""


@pytest.mark.parametrize("ignored", [[], ["d"]])
def test_a_folder_that_cannot_be_listed_is_a_problem(made, ignored):
    site = made({"content/articles/d/three.md": POST.format(title="Three")})
    site.folder.chmod(0o755)
    (site.folder / "content/articles/d").chmod(0o000)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_POWERS, *ignored],
        cwd=site.folder, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    (site.folder / "content/articles/d").chmod(0o755)
    said = "content/articles/d:1:1  B01  cannot be listed (Permission denied); make the folder readable"
    assert done.returncode == 0, done.stderr
    assert (said in done.stdout) == (not ignored), done.stdout


def test_an_article_that_is_written_nowhere_is_not_counted_as_published(made):
    built = Built(made({}, ARTICLE_SAVE_AS=""))

    assert set(built.report["outcomes"].values()) == {"not written"}


def test_a_page_with_the_save_as_of_the_front_page_is_the_home_page(made):
    pages = {"content/pages/home.md": "Title: Home\nSave_as: index.html\nUrl:\n\nAt home.\n"}
    site = made(pages)
    built = Built(site)
    assert (built.status, built.lines()) == (0, [])
    assert "<p>At home.</p>" in site.read("index.html")


def test_of_two_texts_with_one_save_as_one_is_a_problem(made):
    pages = {f"content/pages/{name}.md": f"Title: {name}\nSave_as: x.html\n\nText.\n" for name in "ab"}
    built = Built(made(pages))
    assert built.status == 1
    assert any("would be written to x.html, like content/pages/" in problem for problem in built.lines())


def test_a_page_without_anything_of_its_text_is_named_at_its_template(made):
    site = made(
        {
            "content/articles/a.md": POST.format(title="A\nTemplate: bare"),
            "templates/bare.html": "<p>{{ article.title }}</p>",
        },
        THEME_TEMPLATES_OVERRIDES=["templates"],
    )
    built = Built(site)
    assert built.status == 0
    (line,) = built.lines("warnings")
    assert line.startswith("content/articles/a.md:2:1 nothing of its text is on its page a.html; ")
    assert line.endswith('the template "bare" has to print the content')


REMOVES = """from pelican import signals
def remove(path, context):
    if path.endswith("good.html"):
        import os
        os.remove(path)
def register():
    signals.content_written.connect(remove)
"""


def test_a_page_that_is_not_in_the_output_is_named(made):
    site = made({"removes.py": REMOVES}, PLUGINS=["removes"], PLUGIN_PATHS=["."])
    assert Built(site).lines("warnings") == [
        "content/articles/good.md:1:1 its page good.html was not written, though its status is published"
    ]


GARBLED = {
    "an indented header": ("a.md", "Title: Secret\nDate: 2026-01-02\n    Status: draft\n\nText.\n", "3:5"),
    "a header in quotation marks": (
        "a.md",
        'Title: Secret\nDate: 2026-01-02\n"Status": "draft"\n\nText.\n',
        "3:1",
    ),
    "a field of other programs": ("a.md", "---\ntitle: Secret\ndate: 2026-01-02\ndraft: true\n---\nText.\n", "4:1"),
    "another one": ("a.rst", "Secret\n######\n\n:date: 2026-01-02\n:published: False\n\nText.\n", "5:1"),
    "an equals sign": ("a.md", "Title: Secret\nDate: 2026-01-02\nStatus = hidden\n\nText.\n", "3:1"),
    "fields that are not at the beginning": (
        "a.rst",
        "Secret\n######\n\n:date: 2026-01-02\n\nA paragraph.\n\n:status: draft\n\nText.\n",
        "8:1",
    ),
}


@pytest.mark.parametrize("how", GARBLED)
def test_a_header_that_is_not_understood_publishes_no_draft(made, how):
    name, text, position = GARBLED[how]
    built = Built(made({f"content/articles/{name}": text}))
    assert len(built.lines()) == 1
    assert built.lines()[0].startswith(f"content/articles/{name}:{position} is read as published, but this line says ")


@pytest.mark.parametrize(
    "text",
    [
        "Title: A\nDate: 2026-01-02\n\nStatus: draft is what you write.\n",
        "Title: A\nDate: 2026-01-02\nStatus: published\n\n    Status: draft\n",
        "Title: A\nDate: 2026-01-02\nStatus: draft\n\nText.\n",
    ],
)
def test_a_text_about_drafts_is_no_problem(made, text):
    assert Built(made({"content/articles/a.md": text})).lines() == []


RST = """A title
#######

:date: 2026-01-02

Text.

.. youtube:: x1234

More.
"""
NO_ARTICLE = (
    "and Pelican needs it; add it to the header; if it is no article, list its folder in ARTICLE_EXCLUDES, "
    'or set READERS = {"html": None}'
)
UNREADABLE = {
    "an unknown directive": ("articles/x.rst", RST, '8:1 cannot be read: Unknown directive type "youtube".'),
    "an asset": ("slides/x.html", "<html><head></head><body>Hi</body></html>", f"1:1 title is missing, {NO_ARTICLE}"),
    "another encoding": (
        "articles/x.md",
        b"Title: Caf\xe9\nDate: 2026-01-02\n\nText.\n",
        "1:11 not UTF-8 (byte 0xe9); save the file as UTF-8",
    ),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_stock_pelican_cannot_read_is_named_at_its_line_in_one_line(made, what):
    path, text, said = UNREADABLE[what]
    built = Built(made({f"content/{path}": text}))
    assert built.lines() == [f"content/{path}:{said}"]
    assert built.status == 1


def test_what_a_library_warns_of_is_a_warning_of_the_report_and_not_of_the_terminal(made):
    warns = "import warnings\nwarnings.warn('old way', FutureWarning)\ndef register(): pass\n"
    site = made({"warns.py": warns}, PLUGINS=["warns"], PLUGIN_PATHS=["."])
    (site.folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "pelicanconf.py:1:1  B10  warning: FutureWarning: old way\n" in done.stdout


def test_a_field_of_the_sites_own_is_one_note_however_many_files_have_it(made):
    files = {f"content/articles/{name}.md": POST.format(title=f"{name}\nMood: calm") for name in "abc"}
    files["content/pages/d.md"] = "Title: d\nMood: calm\nWeather: x\n\nText.\n"
    built = Built(made(files, PLUGINS=["hamerkop.frontmatter"]))
    advice = "a field of your own goes into FRONTMATTER_EXTRA"
    assert [line for line in built.lines("warnings") if "unknown field" in line] == [
        f'content/articles/a.md:2:1 unknown field "mood"; {advice}; it is in 4 files',
        f'content/pages/d.md:3:1 unknown field "weather"; {advice}',
    ]
