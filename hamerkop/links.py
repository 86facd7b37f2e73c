"""Checks that each link between sources leads to a page that will be there, before anything is written.

[plugin] Pelican leaves a link it cannot follow in the page as it stands, and turns a link to an unpublished
article into one to the front page. Here both are errors, with the line and the nearest name.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pelican import signals

from hamerkop.problems import Problem, did_you_mean, display_path, line_and_column, log_problem

_LINK = re.compile(r"(?:href|src|poster)\s*=\s*[\"'][{|](filename|static|attach)[}|]([^\"']*)[\"']")


def broken_links(content: Any, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the target, as typed, and what is wrong with it, for each link of *content* that leads nowhere."""
    for kind, typed in _LINK.findall(content._content or ""):
        path = unquote(urlparse(typed).path)
        source = posixpath.normpath(posixpath.join(posixpath.dirname(content.relative_source_path), path))
        target = path.removeprefix("/") if path.startswith("/") else source
        wrong = _wrong_with(kind, target, content, context)
        if wrong:
            yield typed, wrong


def _wrong_with(kind: str, target: str, content: Any, context: dict[str, Any]) -> str:
    pages, files = context["generated_content"], context["static_content"]
    if kind != "filename":
        return "" if target in files else f'there is no file "{target}"{did_you_mean(target, files)}'
    if target in files and target not in pages:
        return f'"{target}" is a file, not a page; write {{static}} instead of {{filename}}'
    if target in pages and pages[target] is None:
        return ""  # that file cannot be read, and is named for it; the link is right
    if target not in pages:
        return f'there is no page "{target}"{did_you_mean(target, pages)}'
    if content.status == "published" and pages[target].status == "draft":
        return f'"{target}" is not published; take the link out, or publish it first'
    return ""


def problems_of(content: Any, context: dict[str, Any]) -> Iterator[Problem]:
    """Yield the broken links of one article or page with their places in its source."""
    text = Path(content.source_path).read_text("utf-8", errors="replace")
    searched_to = 0
    for typed, wrong in broken_links(content, context):
        offset = text.find(typed, searched_to)
        searched_to = max(offset, searched_to)
        yield Problem(display_path(content.source_path), *line_and_column(text, max(offset, 0)), wrong)


def check_links(generators: Iterable[Any]) -> None:
    """Log every broken link of every article and page."""
    context = next(iter(generators)).context
    for path in sorted(context["generated_content"]):
        content = context["generated_content"][path]
        if content is not None:
            for problem in problems_of(content, context):
                log_problem(problem)


def register() -> None:
    signals.all_generators_finalized.connect(check_links)
