"""What other systems would list, by their formulas restated in our own code; no code of theirs is here.

Each takes the entries, oldest first, and returns five places for each. Read from: pelican-plugins/related-posts and
similar-posts, Hugo's related/inverted_index.go, jekyll-tagging-related_posts, Nikola's similarity plugin.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from heapq import nsmallest
from itertools import chain
from math import log, sqrt

from hamerkop.related.entries import Entry
from hamerkop.related.words import telling_words, vector_of

Lists = list[list[int]]
SIZE = 5


def postings(entries: Sequence[Entry], newest_first: bool = True) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place in reversed(range(len(entries))) if newest_first else range(len(entries)):
        for tag in entries[place].tags:
            places[tag].append(place)
    return places


def ten_newest(entries: Sequence[Entry]) -> Lists:
    """Jekyll without LSI: the newest, whatever the page."""
    newest = list(range(len(entries)))[: -SIZE - 2 : -1]
    return [[place for place in newest if place != own][:SIZE] for own in range(len(entries))]


def date_neighbours(entries: Sequence[Entry]) -> Lists:
    """A control: whoever was published next to it."""
    near = [range(max(0, own - SIZE), min(len(entries), own + SIZE + 1)) for own in range(len(entries))]
    moments = [entry.seconds for entry in entries]
    return [
        nsmallest(SIZE, (p for p in near[own] if p != own), key=lambda p: (abs(moments[p] - moments[own]), p))
        for own in range(len(entries))
    ]


def related_posts(entries: Sequence[Entry]) -> Lists:
    """pelican-related-posts: most tags in common; ties in the order of the lists of the article's tags."""
    places = postings(entries)
    lists = []
    for own, entry in enumerate(entries):
        counted = Counter(chain(*(places[tag] for tag in entry.tags)))
        counted.pop(own, None)
        lists.append([place for place, _ in counted.most_common(SIZE)])
    return lists


def ranked(entries: Sequence[Entry], score: Callable[[int, int, list[str]], tuple]) -> Lists:
    """Return for each article the five with the least *score* among those that share a tag; None is left out."""
    places = postings(entries)
    lists = []
    for own, entry in enumerate(entries):
        shared: dict[int, list[str]] = defaultdict(list)
        for tag in entry.tags:
            for place in places[tag]:
                shared[place].append(tag)
        shared.pop(own, None)
        scored = ((score(own, place, tags), place) for place, tags in shared.items())
        lists.append([place for _, place in nsmallest(SIZE, (pair for pair in scored if pair[0] is not None))])
    return lists


def similar_posts(entries: Sequence[Entry]) -> Lists:
    """pelican-similar-posts: cosine of tags weighted (1 + ln((N+1)/(df+1)))²; ties newest first."""
    uses = Counter(tag for entry in entries for tag in entry.tags)
    weight = {tag: (1 + log((len(entries) + 1) / (uses[tag] + 1))) ** 2 for tag in uses}
    length = [sqrt(sum(weight[tag] ** 2 for tag in entry.tags)) for entry in entries]

    def score(own: int, place: int, tags: list[str]) -> tuple:
        return -round(sum(weight[tag] ** 2 for tag in tags) / length[own] / length[place], 9), -place

    return ranked(entries, score)


def hugo(entries: Sequence[Entry], newer: bool = False) -> Lists:
    """Hugo with the indices tags (100) and date by month (10), threshold 80; ties newest first."""

    def score(own: int, place: int, tags: list[str]) -> tuple | None:
        if not newer and place > own:
            return None
        month = entries[own].date.strftime("%Y-%m") == entries[place].date.strftime("%Y-%m")
        matches, weight = len(tags) + month, 100 * len(tags) + 10 * month
        passes = round(weight / matches) >= 80 // matches  # the mean weight, as a share of the largest, 100
        return (-weight, -place) if passes else None

    return ranked(entries, score)


def hugo_newer(entries: Sequence[Entry]) -> Lists:
    return hugo(entries, newer=True)


def jekyll_tagging(entries: Sequence[Entry]) -> Lists:
    """jekyll-tagging-related_posts: sum over common tags of 1 + the largest df − df; ties newest first."""
    uses = Counter(tag for entry in entries for tag in entry.tags)
    most = max(uses.values(), default=0)
    return ranked(entries, lambda own, place, tags: (-sum(1 + most - uses[tag] for tag in tags), -place))


def dice(entries: Sequence[Entry]) -> Lists:
    """The tag part of Nikola's similarity; ties newest first."""

    def score(own: int, place: int, tags: list[str]) -> tuple:
        return -round(2 * len(tags) / (len(entries[own].tags) + len(entries[place].tags)), 9), -place

    return ranked(entries, score)


def words_alone(entries: Sequence[Entry]) -> Lists:
    """The cosine of all the words of two articles, tags and dates left out: what gatsby and hexo-related-posts do."""
    rarity = telling_words([entry.counts for entry in entries])
    vectors = [vector_of(entry.counts, rarity, most=10**6) for entry in entries]
    users: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            users[word].append((place, weight))
    return [_likest(own, vector, users) for own, vector in enumerate(vectors)]


def _likest(own: int, vector: dict[str, int], users: dict[str, list[tuple[int, int]]]) -> list[int]:
    sums: dict[int, int] = defaultdict(int)
    for word, weight in vector.items():
        for place, other in users[word]:
            sums[place] += weight * other
    sums.pop(own, None)
    return nsmallest(SIZE, sums, key=lambda place: (-sums[place], -place))


CONTROLS: dict[str, Callable[[Sequence[Entry]], Lists]] = {
    "ten newest (Jekyll)": ten_newest,
    "date neighbours": date_neighbours,
    "words alone": words_alone,
}
PEERS: dict[str, Callable[[Sequence[Entry]], Lists]] = {
    "pelican related_posts": related_posts,
    "pelican similar_posts": similar_posts,
    "Hugo": hugo,
    "Hugo, newer too": hugo_newer,
    "jekyll-tagging": jekyll_tagging,
    "Nikola, tag part": dice,
}
