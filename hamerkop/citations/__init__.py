"""Turns ``[@key]`` and ``@key`` in an article into a numbered link to a reference list at its end.

Reads the bibliography, a file of CSL-JSON as Zotero and Pandoc export it, once a build. What it finds while a file is
converted is pending in the context until the article or page is made of it; nothing is kept from one file to the next.
"""

import re
from pathlib import Path

from pelican import signals

from hamerkop.citations.bibliography import Bibliography, read_bibliography
from hamerkop.citations.dois_in_text import dois_in_text
from hamerkop.citations.markdown_extension import CitationExtension
from hamerkop.citations.numbering import PendingResult
from hamerkop.citations.reference_list import with_unique_ids
from hamerkop.citations.source_positions import locate_problems
from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.inputs import declare_entries
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Generator
from hamerkop.shared.problems import Problem, display_path, log_problem
from hamerkop.shared.records import BIBLIOGRAPHY, ContextKey, ReferencesRecord, attach, record_of
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.source_text import is_markdown, source_text
from hamerkop.shared.summaries import automatic_summary

SETTINGS = SettingsTable(
    "hamerkop.citations",
    [
        Setting("CITATIONS_FILE", str, "references.json", "the bibliography (CSL-JSON), under `PATH`"),
        Setting(
            "CITATIONS_DOI_SERVER",
            str,
            "https://doi.org",
            "where `hamerkop cite` asks for the work of a DOI",
            lambda url: "" if url.startswith(("https://", "http://")) else "write an address that begins with https://",
        ),
        Setting("CITATIONS_HEADING", str, "References", "the heading of the reference list"),
    ],
)
CONTRACT = Contract(
    sets=(ReferencesRecord, BIBLIOGRAPHY),
    rules=("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C11", "L08", "Y01", "Y04"),
)

# Between the receivers of this plugin only.
PENDING: ContextKey[PendingResult] = ContextKey("hamerkop_pending_citations")

# What a summary that is made of the beginning of an article cannot contain: links into a list that is elsewhere.
CITATION_OR_LIST = re.compile(
    r'\s?<span class="cite">.*?</span>|<section\b[^>]*\bclass="references".*?</section>', re.DOTALL
)


def load_bibliography(generator: ArticlesGenerator) -> None:
    """Read the bibliography and put it into the context. Receiver of `load`."""
    settings = generator.settings
    problems: list[Problem] = []
    path = Path(settings["PATH"], SETTINGS.value(settings, "CITATIONS_FILE"))
    if find_data_file(generator, SETTINGS, "CITATIONS_FILE"):
        bibliography, problems = read_bibliography(path)
    else:  # what is reported already is not a problem of each citation, too
        reported = "CITATIONS_FILE" in settings or path.exists()
        bibliography = Bibliography(path, state="broken" if reported else "absent")
    BIBLIOGRAPHY.set(generator.context, bibliography)
    for problem in problems:
        log_problem(problem, settings)


def extend_markdown(generator: ArticlesGenerator) -> None:
    """Add the extension for this build. Receiver of `article_generator_init`."""
    heading, pending = SETTINGS.value(generator.settings, "CITATIONS_HEADING"), PendingResult()
    PENDING.set(generator.context, pending)
    if bibliography := BIBLIOGRAPHY.get(generator.context):
        add_markdown_extension(generator.settings, CitationExtension(bibliography, heading, pending))


def begin_file(generator: Generator) -> None:
    """Forget what the file before has left, if its reader rejected it. Receiver of `article_generator_preread`."""
    if pending := PENDING.get(generator.context):
        pending.clear()


def attach_references(content: Content) -> None:
    """Attach the references of an article or page, and report the problems of its citations. Receiver of `inspect`."""
    pending, bibliography = PENDING.get(content._context), BIBLIOGRAPHY.get(content._context)
    if pending is None or bibliography is None:
        return
    result = pending.take()
    attach(content, ReferencesRecord(result.references))
    if result.cited_keys:
        declare_entries(content, bibliography.path, result.cited_keys)
    text, path = source_text(content), display_path(content.source_path)
    problems = locate_problems(result.problems, text, path) if result.problems else []
    if is_markdown(content):
        problems += dois_in_text(text, path, bibliography)
    for problem in sorted(problems):
        log_problem(problem, content.settings)


def leave_citations_out_of_summary(content: Content) -> None:
    """Let the summary that Pelican makes of the text be one without citations. Receiver of `derive`."""
    record = record_of(content, ReferencesRecord)
    if record and record.references and "summary" not in content.metadata:
        automatic_summary(content).cut = without_citations


def without_citations(html: str) -> str:
    """Return *html* without citations and reference list."""
    return CITATION_OR_LIST.sub("", html)


def separate_lists(path: str, context: Context) -> None:
    """Give the citations of each text on a page that prints several ids of their own. Receiver of `content_written`.

    Which texts a page prints whole is known to its template alone, so the page that it has written is changed.
    """
    if "article" in context or "page" in context or not path.endswith(".html"):
        return
    file = Path(path)
    html = file.read_bytes().decode("utf-8", "surrogateescape")
    if (separate := with_unique_ids(html)) != html:
        file.write_bytes(separate.encode("utf-8", "surrogateescape"))


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_bibliography)
    signals.article_generator_init.connect(extend_markdown)
    signals.article_generator_preread.connect(begin_file)
    signals.page_generator_preread.connect(begin_file)
    steps.on(steps.inspect, attach_references)
    steps.on(steps.derive, leave_citations_out_of_summary)
    signals.content_written.connect(separate_lists)
