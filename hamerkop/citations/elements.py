"""Edits the element tree of Python-Markdown around a citation, an element `<span class="cite">`."""

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from hamerkop.citations.reference_list import anchor_attributes, anchor_text
from hamerkop.shared.records import CitationAnchor

NO_BREAK = "\N{NO-BREAK SPACE}"
# Inline elements, so that a citation after one is kept on its line.
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
# After a word (not "vs." or "e.g.") or after another citation.
END_OF_SENTENCE = re.compile(r"(?:^|[^\W_]{3,})[.?!][\"'”’)\]]*\s+$")


def opens_sentence(span: Element, parent: Element) -> bool:
    """Return whether a citation is at the beginning of a sentence."""
    before = text_before(span, parent)
    opens_block = not before.strip() and parent[0] is span and parent.tag not in INLINE
    return opens_block or bool(END_OF_SENTENCE.search(before))


def fill(span: Element, anchors: Sequence[CitationAnchor]) -> None:
    """Write ``[3, 4]`` or ``[see 3, table 2; 4]`` into a citation, each number a link to its item."""
    separator = "; " if any(anchor.prefix or anchor.locator for anchor in anchors) else ", "
    span.text = "["
    for anchor in anchors:
        prefix = f"{anchor.prefix}{NO_BREAK}" if anchor.prefix else ""
        if len(span):
            span[-1].tail = separator + prefix
        else:
            span.text += prefix
        SubElement(span, "a", anchor_attributes(anchor)).text = anchor_text(anchor)
    span[-1].tail = "]"


def outermost_link(element: Element, parents: Mapping[Element, Element]) -> Element | None:
    """Return the outermost link that contains *element*, or None; a link in a link is not valid HTML."""
    found = None
    while element in parents:
        element = parents[element]
        found = element if element.tag == "a" else found
    return found


def remove(span: Element, parent: Element) -> None:
    """Remove a citation from its sentence and close the gap."""
    after = span.tail or ""
    before = text_before(span, parent)
    set_text_before(span, parent, (before if after[:1].isalnum() else before.rstrip()) + after)
    parent.remove(span)


def insert_after(element: Element, span: Element, parent: Element) -> None:
    """Insert a citation after *element*, on the same line."""
    span.tail, element.tail = element.tail, NO_BREAK
    parent.insert(list(parent).index(element) + 1, span)


def keep_on_line(span: Element, parent: Element) -> None:
    """Make the space before a citation a no-break space, so that no line begins with ``[3]``."""
    before, index = text_before(span, parent), list(parent).index(span)
    follows_word = before.strip() or (index and parent[index - 1].tag in INLINE)
    if follows_word and before[-1:].isspace():
        set_text_before(span, parent, before.rstrip() + NO_BREAK)


def text_before(child: Element, parent: Element) -> str:
    """Return the text between *child* and the element, or start of *parent*, before it."""
    index = list(parent).index(child)
    return (parent[index - 1].tail if index else parent.text) or ""


def set_text_before(child: Element, parent: Element, text: str) -> None:
    """Set the text between *child* and the element, or start of *parent*, before it."""
    index = list(parent).index(child)
    if index:
        parent[index - 1].tail = text
    else:
        parent.text = text
