"""Publishes to another machine by ssh and rsync, with releases as in :mod:`hamerkop.publish.targets.release_folders`.

All of a publication goes over one connection, and a lock is held there as long as it is open: if this process is killed
or the network fails, the lock is gone too. Scripts are for any POSIX shell.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any

from hamerkop.publish.plan import Plan, Tree
from hamerkop.publish.release import Release
from hamerkop.publish.targets import Busy, TargetError
from hamerkop.publish.targets.release_folders import ReleaseFolders
from hamerkop.publish.targets.ssh_connection import Machine, encoded
from hamerkop.shared import progress

INCOMING = ".incoming."  # each publication has its own: rsync of one that was killed may still write for a moment
LEFTOVERS = 5  # folders of broken publications whose files are used again; rsync takes 20 folders at most
BUSY, NO_FLOCK = "busy", "no flock"
MODES = ("--perms", "--chmod=D755,F644")  # whatever the umask is: the web server is another user
COMPARISON = ("--checksum", "--copy-links", "--relative", "--from0")  # by content: every build writes new times
UNCHANGED = "nothing was changed for readers, and nothing deleted; run the same command again"

PROGRAMS = """
if ! command -v rsync > /dev/null; then
    echo 'rsync is not installed there' >&2
    exit 1
fi
"""
FOLDERS = "mkdir -p {path}/releases {path}/records\n"
CURRENT = """
if [ -e {path}/current ] && [ ! -L {path}/current ]; then
    echo {path}/current 'is no link, and no publication made it; move it away, or use another path' >&2
    exit 1
fi
for each in {path} {path}/releases {path}/records; do
    if [ -e "$each" ] && [ ! -w "$each" ]; then
        echo "$each" 'cannot be written by this user' >&2
        exit 1
    fi
done
command -v flock > /dev/null || echo 'no flock'
[ ! -L {path}/current ] || readlink {path}/current
"""
# Waits until its input ends, which keeps the lock. An earlier publication that was killed may take a moment to end.
LOCK = """
if ! command -v flock > /dev/null; then
    echo 'no flock'
    cat > /dev/null
    exit
fi
exec 9>> {path}/.lock
tries=0
until flock -n 9; do
    tries=$((tries + 1))
    if [ $tries = 5 ]; then
        echo busy
        exit
    fi
    sleep 1
done
echo locked
cat > /dev/null
"""
# Prints with a zero byte after each: where the link leads to, the name and record of each folder, and after an empty
# name the names of all records.
STATE = """
[ -d {path} ] || exit 0
cd {path}
printf '%s\\000' "$(readlink current || :)"
for each in releases/* releases/.incoming.*; do
    [ -d "$each" ] || continue
    name=${{each#releases/}}
    printf '%s\\000' "$name"
    cat "records/$name.json" 2> /dev/null || :
    printf '\\000'
done
printf '\\000'
for each in records/*.json; do
    each=${{each#records/}}
    printf '%s\\000' "${{each%.json}}"
done
"""
PATHS = "cd {path}/releases/{name}\nfind . ! -type d -exec printf '%s\\000' {{}} +\n"
DIGESTS = """
cd {path}/releases/{name}
if command -v sha256sum > /dev/null; then sum=sha256sum
elif command -v shasum > /dev/null; then sum='shasum -a 256'
elif command -v sha256 > /dev/null; then sum='sha256 -r'
else
    echo 'the record of {name} is lost, and no sha256sum is there to make it again; install that there' >&2
    exit 1
fi
find . -type f -exec $sum {{}} +
"""
FINISH = """
cd {path}
chmod 755 releases/{incoming}
take() {{
    [ -f "$1" ] || return 0
    mkdir -p "${{2%/*}}"
    ln "$1" "$2" 2> /dev/null || cp "$1" "$2"
}}
{taken}
cat > records/.record.new << 'END OF THE RECORD'
{record}END OF THE RECORD
mv -f records/.record.new records/{name}.json
if [ -e releases/{name} ]; then
    echo releases/{name} 'is there already: another publication is running' >&2
    exit 1
fi
mv releases/{incoming} releases/{name}
"""
# A link is replaced by a rename only if mv is told not to follow it: GNU and BusyBox by -T, FreeBSD and macOS by -h.
ACTIVATE = """
cd {path}
if [ ! -d releases/{name} ]; then
    echo releases/{name} 'is not there' >&2
    exit 1
fi
rm -f .current.new
ln -s releases/{name} .current.new
if ! said=$(mv -f -T .current.new current 2>&1) && ! mv -f -h .current.new current 2> /dev/null &&
    ! perl -e 'rename(".current.new", "current") or exit 1' 2> /dev/null; then
    echo "current was not replaced: $said" >&2
    exit 1
fi
"""
# A release is renamed before its files are removed: nobody can go back to a part of one.
CLEAN = """
cd {path}
rm -f .current.new records/.record.new
for each in {outdated}; do
    [ ! -d "releases/$each" ] || mv "releases/$each" "releases/.incoming.$each"
    rm -f "records/$each.json"
done
for each in releases/.incoming.*; do
    rm -rf "$each" 2> /dev/null || rm -rf "$each"
done
"""
_HOST = re.compile(r"(?:[\w.+][\w.+-]*@)?[\w.][\w.-]*")
_DIGEST_LINE = re.compile(r"^(\\?)([0-9a-f]{64}) [ *]?\./(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class State:
    """What there is on the host.

    *link*: where `current` leads to, "" if there is none. *records*: the record of each folder, by its name; empty if
    it has none. *recorded*: the names of all records.
    """

    link: str = ""
    records: dict[str, bytes] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ssh(ReleaseFolders):
    """The folder *path* on *host*, "user@example.org" or a Host of the ssh configuration; a Target.

    *path*: absolute, or from the user's home. *port*: 0 for that of the ssh configuration. *ssh_config*: a file in
    place of ~/.ssh/config.
    """

    host: str = field(kw_only=True)
    port: int = 0
    ssh_config: str = ""
    # What is known only while the command runs: the open connection, the state that was read, whether there is flock.
    _connection: list[Machine] = field(default_factory=list, init=False)
    _states: list[State] = field(default_factory=list, init=False)
    _without_flock: list[str] = field(default_factory=list, init=False)

    @property
    def name(self) -> str:
        """The place for messages."""
        return f"{self.host}:{self.path}"

    @property
    def _machine(self) -> Machine:
        return self._connection[-1] if self._connection else Machine(self.host, self.port, self.ssh_config)

    @property
    def _folder(self) -> str:
        """The path as the shell and rsync there take it: neither knows ``~`` in quotes."""
        path = self.path.removeprefix("~/") or "."
        return f"./{path}" if path.startswith("-") else path

    def _run(self, script: str, meaning: str, **values: str) -> bytes:
        """Return what *script* prints there, with *values* put in: ``{path}`` is the folder, quoted."""
        return self._machine.run(script.format(path=quote(self._folder), **values), meaning)

    def check(self, dry_run: bool) -> None:
        """Raise TargetError if the host cannot be reached or the folder not be used."""
        self._check_row()
        for program in ("ssh", "rsync"):
            if not shutil.which(program):
                raise TargetError(f"{program} is not installed here; install it and try again")
        printed = self._run(PROGRAMS + ("" if dry_run else FOLDERS) + CURRENT, "nothing was changed")
        _, missing, link = printed.decode("utf-8", "surrogateescape").rpartition(f"{NO_FLOCK}\n")
        self._without_flock[:] = [self.host] if missing else []
        self._name_in(link.removesuffix("\n"))

    def _check_row(self) -> None:
        if not _HOST.fullmatch(self.host):
            raise TargetError(
                f'"{self.host}" cannot be a host; write "user@example.org" or a Host of the ssh configuration, and the '
                'port in "port"'
            )
        if self.path.rstrip("/") in ("", "~") or re.match(r"~[^/]", self.path):
            raise TargetError(f'"{self.path}" cannot be the path; write that of a folder for this site alone')
        if self.ssh_config and not Path(self.ssh_config).expanduser().is_file():
            raise TargetError(f"{self.ssh_config} is not there; write the path of an ssh configuration")

    def notes(self) -> list[str]:
        """Return a line if nothing can keep two publications apart."""
        return [
            f"Note: {host} has no flock, so a second publication at the same time is not kept away"
            for host in self._without_flock
        ]

    @contextmanager
    def only_publisher(self) -> Iterator[None]:
        """Open the connection, and lock the folder as long as it is open. Raises Busy if another one has locked it."""
        self._states.clear()
        script = LOCK.format(path=quote(self._folder))
        with self._machine.connected(script, "nothing was changed") as (machine, answer):
            if answer == BUSY:
                raise Busy(f"another publication to {self.name} is running; wait until it has ended")
            self._connection.append(machine)
            try:
                yield
            finally:
                self._connection.clear()

    def _state(self) -> State:
        """Return what there is on the host. It is read once: nobody else changes it while it is locked."""
        if not self._states:
            self._states.append(state_from(self._run(STATE, UNCHANGED)))
        return self._states[0]

    def _change(self, **values: Any) -> None:
        """Note what is there now, in place of reading it again."""
        self._states[:] = [replace(self._state(), **values)]

    def _link(self) -> str:
        return self._state().link

    def _folders(self) -> Iterable[str]:
        return self._state().records.keys()

    def _record(self, name: str) -> bytes | None:
        return self._state().records.get(name)

    def _tree(self, name: str) -> Tree:
        printed = self._run(DIGESTS, UNCHANGED, name=name).decode("utf-8", "surrogateescape")
        return {_unescaped(path) if mark else path: digest for mark, digest, path in _DIGEST_LINE.findall(printed)}

    def _paths(self, name: str) -> list[str]:
        printed = self._run(PATHS, UNCHANGED, name=name).decode("utf-8", "surrogateescape")
        return [path.removeprefix("./") for path in printed.split("\0") if path]

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Bring what is new into the folder of the release; rsync links the rest from the live one."""
        incoming = f"{INCOMING}{token_hex(4)}"
        sent = 0
        for line in self._transfer(release, folder, incoming):
            if line.startswith("<f"):
                sent += 1
                progress.tell(progress.SENDING, sent, max(sent, len(changes.sent)))
        taken = "\n".join(f"take {quote(source)} {quote(to)}" for source, to in self._taken(release, incoming))
        record = release.as_json()
        self._run(FINISH, UNCHANGED, incoming=incoming, taken=taken, record=record, name=release.name)
        self._change(records=self._state().records | {release.name: encoded(record)})
        return sent

    def _transfer(self, release: Release, folder: Path, incoming: str) -> Iterator[str]:
        """Bring the files of *release* to the folder *incoming*; yield what rsync says of each that travels."""
        leftovers = [name for name in self._folders() if name.startswith(INCOMING)]
        earlier = [*filter(None, [self._live_name()]), *leftovers[:LEFTOVERS]]
        links = [f"--link-dest=../{name}" for name in earlier]
        with TemporaryDirectory(prefix="hamerkop-") as temporary:
            listed = Path(temporary, "files")
            listed.write_bytes(b"".join(encoded(path) + b"\0" for path in release.files))
            arguments = [*MODES, *COMPARISON, *links, f"--files-from={listed}", f"{folder.absolute()}/"]
            yield from self._machine.rsync(arguments, f"{self._folder}/releases/{incoming}/", UNCHANGED)

    def _taken(self, release: Release, incoming: str) -> Iterator[tuple[str, str]]:
        """Yield the files that stay beside those of *release*: where each is, and where it is to be."""
        releases = self.releases()
        for path in release.carried:
            name = max(name for name, each in releases.items() if path in each.files)
            yield f"releases/{name}/{path}", f"releases/{incoming}/{path}"
        if live := releases.get(self._live_name()):
            for path in self._kept_files(live, release):
                yield f"releases/{live.name}/{path}", f"releases/{incoming}/{path}"

    def activate(self, release: Release) -> None:
        """Replace the link."""
        self._run(ACTIVATE, "readers still get the last release; run the same command again", name=release.name)
        self._change(link=f"releases/{release.name}")

    def clean(self, release: Release) -> None:
        """Remove the releases that are too old, and what a killed publication has left."""
        state = self._state()
        outdated = " ".join(self._outdated({*state.records, *state.recorded}, release))
        self._run(CLEAN, "the new release is public all the same", outdated=outdated)
        self._states.clear()


def state_from(printed: bytes) -> State:
    """Return what STATE has printed."""
    link, *rest = (printed or b"\0\0").split(b"\0")
    end = next(place for place in range(0, len(rest), 2) if not rest[place])
    names = [name.decode("utf-8", "surrogateescape") for name in rest[:end:2]]
    records = dict(zip(names, rest[1:end:2], strict=True))
    recorded = frozenset(name.decode("utf-8", "surrogateescape") for name in rest[end + 1 :])
    return State(link.decode("utf-8", "surrogateescape"), records, recorded)


def _unescaped(path: str) -> str:
    r"""Return a path as sha256sum prints one with a backslash or a line break in it."""
    return re.sub(r"\\([\\nr])", lambda found: {"n": "\n", "r": "\r"}.get(found[1], "\\"), path)
