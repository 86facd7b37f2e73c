"""Makes the articles of a synthetic site: the same number and seed always give the same texts, titles, dates and tags.

Texts have 765 words on average: headings, lists, quotes, links, emphasis and typographic marks; 29 % have footnotes,
26 % a table. Tags and categories are as unevenly common as those of real sites (Zipf-Mandelbrot).
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple


def words_of(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


SEED = 11
FIRST_DAY, DAYS = datetime(2011, 1, 3, 7, tzinfo=UTC), 5200
CATEGORIES = words_of(
    """
    rivers coast hills farms weather birds walking gardens
    """
)
CATEGORY_WEIGHTS = [8, 6, 5, 4, 3, 3, 2, 1]
NOUNS = words_of(
    """
    otter heron alder reed mill weir bank ford lake marsh spring stream pool eel trout newt frog moth beetle bee
    wren owl swift lark hare vole badger fox deer oak ash elm birch willow hazel fern moss lichen nettle thistle
    clover meadow hedge lane gate barn wall stone slate clay chalk gravel sand tide wave cliff cove dune shingle
    gull seal crab limpet kelp rain frost fog wind cloud thaw storm drought flood sun shade dusk dawn month week
    path bridge stile map boot coat rope lamp cup bread apple plum bean leek onion garlic seed root leaf bark bud
    fruit nest burrow track
    """
)
VERBS = words_of(
    """
    follows crosses shelters feeds shades drains warms cools marks divides joins covers keeps moves turns lifts
    needs carries hides shows supports
    """
)
ADJECTIVES = words_of(
    """
    quiet early late narrow broad steep shallow deep old young common rare slow quick dry wet cold mild bright
    pale dark heavy light rough smooth plain local upper lower northern southern open
    """
)
JOINTS = words_of(
    """
    while because although before after when where until and but
    """
)


class Article(NamedTuple):
    """One made-up article; *tags* are slugs, *text* is Markdown without a header."""

    slug: str
    title: str
    date: datetime
    category: str
    tags: list[str]
    summary: str
    text: str


def articles(number: int, first: int = 0) -> Iterator[Article]:
    """Yield *number* articles, oldest first; their texts are those of the indexes from *first* on."""
    tags, weights = vocabulary(number)
    for index in range(number):
        rng = random.Random(SEED * 1_000_003 + first + index)
        title = (
            f"{word(rng, ADJECTIVES)} {word(rng, NOUNS)} of a {word(rng, ADJECTIVES)} {word(rng, NOUNS)}".capitalize()
        )
        yield Article(
            slug=f"{first + index:06}-{title.lower().replace(' ', '-')}",
            title=title,
            date=(FIRST_DAY + timedelta(days=DAYS) * index / number).replace(microsecond=0),
            category=rng.choices(CATEGORIES, CATEGORY_WEIGHTS)[0],
            tags=different_tags(rng, tags, weights),
            summary=plain_sentence(rng),
            text=markdown(rng),
        )


@lru_cache(maxsize=4)
def vocabulary(number: int) -> tuple[list[str], list[float]]:
    """Return the tags of a site of *number* articles, and their cumulated weights."""
    size = 200 if number <= 1_000 else 1_000 if number <= 10_000 else 2_000
    pairs = [f"{adjective}-{noun}" for adjective in ADJECTIVES for noun in NOUNS]
    random.Random(SEED).shuffle(pairs)
    return pairs[:size], list(accumulate(1 / (rank + 2.7) for rank in range(1, size + 1)))


def different_tags(rng: random.Random, tags: list[str], weights: list[float]) -> list[str]:
    """Return three to six different tags."""
    wanted, found = rng.randint(3, 6), dict[str, None]()
    while len(found) < wanted:
        found[rng.choices(tags, cum_weights=weights)[0]] = None
    return list(found)


def word(rng: random.Random, words: list[str]) -> str:
    """Return one of *words*."""
    return words[int(rng.random() * len(words))]


def phrase(rng: random.Random) -> str:
    """Return an adjective and a noun."""
    return f"{word(rng, ADJECTIVES)} {word(rng, NOUNS)}"


def plain_sentence(rng: random.Random) -> str:
    """Return a sentence without any markup."""
    clauses = [f"the {phrase(rng)} {word(rng, VERBS)} the {word(rng, NOUNS)}" for _ in range(2)]
    return f"{clauses[0]} {word(rng, JOINTS)} {clauses[1]}.".capitalize()


# What a part of the sentences ends with, and how large that part is.
ENDINGS = [
    (0.10, lambda rng: f', or as some say, "{phrase(rng)}".'),
    (0.10, lambda rng: f" -- that's the {word(rng, NOUNS)}'s way."),
    (0.08, lambda rng: f" with *{phrase(rng)}* and **{phrase(rng)}**."),
    (0.06, lambda rng: f" ([more on {word(rng, NOUNS)}](https://example.org/{word(rng, NOUNS)}/))."),
    (0.04, lambda rng: f" on {rng.randint(3, 90)}% of {rng.randint(2, 30)} days..."),
]


def sentence(rng: random.Random) -> str:
    """Return a sentence of Markdown, a good third with markup or typographic marks."""
    text, drawn = plain_sentence(rng), rng.random()
    for share, ending in ENDINGS:
        if drawn < share:
            return text[:-1] + ending(rng)
        drawn -= share
    return text


def sentences(rng: random.Random, least: int, most: int) -> list[str]:
    """Return from *least* to *most* sentences."""
    return [sentence(rng) for _ in range(rng.randint(least, most))]


def markdown(rng: random.Random) -> str:
    """Return the text of an article."""
    wanted, words = rng.randint(505, 810), 0
    table, footnotes = rng.random() < 0.27, rng.random() < 0.29
    parts: list[str] = []
    while words < wanted:
        section = [*section_of(rng, table), *([f"{sentence(rng)}[^{len(parts)}]"] if footnotes else [])]
        words += sum(part.count(" ") + 1 for part in section)
        notes = [f"[^{len(parts)}]: {plain_sentence(rng)}"] if footnotes else []
        parts += [*section, *notes]
        table = footnotes = False
    return "\n\n".join(parts) + "\n"


def section_of(rng: random.Random, table: bool) -> list[str]:
    """Return a heading, paragraphs, and a list, quotation or *table*."""
    parts = [f"## {phrase(rng).capitalize()} and {word(rng, NOUNS)}"]
    parts += [" ".join(sentences(rng, 3, 6)) for _ in range(rng.randint(2, 3))]
    drawn = rng.random()
    if table:
        rows = [
            f"| {word(rng, NOUNS)} | {rng.randint(1, 99)} | {word(rng, ADJECTIVES)} |" for _ in range(rng.randint(3, 7))
        ]
        parts.append("\n".join(["| Where | Number | How |", "| --- | --- | --- |", *rows]))
    elif drawn < 0.45:
        mark = "1." if drawn < 0.12 else "-"
        parts.append("\n".join(f"{mark} {item}" for item in sentences(rng, 3, 6)))
    elif drawn < 0.55:
        parts.append(f"> {sentence(rng)}")
    return parts
