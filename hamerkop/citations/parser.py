"""Reads citations as a writer types them, free of Markdown and Pelican.

    [@anand2023]   [@anand2023, table 2; @ekstrand2022]   [see @anand2023]   @anand2023 found that …

It is the part of Pandoc's syntax that articles need. What looks like another part of it is a citation without works:
whoever reads on can say where it stands, and nothing of it is lost in silence.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from markdown.util import STX

# As Pandoc has it: letters, digits and "_", with single punctuation inside.
KEY = r"\w+(?:[:.+/-]\w+)*"
SUPPORTED = (
    "write [@key], [@key; @other], [@key, table 2] or [see @key] in plain words, or @key in a sentence;"
    " \\[@ and \\@ print the sign"
)

# Within a bracket: one paragraph, one cell of a table.
INSIDE = r"(?:(?!\n\s*\n)[^\[\]|])"
# Not the middle of an e-mail address, an address, a handle or a word; "_" may be emphasis, "--" is a dash.
FREE = r"(?<![^\W_])(?<![^\W_]_)(?<![@/+%=&#?~$])(?<!(?<!-)-)"
# The author left out, which is not supported.
LEFT_OUT = r"(?<!-)-@"
# What goes on to another "@": @user@host.example
HANDLE = r"(?:\w|[:.+/-](?=\w))*@"

PASSED_OVER = (
    rf"\\\[{INSIDE}*?\]",  # an escaped bracket, to its end
    r"\\.",
    r"<!--.*?-->",
    r"<(?P<block>pre|script|style|textarea)\b[^>]*>.*?</(?P=block)\s*>",
    r"<(?P<phrase>code|kbd|samp)\b[^>]*>(?:(?!\n\s*\n).)*?</(?P=phrase)\s*>",
    r"</?[A-Za-z][^<>\[\]]*>",
    r"(?:://|\bwww\.|\bmailto:)[^\s<>\[\]()|]+",  # an address
    r"\]\(<?[^\s\[\]()]*(?:\([^\s\[\]()]*\)[^\s\[\]()]*)*",  # a link's address
    rf"\[@{KEY}\](?=\()",  # a link whose words are somebody's name elsewhere
)
TOKEN = re.compile(
    "|".join(
        (
            *PASSED_OVER,
            rf"(?P<bracket>\[(?!\^){INSIDE}*?@{INSIDE}*\])(?!\()",
            rf"(?P<unclosed>\[@[^\s\[\]|]*)(?!{INSIDE}*\]\()",
            rf"(?P<unsupported>{LEFT_OUT}{KEY}|\{{@{KEY}\}}|{FREE}@\{{[^{{}}\s]*\}})",
            # What follows in a bracket is looked at and not taken: it may be a link.
            rf"(?P<bare>{FREE}@{KEY}(?<!_)(?!{HANDLE}))(?=(?P<after>\s\[(?!\^)(?:(?!@){INSIDE})+\](?![\[(:]))?)",
        )
    ),
    re.DOTALL,
)
# Escapes and emphasis would have to be read again around the number: a bracket holds plain words.
PLAIN, PLAIN_SIGN = rf"[^@*\\{STX}]", rf"[^@*\\{STX}\s]"
ONE_WORK = re.compile(rf"(?P<before>(?:{PLAIN}*\s)?)@(?P<key>{KEY})\s*(?:,(?P<locator>\s*{PLAIN_SIGN}{PLAIN}*))?")


@dataclass(frozen=True)
class Cited:
    """One work in a citation, with the words before it (see) and the place in it (table 2)."""

    key: str
    before: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Citation:
    """What a writer typed in one place: its works, or none if it cannot be read."""

    raw: str
    works: tuple[Cited, ...]
    in_sentence: bool = False
    shown: str = ""  # how an error repeats it, if it is more than `raw`

    @property
    def typed(self) -> str:
        return self.shown or self.raw


def citations_in(words: str) -> Iterator[tuple[int, Citation]]:
    """Yield each citation in *words* with its offset; code spans have to be out of the way."""
    for token in TOKEN.finditer(words):
        if citation := read(token):
            yield token.start(), citation


def read(token: re.Match[str], link_labels: Container[str] = ()) -> Citation | None:
    """Return the citation that *token* is, or None; a bracket behind it may be a link by one of *link_labels*."""
    if token["bracket"]:
        return bracketed(token["bracket"])
    if token["bare"]:
        after = token["after"] or ""
        if after.strip()[1:-1].casefold() in link_labels or not after:
            return Citation(token["bare"], (Cited(token["bare"][1:]),), in_sentence=True)
        return Citation(token["bare"], (), shown=token["bare"] + after)
    wrong = token["unclosed"] or token["unsupported"]
    return Citation(wrong, ()) if wrong else None


def bracketed(raw: str) -> Citation | None:
    """Read a whole bracket; None if its ``@`` all stand in addresses and the like."""
    if not any(re.search(pattern, raw) for pattern in (rf"{FREE}@", LEFT_OUT)):
        return None
    works = [ONE_WORK.fullmatch(part) for part in raw[1:-1].split(";")]
    cited = dict.fromkeys(cited_work(work) for work in works if work)
    return Citation(raw, tuple(cited) if all(works) else ())


def cited_work(work: re.Match[str]) -> Cited:
    return Cited(work["key"], *(" ".join((work[part] or "").split()) for part in ("before", "locator")))
