"""Finds the line and column of a citation in its source file. Only a build with a mistake needs it.

Python-Markdown forgets where in the file a word stood, so the citation is looked for by its words and by those that
stand before it, anywhere but in code and comments.
"""

import re
from pathlib import Path

from markdown.util import ETX

from hamerkop.citations.markdown_extension import Document, Fault
from hamerkop.citations.parser import citations_in
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Problem, display_path, line_and_column


def problems_in(document: Document, source_path: str | Path) -> list[Problem]:
    """Return the faults of *document* with their places in its file, in the order of the file."""
    source = Path(source_path).read_text("utf-8-sig", errors="replace")
    name = display_path(source_path)
    places = locate(document.faults, source)
    # Markdown reads some footnotes twice, and so a mistake in them.
    found = zip(document.faults, places, strict=True)
    return sorted({Problem("C01", name, line_and_column(source, offset), fault.message) for fault, offset in found})


def locate(faults: list[Fault], source: str) -> list[int]:
    """Return the offset of the ``@`` of each fault in *source*; 0 where it is nowhere (it came from elsewhere)."""
    prose = mask_code(source)
    typed = [(start, flat(citation.raw)) for start, citation in citations_in(prose)]
    taken: set[tuple[int, str]] = set()
    offsets = []
    for fault in faults:
        everywhere = [start for start, raw in typed if same(fault, raw)]
        alike = [start for start in everywhere if (start, fault.key) not in taken] or everywhere
        nearest = [start for start in alike if follows(fault, prose[:start])] or alike
        offsets.append(at_sign(source, nearest[0], fault.key) if nearest else 0)
        taken |= {(start, fault.key) for start in nearest[:1]}
    return offsets


def same(fault: Fault, raw: str) -> bool:
    """Tell whether *raw*, from the file, may be what Markdown saw of a fault."""
    seen = flat(fault.raw)
    # A bracket that never closes reaches further in the file than in its heading or cell.
    return raw.startswith(seen) if seen.startswith("[") else raw == seen


def follows(fault: Fault, before: str) -> bool:
    """Tell whether *before* ends with the words that stood before the fault."""
    # What Markdown had replaced already (code, escapes) is in the file what it was.
    words = flat(fault.before.rpartition(ETX)[2])
    return flat(before[-200:]).endswith(words)


def flat(words: str) -> str:
    """Return *words* without the ends of lines and the signs of a quotation."""
    return re.sub(r"[\s>]+", " ", words)


def at_sign(source: str, start: int, key: str) -> int:
    """Return the offset of the ``@`` of *key* in the bracket at *start*, or of its first one."""
    sign = re.compile(rf"@{re.escape(key)}(?!\w|[:.+/-]\w)") if key else re.compile("@")
    found = sign.search(source, start)
    return found.start() if found else start
