"""Reports HTML in articles and pages that acts by itself, where it is typed.

What acts is found in the HTML that a reader of Pelican made of the source: that leaves out code and comments of any
format. What is not typed in the source, because a plugin added it, is the owner's choice and no problem of the text.
"""

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from hamerkop.shared.active_html import Action, Active, active_in
from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.html_source import Attribute, Tag, tags_in
from hamerkop.shared.markdown_source import blank, mask_code
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import Position, Problem, display_path, line_and_column, position_of
from hamerkop.shared.records import is_plain_text, templates_escape
from hamerkop.shared.source_text import is_markdown, source_text

RULES: dict[Action, tuple[str, str]] = {
    "runs": ("M06", "runs a program in the reader's browser; remove it"),
    "loads": ("M07", "loads something by itself; write a link instead"),
    "media": ("M07", "loads from another host, which learns who reads the page; save the file in the site"),
    "leads": ("M08", "leads readers away by itself; write a link instead"),
}
MAX_PROBLEMS = 100  # in one text that are reported one by one
OPENED_AS_PAGES = (".html", ".htm", ".xhtml", ".xht", ".svg")
FIELDS = ("title", "summary")  # those that other readers than hamerkop.frontmatter give templates as HTML
# The header that Pelican's own reader of Markdown takes from a text.
_HEADER = re.compile(r"(?:---\n)?(?:[ ]{0,3}[\w-]+:.*\n|[ ]{4}.*\n)*")
_RAW_DIRECTIVE = re.compile(
    r"^(?P<indent>[ ]*)\.\.[ ]+raw::[^\n]*\n(?P<body>(?:[ \t]*\n|(?P=indent)[ \t]+[^\n]*(?:\n|\Z))*)", re.MULTILINE
)

_INCLUSION = re.compile(r"^[ ]*\.\.[ ]+(?:include::|raw::[^\n]*\n[ \t]+:(?:file|url):)[^\n]*", re.MULTILINE)


def raw_html_problems(content: Content) -> Iterator[Problem]:
    """Yield a problem for each thing in the text, the title or the summary of *content* that acts by itself."""
    site = str(content.settings["SITEURL"])
    for field in FIELDS:
        html = str(content.metadata.get(field) or "")
        if "<" in html and not is_plain_text(content, field):
            for active in active_in(html, site):
                yield _problem(active, content, position_of(content, field, html[active.tag.start : active.tag.end]))
    yield from _problems_in_names(content)
    found = list(active_in(content._content or "", site))
    if found:
        yield from _problems_in_text(found, content)


def _problems_in_names(content: Content) -> Iterator[Problem]:
    """Yield a problem for each name of a tag, category or author that acts where templates take it for HTML."""
    named = (("tags", getattr(content, "tags", ())), ("authors", getattr(content, "authors", ())))
    names = [(field, str(name)) for field, names in named for name in names]
    if category := getattr(content, "category", None):
        names.append(("category", str(category)))
    for field, name in names if not templates_escape(content.settings) else ():
        for active in active_in(name, str(content.settings["SITEURL"])) if "<" in name else ():
            yield _problem(active, content, position_of(content, field, name))


def static_file_problems(static: Content) -> Iterator[Problem]:
    """Yield a problem for the first thing that runs in a file which browsers open as a page: HTML or SVG."""
    path = Path(static.source_path)
    if path.suffix.lower() not in OPENED_AS_PAGES or not path.is_file():
        return
    text = path.read_text("utf-8", errors="replace")
    running = (each for each in active_in(text) if each.action == "runs")
    for active in islice(running, 1):
        start = line_and_column(text, active.tag.start)
        yield Problem("M10", display_path(path), start, f"{active.shown} {RULES['runs'][1]}")


def _problems_in_text(found: Sequence[Active], content: Content) -> Iterator[Problem]:
    text = source_text(content)
    body = _without_header(text, content)
    source = _Source(body, _html_of(body, content))
    reported = found[:MAX_PROBLEMS]
    places = source.places_of(reported)
    problem = None
    for active in reported:
        typed = places.get(active.tag.start) or source.place_of_attribute(active, content._content)
        place = typed or (None if is_markdown(content) else source.inclusion_of(active))
        if place:
            problem = _problem(active, content, line_and_column(text, place[0]), line_and_column(text, place[1]))
            yield problem
    if problem and len(found) > len(reported):
        yield replace(problem, message=f"{len(found) - len(reported)} more of these: {problem.message}", end=None)


def _problem(active: Active, content: Content, start: Position, end: Position | None = None) -> Problem:
    rule, message = RULES[active.action]
    return Problem(rule, display_path(content.source_path), start, f"{active.shown} {message}", end)


def _html_of(text: str, content: Content) -> str:
    """Return the source *text* of *content* with spaces for what its format does not read as HTML."""
    if is_markdown(content):
        return mask_code(text)
    if Path(content.source_path or "").suffix == ".rst":
        return _only_raw_directives(text)
    return text


def _without_header(text: str, content: Content) -> str:
    """Return the source *text* with spaces for the header: that is of no matter for where a tag of the text is."""
    header = front_matter_of(content)
    if header:
        end = sum(len(line) for line in text.splitlines(keepends=True)[: header.body_line - 1])
    else:
        found = _HEADER.match(text) if is_markdown(content) else None
        end = found.end() if found else 0
    return blank(text[:end]) + text[end:]


def _only_raw_directives(text: str) -> str:
    pieces, done = [], 0
    for found in _RAW_DIRECTIVE.finditer(text):
        pieces += [blank(text[done : found.start("body")]), found["body"]]
        done = found.end()
    return "".join([*pieces, blank(text[done:])])


Place = tuple[int, int]  # the offsets in a source of the beginning and end of what is typed


class _Source:
    """A source without its header, of which *html* is what may be HTML; the rest is spaces."""

    def __init__(self, text: str, html: str) -> None:
        self.text, self.html = text, html
        self.done: dict[str, int] = {}  # behind the last place of an attribute that was found

    def places_of(self, found: Sequence[Active]) -> dict[int, Place]:
        """Return where the tags of *found* are typed, by their offsets in the page."""
        wanted = {each.tag.start: each for each in reversed(found)}
        places: dict[int, Place] = {}
        # A tag in code of Markdown is none, but one in an indented line of raw HTML is.
        for html, keys in ((self.html, _all_of), (self.text, _all_of), (self.html, _part_of)):
            left = _by_key(html, keys, set(places.values())) if len(places) < len(wanted) else {}
            for start in sorted(wanted.keys() - places.keys()):
                if typed := left.get(keys(wanted[start].tag, wanted[start].attribute)[0]):
                    places[start] = typed.popleft()
        return places

    def place_of_attribute(self, active: Active, page: str) -> Place | None:
        """Return where an attribute is typed that is not in a tag of the source but in Markdown, as in a link."""
        attribute = active.attribute
        if active.hidden:
            return self._first(
                page[active.tag.start : active.tag.typed_start], *([attribute.name] if attribute else ())
            )
        if attribute is None or active.action == "media":
            return None  # an image of Markdown is no HTML: hamerkop.images reports it
        if attribute.name.startswith("on"):
            return self._first(attribute.name)
        scheme = attribute.value.partition(":")[0] + ":"  # what follows it may be escaped in Markdown
        return self._first(attribute.value, page[attribute.start : attribute.end], scheme) or (0, 0)

    def inclusion_of(self, active: Active) -> Place | None:
        """Return where a text in reStructuredText includes another file, which has what it does not have itself."""
        drawing = active.tag.values().get("data") if active.tag.name == "object" else None
        if drawing and drawing in self.text:
            return None  # docutils makes an <object> of the directive `image` for a drawing
        found = _INCLUSION.search(self.text)
        return found.span() if found else None

    def _first(self, *wanted: str) -> Place | None:
        """Return the next place of the first of *wanted* that is typed."""
        for typed, html in ((typed, html) for typed in wanted if typed for html in (self.html, self.text)):
            start = html.find(typed, self.done.get(typed, 0))
            if start >= 0:
                self.done[typed] = start + len(typed)
                return start, start + len(typed)
        return None


Keys = Callable[[Tag, Attribute | None], Sequence[object]]


def _by_key(html: str, keys: Keys, taken: Collection[Place]) -> dict[object, deque[Place]]:
    """Return the places of the opening tags of *html* that are not *taken*, in order, by each of their keys."""
    found: dict[object, deque[Place]] = {}
    for tag in tags_in(html):
        place = (tag.start, tag.end)
        for key in keys(tag, None) if not tag.closing and place not in taken else ():
            found.setdefault(key, deque()).append(place)
    return found


def _all_of(tag: Tag, _attribute: Attribute | None) -> Sequence[object]:
    """Return one key, which tags with the same name and attributes share."""
    return [(tag.name, *sorted(tag.values().items()))]


def _part_of(tag: Tag, attribute: Attribute | None) -> Sequence[object]:
    """Return the name with *attribute*, or with each of its attributes: Markdown may have changed the others."""
    if attribute:
        return [(tag.name, attribute.name, attribute.value)]
    return [(tag.name,), *((tag.name, *each) for each in tag.values().items())]
