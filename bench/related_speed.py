"""Prints CPU time in one run: ours against pelican-related-posts' algorithm, and with words.

    python bench/related_speed.py [--words] [--large]

Articles have 3 to 6 tags from a Zipf vocabulary of 2,000, over ten years. Then edits of 1,000 and of 10,000 articles,
as shares of the whole computation: what has to be found anew of the candidates, and the selection of links after it.
--words adds 10,000 articles of 700 words (from HTML to lists) and edits of articles of 190 words, --large 100,000
articles by tags and dates with the peak memory.
"""

import gc
import pickle
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.related_peers import related_posts
from hamerkop.related.entries import Entry, EntryGroup, in_time_order
from hamerkop.related.index import Index, graph_of
from hamerkop.related.options import Options
from hamerkop.related.terms import TermCounts, count_terms, text_of
from tests.related_sites import large_site

EDITS = 6  # of each kind; the median counts


def cpu(act: Callable[[], object], rounds: int = 1) -> float:
    """Return the least CPU seconds of *rounds*."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


def make_lists(entries: list[Entry]) -> None:
    """Make the lists of a site by tags and dates."""
    graph_of(EntryGroup("en", entries), Options(text=False))


def against_the_peer(number: int, rounds: int = 3) -> None:
    """Print our time and the peer's for a site of *number* articles."""
    entries = in_time_order(large_site(number, 2000))
    peer, ours = cpu(lambda: related_posts(entries), rounds), cpu(lambda: make_lists(entries), rounds)
    print(f"{number:7,} articles, tags and dates: {ours:.2f} s, the peer {peer:.2f} s, ratio {ours / peer:.2f}")


def pages(number: int, words: int = 700, vocabulary_size: int = 50_000) -> list[tuple[Entry, str]]:
    """Return articles with a page of HTML each, from a Zipf vocabulary."""
    chance = random.Random(2)
    vocabulary = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 10))) for _ in range(vocabulary_size)
    ]
    total, ends = 0.0, []
    for n in range(len(vocabulary)):
        total += 1 / (n + 1)
        ends.append(total)
    made = []
    for entry in large_site(number, 2000):
        drawn = chance.choices(vocabulary, cum_weights=ends, k=words)
        made.append((entry, "".join(f"<p>{' '.join(drawn[n : n + 70])}.</p>\n" for n in range(0, words, 70))))
    return made


def with_words(number: int) -> None:
    """Print the time of a site of *number* articles with text."""
    sources = pages(number)

    def whole() -> None:
        read = [replace(entry, term_counts=count_terms("", text_of(html))) for entry, html in sources]
        graph_of(EntryGroup("en", read), Options())

    print(f"{number:7,} articles of 700 words, from HTML to lists with reasons: {cpu(whole):.1f} s")


def edits_of(entries: list[Entry]) -> dict[str, list[tuple[list[str], list[Entry]]]]:
    """Return edits by their kind: the paths that they remove, and the entries that they add; a changed one is both."""
    chance = random.Random(3)
    chosen = [chance.sample(entries, 2 * EDITS) for _ in range(5)]
    pairs = [list(zip(some[:EDITS], some[EDITS:], strict=True)) for some in chosen]
    retagged = [replace(one, tags=(*one.tags[1:], other.tags[0])) for one, other in pairs[1]]
    reworded = [replace(one, term_counts=with_sentence(one, other, chance)) for one, other in pairs[2]]
    new = [replace(one, path=f"new-{n}.md", date=other.date) for n, (one, other) in enumerate(pairs[3])]
    made = {
        "title": [([one.path], [replace(one, title="Another title")]) for one, _ in pairs[0]],
        "tag": [([entry.path], [entry]) for entry in retagged],
        "sentence": [([entry.path], [entry]) for entry in reworded],
        "new article": [([], [entry]) for entry in new],
        "removed article": [([one.path], []) for one, _ in pairs[4]],
    }
    if not any(entry.term_counts.joined for entry in entries):
        del made["sentence"]
    return made


def with_sentence(entry: Entry, other: Entry, chance: random.Random) -> TermCounts:
    """Return the terms of an article with seven more words, of another article."""
    counts = dict(zip(entry.term_counts.terms(), entry.term_counts.frequencies(), strict=True))
    words = other.term_counts.terms()
    return TermCounts.of(counts | dict.fromkeys(chance.sample(words, min(7, len(words))), 1))


def with_edits(entries: list[Entry], options: Options, name: str) -> None:
    """Print the seconds of a whole computation, and what each kind of edit takes of it, the median."""
    index = Index(options)
    whole = cpu(lambda: (index.replace(EntryGroup("en", entries)), index.graph()))
    gc.collect()
    gc.freeze()  # as a resident site does once it is loaded: a full collection takes as long as ten edits
    print(f"{len(entries):7,} articles, {name}: whole {whole:.2f} s; of that")
    for kind, edits in edits_of(entries).items():
        updates, selections = [], []
        for removed, added in edits:
            updates.append(cpu(lambda: index.update(removed, added)))  # noqa: B023  # called at once
            selections.append(cpu(index.graph))
        update, selection = median(updates), median(selections)
        print(f"{kind:>20}: update 1/{whole / max(update, 1e-6):,.0f} ({1000 * update:.1f} ms), selection", end=" ")
        print(f"1/{whole / max(selection, 1e-6):,.0f} ({1000 * selection:.1f} ms)")
    pickled = pickle.dumps(index, pickle.HIGHEST_PROTOCOL)
    loading = cpu(lambda: pickle.loads(pickled), 3)  # noqa: S301  # our own bytes
    print(
        f"{'loaded from a pickle':>20}: 1/{whole / loading:,.0f} ({1000 * loading:.0f} ms, {len(pickled) / 1e6:.1f} MB)"
    )
    gc.unfreeze()


def edits_with_words(number: int) -> None:
    """Print the time of edits of a site of *number* articles of 190 words out of 12,000."""
    sources = pages(number, 190, 12_000)
    entries = [replace(entry, term_counts=count_terms("", text_of(html))) for entry, html in sources]
    with_edits(entries, Options(), "with words")


def large(number: int) -> None:
    """Print time and memory of a site of *number* articles."""
    entries = large_site(number, 2000)
    seconds = cpu(lambda: make_lists(entries))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{number:7,} articles, tags and dates: {seconds:.0f} s, peak memory {peak:.2f} GB with the articles")


if __name__ == "__main__":
    against_the_peer(1_000)
    against_the_peer(10_000)
    for size in (1_000, 10_000):
        with_edits(large_site(size, 2000), Options(text=False), "tags and dates")
    if "--large" in sys.argv:
        large(100_000)
    if "--words" in sys.argv:
        with_words(10_000)
        edits_with_words(10_000)
