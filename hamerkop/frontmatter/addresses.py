"""Checks that the files of an article can be written: inside the output folder, and with names that a disk takes."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hamerkop.frontmatter.parse import FrontMatter, Value, shortened
from hamerkop.shared.file_policy import is_below
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.problems import START, Problem
from hamerkop.shared.rules import ERROR, WARNING
from hamerkop.shared.site_content import tags_of
from hamerkop.shared.urls import LONGEST_NAME, LONGEST_PATH

ROOM = 15  # bytes for what is added to a slug: "2.atom.xml" and the like
_FIX = f"shorten it to less than {LONGEST_NAME - ROOM} bytes"


def address_problems(content: Content, header: FrontMatter, strict: bool) -> Iterator[Problem]:
    """Yield a problem for each file of an article or page that cannot be written.

    It is an error; that of an alias, which Pelican itself does not read, only where *strict*.
    """
    save_as = str(content.save_as)
    name, value = _origin(header)
    if not is_below(content.settings["OUTPUT_PATH"], save_as):
        message = f'would be written to "{shortened(save_as)}", outside the output folder; write a path inside it'
        yield _problem("F03", header, name, value, message)
    elif _is_too_long(save_as):
        yield _problem("S04", header, name, value, f"is too long for the name of a file; {_FIX}")
    for field, named in _named_pages(content):
        if named.save_as and max(_lengths([named.slug])) > LONGEST_NAME - ROOM:
            yield _name_problem(header, field, named.name)
    for alias in as_list(getattr(content, "aliases", None)):
        if max(_lengths(alias.split("/"))) > LONGEST_NAME - ROOM:
            yield replace(_name_problem(header, "aliases", alias), level=ERROR if strict else WARNING)


def _is_too_long(save_as: str) -> bool:
    return max(_lengths(save_as.split("/"))) > LONGEST_NAME or sum(_lengths([save_as])) > LONGEST_PATH


def _lengths(names: Iterable[str]) -> list[int]:
    return [len(os.fsencode(name)) for name in names]


def _named_pages(content: Content) -> Iterator[tuple[str, NamedPage]]:
    yield from (("tags", tag) for tag in tags_of(content))
    if hasattr(content, "category"):
        yield "category", content.category
    yield from (("authors", author) for author in getattr(content, "authors", []))


def _origin(header: FrontMatter) -> tuple[str, Value | None]:
    """Return the name and value of the field that decides on the output path, if it is too long or leads out."""
    candidates = [
        (name, header.fields[name].value)
        for name in ("override_save_as", "save_as", "slug", "lang", "category", "author", "title")
        if name in header.fields and isinstance(header.fields[name].value.data, str)
    ]
    if candidates and candidates[0][0].endswith("save_as"):
        return candidates[0]
    leading = [each for each in candidates if ".." in str(each[1].data) or str(each[1].data).startswith("/")]
    found = leading or sorted(candidates, key=lambda each: -len(str(each[1].data)))
    return found[0] if found else ("the file name", None)


def _name_problem(header: FrontMatter, field: str, text: str) -> Problem:
    name = field if field in header.fields else "author" if field == "authors" else field
    value = header.fields[name].value if name in header.fields else None
    item = next((each for each in (value.items() if value else ()) if each.data == text), value)
    return _problem("S04", header, name, item, f'"{shortened(text)}" is too long for the name of a file; {_FIX}')


def _problem(rule: str, header: FrontMatter, name: str, value: Value | None, message: str) -> Problem:
    start, end = (value.start, value.end) if value else (START, None)
    return Problem(rule, header.path, start, f"{name}: {message}", end)
