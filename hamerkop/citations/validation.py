"""Judges one citation against the bibliography, without Markdown and Pelican."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markdown.util import ETX, STX

from hamerkop.citations.parser import SUPPORTED_SYNTAX, Citation, CitationItem
from hamerkop.shared.markdown_source import CITATION_KEY
from hamerkop.shared.records import Bibliography
from hamerkop.shared.rules import WARNING, Level

# What Markdown has replaced before it comes to citations: code and escapes.
PLACEHOLDER = re.compile(f"{STX}.*?{ETX}")


@dataclass(frozen=True)
class UnlocatedProblem:
    """A problem with a citation, as long as its position in the source file is unknown.

    *typed* is the citation up to the first part that Markdown has replaced, *before* some of the text before it, *key*
    the key that the problem is about ("" for the whole citation), *better_key* the key to write instead, if one is
    near. *level* is that of the rule unless one is given.
    """

    rule: str
    message: str
    typed: str
    before: str
    key: str = ""
    better_key: str = ""
    level: Level | None = None


def problem_with(rule: str, citation: Citation, before: str, message: str, **more: Any) -> UnlocatedProblem:
    """Return a problem with *citation*; *before* is some of the text before it."""
    return UnlocatedProblem(rule, message, citation.raw.partition(STX)[0], before, **more)


def problems_of_citation(
    citation: Citation, before: str, bibliography: Bibliography, nearest_key: Callable[[str], str]
) -> Iterator[UnlocatedProblem]:
    """Yield every problem with *citation*: its syntax, then each of its items.

    *nearest_key* returns the key that is nearest to an unknown one, or "".
    """
    if not citation.items:
        typed = " ".join(PLACEHOLDER.sub("…", citation.unsupported).split())
        message = f'"{typed}" is not a citation that can be read; {_advice(typed)}'
        # On a site that has no bibliography it is most likely meant as something else.
        level = WARNING if bibliography.state == "absent" else None
        yield problem_with("C02", citation, before, message, level=level)
    elif bibliography.state == "absent":
        message = f"there is no {bibliography.name}; export your bibliography to it as CSL-JSON, or set CITATIONS_FILE"
        # Without a bibliography a word with @ is most likely a user name of another site.
        level = WARNING if citation.author_in_text else None
        yield problem_with("C03", citation, before, message + or_escape(citation), level=level)
    elif bibliography.state == "read":  # a broken file is a problem of its own, not one for each citation
        for item in citation.items:
            yield from _problems_of_item(item, citation, before, bibliography, nearest_key)


_KEYS_WITH_COMMAS = re.compile(rf"\[-?@{CITATION_KEY}(?:[ ]*(?:[,;&]|\band\b)[ ]*(?:and[ ]+)?-?@{CITATION_KEY})+[ ]*\]")


def _advice(typed: str) -> str:
    """Return what to write in place of a citation that cannot be read."""
    if not _KEYS_WITH_COMMAS.fullmatch(typed):
        return SUPPORTED_SYNTAX
    keys = re.findall(rf"-?@{CITATION_KEY}", typed)
    wrong = "&" if "&" in typed else "the comma" if "," in typed else '"and"'
    return f"write ; in place of {wrong}: [{'; '.join(keys)}]"


def _problems_of_item(
    item: CitationItem,
    citation: Citation,
    before: str,
    bibliography: Bibliography,
    nearest_key: Callable[[str], str],
) -> Iterator[UnlocatedProblem]:
    key = item.key
    if key not in bibliography.items:
        nearest = nearest_key(key)
        fix = f'did you mean "{nearest}"?' if nearest else "add it there"
        message = f'"{key}" is not in {bibliography.name}; {fix}{or_escape(citation, fix)}'
        yield problem_with("C01", citation, before, message, key=key, better_key=nearest)
    elif citation.author_in_text and not bibliography.authors(key):
        message = f'"{key}" has no author or editor to name; name it in your own words, and write [@{key}]'
        yield problem_with("C05", citation, before, message, key=key)
    if item.locator in bibliography.items:
        message = f'"{item.locator}" is the key of another item, not a locator; write [@{key}; @{item.locator}]'
        yield problem_with("C06", citation, before, message, key=key)


def or_escape(citation: Citation, fix: str = "") -> str:
    """Return how to print a word with @ that may be no citation, as the end of a message after *fix*."""
    if not citation.author_in_text:
        return ""
    return f"{' Or' if fix.endswith('?') else ', or'} write \\{citation.raw} if it is no citation"
