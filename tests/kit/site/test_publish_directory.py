"""What only a folder of this machine can do, or do wrong."""

import json
import os
import stat
import subprocess
import sys
from urllib.parse import quote

import pytest

from hamerkop.publish.plan import plan
from hamerkop.publish.publication import Options, no_build, publish_folder, rollback
from hamerkop.publish.rows import Row
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.directory import Directory
from hamerkop.shared.tree_digest import digest, manifest
from tests.web_servers import SERVERS, serving

FILES = {"index.html": "Front", "a/index.html": "A", "theme/style.3f9ac21b.css": "p{}", "images/ü 'b'.svg": "<svg/>"}


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def publish(target, folder):
    """Do what the command does, without the building and the web server."""
    target.check(dry_run=False)
    with target.only_publisher():
        live, release = target.live(), target.built(folder)
        sent = target.send(release, folder, plan(live.files if live else {}, release.files))
        target.activate(release)
        target.clean(release)
    return sent


def served(www):
    current = www / "current"
    return {path.relative_to(current).as_posix(): path.read_text() for path in current.rglob("*") if path.is_file()}


@pytest.fixture
def built(tmp_path):
    return write(tmp_path / "built", FILES)


@pytest.fixture
def target(tmp_path):
    return Directory(str(tmp_path / "www"), keep=3)


def test_the_web_server_can_read_everything_whatever_the_umask_is(built, target):
    before = os.umask(0o077)
    try:
        publish(target, built)
    finally:
        os.umask(before)
    paths = [each for each in (built.parent / "www").rglob("*") if not each.is_symlink() and each.name != ".lock"]
    modes = {stat.S_IMODE(each.stat().st_mode) & 0o055 for each in paths if "records" not in each.parts}
    assert modes == {0o055, 0o044}


@pytest.mark.parametrize("name", SERVERS)
def test_web_servers_send_the_bytes_that_were_built_at_once(name, built, target, tmp_path):
    publish(target, built)
    with serving(name, tmp_path / "www/current", tmp_path / "server") as server:
        for text in ("Old", "New"):
            write(built, {"a/index.html": text})
            publish(target, built)
            got = {path: server.get("/" + quote(path.removesuffix("index.html"))).body.decode() for path in FILES}
            assert got == {**FILES, "a/index.html": text}


def test_what_did_not_change_is_the_same_file(built, target):
    assert publish(target, built) == 4
    www = built.parent / "www"
    first = (www / "current/a/index.html").stat().st_ino
    write(built, {"index.html": "New front"})
    assert publish(target, built) == 1
    assert (www / "current/a/index.html").stat().st_ino == first


def test_a_style_sheet_of_an_open_page_stays_as_long_as_its_release(built, target, tmp_path):
    publish(target, built)
    (built / "theme/style.3f9ac21b.css").unlink()
    (built / "images/ü 'b'.svg").unlink()
    for number in range(4):
        write(built, {"index.html": f"Front {number}"})
        publish(target, built)
        assert "images/ü 'b'.svg" not in served(tmp_path / "www"), "what is gone was to be gone"
        assert ("theme/style.3f9ac21b.css" in served(tmp_path / "www")) == (number < 3)


def test_a_style_sheet_that_somebody_has_removed_stops_nothing(built, target, tmp_path):
    publish(target, built)
    (built / "theme/style.3f9ac21b.css").unlink()
    (tmp_path / "www/current/theme/style.3f9ac21b.css").unlink()
    publish(target, built)
    assert "theme/style.3f9ac21b.css" not in served(tmp_path / "www")


def test_only_so_many_releases_are_kept(built, target, tmp_path):
    for number in range(6):
        write(built, {"index.html": f"Front {number}"})
        publish(target, built)
    www = tmp_path / "www"
    assert sorted(each.name[:4] for each in (www / "releases").iterdir()) == ["0004", "0005", "0006"]
    assert sorted(each.name[:4] for each in (www / "records").iterdir()) == ["0004", "0005", "0006"]


def test_no_part_of_a_release_can_be_gone_back_to(built, target, tmp_path, monkeypatch):
    for number in range(3):
        write(built, {"index.html": f"Front {number}"})
        publish(target, built)
    write(built, {"index.html": "New"})
    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", stop_after_one_file)
        with pytest.raises(KeyboardInterrupt):
            publish(target, built)
    assert [name[:4] for name in target.releases()] == ["0002", "0003", "0004"]
    publish(target, built)
    assert not (tmp_path / "www/releases/.incoming").exists()


def stop_after_one_file(folder, ignore_errors=False):
    """Remove one file of a folder, as a process that is killed meanwhile does."""
    for path in folder.rglob("*.html"):
        path.unlink()
        raise KeyboardInterrupt


def test_files_that_the_owner_names_go_along(built, tmp_path):
    target = Directory(str(tmp_path / "www"), keep_files=("google*.html",))
    publish(target, built)
    (tmp_path / "www/current/google12.html").write_text("token")
    write(built, {"index.html": "New"})
    publish(target, built)
    assert served(tmp_path / "www")["google12.html"] == "token"


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_stands_in_the_place_of_the_link_is_never_replaced(built, target, tmp_path, there):
    current = tmp_path / "www/current"
    current.parent.mkdir()
    if there == "folder":
        write(current, {"index.html": "Mine"})
    elif there == "file":
        current.write_text("Mine")
    else:
        current.symlink_to(tmp_path / "another/releases/0001-3f9ac21b")
    with pytest.raises(TargetError, match=r"(that|which) no publication made"):
        publish(target, built)
    assert current.is_symlink() == (there == "link")


def test_a_second_publisher_is_told(built, target):
    publish(target, built)
    with (
        target.only_publisher(),
        pytest.raises(Busy, match=r"another publication to .* is running"),
        target.only_publisher(),
    ):
        pass


def test_a_file_that_was_changed_at_the_host_is_sent_again(built, target, tmp_path):
    publish(target, built)
    (tmp_path / "www/current/a/index.html").write_text("Not what was published")
    write(built, {"index.html": "New"})
    assert publish(target, built) == 2
    assert served(tmp_path / "www") == {**FILES, "index.html": "New"}


def change_record(www, change):
    """Edit the record of the first release by hand."""
    record = next((www / "records").glob("0001-*.json"))
    record.write_text(json.dumps(change(json.loads(record.read_text()))))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data | {"files": data["files"] | {"../../out.3f9ac21b.css": "0"}},
        lambda data: data | {"carried": {"/out.3f9ac21b.css": "0"}},
        lambda data: data | {"name": "0009-3f9ac21b"},
        lambda data: data | {"published": 7, "source": None},
        lambda data: [data],
    ],
)
def test_a_record_that_was_changed_by_hand_is_made_again_from_the_files(built, target, tmp_path, change):
    publish(target, built)
    change_record(tmp_path / "www", change)
    assert {**target.live().files} == {**target.built(built).files}
    (built / "theme/style.3f9ac21b.css").unlink()
    publish(target, built)
    assert served(tmp_path / "www") == FILES
    assert [name[:4] for name in target.releases()] == ["0001", "0002"]


def test_a_style_sheet_that_was_removed_at_the_host_by_hand_is_no_fault(built, target, tmp_path):
    publish(target, built)
    (tmp_path / "www/current/theme/style.3f9ac21b.css").unlink()
    (built / "theme/style.3f9ac21b.css").unlink()
    publish(target, built)
    assert "theme/style.3f9ac21b.css" not in served(tmp_path / "www")


def test_what_a_broken_publication_left_is_never_in_a_release(built, target, tmp_path):
    write(tmp_path / "elsewhere", {"index.html": "Mine"})
    (tmp_path / "www/releases").mkdir(parents=True)
    (tmp_path / "www/releases/.incoming").symlink_to(tmp_path / "elsewhere")
    publish(target, built)
    assert served(tmp_path / "www") == FILES
    assert [each.name for each in (tmp_path / "elsewhere").iterdir()] == ["index.html"]


def test_a_folder_that_the_owner_linked_is_named_or_goes_along(built, target, tmp_path):
    publish(target, built)
    (tmp_path / "downloads").mkdir()
    (tmp_path / "www/current/downloads").symlink_to(tmp_path / "downloads")
    with pytest.raises(TargetError, match=r"would be lost, as downloads"):
        publish(target, built)
    publish(Directory(target.path, keep_files=("downloads",)), write(built, {"index.html": "New"}))
    assert (tmp_path / "www/current/downloads").readlink() == tmp_path / "downloads"


def test_the_release_after_9999_is_the_newest(built, target, tmp_path):
    publish(target, built)
    www = tmp_path / "www"
    for number in ("9998", "9999"):
        (www / f"releases/{number}-3f9ac21b").mkdir()
    for number in range(3):
        publish(target, write(built, {"index.html": f"Front {number}"}))
    assert [name.partition("-")[0] for name in target.releases()] == ["10000", "10001", "10002"]


FULL = """
import resource, sys
from pathlib import Path
from tests.kit.site.test_publish_directory import publish
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.directory import Directory
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    publish(Directory(sys.argv[1]), Path(sys.argv[2]))
except TargetError as error:
    print(error)
"""


def test_a_full_disk_is_one_line_and_the_next_publication_completes(built, target, tmp_path):
    publish(target, built)
    write(built, {"index.html": "x" * 4000})
    command = [sys.executable, "-c", FULL, target.path, str(built)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1
    assert "File too large; it was not written; nothing was changed for readers, and nothing deleted" in done.stdout
    assert served(tmp_path / "www") == FILES
    publish(target, built)
    assert served(tmp_path / "www")["index.html"] == "x" * 4000


def test_a_folder_that_cannot_be_made_is_one_line(built, tmp_path):
    (tmp_path / "www").write_text("A file")
    with pytest.raises(TargetError, match=r"www.*: (Not a directory|File exists); it cannot be used"):
        publish(Directory(str(tmp_path / "www")), built)
    for path in ("www", "www/example"):
        with pytest.raises(TargetError, match=r"/www: Not a directory; it cannot be used; no pub.*: move it away"):
            Directory(str(tmp_path / path)).check(dry_run=True)


def test_a_site_that_another_build_has_replaced_or_is_writing_is_not_published(built, target, tmp_path):
    target.check(dry_run=False)
    checked = digest(manifest(built))
    write(built, {"index.html": "Of another build"})
    with pytest.raises(TargetError, match=r"another build has replaced .*built meanwhile; run this again"):
        publish_folder(Row(target, verify=False), built, "", Options(), checked)
    assert not (tmp_path / "www/current").exists()
    with no_build(built), pytest.raises(TargetError, match="another build is writing"), no_build(built):
        pass


def test_a_rollback_needs_the_address_of_the_site_before_it_changes_anything(built, target, tmp_path, capsys):
    publish(target, built)
    write(built, {"index.html": "New"})
    publish(target, built)
    settings = tmp_path / "siteconf.py"
    settings.write_text(f'PUBLISH_TO = {{"a": {{"kind": "directory", "path": {target.path!r}}}}}')
    assert rollback(str(settings), "", Options()) == 2
    assert "where readers get the site is not known" in capsys.readouterr().out
    assert served(tmp_path / "www")["index.html"] == "New"
