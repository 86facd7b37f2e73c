"""Reads the terms of an article and weighs them by tf-idf. Free of Pelican.

An article is about the terms that it uses often and other articles use seldom (idf: Spärck Jones 1972). There is no
stemming: the number of articles that use a term is the one measure that works in every language.

Numbers of articles are rounded before they are used: to powers of √2, those that use a term from 8 on to a fourth of a
doubling. So a new article leaves nearly all weights as they are, and lists can be updated instead of made again.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from math import log, sqrt
from sys import intern
from typing import NamedTuple
from unicodedata import normalize

from hamerkop.related.stop_words import stop_words

MAX_TERMS = 40  # terms in the vector of an article: 20 find less, 100 hardly more in four times the time
MIN_DF = 2  # articles: a term of one article relates nothing
MAX_DF_ONE_IN = 5  # articles: a term in more than one of five is too common …
MAX_DF_AT_LEAST = 3  # … but on a site of five articles three may share a term …
MAX_DF_OF_HALF = 7  # … and half of a small site, which may have two subjects, so many at most
MAX_DF_AT_MOST = 1000  # time grows with the square of this; it cuts nothing on a site of 5,000 articles or fewer
TITLE_WEIGHT = 2  # a term in the title counts as so many in the text
FEW_ARTICLES = (0, 0, 4, 6, 9, 9, 11, 11)  # log2 of 1 to 7 articles in fourths of a doubling; 4 and 5, 6 and 7 are one
MAX_COUNT = 65_535  # uses of a term in one article that are told apart: what two bytes hold
VECTOR_LENGTH = 1000  # weights are whole numbers, so that sums do not depend on their order

_SUBLINEAR_TF = [0.0, *(1 + log(count) for count in range(1, 100))]  # each further use says less than the one before

_CODE = ["script", "style", "pre", "code", "tt", "kbd", "samp", "svg", "math", "template", "noscript"]
_CLASS_OF_APPENDED = {
    "section": re.compile(r"\bclass=[\"'][^\"'>]*\breferences\b", re.IGNORECASE),
    "div": re.compile(r"\bclass=[\"']footnotes?\b", re.IGNORECASE),
}
_NAMES = [*_CODE, *_CLASS_OF_APPENDED]
_NOT_PROSE = re.compile(rf"<(!--|(?:{'|'.join(_NAMES)})\b)", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in _NAMES}
_ENDS["!--"] = re.compile(r"-->|\Z")  # a comment that never ends hides the rest, as in a browser
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_UNSPACED_SCRIPTS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # Thai … Japanese, Chinese
_INDIC = r"\u0900-\u0dff"  # \w does not match their combining vowels
_WORD = re.compile(rf"[^\W\d_{_UNSPACED_SCRIPTS}{_INDIC}]{{3,}}|[{_INDIC}]{{3,}}|[{_UNSPACED_SCRIPTS}]+")
_ASCII_WORD = re.compile("[a-z]{3,}")  # finds the same in plain English, in half the time
_NO_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(f"[{_UNSPACED_SCRIPTS}]")


class TermCounts(NamedTuple):
    """The terms of an article, separated by spaces, and how often it uses each: two bytes for each term.

    In this form an article of 700 words takes two kilobytes, in memory and in a store; a dictionary takes forty.
    """

    joined: str = ""
    numbers: bytes = b""

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "TermCounts":
        """Return *counts* in this form; a term that is used more than 65,535 times is used so many times."""
        return cls(" ".join(counts), array("H", [min(count, MAX_COUNT) for count in counts.values()]).tobytes())

    def terms(self) -> list[str]:
        """Return the terms, each once."""
        return self.joined.split()

    def frequencies(self) -> "array[int]":
        """Return how often each of the terms is used, in their order."""
        return array("H", self.numbers)


NO_TERMS = TermCounts()


@dataclass(frozen=True)
class TermCountsRecord:
    """Attached to each article once its HTML is finished: its terms, for this plugin alone.

    They depend on the article and on nothing else, so a build that keeps what it read of an article keeps them, too.
    """

    term_counts: TermCounts


def text_of(html: str) -> str:
    """Return the text that a reader of *html* sees, without code, footnotes and the list of references.

    Unlike `hamerkop.shared.html_source.strip_tags` it separates what tags separate: `<p>a</p><p>b</p>` are two words.
    """
    pieces, done = [], 0
    for start, end in _not_prose(html):
        pieces.append(html[done:start])
        done = end
    prose, last_bracket, rest = " ".join([*pieces, html[done:]]).rpartition(">")
    # What follows the last `>` has no tag; to search it for one would take a time that grows with its square.
    return unescape(_TAG.sub(" ", prose + last_bracket) + rest)


def _not_prose(html: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each comment, and of each element with code, footnotes or references."""
    position, without_end = 0, set[str]()
    while found := _NOT_PROSE.search(html, position):
        position, name = found.end(), found[1].lower()
        if name in without_end or _is_prose(html, found):
            continue
        end = _ENDS[name].search(html, position)
        if not end:
            without_end.add(name)  # it is missing from here on, so it is searched for once only
            continue
        position = end.end()
        yield found.start(), position


def _is_prose(html: str, opening: re.Match[str]) -> bool:
    """Return whether an element that can hold footnotes or references holds something else."""
    of_appended = _CLASS_OF_APPENDED.get(opening[1].lower())
    if not of_appended:
        return False
    end = html.find("<", opening.end())
    return not of_appended.search(html, opening.end(), end if end >= 0 else len(html))


def tokenize(text: str) -> list[str]:
    """Return the words of *text* in order and in lower case; scripts without spaces give pairs of characters."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    words = _WORD.findall(normalize("NFC", text).casefold())
    if not _UNSPACED.search(text):
        return words
    return [term for word in words for term in (_bigrams(word) if _UNSPACED.match(word) else (word,))]


def _bigrams(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(max(1, len(word) - 1))]


def is_a_word(term: str) -> bool:
    """Return whether readers know *term* as a word: pairs of characters of Thai, Lao, Khmer and Burmese are none."""
    return not _NO_WORD.match(term)


def count_terms(title: str, text: str) -> TermCounts:
    """Return how often each term is used in title and text; stop words are left out."""
    counts = Counter(tokenize(text))
    for term in tokenize(title):
        counts[term] += TITLE_WEIGHT
    for term in stop_words(counts):
        del counts[term]
    return TermCounts.of(counts)


def document_frequencies(articles: Iterable[TermCounts]) -> Counter[str]:
    """Return the number of articles that use each term."""
    frequencies: Counter[str] = Counter()
    for counts in articles:
        frequencies.update(counts.terms())
    return frequencies


def rounded_log(number: int) -> int:
    """Return the logarithm of a number of articles in fourths of a doubling, rounded to half a doubling."""
    return (2 * number**4).bit_length() - 1 & ~1  # floor(2·log2 + 1/2), twice; whole numbers, so exact on any machine


def rounded_log_df(df: int) -> int:
    """Return the logarithm of a document frequency in fourths of a doubling, rounded to one of them.

    Below 8 it is the same for 4 and 5, and for 6 and 7: of their middle.
    """
    return FEW_ARTICLES[df] if df < len(FEW_ARTICLES) else ((2 * df**8).bit_length() - 1) // 2


def max_df(number: int) -> int:
    """Return the most of *number* articles that can use a term which relates two of them."""
    of_small_site = max(MAX_DF_AT_LEAST, min((number + 1) // 2, MAX_DF_OF_HALF))
    return min(max(number // MAX_DF_ONE_IN, of_small_site), MAX_DF_AT_MOST)


def term_idf(df: int, log_number: int) -> int:
    """Return ln((N+1)/df) in fourths of a doubling, with both numbers rounded; *log_number* is `rounded_log` of N+1."""
    return log_number - rounded_log_df(df)


def significant_terms(articles: Sequence[TermCounts]) -> dict[str, int]:
    """Return the idf of each term that can relate two articles: neither too rare nor too common."""
    log_number, most = rounded_log(len(articles) + 1), max_df(len(articles))
    frequencies = document_frequencies(articles)
    return {term: term_idf(df, log_number) for term, df in frequencies.items() if MIN_DF <= df <= most}


def tf_idf_vector(counts: TermCounts, idf: Mapping[str, float], max_terms: int = MAX_TERMS) -> dict[str, int]:
    """Return the weights of the *max_terms* best terms of an article, as a vector of length VECTOR_LENGTH.

    The weight of a term is (1+ln tf)·idf before it is scaled. Terms that are not in *idf* are left out.
    """
    known = len(_SUBLINEAR_TF)
    pairs = zip(counts.terms(), counts.frequencies(), strict=True)
    weights = [
        (-idf[term] * (_SUBLINEAR_TF[tf] if tf < known else 1 + log(tf)), term) for term, tf in pairs if term in idf
    ]
    best = sorted(weights)[:max_terms]
    length = sqrt(sum(weight * weight for weight, _ in best)) or 1.0
    return {intern(term): round(-weight / length * VECTOR_LENGTH) for weight, term in best}
