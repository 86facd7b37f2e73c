"""Chooses the pages that the browser looks at: at least one of every template, and together every part there is.

Which template made a page follows from the site's settings and content; of which parts it is made, from the page
itself. So a new kind of page, block or control is looked at from the day on which it is built.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

import pelicanconf
from hamerkop.frontmatter.fields import read_fields
from hamerkop.frontmatter.reader import read_header
from tests.conftest import TinySite

# What Pelican calls the addresses of pages that it makes many of, and their templates.
LISTS = {
    "TAG": "tag",
    "CATEGORY": "category",
    "AUTHOR": "author",
    "YEAR_ARCHIVE": "period_archives",
    "MONTH_ARCHIVE": "period_archives",
    "DAY_ARCHIVE": "period_archives",
    "DRAFT": "article",
    "DRAFT_PAGE": "page",
}
LATER_PAGE = re.compile(r"page/\d+/(?=index\.html$)")


class Page(NamedTuple):
    """A built page: the template that made it ("?" if nobody knows), its file, and the parts that it shows."""

    template: str
    path: str
    parts: frozenset[str]

    @property
    def address(self) -> str:
        return "/" + self.path.removesuffix("index.html")


def setting(name: str) -> str:
    return str(getattr(pelicanconf, name, ""))


def patterns() -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield what the files of each list look like and their template; direct templates first, for they are exact."""
    for template in pelicanconf.DIRECT_TEMPLATES:
        yield re.compile(re.escape(setting(f"{template.upper()}_SAVE_AS") or f"{template}.html")), template
    for name, template in LISTS.items():
        if setting(f"{name}_SAVE_AS"):
            literal = re.split(r"\{[^}]*\}", setting(f"{name}_SAVE_AS"))
            yield re.compile("[^/]+".join(map(re.escape, literal))), template


def templates_of_content(site: TinySite) -> dict[str, str]:
    """Return the template of each page made from a file of its own, and of each that leads to one, by its path."""
    found = {}
    for kind, folder in (("article", "articles"), ("page", "pages")):
        for source in sorted(site.content.glob(f"{folder}/*.md")):
            fields = read_fields(read_header(str(source)), [])[0]
            slug, template = fields.get("slug") or source.stem, fields.get("template") or kind
            save_as = setting(f"{kind.upper()}_SAVE_AS")
            found[save_as.format(slug=slug)] = template
            found |= {save_as.format(slug=alias): "redirect" for alias in fields.get("aliases", [])}
    return found


def parts_of(html: str) -> frozenset[str]:
    """Return the elements of a page, each with its classes one by one, as selectors."""
    nodes = LexborHTMLParser(html).css("body *")
    classes = {f"{node.tag}.{name}" for node in nodes for name in (node.attributes.get("class") or "").split()}
    return frozenset(classes | {node.tag for node in nodes})


def pages_of(site: TinySite) -> list[Page]:
    """Return every page of a built site, in the order of their paths."""
    content, lists = templates_of_content(site), list(patterns())
    return [Page(template_of(path, content, lists), path, parts_of(site.read(path))) for path in html_files(site)]


def html_files(site: TinySite) -> list[str]:
    return sorted(path.relative_to(site.output).as_posix() for path in site.output.rglob("*.html"))


def template_of(path: str, content: dict[str, str], lists: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """Return the template of the page at *path*; a list's later pages count as a template of their own."""
    first = LATER_PAGE.sub("", path)
    later = ", later page" if first != path else ""
    listed = (template for pattern, template in lists if pattern.fullmatch(first))
    return content.get(path) or next((template + later for template in listed), "?")


def choose(pages: Iterable[Page], seen: Iterable[Page] = ()) -> list[Page]:
    """Return few pages that show each template and each of its parts that *seen* does not show."""
    left = {page: shows(page) for page in pages}
    missing = set().union(*left.values()) - set().union(*map(shows, seen))
    chosen = []
    while missing:
        best = max(left, key=lambda page: (len(left[page] & missing), page.path))
        chosen.append(best)
        missing -= left[best]
    return sorted(chosen, key=lambda page: page.path)


def shows(page: Page) -> frozenset[str]:
    """Return what looking at a page is good for: its template and, of whichever template, its parts."""
    return page.parts | {f"template {page.template}"}
