"""Finds which of Pelican's own settings can be the reason why a build ended: Pelican hardly checks their types."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pelican
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file

from hamerkop.shared.problems import Problem
from hamerkop.shared.settings_file import setting_position

NEVER_EMPTY = ("DEFAULT_LANG", "OUTPUT_PATH", "PATH", "SITENAME", "SITEURL", "THEME", "TIMEZONE")
THEMES = Path(pelican.__file__).parent / "themes"


def wrong_settings(settings_file: str) -> Iterator[Problem]:
    """Yield a problem for each of Pelican's settings in the file that has a value which Pelican cannot use.

    To be asked only after a build has failed: what Pelican accepts although it is of another type is no problem.
    """
    try:
        settings = get_settings_from_file(settings_file)
    except Exception:  # what is wrong with the file itself is reported already
        return
    for name in sorted(settings.keys() & DEFAULT_CONFIG.keys()):
        if advice := _advice(name, settings[name]):
            path, position = setting_position(settings, name)
            yield Problem("X02", path, position, f"{name} is {settings[name]!r:.80}; {advice}")


def _advice(name: str, value: Any) -> str:
    """Return what to write instead of *value*, or "" if Pelican can use it."""
    default = DEFAULT_CONFIG[name]
    if isinstance(default, list) and not isinstance(value, list | tuple | set):
        return "write a list"
    if isinstance(default, Mapping) and not isinstance(value, Mapping):
        return "write a dict"
    is_text = isinstance(default, str) or name in NEVER_EMPTY
    if is_text and not isinstance(value, str | os.PathLike) and (value or name in NEVER_EMPTY):
        return "write text"
    if name in ("PATH", "THEME") and not any(folder.is_dir() for folder in _candidates(name, value)):
        return "there is no such folder"
    return ""


def _candidates(name: str, value: str) -> list[Path]:
    return [Path(value), THEMES / value] if name == "THEME" else [Path(value)]
