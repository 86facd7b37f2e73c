"""Says what a writer can do for the links between articles: the link-graph report. Knows nothing of Pelican.

Each section is one question asked of the graph of one language. To ask another is to write a function and add its
name to SECTIONS. Everything is a hint: two tags with nearly the same name may be meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import combinations, groupby
from typing import Any, NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.graph import Graph, Link

HUBS = 10  # shown: those that are in most lists
WEAK_SHARE = 4  # a tag on more than one article in four says little …
WEAK_LEAST = 20  # … on a site of so many articles
NEAR = 0.9  # likeness of two names that may be one misspelt: "comunity"


class Section(NamedTuple):
    """A table: what it is about, what to do about it, and one row of texts for each thing found."""

    key: str
    title: str
    advice: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


Rows = Iterator[tuple[str, ...]]


def links_in(graph: Graph) -> Iterator[tuple[Entry, Link]]:
    """Yield every link with the article whose list it stands in, oldest article first."""
    for entry in graph.entries:
        for link in graph.lists[entry.path]:
            yield entry, link


def inbound(graph: Graph) -> Counter[str]:
    return Counter(shown(link.target) for _, link in links_in(graph))


def shown(entry: Entry) -> str:
    return entry.shown or entry.path


def uses(graph: Graph) -> dict[str, list[str]]:
    """Map each tag to the articles that carry it, by path."""
    users: dict[str, list[str]] = defaultdict(list)
    for entry in graph.entries:
        for tag in entry.tags:
            users[tag].append(shown(entry))
    return dict(sorted(users.items()))


def name_of(graph: Graph, tag: str) -> str:
    return graph.names.get(tag, (tag,))[0]


def why(graph: Graph, link: Link) -> str:
    """Return in words why a link is there."""
    parts = []
    if link.tags:
        parts.append("both about " + ", ".join(name_of(graph, tag) for tag in link.tags))
    if link.words:
        parts.append("both mention " + ", ".join(link.words))
    shared = "; ".join(parts) or "nothing shared, near in time"
    prefix = {"pinned": "pinned; ", "bridge": "made so that no article is left out; "}.get(link.reason, "")
    return prefix + shared


def repaired(graph: Graph) -> Rows:
    for entry, link in links_in(graph):
        if link.reason == "bridge":
            shared = ", ".join(name_of(graph, tag) for tag in link.tags) or ", ".join(link.words) or "nothing"
            yield shown(link.target), shown(entry), shared


def hubs(graph: Graph) -> Rows:
    """Yield the articles in more than twice as many lists as the mean."""
    number = inbound(graph)
    much = 2 * sum(number.values()) / max(1, len(graph.entries))
    found = sorted((-count, path) for path, count in number.items() if count > much)
    for count, path in found[:HUBS]:
        yield path, str(-count)


def untagged(graph: Graph) -> Rows:
    for entry in graph.entries:
        if not entry.tags:
            yield (shown(entry),)


def only_lonely_tags(graph: Graph) -> Rows:
    users = uses(graph)
    for entry in graph.entries:
        if entry.tags and all(len(users[tag]) == 1 for tag in entry.tags):
            yield shown(entry), ", ".join(name_of(graph, tag) for tag in entry.tags)


def used_once(graph: Graph) -> Rows:
    for tag, users in uses(graph).items():
        if len(users) == 1:
            yield name_of(graph, tag), users[0]


def weak_tags(graph: Graph) -> Rows:
    number = len(graph.entries)
    found = [(tag, len(users)) for tag, users in uses(graph).items() if len(users) * WEAK_SHARE > number >= WEAK_LEAST]
    for tag, count in sorted(found, key=lambda item: (-item[1], item[0])):
        yield name_of(graph, tag), f"{count} of {number}"


def form_of(tag: str) -> str:
    """Return what is left of a tag without case, hyphens, spaces and the plural's s."""
    letters = re.sub(r"[\W_]+", "", tag.casefold())
    return letters[:-1] if len(letters) > 3 and letters.endswith("s") and not letters.endswith("ss") else letters


def same_tags(graph: Graph) -> Rows:
    """Yield tags that differ in spelling only: under one address, or in hyphens, spaces and plural."""
    users = uses(graph)
    for tag in users:
        spellings = graph.names.get(tag, (tag,))
        if len(spellings) > 1:
            yield ", ".join(spellings), "one address, written in several ways"
    by_form = sorted((form_of(tag), tag) for tag in users)
    for _, group in groupby(by_form, key=lambda pair: pair[0]):
        tags = [tag for _, tag in group]
        if len(tags) > 1:
            yield ", ".join(f"{name_of(graph, tag)} ({len(users[tag])})" for tag in tags), "the same but for its form"


def near_tags(graph: Graph) -> Rows:
    users = uses(graph)
    by_beginning = sorted((tag[:1], tag) for tag in users)
    for _, group in groupby(by_beginning, key=lambda pair: pair[0]):
        for (_, one), (_, other) in combinations(list(group), 2):
            if nearly_the_same(one, other):
                named = (f"{name_of(graph, tag)} ({len(users[tag])})" for tag in (one, other))
                yield ", ".join(named), "nearly the same letters"


def nearly_the_same(one: str, other: str) -> bool:
    """Say whether two names may be one misspelt; names that differ in digits ("web-2", "web-3") are meant."""
    if abs(len(one) - len(other)) > 2 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if form_of(one) == form_of(other):
        return False  # told already
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and matcher.ratio() >= NEAR


def always_together(graph: Graph) -> Rows:
    together: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for tag, users in uses(graph).items():
        if len(users) > 1:
            together[tuple(users)].append(tag)
    for users_of_all, tags in together.items():
        if len(tags) > 1:
            yield ", ".join(name_of(graph, tag) for tag in tags), str(len(users_of_all))


def unrelated_pins(graph: Graph) -> Rows:
    for entry, link in links_in(graph):
        if link.reason == "pinned" and not link.tags and not link.words:
            yield shown(entry), shown(link.target)


class Question(NamedTuple):
    """One row of SECTIONS: how a section is headed, and the function that finds its rows."""

    ask: Callable[[Graph], Rows]
    title: str
    advice: str
    columns: tuple[str, ...]


SECTIONS = [
    Question(
        repaired,
        "Links made so that no article is left out",
        "Give the article a tag that it shares with others, or pin it where it belongs.",
        ("article", "linked from", "what they share"),
    ),
    Question(
        untagged,
        "Articles without a tag",
        "Tag them: without a shared tag an article is linked by date.",
        ("article",),
    ),
    Question(
        only_lonely_tags,
        "Articles whose every tag is used once",
        "Add one tag that another article has.",
        ("article", "tags"),
    ),
    Question(
        unrelated_pins,
        "Pinned, though they share no tag and no telling word",
        "See whether the pin is meant; a tag that both have would tell readers why.",
        ("article", "pinned"),
    ),
    Question(
        same_tags,
        "Tags that are one tag in several forms",
        "Decide for one form and use it everywhere.",
        ("tags (articles)", "why"),
    ),
    Question(
        near_tags,
        "Tags with nearly the same letters",
        "Correct the misspelt one; leave them if both are meant.",
        ("tags (articles)", "why"),
    ),
    Question(
        always_together,
        "Tags that always come together",
        "One of them says all; keep it, or use them apart.",
        ("tags", "articles"),
    ),
    Question(
        used_once,
        "Tags used once",
        "Such a tag links nothing: use it elsewhere too, or take it out.",
        ("tag", "article"),
    ),
    Question(
        weak_tags,
        "Tags on more than a quarter of the articles",
        "They say little; split them, or name them in RELATED_POSTS_IGNORE_TAGS.",
        ("tag", "articles"),
    ),
    Question(
        hubs,
        "The articles in most lists",
        "Keep these correct and up to date: most readers pass through them.",
        ("article", "lists"),
    ),
]


def sections_of(graph: Graph) -> list[Section]:
    """Return what was found in the graph of one language; a question without an answer has no section."""
    asked = [(question, sorted(set(question.ask(graph)), key=_order(question))) for question in SECTIONS]
    return [
        Section(question.ask.__name__, question.title, question.advice, question.columns, rows)
        for question, rows in asked
        if rows
    ]


def _order(question: Question) -> Callable[[tuple[str, ...]], Any]:
    """Hubs come by their number, everything else by its name."""
    return (lambda row: (-int(row[1]), row[0])) if question.ask is hubs else (lambda row: row)


def summary(graph: Graph) -> str:
    """Return the graph of one language in one line."""
    links = [link for _, link in links_in(graph)]
    made = sum(link.reason == "bridge" for link in links) or "none"
    largest = max(inbound(graph).values(), default=0)
    return (
        f"{len(graph.entries)} articles, {len(links)} links, {made} of them made so that no article is left out; "
        f"no article in more than {largest} lists"
    )


def as_data(graphs: list[Graph]) -> dict[str, Any]:
    """Return the whole report as plain data, for JSON."""
    return {
        "languages": [
            {
                "language": graph.language,
                "summary": summary(graph),
                "findings": {
                    section.key: [dict(zip(section.columns, row, strict=True)) for row in section.rows]
                    for section in sections_of(graph)
                },
                "lists": {
                    shown(entry): [link_as_data(link) for link in graph.lists[entry.path]] for entry in graph.entries
                },
            }
            for graph in graphs
        ]
    }


def link_as_data(link: Link) -> dict[str, Any]:
    return {
        "article": shown(link.target),
        "reason": link.reason,
        "shared_tags": list(link.tags),
        "shared_words": list(link.words),
        "score": link.score,
    }
