"""Chooses the pages that the browser tests open: at least one of every template, and together every element and class.

Which template made a page follows from the site's settings and content; which elements it has, from its HTML. So a new
kind of page, block or control is tested from the day on which it is built.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from hamerkop.frontmatter.fields import read_fields
from hamerkop.frontmatter.reader import read_header
from tests.conftest import TinySite

# The prefixes of Pelican's settings for pages of which there are many (TAG_SAVE_AS …), and the templates of those.
TEMPLATES_OF_SETTINGS = {
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


class BuiltPage(NamedTuple):
    """A built page: its template ("?" if unknown), its path under the output folder, and what `selectors_of` found."""

    template: str
    path: str
    selectors: frozenset[str]

    @property
    def url(self) -> str:
        """The address of the page on its host, with a slash in front."""
        return "/" + self.path.removesuffix("index.html")


def setting(site: TinySite, name: str) -> str:
    """Return a setting of a site as text, "" if it is not set."""
    return str(site.settings.get(name, ""))


def path_patterns(site: TinySite) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield pairs of a pattern of paths and a template; those of direct templates, which match one path, come first."""
    for template in site.settings["DIRECT_TEMPLATES"]:
        yield re.compile(re.escape(setting(site, f"{template.upper()}_SAVE_AS") or f"{template}.html")), template
    for name, template in TEMPLATES_OF_SETTINGS.items():
        if setting(site, f"{name}_SAVE_AS"):
            literal = re.split(r"\{[^}]*\}", setting(site, f"{name}_SAVE_AS"))
            yield re.compile("[^/]+".join(map(re.escape, literal))), template


def templates_of_sources(site: TinySite) -> dict[str, str]:
    """Return the templates of the pages of articles and pages, and of the redirects to them, by path."""
    found = {}
    for kind, folder in (("article", "articles"), ("page", "pages")):
        for source in sorted(site.content.glob(f"{folder}/*.md")):
            fields = read_fields(read_header(str(source)), [])[0]
            slug, template = fields.get("slug") or source.stem, fields.get("template") or kind
            save_as = setting(site, f"{kind.upper()}_SAVE_AS")
            found[save_as.format(slug=slug)] = template
            found |= {save_as.format(slug=alias): "redirect" for alias in fields.get("aliases", [])}
    return found


def selectors_of(html: str) -> frozenset[str]:
    """Return a CSS selector for each kind of element in the body, and for each with each of its classes."""
    nodes = LexborHTMLParser(html).css("body *")
    classes = {f"{node.tag}.{name}" for node in nodes for name in (node.attributes.get("class") or "").split()}
    return frozenset(classes | {node.tag for node in nodes})


def pages_of(site: TinySite) -> list[BuiltPage]:
    """Return every page of a built site, in the order of their paths."""
    sources, patterns = templates_of_sources(site), list(path_patterns(site))
    templates = {path: template_of(path, sources, patterns) for path in html_files(site)}
    return [BuiltPage(template, path, selectors_of(site.read(path))) for path, template in templates.items()]


def html_files(site: TinySite) -> list[str]:
    """Return the paths, under the output folder, of a site's HTML files."""
    return sorted(path.relative_to(site.output).as_posix() for path in site.output.rglob("*.html"))


def template_of(path: str, sources: dict[str, str], patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """Return the template of the page at *path*; the later pages of a list count as a template of their own."""
    first = LATER_PAGE.sub("", path)
    later = ", later page" if first != path else ""
    listed = (template for pattern, template in patterns if pattern.fullmatch(first))
    return sources.get(path) or next((template + later for template in listed), "?")


def choose(pages: Iterable[BuiltPage], seen: Iterable[BuiltPage] = ()) -> list[BuiltPage]:
    """Return few of *pages* that have every template and selector that no page of *seen* has (greedy set cover)."""
    features = {page: features_of(page) for page in pages}
    missing = set().union(*features.values()) - set().union(*map(features_of, seen))
    chosen = []
    while missing:
        best = max(features, key=lambda page: (len(features[page] & missing), page.path))
        chosen.append(best)
        missing -= features[best]
    return sorted(chosen, key=lambda page: page.path)


def features_of(page: BuiltPage) -> frozenset[str]:
    """Return what a test of this page covers: its template, and its selectors whatever the template."""
    return page.selectors | {f"template {page.template}"}
