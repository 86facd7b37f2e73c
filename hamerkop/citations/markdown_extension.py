"""Turns the citations of a Markdown text into numbered links, and adds the reference list to its end.

There are three passes, because an item can be numbered only when the whole text is known:

1. while inline text is parsed, each citation becomes an empty ``<span>``, so that it may be in emphasis, headings,
   tables, footnotes and blocks like any other text;
2. when the tree is complete, items are numbered in reading order, the authors of a citation in running text are
   written before its span, and the list is added;
3. after the table of contents is made (which so gets neither numbers nor links), the spans are filled.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from hamerkop.citations.elements import (
    fill,
    insert_after,
    keep_on_line,
    opens_sentence,
    outermost_link,
    remove,
    set_text_before,
    text_before,
)
from hamerkop.citations.numbering import FileCitations, PendingResult
from hamerkop.citations.parser import TOKEN, citations_in, parse
from hamerkop.citations.reference_list import list_items
from hamerkop.shared.records import Bibliography

INDEX = "data-citation"  # attribute of a span: the index of the citation in FileCitations.found
CONTEXT = 24  # characters before a citation that are kept to find it in the source file
# Elements of raw HTML in which an @ is code, and comments.
VERBATIM = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


class CitationExtension(Extension):
    """Numbers citations, adds the reference list under *heading*, and puts what it found in a file into *pending*.

    Pelican makes a Markdown object for each file, which converts the text first and then perhaps a summary.
    """

    def __init__(self, bibliography: Bibliography, heading: str, pending: PendingResult) -> None:
        super().__init__()
        self.bibliography = bibliography
        self.heading = heading
        self.pending = pending

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name for it
        """Add the processors to *md*, at the priorities explained in hamerkop.shared.markdown_extensions."""
        citations = FileCitations(self.bibliography)
        md.ESCAPED_CHARS.append("@")
        md.inlinePatterns.register(CitationInlineProcessor(md, citations), "citations-mark", 185)
        md.treeprocessors.register(NumberTreeprocessor(md, citations, self), "citations-number", 14)
        md.treeprocessors.register(FillTreeprocessor(md, citations), "citations-fill", 1)


class CitationInlineProcessor(InlineProcessor):
    """Puts an empty span in place of a citation; one that cannot be printed stays as it was typed."""

    def __init__(self, md: Markdown, citations: FileCitations) -> None:
        super().__init__(TOKEN.pattern, md)
        self.compiled_re = TOKEN
        self.citations = citations

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name; its stub omits that it may return None
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return the span, or text, that replaces a match, with start and end of what is replaced."""
        citation = parse(m, self.md.references)
        if citation is None:
            return None, None, None
        index = self.citations.add(citation, data[max(0, m.start() - CONTEXT) : m.start()])
        if index is None:
            typed = citation.raw.partition(STX)[0]
            return typed, m.start(), m.start() + len(typed)
        return Element("span", {"class": "cite", INDEX: str(index)}), m.start(), m.end()


class NumberTreeprocessor(Treeprocessor):
    """Numbers the items of a text in reading order, adds the reference list, and keeps the result."""

    def __init__(self, md: Markdown, citations: FileCitations, extension: CitationExtension) -> None:
        super().__init__(md)
        self.citations = citations
        self.extension = extension

    def run(self, root: Element) -> None:
        """Change the tree of the text; that of a summary stays as it is."""
        if not self.citations.text_is_done:
            self.citations.text_is_done = True
            self._number_all(root)
            self._report_unprintable()
            self._add_list(root)
        self.extension.pending.put(self.citations.result())

    def _number_all(self, root: Element) -> None:
        parents = {child: parent for parent in root.iter() for child in parent if INDEX in child.attrib}
        for span in root.iter("span"):  # in reading order
            if span in parents:
                index = int(span.attrib[INDEX])
                first = self.citations.number(index)[0]
                if self.citations.found[index][0].author_in_text:
                    self._write_authors(span, parents[span], first.key)

    def _write_authors(self, span: Element, parent: Element, key: str) -> None:
        """Write ``Anand and colleagues`` before a citation in running text."""
        authors = self.extension.bibliography.authors(key, opening=opens_sentence(span, parent))
        set_text_before(span, parent, f"{text_before(span, parent)}{authors} ")

    def _report_unprintable(self) -> None:
        """Report citations in alt text, addresses and raw HTML, where no number can be printed."""
        for citation, before in self.citations.not_numbered():
            message = "a citation cannot be in alt text or in the address or title of a link; move it into the text"
            self.citations.report(citation, before, message)
        for block in self.md.htmlStash.rawHtmlBlocks:
            html = VERBATIM.sub("", block) if isinstance(block, str) else ""
            for start, citation in citations_in(html):
                if citation.author_in_text and citation.items[0].key not in self.extension.bibliography.items:
                    continue  # code of the page, or a user name of another site
                message = "a citation in an HTML block is not read; write this part as Markdown"
                self.citations.report(citation, html[max(0, start - CONTEXT) : start], message)

    def _add_list(self, root: Element) -> None:
        references = self.citations.references()
        if not references:
            return
        labels = {"role": "doc-bibliography", "aria-labelledby": "references-heading"}
        section = SubElement(root, "section", {"class": "references", "id": "references"} | labels)
        SubElement(section, "h2", {"id": "references-heading"}).text = self.extension.heading
        # Kept out of the tree, so that nothing takes the titles of items for Markdown or for abbreviations.
        SubElement(section, "ol").text = self.md.htmlStash.store(list_items(references))


class FillTreeprocessor(Treeprocessor):
    """Writes the numbers into the spans."""

    def __init__(self, md: Markdown, citations: FileCitations) -> None:
        super().__init__(md)
        self.citations = citations

    def run(self, root: Element) -> None:
        """Fill the spans; one within a link is moved behind the link, because HTML has no links in links."""
        spans = [span for span in root.iter("span") if INDEX in span.attrib]
        parents = {child: parent for parent in root.iter() for child in parent} if spans else {}
        last_after: dict[Element, Element] = {}  # the last citation that was moved behind a link
        for span in spans:
            fill(span, self.citations.anchors[int(span.attrib.pop(INDEX))])
            if (link := outermost_link(span, parents)) is not None:
                remove(span, parents[span])
                insert_after(last_after.get(link, link), span, parents[link])
                last_after[link] = span
            else:
                keep_on_line(span, parents[span])
