"""Reads ``[@key]`` and ``[@key; @other]`` in Markdown and makes numbered links of them.

The grammar is at the top, free of Markdown and Pelican. Below it is the Python-Markdown extension, in three steps,
because a number can be given only when the whole text is known:

1. while lines are read, each citation becomes an empty ``<span>``, so that it may stand in emphasis, headings,
   tables, footnotes and blocks like any other word;
2. when the tree stands, works are numbered in the order in which a reader meets them, and the list is added;
3. after the table of contents is made (which so gets neither numbers nor links), the spans are filled.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from hamerkop.citations.library import Library
from hamerkop.citations.listing import Place, Reference, list_items
from hamerkop.problems import did_you_mean

# The grammar

# As Pandoc has it: letters, digits and "_", with single punctuation inside.
KEY = r"\w+(?:[:.+/-]\w+)*"
ONE_WORK = re.compile(rf"\s*@({KEY})\s*")
OPENING = re.compile(r"(?<!\\)\[@")
# Up to its bracket, within one paragraph and one cell of a table.
CLOSED = re.compile(r"\[@(?:(?!\n\s*\n)[^\[\]|])*\]")
SUPPORTED = "write [@key], or [@key; @other] for several works; \\[@ prints a bracket"

# What Markdown had made of words before it came to citations: code, escapes.
REPLACED = re.compile(f"{STX}.*?{ETX}")
# What HTML prints as it stands on purpose.
VERBATIM = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Citation:
    """One bracket as a writer typed it: its works, or none if it is not understood."""

    raw: str
    keys: tuple[str, ...]


def citations_in(words: str) -> Iterator[tuple[int, Citation]]:
    """Yield each citation in *words* with the offset of its bracket; a link that begins with @ is none."""
    for opening in OPENING.finditer(words):
        if citation := citation_at(words, opening.start()):
            yield opening.start(), citation


def citation_at(words: str, start: int) -> Citation | None:
    """Read the citation whose bracket opens at *start*; None if it is the text of a link."""
    bracket = CLOSED.match(words, start)
    if not bracket:
        return Citation(words[start:].split(maxsplit=1)[0], ())
    if words[bracket.end() : bracket.end() + 1] == "(":
        return None
    works = [ONE_WORK.fullmatch(part) for part in bracket.group()[1:-1].split(";")]
    keys = dict.fromkeys(work[1] for work in works if work)
    return Citation(bracket.group(), tuple(keys) if all(works) else ())


# What is remembered while one text is read


@dataclass(frozen=True)
class Fault:
    """A mistake in a citation: its words as far as Markdown left them, what stands before, and which key is meant."""

    raw: str
    before: str
    key: str
    message: str


@dataclass
class Document:
    """The citations of one text, from its first line to its reference list."""

    library: Library
    heading: str
    text: str = ""
    finished: bool = False
    found: list[tuple[Citation, str]] = field(default_factory=list)
    places: dict[int, list[Place]] = field(default_factory=dict)
    cited: dict[str, Reference] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def references(self) -> list[Reference]:
        """The works cited, in the order of their numbers."""
        return list(self.cited.values())

    def blame(self, citation: Citation, before: str, message: str, key: str = "") -> None:
        self.faults.append(Fault(citation.raw.partition(STX)[0], before, key, message))

    def blame_once(self, citation: Citation, before: str, message: str) -> None:
        if message not in {fault.message for fault in self.faults}:
            self.blame(citation, before, message)


def usable(document: Document, citation: Citation, before: str) -> bool:
    """Tell whether *citation* can be printed; what stands against it is noted in the document."""
    if document.finished:
        document.blame(citation, before, "a summary has no reference list to lead to; cite this in the text")
    elif not citation.keys:
        typed = REPLACED.sub("…", citation.raw)
        document.blame(citation, before, f'"{typed}" is not a citation that can be read; {SUPPORTED}')
    elif document.library.state == "absent":
        message = f"there is no {document.library.name}; export your works to it as CSL-JSON, or set CITATIONS_FILE"
        document.blame_once(citation, before, message)
    else:
        # Each work is asked for, so that one run names every unknown one.
        answers = [known(document, citation, before, key) for key in citation.keys]
        return all(answers)
    return False


def known(document: Document, citation: Citation, before: str, key: str) -> bool:
    """Tell whether a work is in the references file; a broken file is its own error, not one for each citation."""
    library = document.library
    if key not in library.works and library.state == "read":
        hint = did_you_mean(key, library.works)
        document.blame(citation, before, f'no work "{key}" in {library.name}{hint or "; add it there"}', key)
    return key in library.works


def number(document: Document, index: int) -> list[Place]:
    """Give the works of one citation their numbers, old or new, and each a place to come back to."""
    library, cited = document.library, document.cited
    keys = document.found[index][0].keys
    for key in keys:
        if key not in cited:
            cited[key] = Reference(len(cited) + 1, key, library.works[key], library.line(key))
    return [reference.add_place() for reference in sorted((cited[key] for key in keys), key=by_number)]


def by_number(reference: Reference) -> int:
    return reference.number


# The extension

NO_BREAK = "\N{NO-BREAK SPACE}"
# What is part of a sentence, so that a citation behind it is held to it.
WORDS = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
MARK = "data-citation"  # on a span: which of the document's citations it stands for


class CitationExtension(Extension):
    """Numbers citations and adds the reference list; keeps the document that was read last for Pelican to fetch.

    Pelican makes a new Markdown object for each file, and so a new document; a second text that the same object
    converts (Pelican does so with summaries) gets neither numbers nor a list.
    """

    def __init__(self, heading: str = "References") -> None:
        super().__init__()
        self.heading = heading
        self.library: Library | None = None
        self.document: Document | None = None
        self.left_over: list[Document] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name for it
        self.set_aside()
        if self.library is None:
            return
        document = Document(self.library, self.heading)
        md.preprocessors.register(Remember(md, document), "citations-remember", 100)
        # After code spans (190) and escapes (180), before footnote marks (175) and links (170).
        md.inlinePatterns.register(Marking(md, document), "citations-marking", 178)
        # After inline (20) and the reordering of footnotes (19), before the table of contents (5).
        md.treeprocessors.register(Numbering(md, document, self), "citations-numbering", 14)
        # After the table of contents (5), before escapes are undone (0).
        md.treeprocessors.register(Filling(md, document), "citations-filling", 1)

    def set_aside(self) -> None:
        """Keep a document that nobody fetched: its file was rejected, but its faults are to be told."""
        if document := self.take():
            self.left_over.append(document)

    def take(self) -> Document | None:
        """Return the document read last, once."""
        document, self.document = self.document, None
        return document


class Remember(Preprocessor):
    """Keeps the text, to know its file again if it has to be searched for."""

    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(md)
        self.document = document

    def run(self, lines: list[str]) -> list[str]:
        self.document.text = self.document.text or "\n".join(lines)
        return lines


class Marking(InlineProcessor):
    """Puts an empty span in the place of a citation, and leaves one that is wrong as it was typed."""

    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(OPENING.pattern, md)
        self.document = document

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's name; its stub forgets that it may give None
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        citation = citation_at(data, m.start())
        before = data[max(0, m.start() - 24) : m.start()]
        if not citation or not usable(self.document, citation, before):
            return None, None, None
        self.document.found.append((citation, before))
        span = Element("span", {"class": "cite", MARK: str(len(self.document.found) - 1)})
        return span, m.start(), m.start() + len(citation.raw)


class Numbering(Treeprocessor):
    """Numbers the works in the order of the text and adds the reference list to its end."""

    def __init__(self, md: Markdown, document: Document, extension: CitationExtension) -> None:
        super().__init__(md)
        self.document = document
        self.extension = extension

    def run(self, root: Element) -> None:
        if not self.document.finished:
            self.document.finished = True
            self.number_all(root)
            self.blame_what_is_not_shown()
            if self.document.cited:
                self.add_list(root)
        if self.document.cited or self.document.faults:
            self.extension.document = self.document

    def number_all(self, root: Element) -> None:
        for span in root.iter("span"):
            if MARK in span.attrib:
                index = int(span.attrib[MARK])
                self.document.places[index] = number(self.document, index)

    def blame_what_is_not_shown(self) -> None:
        """Note citations that got lost on the way into the tree, or that stand in HTML that is passed through."""
        for index, (citation, before) in enumerate(self.document.found):
            if index not in self.document.places:
                message = "a citation cannot stand in a picture's words or a link's address; put it in the sentence"
                self.document.blame(citation, before, message)
        for block in self.md.htmlStash.rawHtmlBlocks:
            shown = VERBATIM.sub("", block) if isinstance(block, str) else ""
            for start, citation in citations_in(shown):
                message = "a citation in an HTML block is not read; write this part as Markdown"
                self.document.blame(citation, shown[max(0, start - 24) : start], message)

    def add_list(self, root: Element) -> None:
        named = {"role": "doc-bibliography", "aria-labelledby": "references-heading"}
        section = SubElement(root, "section", {"class": "references", "id": "references"} | named)
        SubElement(section, "h2", {"id": "references-heading"}).text = self.document.heading
        # Kept out of the tree, so that nothing takes the titles of works for Markdown or for abbreviations.
        SubElement(section, "ol").text = self.md.htmlStash.store(list_items(self.document.references))


class Filling(Treeprocessor):
    """Writes the numbers into the spans."""

    def __init__(self, md: Markdown, document: Document) -> None:
        super().__init__(md)
        self.document = document

    def run(self, root: Element) -> None:
        spans = [span for span in root.iter("span") if MARK in span.attrib]
        parents = {child: parent for parent in root.iter() for child in parent} if spans else {}
        behind: dict[Element, Element] = {}
        for span in spans:
            fill(span, self.document.places[int(span.attrib.pop(MARK))])
            if (link := outermost_link(span, parents)) is not None:
                take_out(span, parents[span])
                put_behind(behind.get(link, link), span, parents[link])
                behind[link] = span
            else:
                hold_to_the_word_before(span, parents[span])


def fill(span: Element, places: list[Place]) -> None:
    """Write ``[3, 4]``, each number a link to its work."""
    span.text = "["
    for place in places:
        link = SubElement(span, "a", place.attributes())
        link.text = str(place.number)
        link.tail = ", "
    span[-1].tail = "]"


def outermost_link(element: Element, parents: dict[Element, Element]) -> Element | None:
    """Return the link in whose words *element* stands; HTML has no links in links."""
    found = None
    while element in parents:
        element = parents[element]
        found = element if element.tag == "a" else found
    return found


def take_out(span: Element, parent: Element) -> None:
    """Take a citation out of its sentence and close the gap."""
    rest = span.tail or ""
    before = text_before(span, parent)
    set_text_before(span, parent, (before if rest[:1].isalnum() else before.rstrip()) + rest)
    parent.remove(span)


def put_behind(element: Element, span: Element, parent: Element) -> None:
    """Put a citation behind *element*, held to it."""
    span.tail, element.tail = element.tail, NO_BREAK
    parent.insert(list(parent).index(element) + 1, span)


def hold_to_the_word_before(span: Element, parent: Element) -> None:
    """Make the space before a citation one that does not break, so that no line begins with ``[3]``."""
    before, position = text_before(span, parent), list(parent).index(span)
    follows_word = before.strip() or (position and parent[position - 1].tag in WORDS)
    if follows_word and before[-1:].isspace():
        set_text_before(span, parent, before.rstrip() + NO_BREAK)


def text_before(child: Element, parent: Element) -> str:
    position = list(parent).index(child)
    return (parent[position - 1].tail if position else parent.text) or ""


def set_text_before(child: Element, parent: Element, words: str) -> None:
    position = list(parent).index(child)
    if position:
        parent[position - 1].tail = words
    else:
        parent.text = words
