"""Makes a plain Pelican site: stock Pelican, its theme `simple`, only the settings that a test gives."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests import fork_server

PROJECT = Path(__file__).resolve().parent.parent
CLOCK = "1795348800"  # 22 November 2026, noon UTC

SETTINGS = {"SITENAME": "Plain", "SITEURL": "https://example.org", "PATH": "content", "THEME": "simple"}


class PlainSite:
    """A folder with content and a settings file of its own."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.settings_text = "".join(f"{name} = {value!r}\n" for name, value in (SETTINGS | settings).items())
        (folder / "content").mkdir(parents=True, exist_ok=True)

    def write(self, files: dict[str, str | bytes]) -> "PlainSite":
        """Write files by their path in the site's folder."""
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return self

    def build(
        self,
        more_settings: str = "",
        *,
        without_register: list[str] | None = None,
        check: bool = True,
        fatal: str = "",
        **env: str,
    ) -> str:
        """Build with `pelican`, and return what it printed.

        With *check* the test fails unless Pelican exits with 0. *fatal* is "errors" or "warnings": Pelican exits with
        another status once it has logged one. *without_register* are plugins whose `register` is to do nothing.
        """
        (self.folder / "pelicanconf.py").write_text(self.settings_text + more_settings, "utf-8")
        words = ["-m", "pelican", "-s", "pelicanconf.py", "-o", "output", *(["--fatal", fatal] if fatal else [])]
        done = self.run(words, without_register or (), **env)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def run(
        self, arguments: list[str], without_register: Sequence[str] = (), **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with *arguments* in the site's folder; the test fails if it prints a traceback."""
        own = {"PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": CLOCK}
        environment = {**os.environ, **own, **env}
        if arguments[:2] in (["-m", "pelican"], ["-m", "hamerkop"]) and (without_register or fork_server.can_run(env)):
            done = fork_server.run(arguments[1], arguments[2:], self.folder, environment, without_register)
        else:
            command = [sys.executable, *arguments]
            done = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
            )
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done

    def read(self, path: str) -> str:
        """Return an output file as text."""
        return (self.output / path).read_text("utf-8")
