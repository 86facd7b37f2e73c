"""The text of one article or page as the checks read it: what was typed, and what a reader sees of it."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from hamerkop.checks.visible_text import visible_text
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.problems import Edit, Position, Problem, line_and_column

MAX_PROBLEMS = 20  # of one rule in one text: a text that has more was written for another program

_ASCII = bytes(range(128))


class CheckedText:
    """A Markdown source with the HTML that was made of it.

    *path*: as problems name it. *source*: the whole file, with ``\\n`` as line end; *body*: the offset of the text
    below the header. *html*: what Markdown made of the text. *language*: its language tag, in lower case.
    *tab_length*: by how many spaces Markdown indents.
    """

    def __init__(self, path: str, source: str, body: int, html: str, language: str = "en", tab_length: int = 4) -> None:
        self.path, self.source, self.body, self.html = path, source, body, html
        self.language, self.tab_length = language, tab_length

    @cached_property
    def masked(self) -> str:
        """The source with spaces in place of code and comments, character for character."""
        return mask_code(self.source)

    @cached_property
    def text(self) -> str:
        """The part of :attr:`masked` below the header."""
        return self.masked[self.body :]

    @cached_property
    def visible(self) -> str:
        """What readers see of the HTML, without code; see :func:`visible_text`."""
        return visible_text(self.html)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The characters of the source that are not ASCII: what many checks look for is none of them."""
        typed = self.source.encode("utf-8", "surrogatepass")
        return frozenset(typed.translate(None, _ASCII).decode("utf-8", "surrogatepass"))

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """The lines of :attr:`text`, each with its offset in the source."""
        return list(_lines(self.text, self.body))

    @property
    def is_english(self) -> bool:
        """Whether the text is in English, of which some checks know the words."""
        return self.language.split("-")[0] == "en"

    def problem(self, rule: str, start: int, end: int, message: str, edits: Iterable[Edit] = ()) -> Problem:
        """Return a problem of the characters between two offsets of the source."""
        return Problem(rule, self.path, self.position(start), message, self.position(end), edits=tuple(edits))

    def edit(self, start: int, end: int, typed: str, safe: bool = False) -> Edit:
        """Return an edit that writes *typed* in place of the characters between two offsets of the source."""
        return Edit(self.position(start), self.position(end), typed, safe)

    def empty_line_above(self, place: int) -> tuple[Edit, ...]:
        """Return the edit that leaves a line empty above that of the offset *place*; none in a quotation."""
        start = self.source.rfind("\n", 0, place) + 1
        above = self.source[:start].rstrip("\n").rpartition("\n")[2]
        if self.source[start:place].strip() or not above.strip() or self.source[:start].endswith("\n\n"):
            return ()
        return (self.edit(start, start, "\n"),)

    def position(self, offset: int) -> Position:
        """Return line and column of an offset in the source."""
        return line_and_column(self.source, offset)


def _lines(text: str, offset: int) -> Iterator[tuple[int, str]]:
    for line in text.split("\n"):
        yield offset, line
        offset += len(line) + 1
