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
from markdown.util import AtomicString

from hamerkop.citations.elements import (
    fill,
    gaps_before,
    insert_after,
    outermost_link,
    remove,
)
from hamerkop.citations.numbering import FileCitations, PendingResult
from hamerkop.citations.parser import TOKEN, Citation, Scanner, citations_in, parse
from hamerkop.citations.reference_list import list_items
from hamerkop.shared.html_source import VOID_ELEMENTS, tags_in
from hamerkop.shared.records import Bibliography

INDEX = "data-citation"  # attribute of a span: the index of the citation in FileCitations.found
CONTEXT = 24  # characters before a citation that are kept to find it in the source file
# Python-Markdown copies the whole paragraph for each element that it finds in it.
MAX_IN_PARAGRAPH = 2000


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
    """Puts an empty span in place of a citation; what cannot be printed is left to Markdown."""

    def __init__(self, md: Markdown, citations: FileCitations) -> None:
        super().__init__(TOKEN.pattern, md)
        self.scanner = Scanner()
        self.compiled_re = self.scanner  # type: ignore[assignment]  # Markdown asks it for matches, and nothing else
        self.citations = citations

    def handleMatch(  # type: ignore[override]  # noqa: N802  # Markdown's name; its stub omits that it may return None
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Return the span, or text, that replaces a match, with start and end of what is replaced."""
        citation = parse(m, self.md.references)
        if citation is None or self._are_too_many(citation, m):
            return None, None, None
        if citation.slip and self._is_footnote(citation):
            return None, None, None
        index = self.citations.add(citation, data[max(0, m.start() - CONTEXT) : m.start()])
        if index is None:
            return self._rejected(citation, m)
        self.scanner.replaced += 1
        return Element("span", {"class": "cite", INDEX: str(index)}), m.start(), m.start() + len(citation.raw)

    def _rejected(self, citation: Citation, m: re.Match[str]) -> tuple[Element | str | None, int | None, int | None]:
        """Leave what cannot be printed to Markdown; but no mark of a footnote or wiki, which others would report."""
        if not citation.slip or not citation.raw.startswith(("[[", "[^")):
            return None, None, None
        span = Element("span")
        span.text = AtomicString(f"@{citation.slip}")
        return span, m.start(), m.start() + len(citation.raw)

    def _is_footnote(self, citation: Citation) -> bool:
        notes = (
            getattr(self.md.inlinePatterns["footnote"], "footnotes", None)
            if "footnote" in self.md.inlinePatterns
            else None
        )
        return notes is not None and citation.raw[2:-1] in notes.footnotes

    def _are_too_many(self, citation: Citation, m: re.Match[str]) -> bool:
        """Return whether a paragraph has more citations than can be read; the first of them is reported."""
        if self.scanner.replaced == MAX_IN_PARAGRAPH:
            message = f"there are more than {MAX_IN_PARAGRAPH:,} citations in one paragraph; make several of it"
            self.citations.report(citation, m.string[max(0, m.start() - CONTEXT) : m.start()], message)
            self.scanner.replaced += 1
        return self.scanner.replaced > MAX_IN_PARAGRAPH


OTHER_CHECKS = "hamerkop-cost"  # what hamerkop.checks adds to Markdown


def _is_unclosed(html: str) -> bool:
    """Return whether the element with which a block of HTML begins is never closed: it has all the text behind it."""
    name = next((tag.name for tag in tags_in(html)), "")
    same = [tag for tag in tags_in(html) if tag.name == name]
    return bool(name) and name not in VOID_ELEMENTS and 2 * sum(tag.closing for tag in same) < len(same)


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
        for span, gap in list(gaps_before(root, INDEX)):  # in reading order
            index = int(span.attrib[INDEX])
            first = self.citations.number(index)[0]
            if self.citations.found[index][0].author_in_text:
                authors = self.extension.bibliography.authors(first.key, opening=gap.opens_sentence())
                gap.text = f"{gap.text}{authors} "

    def _report_unprintable(self) -> None:
        """Report citations in alt text, addresses and raw HTML, where no number can be printed."""
        for citation, before in self.citations.not_numbered():
            message = "a citation cannot be in alt text or in the address or title of a link; move it into the text"
            self.citations.report(citation, before, message)
        for block in self.md.htmlStash.rawHtmlBlocks:
            html = block if isinstance(block, str) else ""
            if OTHER_CHECKS in self.md.preprocessors and _is_unclosed(html):
                continue  # hamerkop.checks reports the element, which is the reason
            for start, citation in citations_in(html, one_block=True):
                known = self.extension.bibliography.items
                if citation.slip or (citation.author_in_text and citation.items[0].key not in known):
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
        found = list(gaps_before(root, INDEX))
        parents = {child: parent for parent in root.iter() for child in parent} if found else {}
        last_after: dict[Element, Element] = {}  # the last citation that was moved behind a link
        for span, gap in found:
            fill(span, self.citations.anchors[int(span.attrib.pop(INDEX))])
            if (link := outermost_link(span, parents)) is not None:
                remove(span, parents[span])
                insert_after(last_after.get(link, link), span, parents[link])
                last_after[link] = span
            else:
                gap.keep_on_line()
