"""Reads articles, pages and data files as an editor would, and reports what breaks the rules of the publication.

The style rules are data: `style_rules.yaml`, see :mod:`hamerkop.checks.style_rules`. What is valid and probably not
meant is found by the functions in :mod:`hamerkop.checks.slips`. Any further check is a function in `CHECKS`. The page
is docs/plugins/checks.md. Kept in the context: the style rules; nothing of the articles.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from pelican import signals

from hamerkop.checks.header import file_name_problems
from hamerkop.checks.lost_links import InBrackets, in_brackets, lost_link_problems
from hamerkop.checks.names import SETTING_OF, name_problems, names_used, title_problems, translation_problems
from hamerkop.checks.raw_html import raw_html_problems, static_file_problems
from hamerkop.checks.slips import is_on, slips_in
from hamerkop.checks.spelling import (
    LOCALES,
    MIN_LETTERS,
    Kept,
    Prose,
    SpelledText,
    own_words,
    packed,
    program,
    prose_of,
    spelling_problems,
    words_in,
)
from hamerkop.checks.style_rules import excused_breaches, find_breaches, read_style_rules
from hamerkop.shared import changes, steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import files_in, find_data_file
from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.kept_state import KEPT_STATE
from hamerkop.shared.markdown_cost import SECONDS_PER_TEXT, readable, slow_passages, without_escapes
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.markdown_source import (
    MAX_BRACKETS,
    blank,
    mask_all_but_prose,
    mask_code,
    mask_markup,
    open_brackets,
)
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Generator, StaticGenerator
from hamerkop.shared.problems import START, Problem, display_path, line_and_column, log_problem
from hamerkop.shared.records import (
    BIBLIOGRAPHY,
    GLOSSARY,
    STYLE_RULES,
    VOCABULARY,
    ContextKey,
    FrontMatterRecord,
    is_scheduled,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import all_articles, articles_generator, contents_read
from hamerkop.shared.source_text import is_markdown, source_text
from hamerkop.shared.text_facts import TextFact


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
        Setting(
            "CHECKS_WORDS_FILE",
            str,
            "words.txt",
            "words that are not misspelt, one a line, a text file under `PATH`; it needs the extra `checks`",
        ),
        Setting("CHECKS_CATEGORIES", list[str], [], "the categories that an article can have; none: any"),
        Setting("CHECKS_AUTHORS", list[str], [], "the authors that an article can have; none: any"),
    ],
)
_RULE_IDS = """
D04 D05 D06 F10 F11 F12 F13 F14 F15 F16 L08 M05 M06 M07 M08 M09 M10 M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23
M24 M25 M26 M27 M28 M29 M30 M31 M32 M33 M34 M35 M36 M37 M38 M39 M40 M41 M42 M43 M44 M47 M48 M49 N01 N02 P01 P02 P03 P04
P05 P06 P07 P08 P09 P20 P21 S06 T05 T06 T07 Y01 Y02 Y04
"""
CONTRACT = Contract(
    sets=(STYLE_RULES,),
    reads=(FrontMatterRecord, BIBLIOGRAPHY, GLOSSARY, VOCABULARY),
    rules=tuple(_RULE_IDS.split()),
)

# Words of the site, and what was found before in each text, by its digest.
OWN_WORDS: ContextKey[frozenset[str]] = ContextKey("hamerkop_own_words")
MISSPELLINGS: ContextKey[Kept] = ContextKey("hamerkop_misspellings")
# The prose of each article and page by its source, while a site is in memory.
PROSES: ContextKey[dict[str, tuple[Content, Prose | None]]] = ContextKey("hamerkop_proses")
KEPT_AS = "hamerkop.checks.spelling"

UNFINISHED = ("P03", "M37")  # text that is to be replaced, or none: in a draft no mistake
MAX_PARTS = 20  # of one file that are reported one by one


class Source(NamedTuple):
    """A file to check: its path as problems name it, its text, whether it is Markdown, and where its header ends.

    *body* is the offset of the text below the header, if there is one.
    """

    path: str
    text: str
    is_markdown: bool
    body: int = 0

    @property
    def markdown(self) -> str:
        """The text below the header, without empty lines around it; "" if it is not Markdown."""
        return self.text[self.body :].rstrip("\n") if self.is_markdown else ""


def check_style_rules(source: Source, context: Context) -> Iterator[Problem]:
    """Yield a problem for each place where *source* breaks a style rule."""
    rules = STYLE_RULES.get(context)
    if rules:
        # In other formats an indented line is no code.
        prose = mask_all_but_prose(_without_slow_parts(source)) if source.is_markdown else mask_markup(source.text)
        yield from find_breaches(source.text, prose, rules, source.path)


def check_excused_style_rules(source: Source, context: Context) -> Iterator[Problem]:
    """Yield a problem for each line that is excused from the style rules and breaks one; it is not reported."""
    rules = STYLE_RULES.get(context)
    if rules and source.is_markdown and "check:" in source.text:
        yield from excused_breaches(source.text, mask_all_but_prose(_without_slow_parts(source)), rules, source.path)


def _without_slow_parts(source: Source) -> str:
    """Return the text of a Markdown *source* with spaces in place of what Markdown is not to read: it is no prose."""
    pieces, done = [], 0
    for start, end in slow_passages(source.markdown):
        pieces += [source.text[done : source.body + start], blank(source.text[source.body + start : source.body + end])]
        done = source.body + end
    return "".join([*pieces, source.text[done:]])


def check_brackets(source: Source, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each passage of a Markdown *source* with more open brackets than Markdown can read."""
    for offsets in open_brackets(source.markdown):
        if len(offsets) > MAX_BRACKETS:
            message = f"{len(offsets)} brackets are never closed from here on; close them, or put them into code"
            yield Problem("M05", source.path, line_and_column(source.text, source.body + offsets[0]), message)


def check_cost(source: Source, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each part of a Markdown *source* that Markdown would read for too long, or not at all."""
    for start, end in islice(slow_passages(source.markdown), MAX_PARTS):
        lines = source.text.count("\n", source.body + start, source.body + end)
        message = (
            f"has more markup, from here on for {max(lines, 1)} lines, than Markdown reads in {SECONDS_PER_TEXT:.0f} s;"
            " it is printed as typed: use less, leave lines empty in between, or write several articles"
        )
        yield Problem("M09", source.path, line_and_column(source.text, source.body + start), message)


class CostPreprocessor(Preprocessor):
    """Makes text of the markup that Markdown would read for too long, see :mod:`hamerkop.shared.markdown_cost`."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a text below its header."""
        return readable("\n".join(lines)).split("\n")


class CostPostprocessor(Postprocessor):
    """Makes characters of the escapes that Markdown left where it does not look for any, as in raw HTML."""

    def run(self, text: str) -> str:
        """Return the HTML of a text."""
        return without_escapes(text)


class CostExtension(Extension):
    """Adds :class:`CostPreprocessor` and :class:`CostPostprocessor` to Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name for it
        """Add the processors to *md*, at the priorities explained in hamerkop.shared.markdown_extensions."""
        md.preprocessors.register(CostPreprocessor(md), "hamerkop-cost", 26)
        md.postprocessors.register(CostPostprocessor(md), "hamerkop-cost", 5)


# Each yields the problems of one source; the context is that of the build, which begins with the site's settings.
CHECKS: list[Callable[[Source, Context], Iterable[Problem]]] = [
    *(check_style_rules, check_excused_style_rules, check_brackets, check_cost),
]


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
    text = source_text(content)
    source = Source(display_path(content.source_path), text, is_markdown(content), _start_of_body(content, text))
    problems = [problem for check in CHECKS for problem in check(source, content._context or {})]
    problems += slips_in(content, source.body) if source.is_markdown else file_name_problems(source.path)
    for problem in (*problems, *raw_html_problems(content)):
        log_problem(_as_in_draft(problem) if _is_draft(content) else problem, content.settings)


def _is_draft(content: Content) -> bool:
    """Return whether *content* stays unpublished until its header is changed; a scheduled text does not."""
    return content.status == "draft" and not is_scheduled(content)


def _as_in_draft(problem: Problem) -> Problem:
    """Return a problem that only says that a text is not finished as what it is in a draft."""
    return replace(problem, rule="P20", level=None) if problem.rule in UNFINISHED else problem


@changes.only_reports
def check_names(generators: Iterable[Generator]) -> None:
    """Log the categories, authors and titles that are probably slips. Receiver of `all_generators_finalized`."""
    generator = articles_generator(generators)
    articles = sorted(all_articles(generator), key=lambda article: str(article.source_path))
    allowed = {kind: SETTINGS.value(generator.settings, name) for kind, name in SETTING_OF.items()}
    problems = (
        list(name_problems(names_used(articles), allowed)) if _any_is_on(("T05", "T06", "T07"), generator) else []
    )
    problems += title_problems(articles) if _any_is_on(("F12", "F15"), generator) else []
    problems += translation_problems(articles)
    for problem in problems:
        log_problem(problem, generator.settings)


def _any_is_on(rules: Iterable[str], generator: Generator) -> bool:
    return any(is_on(rule, generator.settings) for rule in rules)


def load_words(generator: ArticlesGenerator) -> None:
    """Read the words of the site, and what is kept of the last build. Receiver of `load`."""
    path = find_data_file(generator, SETTINGS, "CHECKS_WORDS_FILE")
    OWN_WORDS.set(generator.context, own_words(path))
    state = KEPT_STATE.get(generator.context)
    kept = state.load(KEPT_AS) if state else None
    MISSPELLINGS.set(generator.context, kept if isinstance(kept, dict) else {})
    PROSES.set(generator.context, {})


@changes.only_reports
def check_spelling(generators: Iterable[Generator]) -> None:
    """Log misspelt words. Receiver of `all_generators_finalized`: one process reads all texts that have changed."""
    generator = articles_generator(generators)
    context, settings = generator.context, generator.settings
    kept = MISSPELLINGS.get(context)
    if kept is None or program() is None or not is_on("P04", settings):
        return
    contents = contents_read(context)
    proses = ((content, _prose_of(content, context)) for content in contents)
    own, named = OWN_WORDS.get(context) or frozenset(), words_in(_names_and_terms(contents, context))
    terms = frozenset(word for word in words_in(_terms(context)) if len(word) >= MIN_LETTERS)
    texts = [SpelledText(display_path(content.source_path), prose, terms) for content, prose in proses if prose]
    known = own | named
    for problem in spelling_problems(texts, kept, known):
        log_problem(problem, settings)
    if state := KEPT_STATE.get(context):
        state.keep(KEPT_AS, kept)


def _prose_of(content: Content, context: Context) -> Prose | None:
    """Return the prose of an article or page, which is made again only when the file has been read again."""
    proses = PROSES.get(context)
    if proses is None:
        return PROSE.of(content)
    known = proses.get(content.source_path)
    if known is None or known[0] is not content:
        known = proses[content.source_path] = (content, PROSE.of(content))
    return known[1]


def forget_prose(context: Context, source_path: str) -> None:
    """Remove what is kept of the article or page at *source_path*. Receiver of `forget`."""
    (PROSES.get(context) or {}).pop(source_path, None)


def prose_in(content: Content, _html: str) -> Prose | None:
    """Return what of a source is checked for spelling; None if nothing is."""
    locale = LOCALES.get(str(getattr(content, "lang", "")).lower())
    if locale is None or program() is None or not is_markdown(content) or not is_on("P04", content.settings):
        return None
    text = source_text(content)
    return packed(locale, prose_of(text, _start_of_body(content, text)))


PROSE = TextFact("hamerkop.checks.prose", prose_in)


def brackets_in(content: Content, html: str) -> tuple[InBrackets, ...]:
    """Return the texts in brackets of a Markdown source that could have lost the address of a link."""
    if "[" not in html or not is_markdown(content):
        return ()
    text = source_text(content)
    return in_brackets(text, mask_code(text), _start_of_body(content, text), html)


BRACKETS = TextFact("hamerkop.checks.brackets", brackets_in)


@changes.only_reports
def check_lost_links(generators: Iterable[Generator]) -> None:
    """Log titles in brackets that have lost the address of a link. Receiver of `all_generators_finalized`."""
    generator = articles_generator(generators)
    listed = [(content, BRACKETS.of(content)) for content in contents_read(generator.context)]
    for problem in lost_link_problems(listed):
        log_problem(problem, generator.settings)


def _names_and_terms(contents: Iterable[Content], context: Context) -> Iterator[str]:
    """Yield texts with words that a site defines: terms of the glossary, topics, authors, categories, tags."""
    yield from _terms(context)
    for content in contents:
        yield from (str(author) for author in getattr(content, "authors", ()))


def _terms(context: Context) -> Iterator[str]:
    """Yield the terms of the glossary and the titles of the topics."""
    glossary, vocabulary = GLOSSARY.get(context), VOCABULARY.get(context)
    for term in glossary.terms if glossary else ():
        yield from term.forms
    for topic in vocabulary.topics.values() if vocabulary else ():
        yield topic.title


def check_files(generator: StaticGenerator) -> None:
    """Log what runs in the files that are published as they are. Receiver of `static_generator_finalized`."""
    for static in generator.staticfiles:
        for problem in static_file_problems(static):
            log_problem(problem, generator.settings)


def _start_of_body(content: Content, text: str) -> int:
    """Return the offset of the first line below the header; one that Pelican has read ends at the first empty line."""
    header = front_matter_of(content)
    if header is None:
        found = re.search(r"\n[ \t]*\n", text)
        start = found.end() if found else 0
    else:
        start = max((line.end() for line in islice(re.finditer("\n", text), header.body_line - 1)), default=0)
    return start + len(text[start:]) - len(text[start:].lstrip("\n"))


def extend_markdown(generator: ArticlesGenerator) -> None:
    """Add the extension for what takes long. Receiver of `article_generator_init`."""
    add_markdown_extension(generator.settings, CostExtension())


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_style_rules)
    steps.on(steps.load, load_words)
    signals.article_generator_init.connect(extend_markdown)
    steps.on(steps.inspect, check_content)
    signals.static_generator_finalized.connect(check_files)
    PROSE.register()
    BRACKETS.register()
    changes.on_forget(forget_prose)
    signals.all_generators_finalized.connect(check_names)
    signals.all_generators_finalized.connect(check_spelling)
    signals.all_generators_finalized.connect(check_lost_links)
