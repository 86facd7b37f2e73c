"""Runs the ssh server of this machine on loopback, with keys and a configuration of its own."""

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import need_program
from tests.web_servers import free_port

SERVER = """
ListenAddress 127.0.0.1
Port {port}
HostKey "{folder}/host_key"
AuthorizedKeysFile "{folder}/user_key.pub"
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
# The shell there reads no file of the user who runs the tests.
SetEnv PATH={programs}:/usr/local/bin:/usr/bin:/bin HOME={folder}
"""
CLIENT = """
Host the-host
    HostName 127.0.0.1
    HostKeyAlias the-host
    Port {port}
    User {user}
    IdentityFile "{folder}/user_key"
    IdentitiesOnly yes
    UserKnownHostsFile "{folder}/known_hosts"
    # The default takes half of the time of a connection.
    KexAlgorithms curve25519-sha256
"""


@contextmanager
def listening(folder: Path, programs: Path, more: str = "") -> Iterator[int]:
    """Run sshd for the length of the block; yield its port. *folder* then has a file `client.conf` with `the-host`.

    *programs* is a folder that comes first where the host looks for programs. *more* are lines of its configuration.
    """
    program, port = need_program("sshd", "openssh-server"), free_port()
    need_program("rsync", "rsync")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd wants it; the system makes it when it starts its own
    folder.mkdir()
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    values = {"port": port, "folder": folder, "programs": programs, "user": pwd.getpwuid(os.geteuid()).pw_name}
    (folder / "server.conf").write_text(SERVER.format(**values) + more, "utf-8")
    (folder / "client.conf").write_text(CLIENT.format(**values), "utf-8")
    (folder / "known_hosts").write_text(f"the-host {(folder / 'host_key.pub').read_text('utf-8')}", "utf-8")
    log = folder / "log"
    process = subprocess.Popen([program, "-D", "-f", str(folder / "server.conf"), "-E", str(log)])
    try:
        _wait_until_it_answers(process, port, log)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"sshd does not answer: {log.read_text('utf-8')}")
