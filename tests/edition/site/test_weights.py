"""A page is small enough for a weak signal: an article comes in the first ten packets of an answer."""

import gzip
from statistics import median

from tests.page_kinds import pages_of

HEAVIEST = 14 * 1024  # bytes, gzip -9: ten packets, what a server sends before it waits for an answer
MEDIAN = 11 * 1024


def sizes(site):
    """Return what each article weighs when it is sent, in bytes, by its path."""
    articles = [page.path for page in pages_of(site) if page.template == "article"]
    return {path: len(gzip.compress(site.read(path).encode(), 9, mtime=0)) for path in articles}


def test_the_heaviest_article_comes_in_ten_packets(published):
    assert {path: size for path, size in sizes(published).items() if size > HEAVIEST} == {}


def test_an_article_in_the_middle_is_lighter_still(published):
    assert len(sizes(published)) >= 35
    assert median(sizes(published).values()) <= MEDIAN
