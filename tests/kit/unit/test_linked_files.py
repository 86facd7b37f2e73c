"""What a build takes from the last site is as it is there, whatever is in the site before the last one."""

import os
import stat
from pathlib import Path

import pytest

from hamerkop.build.linked_files import linked_files
from hamerkop.build.staging import Folders, folders_for
from tests.conftest import tree

PAGES = {"index.html": "home", "a/index.html": "page a", "a/b/index.html": "page b", "c/index.html": "page c"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Return the folders of a build, with a last site and an empty new one."""
    found = folders_for(tmp_path / "output")
    write(found.output, PAGES)
    found.building.mkdir()
    return found


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def bring(folders, paths=tuple(PAGES)):
    with linked_files(folders) as linked:
        linked.take({path: (folders.output / path).stat() for path in paths})
        linked.bring()


def expected(paths=tuple(PAGES)):
    return {path: PAGES[path].encode() for path in paths}


def link_all(folders):
    for path in PAGES:
        (folders.previous / path).parent.mkdir(parents=True, exist_ok=True)
        (folders.previous / path).hardlink_to(folders.output / path)


def nothing(_previous):
    pass


def another_text(previous):
    (previous / "a/index.html").unlink()
    write(previous, {"a/index.html": "PAGE A"})


def more_files(previous):
    write(previous, {"a/more.txt": "more", "more/deep/file": "more", "a/b/c/d": "more"})


def more_links(previous):
    (previous / "a" / "link").symlink_to(previous.parent / "output")
    (previous / "link").symlink_to("nothing")


def empty_folders(previous):
    (previous / "empty" / "empty").mkdir(parents=True)


def a_link_to_the_last_site(previous):
    (previous / "c" / "index.html").unlink()
    (previous / "c").rmdir()
    (previous / "c").symlink_to(previous.parent / "output" / "c")


def a_link_instead_of_a_page(previous):
    (previous / "c" / "index.html").unlink()
    (previous / "c" / "index.html").symlink_to(previous.parent / "output" / "c" / "index.html")


def a_folder_instead_of_a_page(previous):
    (previous / "index.html").unlink()
    write(previous, {"index.html/page": "text"})


def a_page_instead_of_a_folder(previous):
    (previous / "c" / "index.html").unlink()
    (previous / "c").rmdir()
    write(previous, {"c": "text"})


def other_modes(previous):
    (previous / "a").chmod(0o700)
    (previous / "a" / "b").chmod(0o777)


STATES = [
    nothing, another_text, more_files, more_links, empty_folders, a_link_to_the_last_site, a_link_instead_of_a_page,
    a_folder_instead_of_a_page, a_page_instead_of_a_folder, other_modes,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("paths", [tuple(PAGES), ("a/b/index.html",), ("a/index.html", "index.html")])
def test_whatever_the_previous_site_is_the_same_is_taken(state, paths, folders):
    link_all(folders)
    state(folders.previous)
    bring(folders, paths)
    assert tree(folders.building) == expected(paths)
    made = {path for path in folders.building.rglob("*") if path.is_dir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} <= {0o755}
    assert made == {folders.building / parent for path in paths for parent in list(Path(path).parents)[:-1]}
    assert not any(path.is_symlink() for path in folders.building.rglob("*"))
    assert tree(folders.output) == expected()


def test_files_of_another_state_are_not_taken_for_the_same_whatever_their_numbers_are(folders, monkeypatch):
    link_all(folders)
    another_text(folders.previous)
    monkeypatch.setattr(os.path, "samestat", lambda one, other: True)
    bring(folders)
    assert tree(folders.building) == expected()


def test_folders_of_the_previous_site_are_not_made_again(folders):
    link_all(folders)
    before = (folders.previous / "a" / "b").stat().st_ino
    bring(folders)
    assert (folders.building / "a" / "b").stat().st_ino == before


def test_without_a_previous_site_files_are_taken_from_the_last_one(folders):
    bring(folders)
    assert tree(folders.building) == expected()
    assert (folders.building / "index.html").samefile(folders.output / "index.html")


def test_without_hard_links_files_are_copied(folders, monkeypatch):
    def no_link(*_values, **_named):
        raise PermissionError(1, "Operation not permitted")

    link_all(folders)
    another_text(folders.previous)
    monkeypatch.setattr(os, "link", no_link)
    bring(folders)
    assert tree(folders.building) == expected()
    last, new = folders.output / "a/index.html", folders.building / "a/index.html"
    assert new.stat().st_mtime_ns == last.stat().st_mtime_ns


def test_what_is_in_the_new_site_already_stays_but_for_files_that_are_taken(folders):
    link_all(folders)
    write(folders.building, {"a/early.txt": "early", "c/index.html": "early", "early/file": "early"})
    bring(folders)
    early = {"a/early.txt": b"early", "early/file": b"early"}
    assert tree(folders.building) == expected() | early


def test_a_previous_site_that_cannot_be_read_is_not_used(folders, monkeypatch):
    link_all(folders)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("previous/a/b"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    bring(folders)
    monkeypatch.undo()
    assert tree(folders.building) == expected()


WAYS_TO_CHANGE = {
    "open": lambda path: path.write_text("changed"),
    "append": lambda path: path.open("a").close(),
    "truncate": lambda path: os.truncate(path, 1),
    "truncate by name": lambda path: os.truncate(os.path.relpath(path), 1),
    "chmod": lambda path: path.chmod(0o600),
    "utime": lambda path: os.utime(path, (1, 1)),
    "replace": lambda path: path.with_name("other").replace(path),
    "remove": lambda path: path.unlink(),
}


@pytest.mark.parametrize("way", WAYS_TO_CHANGE)
@pytest.mark.parametrize("is_linked", [True, False])
def test_nothing_that_changes_the_new_site_changes_the_last_one(way, is_linked, folders, monkeypatch):
    def state(path):
        found = path.stat()
        return path.read_text(), found.st_mode, found.st_mtime_ns

    if is_linked:
        link_all(folders)
    last, new = folders.output / "a/index.html", folders.building / "a/index.html"
    before = state(last)
    monkeypatch.chdir(folders.building)
    with linked_files(folders) as linked:
        linked.take({path: (folders.output / path).stat() for path in PAGES})
        linked.bring()
        new.with_name("other").write_text("other")
        WAYS_TO_CHANGE[way](new)
    assert state(last) == before
    if way != "append":
        assert not new.exists() or state(new) != before


def test_what_was_brought_can_be_removed_again_but_not_what_came_before(folders):
    with linked_files(folders) as linked:
        for paths in (["index.html"], ["a/index.html", "c/index.html"]):
            linked.keep_brought()
            linked.take({path: (folders.output / path).stat() for path in paths})
            linked.bring()
        (folders.building / "c/index.html").unlink()
        linked.drop_brought()
    assert tree(folders.building) == expected(["index.html"])
    assert tree(folders.output) == expected()


def test_a_page_that_cannot_get_bytes_of_its_own_is_not_written(folders, monkeypatch):
    def full(*_arguments):
        raise OSError("no space left on device")

    with linked_files(folders) as linked:
        linked.take({path: (folders.output / path).stat() for path in PAGES})
        linked.bring()
        monkeypatch.setattr("hamerkop.build.linked_files.shutil.copy2", full)
        with pytest.raises(OSError, match="no space left"):
            (folders.building / "index.html").write_text("new")
    assert (folders.output / "index.html").read_text() == "home"
