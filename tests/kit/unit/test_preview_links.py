"""The links of the preview: into the editor, and to pages."""

import time

import pytest

from hamerkop.preview.command import at_port
from hamerkop.preview.editor_links import editor_link
from hamerkop.preview.following import as_named, is_unsettled
from hamerkop.preview.page_state import url_of
from hamerkop.shared.problems import START, Position, Problem


def test_a_link_opens_the_place_in_the_editor(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    link = editor_link("my notes/ä#1.md", Position(3, 7), {})
    assert link == f"vscode://file{tmp_path.as_posix()}/my%20notes/%C3%A4%231.md:3:7"


@pytest.mark.parametrize(
    ("template", "link"),
    [
        ("zed://file{path}:{line}:{column}", "zed://file/a/b.md:3:7"),
        ("idea://open?file={path}&line={line}", "idea://open?file=/a/b.md&line=3"),
        ("subl://open?url=file://{path}", "subl://open?url=file:///a/b.md"),
        ("no path in it", "vscode://file/a/b.md:3:7"),
    ],
)
def test_the_setting_names_another_editor(template, link):
    assert editor_link("/a/b.md", Position(3, 7), {"PREVIEW_EDITOR_URL": template}) == link


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("index.html", "/"),
        ("a/index.html", "/a/"),
        ("a b/ü.html", "/a%20b/%C3%BC.html"),
        ("myindex.html", "/myindex.html"),
    ],
)
def test_the_address_of_a_page_is_the_one_that_readers_see(address, url):
    assert url_of(address) == url


def test_that_nothing_reads_a_file_is_not_said_of_one_that_was_saved_just_now(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.touch()
    saved = file.stat().st_ctime
    monkeypatch.setattr(time, "time", lambda: saved + 0.5)
    assert is_unsettled(Problem("B02", str(file), START, ""))
    assert is_unsettled(Problem("B02", str(tmp_path / "gone.txt"), START, ""))
    assert not is_unsettled(Problem("F01", str(file), START, ""))
    monkeypatch.setattr(time, "time", lambda: saved + 5)
    assert not is_unsettled(Problem("B02", str(file), START, ""))


@pytest.mark.parametrize(
    ("arguments", "again"),
    [
        (["-m", "hamerkop", "serve"], ["-m", "hamerkop", "serve", "--port", "8001"]),
        (["tasks.py", "serve", "--port", "8000"], ["tasks.py", "serve", "--port", "8001"]),
        (["x", "--port=8000", "--follow"], ["x", "--port=8000", "--follow", "--port", "8001"]),
    ],
)
def test_a_new_process_asks_for_the_port_that_open_pages_know(arguments, again):
    assert at_port(arguments, 8001) == again
    assert at_port(again, 8001) == again


def test_a_path_is_named_as_in_the_settings_where_its_folder_is_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "content").symlink_to("real")
    folders = [(tmp_path / "content", None)]
    assert as_named(f"{tmp_path}/real/a.md", folders) == f"{tmp_path}/content/a.md"
    assert as_named(f"{tmp_path}/other/a.md", folders) == f"{tmp_path}/other/a.md"
