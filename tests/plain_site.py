"""Makes a plain Pelican site: stock Pelican, its theme `simple`, only the settings that a test gives."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
CLOCK = "1795348800"  # 22 November 2026, noon UTC

SETTINGS = {"SITENAME": "Plain", "SITEURL": "https://example.org", "PATH": "content", "THEME": "simple"}
# Run in the place of `pelican`: the plugins are loaded, and their register() does nothing.
WITHOUT_REGISTER = """
import importlib, sys
from pelican import main
for name in sys.argv.pop(1).split(","):
    importlib.import_module(name).register = lambda: None
main(sys.argv[1:])
"""


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

    def build(self, more_settings: str = "", *, without_register: list[str] | None = None, check: bool = True) -> str:
        """Build with `pelican`, and return what it printed; with *check* the test fails unless it exits with 0."""
        (self.folder / "pelicanconf.py").write_text(self.settings_text + more_settings, "utf-8")
        words = ["-c", WITHOUT_REGISTER, ",".join(without_register)] if without_register else ["-m", "pelican"]
        own = {"PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": CLOCK}
        done = subprocess.run(
            [sys.executable, *words, "-s", "pelicanconf.py", "-o", "output"],
            cwd=self.folder,
            env={**os.environ, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def read(self, path: str) -> str:
        """Return an output file as text."""
        return (self.output / path).read_text("utf-8")

    def run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        """Run Python with *arguments* in the site's folder; the test fails if it prints a traceback."""
        own = {"PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": CLOCK}
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env={**os.environ, **own}, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done
