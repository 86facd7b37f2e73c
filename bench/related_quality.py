"""Prints how much of what authors link to themselves is in the lists: ours, the peers', two controls and words alone.

    python bench/related_quality.py CORPUS.jsonl.gz …

recall@5 with its 95 % bootstrap interval, what ours (default) adds to each and the interval of that difference;
articles in no list, articles not reachable from the ten newest, the largest hub.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.related_corpus import Corpus, graph, interval, read, recalls
from bench.related_peers import CONTROLS, PEERS, Lists
from hamerkop.related.entries import EntryGroup
from hamerkop.related.index import graph_of
from hamerkop.related.options import Options

OURS = {
    "ours (default)": Options(),
    "ours, tags and dates": Options(text=False),
    **{f"ours, {number} share a tag": Options(min_shared_tag=number) for number in (0, 1, 2, 3, 4, 5)},
}


def our_lists(corpus: Corpus, options: Options) -> Lists:
    """Return our lists of the articles of a corpus."""
    made = graph_of(EntryGroup("en", corpus.entries), options)
    index_of = {entry.path: index for index, entry in enumerate(made.entries)}
    return [[index_of[link.target.path] for link in made.lists[entry.path]] for entry in corpus.entries]


def print_table(corpus: Corpus) -> None:
    """Print the figures of every system for one corpus."""
    lists = {name: our_lists(corpus, options) for name, options in OURS.items()}
    lists |= {name: peer(corpus.entries) for name, peer in {**PEERS, **CONTROLS}.items()}
    values = {name: recalls(corpus, found) for name, found in lists.items()}
    queries = len(values["ours (default)"])
    print(f"\n{corpus.name}: {len(corpus.entries)} articles, {queries} with a tag and a link of the author's")
    print(f"{'':24}{'recall@5':>22}   {'default − this':>24}   {'alone':>6}{'unreached':>10}{'hub':>5}")
    for name, own in values.items():
        ahead = [best - value for best, value in zip(values["ours (default)"], own, strict=True)]
        orphans, unreached, hub = graph(lists[name])
        print(f"{name:24}{figure(own):>22}   {figure(ahead):>24}   {orphans:6}{unreached:10}{hub:5}")


def figure(values: list[float]) -> str:
    """Return a mean with its interval."""
    low, high = interval(values)
    return f"{sum(values) / len(values):.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print_table(read(path))
