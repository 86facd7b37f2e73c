"""Answers Pelican's questions about which list an article is in, in a time that grows with the number of articles.

Pelican asks `article in articles` for each article and each tag, category, author and period, and `x not in index` for
each article among its translations: a time that grows with the square of their number, 6 s of CPU for 10,000 articles.
docs/upstream.md has the change for Pelican. Articles are equal if they are the same object, so that the question is one
about identities; where a class defines another equality, Pelican's own test is used.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any, SupportsIndex

from pelican import generators, signals
from pelican.generators import ArticlesGenerator

from hamerkop.shared.pelican_types import Content, Settings

Periods = dict[str, list[dict[str, Any]]]  # those of the years, months and days of which there are archives


def compared_by_identity(items: Iterable[object]) -> bool:
    """Return whether each of *items* is equal to itself only."""
    return {kind.__eq__ for kind in set(map(type, items))} <= {object.__eq__}


class IdentityList(list[Any]):
    """A list in which `in` takes the same time however long the list is, if its items are compared by identity.

    What was added shows by the length, and what removes or replaces an item forgets the set of identities.
    """

    __slots__ = ("_identities", "_kinds", "_length")
    __hash__ = None  # as for any list

    def __init__(self, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self._forget()

    def _forget(self) -> None:
        self._length = -1

    def _note(self) -> None:
        self._identities = set(map(id, self))
        self._kinds = set(map(type, self)) if compared_by_identity(self) else set()
        self._length = len(self)

    def __contains__(self, item: object) -> bool:
        """Return whether *item* is in the list, by the equality of the items."""
        if self._length != len(self):
            self._note()
        return id(item) in self._identities or (type(item) not in self._kinds and super().__contains__(item))

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[type, tuple[list[Any]]]:
        """Return what pickle and copy make of it: a plain list."""
        return list, (list(self),)


def _forgetting(name: str) -> Callable[..., Any]:
    method = getattr(list, name)

    def call(self: IdentityList, *arguments: Any, **named: Any) -> Any:
        self._forget()
        return method(self, *arguments, **named)

    return call


for _name in ("__delitem__", "__imul__", "__setitem__", "clear", "pop", "remove"):
    setattr(IdentityList, _name, _forgetting(_name))


@contextmanager
def linear_membership() -> Iterator[None]:
    """Have Pelican find members of lists by identity for the block."""
    translations, periods = generators.process_translations, ArticlesGenerator._build_period_archives
    generators.process_translations = _group_by_group(translations)
    ArticlesGenerator._build_period_archives = _with_articles_by_period(periods)
    try:
        with signals.article_generator_init.connected_to(_use_identity_lists):
            yield
    finally:
        generators.process_translations = translations
        ArticlesGenerator._build_period_archives = periods


def _use_identity_lists(generator: Any) -> None:
    """Make the articles of each tag, category and author an IdentityList. Receiver of `article_generator_init`.

    Pelican tests each article of the site in each of them: `[article for article in self.dates if article in articles]`
    in `generate_tags`, `generate_categories` and `generate_authors`.
    """
    for groups in (generator.tags, generator.categories, generator.authors):
        if getattr(groups, "default_factory", None) is list:
            groups.default_factory = IdentityList


Translations = tuple[list[Content], list[Content]]


def _group_by_group(process_translations: Callable[..., Translations]) -> Callable[..., Translations]:
    """Return Pelican's function, called for each group of translations: at its end it tests each article in a list.

    That is `[x for x in content_list if x not in index]`, where both are of one group now.
    """

    def process(content_list: list[Content], translation_id: str | Collection[str] | None = None) -> Translations:
        if not translation_id or not compared_by_identity(content_list):
            return process_translations(content_list, translation_id)
        try:
            key = attrgetter(*({translation_id} if isinstance(translation_id, str) else translation_id))
            content_list.sort(key=key)
        except (TypeError, AttributeError):  # Pelican says what is wrong with the setting
            return process_translations(content_list, translation_id)
        found = [process_translations(list(group), translation_id) for _, group in groupby(content_list, key)]
        return [each for index, _ in found for each in index], [each for _, others in found for each in others]

    return process


def _with_articles_by_period(build: Callable[..., Periods]) -> Callable[..., Periods]:
    """Return Pelican's method, called without *articles*, which it tests in each period: `[a for a in articles if …]`.

    They are added here to the periods that hold them among their dates.
    """

    def build_period_archives(
        self: object, sorted_articles: list[Content], articles: list[Content], settings: Settings
    ) -> Periods:
        if not compared_by_identity([*sorted_articles, *articles]):
            return build(self, sorted_articles, articles, settings)
        found = build(self, sorted_articles, [], settings)
        for periods in found.values():
            _add_articles(periods, articles)
        return found

    return build_period_archives


def _add_articles(periods: list[dict[str, Any]], articles: list[Content]) -> None:
    """Add each of *articles* to the periods that hold it among their dates, in the order of *articles*."""
    holders: dict[int, list[list[Content]]] = defaultdict(list)  # lists of articles, by identity of an article
    for period in periods:
        for identity in set(map(id, period["dates"])):
            holders[identity].append(period["articles"])
    for article in articles:
        for holder in holders.get(id(article), ()):
            holder.append(article)
