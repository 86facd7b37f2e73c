"""Reports what writers can improve about the links between articles. Free of Pelican.

A report is a list of checks of the graph of one language. To add a check, write a function from a graph to rows and add
it to CHECKS. Each row is a hint, not a problem: two tags with nearly the same name may both be meant.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.graph import Graph, Link

MAX_HUBS = 10  # rows of the table of hubs
COMMON_ONE_IN = 4  # a tag on more than one article in four says little …
COMMON_FROM = 20  # … on a site of so many articles
SIMILAR = 0.9  # difflib's ratio of two names of which one may be misspelt: "comunity"

Row = tuple[str, ...]


class Section(NamedTuple):
    """A check that found something: its name, heading, advice and column heads, and one row for each hint."""

    name: str
    title: str
    advice: str
    columns: Row
    rows: list[Row]


def links_in(graph: Graph) -> Iterator[tuple[Entry, Link]]:
    """Yield each link between published articles, with the entry whose list it is in; the oldest entry first."""
    for entry in graph.entries:
        for link in graph.lists[entry.path]:
            yield entry, link


def inbound_counts(graph: Graph) -> Counter[str]:
    """Return the number of lists that each article is in, by its path; an article in none is missing."""
    return Counter(shown_path(link.target) for _, link in links_in(graph))


def shown_path(entry: Entry) -> str:
    """Return the path of an article as its writer would type it."""
    return entry.display_path or entry.path


def articles_by_tag(graph: Graph) -> dict[str, list[str]]:
    """Return the paths of the articles of each tag, oldest first."""
    paths: dict[str, list[str]] = defaultdict(list)
    for entry in graph.entries:
        for tag in entry.tags:
            paths[tag].append(shown_path(entry))
    return dict(sorted(paths.items()))


def name_of(graph: Graph, tag: str) -> str:
    """Return the most used spelling of a tag key."""
    return graph.tag_names.get(tag, (tag,))[0]


def names_of(graph: Graph, tags: Sequence[str]) -> str:
    """Return the names of several tags, separated by commas."""
    return ", ".join(name_of(graph, tag) for tag in tags)


def names_with_counts(graph: Graph, tags: Mapping[str, Sequence[str]]) -> str:
    """Return the names of tags, given with their articles, and how many these are: ``model (2), models (1)``."""
    return ", ".join(f"{name_of(graph, tag)} ({len(paths)})" for tag, paths in tags.items())


def reason_in_words(graph: Graph, link: Link) -> str:
    """Return as text why a link is in its list."""
    parts = []
    if link.tags:
        parts.append(f"both about {names_of(graph, link.tags)}")
    if link.words:
        parts.append("both mention " + ", ".join(link.words))
    shared = "; ".join(parts) or "nothing shared, near in time"
    prefix = {"pinned": "pinned; ", "bridge": "made so that no article is left out; "}.get(link.reason, "")
    return prefix + shared


# The checks


def bridged(graph: Graph) -> Iterator[Row]:
    """Yield the articles to which a bridge leads, from where, and what the two share."""
    for entry, link in links_in(graph):
        if link.reason == "bridge":
            shared = names_of(graph, link.tags) or ", ".join(link.words) or "nothing"
            yield shown_path(link.target), shown_path(entry), shared


def hubs(graph: Graph) -> Iterator[Row]:
    """Yield the articles that are in more than twice as many lists as the mean, and in how many."""
    counts = inbound_counts(graph)
    twice_the_mean = 2 * sum(counts.values()) / max(1, len(graph.entries))
    found = sorted((-count, path) for path, count in counts.items() if count > twice_the_mean)
    for negated_count, path in found[:MAX_HUBS]:
        yield path, str(-negated_count)


def untagged(graph: Graph) -> Iterator[Row]:
    """Yield the articles without a tag."""
    for entry in graph.entries:
        if not entry.tags:
            yield (shown_path(entry),)


def only_unshared_tags(graph: Graph) -> Iterator[Row]:
    """Yield the articles whose every tag is on no other article, and these tags."""
    paths = articles_by_tag(graph)
    for entry in graph.entries:
        if entry.tags and all(len(paths[tag]) == 1 for tag in entry.tags):
            yield shown_path(entry), names_of(graph, entry.tags)


def used_once(graph: Graph) -> Iterator[Row]:
    """Yield the tags that are on one article, and the article."""
    for tag, paths in articles_by_tag(graph).items():
        if len(paths) == 1:
            yield name_of(graph, tag), paths[0]


def common_tags(graph: Graph) -> Iterator[Row]:
    """Yield the tags that are on so many articles that they say little, and on how many."""
    total = len(graph.entries)
    counts = {tag: len(paths) for tag, paths in articles_by_tag(graph).items()}
    for tag, count in counts.items():
        if count * COMMON_ONE_IN > total >= COMMON_FROM:
            yield name_of(graph, tag), f"{count} of {total}"


def form_of(tag: str) -> str:
    """Return what is left of a tag without case, hyphens, spaces and the s of a plural."""
    letters = re.sub(r"[\W_]+", "", tag.casefold())
    return letters[:-1] if len(letters) > 3 and letters.endswith("s") and not letters.endswith("ss") else letters


def tag_variants(graph: Graph) -> Iterator[Row]:
    """Yield tags that differ in spelling only: those with one address, then those with other hyphens or a plural."""
    tags = articles_by_tag(graph)
    for tag in tags:
        spellings = graph.tag_names.get(tag, (tag,))
        if len(spellings) > 1:
            yield ", ".join(spellings), "one address, written in several ways"
    by_form = sorted((form_of(tag), tag) for tag in tags)
    for _, group in groupby(by_form, key=lambda pair: pair[0]):
        variants = {tag: tags[tag] for _, tag in group}
        if len(variants) > 1:
            yield names_with_counts(graph, variants), "the same but for its form"


def similar_tags(graph: Graph) -> Iterator[Row]:
    """Yield pairs of tags of which one may be misspelt; the first letters have to be the same."""
    tags = articles_by_tag(graph)
    for _, group in groupby(sorted(tags), key=lambda tag: tag[:1]):
        for pair in combinations(group, 2):
            if are_similar(*pair):
                yield names_with_counts(graph, {tag: tags[tag] for tag in pair}), "nearly the same letters"


def are_similar(one: str, other: str) -> bool:
    """Return whether one of two names may be misspelt. Those that differ in digits ("web-2", "web-3") are not."""
    if abs(len(one) - len(other)) > 2 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if form_of(one) == form_of(other):
        return False  # reported by tag_variants
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The quick ratios are upper bounds, and spare most pairs the slow one.
    return all(ratio() >= SIMILAR for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def always_together(graph: Graph) -> Iterator[Row]:
    """Yield tags that are on the same two or more articles, and on how many."""
    tags_by_articles: dict[Row, list[str]] = defaultdict(list)
    for tag, paths in articles_by_tag(graph).items():
        if len(paths) > 1:
            tags_by_articles[tuple(paths)].append(tag)
    for paths_of_all, tags in tags_by_articles.items():
        if len(tags) > 1:
            yield names_of(graph, tags), str(len(paths_of_all))


def unrelated_pins(graph: Graph) -> Iterator[Row]:
    """Yield the articles that pin another one with which they share neither a tag nor a significant word, and that."""
    for entry, link in links_in(graph):
        if link.reason == "pinned" and not link.tags and not link.words:
            yield shown_path(entry), shown_path(link.target)


class Check(NamedTuple):
    """One row of CHECKS: the function that finds the rows, and how their section is headed.

    *key* sorts the rows; without it they are in alphabetical order.
    """

    find: Callable[[Graph], Iterator[Row]]
    title: str
    advice: str
    columns: Row
    key: Callable[[Row], Any] | None = None


CHECKS = [
    Check(
        bridged,
        "Links made so that no article is left out",
        "Give the article a tag that it shares with others, or pin it where it belongs.",
        ("article", "linked from", "what they share"),
    ),
    Check(
        untagged,
        "Articles without a tag",
        "Tag them: an article without a tag is linked by its words, or by its date where it shares none.",
        ("article",),
    ),
    Check(
        only_unshared_tags,
        "Articles whose every tag is used once",
        "Add one tag that another article has.",
        ("article", "tags"),
    ),
    Check(
        unrelated_pins,
        "Pinned, though they share no tag and no significant word",
        "Check whether the pin is meant; a tag that both have would show readers why.",
        ("article", "pinned"),
    ),
    Check(
        tag_variants,
        "Tags that are one tag in several forms",
        "Choose one form and use it everywhere.",
        ("tags (articles)", "why"),
    ),
    Check(
        similar_tags,
        "Tags with nearly the same letters",
        "Correct the misspelt one; leave them if both are meant.",
        ("tags (articles)", "why"),
    ),
    Check(
        always_together,
        "Tags that always come together",
        "Keep one of them, or use them apart.",
        ("tags", "articles"),
    ),
    Check(
        used_once,
        "Tags used once",
        "Such a tag links nothing: use it elsewhere too, or remove it.",
        ("tag", "article"),
    ),
    Check(
        common_tags,
        "Tags on more than a quarter of the articles",
        "They say little; split them, or name them in RELATED_POSTS_IGNORE_TAGS.",
        ("tag", "articles"),
    ),
    Check(
        hubs,
        "The articles in most lists",
        "Keep these correct and up to date: most readers pass through them.",
        ("article", "lists"),
        key=lambda row: (-int(row[1]), row[0]),
    ),
]


# The report


def sections_of(graph: Graph) -> list[Section]:
    """Return a section for each check that finds something in the graph of one language."""
    found = [(check, sorted(set(check.find(graph)), key=check.key)) for check in CHECKS]
    return [
        Section(check.find.__name__, check.title, check.advice, check.columns, rows) for check, rows in found if rows
    ]


def summary(graph: Graph) -> str:
    """Return the numbers of articles, links and bridges of one language as one line."""
    links = [link for _, link in links_in(graph)]
    bridges = sum(link.reason == "bridge" for link in links) or "none"
    largest = max(inbound_counts(graph).values(), default=0)
    return (
        f"{len(graph.entries)} articles, {len(links)} links, {bridges} of them made so that no article is left out; "
        f"no article in more than {largest} lists"
    )


def as_data(graphs: Sequence[Graph]) -> dict[str, Any]:
    """Return the report as data for JSON; a language without published articles is left out."""
    return {"languages": [_language_data(graph) for graph in graphs if graph.entries]}


def _language_data(graph: Graph) -> dict[str, Any]:
    hints = {
        section.name: [dict(zip(section.columns, row, strict=True)) for row in section.rows]
        for section in sections_of(graph)
    }
    lists = {shown_path(entry): [_link_data(link) for link in graph.lists[entry.path]] for entry in graph.entries}
    return {"language": graph.language, "summary": summary(graph), "hints": hints, "lists": lists}


def _link_data(link: Link) -> dict[str, Any]:
    return {
        "article": shown_path(link.target),
        "reason": link.reason,
        "shared_tags": list(link.tags),
        "shared_words": list(link.words),
        "score": link.score,
    }


def as_json(graphs: Sequence[Graph]) -> str:
    """Return the report as JSON text."""
    return json.dumps(as_data(graphs), indent=2, ensure_ascii=False) + "\n"


def write_report(path: Path, graphs: Sequence[Graph]) -> None:
    """Write the report to *path* as JSON; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_json(graphs), "utf-8")
