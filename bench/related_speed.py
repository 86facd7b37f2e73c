"""Prints CPU time in one run: ours against pelican-related-posts' algorithm, and with words.

    python bench/related_speed.py [--words] [--large]

Articles have 3 to 6 tags from a Zipf vocabulary of 2,000, over ten years. --words adds 10,000 articles of 700 words
(from HTML to lists), --large 100,000 articles by tags and dates with the peak memory.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.related_peers import related_posts
from hamerkop.related.entries import Entry, EntryGroup, in_time_order
from hamerkop.related.index import graph_of
from hamerkop.related.link_selection import select_links
from hamerkop.related.options import Options
from hamerkop.related.ranking import Ranking
from hamerkop.related.terms import count_terms, text_of
from tests.related_sites import large_site


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
    select_links(Ranking(entries, text=False), Options(text=False))


def against_the_peer(number: int, rounds: int = 3) -> None:
    """Print our time and the peer's for a site of *number* articles."""
    entries = in_time_order(large_site(number, 2000))
    peer, ours = cpu(lambda: related_posts(entries), rounds), cpu(lambda: make_lists(entries), rounds)
    print(f"{number:7,} articles, tags and dates: {ours:.2f} s, the peer {peer:.2f} s, ratio {ours / peer:.2f}")


def pages(number: int, words: int = 700) -> list[tuple[Entry, str]]:
    """Return articles with a page of HTML each: a Zipf vocabulary, and 30 words of the article's own subject."""
    chance = random.Random(2)
    vocabulary = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 10))) for _ in range(50_000)]
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


def large(number: int) -> None:
    """Print time and memory of a site of *number* articles."""
    entries = large_site(number, 2000)
    seconds = cpu(lambda: make_lists(entries))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{number:7,} articles, tags and dates: {seconds:.0f} s, peak memory {peak:.2f} GB with the articles")


if __name__ == "__main__":
    against_the_peer(1_000)
    against_the_peer(10_000)
    if "--large" in sys.argv:
        large(100_000)
    if "--words" in sys.argv:
        with_words(10_000)
