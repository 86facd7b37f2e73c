"""Finds DOIs that are typed as text, where readers cannot follow them."""

import re
from collections.abc import Iterator

from hamerkop.citations.validation import key_of_doi
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Edit, Problem, line_and_column
from hamerkop.shared.records import Bibliography

# Not within an address, the text of a link, or an attribute of HTML.
_DOI = re.compile(
    r"(?<![\w/.<=:@\"'-])(?<!\]\()(?:doi:?[ ]?)?"
    r"(?P<doi>10\.\d{4,9}/[^\s<>\[\]()|\"”]*[^\s<>\[\]()|\"”.,;:*_])(?!\][(\[:]|[^\[\]\n]*\]\()",
    re.IGNORECASE,
)
_LINK_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:")


def dois_in_text(source: str, path: str, bibliography: Bibliography) -> Iterator[Problem]:
    """Yield a problem for each DOI in a Markdown *source* that is no link and no citation."""
    if "10." not in source or bibliography.state != "read":
        return
    text = mask_code(source)
    for found in _DOI.finditer(text):
        if _LINK_DEFINITION.match(text[text.rfind("\n", 0, found.start()) + 1 : found.start()]):
            continue
        key = key_of_doi(found["doi"], bibliography)
        meant = f"[@{key}]" if key else f"<https://doi.org/{found['doi']}>"
        message = f"{found[0]} is no link; write {meant}"
        start, end = line_and_column(source, found.start()), line_and_column(source, found.end())
        yield Problem("C11", path, start, message, end, edits=(Edit(start, end, meant, safe=False),))
