"""Opens the built site in Chromium, from a server on loopback."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from hamerkop.preview import server_for
from tests.conftest import RealSite
from tests.tools import chromium

# Without these Chromium asks the network for updates of its own.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def address(edition: RealSite) -> Iterator[str]:
    """Serve the edition from a free port; return its address."""
    with server_for(edition.output, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
