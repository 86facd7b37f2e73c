"""The files that code reads are noted, whoever reads them; what files do not tell is noted too."""

import subprocess
import sys

import pytest
from PIL import Image

from hamerkop.build.opened_files import opened_files


def test_files_that_are_read_are_noted_by_their_absolute_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("a")
    Image.new("L", (1, 1)).save(tmp_path / "b.png")
    with opened_files() as opened:
        open("a.txt").close()  # noqa: PTH123  # any way to open a file counts
        Image.open(tmp_path / "b.png").load()
    assert opened.paths == {str(tmp_path / "a.txt"), str(tmp_path / "b.png")}
    assert opened.is_complete


def test_a_file_that_does_not_exist_is_noted(tmp_path):
    with opened_files() as opened:
        assert not (tmp_path / "none.txt").is_file()
        with pytest.raises(FileNotFoundError):
            (tmp_path / "none.txt").read_text()
    assert opened.paths == {str(tmp_path / "none.txt")}


def test_nothing_is_noted_outside_the_block(tmp_path):
    with opened_files() as opened:
        pass
    (tmp_path / "a.txt").write_text("a")
    assert opened.paths == set()


def test_code_of_packages_is_no_input():
    with opened_files() as opened:
        sys.modules.pop("this", None)
        import this  # noqa: F401  # any module that is not loaded yet
    assert opened.paths == set()


def test_what_a_process_or_a_written_file_means_is_not_known(tmp_path):
    with opened_files() as opened:
        subprocess.run([sys.executable, "-c", ""], check=True)
    assert not opened.is_complete
    with opened_files() as opened:
        (tmp_path / "a.txt").write_text("a")
    assert not opened.is_complete
