"""Draws the links between articles as one self-contained page: an arc for each link, and each article's list and why.

No network, no script; light and dark; readable on a phone. The articles are in a column, by category, the arcs to its
left. Hovering over an article, or moving the keyboard focus to it, highlights its arcs.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from math import sqrt

from hamerkop.related.entries import Entry
from hamerkop.related.graph import Graph, Link
from hamerkop.related.report import Section, links_in, names_of, reason_in_words, sections_of, summary
from hamerkop.shared.dates import long_date

ROW_HEIGHT = 28  # of a line in units of the drawing; the style sheet has the same in rem
WIDTH = 240
MARGIN = 6
# Where in its row an arc begins and ends, as a share of the height: so the two arcs of a pair lie side by side.
START_AT, END_AT = 0.66, 0.34
HIGHLIGHT_UP_TO = 600  # articles; with more, the rules that highlight the arcs of each would make the page slow

# The colours are those of the theme (theme/static/css/tokens.css); --pin is its --visited, --bridge is not in it.
STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#fbf9f4, #161b1a); --ink: light-dark(#1f2724, #e9e5da);
  --muted: light-dark(#434d49, #b9beb6); --rule: light-dark(#c9c2b2, #3b4644); --link: light-dark(#0b4f55, #8fd3cf);
  --arc: var(--link); --bridge: light-dark(#a3420d, #f0a868); --pin: light-dark(#5a3a63, #d3b4df); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem clamp(1rem, 4vw, 2rem) 4rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; } h2 { margin-top: 3rem; }
h3 { margin: 2rem 0 0.25rem; font-size: 1.125rem; }
a { color: var(--link); } p { max-width: 42rem; }
.muted, .why { color: var(--muted); font-size: 0.9375rem; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0; list-style: none; }
.key svg { width: 2.5rem; height: 0.75rem; margin-inline-end: 0.5rem; vertical-align: middle; }
.map { position: relative; padding-inline-start: clamp(6rem, 34%, 16rem); }
.map > svg { position: absolute; inset: 0 auto 0 0; width: clamp(5.5rem, calc(34% - 0.5rem), 15.5rem); height: 100%; }
.map ol { margin: 0; padding: 0; list-style: none; }
.map li { height: 1.75rem; line-height: 1.75rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.map .category { font-weight: 600; }
.map li a { display: block; overflow: hidden; text-overflow: ellipsis; text-decoration: none; }
.map li a:is(:hover, :focus) { text-decoration: underline; }
path { fill: none; stroke: var(--arc); stroke-width: 1.25px; stroke-opacity: 0.5; }
path.pinned { stroke: var(--pin); stroke-width: 2px; stroke-opacity: 0.8; }
path.bridge { stroke: var(--bridge); stroke-dasharray: 4 3; stroke-opacity: 0.9; }
path.text { stroke-dasharray: 1 3; stroke-opacity: 0.9; }
path:hover { stroke-width: 3px; stroke-opacity: 1; }
.list { padding-inline-start: 1.5rem; } .list li { margin-block: 0.25rem; }
.why { display: block; }
.article { border-top: 1px solid var(--rule); } .article:target { border-top: 3px solid var(--bridge); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; min-width: 60%; }
th, td { padding: 0.25rem 1rem 0.25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
summary { cursor: pointer; padding-block: 0.25rem; }
""".strip()


class Rows:
    """The rows of the drawing of one language, and the names that its elements have in the page.

    *number* is that of the language; *categories* are the articles by category, newest first; *row_of* is the row of
    each article by its path, *id_of* its number on the page.
    """

    def __init__(self, number: int, graph: Graph) -> None:
        self.number = number
        self.graph = graph
        self.categories = by_category(graph)
        self.row_of: dict[str, int] = {}
        self.id_of: dict[str, int] = {}
        self.count = 0
        for _, entries in self.categories:
            self.count += 1  # the row of the category's name
            for entry in entries:
                self.row_of[entry.path], self.id_of[entry.path] = self.count, len(self.id_of)
                self.count += 1

    def anchor(self, entry: Entry) -> str:
        """Return the id of the section about an article."""
        return f"article-{self.number}-{self.id_of[entry.path]}"

    def link_to(self, entry: Entry, css_class: str = "") -> str:
        """Return a link to the section about an article, as HTML."""
        attribute = f'class="{css_class}" ' if css_class else ""
        return f'<a {attribute}href="#{self.anchor(entry)}">{escape(title_of(entry))}</a>'


def by_category(graph: Graph) -> list[tuple[str, list[Entry]]]:
    """Return the articles of each category, newest first; categories in alphabetical order, without regard to case."""
    newest_first = graph.entries[::-1]
    ordered = sorted(newest_first, key=lambda entry: entry.category.casefold())
    groups = (list(group) for _, group in groupby(ordered, key=lambda entry: entry.category.casefold()))
    return [(entries[0].category, entries) for entries in groups]


def page(graphs: Sequence[Graph], site: str) -> str:
    """Return the whole page as HTML, for the graphs of a site called *site*."""
    title = f"Links between the articles of {site}" if site else "Links between the articles"
    languages = [Rows(number, graph) for number, graph in enumerate(graphs)]
    rules = "\n".join(rule for rows in languages for rule in highlight_rules(rows))
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>\n{STYLE}\n{rules}\n</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>",
        *(part for rows in languages for part in language_parts(rows, with_heading=len(graphs) > 1)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def language_parts(rows: Rows, with_heading: bool) -> Iterator[str]:
    """Yield the HTML of one language."""
    if with_heading:
        yield f"<h2>Language: {escape(rows.graph.language)}</h2>"
    yield f"<p>{escape(summary(rows.graph))}.</p>"
    if rows.graph.entries:
        yield from drawing(rows)
        yield from hints(rows.graph)
        yield from article_sections(rows)


def highlight_rules(rows: Rows) -> Iterator[str]:
    """Yield the CSS rules that highlight the arcs of the article under the pointer or with the focus."""
    if len(rows.id_of) > HIGHLIGHT_UP_TO:
        return
    drawing_id = f"#map-{rows.number}"
    yield f"{drawing_id}:has(a:is(:hover, :focus)) path {{ stroke-opacity: 0.1; }}"
    for n in rows.id_of.values():
        yield f"{drawing_id}:has(.at-{n}:is(:hover, :focus)) .of-{n} {{ stroke-opacity: 1; stroke-width: 2.5px; }}"


def drawing(rows: Rows) -> Iterator[str]:
    """Yield the HTML of the column of articles with its arcs."""
    yield KEY
    yield f'<div class="map" id="map-{rows.number}">'
    yield (
        f'<svg viewBox="0 0 {WIDTH} {rows.count * ROW_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="An arc for each link; the lists below say the same in words">'
    )
    yield from (arc(rows, entry, link) for entry, link in links_in(rows.graph))
    yield "</svg>\n<ol>"
    for category, entries in rows.categories:
        yield f'<li class="category">{escape(category or "No category")}</li>'
        for entry in entries:
            yield f"<li>{rows.link_to(entry, f'at-{rows.id_of[entry.path]}')}</li>"
    yield "</ol>\n</div>"


def arc(rows: Rows, entry: Entry, link: Link) -> str:
    """Return the SVG path of one link: the farther apart the two articles are, the wider."""
    first, last = rows.row_of[entry.path], rows.row_of[link.target.path]
    start, end = (first + START_AT) * ROW_HEIGHT, (last + END_AT) * ROW_HEIGHT
    farthest = max(rows.row_of.values()) - min(rows.row_of.values())
    width = MARGIN + (WIDTH - 2 * MARGIN) * sqrt(abs(first - last) / farthest)
    control = WIDTH - width * 4 / 3  # a cubic Bézier curve goes three quarters of the way to its control points
    label = f"{title_of(entry)} → {title_of(link.target)}: {reason_in_words(rows.graph, link)}"
    return (
        f'<path class="{link.reason} of-{rows.id_of[entry.path]} of-{rows.id_of[link.target.path]}" '
        f'vector-effect="non-scaling-stroke" '
        f'd="M{WIDTH} {start:.1f}C{control:.1f} {start:.1f} {control:.1f} {end:.1f} {WIDTH} {end:.1f}">'
        f"<title>{escape(label)}</title></path>"
    )


def _key_row(reason: str, meaning: str) -> str:
    return f'<li><svg viewBox="0 0 40 10" aria-hidden="true"><path class="{reason}" d="M0 5H40"/></svg>{meaning}</li>'


KEY = "\n".join(
    [
        '<ul class="key">',
        _key_row("tags", "shared tags"),
        _key_row("text", "shared words"),
        _key_row("pinned", "pinned by the writer"),
        _key_row("bridge", "made so that no article is left out"),
        "</ul>",
    ]
)


def hints(graph: Graph) -> Iterator[str]:
    """Yield the HTML of the report's sections."""
    sections = sections_of(graph)
    yield "<h2>What a writer can do</h2>"
    if not sections:
        yield "<p>Nothing: no tag is odd and no article is alone.</p>"
    for section in sections:
        yield from section_table(section)


def section_table(section: Section) -> Iterator[str]:
    """Yield the HTML of one section: a table that opens."""
    yield f"<details>\n<summary>{escape(section.title)}: {len(section.rows)}</summary>"
    yield f'<p class="muted">{escape(section.advice)}</p>\n<div class="scroll">\n<table>'
    yield "<tr>" + "".join(f'<th scope="col">{escape(column)}</th>' for column in section.columns) + "</tr>"
    for row in section.rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>\n</div>\n</details>"


def article_sections(rows: Rows) -> Iterator[str]:
    """Yield the HTML of each article's section: its list, the reasons, and the articles that list it."""
    listed_by = defaultdict(list)
    for entry, link in links_in(rows.graph):
        listed_by[link.target.path].append(entry)
    yield "<h2>Each article’s list, and why</h2>"
    for category, entries in rows.categories:
        for entry in entries:
            yield f'<section class="article" id="{rows.anchor(entry)}">\n<h3>{escape(title_of(entry))}</h3>'
            facts = [category or "No category", long_date(entry.date), names_of(rows.graph, entry.tags) or "no tags"]
            yield f'<p class="muted">{escape(" · ".join(facts))}</p>'
            yield from list_items(rows, entry)
            sources = ", ".join(rows.link_to(source) for source in listed_by[entry.path]) or "none"
            yield f'<p class="muted">In the lists of: {sources}</p>\n</section>'


def list_items(rows: Rows, entry: Entry) -> Iterator[str]:
    """Yield the HTML of an article's list."""
    if not rows.graph.lists[entry.path]:
        yield "<p>No list.</p>"
        return
    yield '<ol class="list">'
    for link in rows.graph.lists[entry.path]:
        reason = f"{reason_in_words(rows.graph, link)} ({round(link.score * 100)} %)"
        yield f'<li>{rows.link_to(link.target)} <span class="why">{escape(reason)}</span></li>'
    yield "</ol>"


def title_of(entry: Entry) -> str:
    """Return the title of an article, or what it has instead."""
    return entry.title or entry.slug or entry.path
