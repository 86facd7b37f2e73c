"""Runs `hamerkop serve` in a site's folder, in a process of its own, and asks it for pages and events."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.plain_site import CLOCK, PROJECT

PATIENCE = 30  # seconds until something must have happened


class Serving:
    """A running preview of the site in *folder*; what it prints is in *log*."""

    def __init__(self, folder: Path, flags: tuple[str, ...]) -> None:
        self.folder, self.log = folder, folder.with_suffix(".log")
        env = {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "hamerkop", "serve", "--port", "0", *flags]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=out)
        self.port = int(self.wait_for(lambda: re.search(r"127\.0\.0\.1:(\d+)/ ", self.printed()))[1])

    def printed(self) -> str:
        return self.log.read_text("utf-8")

    def wait_for(self, find: Callable[[], Any]) -> Any:
        """Return what *find* returns when that is true; the test fails if it is not in time."""
        until = time.monotonic() + PATIENCE
        while not (found := self._try(find)):
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < until, self.printed()
            time.sleep(0.03)
        return found

    def _try(self, find: Callable[[], Any]) -> Any:
        try:
            return find()
        except (OSError, http.client.HTTPException):  # a new process is about to start
            return None

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text

    def state(self, page: str) -> dict[str, Any]:
        """Return what an open page is told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/_desk/events?page={page}&since=0")
        answer = connection.getresponse()
        lines = (answer.readline().decode() for _ in range(6))
        found: dict[str, Any] = json.loads(next(line for line in lines if line.startswith("data: "))[6:])
        answer.close()
        connection.close()
        return found

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files by their path; None removes one."""
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data if isinstance(data, bytes) else data.encode())

    def shows(self, path: str, text: str) -> None:
        """Wait until the page at *path* has *text*."""
        self.wait_for(lambda: text in self.get(path)[1])

    def lists(self, page: str, text: str) -> None:
        """Wait until an open page is told of a finding whose place or message has *text*."""
        self.wait_for(lambda: text in json.dumps(self.state(page), ensure_ascii=False))


@contextmanager
def serving(folder: Path, files: dict[str, str | bytes | None], *flags: str) -> Iterator[Serving]:
    """Serve a site with these files for the length of the block; the test fails if there was a traceback."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else str(data).encode())
    shown = Serving(folder, flags)
    try:
        yield shown
        assert shown.process.poll() is None, shown.printed()
    finally:
        shown.process.send_signal(signal.SIGINT)
        shown.process.wait(PATIENCE)
    assert "Traceback" not in shown.printed(), shown.printed()
    assert "could not answer" not in shown.printed(), shown.printed()
