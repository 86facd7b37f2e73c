"""What only a host that is reached by ssh can do, or do wrong."""

import os
import time

import pytest

from hamerkop.publish.plan import plan
from hamerkop.publish.release import Release, release_from_json
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.ssh import Ssh
from hamerkop.publish.targets.ssh_connection import quoted_for_rsync, reason_of_rsync
from tests.kit.site.test_publish_directory import FILES, publish, served, write
from tests.ssh_server import listening


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Return the folder of a running server."""
    folder = tmp_path_factory.mktemp("host")
    (folder / "programs").mkdir()
    with listening(folder / "sshd", folder / "programs"):
        yield folder


@pytest.fixture
def www(tmp_path):
    return tmp_path / "it's a www"


@pytest.fixture
def target(server, www):
    return target_at(server, www)


def target_at(server, path, **options):
    return Ssh(str(path), **{"host": "the-host", "ssh_config": str(server / "sshd/client.conf"), "keep": 3} | options)


@pytest.fixture
def built(tmp_path):
    return write(tmp_path / "built", FILES | {"-a b.html": "Dash", "c/$(id) `d`.html": "Shell"})


@pytest.fixture
def program(server):
    """Return a function that puts a shell script in the place of a program of the host; "" takes it away again."""
    folder = server / "programs"

    def put(name, script):
        path = folder / name
        real = f'exec /usr/bin/{name} "$@"'
        path.write_text(f"#!/bin/sh\n{script or real}\n")
        path.chmod(0o755)

    yield put
    for path in folder.iterdir():
        path.unlink()


def test_only_files_whose_content_is_new_travel_whatever_clocks_and_the_umask_are(built, target, www):
    before = os.umask(0o077)
    try:
        assert publish(target, built) == 6  # names with spaces, quotes, accents, dashes and signs of the shell
        assert served(www) == served_by(built)
        first = (www / "current/a/index.html").stat().st_ino
        for path in (www / "current").rglob("*"):
            os.utime(path, (time.time() + 86400,) * 2)  # the host's clock was a day ahead
        write(built, {"index.html": "Point"})  # as long as before
        assert publish(target, built) == 1
    finally:
        os.umask(before)
    assert served(www) == served_by(built)
    assert (www / "current/a/index.html").stat().st_ino == first
    for path in (www / "current").resolve().parent.rglob("*"):
        assert path.stat().st_mode & 0o055 == (0o055 if path.is_dir() else 0o044)
    (www / "current/a/index.html").write_text("B")  # somebody has changed it there
    write(built, {"index.html": "New"})
    assert publish(target, built) == 2
    assert served(www) == served_by(built)


def served_by(built):
    return {path.relative_to(built).as_posix(): path.read_text() for path in built.rglob("*") if path.is_file()}


def test_a_dry_run_makes_nothing(target, www):
    target.check(dry_run=True)
    assert target.live() is None
    assert target.releases() == {}
    assert not www.exists()


def test_styles_of_open_pages_and_files_of_the_owner_stay(server, built, www):
    target = target_at(server, www, keep=2, keep_files=("google*.html",))
    publish(target, built)
    (www / "current/google 'x'.html").write_text("token")
    (built / "theme/style.3f9ac21b.css").unlink()
    for number in range(3):
        write(built, {"index.html": f"Front {number}"})
        publish(target, built)
        assert ("theme/style.3f9ac21b.css" in served(www)) == (number < 2)
        assert served(www)["google 'x'.html"] == "token"
    assert [name[:4] for name in target.releases()] == ["0003", "0004"]
    assert sorted(each.name[:4] for each in (www / "releases").iterdir()) == ["0003", "0004"]
    assert sorted(each.name[:4] for each in (www / "records").iterdir()) == ["0003", "0004"]


def test_digests_of_a_lost_record_are_computed_at_the_host(server, target, built, www):
    write(built, {"x\ny\\z.html": "Line break"})
    publish(target, built)
    record = next((www / "records").iterdir())
    files = release_from_json(record.read_bytes()).files
    record.write_text("{")
    assert target_at(server, www).live().files == files


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_stands_in_the_place_of_the_link_is_never_replaced(built, target, www, there):
    www.mkdir()
    current = www / "current"
    if there == "folder":
        write(current, {"index.html": "Mine"})
    elif there == "file":
        current.write_text("Mine")
    else:
        current.symlink_to(www)
    with pytest.raises(TargetError, match=r"no publication made"):
        publish(target, built)
    assert current.is_symlink() == (there == "link")


# Ends the server's process of this connection when a part of the files has come.
DROP = """
dd bs=1 count=600 2> /dev/null | /usr/bin/rsync "$@"
id=$$
until grep -q '^Name:.sshd' /proc/$id/status; do
    id=$(sed -n 's/^PPid:.//p' /proc/$id/status)
done
kill -9 $id
"""
# The program of the host that fails, how, and what is said then.
FAULTS = [
    ("rsync", "trap '' XFSZ; ulimit -f 4; exec /usr/bin/rsync \"$@\"", "is the disk full"),
    ("rsync", DROP, "the connection broke"),
    ("mv", "echo 'mv: Read-only file system' >&2; exit 1", "mv: Read-only file system"),
]


def test_a_fault_of_the_host_is_one_line_and_the_next_publication_completes(built, target, www, program):
    publish(target, built)
    before = served(www)
    write(built, {"a/index.html": "x" * 4000, "index.html": "y" * 4000})
    for name, script, expected in FAULTS:
        program(name, script)
        with pytest.raises(TargetError, match=expected) as failed:
            publish(target, built)
        program(name, "")
        assert "\n" not in str(failed.value)
        assert "nothing was changed for readers, and nothing deleted; run the same command again" in str(failed.value)
        assert served(www) == before
    assert publish(target, built) == 0, "the last one has sent all files"
    assert served(www) == served_by(built)
    assert not [*(www / "releases").glob(".incoming*")]


def test_the_link_is_exchanged_where_mv_knows_neither_of_its_flags(built, target, www, program):
    program("mv", 'case $* in *" -T "* | *" -h "*) echo "illegal option" >&2; exit 64 ;; esac; exec /usr/bin/mv "$@"')
    for text in ("One", "Two"):
        write(built, {"index.html": text})
        publish(target, built)
        assert served(www) == served_by(built)
        assert sorted(path.name for path in www.iterdir()) == [".lock", "current", "records", "releases"]


def test_a_host_without_flock_is_named(built, target, program, www):
    # The shell finds no program of that name: a folder is not one.
    program("sh", 'PATH=/nowhere; command() { [ "$2" != flock ]; }; PATH=/usr/bin:/bin; export PATH; . /dev/stdin')
    publish(target, built)
    assert target.notes() == ["Note: the-host has no flock, so a second publication at the same time is not kept away"]
    assert served(www) == served_by(built)


def test_a_second_publisher_is_told(server, built, target, www):
    publish(target, built)
    other = target_at(server, www)
    with target.only_publisher(), pytest.raises(Busy, match=r"another publication to .* is running"):
        publish(other, built)


def test_a_host_key_that_is_not_known_is_refused(server, built, www, tmp_path):
    config = tmp_path / "client.conf"
    config.write_text(
        (server / "sshd/client.conf").read_text().replace("known_hosts", "nobody") + "    StrictHostKeyChecking no\n"
    )
    with pytest.raises(TargetError, match=r"the-host: its host key is not known here"):
        publish(target_at(server, www, ssh_config=str(config)), built)
    assert not www.exists()


def test_another_host_key_is_refused(server, built, www, tmp_path):
    config, known = tmp_path / "client.conf", tmp_path / "known"
    config.write_text((server / "sshd/client.conf").read_text().replace(f"{server}/sshd/known_hosts", str(known)))
    known.write_text(f"the-host {(server / 'sshd/user_key.pub').read_text()}")
    with pytest.raises(TargetError, match=r"not the one in known_hosts.*ssh-keygen -R the-host"):
        publish(target_at(server, www, ssh_config=str(config)), built)


def test_a_login_that_is_refused_says_what_is_needed(server, built, www, tmp_path):
    config = tmp_path / "client.conf"
    config.write_text((server / "sshd/client.conf").read_text().replace("user_key", "host_key"))
    with pytest.raises(TargetError, match=r"the-host: it refuses the login; the public key must be in"):
        publish(target_at(server, www, ssh_config=str(config)), built)


def test_a_host_that_does_not_answer(server, built, www):
    with pytest.raises(TargetError, match=r"no connection: .*Connection refused; nothing was changed"):
        publish(target_at(server, www, port=1), built)


def test_a_login_that_prints_something_is_named(built, target, program):
    program("sh", 'echo "Welcome!"; exec /bin/sh "$@"')
    with pytest.raises(TargetError, match=r'the-host prints "Welcome!" at each login'):
        publish(target, built)


def test_a_folder_that_cannot_be_made_is_one_line(built, server, tmp_path):
    (tmp_path / "file").write_text("A file")
    with pytest.raises(TargetError, match=r"^the-host: mkdir: .*(Not a directory|File exists); nothing was changed$"):
        publish(target_at(server, tmp_path / "file/www"), built)


def test_a_host_without_rsync_is_one_line(built, target, program):
    program("sh", "PATH=/nowhere exec /bin/sh")
    with pytest.raises(TargetError, match=r"the-host: rsync is not installed there; nothing was changed"):
        publish(target, built)


def test_a_file_that_is_gone_here_ends_the_publication(built, target, www):
    publish(target, built)
    before = served(www)
    with target.only_publisher():
        release = Release("0009-00000000", {"index.html": "1", "gone.html": "2"})
        with pytest.raises(TargetError, match=r"not all files could be sent \(.*gone.html.* No such file"):
            target.send(release, built, plan({}, release.files))
    assert served(www) == before


@pytest.mark.parametrize("host", ["-oProxyCommand=id", "a b", "example.org:22", "me@", "", "me@-x"])
def test_a_host_that_ssh_would_take_for_something_else_is_refused(host):
    with pytest.raises(TargetError, match=r"cannot be a host; write"):
        Ssh("www", host=host).check(dry_run=True)


@pytest.mark.parametrize("path", ["", "/", "~", "~/", "~other/www"])
def test_a_path_that_is_no_folder_for_a_site_is_refused(path):
    with pytest.raises(TargetError, match=r"cannot be the path"):
        Ssh(path, host="example.org").check(dry_run=True)


def test_the_first_error_of_rsync_is_the_reason():
    said = (
        'rsync: [receiver] write failed on "/www/a": No space left on device (28)\n'
        "rsync error: error in file IO (code 11) at receiver.c(380) [receiver=3.2.7]\n"
        "rsync: [sender] write error: Broken pipe (32)\nrsync error: error in socket IO (code 10) at io.c(848)\n"
    )
    expected = (
        "a file could not be written there; is the disk full, or a quota reached? "
        '(write failed on "/www/a": No space left on device (28))'
    )
    assert reason_of_rsync(10, said) == expected
    assert reason_of_rsync(77, "") == "rsync ended with status 77"


def test_words_are_quoted_as_rsync_splits_them():
    assert quoted_for_rsync("-F/it's a/file") == "'-F/it''s a/file'"
