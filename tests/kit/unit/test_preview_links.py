"""The links of the preview: into the editor, and to pages."""

import pytest

from hamerkop.preview.editor_links import editor_link
from hamerkop.preview.page_state import url_of
from hamerkop.shared.problems import Position


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
