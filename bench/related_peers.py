"""What other systems would list, by their formulas restated in our own code; no code of theirs is here.

Each function takes the entries, oldest first, and returns five indexes for each. Read from the sources of
pelican-plugins' related-posts and similar-posts, Hugo (related/inverted_index.go), jekyll-tagging-related_posts and
Nikola's similarity plugin.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from heapq import nsmallest
from itertools import chain
from math import log, sqrt

from hamerkop.related.entries import Entry
from hamerkop.related.terms import significant_terms, tf_idf_vector

Lists = list[list[int]]
SIZE = 5


def tag_postings(entries: Sequence[Entry]) -> dict[str, list[int]]:
    """Return the indexes of the articles of each tag, newest first."""
    postings: dict[str, list[int]] = defaultdict(list)
    for index in reversed(range(len(entries))):
        for tag in entries[index].tags:
            postings[tag].append(index)
    return postings


def ten_newest(entries: Sequence[Entry]) -> Lists:
    """Jekyll without LSI: the newest, whatever the page."""
    newest = list(range(len(entries)))[: -SIZE - 2 : -1]
    return [[index for index in newest if index != own][:SIZE] for own in range(len(entries))]


def date_neighbours(entries: Sequence[Entry]) -> Lists:
    """A control: whatever was published next to it."""
    near = [range(max(0, own - SIZE), min(len(entries), own + SIZE + 1)) for own in range(len(entries))]
    moments = [entry.seconds for entry in entries]
    return [
        nsmallest(SIZE, (i for i in near[own] if i != own), key=lambda i: (abs(moments[i] - moments[own]), i))
        for own in range(len(entries))
    ]


def related_posts(entries: Sequence[Entry]) -> Lists:
    """pelican-related-posts: most tags in common; ties in the order of the lists of the article's tags."""
    postings = tag_postings(entries)
    lists = []
    for own, entry in enumerate(entries):
        counted = Counter(chain(*(postings[tag] for tag in entry.tags)))
        counted.pop(own, None)
        lists.append([index for index, _ in counted.most_common(SIZE)])
    return lists


def ranked(entries: Sequence[Entry], score: Callable[[int, int, list[str]], tuple]) -> Lists:
    """Return for each article the five with the least *score* among those that share a tag; None is left out."""
    postings = tag_postings(entries)
    lists = []
    for own, entry in enumerate(entries):
        shared: dict[int, list[str]] = defaultdict(list)
        for tag in entry.tags:
            for index in postings[tag]:
                shared[index].append(tag)
        shared.pop(own, None)
        scored = ((score(own, index, tags), index) for index, tags in shared.items())
        lists.append([index for _, index in nsmallest(SIZE, (pair for pair in scored if pair[0] is not None))])
    return lists


def similar_posts(entries: Sequence[Entry]) -> Lists:
    """pelican-similar-posts: cosine of tags weighted (1 + ln((N+1)/(df+1)))²; ties newest first."""
    df = Counter(tag for entry in entries for tag in entry.tags)
    weight = {tag: (1 + log((len(entries) + 1) / (df[tag] + 1))) ** 2 for tag in df}
    length = [sqrt(sum(weight[tag] ** 2 for tag in entry.tags)) for entry in entries]

    def score(own: int, index: int, tags: list[str]) -> tuple:
        return -round(sum(weight[tag] ** 2 for tag in tags) / length[own] / length[index], 9), -index

    return ranked(entries, score)


def hugo(entries: Sequence[Entry], newer: bool = False) -> Lists:
    """Hugo with the indices tags (100) and date by month (10), threshold 80; ties newest first."""

    def score(own: int, index: int, tags: list[str]) -> tuple | None:
        if not newer and index > own:
            return None
        month = entries[own].date.strftime("%Y-%m") == entries[index].date.strftime("%Y-%m")
        matches, weight = len(tags) + month, 100 * len(tags) + 10 * month
        passes = round(weight / matches) >= 80 // matches  # the mean weight, as a share of the largest, 100
        return (-weight, -index) if passes else None

    return ranked(entries, score)


def hugo_newer(entries: Sequence[Entry]) -> Lists:
    """Hugo with newer articles too."""
    return hugo(entries, newer=True)


def jekyll_tagging(entries: Sequence[Entry]) -> Lists:
    """jekyll-tagging-related_posts: sum over common tags of 1 + the largest df − df; ties newest first."""
    df = Counter(tag for entry in entries for tag in entry.tags)
    largest = max(df.values(), default=0)
    return ranked(entries, lambda own, index, tags: (-sum(1 + largest - df[tag] for tag in tags), -index))


def dice(entries: Sequence[Entry]) -> Lists:
    """The tag part of Nikola's similarity; ties newest first."""

    def score(own: int, index: int, tags: list[str]) -> tuple:
        return -round(2 * len(tags) / (len(entries[own].tags) + len(entries[index].tags)), 9), -index

    return ranked(entries, score)


def words_alone(entries: Sequence[Entry]) -> Lists:
    """The cosine of all the words of two articles, without tags and dates: what gatsby and hexo-related-posts do."""
    idf = significant_terms([entry.term_counts for entry in entries])
    vectors = [tf_idf_vector(entry.term_counts, idf, max_terms=10**6) for entry in entries]
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for term, weight in vector.items():
            postings[term].append((index, weight))
    return [_most_similar(own, vector, postings) for own, vector in enumerate(vectors)]


def _most_similar(own: int, vector: dict[str, int], postings: dict[str, list[tuple[int, int]]]) -> list[int]:
    products: dict[int, int] = defaultdict(int)
    for term, weight in vector.items():
        for index, other in postings[term]:
            products[index] += weight * other
    products.pop(own, None)
    return nsmallest(SIZE, products, key=lambda index: (-products[index], -index))


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
