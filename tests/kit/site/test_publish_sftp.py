"""What is particular to SFTP: what a server refuses or lacks, connections that drop, modes of files, logins."""

import os
import stat
import sys

import asyncssh
import pytest

from hamerkop.publish import rows
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.sftp import Sftp
from tests.failing_sftp_server import PASSWORD, failing_sftp
from tests.publishing import SftpPlace, as_bytes, folder_with, publish
from tests.web_servers import free_port

FILES = {"index.html": "Front", "otters/index.html": "Otters", "voles/index.html": "Voles", "style.css": "p{}"}
CHANGED = {"index.html": "New", "otters/index.html": "They swim.", "style.css": "p{}", "mice/a/index.html": "Mice"}


class Host:
    """A folder of this machine and a server for SFTP, whose *fault* can be set at any time."""

    def __init__(self, folder):
        self.place, self.folder = SftpPlace(folder / "place"), folder
        self.place.www.mkdir()
        self.fault = None
        self.config = None
        self.targets = []

    def ask(self, *values, **named):
        if self.fault:
            self.fault(*values, **named)

    def target(self, **options):
        row = {"host": "the-host", "path": str(self.place.www), "ssh_config": str(self.config)}
        self.targets.append(Sftp(**row | options))
        return self.targets[-1]

    def publish(self, files, **options):
        target = self.target(**options)
        target.try_host(dry_run=False)
        folder = self.folder / f"site-{len(self.targets)}"
        return publish(target, folder_with(folder, files))


@pytest.fixture
def host(tmp_path):
    """Return a host to which FILES were published."""
    made = Host(tmp_path)
    with failing_sftp(tmp_path / "server", made.ask) as made.config:
        made.publish(FILES)
        yield made
        for target in made.targets:
            target.close()


def refusing(operation, error, part="", after=0):
    """Return a fault: *operation* on a path with *part* in it fails with *error*, but for the first times."""
    left = iter(range(after))

    def fault(name, *paths, connection):
        if name == operation and any(part in os.fsdecode(path) for path in paths) and next(left, None) is None:
            raise error

    return fault


@pytest.mark.parametrize(
    ("operation", "part", "after", "error", "reason"),
    [
        ("write", "", 3, asyncssh.SFTPNoSpaceOnFilesystem("No space"), "No space; run the same command again"),
        ("write", "", 3, asyncssh.SFTPFailure("Failure"), "it gives no reason; is its disk full, or a quota"),
        ("open", "incoming", 3, asyncssh.SFTPPermissionDenied("Denied"), "may not do that; correct the owner"),
        ("posix_rename", "www/otters", 0, asyncssh.SFTPFailure("Quota of 7"), "Quota of 7; run the same command"),
        ("mkdir", "mice", 0, asyncssh.SFTPPermissionDenied("Denied"), "may not do that; correct the owner"),
    ],
)
def test_a_host_that_refuses_something_is_one_line_and_the_next_run_completes(
    host, operation, part, after, error, reason
):
    host.fault = refusing(operation, error, part, after)
    with pytest.raises(TargetError, match=f"^the-host:.*: .*{reason}"):
        host.publish(CHANGED)
    host.fault = None
    assert FILES.keys() <= host.place.served().keys()
    host.publish(CHANGED)
    assert host.place.served() == as_bytes(CHANGED)


@pytest.mark.parametrize("steps", [2, 12, 21, 30])
def test_a_connection_that_drops_is_one_line_and_the_next_run_completes(host, steps):
    left = iter(range(steps))

    def drop(_name, *_paths, connection):
        if next(left, None) is None:
            connection.abort()

    host.fault = drop
    with pytest.raises(TargetError, match=r"^the-host.*: the connection broke; run the same"):
        host.publish(CHANGED)
    host.fault = None
    host.publish(CHANGED)
    assert host.place.served() == as_bytes(CHANGED)


@pytest.mark.parametrize("lacks", [("link",), ("posix_rename",), ("link", "posix_rename")])
def test_a_server_that_lacks_extensions_is_used_all_the_same(host, lacks):
    def fault(name, *_paths, connection):
        if name in lacks:
            raise asyncssh.SFTPOpUnsupported("Unsupported")

    host.fault = fault
    host.publish(CHANGED)
    host.publish(CHANGED | {"index.html": "Newer"})
    assert host.place.served() == as_bytes(CHANGED | {"index.html": "Newer"})


def test_everybody_may_read_what_is_public_and_nobody_else_the_rest(tmp_path):
    place = SftpPlace(tmp_path / "host")
    with place.host():  # the umask of this server is 077
        publish(place.target(), folder_with(tmp_path / "site", FILES))
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in place.www.rglob("*")}
    assert modes == {path: 0o755 if path.is_dir() else 0o644 for path in modes}
    assert stat.S_IMODE(place.own.stat().st_mode) == 0o700


def test_nothing_is_left_of_files_that_were_not_complete(host):
    (host.place.own / "incoming" / "left").write_bytes(b"of a broken run")
    host.publish(CHANGED)
    host.publish(FILES)
    assert [path for path in host.place.kept() if path.startswith("incoming/")] == []
    assert host.place.served() == as_bytes(FILES)


def test_a_file_where_a_folder_is_needed_is_named(host):
    host.place.put("mice", b"theirs")
    with pytest.raises(TargetError, match=r"1 file on .* would be overwritten, as mice: "):
        host.publish(CHANGED)
    assert host.place.served() == as_bytes(FILES) | {"mice": b"theirs"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names in UTF-8")
def test_a_name_that_is_not_utf_8_is_published(host):
    name = "files/\udcff.txt"
    host.publish(FILES | {name: "x"})
    assert host.place.served() == as_bytes(FILES | {name: "x"})


def test_a_password_from_the_row_is_used_and_not_shown(host, tmp_path):
    key = tmp_path / "server" / "user_key"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(str(key))  # which the host does not know
    target = host.target(password=PASSWORD)
    target.try_host(dry_run=True)
    assert PASSWORD not in repr(target)
    with pytest.raises(TargetError, match=r"^the-host: it refuses the login; check the user, and the key"):
        host.target(password=PASSWORD[1:]).try_host(dry_run=True)


def test_a_host_whose_key_is_another_one_is_not_trusted(host, tmp_path):
    key = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    known = tmp_path / "server" / "known_hosts"
    known.write_text(f"{known.read_text('utf-8').partition(' ')[0]} {key}", "utf-8")
    with pytest.raises(TargetError, match=r"^the-host: its host key is not known here, or is another one; "):
        host.target().try_host(dry_run=True)


def test_a_key_that_is_not_there_is_named(host, tmp_path):
    (tmp_path / "server" / "user_key").unlink()
    with pytest.raises(TargetError, match=r"server/user_key: No such file or directory; correct that, or the ssh conf"):
        host.target().try_host(dry_run=True)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"path": "/no/such/folder"}, "the-host:/no/such/folder: there is no such folder; make it, or correct"),
        ({"path": "."}, 'there is nothing beside this folder; name one for the publisher\'s own files in "state_path"'),
        ({"host": "nowhere.invalid"}, "^nowhere.invalid: "),
        ({"port": free_port()}, "nothing answers at that port; check the name and the port"),
    ],
)
def test_a_host_that_cannot_be_used_is_named(host, options, reason):
    with pytest.raises(TargetError, match=reason):
        host.target(**options).try_host(dry_run=True)


def test_a_dry_run_makes_nothing(host, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target = host.target(path=str(tmp_path / "elsewhere"))
    target.try_host(dry_run=True)
    assert (target.live(), target.releases()) == (None, {})
    assert not (tmp_path / ".hamerkop-elsewhere").exists()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    monkeypatch.delitem(sys.modules, "hamerkop.publish.targets.sftp")
    for module in ("sftp_connection", "sftp_files"):
        monkeypatch.delitem(sys.modules, f"hamerkop.publish.targets.{module}")
    settings = {"PUBLISH_TO": {"production": {"kind": "sftp", "host": "h", "path": "p"}}}
    with pytest.raises(TargetError, match=r'the package asyncssh is not installed; run: pip install "hamerkop\[sftp'):
        rows.row_of(settings, "")
