"""Runs a server for SFTP that fails where a test wants it to, or lacks what not every server has."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import asyncssh

CLIENT = """
Host the-host
    HostName 127.0.0.1
    Port {port}
    User tests
    IdentityFile "{folder}/user_key"
    IdentitiesOnly yes
    UserKnownHostsFile "{folder}/known_hosts"
"""
PASSWORD = "secret-of-the-tests"  # noqa: S105  # of no other server
# Gets the name of an operation and the paths that it is about; may raise what the server then answers.
Fault = Callable[..., None]
CHANGES = ("open", "write", "mkdir", "remove", "rmdir", "rename", "posix_rename", "link")


@contextmanager
def failing_sftp(folder: Path, fault: Fault) -> Iterator[Path]:
    """Serve the files of this machine for the length of the block; yield a configuration that has `the-host`."""
    loop = asyncio.new_event_loop()
    serving = Thread(target=loop.run_forever)
    serving.start()
    try:
        listener = asyncio.run_coroutine_threadsafe(_listen(folder, fault), loop).result()
        try:
            yield folder / "client.conf"
        finally:
            asyncio.run_coroutine_threadsafe(_end(listener), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        serving.join()
        loop.close()


async def _listen(folder: Path, fault: Fault) -> asyncssh.SSHAcceptor:
    folder.mkdir()
    host_key, user_key = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    user_key.write_private_key(str(folder / "user_key"))
    (folder / "user_key").chmod(0o600)
    user_key.write_public_key(str(folder / "authorized_keys"))
    listener = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=_Login,
        server_host_keys=[host_key],
        authorized_client_keys=str(folder / "authorized_keys"),
        sftp_factory=_server(fault),
    )
    port = listener.get_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key.export_public_key().decode()}", "utf-8")
    (folder / "client.conf").write_text(CLIENT.format(port=port, folder=folder), "utf-8")
    return listener


async def _end(listener: asyncssh.SSHAcceptor) -> None:
    listener.close()
    await listener.wait_closed()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Login(asyncssh.SSHServer):
    """Lets in who has the password, besides who has the key."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == PASSWORD


def _server(fault: Fault) -> Any:
    """Return a class of server that asks *fault* before each change."""

    def asking(name: str) -> Any:
        def operation(self: asyncssh.SFTPServer, *values: Any) -> Any:
            fault(name, *(value for value in values if isinstance(value, bytes)), connection=self.connection)
            return getattr(asyncssh.SFTPServer, name)(self, *values)

        return operation

    return type("Failing", (asyncssh.SFTPServer,), {name: asking(name) for name in CHANGES})
