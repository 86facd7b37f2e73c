"""Makes random sites: small odd ones to break promises with, large plain ones to measure time with."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.options import Options
from hamerkop.related.terms import TermCounts

START = datetime(2015, 1, 1, tzinfo=UTC)


class Site(NamedTuple):
    """Entries of one language, and the options to make their lists with."""

    entries: list[Entry]
    options: Options


def odd_site(seed: int) -> Site:
    """Return 2 to 80 articles: a third without tags, few dates, some pinned, excluded, superseded or without a list."""
    chance = random.Random(seed)
    number, limit = chance.randint(2, 80), chance.randint(2, 6)
    tags = [f"tag-{n}" for n in range(chance.randint(1, 30))]
    words = [f"word-{n}" for n in range(60)]
    pinning, strange = chance.choice([0, 0, 0.1, 0.5]), chance.choice([0, 0, 0.05, 0.3])
    paths = [f"{n:02}.md" for n in range(number)]

    def some(things: list[str], most: int) -> tuple[str, ...]:
        return tuple(chance.sample(things, min(len(things), chance.randint(1, most))))

    entries = []
    for path in paths:
        others = [other for other in paths if other != path]
        pins = some(others, 7) if chance.random() < pinning else ()
        excluded = frozenset(some(others, 3)) if chance.random() < strange else frozenset()
        entries.append(
            Entry(
                path,
                some(tags, 6) if chance.random() > 1 / 3 else (),
                START + timedelta(days=chance.randint(0, chance.choice([1, 30, 3000]))),
                category=chance.choice("abc"),
                term_counts=TermCounts.of(dict.fromkeys(some(words, 12), 1))
                if chance.random() > 1 / 2
                else TermCounts(),
                pins=pins,
                excluded=excluded,
                offered=chance.random() >= strange / 3,
                has_list=chance.random() >= strange / 3,
            )
        )
    entries = [without_impossible_pins(entry, entries) for entry in entries]
    options = Options(
        limit=limit,
        skip_same_category=chance.random() < 0.2,
        text=chance.random() < 0.5,
        min_shared_tag=chance.randint(0, limit),
        ignored_tags=frozenset(tags[:1] if chance.random() < 0.2 else ()),
        cap=chance.choice([None, limit, limit * 2, limit * 4]),
    )
    return Site(entries, options)


def without_impossible_pins(entry: Entry, entries: list[Entry]) -> Entry:
    """Return *entry* without the pins that the plugin reports and leaves out: those not offered, or excluded."""
    offered = {other.path for other in entries if other.offered}
    pins = tuple(pin for pin in entry.pins if pin in offered - entry.excluded)
    return replace(entry, pins=pins)


def large_site(number: int, vocabulary: int, seed: int = 1) -> list[Entry]:
    """Return articles with 3 to 6 tags from a Zipf vocabulary, over ten years."""
    chance = random.Random(seed)
    tags = [f"tag-{n}" for n in range(vocabulary)]
    shares = [1 / (n + 1) for n in range(vocabulary)]
    entries = []
    for n in range(number):
        wanted, chosen = chance.randint(3, 6), dict[str, None]()
        while len(chosen) < wanted:
            chosen.update(dict.fromkeys(chance.choices(tags, shares)))
        date = START + timedelta(minutes=chance.randrange(10 * 365 * 1440))
        entries.append(Entry(f"{n:06}.md", tuple(chosen), date, category=f"category-{n % 7}"))
    return entries
