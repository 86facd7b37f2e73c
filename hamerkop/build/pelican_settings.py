"""Finds which of Pelican's own settings can be the reason why a build ended: Pelican hardly checks their types."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pelican
from pelican.settings import DEFAULT_CONFIG, get_settings_from_file
from pelican.utils import get_date

from hamerkop.shared.problems import Problem
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.source_text import half_character

NEVER_EMPTY = ("DEFAULT_LANG", "OUTPUT_PATH", "PATH", "SITENAME", "SITEURL", "THEME", "TIMEZONE")
TEXT_OR_LIST = ("LOCALE",)
TEXT_IF_SET = ("AUTHOR", "SITESUBTITLE")


def _check_date(value: object) -> None:
    if isinstance(value, str) and value != "fs":
        get_date(value)


def _check_language(value: object) -> None:
    if isinstance(value, str) and not re.fullmatch(r"(?:[A-Za-z]{2,3}|[ix])(?:[-_][A-Za-z0-9]{1,8})*", value):
        raise ValueError


CHECKS: dict[str, tuple[Callable[[Any], object], str]] = {  # raises for an invalid value; advice
    "DEFAULT_DATE": (_check_date, 'write a date or "fs"'),
    "DEFAULT_LANG": (_check_language, 'write the code of a language, such as "en" or "en-GB"'),
    "DEFAULT_PAGINATION": (lambda value: value and int(value), "write a whole number or False"),
    "FILENAME_METADATA": (re.compile, "write a regular expression"),
    "PATH_METADATA": (re.compile, "write a regular expression"),
    "SUMMARY_MAX_LENGTH": (lambda value: value is None or int(value), "write a whole number or None"),
    "TIMEZONE": (ZoneInfo, 'write the name of a time zone, such as "Europe/Amsterdam"'),
}
THEMES = Path(pelican.__file__).parent / "themes"


def unusable_settings(settings_file: str) -> Iterator[Problem]:
    """Yield a problem for each of Pelican's settings in the file with which no article can be read or written.

    And for a language that there is not: programs that read a page aloud would not know how.
    """
    for name, value in _settings_in(settings_file):
        if advice := (_checked(name, value) if name in ("DEFAULT_LANG", "TIMEZONE") else "") or _half_advice(value):
            yield _problem(name, value, advice)


def wrong_settings(settings_file: str) -> Iterator[Problem]:
    """Yield a problem for each of Pelican's settings in the file that has a value which Pelican cannot use.

    To be asked only after a build has failed: what Pelican accepts although it is of another type is no problem.
    """
    for name, value in _settings_in(settings_file):
        if advice := _advice(name, value):
            yield _problem(name, value, advice)


def _settings_in(settings_file: str) -> list[tuple[str, Any]]:
    """Return name and value of Pelican's own settings in the file; [] if the file cannot be read."""
    try:
        settings = get_settings_from_file(settings_file)
    except Exception:  # what is wrong with the file itself is reported already
        return []
    known = {*DEFAULT_CONFIG, *TEXT_IF_SET, *CHECKS}
    return [(name, settings[name]) for name in sorted(settings.keys() & known)]


def _problem(name: str, value: object, advice: str) -> Problem:
    path, position = setting_position({name: value}, name)
    return Problem("X02", path, position, f"{name} is {value!r:.80}; {advice}")


def _half_advice(value: object) -> str:
    """Return what to write if a text in *value* has half of a character, which no file can contain."""
    halves = (half for text in _texts_in(value) if (half := half_character(text)))
    return next((f"{half} is half of a character; write the character itself" for half in halves), "")


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            yield from _texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)


def _advice(name: str, value: object) -> str:
    """Return what to write instead of *value*, or "" if Pelican can use it."""
    default = DEFAULT_CONFIG.get(name)
    if isinstance(default, list) and not isinstance(value, list | tuple | set) and name not in TEXT_OR_LIST:
        return "write a list"
    if isinstance(default, Mapping) and not isinstance(value, Mapping):
        return "write a dict"
    is_text = isinstance(default, str) or name in (*NEVER_EMPTY, *TEXT_IF_SET)
    if is_text and not isinstance(value, str | os.PathLike) and (value or name in NEVER_EMPTY):
        return "write text"
    if name in ("PATH", "THEME") and not any(folder.is_dir() for folder in _candidates(name, value)):
        return "there is no such folder"
    return _checked(name, value)


def _checked(name: str, value: object) -> str:
    check, advice = CHECKS.get(name, (str, ""))
    try:
        check(value)
    except Exception:  # of many kinds, by type and form of the value
        return advice
    return ""


def _candidates(name: str, value: object) -> list[Path]:
    path = Path(str(value))
    return [path, THEMES / path] if name == "THEME" else [path]
