"""Reads the header of each Markdown file, YAML or plain, and reports what is wrong with it by line and column.

Replaces Pelican's Markdown reader: each field is checked against the table in :mod:`hamerkop.frontmatter.fields`,
titles and summaries stay plain text, and an article dated later than the build is a draft until then. A file with an
error is not published; every problem in it is reported in one run. Nothing is kept from one file to the next.
"""

from collections import Counter
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from pelican import signals
from pelican.readers import MarkdownReader, Readers

from hamerkop.frontmatter.addresses import address_problems
from hamerkop.frontmatter.exit_status import add_rejected, fail_at_the_end
from hamerkop.frontmatter.metadata import (
    REQUIRED,
    doubts,
    hold_back_if_scheduled,
    metadata_problems,
    reject,
    scheduled_problem,
)
from hamerkop.frontmatter.parse import FrontMatter, field_name
from hamerkop.frontmatter.reader import RESERVED, FrontMatterReader
from hamerkop.shared import steps
from hamerkop.shared.clock import build_time
from hamerkop.shared.contract import Contract
from hamerkop.shared.front_matter import FrontMatterRecord, front_matter_of
from hamerkop.shared.inputs import declare_day
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator, Metadata
from hamerkop.shared.problems import Problem, level_of, log_problem
from hamerkop.shared.records import REJECTED, CollectedKey, is_scheduled
from hamerkop.shared.rules import ERROR, NOTE, WARNING
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.site_content import is_articles_generator


def _unknown_kinds(required: dict[str, list[str]]) -> str:
    return "" if set(required) <= set(REQUIRED) else f"write lists for {' and '.join(REQUIRED)}"


def _reserved_names(extra: list[str]) -> str:
    reserved = sorted(RESERVED.intersection(map(field_name, extra)))
    return f"choose other names than {', '.join(reserved)}, which Pelican's own objects have" if reserved else ""


SETTINGS = SettingsTable(
    "hamerkop.frontmatter",
    [
        Setting(
            "FRONTMATTER_STRICT",
            bool,
            False,
            "True: a field that is not in the table, not valid or missing is an error; False: a file is read as "
            "Pelican reads it, and what is doubtful is a warning",
        ),
        Setting(
            "FRONTMATTER_REQUIRED",
            dict[str, list[str]],
            REQUIRED,
            'fields that must be there, for "article" and for "page"; a kind that is left out has its default',
            _unknown_kinds,
        ),
        Setting(
            "FRONTMATTER_EXTRA",
            list[str],
            [],
            "names of fields besides those of the table, read as plain text",
            _reserved_names,
        ),
    ],
)
CONTRACT = Contract(
    sets=(FrontMatterRecord,),
    rules=("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "S03", "S04", "X04"),
)

# Notes about fields of the site's own, until every file is read.
OWN_FIELDS: CollectedKey[Problem] = CollectedKey("frontmatter_own_fields")


def set_build_time(generator: ArticlesGenerator) -> None:
    """Put the time of the build into the context, for templates. Receiver of `load`."""
    build_time(generator.context)


def use_reader(readers: Readers) -> None:
    """Replace Pelican's reader for every ending of a Markdown file. Receiver of `readers_init`.

    An ending that the site has switched off, or for which it has another reader, stays as it is.
    """
    reader = partial(
        FrontMatterReader,
        extra_fields=SETTINGS.value(readers.settings, "FRONTMATTER_EXTRA"),
        strict=SETTINGS.value(readers.settings, "FRONTMATTER_STRICT"),
    )
    for extension in FrontMatterReader.file_extensions:
        if readers.reader_classes.get(extension) is MarkdownReader:
            readers.reader_classes[extension] = reader


def report_other_readers(generator: ArticlesGenerator) -> None:
    """Log which Markdown files another plugin reads, or a reader of the setting `READERS`. Receiver of `load`."""
    settings = generator.settings
    for extension in FrontMatterReader.file_extensions:
        reader = generator.readers.readers.get(extension)
        if reader is not None and not isinstance(reader, FrontMatterReader):
            name = f"{type(reader).__module__}.{type(reader).__qualname__}"
            message = f".{extension} files are read by {name}, not by hamerkop.frontmatter; remove one of them"
            path, position = setting_position(settings, "PLUGINS", "hamerkop.frontmatter")
            log_problem(Problem("X04", path, position, message, level=WARNING), settings)


def check_metadata(generator: Generator, metadata: Metadata) -> None:
    """Report the problems of a file; reject it if one is an error, else hold it back if it is scheduled.

    Receiver of `article_generator_context` and `page_generator_context`. Other readers' files are left alone.
    """
    header = metadata.get("front_matter")
    if not isinstance(header, FrontMatter):
        return
    settings = generator.settings
    strict = SETTINGS.value(settings, "FRONTMATTER_STRICT")
    kind = "article" if is_articles_generator(generator) else "page"
    required = (REQUIRED | SETTINGS.value(settings, "FRONTMATTER_REQUIRED"))[kind]
    if strict:
        problems = metadata_problems(header, metadata, required, generator.context)
    else:
        problems = doubts(header, metadata, kind, required, generator.context)
    for problem in problems:
        if problem.rule == "F02" and problem.level == NOTE:
            OWN_FIELDS.add(generator.context, problem)
        else:
            log_problem(problem, settings)
    if any(level_of(problem, settings) == ERROR for problem in problems):
        reject(metadata, settings)
        add_rejected(header.path, generator.context)
    elif hold_back_if_scheduled(header, metadata, generator.context) and not strict:
        log_problem(scheduled_problem(header, metadata, settings), settings)


def log_own_fields(generator: Generator) -> None:
    """Log each name of a field of the site's own once, at the first. Receiver of `page_generator_finalized`."""
    found = sorted(OWN_FIELDS.get(generator.context) or ())
    files = Counter(problem.message for problem in found)
    for problem in {problem.message: problem for problem in reversed(found)}.values():
        times = files[problem.message]
        also = f"; it is in {times} files" if times > 1 else ""
        log_problem(replace(problem, message=problem.message + also), generator.settings)


def check_address(content: Content) -> None:
    """Report files that cannot be written, and reject their article. Receiver of `inspect`."""
    header = front_matter_of(content)
    if not isinstance(header, FrontMatter) or content.status == REJECTED:
        return
    problems = list(address_problems(content, header, SETTINGS.value(content.settings, "FRONTMATTER_STRICT")))
    for problem in problems:
        log_problem(problem, content.settings)
    if any(level_of(problem, content.settings) == ERROR for problem in problems):
        content.status = REJECTED
        add_rejected(header.path, content._context or {})


def declare_publication_day(content: Content) -> None:
    """Declare the day on which a scheduled article comes out as an input of it. Receiver of `derive`."""
    if is_scheduled(content):
        zone = ZoneInfo(content.settings.get("TIMEZONE", "UTC"))
        declare_day(content, content.date.astimezone(zone).date())


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    signals.readers_init.connect(use_reader)
    steps.on(steps.load, set_build_time)
    steps.on(steps.load, report_other_readers)
    steps.on(steps.inspect, check_address)
    steps.on(steps.derive, declare_publication_day)
    signals.article_generator_context.connect(check_metadata)
    signals.page_generator_context.connect(check_metadata)
    signals.page_generator_finalized.connect(log_own_fields)
    signals.all_generators_finalized.connect(fail_at_the_end)
