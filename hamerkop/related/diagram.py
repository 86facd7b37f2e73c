"""Draws the links between articles as one self-contained page: an arc for each link, and each article's list and why.

No network, no script; light and dark; readable on a phone. The articles stand on a line from top to bottom, by
category, the arcs to their left. Hovering over an article or moving to it with the keyboard brings out its arcs.
"""

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from itertools import groupby
from math import sqrt

from hamerkop.related.entries import Entry
from hamerkop.related.graph import Graph, Link
from hamerkop.related.report import Section, links_in, name_of, sections_of, summary, why
from hamerkop.shared.dates import long_date

ROW = 28  # height of a line in the drawing's own units; the style sheet says the same in rem
WIDTH = 240
EDGE = 6
OUTGOING, INCOMING = 0.66, 0.34  # where on its line an arc begins and ends, so that the two of a pair lie side by side
BRIGHT = 600  # articles, beyond which rules that bring out an article's arcs would make the page slow

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#fbf9f4, #161b1a); --ink: light-dark(#1f2724, #e9e5da);
  --muted: light-dark(#434d49, #b9beb6); --rule: light-dark(#c9c2b2, #3b4644); --link: light-dark(#0b4f55, #8fd3cf);
  --arc: light-dark(#0b4f55, #8fd3cf); --bridge: light-dark(#a3420d, #f0a868); --pin: light-dark(#5a3a63, #d3b4df); }
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


def page(graphs: list[Graph], site: str) -> str:
    """Return the whole page for a site called *site*."""
    title = f"Links between the articles of {site}" if site else "Links between the articles"
    rules = "\n".join(rule for number, graph in enumerate(graphs) for rule in bright(number, graph))
    parts = [
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>\n{STYLE}\n{rules}\n</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>",
        *(part for number, graph in enumerate(graphs) for part in of_language(number, graph, len(graphs) > 1)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def of_language(number: int, graph: Graph, several: bool) -> Iterator[str]:
    if several:
        yield f"<h2>Language: {escape(graph.language)}</h2>"
    yield f"<p>{escape(summary(graph))}.</p>"
    if graph.entries:
        yield from drawing(number, graph)
        yield from findings(graph)
        yield from lists(number, graph)


def ordered(graph: Graph) -> list[tuple[str, list[Entry]]]:
    """Return the articles by category, newest first within it."""
    newest_first = graph.entries[::-1]
    by_name = sorted(newest_first, key=lambda entry: entry.category.casefold())
    return [
        (entries[0].category, entries)
        for _, group in groupby(by_name, key=lambda entry: entry.category.casefold())
        for entries in [list(group)]
    ]


def numbers(graph: Graph) -> dict[str, int]:
    """Number the articles in the order of the drawing."""
    return {entry.path: n for n, entry in enumerate(entry for _, entries in ordered(graph) for entry in entries)}


def bright(number: int, graph: Graph) -> Iterator[str]:
    """Yield the rules that bring out the arcs of the article pointed at."""
    if len(graph.entries) > BRIGHT:
        return
    yield f"#map-{number}:has(a:is(:hover, :focus)) path {{ stroke-opacity: 0.1; }}"
    for n in numbers(graph).values():
        yield (f"#map-{number}:has(.at-{n}:is(:hover, :focus)) .of-{n} {{ stroke-opacity: 1; stroke-width: 2.5px; }}")


def drawing(number: int, graph: Graph) -> Iterator[str]:
    """Yield the line of articles with its arcs."""
    place, at, rows = numbers(graph), {}, []
    for category, entries in ordered(graph):
        rows.append(f'<li class="category">{escape(category or "No category")}</li>')
        for entry in entries:
            at[entry.path] = len(rows)
            target = f"#article-{number}-{place[entry.path]}"
            rows.append(f'<li><a class="at-{place[entry.path]}" href="{target}">{escape(title_of(entry))}</a></li>')
    yield KEY
    yield f'<div class="map" id="map-{number}">'
    yield (
        f'<svg viewBox="0 0 {WIDTH} {len(rows) * ROW}" preserveAspectRatio="none" role="img" '
        f'aria-label="An arc for each link; the lists below say the same in words">'
    )
    yield from (arc(graph, entry, link, at, place) for entry, link in links_in(graph))
    yield "</svg>\n<ol>"
    yield from rows
    yield "</ol>\n</div>"


def arc(graph: Graph, entry: Entry, link: Link, at: dict[str, int], place: dict[str, int]) -> str:
    """Return the arc of one link: the farther the articles are apart, the wider."""
    start, end = (at[entry.path] + OUTGOING) * ROW, (at[link.target.path] + INCOMING) * ROW
    farthest = max(at.values()) - min(at.values())
    reach = EDGE + (WIDTH - 2 * EDGE) * sqrt(abs(at[entry.path] - at[link.target.path]) / farthest)
    bend = WIDTH - reach * 4 / 3  # a cubic curve goes three quarters of the way to its handles
    names = (f"of-{place[entry.path]}", f"of-{place[link.target.path]}")
    label = f"{title_of(entry)} → {title_of(link.target)}: {why(graph, link)}"
    return (
        f'<path class="{link.reason} {names[0]} {names[1]}" vector-effect="non-scaling-stroke" '
        f'd="M{WIDTH} {start:.1f}C{bend:.1f} {start:.1f} {bend:.1f} {end:.1f} {WIDTH} {end:.1f}">'
        f"<title>{escape(label)}</title></path>"
    )


def key_row(reason: str, meaning: str) -> str:
    return f'<li><svg viewBox="0 0 40 10" aria-hidden="true"><path class="{reason}" d="M0 5H40"/></svg>{meaning}</li>'


KEY = "\n".join(
    [
        '<ul class="key">',
        key_row("tags", "shared tags"),
        key_row("text", "shared words"),
        key_row("pinned", "pinned by the writer"),
        key_row("bridge", "made so that no article is left out"),
        "</ul>",
    ]
)


def findings(graph: Graph) -> Iterator[str]:
    found = sections_of(graph)
    yield "<h2>What a writer can do</h2>"
    if not found:
        yield "<p>Nothing: no tag is odd and no article is alone.</p>"
    for section in found:
        yield from table(section)


def table(section: Section) -> Iterator[str]:
    yield f"<details>\n<summary>{escape(section.title)}: {len(section.rows)}</summary>"
    yield f'<p class="muted">{escape(section.advice)}</p>\n<div class="scroll">\n<table>'
    yield "<tr>" + "".join(f'<th scope="col">{escape(column)}</th>' for column in section.columns) + "</tr>"
    for row in section.rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>\n</div>\n</details>"


def lists(number: int, graph: Graph) -> Iterator[str]:
    """Yield for each article its list, the reasons, and who names it."""
    place, sources = numbers(graph), defaultdict(list)
    for entry, link in links_in(graph):
        sources[link.target.path].append(entry)
    yield "<h2>Each article’s list, and why</h2>"
    for category, entries in ordered(graph):
        for entry in entries:
            yield f'<section class="article" id="article-{number}-{place[entry.path]}">'
            yield f"<h3>{escape(title_of(entry))}</h3>"
            tags = ", ".join(name_of(graph, tag) for tag in entry.tags) or "no tags"
            facts = [category or "No category", long_date(entry.date), tags]
            yield f'<p class="muted">{escape(" · ".join(facts))}</p>'
            yield from items(number, graph, entry, place)
            links = (anchor(number, place, source) for source in sources[entry.path])
            yield f'<p class="muted">In the lists of: {", ".join(links) or "none"}</p>\n</section>'


def items(number: int, graph: Graph, entry: Entry, place: dict[str, int]) -> Iterator[str]:
    if not graph.lists[entry.path]:
        yield "<p>No list.</p>"
        return
    yield '<ol class="list">'
    for link in graph.lists[entry.path]:
        reason = f"{why(graph, link)} ({round(link.score * 100)} %)"
        yield f'<li>{anchor(number, place, link.target)} <span class="why">{escape(reason)}</span></li>'
    yield "</ol>"


def anchor(number: int, place: dict[str, int], entry: Entry) -> str:
    return f'<a href="#article-{number}-{place[entry.path]}">{escape(title_of(entry))}</a>'


def title_of(entry: Entry) -> str:
    return entry.title or entry.slug or entry.path
