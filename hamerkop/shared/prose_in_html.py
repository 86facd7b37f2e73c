"""Separates the text that readers read from the rest of an HTML text, so that it can be changed and the rest cannot.

The rest is comments, scripts, the attributes of tags, a `<` that begins no tag, and elements whose text is not prose.
:func:`sections_of` replaces it by marks, and `restore` of a section puts it back byte for byte.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from hamerkop.shared.html_source import VOID_ELEMENTS, Markup, Tag, markup_in

# Elements that hold no prose, besides <pre> and <code>; the classes are those of docutils, MathJax and arithmatex.
NO_PROSE = (
    *("samp", "kbd", "tt", "script", "style", "math", "textarea", "iframe", "noembed", "noframes", "xmp"),
    *(".math", ".arithmatex"),
)
BLOCKS = (
    "address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_IS_BLOCK = re.compile(BLOCKS)


class Selector(NamedTuple):
    """One way to name elements: by tag, class or id, each "" if it does not matter."""

    tag: str
    attribute: str
    value: str

    def selects(self, tag: Tag) -> bool:
        """Return whether the element that *tag* opens is selected."""
        if self.tag not in ("", tag.name):
            return False
        if not self.attribute:
            return True
        # The first test is for speed: most tags have no such class.
        typed = self.value in tag.typed.lower()
        return typed and self.value in tag.values().get(self.attribute, "").lower().split()


def selector(text: str) -> Selector:
    """Return the selector that *text* gives: `kbd`, `.raw`, `#verse`, `p.poem`, as in `TYPOGRIFY_IGNORE_TAGS`."""
    tag, mark, value = re.fullmatch(r"([^.#]*)([.#]?)(.*)", text.strip().lower(), re.DOTALL).groups()  # type: ignore[union-attr]  # it matches any text
    return Selector(tag, {"": "", ".": "class", "#": "id"}[mark], value)


def selector_of(selectors: Collection[Selector]) -> Callable[[Tag], bool]:
    """Return a function that tells whether one of *selectors* selects a tag.

    Names are looked up, and classes and ids only in tags with attributes: most tags have none.
    """
    names = {each.tag for each in selectors if not each.attribute}
    others = [each for each in selectors if each.attribute]
    return lambda tag: tag.name in names or (bool(tag.typed) and any(each.selects(tag) for each in others))


_NO_PROSE = tuple(selector(each) for each in NO_PROSE)
_has_no_prose = selector_of(_NO_PROSE)


class _Element(NamedTuple):
    start: int
    end: int
    tag: Tag
    apart: bool


@dataclass(frozen=True)
class Section:
    """A part of an HTML text.

    *text* is its text with marks, or, if *prose* is False, as it was. *after_inline*: whether an element with text of
    its own, such as `<code>`, comes directly before it. *kept* is what the marks replace.
    """

    text: str
    prose: bool
    after_inline: bool
    kept: Sequence[str]
    marks: "Marks"

    def restore(self, text: str) -> str:
        """Return *text*, which is that of the section after changes, with what the marks replaced."""
        whole = self.marks.kept.sub(lambda found: self.kept[int(found[1] or found[2])], text)
        return whole.replace(self.marks.less_than, "<")


class Marks(NamedTuple):
    """Characters that a text does not have, and patterns made of them.

    *kept* matches a mark; *inline_end* what an inline element ends with: its end tag, or the mark of a whole element;
    *comment* the mark of a comment.
    *free* are 30 further characters that the text does not have; they are neither letters nor spaces.
    """

    letter: str
    less_than: str
    free: tuple[str, ...]
    kept: re.Pattern[str]
    inline_end: str
    comment: str


def marks_for(html: str) -> Marks:
    """Return the marks for a text."""
    # A letter, because Typogrify knows attributes by their letters: those of Linear B are rare.
    letter = next(chr(code) for code in range(0x10000, 0x10FFFF) if chr(code) not in html)
    less_than, *free = islice((chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in html), 32)
    kept = re.compile(rf"<{letter}(\d+)[ec]>|\ {letter}(\d+)a(?=>)")
    return Marks(
        letter, less_than, tuple(free), kept, rf"(?:</(?!(?:{BLOCKS})>)[^<>]*>|<{letter}\d+e>)", rf"<{letter}\d+c>"
    )


def spans_without_prose(html: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each tag, comment and element without prose, in order; a span may be within another."""
    markup = list(markup_in(html))
    elements = _elements_without_prose(markup, [selector("pre"), selector("code")])
    yield from sorted([*((each.start, each.end) for each in elements), *((each.start, each.end) for each in markup)])


def sections_of(html: str, apart: Collection[str]) -> Iterator[Section]:
    """Yield *html* in sections: the elements that the selectors *apart* select, as they are, and what is between them.

    Comments, attributes, other elements without prose and a stray `<` become marks in the latter.
    """
    builder, markup, done = _Builder(html, marks_for(html)), list(markup_in(html)), 0
    starts = [each.start for each in markup]
    for element in _elements_to_keep(html, markup, [selector(each) for each in apart]):
        for each in markup[done : bisect_left(starts, element.start)]:
            builder.add_markup(each)
        yield from builder.add_element(element)
        done = bisect_left(starts, element.end)
    for each in markup[done:]:
        builder.add_markup(each)
    yield from builder.end_section(len(html))


def _elements_to_keep(html: str, markup: Iterable[Markup], apart: Collection[Selector]) -> Iterator[_Element]:
    """Yield the outermost elements without prose; unless a class or id counts, only tags of their names."""
    selectors = [*apart, *_NO_PROSE]
    lower = html.lower()
    if not any(each.value in lower for each in selectors if each.attribute):
        names = {each.tag for each in selectors if not each.attribute}
        markup = [each for each in markup if each.tag and each.tag.name in names]
    return _outermost(_elements_without_prose(markup, apart))


class _Builder:
    """Makes sections of a text, from its beginning to its end."""

    def __init__(self, html: str, marks: Marks) -> None:
        self.html, self.marks = html, marks
        self.position = 0
        self.after_inline = False
        self.pieces: list[str] = []
        self.kept: list[str] = []

    def add_element(self, element: _Element) -> Iterator[Section]:
        """Yield the section before *element* and the element, or add its mark to the section."""
        if not element.apart:
            self._add_mark(element.start, element.end, "e")
            return
        yield from self.end_section(element.start)
        yield Section(self.html[element.start : element.end], False, False, (), self.marks)
        self.after_inline = not _IS_BLOCK.fullmatch(element.tag.name)
        self.position = element.end

    def add_markup(self, markup: Markup) -> None:
        """Add a comment or tag; its attributes become a mark, or all of it where it could be mistaken for text."""
        tag = markup.tag
        if tag is None or "--" in tag.name:
            self._add_mark(markup.start, markup.end, "c")
        elif tag.typed:
            self._add_text(markup.start)
            self.pieces.append(f"{self.html[markup.start : tag.typed_start]} {self._mark(tag.typed)}a>")
            self.position = markup.end
        else:
            self._add_text(markup.start)
            self.pieces.append(self.html[markup.start : markup.end])
            self.position = markup.end

    def end_section(self, end: int) -> Iterator[Section]:
        """Yield the section that ends at the offset *end*, unless it is empty, and begin another."""
        self._add_text(end)
        if text := "".join(self.pieces):
            yield Section(text, True, self.after_inline, tuple(self.kept), self.marks)
        self.pieces, self.kept = [], []

    def _add_mark(self, start: int, end: int, kind: str) -> None:
        self._add_text(start)
        self.pieces.append(f"<{self._mark(self.html[start:end])}{kind}>")
        self.position = end

    def _add_text(self, end: int) -> None:
        self.pieces.append(self.html[self.position : end].replace("<", self.marks.less_than))

    def _mark(self, kept: str) -> str:
        self.kept.append(kept)
        return f"{self.marks.letter}{len(self.kept) - 1}"


def _elements_without_prose(markup: Iterable[Markup], apart: Collection[Selector]) -> Iterator[_Element]:
    """Yield the elements that have an end tag and hold no prose; *apart* selects further ones."""
    is_selected = selector_of(apart)
    opened: dict[str, list[tuple[Tag, bool, bool]]] = {}
    for tag in (each.tag for each in markup if each.tag):
        if not tag.closing and tag.name not in VOID_ELEMENTS:
            is_apart = is_selected(tag)
            opened.setdefault(tag.name, []).append((tag, is_apart, is_apart or _has_no_prose(tag)))
        elif tag.closing and opened.get(tag.name):
            opening, selected, is_wanted = opened[tag.name].pop()
            if is_wanted:
                yield _Element(opening.start, tag.end, opening, selected)


def _outermost(elements: Iterator[_Element]) -> Iterator[_Element]:
    end = 0
    for element in sorted(elements):
        if element.start >= end:
            yield element
            end = element.end
