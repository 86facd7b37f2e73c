"""Parses citations as a writer types them, without Markdown and Pelican.

    [@anand2023]   [@anand2023, table 2; @ekstrand2022]   [see @anand2023]   @anand2023 found that …

This is the part of Pandoc's syntax (https://pandoc.org/MANUAL.html#citation-syntax) that articles need. Unsupported
syntax of Pandoc yields a Citation without items, so that the caller can report it.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from markdown.util import STX

from hamerkop.shared.markdown_source import CITATION_KEY

SUPPORTED_SYNTAX = (
    "write [@key], [@key; @other], [@key, table 2] or [see @key] in plain text, or @key in a sentence;"
    " \\[@ and \\@ print an @ that is no citation"
)

# Within a bracket: within one paragraph, and one cell of a table.
IN_BRACKET = r"(?:(?!\n\s*\n)[^\[\]|])"
# Not inside an e-mail address, an address, a user name or a word; "_" may be emphasis, "--" is a dash.
NOT_INSIDE_WORD = r"(?<![^\W_])(?<![^\W_]_)(?<![@/+%=&#?~$])(?<!(?<!-)-)"
# Pandoc's syntax for a citation without the name of the author, which is not supported.
SUPPRESSED_AUTHOR = r"(?<!-)-@"
# The text up to a second "@", as in @user@host.example
USER_AT_HOST = r"(?:\w|[:.+/-](?=\w))*@"

# A bracket after a key, which only a lookahead matches, because it may be a link.
BRACKET_AFTER = rf"(?P<after>\s\[(?!\^)(?:(?!@){IN_BRACKET})+\](?![\[(:]))"

SKIPPED = (
    rf"\\\[{IN_BRACKET}*?\]",  # an escaped bracket, to its end
    r"\\.",
    r"<!--.*?-->",
    r"<(?P<block>pre|script|style|textarea)\b[^>]*>.*?</(?P=block)\s*>",
    r"<(?P<phrase>code|kbd|samp)\b[^>]*>(?:(?!\n\s*\n).)*?</(?P=phrase)\s*>",
    r"</?[A-Za-z][^<>\[\]]*>",
    r"(?:://|\bwww\.|\bmailto:)[^\s<>\[\]()|]+",  # an address
    r"\]\(<?[^\s\[\]()]*(?:\([^\s\[\]()]*\)[^\s\[\]()]*)*",  # the address of a link
    rf"\[@{CITATION_KEY}\](?=\()",  # a link whose text is a user name of another site
)
TOKEN = re.compile(
    "|".join(
        (
            *SKIPPED,
            rf"(?P<bracket>\[(?!\^){IN_BRACKET}*?@{IN_BRACKET}*\])(?!\()",
            rf"(?P<unclosed>\[@[^\s\[\]|]*)(?!{IN_BRACKET}*\]\()",
            rf"(?P<unsupported>{SUPPRESSED_AUTHOR}{CITATION_KEY}|\{{@{CITATION_KEY}\}}|{NOT_INSIDE_WORD}@\{{[^{{}}\s]*\}})",
            rf"(?P<bare>{NOT_INSIDE_WORD}@{CITATION_KEY}(?<!_)(?!{USER_AT_HOST}))(?={BRACKET_AFTER}?)",
        )
    ),
    re.DOTALL,
)
# A bracket contains plain text: escapes and emphasis would have to be parsed again around the number.
PLAIN, PLAIN_NO_SPACE = rf"[^@*\\{STX}]", rf"[^@*\\{STX}\s]"
ITEM = re.compile(
    rf"(?P<prefix>(?:{PLAIN}*\s)?)@(?P<key>{CITATION_KEY})\s*(?:,(?P<locator>\s*{PLAIN_NO_SPACE}{PLAIN}*))?"
)


@dataclass(frozen=True)
class CitationItem:
    """One item of a citation: its key, the text before it ("see") and the place in it ("table 2"), as CSL has them."""

    key: str
    prefix: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Citation:
    """What a writer typed at one position.

    *raw* is the text that the number replaces. *items* is empty if the citation is not in the supported syntax; then
    *unsupported* is the text that a message repeats. *author_in_text* is Pandoc's term for ``@key found …``.
    """

    raw: str
    items: tuple[CitationItem, ...]
    author_in_text: bool = False
    unsupported: str = ""


def citations_in(text: str) -> Iterator[tuple[int, Citation]]:
    """Yield offset and content of each citation in *text*, in which code has to be masked."""
    for token in TOKEN.finditer(text):
        if citation := parse(token):
            yield token.start(), citation


def parse(token: re.Match[str], link_labels: Container[str] = ()) -> Citation | None:
    """Return the citation that a match of TOKEN is, or None if it is something else.

    *link_labels* are the labels of the text's link definitions: ``@key [label]`` is a citation and a link.
    """
    if token["bracket"]:
        return _parse_bracket(token["bracket"])
    if token["bare"]:
        after = token["after"] or ""
        if after.strip()[1:-1].casefold() in link_labels or not after:
            return Citation(token["bare"], (CitationItem(token["bare"][1:]),), author_in_text=True)
        return Citation(token["bare"], (), unsupported=token["bare"] + after)
    unsupported = token["unclosed"] or token["unsupported"]
    return Citation(unsupported, (), unsupported=unsupported) if unsupported else None


def _parse_bracket(raw: str) -> Citation | None:
    """Return the citation in a bracket; None if each ``@`` in it is part of an address or the like."""
    if not any(re.search(pattern, raw) for pattern in (rf"{NOT_INSIDE_WORD}@", SUPPRESSED_AUTHOR)):
        return None
    matches = [ITEM.fullmatch(part) for part in raw[1:-1].split(";")]
    if not all(matches):
        return Citation(raw, (), unsupported=raw)
    return Citation(raw, tuple(dict.fromkeys(_citation_item(match) for match in matches if match)))


def _citation_item(match: re.Match[str]) -> CitationItem:
    return CitationItem(match["key"], *(" ".join((match[part] or "").split()) for part in ("prefix", "locator")))
