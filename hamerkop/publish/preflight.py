"""Says what must be decided before a site may be published."""

import re
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from hamerkop.build.site import Report, collected_log
from hamerkop.shared.problems import START, Problem, display_path, line_and_column


def refused(settings_file: str) -> bool:
    """Print what must be set before the site that *settings_file* describes may be published; False if nothing.

    Settings that cannot be read at all are left to the build, which says where and why.
    """
    path = Path(settings_file)
    with collected_log(Report(settings_file)):
        try:
            settings = read_settings(settings_file)
        except Exception:
            return False
    unset = unset_settings(settings, [path, path.with_name("pelicanconf.py")])
    if unset:
        print(*unset, "", "Not published: these settings come first.", sep="\n")
    return bool(unset)


def unset_settings(settings: dict[str, Any], settings_files: list[Path]) -> list[Problem]:
    """Return a problem for each setting named in REQUIRED_TO_PUBLISH that has no value, at the line that sets it."""
    names = [name for name in settings.get("REQUIRED_TO_PUBLISH", []) if not settings.get(name)]
    problems = [_placed(name, f"{name} is not set; {_how_to_set(name)}", settings_files) for name in names]
    if "SITEURL" not in names and not re.match(r"https?://[^/]", settings["SITEURL"]):
        message = f'SITEURL is "{settings["SITEURL"]}"; begin it with https://'
        problems.append(_placed("SITEURL", message, settings_files))
    return problems


def _how_to_set(name: str) -> str:
    if name == "SITEURL":
        return "give the public address in the environment: SITEURL=https://example.org"
    return "give it a value here before publishing"


def _placed(name: str, message: str, settings_files: list[Path]) -> Problem:
    """Place the problem where the setting is made: the first of the files that names it at the start of a line."""
    for path in settings_files:
        text = path.read_text("utf-8") if path.is_file() else ""
        match = re.search(rf"^{name}\b", text, re.MULTILINE)
        if match:
            return Problem("X03", display_path(path), line_and_column(text, match.start()), message)
    return Problem("X03", display_path(settings_files[0]), START, message)
