"""What `pelican` itself would read without end, or outside the content folder, is left out and reported."""

import os

import pytest

from hamerkop import PLUGINS
from tests.plain_site import PlainSite

HEAD = "Title: {}\nDate: 2026-01-02\n\nOtters live by rivers.\n"
LATER = f"PLUGINS = {['hamerkop.links', 'hamerkop.topics']!r}\n"


@pytest.fixture
def site(tmp_path):
    return PlainSite(tmp_path / "site", TIMEZONE="UTC").write(
        {"content/good.md": HEAD.format("Good"), "content/images/a.txt": "a"}
    )


def found_lines(text, rule):
    lines = [line.partition("ERROR")[2].partition("problems.py:")[0] for line in text.splitlines()]
    return [line.strip() for line in lines if f"  {rule}  " in line]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_each_plugin_keeps_pelican_from_waiting_for_a_named_pipe(site, plugin):
    for path in ("a.md", "images/b.png"):
        os.mkfifo(site.folder / "content" / path)
    lines = found_lines(site.build(f"PLUGINS = [{plugin!r}]\n", check=False), "B01")
    assert [line.partition(";")[0] for line in lines] == [
        f"content/{path}:1:1  B01  is a named pipe, not a file" for path in ("a.md", "images/b.png")
    ]
    assert (site.output / "good.html").is_file()


DATA_FILES = {
    "hamerkop.annotated_bibliography": "annotations.yaml",
    "hamerkop.checks": "style_rules.yaml",
    "hamerkop.citations": "references.json",
    "hamerkop.corrections": "corrections.yaml",
    "hamerkop.figures": "figures/a.yaml",
    "hamerkop.glossary": "glossary.yaml",
    "hamerkop.help_box": "help_lines.yaml",
    "hamerkop.social_cards": "font.otf",
    "hamerkop.start_here": "start_here.yaml",
    "hamerkop.topics": "topics.yaml",
}
USES = "SOCIAL_CARDS_FONT = 'font.otf'\nSITEURL = 'https://example.org'\n"


@pytest.mark.parametrize("plugin", DATA_FILES)
def test_a_data_file_that_is_a_named_pipe_is_named(site, plugin):
    path = site.folder / "content" / DATA_FILES[plugin]
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    text = site.build(f"PLUGINS = [{plugin!r}]\n{USES}", check=False)
    assert f"content/{DATA_FILES[plugin]}:1:1  " in text
    assert (site.output / "good.html").is_file()


@pytest.mark.parametrize("plugin", DATA_FILES)
def test_a_data_file_that_is_a_link_out_of_the_content_is_not_read(site, plugin):
    path = site.folder / "content" / DATA_FILES[plugin]
    path.parent.mkdir(exist_ok=True)
    site.write({"secret": "7f3a: ["})  # what is wrong with it would be quoted
    path.symlink_to(site.folder / "secret")
    text = site.build(f"PLUGINS = [{plugin!r}]\n{USES}", check=False)
    lines = [line for line in text.splitlines() if f"content/{DATA_FILES[plugin]}" in line]
    assert len(lines) == 1
    assert f"content/{DATA_FILES[plugin]}:1:1  L08  leads out of the content folder" in lines[0]


def test_a_data_file_may_lead_where_the_settings_allow_it(site):
    site.write({"shared/topics.yaml": "- {slug: river, title: Rivers, description: d, group: g}\n"})
    (site.folder / "content/topics.yaml").symlink_to("../shared/topics.yaml")
    assert "topics.yaml" not in site.build(f"{LATER}FOLLOW_SYMLINKS_TO = ['../shared']\n")


def test_a_source_that_leads_out_is_not_read(site):
    site.write({"secret.md": "Title: 7f3a\nDate: never\n"})
    (site.folder / "content/a.md").symlink_to("../secret.md")
    text = site.build(LATER, check=False)
    assert found_lines(text, "L08") == [
        "content/a.md:1:1  L08  leads out of the content folder by a symbolic link; copy the file into it"
    ]
    assert "7f3a" not in text
    assert "never" not in text


def test_a_folder_that_leads_out_is_not_searched(site):
    site.write({"beside/x.md": "7f3a"})
    (site.folder / "beside/closed").mkdir()
    (site.folder / "content/up").symlink_to("../beside")
    text = site.build(LATER, check=False)
    assert [line.partition("  ")[0] for line in found_lines(text, "L08")] == ["content/up:1:1"]
    assert "beside" not in text


@pytest.mark.parametrize("folder", ["../..", "..", "/", "images/../../.."])
@pytest.mark.parametrize("setting", ["ARTICLE_PATHS", "PAGE_PATHS", "STATIC_PATHS"])
def test_a_folder_around_the_content_is_an_error_at_the_setting_and_is_not_searched(site, setting, folder):
    site.write({"private.md": HEAD.format("Private"), "private.txt": "7f3a"})
    (site.folder / "endless").symlink_to("/dev/zero")
    text = site.build(f"{LATER}{setting} = ['', {folder!r}]\n", check=False)
    (line,) = found_lines(text, "X02")
    number = site.settings_text.count("\n") + 2
    column = len(setting) + 9
    assert line.startswith(f'pelicanconf.py:{number}:{column}  X02  {setting}: "{folder}" holds the content folder')
    assert "private" not in text
    assert not list(site.output.rglob("*private*"))


CIRCLES = {
    "to its own folder": {"images/again": "."},
    "to the content folder": {"images/again": ".."},
    "two folders, each in the other": {"images/x/y": "../z", "images/z/x": "../x"},
}


@pytest.mark.parametrize("what", CIRCLES)
def test_links_in_a_circle_are_not_followed(site, what):
    site.write({"content/images/x/b.txt": "b", "content/images/z/c.txt": "c"})
    for path, target in CIRCLES[what].items():
        (site.folder / "content" / path).symlink_to(target)
    lines = found_lines(site.build("PLUGINS = ['hamerkop.toc']\n", check=False), "B01")
    assert lines
    assert all("is a link to a folder that holds it" in line for line in lines)


def test_links_that_multiply_are_not_followed_without_end(site):
    for number in range(12):
        folder = site.folder / f"content/d{number}"
        folder.mkdir()
        for name in "abcd":
            (folder / name).symlink_to(f"../d{number + 1}")
    site.write({"content/d12/a.txt": "a"})
    lines = found_lines(site.build("PLUGINS = ['hamerkop.toc']\n", check=False), "B01")
    assert 1 < len(lines) <= 48
    assert all("is a link in a folder that links have led to already" in line for line in lines)


def test_a_text_cannot_include_a_named_pipe(site):
    site.write({"content/a.rst": "A\n#\n\n:date: 2026-01-02\n\n.. include:: pipe\n"})
    os.mkfifo(site.folder / "content/pipe")
    assert "Could not process ./a.rst" in site.build(LATER, check=False)
