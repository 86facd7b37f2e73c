"""Checks that each link between sources leads to a page that will be there, before anything is written.

[plugin] Pelican leaves a link it cannot follow in the page as it stands, and turns a link to an unpublished
article into one to the front page. Here both are errors, with the line and the nearest name.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pelican import signals
from pelican.contents import Article, Author, Category, Page, Tag

from hamerkop.shared.problems import Problem, did_you_mean, display_path, line_and_column, log_problem

_LINK = re.compile(r"(?:href|src|poster)\s*=\s*[\"']([^\"']*)[\"']")
_INDICATED = re.compile(r"[{|](\w+)[}|](.*)", re.DOTALL)
TO_SOURCES = ("filename", "static", "attach")
TO_LISTS = ("author", "category", "tag", "index")
LISTS = {"author": ("authors", Author), "category": ("categories", Category), "tag": ("tags", Tag)}
SOURCES = (".md", ".rst")


def broken_links(content: Any, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the target, as typed, and what is wrong with it, for each link of *content* that leads nowhere."""
    for typed in map(unescape, _LINK.findall(content._content or "")):
        indicated = _INDICATED.match(typed)
        kind, address = indicated.groups() if indicated else ("", typed)
        wrong = _readable_or_wrong(kind, address, content, context)
        if wrong:
            yield typed, wrong


def _readable_or_wrong(kind: str, address: str, content: Any, context: dict[str, Any]) -> str:
    try:
        return _wrong_with(kind, address, content, context)
    except (ValueError, OSError):  # a host in open brackets, a name longer than any file's
        return f'"{address[:80]}" is no address; mend it'


def _wrong_with(kind: str, address: str, content: Any, context: dict[str, Any]) -> str:
    target = _target(address, content)
    if kind == "filename":
        return _wrong_with_page(target, content, context)
    if kind in TO_SOURCES:
        there = Path(content.settings["PATH"], target).is_file()
        others = [name for name in context["static_content"] if name != target]
        return "" if there else f'there is no file "{target}"{did_you_mean(target, others)}'
    if kind in LISTS:
        return _wrong_with_list(kind, address, content.settings, context)
    if kind and kind not in TO_LISTS:
        known = (*TO_SOURCES, *TO_LISTS)
        return f"{{{kind}}} leads nowhere{did_you_mean(kind, known) or '; write {filename}'}"
    parts = urlparse(address)
    if not kind and not parts.scheme and not parts.netloc and parts.path.endswith(SOURCES):
        return f'"{address}" is a source, not a page; write {{filename}}{address}'
    return ""


def _wrong_with_list(kind: str, address: str, settings: dict[str, Any], context: dict[str, Any]) -> str:
    name, wrapper = LISTS[kind]
    known = {entry.slug: entry.name for entry, _ in context[name]}
    wanted = wrapper(urlparse(address).path, settings)
    return (
        ""
        if wanted.slug in known
        else f'no article has the {kind} "{wanted}"{did_you_mean(str(wanted), known.values())}'
    )


def _target(address: str, content: Any) -> str:
    """Return the path under the content folder that a link of *content* means."""
    path = unquote(urlparse(address).path)
    if path.startswith("/"):
        return path.removeprefix("/")
    folder = posixpath.dirname(content.get_relative_source_path() or "")
    return posixpath.normpath(posixpath.join(folder, path))


def _wrong_with_page(target: str, content: Any, context: dict[str, Any]) -> str:
    pages, files = context["generated_content"], context["static_content"]
    if target in pages:
        return _wrong_with_status(target, content, pages[target])
    if Path(content.settings["PATH"], target).is_file():
        skipped = target not in files
        return f'"{target}" is skipped' if skipped else f'"{target}" is a file, not a page; write {{static}}'
    return f'there is no page "{target}"{did_you_mean(target, pages)}'


def _wrong_with_status(target: str, content: Any, page: Any) -> str:
    # A page that is None cannot be read, and is named for that; the link is right.
    if page is not None and content.status != "draft" and page.status == "draft":
        return f'"{target}" is not published; take the link out, or publish it first'
    return ""


def problems_of(content: Any, context: dict[str, Any]) -> Iterator[Problem]:
    """Yield the broken links of one article or page with their places in its source."""
    text = Path(content.source_path).read_text("utf-8-sig", errors="replace")
    searched_to = 0
    named = getattr(content, "missing_pictures", ())
    for typed, wrong in broken_links(content, context):
        if typed in named:
            continue
        offset = text.find(typed, searched_to)
        searched_to = max(offset, searched_to)
        yield Problem("L01", display_path(content.source_path), line_and_column(text, max(offset, 0)), wrong)


def forget(_pelican: Any) -> None:
    """Begin a build with nothing read."""
    _read.clear()


def remember(content: Any) -> None:
    """Keep each article and page, also one that is rejected later, so that one run names the mistakes of all."""
    if isinstance(content, Article | Page) and content.source_path:
        _read.append(content)


_read: list[Any] = []


def check_links(generators: Iterable[Any]) -> None:
    """Log every broken link of every article and page."""
    context = next(iter(generators)).context
    for content in sorted(_read, key=lambda content: str(content.source_path)):
        for problem in problems_of(content, context):
            log_problem(problem, content.settings)


def withhold_files(generator: Any) -> None:
    """Take files that only unwritten articles use out of those to be copied: a draft's picture is a draft too."""
    contents = [content for content in _read if isinstance(content._content, str)]
    used: dict[bool, set[str]] = {True: set(), False: set()}
    for content in contents:
        used[bool(content.save_as)] |= content.get_static_links()
    generator.context["withheld_files"] = used[False] - used[True]
    generator.context["static_links"] -= generator.context["withheld_files"]


def register() -> None:
    # After the articles' generator, before the one that copies files.
    signals.page_generator_finalized.connect(withhold_files)
    signals.get_generators.connect(forget)
    signals.content_object_init.connect(remember)
    signals.all_generators_finalized.connect(check_links)
