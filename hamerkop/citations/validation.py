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
    if citation.slip:
        yield from _problems_of_slip(citation, before, bibliography, nearest_key)
    elif not citation.items:
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
    if _KEYS_WITH_COMMAS.fullmatch(typed):
        keys = re.findall(rf"-?@{CITATION_KEY}", typed)
        wrong = "&" if "&" in typed else "the comma" if "," in typed else '"and"'
        return f"write ; in place of {wrong}: [{'; '.join(keys)}]"
    if place := _PLACE_WITHOUT_COMMA.fullmatch(typed):
        return f"write a comma behind the key: [{place[1]}, {place[2]}]"
    if _SOME_KEYS.fullmatch(typed):
        listed = [each.strip().lstrip("@") for each in typed.strip("[]").split(";")]
        return f"write an @ before each key: [{'; '.join(f'@{key}' for key in listed)}]"
    keys = re.findall(rf"@{CITATION_KEY}", typed)
    return f"write [{'; '.join(keys)}]" if keys and _ONLY_KEYS.fullmatch(typed) else SUPPORTED_SYNTAX


_PLACE_WITHOUT_COMMA = re.compile(
    rf"\[(@{CITATION_KEY})[ ]+((?:pp?|table|fig(?:ure)?|ch(?:apter)?|section)\b[^\[\]@]*)\]"
)
_SOME_KEYS = re.compile(rf"\[@?{CITATION_KEY}(?:[ ]*;[ ]*@?{CITATION_KEY})+\]")
# Keys with other marks around and between them than are right.
_ONLY_KEYS = re.compile(rf"[\W_]*@{CITATION_KEY}(?:[\W_]+@{CITATION_KEY})*[\W_]*")


def _problems_of_slip(
    citation: Citation, before: str, bibliography: Bibliography, nearest_key: Callable[[str], str]
) -> Iterator[UnlocatedProblem]:
    """Yield the problem with what is written as no citation is, if its key is one, or in brackets as one."""
    if citation.slip in bibliography.items:
        typed = " ".join(PLACEHOLDER.sub("…", citation.unsupported).split())
        yield problem_with("C02", citation, before, f'"{typed}" is no citation as it is typed; {_slip_advice(typed)}')
    elif (
        citation.raw.startswith(("[[", "[^"))
        and bibliography.state == "read"
        and bibliography.may_be_key(citation.slip)
    ):
        yield from _problems_of_item(CitationItem(citation.slip), citation, before, bibliography, nearest_key)


def _slip_advice(typed: str) -> str:
    """Return what to write in place of what is no citation, but has a key of the bibliography."""
    keys = "; ".join(re.findall(rf"@{CITATION_KEY}", typed))
    if typed.startswith("\\"):
        return f"write {typed.replace(chr(92), '')}, without backslashes"
    if typed.startswith("[^"):
        return f"write [{keys}], without ^"
    if typed.startswith("[["):
        return f"write [{keys}], in one pair of brackets"
    if typed.startswith("["):
        return f"it is the text of a link; write [{keys}], without an address behind it"
    return f"a [ is missing before it; write [{typed}"


def _problems_of_item(
    item: CitationItem,
    citation: Citation,
    before: str,
    bibliography: Bibliography,
    nearest_key: Callable[[str], str],
) -> Iterator[UnlocatedProblem]:
    key = item.key
    if key not in bibliography.items:
        if bibliography.is_hidden(key):
            return
        nearest = nearest_key(key)
        if citation.author_in_text and not nearest and not bibliography.may_be_key(key):
            return  # the name of somebody on another site
        message = f'"{key}" is not in {bibliography.name}; {_fix(key, nearest, citation)}'
        yield problem_with("C01", citation, before, message, key=key, better_key=nearest)
    elif citation.author_in_text and not bibliography.authors(key):
        message = f'"{key}" has no author or editor to name; name it in your own words, and write [@{key}]'
        yield problem_with("C05", citation, before, message, key=key)
    if item.locator in bibliography.items:
        message = f'"{item.locator}" is the key of another item, not a locator; write [@{key}; @{item.locator}]'
        yield problem_with("C06", citation, before, message, key=key)


def _fix(key: str, nearest: str, citation: Citation) -> str:
    """Return what to do about a key that is not in the bibliography."""
    if nearest:
        return f'did you mean "{nearest}"?{or_escape(citation, "?")}'
    if citation.author_in_text:
        return f"write \\{citation.raw} if it is no citation, or add it there"
    if doi := _DOI.fullmatch(key):
        return f"add it there with `hamerkop cite {doi[1]}`"
    return "add it there"


_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/.+)", re.IGNORECASE)


def key_of_doi(key: str, bibliography: Bibliography) -> str:
    """Return the key of the item whose DOI was typed as a *key*, or ""."""
    typed = _DOI.fullmatch(key)
    dois = ((known, str(item.get("DOI", ""))) for known, item in bibliography.items.items()) if typed else ()
    return next((known for known, doi in dois if typed and doi.lower() == typed[1].lower()), "")


def or_escape(citation: Citation, fix: str = "") -> str:
    """Return how to print a word with @ that may be no citation, as the end of a message after *fix*."""
    if not citation.author_in_text:
        return ""
    return f"{' Or' if fix.endswith('?') else ', or'} write \\{citation.raw} if it is no citation"
