"""Formats the reference list at the end of a text: each item with links back to where it is cited."""

import re
from collections.abc import Iterable
from string import ascii_lowercase

from hamerkop.shared.records import CitationAnchor, Reference

# The selector asks for the arrow as text, not as an emoji.
ARROW = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"


def anchor_text(anchor: CitationAnchor) -> str:
    """Return the text of the link from a citation to the list: ``3`` or ``3, table 2``."""
    return ", ".join(filter(None, (str(anchor.number), anchor.locator)))


def anchor_attributes(anchor: CitationAnchor) -> dict[str, str]:
    """Return the attributes of the link from a citation to the list."""
    return {"id": anchor.id, "href": f"#ref-{anchor.key}", "aria-label": f"Reference {anchor_text(anchor)}"}


def list_items(references: Iterable[Reference]) -> str:
    """Return the items of the list as HTML."""
    return "\n" + "\n".join(map(list_item, references)) + "\n"


def list_item(reference: Reference) -> str:
    """Return one item of the list as HTML, with a backlink for each citation."""
    backlinks = " ".join(backlink(reference, index) for index in range(len(reference.anchors)))
    return f'<li id="ref-{reference.id}">{reference.html} {backlinks}</li>'


def backlink(reference: Reference, index: int) -> str:
    """Return the link back to the citation with that index; letters distinguish several."""
    letters = letter_label(index) if len(reference.anchors) > 1 else ""
    # The accessible name contains the letters that are visible (WCAG 2.5.3).
    name = " ".join(filter(None, ("Back to citation", str(reference.number), letters)))
    return f'<a href="#{reference.anchors[index].id}" role="doc-backlink" aria-label="{name}">{ARROW}{letters}</a>'


_LIST = re.compile(r'<section\b[^>]*\bclass="references"[^>]*>.*?</section>', re.DOTALL)
_ID = re.compile(r'(?<=\s)((?:id|aria-labelledby)="|href="#)((?:cite-\d+|ref-[^"]+|references(?:-heading)?)")')


def with_unique_ids(html: str) -> str:
    """Return the HTML of a page that prints several texts with other ids in all but the first of them.

    What belongs to the second list of a page, from the end of the first one, gets the ids ``2-cite-1``, ``2-ref-KEY``,
    ``2-references``. So each number leads to the list of its own text, and no id is used twice.
    """
    lists = list(_LIST.finditer(html))
    pieces, done = [], lists[0].end() if lists else 0
    for number, found in enumerate(lists[1:], 2):
        pieces.append(_ID.sub(rf"\g<1>{number}-\g<2>", html[done : found.end()]))
        done = found.end()
    return "".join([html[: lists[0].end()], *pieces, html[done:]]) if pieces else html


def letter_label(index: int) -> str:
    """Return a, b, … z, aa, ab, … for 0, 1, … 25, 26, 27, …"""
    rest, last = divmod(index, len(ascii_lowercase))
    return (letter_label(rest - 1) if rest else "") + ascii_lowercase[last]
