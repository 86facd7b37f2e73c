"""Turns ``[@key]`` and ``@key`` in an article into a numbered link to a reference list at its end.

[plugin] The works stand in ``references.json``, as Zotero and Pandoc write it (CSL-JSON). Articles, pages and drafts
get ``references``, a list of :class:`Reference`, for templates; all templates and plugins get ``works``, the whole
file as a :class:`Library`. A key that is not in the file, and a citation that cannot be read, are errors with line
and column.

| setting             | default             | meaning                                 |
| ------------------- | ------------------- | --------------------------------------- |
| `CITATIONS_FILE`    | `"references.json"` | the works, seen from the content folder |
| `CITATIONS_HEADING` | `"References"`      | what stands over the list               |
"""

import logging
import re
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.readers import MarkdownReader
from pelican.utils import truncate_html_paragraphs, truncate_html_words

from hamerkop.citations.bibliography import Library, load
from hamerkop.citations.markdown_extension import CitationExtension, Document
from hamerkop.citations.reference_list import Place, Reference
from hamerkop.citations.source_positions import problems_in
from hamerkop.citations.vancouver import Work
from hamerkop.shared.problems import did_you_mean, log_problem

__all__ = ["Library", "Place", "Reference", "Work", "register"]

log = logging.getLogger(__name__)

DEFAULTS = {
    "CITATIONS_FILE": "references.json",
    "CITATIONS_HEADING": "References",
}

# What a summary made from an article's beginning cannot hold: links into a list that is elsewhere.
CITATIONS_AND_LIST = re.compile(
    r'\s?<span class="cite">.*?</span>|<section\b[^>]*\bclass="references".*?</section>', re.DOTALL
)


def extend_markdown(pelican: Any) -> None:
    """Teach the site's Markdown to cite."""
    settings = pelican.settings
    for name in sorted(name for name in settings if name.startswith("CITATION") and name not in DEFAULTS):
        log.error("%s is not a setting%s", name, did_you_mean(name, DEFAULTS) or f"; there are {', '.join(DEFAULTS)}")
    if settings["LOAD_CONTENT_CACHE"]:
        log.warning("LOAD_CONTENT_CACHE keeps articles whose citations are not checked again; leave it off")
    extension = CitationExtension(settings.get("CITATIONS_HEADING", DEFAULTS["CITATIONS_HEADING"]))
    known = [known for known in settings["MARKDOWN"].get("extensions", []) if not isinstance(known, CitationExtension)]
    settings["MARKDOWN"] = settings["MARKDOWN"] | {"extensions": [*known, extension]}


def extension_of(settings: Any) -> CitationExtension | None:
    """Return the extension that :func:`extend_markdown` added to these settings."""
    extensions = settings["MARKDOWN"].get("extensions", [])
    return next((known for known in extensions if isinstance(known, CitationExtension)), None)


def load_works(pelican: Any) -> None:
    """Read the references file, once a build."""
    extension = extension_of(pelican.settings)
    if extension is None:
        return
    file = pelican.settings.get("CITATIONS_FILE", DEFAULTS["CITATIONS_FILE"])
    extension.library, problems = load(Path(pelican.settings["PATH"], file))
    for problem in problems:
        log_problem(problem, pelican.settings)


def give_works(generator: Any) -> None:
    """Let templates and other plugins see every work, cited or not."""
    extension = extension_of(generator.settings)
    if extension is not None and extension.library is not None:
        generator.context["works"] = extension.library


def fetch_references(content: Any) -> None:
    """Give an article or page its references, and tell what is wrong with its citations."""
    extension = extension_of(content.settings)
    # What waits after a rejected file is not for the next file that is no Markdown.
    markdown = Path(content.source_path or "").suffix[1:] in MarkdownReader.file_extensions
    document = extension.take() if extension and markdown else None
    content.references = document.references if document else []
    if document and document.faults:
        tell(document, content.source_path, content.settings)
    if content.references and "summary" not in content.metadata:
        content._summary = beginning(content._content, content.settings)


def tell(document: Document, source_path: str | Path, settings: Any) -> None:
    for problem in problems_in(document, source_path):
        log_problem(problem, settings)


def beginning(html: str, settings: Any) -> str:
    """Return the summary that Pelican would make of *html*, without citations."""
    words, paragraphs = settings["SUMMARY_MAX_LENGTH"], settings.get("SUMMARY_MAX_PARAGRAPHS")
    summary = CITATIONS_AND_LIST.sub("", html)
    if paragraphs is not None:
        summary = truncate_html_paragraphs(summary, paragraphs)
    return summary if words is None else truncate_html_words(summary, words, settings["SUMMARY_END_SUFFIX"])


def tell_what_is_left(generators: list[Any]) -> None:
    """Tell the faults of files that were rejected for another mistake, so that one run names all mistakes."""
    settings = generators[0].settings
    extension = extension_of(settings)
    if extension is None:
        return
    extension.set_aside()
    for document in extension.left_over:
        for file in files_of(document, settings)[:1]:
            tell(document, file, settings)
    extension.left_over.clear()


def files_of(document: Document, settings: Any) -> list[Path]:
    """Return the files that hold the text of *document*: Markdown is not told which file it reads."""
    folder, words = Path(settings["PATH"]), document.text.strip()
    files = sorted(file for suffix in MarkdownReader.file_extensions for file in folder.rglob(f"*.{suffix}"))
    return [file for file in files if words in file.read_text("utf-8-sig", errors="replace")]


def register() -> None:
    signals.initialized.connect(extend_markdown)
    # Sent once a build; `initialized` is sent once for all builds of --autoreload.
    signals.get_generators.connect(load_works)
    signals.generator_init.connect(give_works)
    signals.content_object_init.connect(fetch_references)
    signals.all_generators_finalized.connect(tell_what_is_left)
