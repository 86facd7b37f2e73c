"""Reads a corpus of articles whose authors linked them to one another, and judges lists by those links."""

import gzip
import json
import random
import re
from collections import Counter, deque
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hamerkop.related.entries import Entry
from hamerkop.related.terms import count_terms

_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`|<[^>]*>|https?://\S+", re.DOTALL | re.MULTILINE)


class Corpus(NamedTuple):
    """A blog: its *entries*, oldest first, and for each index the indexes that it links to or that link to it."""

    name: str
    entries: list[Entry]
    labels: dict[int, set[int]]


def read(path: str) -> Corpus:
    """Return the corpus of one JSON line per article: slug, title, date, tags, text, links."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    rows.sort(key=lambda row: (row["date"], row["slug"]))
    entries = [entry_of(row) for row in rows]
    index_of = {entry.slug: index for index, entry in enumerate(entries)}
    labels: dict[int, set[int]] = {}
    for row in rows:
        for other in row["links"]:
            a, b = index_of[row["slug"]], index_of.get(other)
            if b is not None and a != b:
                labels.setdefault(a, set()).add(b)
                labels.setdefault(b, set()).add(a)
    return Corpus(Path(path).name.split(".")[0], entries, labels)


def entry_of(row: dict[str, str]) -> Entry:
    """Return the entry of one line of a corpus."""
    date = datetime.fromisoformat(row["date"])
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    counts = count_terms(row["title"], _CODE.sub(" ", row["text"]))
    return Entry(row["slug"], tuple(dict.fromkeys(row["tags"])), date, row["slug"], row["title"], term_counts=counts)


def recalls(corpus: Corpus, lists: Sequence[Sequence[int]], size: int = 5) -> list[float]:
    """Return, for each tagged article with labels, the share of its labels among its first *size* links."""
    return [
        len(corpus.labels[index].intersection(lists[index][:size])) / len(corpus.labels[index])
        for index in sorted(corpus.labels)
        if corpus.entries[index].tags
    ]


def interval(values: Sequence[float], seed: int = 1, rounds: int = 1000) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean."""
    chance, number = random.Random(seed), len(values)
    means = sorted(sum(chance.choices(values, k=number)) / number for _ in range(rounds))
    return means[round(rounds * 0.025)], means[round(rounds * 0.975) - 1]


def graph(lists: Sequence[Sequence[int]], newest: int = 10) -> tuple[int, int, int]:
    """Return the numbers of articles in no list and out of reach of the newest, and the size of the largest hub."""
    inbound = Counter(target for links in lists for target in links)
    reached = set(range(len(lists))[-newest:])
    queue = deque(reached)
    while queue:
        new = set(lists[queue.popleft()]) - reached
        reached |= new
        queue.extend(new)
    return len(lists) - len(inbound), len(lists) - len(reached), max(inbound.values(), default=0)
