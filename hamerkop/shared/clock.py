"""Returns the time of a build, which is the same for everything in one build.

The time is ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/), else the wall clock. With
the setting `BUILD_TIME_FROM_COMMIT` it is the date of the commit, so that one commit gives one set of bytes; outside
Git, or while the content has changes that are in no commit yet, it is the wall clock there too. By default it is not:
in a repository without new commits a scheduled article would never be published.
"""

import os
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from hamerkop.shared.pelican_types import Context
from hamerkop.shared.records import ContextKey
from hamerkop.shared.settings import KIT_SETTINGS

# Set by the first plugin that asks for the time of the build; hamerkop.frontmatter sets it for templates.
BUILD_TIME: ContextKey[datetime] = ContextKey("BUILD_TIME")


def build_time(context: Context) -> datetime:
    """Return the time of this build, with its zone: decided by the first call, and kept in the template context.

    Raises ValueError if ``SOURCE_DATE_EPOCH`` is not a whole number of seconds.
    """
    moment = BUILD_TIME.get(context)
    if moment is None:
        moment = now(context["PATH"], from_commit=KIT_SETTINGS.value(context, "BUILD_TIME_FROM_COMMIT"))
        BUILD_TIME.set(context, moment)
    return moment


def build_day(context: Context) -> date:
    """Return the day of this build in the time zone of the site, `TIMEZONE`."""
    return build_time(context).astimezone(ZoneInfo(context.get("TIMEZONE", "UTC"))).date()


def now(folder: str | Path, from_commit: bool = False) -> datetime:
    """Return the time, with its zone, for a build of the content in *folder*.

    With *from_commit*, it is the date of the last commit if there are no other changes in *folder*.

    Raises ValueError if ``SOURCE_DATE_EPOCH`` is not a whole number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return _from_epoch(epoch)
    return (_commit_date(folder) if from_commit else None) or datetime.now(UTC)


def set_day(day: date, zone: str) -> None:
    """Make the end of *day* in the time zone *zone* the time of every build in this process, and of those it starts."""
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).timestamp()))


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


def _git(folder: str | Path, *arguments: str) -> str | None:
    """Return what git prints, or None where there is no git, no repository or no commit.

    Names of files can have any bytes: `LOCALE = "C"`, or the machine, must not decide how they are decoded.
    """
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "surrogateescape").strip()
