"""A site of six articles that is built several times, for what the reports of the builds say."""

import json
from pathlib import Path
from typing import Any

from tests.plain_site import PlainSite

FILES: dict[str, str | bytes] = {
    f"content/{number}.md": f"Title: Article {number}\nDate: 2026-01-0{number}\nTags: t{number % 2}\n\nText {number}.\n"
    for number in range(1, 7)
}
SETTINGS = {"ARTICLE_SAVE_AS": "{slug}/index.html", "ARTICLE_URL": "{slug}/", "AUTHOR": "Otter"}


class ReportedSite(PlainSite):
    """A plain site; *files* are added to FILES."""

    def __init__(self, folder: Path, files: dict[str, str | bytes] | None = None, **settings: Any) -> None:
        super().__init__(folder, **SETTINGS | settings)
        self.write(FILES | {"pelicanconf.py": self.settings_text} | (files or {}))

    def printed(self, *flags: str, **env: str) -> list[str]:
        """Build, and return the lines of the report, without warnings; the test fails unless the build succeeds."""
        done = self.run(["-m", "hamerkop", "build", *flags], **env)
        assert done.returncode == 0, done.stdout + done.stderr
        lines = done.stdout.splitlines()
        return lines[next(number for number, line in enumerate(lines) if line.startswith("Built ")) :]

    def data(self, *flags: str) -> dict[str, Any]:
        """Build, and return the report as JSON has it."""
        found: dict[str, Any] = json.loads(self.run(["-m", "hamerkop", "build", "--json", *flags]).stdout)
        return found

    def explained(self, *paths: str) -> str:
        """Build, and return what is explained of *paths*."""
        lines = self.printed(*(part for path in paths for part in ("--explain", path)))
        return "\n".join(lines[lines.index("") + 1 :])

    def add(self, path: str, text: str) -> None:
        """Add to a file."""
        self.write({path: (self.folder / path).read_text("utf-8") + text})

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a part of a file."""
        text = (self.folder / path).read_text("utf-8")
        assert old in text
        self.write({path: text.replace(old, new)})
