"""Parses citations as a writer types them, without Markdown and Pelican.

    [@anand2023]   [@anand2023, table 2; @ekstrand2022]   [see @anand2023]   @anand2023 found that …

This is the part of Pandoc's syntax (https://pandoc.org/MANUAL.html#citation-syntax) that articles need. Unsupported
syntax of Pandoc yields a Citation without items, so that the caller can report it.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from markdown.util import STX

from hamerkop.shared.markdown_source import CITATION_KEY

SUPPORTED_SYNTAX = (
    "write [@key], [@key; @other], [@key, table 2] or [see @key] in plain text, or @key in a sentence;"
    " \\[@ and \\@ print an @ that is no citation"
)

# All quantifiers over what a writer types are possessive (`*+`), or over what cannot overlap: a text is read in a time
# that grows with its length, also one that opens a thousand brackets and closes none.

# Within a bracket: within one paragraph, and one cell of a table.
IN_BRACKET = r"(?:[^\[\]|\n]++|\n(?!\s*\n))"
NO_KEY = r"(?:[^\[\]|\n@]++|\n(?!\s*\n))"
# Not inside an e-mail address, an address, a user name or a word; "_" may be emphasis, "--" is a dash.
NOT_INSIDE_WORD = r"(?<![^\W_])(?<![^\W_]_)(?<![@/+%=&#?~$])(?<!(?<!-)-)"
# Pandoc's syntax for a citation without the name of the author, which is not supported.
SUPPRESSED_AUTHOR = r"(?<!-)-@"

# In a sentence a key does not end in "_", which may be emphasis.
KEY_CHARACTER = r"[^\W_\u0300-\u036f][\u0300-\u036f]*+"

# Elements in which an @ is code, up to their closing tag. Those of a sentence end in their paragraph at the latest.
BLOCK_ELEMENTS = ("pre", "script", "style", "textarea")
PHRASE_ELEMENTS = ("code", "kbd", "samp")

SKIPPED = (
    rf"\\\[{IN_BRACKET}*+\]",  # an escaped bracket, to its end
    r"\\.",
    r"(?P<comment><!--)",
    rf"<(?P<element>(?i:{'|'.join((*BLOCK_ELEMENTS, *PHRASE_ELEMENTS))}))\b[^<>]*+>",
    r"</?[A-Za-z][^<>\[\]]*+>",
    r"(?:://|\bwww\.|\bmailto:)[^\s<>\[\]()|]++",  # an address
    r"\]\(<?mailto:[^\n()<>]*+",
    r"\]\(<?[^\s\[\]()]*+(?:\([^\s\[\]()]*+\)[^\s\[\]()]*+)*+",  # the address of a link
)
# A citation with a slip if its key is in the bibliography; else a word in brackets, or a user name of another site.
# A writer types one backslash to print brackets; a visual editor types one before each.
MAY_BE_CITATION = (
    rf"\\\[(?:[^\[\]\n|@\\]*[ ])?-?@{CITATION_KEY}[^\[\]\n|\\]*+\\\]",
    rf"\[@{CITATION_KEY}\](?=\()",
    rf"\[\^[ ]?-?@{CITATION_KEY}[^\[\]\n|]*+\](?!:)",
    rf"\[\[-?@{CITATION_KEY}[^\[\]\n|]*+\]\](?!\()",
)
TOKEN = re.compile(
    "|".join(
        (
            rf"(?P<slip>{'|'.join(MAY_BE_CITATION)})",
            *SKIPPED,
            rf"(?P<bracket>\[(?!\^)(?={NO_KEY}*+@){IN_BRACKET}*+\])(?!\()",
            rf"(?P<unclosed>\[@(?!\s)[^\s\[\]|]*+)(?!{IN_BRACKET}*+\]\()",
            rf"(?P<unsupported>{SUPPRESSED_AUTHOR}{CITATION_KEY}|\{{@{CITATION_KEY}\}}|{NOT_INSIDE_WORD}@\{{[^{{}}\s]*+\}})",
            rf"(?P<bare>{NOT_INSIDE_WORD}@(?=\w)(?:{KEY_CHARACTER}|_(?=_*+{KEY_CHARACTER})|[:.+/-](?=_*+{KEY_CHARACTER}))++)",
        )
    ),
    re.DOTALL,
)
# Where a match of TOKEN may begin: to look for these characters first is three times as fast.
_BEGINNING = re.compile(r"\\|<|:(?=//)|w(?=ww\.)|m(?=ailto:)|\]|\[|-|\{|@")
BLANK_LINE = re.compile(r"\n\s*\n")
# Behind a key in a sentence: a bracket that is no link, and the text up to a second "@", as in @user@host.example
BRACKET_AFTER = re.compile(rf"\s\[(?!\^){NO_KEY}++\](?![\[(:])")
USER_AT_HOST = re.compile(r"(?:\w|[:.+/-](?=\w))*+@")
_CLOSED_ONLY = re.compile(r"(?:,[^\[\]\n|]{1,60})?+\](?![(\[])")  # a bracket that nothing has opened
LABEL_AFTER = re.compile(r"\[([^\[\]]*+)\]")  # behind the text of a reference-style link
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
    *unsupported* is the text that a message repeats. *author_in_text* is Pandoc's term for ``@key found …``. *slip* is
    the key of what may be meant as a citation, if the bibliography has that key.
    """

    raw: str
    items: tuple[CitationItem, ...]
    author_in_text: bool = False
    unsupported: str = ""
    slip: str = ""


def _next_token(text: str, start: int) -> re.Match[str] | None:
    """Return the first match of TOKEN at or behind *start*."""
    found = (TOKEN.match(text, beginning.start()) for beginning in _BEGINNING.finditer(text, start))
    return next(filter(None, found), None)


class Scanner:
    """Finds what may be a citation in a text; has the method of a compiled expression that Python-Markdown calls.

    Whether an element or comment is closed is searched for once, not once for each that is opened: *_open* has the
    closing tags that are not in the rest of the text. *replaced* is for the caller to count what it has replaced.
    """

    def __init__(self, one_block: bool = False) -> None:
        self._one_block = one_block
        self._open: set[str] = set()
        self.replaced = 0

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Yield each match of TOKEN that may be a citation.

        With a *start* the search continues in the text of the last call, of which a part before *start* was replaced.
        """
        if start == 0:
            self._open.clear()
            self.replaced = 0
        last = text.rfind("@")  # every citation has one
        while start <= last and (found := _next_token(text, start)):
            start = self._end(found)
            if found["slip"] or found["bracket"] or found["unclosed"] or found["unsupported"] or found["bare"]:
                yield found

    def _end(self, found: re.Match[str]) -> int:
        """Return where the search continues behind a match: for an element or comment, behind what closes it."""
        if found["comment"]:
            return self._closed("-->", found)
        if found["element"]:
            return self._closed(f"</{found['element'].lower()}", found)
        return found.end()

    def _closed(self, closing: str, found: re.Match[str]) -> int:
        if closing in self._open:
            return found.end()
        closed = _closing(closing).search(found.string, found.end())
        if closed is None:
            self._open.add(closing)
            return found.end()
        in_paragraph = closing[2:] in PHRASE_ELEMENTS and not self._one_block
        over = in_paragraph and BLANK_LINE.search(found.string, found.end(), closed.start())
        return found.end() if over else closed.end()


@cache
def _closing(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) if text == "-->" else rf"{text}\s*>", re.IGNORECASE)


def citations_in(text: str, one_block: bool = False) -> Iterator[tuple[int, Citation]]:
    """Yield offset and content of each citation in *text*, in which code has to be masked.

    *one_block*: the text is a block of HTML, in which a blank line ends no element.
    """
    for token in Scanner(one_block).finditer(text):
        if citation := parse(token):
            yield token.start(), citation


def parse(token: re.Match[str], link_labels: Container[str] = ()) -> Citation | None:
    """Return the citation that a match of TOKEN is, or None if it is something else.

    *link_labels* are the labels of the text's link definitions: ``[@name][label]`` is a link, ``@key [label]`` is a
    citation and a link.
    """
    if token["slip"]:
        return _may_be(token["slip"])
    if token["bracket"]:
        return None if _is_link(token, link_labels) else _parse_bracket(token["bracket"])
    if token["bare"]:
        return _parse_bare(token, link_labels)
    unsupported = token["unclosed"] or token["unsupported"]
    return Citation(unsupported, (), unsupported=unsupported) if unsupported else None


def _may_be(raw: str) -> Citation:
    """Return what is a citation with a slip if the bibliography has its key."""
    key = re.search(rf"@({CITATION_KEY})", raw)
    return Citation(raw, (), unsupported=raw, slip=normalize("NFC", key[1]) if key else "")


def _is_link(token: re.Match[str], link_labels: Container[str]) -> bool:
    """Return whether a bracket is the text of a reference-style link: ``[text][label]``, ``[text][]`` or ``[text]``."""
    after = LABEL_AFTER.match(token.string, token.end())
    label = (after[1] if after else "") or token["bracket"][1:-1]
    return " ".join(label.split()).lower() in link_labels


def _parse_bare(token: re.Match[str], link_labels: Container[str]) -> Citation | None:
    raw, end = token["bare"], token.end()
    if USER_AT_HOST.match(token.string, end):
        return None
    bracket = BRACKET_AFTER.match(token.string, end)
    after = bracket[0] if bracket else ""
    if closed := _CLOSED_ONLY.match(token.string, end):
        before = token.string[: token.start()]
        if before.rfind("[") <= before.rfind("]"):
            return Citation(raw, (), unsupported=raw + closed[0], slip=normalize("NFC", raw[1:]))
    if not after or after.strip()[1:-1].lower() in link_labels:
        return Citation(raw, (CitationItem(normalize("NFC", raw[1:])),), author_in_text=True)
    return Citation(raw, (), unsupported=raw + after)


def _parse_bracket(raw: str) -> Citation | None:
    """Return the citation in a bracket; None if each ``@`` in it is part of an address or the like, or by itself."""
    if not any(re.search(pattern, raw) for pattern in (rf"{NOT_INSIDE_WORD}@(?!\s)", SUPPRESSED_AUTHOR)):
        return None
    matches = [ITEM.fullmatch(part) for part in raw[1:-1].split(";")]
    if not all(matches):
        return Citation(raw, (), unsupported=raw)
    return Citation(raw, tuple(dict.fromkeys(_citation_item(match) for match in matches if match)))


def _citation_item(match: re.Match[str]) -> CitationItem:
    key = normalize("NFC", match["key"])
    return CitationItem(key, *(" ".join((match[part] or "").split()) for part in ("prefix", "locator")))
