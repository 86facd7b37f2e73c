"""Checks the metadata of a file once it is complete, and decides whether the file is rejected or held back.

Pelican completes what the reader returns by values from the file name, the folder and the settings. At that moment the
generator, and with it the time of the build, are known, and the article or page has not been made yet.
"""

from collections.abc import Iterable, Sequence
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
from hamerkop.shared.rules import ERROR, WARNING

# The fields that Pelican needs, by kind of file; a site can require more. Pelican may know them without the header,
# for example the date from the file name.
REQUIRED = {"article": ["title", "date"], "page": ["title"]}
LONG_AGO = datetime.fromtimestamp(0, UTC)


def metadata_problems(
    header: FrontMatter, metadata: Metadata, required: Iterable[str], context: Context
) -> list[Problem]:
    """Return every problem of a header and its metadata, in the order of the file, for a site that is strict."""
    known_otherwise = [name for name in REQUIRED["article"] if name in metadata]
    missing = missing_fields(header, [name for name in required if name not in known_otherwise])
    future = future_dates(header, metadata, build_day(context))
    return sorted([*header.problems, *missing, *future, *_address_problems(header, metadata, context)])


def doubts(
    header: FrontMatter, metadata: Metadata, kind: str, required: Iterable[str], context: Context
) -> list[Problem]:
    """Return every problem of a header and its metadata for any other site.

    Only what makes Pelican drop the file is an error. *kind* is "article" or "page".
    """
    status = str(metadata.get("status", "")).lower()
    needed = [name for name in REQUIRED[kind] if name not in metadata and (name, status) != ("date", "draft")]
    also = [name for name in required if name not in metadata and name not in REQUIRED[kind]]
    wished = [replace(each, level=WARNING) for each in missing_fields(header, also)]
    addresses = [replace(each, level=WARNING) for each in _address_problems(header, metadata, context)]
    found = sorted([*_with_missing(header, needed), *wished, *addresses])
    # Pelican leaves such a file out whatever is in it.
    return [replace(each, level=WARNING) for each in found] if status == "skip" else found


def _with_missing(header: FrontMatter, needed: Sequence[str]) -> list[Problem]:
    """Return the problems of the header with those of *needed* fields; a header that cannot be read explains them."""
    invalid = {problem.start for problem in header.problems if problem.level == ERROR}
    missing = [name for name in needed if name not in header.fields or header.fields[name].value.start not in invalid]
    if header.fields or not missing:
        return [*header.problems, *_missing(header, missing)]
    unreadable = [problem for problem in header.problems if problem.rule in ("F01", "F07")]
    fatal = [replace(problem, level=ERROR) for problem in unreadable]
    others = [problem for problem in header.problems if problem not in unreadable]
    return [*fatal, *others] if fatal else [*others, *_missing(header, missing)]


def _missing(header: FrontMatter, names: Iterable[str]) -> list[Problem]:
    return [
        Problem("F04", header.path, START, f'no {name}; add a line "{name}: …" to the front matter') for name in names
    ]


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


def hold_back_if_scheduled(header: FrontMatter, metadata: Metadata, context: Context) -> bool:
    """Return whether an article is to be public, listed or hidden, later than the build.

    Then *metadata* is changed so that it is a draft, marked as scheduled.
    """
    if str(metadata.get("status", "published")).lower() not in ("published", "hidden") or "date" not in metadata:
        return False
    date = metadata["date"]
    if date.tzinfo is None:  # from the file name, or of a site that is not strict
        date = date.replace(tzinfo=ZoneInfo(metadata.get("timezone") or context.get("TIMEZONE", "UTC")))
    if date <= build_time(context):
        return False
    metadata["status"] = "draft"
    metadata["front_matter"] = replace(header, scheduled=True)
    return True


def scheduled_problem(header: FrontMatter, metadata: Metadata, settings: Settings) -> Problem:
    """Return the warning that says when a scheduled article comes out, and where it can be seen until then."""
    day = f"{metadata['date']:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    save_as = str(settings["DRAFT_SAVE_AS"] or "")
    folder = save_as.partition("{")[0].rpartition("/")[0]
    seen = f"see it in {folder}/ of the output folder" if folder else "see it with the other drafts"
    if not save_as:
        seen = "it is not written before; a build with DRAFT_SAVE_AS shows it"
    message = f"scheduled: a draft until {day}, then published by the first build after that; {seen}"
    return Problem("F09", header.path, header.position("date"), message, level=WARNING)
