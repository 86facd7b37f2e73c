"""Tells what time it is for a build, so that one commit gives one set of bytes.

The time is ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/), else the date of
the commit, else, outside Git or while the content has changes that are in no commit yet, the wall clock.
"""

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo


def build_time(settings: dict[str, Any]) -> datetime:
    """Return the time of this build, decided once and kept in ``BUILD_TIME`` for templates and plugins."""
    if "BUILD_TIME" not in settings:
        settings["BUILD_TIME"] = now(settings["PATH"])
    moment: datetime = settings["BUILD_TIME"]
    return moment


def build_day(settings: dict[str, Any]) -> date:
    """Return the day of this build where the site is: in its ``TIMEZONE``."""
    return build_time(settings).astimezone(ZoneInfo(settings.get("TIMEZONE", "UTC"))).date()


def now(folder: str | Path) -> datetime:
    """Return the time, with its zone, for a build of the content in *folder*.

    Raises ValueError if ``SOURCE_DATE_EPOCH`` is set to something that is not a whole number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return _from_epoch(epoch)
    return _commit_date(folder) or datetime.now(UTC)


def _from_epoch(epoch: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f'SOURCE_DATE_EPOCH is "{epoch}"; set it to a whole number of seconds since 1970, or unset it'
        ) from None


def _commit_date(folder: str | Path) -> datetime | None:
    if _git(folder, "status", "--porcelain", "--", ".") != "":
        return None
    seconds = _git(folder, "log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def _git(folder: str | Path, *words: str) -> str | None:
    """Return what git prints, or None where there is no git, no repository or no commit."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
