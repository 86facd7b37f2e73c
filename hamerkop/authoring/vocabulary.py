"""What a site already calls things: its categories and tags, and the tags that are nearest to a title."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from math import log

from hamerkop.authoring.site import ARTICLE, Refused, Site
from hamerkop.related.stop_words import stop_words
from hamerkop.shared.problems import did_you_mean, nearest_of
from hamerkop.shared.records import VOCABULARY
from hamerkop.shared.site_content import tags_of

MAX_SUGGESTED = 3
SHORTEST_STEM = 4  # letters that two words must share at their beginning to be forms of one word …
LONGEST_ENDING = 3  # … and letters that each may have besides


def categories(site: Site) -> list[str]:
    """Return the names of the categories that articles have, the most common first."""
    found = Counter(str(article.category) for article in site.contents_of(ARTICLE) if hasattr(article, "category"))
    return [name for name, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


def tag_texts(site: Site) -> dict[str, str]:
    """Return each tag that an article may have, with the words that say what it is about.

    With a vocabulary (hamerkop.topics) these are its topics, with title and description, in its order; else the tags
    that articles have, the most common first.
    """
    vocabulary = VOCABULARY.get(site.context)
    if vocabulary and vocabulary.topics:
        return {slug: f"{slug} {topic.title} {topic.description}" for slug, topic in vocabulary.topics.items()}
    found = Counter(str(tag.name) for article in site.contents_of(ARTICLE) for tag in tags_of(article))
    return {name: name for name, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))}


def has_vocabulary(site: Site) -> bool:
    """Return whether only the tags of a vocabulary are allowed."""
    vocabulary = VOCABULARY.get(site.context)
    return bool(vocabulary and vocabulary.topics)


def checked_name(kind: str, name: str, known: Iterable[str], only_known: bool = False) -> str:
    """Return *name*, a "category" or "tag". Raises Refused if it is probably a misspelling of a *known* one.

    *only_known*: also if it is not known at all.
    """
    names = list(known)
    if name in names or not names:
        return name
    if only_known or nearest_of(name, names):
        hint = did_you_mean(name, names)
        raise Refused(f'there is no {kind} "{name}"{hint}\nThe site has: {", ".join(sorted(names))}')
    return name


def nearest_tags(title: str, texts: Mapping[str, str], titles: Sequence[str] = ()) -> list[str]:
    """Return up to :data:`MAX_SUGGESTED` keys of *texts* whose words are in *title*, the nearest first.

    A word counts the more, the fewer *texts* have it, and the fewer *titles* of other articles: on a site about otters
    the word says nothing. Words that begin alike are taken for forms of one word.
    """
    words = {name: _words(text) for name, text in texts.items()}
    wanted = _words(title)
    wanted -= stop_words(Counter(word for each in (wanted, *words.values()) for word in each))
    used = [_words(each) for each in titles]
    scores: Counter[str] = Counter()
    for word in sorted(wanted):
        having = [name for name, own in words.items() if any(_is_form_of(word, other) for other in own)]
        others = sum(any(_is_form_of(word, other) for other in own) for own in used)
        for name in having:
            scores[name] += round(1000 * log(1 + len(words) / len(having)) * log(2 + len(used) / (1 + others)))
    best, order = max(scores.values(), default=0), {name: number for number, name in enumerate(texts)}
    near = [name for name, score in scores.items() if score >= best / 2]
    return sorted(near, key=lambda name: (-scores[name], order[name]))[:MAX_SUGGESTED]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{3,}", text.casefold()))


def _is_form_of(word: str, other: str) -> bool:
    """Return whether two words are forms of one: alike up to the last three letters of each, or equal."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return word == other or (same >= SHORTEST_STEM and max(len(word), len(other)) - same <= LONGEST_ENDING)
