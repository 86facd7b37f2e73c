"""One connection to a host by SFTP, used from several threads; what the host refuses is told in words."""

import asyncio
import atexit
from collections.abc import Callable, Coroutine
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from hamerkop.publish.targets import TargetError
from hamerkop.shared.extras import extra

with extra("sftp"):
    import asyncssh

T = TypeVar("T")
Operation = Callable[["asyncssh.SFTPClient"], Coroutine[Any, Any, T]]
TIMEOUT = 20.0  # seconds for the connection
ALIVE = {"keepalive_interval": 15, "keepalive_count_max": 4}  # so a connection that broke is seen within a minute
NO_REASON = "it gives no reason; is its disk full, or a quota reached?"


class Connection:
    """A connection to *host*, "user@example.org" or a Host of the ssh configuration; see Sftp for the rest."""

    def __init__(self, host: str, port: int, ssh_config: str, password: str) -> None:
        self.host = host
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._ssh: asyncssh.SSHClientConnection | None = None
        self._sftp: asyncssh.SFTPClient | None = None
        try:
            self.wait("", self._connect(port, ssh_config, password))
        except BaseException:
            self.close()
            raise
        atexit.register(self.close)

    async def _connect(self, port: int, ssh_config: str, password: str) -> None:
        user, _, host = self.host.rpartition("@")
        given: dict[str, Any] = {"username": user, "port": port, "password": password}
        given["config"] = [str(Path(ssh_config).expanduser())] if ssh_config else ""
        options = {name: value for name, value in given.items() if value}
        self._ssh = await asyncssh.connect(host, connect_timeout=TIMEOUT, login_timeout=TIMEOUT, **ALIVE, **options)
        self._sftp = await self._ssh.start_sftp_client(path_encoding=None)

    def run(self, path: str, operation: Operation[T]) -> T:
        """Return what *operation* returns; *path* is for messages. Raises TargetError if the host refuses it."""
        if self._sftp is None:
            raise TargetError(f"{self.host}: the connection is closed")
        return self.wait(path, operation(self._sftp))

    def wait(self, path: str, coroutine: Coroutine[Any, Any, T]) -> T:
        """Return what a coroutine returns."""
        try:
            return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()
        except (asyncssh.Error, OSError) as error:
            where = f"{self.host}:{path}" if path else self.host
            raise TargetError(f"{where}: {reason_in(error)}") from None

    def close(self) -> None:
        """Close the connection, and end its thread."""
        atexit.unregister(self.close)
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        self._sftp = None

    async def _close(self) -> None:
        if self._ssh:
            self._ssh.abort()
            await self._ssh.wait_closed()


def reason_in(error: Exception) -> str:
    """Return in words why the host refused something, and what to do."""
    known = next((words for kinds, words in REASONS if isinstance(error, kinds)), "")
    if known:
        return known
    if isinstance(error, asyncssh.SFTPFailure) and error.reason in ("", "Failure"):  # as OpenSSH says of most
        return NO_REASON
    if isinstance(error, OSError) and error.filename:  # of a key or a configuration of this machine
        return f"{error.filename}: {error.strerror}; correct that, or the ssh configuration"
    said = str(getattr(error, "reason", "") or getattr(error, "strerror", "") or error).strip()
    return f"{said or type(error).__name__}; run the same command again: it completes what is missing"


UNKNOWN_KEY = (
    "its host key is not known here, or is another one; compare it with the one that the host publishes, then log in "
    "once by hand with sftp, or correct known_hosts"
)
BROKEN = "the connection broke; run the same command again: it completes what is missing"
# What to say of an error; of several kinds that fit, the first.
REASONS: tuple[tuple[Any, str], ...] = (
    (asyncssh.HostKeyNotVerifiable, UNKNOWN_KEY),
    (asyncssh.PermissionDenied, "it refuses the login; check the user, and the key or the password"),
    ((asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError), BROKEN),
    (asyncssh.SFTPNoSuchFile, "there is no such file or folder"),
    (asyncssh.SFTPPermissionDenied, "this account may not do that; correct the owner or the mode there"),
    ((asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded), "the disk is full, or a quota reached"),
    ((ConnectionResetError, BrokenPipeError), BROKEN),
    (TimeoutError, f"no answer for {TIMEOUT:.0f} seconds"),
    (ConnectionRefusedError, "nothing answers at that port; check the name and the port"),
)
