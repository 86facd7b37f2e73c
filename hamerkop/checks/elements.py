"""Finds HTML in a Markdown source that is not closed, or is no HTML, and comments."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.visible_text import INLINE
from hamerkop.shared.html_source import VOID_ELEMENTS, Tag, markup_in
from hamerkop.shared.markdown_source import code_spans
from hamerkop.shared.problems import Problem

# https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
_OPTIONAL_ENDS = """
p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rt rp html head body
"""
# https://html.spec.whatwg.org/multipage/indices.html#elements-3, and those of old pages.
_ELEMENTS = """
a abbr acronym address applet article aside audio b basefont bdi bdo big blink blockquote body button canvas caption
center cite code colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font
footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup html i iframe ins kbd label legend li main map mark
marquee math menu meter nav noframes noscript nobr object ol optgroup option output p param picture portal pre
progress q rb rp rt rtc ruby s samp script search section select slot small span strike strong style sub summary
sup svg table tbody td template textarea tfoot th thead time title tr tt u ul var video xmp
"""
_MAY_STAY_OPEN = frozenset(_OPTIONAL_ENDS.split())
KNOWN = VOID_ELEMENTS | frozenset(_ELEMENTS.split())
# An address that is no link, in angle brackets.
_DOTTED = re.compile(r"<(?:[A-Za-z][\w-]*\.[\w./-]+[ ]?/?|https?://[^<>\s]{1,500}[ ][^<>\n]{0,200})>")


def element_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each element that is not closed or opened, and each name in <…> that no browser knows."""
    if "<" not in text.text:
        return
    tags = list(_outside_drawings(text.text))
    unknown = [tag for tag in tags if tag.name not in KNOWN and "-" not in tag.name]
    for tag in islice((tag for tag in unknown if not tag.closing), MAX_PROBLEMS):
        yield _lost(text, tag.start, tag.end)
    for found in islice(_DOTTED.finditer(text.text), MAX_PROBLEMS):
        if found[0] in text.html:
            yield _lost(text, *found.span())
    for tag in islice((tag for tag in tags if tag.closing and tag.name in ("br", "hr")), MAX_PROBLEMS):
        start, end = text.body + tag.start, text.body + tag.end
        message = f"</{tag.name}> is no HTML; write <{tag.name}>"
        yield text.problem("M32", start, end, message, [text.edit(start, end, f"<{tag.name}>")])
    for tag in islice(_unmatched([tag for tag in tags if tag.name in KNOWN]), MAX_PROBLEMS):
        what = "is never opened" if tag.closing else "is never closed"
        wanted = (
            f"write <{tag.name}> before it, or remove it" if tag.closing else f"write </{tag.name}> behind its text"
        )
        message = f"<{'/' * tag.closing}{tag.name}> {what}; {wanted}"
        yield text.problem("M32", text.body + tag.start, text.body + tag.end, message)


class Around(NamedTuple):
    """An element of HTML around a place: its name, and whether it is never closed."""

    name: str
    is_open: bool


def element_around(text: CheckedText, place: int) -> Around | None:
    """Return the innermost element around the offset *place* of the source in which Markdown is not read, or None."""
    opened: list[Tag] = []
    tags, unclosed = _tags_of(text.text)
    for tag in tags:
        if text.body + tag.start >= place:
            break
        if tag.closing:
            same = [index for index, each in enumerate(opened) if each.name == tag.name]
            del opened[same[-1] if same else len(opened) :]
        elif tag.name not in VOID_ELEMENTS and tag.name not in INLINE:
            opened.append(tag)
    if not opened:
        return None
    return Around(opened[-1].name, any(tag.start in unclosed for tag in opened))


@lru_cache(maxsize=1)  # each problem of a text asks what is around it
def _tags_of(text: str) -> tuple[list[Tag], frozenset[int]]:
    """Return the tags of elements that browsers know, and where those begin that are never closed."""
    tags = [tag for tag in _outside_drawings(text) if tag.name in KNOWN]
    return tags, frozenset(tag.start for tag in _unmatched(tags) if not tag.closing)


def _lost(text: CheckedText, start: int, end: int) -> Problem:
    shown = text.text[start:end][:60]
    message = f"readers do not see {shown}: a browser takes it for HTML; write `{shown}`, or &lt; for the <"
    first, last = text.body + start, text.body + end
    return text.problem("M47", first, last, message, [text.edit(first, last, f"`{text.text[start:end]}`")])


def _outside_drawings(text: str) -> Iterator[Tag]:
    """Yield the tags of a text but for those in drawings and formulas, which have names of their own."""
    inside = ""
    for tag in (each.tag for each in markup_in(text) if each.tag):
        if inside:
            inside = "" if tag.closing and tag.name == inside else inside
        elif tag.name in ("svg", "math") and not tag.closing:
            inside = tag.name
        else:
            yield tag


def _unmatched(tags: list[Tag]) -> list[Tag]:
    """Return the tags without the other one of their pair, in order; one whose end may be left out is none of them."""
    opened: dict[str, list[Tag]] = defaultdict(list)
    closing = []
    for tag in tags:
        if tag.name in VOID_ELEMENTS or tag.name in _MAY_STAY_OPEN or tag.typed.endswith("/"):
            continue
        if not tag.closing:
            opened[tag.name].append(tag)
        elif opened[tag.name]:
            opened[tag.name].pop()
        else:
            closing.append(tag)
    return sorted([*closing, *(tag for left in opened.values() for tag in left)], key=lambda tag: tag.start)


# Elements and attributes that only say how text looks, and what style sheets are for.
_PRESENTATIONAL = frozenset(["basefont", "big", "blink", "center", "font", "marquee", "nobr", "strike", "tt"])
_LOOKS = re.compile(
    r"\s(?:bgcolor|bordercolor|background|face)\s*=|\sstyle\s*=[^>]*?(?<![\w-])(?:color|background(?:-color)?|font(?:-\w+)?"
    r"|text-\w+|line-height|letter-spacing|margin(?:-\w+)?|padding(?:-\w+)?|border(?:-\w+)?|mso-[\w-]+)\s*:",
    re.IGNORECASE,
)
# What Word writes into HTML: its classes, its style and its elements, such as <o:p>.
_OF_WORD = re.compile(r"<\w+\s[^<>]{0,300}?(?:class=[\"']?Mso|mso-)[^<>]*>|</?[owvm]:\w+[^<>]*>", re.IGNORECASE)
_INSTEAD = {"big": "<strong>", "strike": "<del>", "tt": "<code>"}


def presentation_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for the first tag of each element that only says how text looks."""
    if "<" not in text.text:
        return
    of_word = _OF_WORD.search(text.text)
    if of_word:
        message = f"{of_word[0][:60]} was left by Word; remove such tags, and write the text in Markdown"
        yield text.problem("M44", text.body + of_word.start(), text.body + of_word.end(), message)
        return
    first: dict[str, Tag] = {}
    for tag in _outside_drawings(text.text):
        looks = tag.name in _PRESENTATIONAL or ("=" in tag.typed and _LOOKS.search(tag.typed))
        if looks and not tag.closing:
            first.setdefault(tag.name, tag)
    for tag in first.values():
        shown = text.text[tag.start : tag.end][:60]
        message = (
            f"{shown} is old HTML, which only says how text looks; write {_INSTEAD[tag.name]}"
            if tag.name in _INSTEAD
            else f"{shown} says how text looks, which the theme does; leave it out, or write **…** where it matters"
        )
        yield text.problem("M44", text.body + tag.start, text.body + tag.end, message)


# Comments that programs read, and those that every export of a blog has.
_FOR_PROGRAMS = re.compile(
    r"<!--+\s*(?:$|-->|check:|more\b|/?wp:|pelican|read ?more|excerpt|toc\b|/?toc|markdownlint|rumdl|prettier|vale"
    r"|textlint|cspell|spell|omit in toc|\[if\b|<!\[endif|spdx|copyright|licen[cs]e|-\*-|vim:|code[ -]?(?:fold|block)"
    r"|begin\b|end\b)",
    re.IGNORECASE,
)


def _has_words(comment: str) -> bool:
    """Return whether a comment has a word outside tags: HTML that is switched off for a while is no note."""
    return bool(re.search(r"[^\W\d_]{2}", re.sub(r"<[^<>]*>", " ", comment.removeprefix("<!--"))))


_MISSPELT_COMMENT = re.compile(r"<!-(?!-)[^<>\n]{0,300}>|<[ ]+!--?[^<>\n]{0,300}>")


def _misspelt_comments(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each comment that begins with a dash too few, or with a space too many."""
    for found in _MISSPELT_COMMENT.finditer(text.text):
        words = found[0].strip("<>!- ")
        start, end = text.body + found.start(), text.body + found.end()
        message = f"{found[0][:60]} is no comment; write <!-- {words[:40]} -->, or remove it"
        yield text.problem("M15", start, end, message, [text.edit(start, end, f"<!-- {words} -->")])


_OF_WORDPRESS = re.compile(r"<!--\s*/?wp:[^<>\n]{0,300}-->")


def _is_comment(text: CheckedText, start: int) -> bool:
    """Return whether a comment that begins at *start* is one on the page, and not code."""
    return any(span[0] == start for span in code_spans(text.source))


def comment_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each comment with words for people: readers find it in the source of the page."""
    source = text.source
    if "!-" in source:
        yield from islice(_misspelt_comments(text), MAX_PROBLEMS)
    if "<!--" not in source:
        return
    if exported := _OF_WORDPRESS.search(source, text.body):
        message = f"{exported[0][:60]} was left by WordPress, and means nothing here; remove such comments"
        if _is_comment(text, exported.start()):
            yield text.problem("M33", exported.start(), exported.end(), message)
    spans = (span for span in code_spans(source) if span[0] >= text.body and source.startswith("<!--", span[0]))
    notes = (span for span in spans if not _FOR_PROGRAMS.match(source, span[0]))
    for start, end in islice((span for span in notes if _has_words(source[span[0] : span[1]])), MAX_PROBLEMS):
        message = "anybody can read this comment in the source of the page; remove it if it is private"
        yield text.problem("M33", start, end, message)
