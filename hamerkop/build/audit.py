"""Checks what became of every content file: Pelican drops a file that it cannot read, and continues."""

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from pelican.contents import Article, Page
from pelican.generators import ArticlesGenerator, PagesGenerator, PelicanTemplateNotFound

from hamerkop.build.content_files import overlooked
from hamerkop.build.pelican_log import LogCollector
from hamerkop.shared.excuses import is_excused
from hamerkop.shared.html_source import strip_tags
from hamerkop.shared.pelican_types import Content, Context, Generator
from hamerkop.shared.problems import START, Problem, display_path, line_and_column, position_of
from hamerkop.shared.records import is_scheduled
from hamerkop.shared.site_content import contents_read, is_published
from hamerkop.shared.source_text import half_character, is_markdown, source_text
from hamerkop.shared.text_facts import HALF_CHARACTER, TEXT_LINKS
from hamerkop.shared.urls import LONGEST_NAME, LONGEST_PATH, generated_pages, published_address

NOT_READ = "not read"
NOT_WRITTEN = "not written"  # its save_as is empty


def outcomes(generators: Iterable[Generator]) -> dict[str, str]:
    """Return what became of each article and page, by the path of its source under the content folder.

    That is its status, or "scheduled", or "skipped" (`status: skip`), or NOT_WRITTEN, or NOT_READ.
    """
    found = {}
    for generator in generators:
        for path in _sources(generator):
            found[path] = _outcome(path, generator.context["generated_content"])
    return dict(sorted(found.items()))


def _sources(generator: Generator) -> list[str]:
    """Return the source files in which a generator of articles or pages found its contents."""
    kinds = {ArticlesGenerator: "ARTICLE", PagesGenerator: "PAGE"}
    kind = next((kind for cls, kind in kinds.items() if isinstance(generator, cls)), None)
    if kind is None:
        return []
    settings = generator.settings
    files = generator.get_files(settings[f"{kind}_PATHS"], exclude=settings[f"{kind}_EXCLUDES"])
    return sorted(PurePosixPath(os.path.normpath(file)).as_posix() for file in files)


def _outcome(path: str, generated: Mapping[str, Content | None]) -> str:
    if path not in generated:
        return "skipped"  # Pelican keeps what it made and what failed, and nothing of a file with `status: skip`
    content = generated[path]
    if content is None:
        return NOT_READ
    if is_scheduled(content):
        return "scheduled"
    return str(content.status) if content.save_as else NOT_WRITTEN


def scheduled(context: Context) -> dict[str, datetime]:
    """Return the dates of the articles that are published later, by the path of the source under the content folder."""
    later = [content for content in contents_read(context) if is_scheduled(content)]
    return {str(content.get_relative_source_path()): content.date for content in later}


def unread(found: Mapping[str, str], folder: Path, log: LogCollector) -> Iterator[Problem]:
    """Yield a problem for each file that Pelican could not read, unless another problem explains that.

    *found* is what :func:`outcomes` returned, *folder* the content folder. What Pelican has logged about the file gives
    the reason, and is taken from *log*.
    """
    explained = {problem.path for problem in log.errors()}
    for path in (path for path, outcome in found.items() if outcome == NOT_READ):
        records = log.take(path, str(folder / path))
        shown = display_path(folder / path)
        if shown not in explained:
            position, reason = records[0].reason(folder / path) if records else (START, "cannot be read")
            yield Problem("B01", shown, position, reason)


def problems(generators: Sequence[Generator], found: Mapping[str, str]) -> Iterator[Problem]:
    """Yield every problem that shows once everything is read and before anything is written.

    *found* is what :func:`outcomes` returned.
    """
    yield from overlooked(generators, found)
    for find in (withheld_by_header, half_characters, address_clashes, names_too_long, missing_templates):
        yield from find(generators)


# What keeps a file back, as somebody may have typed it in a header that the reader did not understand, or as other
# programs read it.
_IS = r"""["']?[ \t]*[:=]+[ \t]*["']?"""
_WITHHELD = re.compile(
    rf"""^[ \t]*:?["']?(?:status{_IS}(?P<status>draft|hidden|skip)"""
    rf"|(?P<field>draft{_IS}(?:true|yes|on)|published{_IS}(?:false|no|off)))\b",
    re.IGNORECASE | re.MULTILINE,
)


_HEADER_SAYS = "hamerkop_header_says"  # an attribute of articles and pages: what their header says, and where


def note_header(content: Content) -> None:
    """Note on an article or page whether its header says that it is not to be published.

    Receiver of `content_object_init`: what is noted is kept with the article, so its source is not read again.
    """
    if isinstance(content, Article | Page):
        text = source_text(content)
        if found := _WITHHELD.search(_header_of(text, content)):
            position = line_and_column(text, found.start() + len(found[0]) - len(found[0].lstrip()))
            setattr(content, _HEADER_SAYS, (found["status"] or found["field"], position))


def withheld_by_header(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each file that is about to be published although its header says otherwise."""
    for content in filter(is_published, contents_read(generators[0].context)):
        if noted := getattr(content, _HEADER_SAYS, None):
            said, position = noted
            message = f"is read as published, but this line says {said}; write status: draft, or remove the line"
            yield Problem("B16", display_path(content.source_path), position, message)


LONGEST_HEADER = 4000  # characters


def _header_of(text: str, content: Content) -> str:
    """Return the beginning of a source that is meant as its header: between lines of ---, else to a blank line.

    In reStructuredText the fields follow the title, so there it is all of the first LONGEST_HEADER characters.
    """
    start = len(text) - len(text.lstrip())
    end = start + LONGEST_HEADER
    if is_markdown(content):
        last = re.compile(r"\n[ \t]*---" if text.startswith("---", start) else r"\n[ \t]*\n").search(text, start, end)
        end = last.start() if last else end
    return text[:end]


def about_names(generators: Sequence[Generator], log: LogCollector) -> Iterator[Problem]:
    """Yield a problem for what Pelican has logged about a tag, category or author, at the first field that has it."""
    names = {record.values[-1] for record in log.records if record.values}
    for content in contents_read(generators[0].context) if names else ():
        for field, name in _names_of(content):
            for record in log.take_warnings(name) if name in names else ():
                position = position_of(content, field, name)
                yield Problem("B10", display_path(content.source_path), position, record.message)


def about_links(generators: Sequence[Generator], log: LogCollector) -> Iterator[Problem]:
    """Yield a problem for what Pelican has logged about a {filename} or the like, in each text that has it.

    What a rule of our own has found on the same line is not reported again.
    """
    reported = {(problem.path, problem.start.line) for problem in log.problems if problem.rule.startswith("L")}
    addresses = {record.values[-1]: record for record in log.records if record.values}
    for content in contents_read(generators[0].context) if addresses else ():
        for link in TEXT_LINKS.of(content):
            if record := addresses.get(link.value):
                log.take_warnings(link.value)
                text = source_text(content)
                position, path = line_and_column(text, max(0, text.find(link.path))), display_path(content.source_path)
                if (path, position.line) not in reported and not is_excused("L01", path, position.line):
                    yield Problem("B10", path, position, record.message)


def half_characters(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each text with half of a character: the pages, lists and feeds with it cannot be written."""
    for content in contents_read(generators[0].context):
        found = [(field, half_character(text)) for field, text in _fields_of(content)]
        for field, half in [*found, ("text", HALF_CHARACTER.of(content))]:
            if half:
                message = f"{field} has {half}, which is half of a character; write the character itself"
                yield Problem("F08", display_path(content.source_path), position_of(content, field), message)


def _fields_of(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what is written somewhere of an article or page, besides its text, with the field that gives it."""
    yield from (("title", str(content.title)), ("slug", str(content.slug)))
    yield "summary", str(getattr(content, "_summary", None) or "")
    yield from _names_of(content)


def _names_of(content: Content) -> Iterator[tuple[str, str]]:
    """Yield the names of which an article or page has lists, each with the field that gives it."""
    for name in ("category", "tags", "authors"):
        value = getattr(content, name, None) or []
        yield from (
            (_typed_field(content, name), str(each)) for each in (value if isinstance(value, list) else [value])
        )


def address_clashes(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each file whose page would be written over another page.

    A text with a `save_as` of its own may replace a page of the site: Pelican's way to a home page of one's own.
    """
    written: dict[str, Content] = {}
    of_site = generated_pages(generators)
    for content in _by_ease_of_change(generators):
        save_as = _save_as_when_published(content)
        owner = written.get(save_as)
        page = "" if hasattr(content, "override_save_as") else of_site.get(save_as)
        if owner is not None or page:
            other = display_path(owner.source_path) if owner is not None else page
            message = f"would be written to {save_as}, like {other}; give it another slug"
            yield Problem("S01", display_path(content.source_path), position_of(content, "slug"), message)
        elif save_as:
            written[save_as] = content


def _save_as_when_published(content: Content) -> str:
    """Return the output path of a page; a scheduled article has that of its day already."""
    return published_address(content).save_as if is_scheduled(content) else str(content.save_as)


def _by_ease_of_change(generators: Sequence[Generator]) -> list[Content]:
    """Return every article and page, those with a slug of their own last: of two, the last one is the problem."""
    return sorted(contents_read(generators[0].context), key=lambda content: "slug" in content.metadata)


def names_too_long(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each page whose file or folder would have a longer name than file systems allow."""
    for content in contents_read(generators[0].context):
        for field, item, save_as in _addresses(content):
            if message := _too_long(save_as):
                yield Problem("S04", display_path(content.source_path), position_of(content, field, item), message)


def _too_long(save_as: str) -> str:
    """Return why no file can be written at the path *save_as*, or ""."""
    if len(save_as) <= LONGEST_NAME // 4 or _length(save_as) <= LONGEST_NAME:  # and so each of its names
        return ""
    part = max(PurePosixPath(save_as).parts, key=_length, default="")
    if _length(part) > LONGEST_NAME:
        return f"would be written to a name of {_length(part)} bytes; shorten it to {LONGEST_NAME}"
    if _length(save_as) > LONGEST_PATH:
        return f"would be written to a path of {_length(save_as)} bytes; shorten it to {LONGEST_PATH}"
    return ""


def _length(name: str) -> int:
    return len(os.fsencode(name))


def _addresses(content: Content) -> Iterator[tuple[str, str | None, str]]:
    """Yield the output path of an article and of the pages of its names, each with the field and item that gives it."""
    field = next((name for name in ("save_as", "slug", "lang", "title") if name in content.metadata), "title")
    if field == "slug" and len(str(content.metadata.get("lang", ""))) > len(content.slug):
        field = "lang"
    yield field, None, _save_as_when_published(content)
    for name in ("category", "tags", "authors") if isinstance(content, Article) and is_published(content) else ():
        value = getattr(content, name, None) or []
        for each in value if isinstance(value, list) else [value]:
            yield _typed_field(content, name), str(each), str(each.save_as)


def _typed_field(content: Content, name: str) -> str:
    """Return the name under which the header has a field: one author is often written as `author`."""
    return "author" if name == "authors" and "authors" not in content.metadata else name


def missing_templates(generators: Sequence[Generator]) -> Iterator[Problem]:
    """Yield a problem for each file that asks for a template that the theme does not have."""
    found = set[str]()
    for content in contents_read(generators[0].context):
        try:
            if content.template not in found:
                generators[0].get_template(content.template)
                found.add(content.template)
        except PelicanTemplateNotFound:
            message = f'the theme has no template "{content.template}"; correct the name, or remove the field'
            yield Problem("B03", display_path(content.source_path), position_of(content, "template"), message)


def not_shown(
    generators: Sequence[Generator], output: Path, shown: Container[str] = ()
) -> Iterator[tuple[str, Problem]]:
    """Yield a problem for each article and page of which nothing can be read in the folder *output*.

    Each comes with the path of the page. *shown* are paths of pages, relative to *output*, of which that is known.
    """
    for content in contents_read(generators[0].context):
        save_as = "" if is_scheduled(content) else str(content.save_as)
        if save_as in shown:
            continue
        page = output / save_as
        if save_as and not page.is_file():
            message = f"its page {save_as} was not written, though its status is {content.status}"
            yield save_as, Problem("B14", display_path(content.source_path), START, message)
        elif save_as and not _shows(page, str(getattr(content, "_content", None) or "")):
            template = f'the template "{content.template}"'
            message = f"nothing of its text is on its page {save_as}; {template} has to print the content"
            yield save_as, Problem("B14", display_path(content.source_path), position_of(content, "template"), message)


def _shows(page: Path, text: str) -> bool:
    """Return whether a page has one of the first words of an HTML text, or that has no words."""
    shown = page.read_text("utf-8", errors="replace")
    if any(word in shown for word in _some_words(text[: text.find("</p>")])):  # nearly always
        return True
    words = _some_words(text)
    return not words or any(word in shown for word in words)


def _some_words(text: str) -> list[str]:
    """Return the first words of an HTML text; of letters only, so that no plugin changes or escapes them."""
    return re.findall(r"[^\W\d_]{4,}", strip_tags(text[:20_000]))[:50]
