"""Publishes by SFTP to an account that has no shell, as small hosts give one."""

import posixpath
from dataclasses import dataclass, field
from functools import cached_property

from hamerkop.publish.release import Release
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.in_place import InPlace
from hamerkop.publish.targets.sftp_connection import Connection
from hamerkop.publish.targets.sftp_files import INCOMING, Folder, NumberedDocuments


@dataclass(kw_only=True)
class Sftp(InPlace):
    """The folder *path* on *host*, "user@example.org" or a Host of the ssh configuration; a Target.

    *path*: what the web server serves; absolute, or from the account's home. *state_path*: the folder of the
    publisher's own files; "" for one beside *path*. *port*: 0 for that of the ssh configuration. *ssh_config*: a file
    in place of ~/.ssh/config. *password*: "" where a key is used.
    """

    host: str
    path: str
    state_path: str = ""
    port: int = 0
    ssh_config: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The folder for messages."""
        return f"{self.host}:{self.path}"

    @cached_property
    def _connection(self) -> Connection:
        return Connection(self.host, self.port, self.ssh_config, self.password)

    @property
    def _folders(self) -> tuple[str, str]:
        """Return the folder of the site and that of the publisher's own files, without "/" at the end."""
        site = posixpath.normpath(self.path.removeprefix("~/") or ".")
        beside, name = posixpath.split(site)
        if not self.state_path and name in ("", ".", ".."):
            raise TargetError(
                f"{self.name}: there is nothing beside this folder; name one for the publisher's own files in "
                '"state_path", best outside of what the web server serves'
            )
        return site, posixpath.normpath(self.state_path or posixpath.join(beside, f".hamerkop-{name}"))

    @cached_property
    def site(self) -> Folder:
        """The public files."""
        return Folder(self._connection, *self._folders)

    @cached_property
    def state(self) -> Folder:
        """The publisher's own files."""
        state = self._folders[1]
        return Folder(self._connection, state, state)

    @cached_property
    def documents(self) -> NumberedDocuments:
        """The publisher's own documents."""
        return NumberedDocuments(self.state)

    def try_host(self, dry_run: bool) -> bool:
        """Raise TargetError if the folder is not there, or the publisher's own cannot be made and written."""
        self.site.check()
        if not dry_run:
            self.state.make_private()
            self.state.put("check.json", b"{}\n")
        return True

    def copy(self, kept: str, path: str) -> bool:
        """Make a public file a hard link to a kept one; False where the host has none."""
        return self.site.link(self.state.full(kept), path)

    def clean(self, release: Release) -> None:
        """Delete what is gone, and files that a broken publication has not completed."""
        super().clean(release)
        self.state.delete(f"{INCOMING}/{name}" for name in self.state.names(INCOMING))

    def close(self) -> None:
        """Close the connection, if there is one; the next use opens another."""
        if "_connection" in self.__dict__:
            self._connection.close()
        for name in ("_connection", "site", "state", "documents"):
            self.__dict__.pop(name, None)
