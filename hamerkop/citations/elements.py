"""Edits the element tree of Python-Markdown around a citation, an element `<span class="cite">`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from hamerkop.citations.reference_list import anchor_attributes, anchor_text
from hamerkop.shared.records import CitationAnchor

NO_BREAK = "\N{NO-BREAK SPACE}"
# Inline elements, so that a citation after one is kept on its line.
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
# After a word (not "vs." or "e.g.") or after another citation.
END_OF_SENTENCE = re.compile(r"(?:^|[^\W_]{3,})[.?!][\"'”’)\]]*\s+$")


@dataclass
class Gap:
    """The text before a child of an element: behind the *previous* child, or at the beginning of the *parent*.

    A gap is known without a search in the list of children, which would take a time that grows with its length.
    """

    child: Element
    parent: Element
    previous: Element | None

    @property
    def text(self) -> str:
        """The text in the gap."""
        return (self.parent.text if self.previous is None else self.previous.tail) or ""

    @text.setter
    def text(self, text: str) -> None:
        """Replace the text in the gap."""
        if self.previous is None:
            self.parent.text = text
        else:
            self.previous.tail = text

    def opens_sentence(self) -> bool:
        """Return whether the child is at the beginning of a sentence."""
        opens_block = not self.text.strip() and self.previous is None and self.parent.tag not in INLINE
        return opens_block or bool(END_OF_SENTENCE.search(self.text))

    def keep_on_line(self) -> None:
        """Make the space before the child a no-break space, so that no line begins with ``[3]``."""
        follows_word = self.text.strip() or (self.previous is not None and self.previous.tag in INLINE)
        if follows_word and self.text[-1:].isspace():
            self.text = self.text.rstrip() + NO_BREAK


def gaps_before(root: Element, attribute: str) -> Iterator[tuple[Element, Gap]]:
    """Yield each element below *root* that has *attribute*, in reading order, with the gap before it.

    The elements are found before the first one is yielded, and must not be removed while a gap behind them is used.
    """
    gaps: dict[Element, Gap] = {}
    for parent in root.iter():
        previous = None
        for child in parent:
            if attribute in child.attrib:
                gaps[child] = Gap(child, parent, previous)
            previous = child
    yield from ((child, gaps[child]) for child in root.iter() if child in gaps)


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
