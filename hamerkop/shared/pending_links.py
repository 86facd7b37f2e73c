"""Links of which only the written pages tell whether they lead somewhere: to an anchor, to a file that a theme writes.

The plugin that finds them puts them into the context; whoever has the pages asks :func:`dead_links`: after a build the
files, in a preview what it would show.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

from hamerkop.shared.html_source import tags_in
from hamerkop.shared.problems import Edit, Problem, nearest_of
from hamerkop.shared.records import ContextKey


@dataclass(frozen=True)
class PendingLink:
    """A link, and the *problem* with it if its target is not there.

    *paths*: those under OUTPUT_PATH of which one has to exist. *fragment*: what is behind `#`, "" without one. *typed*:
    what is typed before the fragment, *can_edit*: whether the problem's range is just the address.
    """

    paths: tuple[str, ...]
    fragment: str
    problem: Problem
    before: str = ""


PENDING_LINKS: ContextKey[tuple[PendingLink, ...]] = ContextKey("hamerkop_pending_links")

Read = Callable[[str], bytes | None]  # returns what is at a path under OUTPUT_PATH, None if nothing is


def dead_links(pending: Iterable[PendingLink], read: Read) -> Iterator[Problem]:
    """Yield the problem of each link whose target is not there; each page is read once."""
    pages: dict[str, frozenset[str] | None] = {}
    for link in pending:
        for path in link.paths:
            if path not in pages:
                data = read(path)
                pages[path] = None if data is None else anchors_in(data.decode("utf-8", "replace"))
        found = [ids for path in link.paths if (ids := pages[path]) is not None]
        if not link.fragment and not found:
            yield link.problem
        elif link.fragment and found and not is_anchor(link.fragment, found[0]):
            yield _with_nearest(link, found[0])


def _with_nearest(link: PendingLink, anchors: Iterable[str]) -> Problem:
    problem, near = link.problem, nearest_of(unquote(link.fragment), anchors)
    if not near:
        return problem
    message = f'{problem.message}; did you mean "#{near}"?'
    edits = (Edit(problem.start, problem.end, f"{link.before}#{near}", safe=False),) if problem.end else ()
    return replace(problem, message=message, edits=edits)


def is_anchor(fragment: str, anchors: Iterable[str]) -> bool:
    """Return whether a browser finds *fragment* in a page with *anchors*, or it is for a program of the page."""
    if fragment.lower() == "top" or fragment.startswith((":~:", "!", "/")):
        return True
    return fragment in anchors or unquote(fragment) in anchors


def anchors_in(html: str) -> frozenset[str]:
    """Return the ids of all elements of *html*, and the names of its `<a>`."""
    found = set[str]()
    for tag in tags_in(html) if "id=" in html or "name=" in html or "ID=" in html else ():
        if not tag.closing and "=" in tag.typed:
            values = tag.values()
            found |= {values.get("id", ""), values.get("name", "") if tag.name == "a" else ""}
    return frozenset(found - {""})
