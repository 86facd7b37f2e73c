"""Links of which only the written pages tell whether they lead somewhere: to an anchor, to a file that a theme writes.

The plugin that finds them puts them into the context; whoever has the pages asks :func:`dead_links`: after a build the
files, in a preview what it would show.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from hamerkop.shared.html_source import tags_in
from hamerkop.shared.problems import Edit, Problem, nearest_of
from hamerkop.shared.records import ContextKey


@dataclass(frozen=True)
class PendingLink:
    """A link, and the *problem* with it if its target is not there.

    *paths*: those under OUTPUT_PATH of which one has to exist. *fragment*: what is behind `#`, "" without one.
    *before*: what is typed before the fragment. *part*: the folder, such as `/app/`, in which the target would be; ""
    if nothing is to be said of the whole folder.
    """

    paths: tuple[str, ...]
    fragment: str
    problem: Problem
    before: str = ""
    part: str = ""


PENDING_LINKS: ContextKey[tuple[PendingLink, ...]] = ContextKey("hamerkop_pending_links")

MANY = 8  # addresses in one folder that are not there
Read = Callable[[str], bytes | None]  # returns what is at a path under OUTPUT_PATH, None if nothing is


def dead_links(pending: Iterable[PendingLink], read: Read) -> list[Problem]:
    """Return the problems of the links whose target is not there, in order; each page is read once.

    Of many links into one part of the site, or any into one that has nothing at all, one problem tells: most likely
    another program answers there.
    """
    dead = sorted(set(_dead(pending, read)), key=lambda link: link.problem)
    parts: dict[str, list[PendingLink]] = {}
    for link in dead:
        parts.setdefault(link.part, []).append(link)
    by_itself = [link.problem for link in parts.pop("", [])]
    for part, links in parts.items():
        is_many = len({link.paths for link in links}) >= MANY or links[0].problem.rule == "L22"
        by_itself += [_of_part(part, links)] if is_many else [link.problem for link in links]
    return sorted(set(by_itself))


def _of_part(part: str, links: Sequence[PendingLink]) -> Problem:
    others = len(links) - 1
    also = f", and so do {others} more links" if others > 1 else ", and so does 1 more link" if others else ""
    advice = f'correct the address, or add "{part[:-1]}" to LINKS_ELSEWHERE if another program answers there'
    message = f'this link leads to nothing below "{part}"{also}; {advice}'
    return replace(links[0].problem, rule="L22", message=message, level=None, edits=())


def _dead(pending: Iterable[PendingLink], read: Read) -> Iterator[PendingLink]:
    pages: dict[str, dict[str, None] | None] = {}
    for link in pending:
        for path in link.paths:
            if path not in pages:
                data = read(path)
                pages[path] = None if data is None else dict.fromkeys(_anchors(data.decode("utf-8", "replace")))
        found = [ids for path in link.paths if (ids := pages[path]) is not None]
        if not link.fragment and not found:
            yield link
        elif link.fragment and found and not is_anchor(link.fragment, found[0]):
            yield replace(link, problem=_with_nearest(link, found[0]))


def _with_nearest(link: PendingLink, anchors: Iterable[str]) -> Problem:
    problem, wanted, known = link.problem, unquote(link.fragment), list(anchors)
    longer = (each for each in known if each.endswith(f"-{wanted}"))  # figure-how-fast for how-fast
    near = nearest_of(wanted, known) or next(longer, "")
    if not near:
        return replace(problem, message=problem.message + _parts(known))
    message = f'{problem.message}; did you mean "#{near}"?'
    edits = (Edit(problem.start, problem.end, f"{link.before}#{near}", safe=False),) if problem.end else ()
    return replace(problem, message=message, edits=edits)


MAX_PARTS = 5  # of a page that a message names


def _parts(anchors: Iterable[str]) -> str:
    """Return which parts a page has, in its order; footnotes, citations and parts of the theme are none to link to."""
    named = [anchor for anchor in anchors if not _NO_PART.search(anchor)]
    shown = ", ".join(f'"#{anchor}"' for anchor in named[:MAX_PARTS])
    more = f" and {len(named) - MAX_PARTS} more" if len(named) > MAX_PARTS else ""
    return f"; there are {shown}{more}" if len(named) > 1 else f"; there is {shown}" if named else ""


_NO_PART = re.compile(r":|^\d|^(?:cite|ref|fn|fnref)-?\d|^figure-.+-[a-z]$|^(?:main|content|top|menu|search)$|^part-")


def is_anchor(fragment: str, anchors: Iterable[str]) -> bool:
    """Return whether a browser finds *fragment* in a page with *anchors*, or it is for a program of the page."""
    if fragment.lower() == "top" or fragment.startswith((":~:", "!", "/")):
        return True
    return fragment in anchors or unquote(fragment) in anchors


def anchors_in(html: str) -> frozenset[str]:
    """Return the ids of all elements of *html*, and the names of its `<a>`."""
    return frozenset(_anchors(html))


def _anchors(html: str) -> Iterator[str]:
    """Yield them in the order of the page."""
    for tag in tags_in(html) if "id=" in html or "name=" in html or "ID=" in html else ():
        if not tag.closing and "=" in tag.typed:
            values = tag.values()
            yield from filter(None, (values.get("id", ""), values.get("name", "") if tag.name == "a" else ""))
