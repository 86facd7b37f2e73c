"""Makes the lists of articles, tags, categories, authors and dates that Pelican makes, and keeps them up to date.

Pelican makes them in `ArticlesGenerator.generate_context`. Where an edit changes nothing that the lists depend on, the
new object takes the place of the old one; else they are made again. The generator gets copies, because receivers of
signals sort and change the lists that they are given.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from pelican import signals
from pelican.utils import order_content, process_translations

from hamerkop.shared.pelican_types import Content, NamedPage, Settings

STATUSES = ("published", "hidden", "draft")
NAMES = ("tags", "categories", "authors")
PERIODS: dict[str, Callable[[Any], Any]] = {
    "year": attrgetter("date.year"),
    "month": attrgetter("date.year", "date.month"),
    "day": attrgetter("date.year", "date.month", "date.day"),
}


@dataclass
class Split:
    """The contents of one status: *originals* in order, their *translations*, and the *groups* of more than one."""

    originals: list[Content] = field(default_factory=list)
    translations: list[Content] = field(default_factory=list)
    groups: list[list[Content]] = field(default_factory=list)

    def swap(self, old: Content, new: Content) -> None:
        """Put *new* in the place of *old*."""
        for contents in (self.originals, self.translations, *self.groups):
            swap(contents, old, new)


def swap(contents: list[Content], old: Content, new: Content) -> bool:
    """Put *new* in each place of *old*; return whether there was one."""
    found = contents.count(old)
    for _ in range(found):
        contents[contents.index(old)] = new
    return bool(found)


def split(contents: Iterable[Content], kind: str, settings: Settings) -> Split:
    """Tell originals from translations, and order the originals; *kind* is "ARTICLE" or "PAGE"."""
    translation_id, order = settings[f"{kind}_TRANSLATION_ID"], settings[f"{kind}_ORDER_BY"]
    listed = list(contents)
    if not translation_id:
        return Split(order_content(listed, order))
    made = Split()
    for group in _groups(listed, translation_id):
        originals, translations = _originals(group, translation_id)
        made.originals += originals
        made.translations += translations
        if len(group) > 1:
            made.groups.append(group)
    made.originals = order_content(made.originals, order)
    return made


def _groups(contents: list[Content], translation_id: Any) -> Iterator[list[Content]]:
    """Yield the groups of contents that are translations of one another, in the order of Pelican."""
    names = {translation_id} if isinstance(translation_id, str) else set(translation_id)
    try:
        contents.sort(key=attrgetter(*names))
    except (AttributeError, TypeError):
        process_translations(contents, translation_id)  # says what is wrong
        raise
    yield from (list(group) for _, group in groupby(contents, attrgetter(*names)))


def _originals(group: list[Content], translation_id: Any) -> tuple[list[Content], list[Content]]:
    if len(group) > 1 or "translation" in group[0].metadata:
        found: tuple[list[Content], list[Content]] = process_translations(list(group), translation_id)
        return found
    group[0].translations = []
    return group, []


def connect_translations(by_status: Mapping[str, Split], settings: Settings) -> None:
    """Set the translations of each article again, and log what Pelican logs about them."""
    translation_id = settings["ARTICLE_TRANSLATION_ID"]
    for made in by_status.values() if translation_id else ():
        for group in made.groups:
            process_translations(list(group), translation_id)
        for article in made.originals:
            if "translation" in article.metadata and not article.translations:
                process_translations([article], translation_id)


@dataclass
class Listed:
    """The articles with one name, and the object of that name: the tag of the first article with it."""

    name: NamedPage
    articles: list[Content]


@dataclass
class ArticleLists:
    """All lists of articles; *names* are the tags, categories and authors by slug, in the order of Pelican."""

    by_status: dict[str, Split]
    names: dict[str, dict[str, Listed]]
    dates: list[Content]


def names_of(article: Content) -> Iterator[tuple[str, NamedPage]]:
    """Yield each name under which an article is listed, with the list of lists that it is in."""
    if hasattr(article, "category"):
        yield "categories", article.category
    for tag in getattr(article, "tags", ()):
        yield "tags", tag
    for author in getattr(article, "authors", ()):
        yield "authors", author


def facts_of(article: Content) -> tuple[object, ...] | None:
    """Return all that the lists depend on; None where that cannot be told: the order may be a function of anything."""
    settings = article.settings
    order, translation_id = settings["ARTICLE_ORDER_BY"], settings["ARTICLE_TRANSLATION_ID"]
    if callable(order):
        return None
    identity = [translation_id] if isinstance(translation_id, str) else list(translation_id or ())
    attributes = [str(order or "slug").removeprefix("reversed-"), "slug", "lang", "date", *identity]
    return (
        article.status,
        *(getattr(article, name, None) for name in attributes),
        article.source_path,
        str(article.metadata.get("translation", "")),
        *((kind, name.slug, name.name) for kind, name in names_of(article)),
    )


def made_lists(generator: Any, articles: Sequence[Content]) -> ArticleLists:
    """Return the lists of *articles*, which are those of every status in the order in which they were read.

    Sends `article_generator_pretaxonomy`, whose receivers may change the lists of the generator.
    """
    settings = generator.settings
    by_status = {
        status: split((each for each in articles if each.status == status), "ARTICLE", settings) for status in STATUSES
    }
    hand_over(generator, by_status)
    signals.article_generator_pretaxonomy.send(generator)
    by_status["published"].originals = list(generator.articles)
    return ArticleLists(by_status, names_in(generator.articles), dates_of(generator))


def hand_over(generator: Any, by_status: Mapping[str, Split]) -> None:
    """Give the generator copies of the lists of articles."""
    for status, (originals, translations) in ATTRIBUTES.items():
        setattr(generator, originals, list(by_status[status].originals))
        setattr(generator, translations, list(by_status[status].translations))


ATTRIBUTES = {
    "published": ("articles", "translations"),
    "hidden": ("hidden_articles", "hidden_translations"),
    "draft": ("drafts", "drafts_translations"),
}


def names_in(articles: Iterable[Content]) -> dict[str, dict[str, Listed]]:
    """Return the tags, categories and authors of *articles*, each with its articles, in the order of first use."""
    found: dict[str, dict[str, Listed]] = {kind: {} for kind in NAMES}
    for article in articles:
        for kind, name in names_of(article):
            listed = found[kind].get(name.slug)
            if listed is None:
                found[kind][name.slug] = Listed(name, [article])
            else:
                listed.articles.append(article)
    return found


def dates_of(generator: Any) -> list[Content]:
    """Return the articles of the generator by date."""
    return sorted(generator.articles, key=attrgetter("date"), reverse=generator.context["NEWEST_FIRST_ARCHIVES"])


def swap_articles(lists: ArticleLists, pairs: Iterable[tuple[Content, Content]]) -> None:
    """Put new articles in the places of old ones that do not differ in what :func:`facts_of` returns."""
    for old, new in pairs:
        lists.by_status[new.status].swap(old, new)
        if swap(lists.dates, old, new):
            for kind, name in names_of(new):
                _swap_listed(lists.names[kind][name.slug], old, new, name)


def _swap_listed(listed: Listed, old: Content, new: Content, name: NamedPage) -> None:
    if swap(listed.articles, old, new) and listed.articles[0] is new:
        listed.name = name


def listed_names(lists: ArticleLists) -> Iterator[NamedPage]:
    """Yield one object for each tag, category and author."""
    for names in lists.names.values():
        yield from (listed.name for listed in names.values())


def finish_context(generator: Any, lists: ArticleLists) -> None:
    """Give the generator and the template context the lists."""
    settings = generator.settings
    generator.tags.update((each.name, list(each.articles)) for each in lists.names["tags"].values())
    generator.categories = _by_slug(lists.names["categories"], settings["REVERSE_CATEGORY_ORDER"])
    generator.authors = _by_slug(lists.names["authors"])
    generator.dates = list(lists.dates)
    generator.period_archives = period_archives(generator)
    generator._update_context(
        ("articles", "drafts", "hidden_articles", "dates", "tags", "categories", "authors", "related_posts")
    )
    generator.context["period_archives"] = generator.period_archives


def _by_slug(names: Mapping[str, Listed], reverse: bool = False) -> list[tuple[NamedPage, list[Content]]]:
    ordered = sorted(names.items(), reverse=bool(reverse), key=lambda item: item[0])
    return [(each.name, list(each.articles)) for _, each in ordered]


def period_archives(generator: Any) -> Any:
    """Return the archives of years, months and days as Pelican makes them, in one pass over the articles."""
    archives = generator._build_period_archives(generator.dates, [], generator.settings)
    for granularity, periods in archives.items():
        key_of = PERIODS[granularity]
        by_period: dict[Any, list[Content]] = {}
        for article in generator.articles:
            by_period.setdefault(key_of(article), []).append(article)
        for archive in periods:
            dates = set(map(id, archive["dates"]))
            archive["articles"] = [each for each in by_period[key_of(archive["dates"][0])] if id(each) in dates]
    return archives
