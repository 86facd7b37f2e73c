"""Checks the metadata of a file once it is complete, and decides whether the file is rejected or held back.

Pelican completes what the reader returns by values from the file name, the folder and the settings. At that moment the
generator, and with it the time of the build, are known, and the article or page has not been made yet.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from pelican.utils import slugify

from hamerkop.frontmatter.fields import future_dates, missing_fields
from hamerkop.frontmatter.parse import FrontMatter
from hamerkop.shared.clock import build_day, build_time
from hamerkop.shared.pelican_types import Context, Metadata, Settings
from hamerkop.shared.problems import START, Problem
from hamerkop.shared.records import REJECTED

# The fields that Pelican needs, by kind of file; a site can require more. Pelican may know them without the header,
# for example the date from the file name.
REQUIRED = {"article": ["title", "date"], "page": ["title"]}
LONG_AGO = datetime.fromtimestamp(0, UTC)


def metadata_problems(
    header: FrontMatter, metadata: Metadata, required: Iterable[str], context: Context
) -> list[Problem]:
    """Return every problem of a header and its metadata, in the order of the file."""
    known_otherwise = [name for name in REQUIRED["article"] if name in metadata]
    missing = missing_fields(header, [name for name in required if name not in known_otherwise])
    future = future_dates(header, metadata, build_day(context))
    return sorted([*header.problems, *missing, *future, *_address_problems(header, metadata, context)])


def _address_problems(header: FrontMatter, metadata: Metadata, settings: Settings) -> list[Problem]:
    """Return a problem if neither the field `slug` nor what Pelican makes the slug of gives one."""
    what, text = "file name", PurePosixPath(header.path).stem
    if settings["SLUGIFY_SOURCE"] == "title":
        what, text = "title", str(metadata.get("title", text))
    if "slug" in metadata or _slug(text, settings):
        return []
    message = f'the {what} "{text}" has no letter or digit to make an address of; change it, or add a slug'
    return [Problem("S03", header.path, START, message)]


def _slug(text: str, settings: Settings) -> str:
    """Return the slug that Pelican makes of *text*."""
    return str(
        slugify(
            text,
            regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"],
            preserve_case=settings["SLUGIFY_PRESERVE_CASE"],
            use_unicode=settings["SLUGIFY_USE_UNICODE"],
        )
    )


def reject(metadata: Metadata, settings: Settings) -> None:
    """Change *metadata* so that Pelican makes the article or page, and then drops it because of its status."""
    metadata["status"] = REJECTED
    if not settings["WITH_FUTURE_DATES"] and "date" in metadata:
        metadata["date"] = LONG_AGO  # Pelican makes a draft of an article dated later than now, whatever its status


def hold_back_if_scheduled(header: FrontMatter, metadata: Metadata, context: Context) -> None:
    """Change *metadata* so that an article dated later than the build is a draft, marked as scheduled.

    A hidden one too: its address can be guessed.
    """
    if str(metadata.get("status", "published")).lower() not in ("published", "hidden") or "date" not in metadata:
        return
    date = metadata["date"]
    if date.tzinfo is None:  # from the file name
        date = date.replace(tzinfo=ZoneInfo(context.get("TIMEZONE", "UTC")))
    if date > build_time(context):
        metadata["status"] = "draft"
        metadata["front_matter"] = replace(header, scheduled=True)
