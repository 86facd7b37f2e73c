"""Reads articles, pages and data files as an editor would, and reports what breaks the rules of the publication.

The style rules are data: `style_rules.yaml`, see :mod:`hamerkop.checks.style_rules`. Any further check is a function in
`CHECKS`. The page is docs/plugins/checks.md. Kept in the context: the style rules; nothing of the articles.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from pelican import signals

from hamerkop.checks.style_rules import find_breaches, read_style_rules
from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import files_in, find_data_file
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.markdown_source import (
    MAX_BRACKETS,
    mask_all_but_prose,
    mask_markup,
    open_brackets,
    with_open_brackets_as_text,
)
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context
from hamerkop.shared.problems import START, Problem, display_path, line_and_column, log_problem
from hamerkop.shared.records import STYLE_RULES
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.source_text import is_markdown, source_text


def invalid_pattern(patterns: Iterable[str]) -> str:
    """Return what to write instead of the first of *patterns* that is none for paths under `PATH`, or ""."""
    wrong = next((pattern for pattern in patterns if not Path(pattern).parts or Path(pattern).is_absolute()), None)
    return "" if wrong is None else f'"{wrong}" is no pattern for paths under `PATH`; write "figures/*.yaml"'


SETTINGS = SettingsTable(
    "hamerkop.checks",
    [
        Setting("CHECKS_STYLE_RULES_FILE", str, "style_rules.yaml", "the style rules, a YAML file under `PATH`"),
        Setting(
            "CHECKS_STYLE_RULES_ALSO",
            list[str],
            ["figures/*.yaml"],
            "further files that the style rules apply to, because readers see their text: patterns under `PATH`",
            invalid_pattern,
        ),
    ],
)
CONTRACT = Contract(sets=(STYLE_RULES,), rules=("L08", "M05", "P01", "Y01", "Y02", "Y04"))


class Source(NamedTuple):
    """A file to check: its path as problems name it, its text, and whether it is Markdown."""

    path: str
    text: str
    is_markdown: bool


def check_style_rules(source: Source, context: Context) -> Iterator[Problem]:
    """Yield a problem for each place where *source* breaks a style rule."""
    rules = STYLE_RULES.get(context)
    if rules:
        # In other formats an indented line is no code.
        prose = mask_all_but_prose(source.text) if source.is_markdown else mask_markup(source.text)
        yield from find_breaches(source.text, prose, rules, source.path)


def check_brackets(source: Source, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each passage of a Markdown *source* with more open brackets than Markdown can read."""
    for offsets in open_brackets(source.text) if source.is_markdown else ():
        if len(offsets) > MAX_BRACKETS:
            message = f"{len(offsets)} brackets are never closed from here on; close them, or put them into code"
            yield Problem("M05", source.path, line_and_column(source.text, offsets[0]), message)


class BracketPreprocessor(Preprocessor):
    """Makes text of very many open brackets, which Markdown would read for minutes, and then take for text."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a text, in which code in fences is already replaced."""
        return with_open_brackets_as_text("\n".join(lines)).split("\n")


class BracketExtension(Extension):
    """Adds :class:`BracketPreprocessor` to Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name for it
        """Add the processor to *md*, at the priority explained in hamerkop.shared.markdown_extensions."""
        md.preprocessors.register(BracketPreprocessor(md), "hamerkop-brackets", 22)


# Each yields the problems of one source; the context is that of the build, which begins with the site's settings.
CHECKS: list[Callable[[Source, Context], Iterable[Problem]]] = [check_style_rules, check_brackets]


def load_style_rules(generator: ArticlesGenerator) -> None:
    """Put the style rules into the context, and check data files by them. Receiver of `load`."""
    path = find_data_file(generator, SETTINGS, "CHECKS_STYLE_RULES_FILE")
    if path is None:
        return
    rules, problems = read_style_rules(path)
    STYLE_RULES.set(generator.context, rules)
    for source in data_sources(generator):
        problems += check_style_rules(source, generator.context)
    for problem in problems:
        log_problem(problem, generator.settings)


def data_sources(generator: ArticlesGenerator) -> Iterator[Source]:
    """Yield the files, neither articles nor pages, whose text readers see; they and their folders are inputs."""
    folder = Path(generator.settings["PATH"])
    for pattern in SETTINGS.value(generator.settings, "CHECKS_STYLE_RULES_ALSO"):
        folders = folder.glob(Path(pattern).parent.as_posix()) if "/" in pattern else [folder]
        found = [path for path in files_in(folder, pattern, generator.settings) if path.is_file()]
        for path in (*folders, *found):  # a folder changes with a new file
            declare_site_input(generator.context, path)
        for path in found:
            if not os.access(path, os.R_OK):
                log_problem(
                    Problem("Y01", display_path(path), START, "cannot be read; change its permissions"),
                    generator.settings,
                )
                continue
            yield Source(display_path(path), path.read_text("utf-8-sig", errors="replace"), is_markdown=False)


def check_content(content: Content) -> None:
    """Log the problems of an article or page. Receiver of `inspect`."""
    source = Source(display_path(content.source_path), source_text(content), is_markdown(content))
    for problem in (problem for check in CHECKS for problem in check(source, content._context or {})):
        log_problem(problem, content.settings)


def extend_markdown(generator: ArticlesGenerator) -> None:
    """Add the extension for open brackets. Receiver of `article_generator_init`."""
    add_markdown_extension(generator.settings, BracketExtension())


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_style_rules)
    signals.article_generator_init.connect(extend_markdown)
    steps.on(steps.inspect, check_content)
