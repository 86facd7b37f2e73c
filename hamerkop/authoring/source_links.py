"""Finds the addresses of links in a source, with their places, and writes them for sources that are moved."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from hamerkop.shared.file_changes import Replacement
from hamerkop.shared.link_targets import FILE_KINDS, parse_address, path_from
from hamerkop.shared.markdown_source import mask_code

# {filename}… and |filename|… anywhere; an address from the root of the site only where a link has one.
_BEGINNING = re.compile(
    rf"[{{|](?:{'|'.join(FILE_KINDS)})[}}|]|(?:(?<=\]\()|(?<=\]\(<)|(?<=\]:[ \t])|(?<=\bhref=[\"']))/(?![/\s])"
)
_CLOSING = {"<": ">", '"': '"', "'": "'"}  # of what is around an address
_UNSAFE = re.compile(r"[\s()<>\"'%?#]")  # in a path: what would end the address, or mean something else

_SPACE_IN_PATH = re.compile(r"[ \t]+(?![ \t\"'\n])")  # Python-Markdown needs no < > around it; a title is in quotes


class Typed(NamedTuple):
    """An address in a source, from *start* up to *end*."""

    text: str
    start: int
    end: int


def addresses_in(text: str, is_markdown: bool) -> Iterator[Typed]:
    """Yield the addresses of *text* that may lead to a source or a page of the site; none in code or comments."""
    shown = mask_code(text) if is_markdown else text
    for found in _BEGINNING.finditer(shown):
        end = _end_of_address(shown, found.start(), found.end())
        yield Typed(text[found.start() : end], found.start(), end)


def _end_of_address(text: str, start: int, after: int) -> int:
    before = text[start - 1 : start]
    if closing := _CLOSING.get(before):
        found = re.compile(rf"{closing}|\n").search(text, after)
        return found.start() if found else len(text)
    depth = 0
    for offset in range(after, len(text)):
        character = text[offset]
        depth += (character == "(") - (character == ")")
        if depth < 0 or (before == "=" and character == ">"):
            return offset
        if character.isspace() and not (before == "(" and _SPACE_IN_PATH.match(text, offset)):
            return offset
    return len(text)


def rewritten(
    text: str, is_markdown: bool, old_path: str, new_path: str, moved: Mapping[str, str], urls: Mapping[str, str]
) -> list[Replacement]:
    """Return the replacements in a source for links to what is *moved*, and of its own if it is moved itself.

    *old_path* and *new_path* are those of the source, *moved* has new paths by old ones, all relative to PATH. *urls*
    has new addresses by old ones, relative to SITEURL and without slashes around them.
    """
    found = []
    for typed in addresses_in(text, is_markdown):
        new = _rewritten_address(typed.text, old_path, new_path, moved, urls)
        if new != typed.text:
            found.append(Replacement(typed.start, typed.end, new))
    return found


def _rewritten_address(
    typed: str, old_path: str, new_path: str, moved: Mapping[str, str], urls: Mapping[str, str]
) -> str:
    kind, rest = parse_address(typed)
    path = re.match(r"[^?#]*", rest)[0] if kind else typed  # type: ignore[index]  # it matches anything
    try:
        if not kind:
            return _rewritten_url(typed, urls)
        target = path_from(rest, posixpath.dirname(old_path))
    except ValueError:  # a host in open brackets
        return typed
    new_target = moved.get(target, target)
    if path.startswith("/"):
        new = f"/{new_target}" if new_target != target else unquote(path)
    else:
        is_moved = new_target != target or posixpath.dirname(old_path) != posixpath.dirname(new_path)
        new = posixpath.relpath(new_target, posixpath.dirname(new_path) or ".") if is_moved else unquote(path)
    if new == unquote(path):
        return typed
    encoded = _UNSAFE.sub(lambda each: quote(each[0]), new)
    return f"{typed[: len(typed) - len(rest)]}{encoded}{rest[len(path) :]}"


def _rewritten_url(typed: str, urls: Mapping[str, str]) -> str:
    path = urlsplit(typed).path
    new = urls.get(unquote(path).strip("/"))
    return typed if new is None else f"/{new}{typed[len(path) :]}"
