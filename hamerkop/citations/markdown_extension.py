"""Makes numbered links of the citations in a Markdown text, and adds the list of works to its end.

The Python-Markdown extension goes in three steps, because a number can be given only when the whole text is known:

1. while lines are read, each citation becomes an empty ``<span>``, so that it may stand in emphasis, headings,
   tables, footnotes and blocks like any other word;
2. when the tree stands, works are numbered in the order in which a reader meets them, the names of a citation in
   running text are written before its span, and the list is added;
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

from hamerkop.citations.bibliography import Library
from hamerkop.citations.parser import SUPPORTED, TOKEN, Citation, Cited, citations_in, read
from hamerkop.citations.reference_list import Place, Reference, list_items
from hamerkop.shared.problems import did_you_mean

# What Markdown had made of words before it came to citations: code.
REPLACED = re.compile(f"{STX}.*?{ETX}")
# What HTML prints as it stands on purpose.
VERBATIM = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)

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


def usable(document: Document, citation: Citation, before: str) -> bool:
    """Tell whether *citation* can be printed; all that stands against it is noted in the document."""
    objections = list(objections_to(document, citation))
    for key, message in objections:
        document.blame(citation, before, message, key)
    # A broken file is its own error, not one for each citation.
    return not objections and document.library.state == "read"


def objections_to(document: Document, citation: Citation) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with *citation*, each time after the key that is meant ("" for all of it)."""
    library = document.library
    if not citation.works:
        typed = " ".join(REPLACED.sub("…", citation.typed).split())
        yield "", f'"{typed}" is not a citation that can be read; {SUPPORTED}'
    elif library.state == "absent":
        missing = f"there is no {library.name}; export your works to it as CSL-JSON, or set CITATIONS_FILE"
        if not any(fault.message.startswith(missing) for fault in document.faults):
            yield "", missing + escaped(citation)
    elif library.state == "read":
        wrong = [(work.key, fault) for work in citation.works for fault in faults_of(work, citation, library)]
        yield from wrong
        if document.finished and not wrong:
            yield "", "a summary has no reference list to lead to; cite this in the text"


def faults_of(work: Cited, citation: Citation, library: Library) -> Iterator[str]:
    """Yield what is wrong with one work of a citation. Each is looked at, so that one run names every mistake."""
    if work.key not in library.works:
        hint = did_you_mean(work.key, library.works) or "; add it there"
        yield f'no work "{work.key}" in {library.name}{hint}{escaped(citation, hint)}'
    elif citation.in_sentence and not library.authors(work.key):
        yield f'work "{work.key}" names nobody who wrote it; say so in your words, then write [@{work.key}]'
    if work.locator in library.works:
        yield f'"{work.locator}" is a work, not a place in one; write [@{work.key}; @{work.locator}]'


def escaped(citation: Citation, hint: str = "") -> str:
    """Return how to print a word with @, for one that may be no citation; it goes on from *hint*."""
    if not citation.in_sentence:
        return ""
    return f"{' Or' if hint.endswith('?') else ', or'} write \\{citation.raw} if it is no citation"


def number(document: Document, index: int) -> list[Place]:
    """Give the works of one citation their numbers, old or new, and each a place to come back to."""
    works, cited, library = document.found[index][0].works, document.cited, document.library
    for work in works:
        if work.key not in cited:
            cited[work.key] = Reference(len(cited) + 1, work.key, library.works[work.key], library.line(work.key))
    if not any(work.before for work in works):  # "see 3; compare 1" makes sense in its own order only
        works = tuple(sorted(works, key=lambda work: cited[work.key].number))
    # Counted through the text, not by work: short ids, and nobody links to them from elsewhere.
    first = 1 + sum(len(reference.places) for reference in cited.values())
    return [
        cited[work.key].add_place(f"cite-{count}", work.before, work.locator) for count, work in enumerate(works, first)
    ]


# The extension

NO_BREAK = "\N{NO-BREAK SPACE}"
# What is part of a sentence, so that a citation behind it is held to it.
WORDS = {"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
# Behind a word (not "vs." or "e.g.") or behind another citation.
END_OF_SENTENCE = re.compile(r"(?:^|[^\W_]{3,})[.?!][\"'”’)\]]*\s+$")
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
        # After code spans (190); before escapes (180), which the grammar reads itself, footnote marks and links.
        md.inlinePatterns.register(Marking(md, document), "citations-marking", 185)
        md.ESCAPED_CHARS.append("@")
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
        super().__init__(TOKEN.pattern, md)
        self.compiled_re = TOKEN
        self.document = document

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's name; its stub forgets that it may give None
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        citation = read(m, self.md.references)
        if citation is None:
            return None, None, None
        before = data[max(0, m.start() - 24) : m.start()]
        if not usable(self.document, citation, before):
            typed = citation.raw.partition(STX)[0]
            return typed, m.start(), m.start() + len(typed)
        self.document.found.append((citation, before))
        span = Element("span", {"class": "cite", MARK: str(len(self.document.found) - 1)})
        return span, m.start(), m.end()


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
        parents = {child: parent for parent in root.iter() for child in parent if MARK in child.attrib}
        for span in root.iter("span"):  # in the order of reading
            if span in parents:
                index = int(span.attrib[MARK])
                places = self.document.places[index] = number(self.document, index)
                if self.document.found[index][0].in_sentence:
                    name_authors(span, parents[span], places[0].work, self.document.library)

    def blame_what_is_not_shown(self) -> None:
        """Note citations that got lost on the way into the tree, or that stand in HTML that is passed through."""
        for index, (citation, before) in enumerate(self.document.found):
            if index not in self.document.places:
                message = "a citation cannot stand in a picture's words or a link's address; put it in the sentence"
                self.document.blame(citation, before, message)
        for block in self.md.htmlStash.rawHtmlBlocks:
            shown = VERBATIM.sub("", block) if isinstance(block, str) else ""
            for start, citation in citations_in(shown):
                if citation.in_sentence and citation.works[0].key not in self.document.library.works:
                    continue  # the page's own code, or somebody's name
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


def name_authors(span: Element, parent: Element, key: str, library: Library) -> None:
    """Write ``Anand and colleagues`` before a citation that stands in a sentence."""
    before = text_before(span, parent)
    first = not before.strip() and parent[0] is span and parent.tag not in WORDS
    opening = first or bool(END_OF_SENTENCE.search(before))
    set_text_before(span, parent, f"{before}{library.authors(key, opening=opening)} ")


def fill(span: Element, places: list[Place]) -> None:
    """Write ``[3, 4]`` or ``[see 3, table 2; 4]``, each number a link to its work."""
    joint = "; " if any(place.before or place.locator for place in places) else ", "
    span.text = "["
    for place in places:
        words = f"{place.before}{NO_BREAK}" if place.before else ""
        if len(span):
            span[-1].tail = joint + words
        else:
            span.text += words
        SubElement(span, "a", place.attributes()).text = place.shown
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
