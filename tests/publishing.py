"""Places to publish to, each with the real server of its kind, and with a web server from which readers get the site.

A kind of host is a class derived from :class:`Place`; tests/kit/site/test_publish_kinds.py runs the same tests on each.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from hamerkop import PLUGINS
from hamerkop.publish.plan import plan
from hamerkop.publish.release import Release
from hamerkop.publish.targets.in_place import InPlace
from tests.conftest import TinySite, tree
from tests.object_store_server import CREDENTIALS, new_bucket, object_store_server, objects_in, store_at
from tests.ssh_server import listening
from tests.web_servers import WebServer, serving

SETTINGS = {
    "SITEURL": "https://example.org",
    "REQUIRED_TO_PUBLISH": ["SITEURL"],
    "PLUGINS": [name for name in PLUGINS if name not in ("hamerkop.search", "hamerkop.social_cards")],
}


class Place:
    """A place to publish to, below *folder*."""

    kind: ClassVar[str] = ""
    # The functions that change the host; tests/killed_publication.py kills the publisher before each of their calls.
    steps: ClassVar[tuple[str, ...]] = ()
    # Whether readers get the old or the new release, whatever happens; else each page is one or the other.
    is_exchanged_at_once: ClassVar[bool] = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env: dict[str, str] = {}
        folder.mkdir()

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        """Run the host and the web server for the length of the block."""
        raise NotImplementedError

    def prepare(self, sources: Path) -> None:
        """Do in the folder of the sources what their owner has to do once."""

    def row(self) -> dict[str, Any]:
        """Return the row of PUBLISH_TO, without `url`."""
        raise NotImplementedError

    def served(self) -> dict[str, bytes]:
        """Return each file that readers can get, by its path, without what the publisher keeps for itself."""
        raise NotImplementedError

    def put(self, path: str, data: bytes) -> None:
        """Put a file of somebody else's among those that readers get."""
        raise NotImplementedError

    def lose_the_record(self) -> None:
        """Remove what the host knows of the live release."""
        raise NotImplementedError


class FolderPlace(Place):
    """A folder of this machine."""

    kind = "directory"
    steps = (
        *("hamerkop.publish.targets.directory:" + name for name in ("copy", "link", "write", "remove")),
        *("pathlib:Path.rename", "pathlib:Path.replace", "pathlib:Path.unlink"),
    )

    @property
    def www(self) -> Path:
        return self.folder / "www"

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        with serving("nginx", self.www / "current", self.folder / "server") as server:
            yield server

    def row(self) -> dict[str, Any]:
        return {"kind": "directory", "path": str(self.www)}

    def served(self) -> dict[str, bytes]:
        return tree(self.www / "current")

    def put(self, path: str, data: bytes) -> None:
        (self.www / "current" / path).write_bytes(data)

    def lose_the_record(self) -> None:
        for record in (self.www / "records").iterdir():
            record.unlink()


class SshPlace(FolderPlace):
    """A folder of a host that is reached by ssh: a server on loopback, with keys of its own.

    Programs in *programs* are found there before those of the system.
    """

    kind = "ssh"
    steps = (
        *(f"hamerkop.publish.targets.ssh_connection:Machine.{name}" for name in ("run", "connected", "rsync")),
        "hamerkop.shared.progress:tell",  # for each file that travels, and each that is verified
    )

    @property
    def programs(self) -> Path:
        return self.folder / "programs"

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        self.programs.mkdir()
        with listening(self.folder / "sshd", self.programs), super().running() as server:
            yield server

    def row(self) -> dict[str, Any]:
        config = str(self.folder / "sshd" / "client.conf")
        return {"kind": "ssh", "host": "the-host", "path": str(self.www), "ssh_config": config}


class BranchPlace(Place):
    """A bare repository whose hook unpacks the branch where a web server finds it."""

    kind = "git"
    steps = ("hamerkop.publish.targets.git_branch:git",)

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        www = self.folder / "www"
        www.mkdir()
        git(self.folder, "init", "-q", "--bare", str(self.remote))
        hook = self.remote / "hooks" / "post-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\nrm -rf '{www}'/* && git archive gh-pages | tar x -C '{www}'\n", "utf-8")
        hook.chmod(0o755)
        self.env = {f"GIT_{who}_{what}": "tests@example.org" for who in ("AUTHOR", "COMMITTER") for what in WHO}
        with serving("nginx", www, self.folder / "server") as server:
            yield server

    def prepare(self, sources: Path) -> None:
        git(sources, "init", "-q", "-b", "main")
        git(sources, "remote", "add", "origin", str(self.remote))
        git(sources, "add", "content", "siteconf.py")
        git(sources, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "Write")

    def row(self) -> dict[str, Any]:
        return {"kind": "git"}

    def served(self) -> dict[str, bytes]:
        if not git(self.remote, "branch"):
            return {}
        names = git(self.remote, "ls-tree", "-r", "-z", "--name-only", "gh-pages").decode().split("\0")
        return {name: git(self.remote, "show", f"gh-pages:{name}") for name in names if name not in ("", ".nojekyll")}

    def put(self, path: str, data: bytes) -> None:
        """Commit a file on the branch, as its owner can on the host's own pages."""
        blob = git(self.remote, "hash-object", "-w", "--stdin", given=data).decode().strip()
        tree = git(self.remote, "ls-tree", "gh-pages") + f"100644 blob {blob}\t{path}\n".encode()
        made = git(self.remote, "mktree", given=tree).decode().strip()
        who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
        commit = git(self.remote, *who, "commit-tree", made, "-p", "gh-pages", "-m", "Mine").decode().strip()
        git(self.remote, "update-ref", "refs/heads/gh-pages", commit)

    def lose_the_record(self) -> None:
        """Remove the branch: it is its own record."""
        git(self.remote, "branch", "-D", "gh-pages")


WHO = ("NAME", "EMAIL")


def git(folder: Path, *words: str, given: bytes | None = None) -> bytes:
    """Run git in a folder; return what it prints."""
    return subprocess.run(["git", *words], cwd=folder, input=given, capture_output=True, check=True).stdout


class PlaceInPlace(Place):
    """A place where files are replaced one after the other."""

    is_exchanged_at_once = False

    @contextmanager
    def host(self) -> Iterator[None]:
        """Run the host without the web server."""
        yield

    def target(self, **options: Any) -> InPlace:
        """Return what publishes to this place; *options* are more of its row."""
        raise NotImplementedError

    def kept(self) -> dict[str, bytes]:
        """Return each file that the publisher keeps for itself."""
        raise NotImplementedError

    def keep(self, path: str, data: bytes) -> None:
        """Write a file of those that the publisher keeps for itself."""
        raise NotImplementedError

    def forget(self, *beginnings: str) -> None:
        """Remove the files, of those that the publisher keeps for itself, that begin so."""
        raise NotImplementedError

    def lose_the_record(self) -> None:
        self.forget("live", "releases/")


def without_kind(row: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a row that are those of its class."""
    return {name: value for name, value in row.items() if name != "kind"}


class BucketPlace(PlaceInPlace):
    """A bucket of an object store, below a prefix."""

    kind = "object_store"
    steps = tuple(
        f"hamerkop.publish.targets.{name}"
        for name in (
            "object_store:Objects.put",
            "object_store:Objects.delete",
            "object_store:ObjectStore.copy",
            "object_store:ObjectDocuments.replace",
        )
    )

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.env = CREDENTIALS
        self.bucket = new_bucket()
        self.store = store_at(f"s3://{self.bucket}/site")

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        with serving("store", f"{object_store_server()}/{self.bucket}/site", self.folder / "server") as server:
            yield server

    def row(self) -> dict[str, Any]:
        place = {"store": f"s3://{self.bucket}/site", "endpoint": object_store_server(), "region": "us-east-1"}
        return {"kind": "object_store", **place, "lease": 5.0}

    def target(self, **options: Any) -> InPlace:
        from hamerkop.publish.targets.object_store import ObjectStore

        return ObjectStore(**without_kind(self.row()) | options)

    def kept(self) -> dict[str, bytes]:
        kept = objects_in(self.store, lambda path: path.startswith(".hamerkop/"))
        return {path.removeprefix(".hamerkop/"): data for path, data in kept.items()}

    def keep(self, path: str, data: bytes) -> None:
        self.store.put(f".hamerkop/{path}", data)

    def served(self) -> dict[str, bytes]:
        return objects_in(self.store, lambda path: not path.startswith(".hamerkop/"))

    def put(self, path: str, data: bytes) -> None:
        self.store.put(path, data)

    def forget(self, *beginnings: str) -> None:
        self.store.delete([f".hamerkop/{path}" for path in self.kept() if path.startswith(beginnings)])


class SftpPlace(PlaceInPlace):
    """A folder of a host that gives nobody a shell."""

    kind = "sftp"
    steps = tuple(
        f"asyncssh.sftp:SFTPClient.{name}" for name in ("open", "link", "posix_rename", "remove", "rmdir", "mkdir")
    )

    @property
    def www(self) -> Path:
        return self.folder / "www"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.targets: list[InPlace] = []

    @property
    def own(self) -> Path:
        return self.folder / ".hamerkop-www"

    @contextmanager
    def host(self) -> Iterator[None]:
        self.www.mkdir()
        with listening(self.folder / "sshd", self.folder, ONLY_SFTP):
            try:
                yield
            finally:
                for target in self.targets:
                    target.close()

    @contextmanager
    def running(self) -> Iterator[WebServer]:
        with self.host(), serving("nginx", self.www, self.folder / "server") as server:
            yield server

    def row(self) -> dict[str, Any]:
        config = str(self.folder / "sshd" / "client.conf")
        return {"kind": "sftp", "host": "the-host", "path": str(self.www), "ssh_config": config, "lease": 5.0}

    def target(self, **options: Any) -> InPlace:
        from hamerkop.publish.targets.sftp import Sftp

        made = Sftp(**without_kind(self.row()) | options)
        self.targets.append(made)
        made.state.make_private()
        return made

    def served(self) -> dict[str, bytes]:
        return tree(self.www)

    def put(self, path: str, data: bytes) -> None:
        (self.www / path).parent.mkdir(parents=True, exist_ok=True)
        (self.www / path).write_bytes(data)

    def kept(self) -> dict[str, bytes]:
        return tree(self.own) if self.own.exists() else {}

    def keep(self, path: str, data: bytes) -> None:
        (self.own / path).unlink()  # it may be a hard link
        (self.own / path).write_bytes(data)

    def forget(self, *beginnings: str) -> None:
        for path in self.kept():
            if path.startswith(beginnings):
                (self.own / path).unlink()


ONLY_SFTP = """
Subsystem sftp internal-sftp -u 0077
ForceCommand internal-sftp -u 0077
"""

PLACES = {each.kind: each for each in (FolderPlace, SshPlace, BranchPlace, BucketPlace, SftpPlace)}


class Publishing:
    """A tiny site, and a running place to which it is published."""

    def __init__(self, site: TinySite, place: Place, server: WebServer) -> None:
        self.site, self.place, self.server = site, place, server

    def reset(self, files: Mapping[str, str | bytes | None]) -> None:
        """Make *files* the sources of the site."""
        there = {path.relative_to(self.site.content).as_posix() for path in self.site.content.rglob("*.md")}
        self.site.write({**files, **dict.fromkeys(there - files.keys())})

    @property
    def env(self) -> dict[str, str]:
        """What the environment of a publication has besides."""
        return {"SSL_CERT_FILE": str(self.server.authority), **self.place.env}

    def publish(self, *flags: str) -> subprocess.CompletedProcess[str]:
        """Run `hamerkop publish`, which must not end in an exception."""
        return self.command("publish", *flags)

    def command(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `hamerkop`."""
        done = self.site.run(["-m", "hamerkop", name, "--settings", "siteconf.py", *arguments], **self.env)
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done

    def killed_at(self, step: int) -> subprocess.CompletedProcess[str]:
        """Publish, and kill the publisher before a step."""
        arguments = [str(step), ",".join(self.place.steps), "--settings", "siteconf.py"]
        return self.site.fork("killed_publication", arguments, **self.env)

    def copy(self) -> "Publishing":
        """Return another checkout of the same site, as a second person has one."""
        folder = self.site.folder.with_name("another checkout")
        shutil.copytree(self.site.folder, folder, symlinks=True)
        other = TinySite(folder, {}, published=True)
        shutil.copy(self.site.folder / "siteconf.py", folder)
        return Publishing(other, self.place, self.server)

    def begin(self) -> "subprocess.Popen[str]":
        """Start `hamerkop publish` in a process of its own."""
        command = [sys.executable, "-m", "hamerkop", "publish", "--settings", "siteconf.py"]
        env = self.site.environment(**self.env)
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=self.site.folder, env=env, text=True, stdout=pipe, stderr=subprocess.STDOUT
        )

    def is_published(self) -> bool:
        """Return whether readers get all that was built, and nothing else."""
        return self.place.served() == self.site.bytes()

    def got(self) -> dict[str, bytes]:
        """Return what the web server sends for each built file."""
        return {path: self.server.get(f"/{path.removesuffix('index.html')}").body for path in self.site.bytes()}


@contextmanager
def publishing(kind: str, folder: Path, files: dict[str, str | bytes | None], **options: Any) -> Iterator[Publishing]:
    """Make a tiny site and a place of a kind; *options* are more of its row in PUBLISH_TO."""
    place = PLACES[kind](folder / "host")
    with place.running() as server:
        row = place.row() | {"url": server.address, "wait": 1} | options
        site = TinySite(folder / "site", SETTINGS | {"PUBLISH_TO": {"production": row}}, published=True)
        site.write(files)
        place.prepare(site.folder)
        yield Publishing(site, place, server)


def release_in(printed: str) -> str:
    """Return the name of the release that a command says it has published."""
    found = re.search(r"^  release (\d{4}-\w+)", printed, re.MULTILINE)
    assert found, printed
    return found[1]


def folder_with(folder: Path, files: dict[str, str]) -> Path:
    """Write files as if they were a built site, and return their folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    """Return the content that files have on a host."""
    return {path: text.encode() for path, text in files.items()}


def publish(target: InPlace, folder: Path, meanwhile: Callable[[], None] | None = None) -> tuple[Release, int]:
    """Publish a folder as `hamerkop publish` does; return the release, and how many files were sent.

    *meanwhile* is called between sending and the moment at which readers get the release.
    """
    with target.only_publisher():
        live, built = target.live(), target.built(folder)
        changes = plan(live.files if live else {}, built.files)
        sent = target.send(built, folder, changes)
        if meanwhile:
            meanwhile()
        target.activate(built)
        target.clean(built)
    return built, sent
