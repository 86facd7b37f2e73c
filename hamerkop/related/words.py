"""Reads the words of an article and says which ones it is about. Knows nothing of Pelican.

An article is about the words that it uses often and the other articles use seldom (tf-idf, Spärck Jones 1972). No
stemming and no dictionary: how many articles use a word is the one measure that works in every language.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from math import log, sqrt
from sys import intern
from unicodedata import normalize

# An article's words and how often it uses each: two tuples, for 10,000 dictionaries of 400 words take 400 MB.
Counts = tuple[tuple[str, ...], tuple[int, ...]]

BEST = 40  # words an article is known by: 20 find less, 100 hardly more in four times the time
RAREST = 2  # a word of one article relates nothing
COMMONEST_SHARE = 5  # a word on more than one article in five is furniture …
COMMONEST_LEAST = 3  # … but nine articles have words in common as well
COMMONEST = 1000  # time grows with the square of this; of 10,000 articles and fewer it cuts nothing
TITLE = 2  # a word in the title counts as so many in the text
SCALE = 1000  # the length of a word vector, in whole numbers, so that sums do not depend on their order

DAMPED = 100
_DAMPED = [0.0, *(1 + log(number) for number in range(1, DAMPED))]  # a use more says less than the one before

_UNREAD = re.compile(
    r"<!--.*?-->"
    r"|<(script|style|pre|code|tt|kbd|samp|svg|math|template|noscript)\b.*?</\1\s*>"
    r"|<section\b[^>]*\bclass=[\"'][^\"'>]*\breferences\b.*?</section\s*>"
    r"|<div\b[^>]*\bclass=[\"']footnotes?\b.*?</div\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_UNSPACED_SCRIPTS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"  # Thai … Japanese, Chinese
_INDIC = r"\u0900-\u0dff"  # their vowel signs are no letters to \w
_WORD = re.compile(rf"[^\W\d_{_UNSPACED_SCRIPTS}{_INDIC}]{{3,}}|[{_INDIC}]{{3,}}|[{_UNSPACED_SCRIPTS}]+")
_ASCII_WORD = re.compile("[a-z]{3,}")  # the same for plain English, in half the time
_UNSPACED = re.compile(f"[{_UNSPACED_SCRIPTS}]")

# English words that are about nothing. A large site has them on every article and needs no such list; nine articles do.
FURNITURE_WORDS = """
    about above after again against all almost also although always among and another any anyone anything are aren
    around because been before being below between both but can cannot could couldn did didn does doesn doing don
    done down during each either else enough etc even ever every for from further get gets getting give given goes
    going got had hadn has hasn have haven having her here hers herself him himself his how however if instead into
    isn its itself just know known least less let like likely ll made make makes making many may maybe might mightn
    more most much must mustn myself need needs neither never next nor not nothing now off often once one ones only
    onto other others ought our ours ourselves out over own per perhaps put quite rather really said same say says
    see seen shall she should shouldn since so some someone something sometimes soon still such sure take taken
    takes than that the their theirs them themselves then there therefore these they thing things this those though
    three through thus to together too toward towards two under unless until upon us use used uses using usually ve
    very want wants was wasn way ways we well were weren what whatever when where whether which while who whole whom
    whose why will with within without won would wouldn yes yet you your yours yourself yourselves
"""
FURNITURE = frozenset(FURNITURE_WORDS.split())


def text_of(html: str) -> str:
    """Return the words that a reader of *html* sees; without code, footnotes and the list of references."""
    return unescape(_TAG.sub(" ", _UNREAD.sub(" ", html)))


def words_in(text: str) -> list[str]:
    """Return the words of *text*, small; scripts without spaces give pairs of characters."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    found = _WORD.findall(normalize("NFC", text).casefold())
    if not _UNSPACED.search(text):
        return found
    return [piece for word in found for piece in (_pairs(word) if _UNSPACED.match(word) else (word,))]


def _pairs(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(max(1, len(word) - 1))]


def count_words(title: str, text: str) -> Counts:
    """Return how often each word is used in the title and in the text, furniture left out."""
    counts = Counter(words_in(text))
    for word in words_in(title):
        counts[word] += TITLE
    for word in FURNITURE.intersection(counts):
        del counts[word]
    return tuple(map(intern, counts)), tuple(counts.values())


def uses_of(articles: Iterable[Counts]) -> Counter[str]:
    """Return how many articles use each word."""
    uses: Counter[str] = Counter()
    for words, _ in articles:
        uses.update(words)
    return uses


def telling_words(articles: Sequence[Counts]) -> dict[str, float]:
    """Return the rarity ln((N+1)/df) of each word that can relate two articles: neither too rare nor too common."""
    number = len(articles)
    most = min(max(number // COMMONEST_SHARE, COMMONEST_LEAST), COMMONEST)
    uses = uses_of(articles)
    return {word: log((number + 1) / uses[word]) for word in uses if RAREST <= uses[word] <= most}


def vector_of(counts: Counts, rarity: dict[str, float], most: int = BEST) -> dict[str, int]:
    """Return the best *most* words of an article with their weights (1+ln tf)·idf, scaled to the length SCALE."""
    words, times = counts
    damped = [_DAMPED[number] if number < DAMPED else 1 + log(number) for number in times]
    weights = [(-rarity[word] * much, word) for word, much in zip(words, damped, strict=True) if word in rarity]
    best = sorted(weights)[:most]
    length = sqrt(sum(weight * weight for weight, _ in best)) or 1.0
    return {word: round(-weight / length * SCALE) for weight, word in best}
