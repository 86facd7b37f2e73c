"""The finished site takes the last one's place in one step, or not at all."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from hamerkop.build import staging

# Kills itself before the given step of a build; says "done" if the build ended before that.
KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from hamerkop.build import staging

kill_before, can_exchange, reusable = int(sys.argv[1]), sys.argv[2] == "exchange", set(sys.argv[3:]) or None
steps = 0

def counted(function):
    def step(*values):
        global steps
        if steps == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1
        return function(*values)
    return step

if not can_exchange:
    staging.exchange = lambda one, other: False
for name in ("recover", "rename", "remove", "exchange"):
    setattr(staging, name, counted(getattr(staging, name)))
write = counted(lambda folder, name: (folder / name).write_text("new"))
with staging.staging(Path("output"), reusable=reusable) as folder:
    write(folder, "a")
    write(folder, "b")
print("done")
"""

WAYS = ["exchange", "renames"]


def old_site(folder):
    (folder / "output").mkdir()
    (folder / ".output.lock").touch()  # as a build leaves it
    for name in "abc":
        (folder / "output" / name).write_text("old")


def names_and_texts(folder):
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


OLD = {"a": "old", "b": "old", "c": "old"}
NEW = {"a": "new", "b": "new"}


def killed_before(step, way, folder, *reusable):
    """Run a build that is killed before *step*; return whether it was still running then."""
    words = [sys.executable, "-c", KILLED_BUILD, str(step), way, *reusable]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


@pytest.mark.parametrize("way", WAYS)
def test_a_build_killed_at_any_step_leaves_a_whole_site_and_the_next_one_repairs_the_rest(way, tmp_path):
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        old_site(folder)
        killed = killed_before(step, way, folder)
        if way == "exchange":
            assert names_and_texts(folder / "output") in (OLD, NEW)
        staging.recover(staging.folders_for(folder / "output"))
        assert names_and_texts(folder / "output") in (OLD, NEW)
        assert [path.name for path in folder.iterdir() if path.is_dir()] == ["output"]
        if not killed:
            break
    assert not killed
    assert step > 6
    assert names_and_texts(folder / "output") == NEW


@pytest.mark.parametrize("way", WAYS)
def test_a_killed_build_that_leaves_something_for_the_next_one_leaves_a_whole_site(way, tmp_path):
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        old_site(folder)
        (folder / ".output.previous").mkdir()
        (folder / ".output.previous" / "a").write_text("older")
        killed = killed_before(step, way, folder, "a", "b")
        staging.recover(staging.folders_for(folder / "output"))
        assert names_and_texts(folder / "output") in (OLD, NEW)
        left = {path.name for path in folder.iterdir() if path.is_dir()}
        assert left - {".output.previous"} == {"output"}
        if not killed:
            break
    assert not killed
    assert step > 9
    assert names_and_texts(folder / "output") == NEW
    assert names_and_texts(folder / ".output.previous") == {"a": "old", "b": "old"}


@pytest.mark.parametrize("way", WAYS)
def test_what_the_next_build_can_use_of_the_last_site_is_left_for_it(way, tmp_path, monkeypatch):
    if way == "renames":
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    old_site(tmp_path)
    previous, discarded = tmp_path / ".output.previous", []
    for text in ("one", "two"):
        reusable = set()
        with staging.staging(tmp_path / "output", (), discarded.append, reusable) as folder:
            (folder / "a").write_text(text)
            reusable.update(["a", "b", "new"])
        staging.discard(tmp_path / ".output.removed")
    assert names_and_texts(previous) == {"a": "one"}
    assert names_and_texts(tmp_path / "output") == {"a": "two"}
    assert [path.name for path in discarded] == [".output.removed"] * 2
    with staging.staging(tmp_path / "output", reusable=set()) as folder:
        assert previous.exists()
    assert not previous.exists(), "nothing can be used"


def test_what_an_earlier_build_has_left_is_removed_at_once_if_it_is_not_to_be_used(tmp_path):
    old_site(tmp_path)
    with staging.staging(tmp_path / "output", reusable={"a"}):
        pass
    with staging.staging(tmp_path / "output"):
        assert not (tmp_path / ".output.previous").exists()


def test_a_link_in_the_place_of_what_an_earlier_build_has_left_is_not_followed(tmp_path):
    old_site(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / ".output.previous").symlink_to("mine")
    with staging.staging(tmp_path / "output", reusable={"a"}):
        assert not (tmp_path / ".output.previous").is_symlink()
    assert (tmp_path / "mine").is_dir()


def test_what_cannot_be_left_for_the_next_build_does_not_stop_this_one(tmp_path, monkeypatch):
    old_site(tmp_path)
    rename = staging.rename

    def refuse(source, target):
        if source.name == "b":
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(staging, "rename", refuse)
    with staging.staging(tmp_path / "output", reusable={"a"}) as folder:
        (folder / "a").write_text("new")
    assert names_and_texts(tmp_path / "output") == {"a": "new"}
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["output"]


@pytest.mark.parametrize("way", WAYS)
def test_a_build_that_fails_leaves_the_last_site_alone(way, tmp_path, monkeypatch):
    if way == "renames":
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    old_site(tmp_path)

    def build_badly():
        with staging.staging(tmp_path / "output") as folder:
            (folder / "a").write_text("half")
            raise RuntimeError("bad article")

    with pytest.raises(RuntimeError, match="bad article"):
        build_badly()
    assert names_and_texts(tmp_path / "output") == OLD
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["output"]


@pytest.mark.parametrize("way", WAYS)
def test_a_build_that_ends_well_leaves_nothing_of_the_last_one(way, tmp_path, monkeypatch):
    if way == "renames":
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    old_site(tmp_path)
    with staging.staging(tmp_path / "output") as folder:
        (folder / "a").write_text("new")
    assert names_and_texts(tmp_path / "output") == {"a": "new"}


def test_the_first_build_needs_no_last_one(tmp_path):
    with staging.staging(tmp_path / "deep" / "output") as folder:
        (folder / "a").write_text("new")
    assert names_and_texts(tmp_path / "deep" / "output") == {"a": "new"}


def test_two_builds_of_one_folder_do_not_run_at_the_same_time(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "LONGEST_WAIT", 0.1)
    first, second = (staging.staging(tmp_path / "output") for _ in range(2))
    with first, pytest.raises(staging.AnotherBuildIsRunning, match="another build is writing"):
        second.__enter__()


def test_a_build_waits_for_another_one_that_soon_ends(tmp_path):
    first, second = (staging.staging(tmp_path / "output") for _ in range(2))
    first.__enter__()
    end = threading.Timer(0.2, first.__exit__, (None, None, None))
    end.start()
    with second as folder:
        (folder / "a").write_text("second")
    end.join()
    assert names_and_texts(tmp_path / "output") == {"a": "second"}


def test_a_folder_that_no_build_has_made_is_not_replaced(tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "thesis.txt").write_text("mine")
    with pytest.raises(staging.OutputIsNotOurs, match="no build made"):
        staging.staging(tmp_path / "output").__enter__()
    assert (tmp_path / "output" / "thesis.txt").read_text() == "mine"


def test_a_git_folder_in_the_output_is_lost_only_if_the_writer_says_nothing(tmp_path):
    old_site(tmp_path)
    (tmp_path / "output" / ".git").mkdir()
    (tmp_path / "output" / ".git" / "HEAD").write_text("ref")
    with pytest.raises(staging.OutputIsNotOurs, match="OUTPUT_RETENTION"):
        staging.staging(tmp_path / "output").__enter__()
    with staging.staging(tmp_path / "output", [".git", "CNAME"]) as folder:
        (folder / "a").write_text("new")
    assert (tmp_path / "output" / ".git" / "HEAD").read_text() == "ref"


@pytest.mark.parametrize("is_linked", [False, True])
def test_a_file_that_a_build_makes_in_a_folder_that_is_kept_is_not_replaced_by_the_old_one(is_linked, tmp_path):
    old_site(tmp_path)
    for name in ("made", "kept"):
        (tmp_path / "output" / "folder").mkdir(exist_ok=True)
        (tmp_path / "output" / "folder" / name).write_text("old")
    with staging.staging(tmp_path / "output", ["folder"]) as folder:
        (folder / "folder").mkdir()
        if is_linked:
            os.link(tmp_path / "output" / "folder" / "made", folder / "folder" / "made")
        else:
            (folder / "folder" / "made").write_text("new")
    made = "old" if is_linked else "new"
    assert names_and_texts(tmp_path / "output" / "folder") == {"kept": "old", "made": made}


def test_an_output_that_is_a_link_is_replaced_where_it_leads(tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "www")
    for text in ("one", "two"):
        with staging.staging(tmp_path / "output") as folder:
            (folder / "a").write_text(text)
    assert (tmp_path / "output").is_symlink()
    assert names_and_texts(tmp_path / "www") == {"a": "two"}


def test_an_output_that_is_a_file_is_left_alone(tmp_path):
    (tmp_path / "output").write_text("mine")
    with pytest.raises(staging.OutputIsNotOurs, match="is a file"):
        staging.staging(tmp_path / "output").__enter__()


def test_an_output_that_was_made_read_only_does_not_block_later_builds(tmp_path):
    old_site(tmp_path)
    (tmp_path / "output").chmod(0o555)
    for text in ("one", "two"):
        with staging.staging(tmp_path / "output") as folder:
            (folder / "a").write_text(text)
    assert names_and_texts(tmp_path / "output") == {"a": "two"}


@pytest.mark.parametrize("shell", ["/bin/sh", "/no/shell", "/bin/false"])
def test_the_last_site_can_be_removed_by_another_process(shell, tmp_path, monkeypatch):
    old_site(tmp_path)
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **named: run([shell, *command[1:]], **named))
    with staging.staging(tmp_path / "output", discard_last=staging.discard_in_background) as folder:
        (folder / "a").write_text("new")
    assert names_and_texts(tmp_path / "output") == {"a": "new"}
    for _ in range(100):
        if not (left := [path.name for path in tmp_path.iterdir() if path.is_dir() and path.name != "output"]):
            break
        time.sleep(0.05)
    assert left == []


def test_a_build_removes_what_a_process_has_not_removed(tmp_path):
    folders = staging.folders_for(tmp_path / "output")
    for _ in range(2):
        with staging.staging(folders.output, discard_last=lambda folder: None) as folder:
            (folder / "a").write_text("new")
    assert folders.removed.is_dir()
    with staging.staging(folders.output, discard_last=lambda folder: None) as folder:
        assert not folders.removed.exists()


def test_a_folder_that_another_process_is_removing_can_be_removed(tmp_path, monkeypatch):
    folder = tmp_path / "a"
    (folder / "b").mkdir(parents=True)
    (folder / "c").write_text("text")
    unlink, rmdir = os.unlink, os.rmdir

    def gone_already(path, **named):
        (unlink if (folder / path).is_file() else rmdir)(path, **named)
        raise FileNotFoundError(2, "gone", path)

    monkeypatch.setattr(os, "unlink", gone_already)
    monkeypatch.setattr(os, "rmdir", gone_already)
    staging.discard(folder)
    assert list(tmp_path.iterdir()) == []


def test_everybody_can_read_what_was_built_and_the_files_are_counted(tmp_path):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    for folder in (site / "a" / "b", elsewhere):
        folder.mkdir(parents=True)
        (folder / "file").write_text("text")
        (folder / "file").chmod(0o600)
        folder.chmod(0o700)
    (site / "link").symlink_to(elsewhere / "file")
    (site / "links").symlink_to(elsewhere)
    (site / "nowhere").symlink_to("nothing")
    assert staging.make_readable(site) == 2
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (site / "a" / "b", site / "a" / "b" / "file")}
    assert list(modes.values()) == [0o755, 0o644]
    assert stat.S_IMODE((elsewhere / "file").stat().st_mode) == 0o600
