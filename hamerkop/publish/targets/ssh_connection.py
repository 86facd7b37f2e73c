"""Runs shell scripts on another machine by ssh, and brings files there with rsync.

What ssh and rsync report is turned into a TargetError that says what happened and what to do.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from hamerkop.publish.targets import TargetError

# Nothing asks, the host's key is always compared with the known one, and the writer's own forwardings are not opened.
OPTIONS = {
    "BatchMode": "yes",
    "StrictHostKeyChecking": "yes",
    "ClearAllForwardings": "yes",
    "ForwardAgent": "no",
    "ForwardX11": "no",
    "PermitLocalCommand": "no",
    "RemoteCommand": "none",
    "RequestTTY": "no",
    "ControlPersist": "no",
    "LogLevel": "ERROR",
    "ConnectTimeout": "20",
    "ServerAliveInterval": "15",
    "ServerAliveCountMax": "4",
}
TIMEOUT = 120  # seconds without a byte after which rsync gives up
LONGEST_END = 10.0  # seconds that ssh may take to close a connection
LOST = 255  # exit status of ssh itself; any other is that of the remote command
HELLO = b"hamerkop\n"  # the first line that a script prints: what comes before it was printed by the login
BEGINNING = f"LC_ALL=C; export LC_ALL; unset CDPATH; umask 022; set -eu; echo {HELLO.decode()}"

# What ssh says, and what to do about it.
REASONS = {
    "IDENTIFICATION HAS CHANGED": "its host key is not the one in known_hosts; ask who runs the host before you go on, "
    "then remove the old key with: ssh-keygen -R HOST",
    "Host key verification failed": "its host key is not known here; compare it with the one that the host publishes: "
    "log in once by hand, or add the key to known_hosts",
    "Permission denied (": "it refuses the login; the public key must be in ~/.ssh/authorized_keys there, and the "
    "private one here must need no passphrase or be in ssh-agent",
    "Too many authentication failures": "it refuses the login after too many keys; name one by IdentityFile and "
    "IdentitiesOnly in the ssh configuration",
    "Could not resolve hostname": "no such host is known; check its name",
    "too long for Unix domain socket": "the path of the temporary folder here is too long; set TMPDIR=/tmp",
    "Session open refused": "it allows one session in a connection, and two are needed (MaxSessions in sshd_config)",
}
# What the exit statuses of rsync mean.
STATUSES = {
    1: "rsync here is too old; 3.1 or newer is needed",
    2: "rsync there is too old; 3.1 or newer is needed",
    4: "rsync there is too old; 3.1 or newer is needed",
    5: "rsync could not begin",
    10: "the connection broke",
    11: "a file could not be written there; is the disk full, or a quota reached?",
    12: "the connection broke",
    20: "it was interrupted",
    22: "rsync had not enough memory",
    23: "not all files could be sent",
    24: "files vanished here while they were sent",
    30: f"no answer for {TIMEOUT} seconds",
    35: "no answer",
    127: "rsync is not installed there",
    LOST: "the connection broke",
}


@dataclass(frozen=True)
class Machine:
    """A machine that ssh knows as *host*.

    *port*: 0 for that of the ssh configuration. *config*: an ssh configuration file in place of ~/.ssh/config, or "".
    *socket*: that of an open connection over which commands go; "" if each opens one.
    """

    host: str
    port: int = 0
    config: str = ""
    socket: str = ""

    def ssh(self, new_socket: str = "") -> list[str]:
        """Return the command ssh with all options, without the host; *new_socket*: where it opens a connection."""
        socket = self.socket or new_socket
        own = {"ControlPath": f'"{socket}"' if socket else "none"}
        if self.socket:  # if the connection is lost, ssh must not open another one: that would not hold the lock
            own["ProxyCommand"] = "false"
        options = [f"-o{name}={value}" for name, value in (OPTIONS | own).items()]
        config = ["-F", str(Path(self.config).expanduser())] if self.config else []
        return ["ssh", "-T", *options, *config, *(["-p", str(self.port)] if self.port else [])]

    def run(self, script: str, meaning: str) -> bytes:
        """Return what a POSIX shell there prints for *script*. Raises TargetError; *meaning* is what that means."""
        words = [*self.ssh(), "--", self.host, "sh -s"]
        done = subprocess.run(words, input=encoded(BEGINNING + script), capture_output=True, check=False)
        if done.returncode:
            said = done.stderr or done.stdout.removeprefix(HELLO)
            raise TargetError(f"{self.host}: {self._reason(done.returncode, said)}; {meaning}")
        self._check_login(done.stdout)
        return done.stdout.removeprefix(HELLO)

    def _reason(self, status: int, said: bytes) -> str:
        """Return why ssh or the shell there failed, by what it said."""
        text = said.decode("utf-8", "backslashreplace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if status != LOST:
            return next(reversed(lines), f"the shell there ended with status {status}")
        advice = next((advice for words, advice in REASONS.items() if words in text), "")
        return advice.replace("HOST", self.host) or f"no connection: {next(reversed(lines), 'ssh gave no reason')}"

    def _check_login(self, said: bytes) -> None:
        """Raise TargetError if a login prints something: rsync would take that for the answer of its program."""
        if not said.startswith(HELLO):
            line = said.partition(b"\n")[0].decode("utf-8", "backslashreplace")
            raise TargetError(
                f'{self.host} prints "{line}" at each login, which rsync cannot read; let its shell print that only to '
                "a terminal (see ~/.bashrc or ~/.profile there)"
            )

    @contextmanager
    def connected(self, script: str, meaning: str) -> Iterator[tuple["Machine", str]]:
        """Open a connection for the block, in which *script* runs; yield the machine over it, and what it prints.

        The script prints one line, and then has to wait until its input ends. That is when the block ends, or this
        process does, or the connection.
        """
        with tempfile.TemporaryDirectory(prefix="hamerkop-") as folder, tempfile.TemporaryFile() as said:
            machine = replace(self, socket=f"{folder}/ssh")
            words = [*self.ssh(machine.socket), "-oControlMaster=yes", "--", self.host, "sh -s"]
            with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as process:
                try:
                    yield machine, self._first_line(process, script, said, meaning)
                finally:
                    end(process)

    def _first_line(self, process: "subprocess.Popen[bytes]", script: str, said: IO[bytes], meaning: str) -> str:
        """Return the line that *script* prints. Raises TargetError if it ends before it has printed one."""
        given, printed = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)  # both are pipes
        with suppress(OSError):  # ssh has ended; why is below
            given.write(encoded(BEGINNING + script))
            given.flush()
        hello, answer = printed.readline(), printed.readline()
        if not answer:
            status = process.wait()
            said.seek(0)
            raise TargetError(f"{self.host}: {self._reason(status, said.read() or hello)}; {meaning}")
        self._check_login(hello)
        return answer.decode("utf-8", "backslashreplace").strip()

    def rsync(self, arguments: Sequence[str], to: str, meaning: str) -> Iterator[str]:
        """Bring files to the path *to*; yield a line for each that travels, as `--itemize-changes` has it."""
        shell = " ".join(map(quoted_for_rsync, self.ssh()))
        words = ["rsync", "--protect-args", "--outbuf=L", "--out-format=%i %n", f"--timeout={TIMEOUT}", "-e", shell]
        environment = {**os.environ, "LC_ALL": "C"}
        with (
            tempfile.TemporaryFile() as said,
            subprocess.Popen(
                [*words, *arguments, f"{self.host}:{to}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                env=environment,
            ) as process,
        ):
            for line in process.stdout or ():
                yield line.decode("utf-8", "backslashreplace")
            if status := process.wait():
                said.seek(0)
                reason = reason_of_rsync(status, said.read().decode("utf-8", "backslashreplace"))
                raise TargetError(f"{self.host}: {reason}; {meaning}")


def reason_of_rsync(status: int, said: str) -> str:
    """Return in one line why rsync failed: the meaning of its status, and the first line with a reason."""
    first = re.search(r"rsync error: .*\(code (\d+)\)", said)  # the later ones are its consequences
    meaning = STATUSES.get(int(first[1]) if first else status, f"rsync ended with status {status}")
    details = re.findall(r"^rsync: (?:\[\w+\] )?(.+?)\.?$", said, re.MULTILINE)
    return f"{meaning} ({details[0]})" if details else meaning


def end(process: "subprocess.Popen[bytes]") -> None:
    """Close the input of ssh, so that the script there ends and the connection with it."""
    with suppress(OSError):
        if process.stdin:
            process.stdin.close()
    try:
        process.wait(LONGEST_END)
    except subprocess.TimeoutExpired:
        process.kill()


def quoted_for_rsync(word: str) -> str:
    """Return a word of the command that rsync splits at spaces: it knows quotes, and a doubled one within them."""
    return "'{}'".format(word.replace("'", "''"))


def encoded(text: str) -> bytes:
    """Return the bytes of a script; names of files can have any."""
    return text.encode("utf-8", "surrogateescape")
