"""Reads what the computation needs of Pelican's articles: entries by language, and problems in their front matter.

A site that stays in memory reads its articles again after each change: :class:`ReadArticles` keeps what was read of an
article as long as nothing that was looked at has changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.options import Options
from hamerkop.related.overrides import (
    EXCLUDED,
    PINS,
    TARGET,
    KnownSlugs,
    Overrides,
    override_problems,
    parse_overrides,
)
from hamerkop.related.terms import TermCounts, TermCountsRecord, count_terms, text_of
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, NamedPage
from hamerkop.shared.problems import Problem, display_path
from hamerkop.shared.records import record_of
from hamerkop.shared.site_content import all_articles, is_published, tags_of
from hamerkop.shared.titles import plain_title

NO_OVERRIDES = Overrides()


class Site(NamedTuple):
    """What was read: articles by source path, their entries by language, problems in their front matter."""

    articles: dict[str, Content]
    groups: list[EntryGroup]
    problems: list[Problem]


class Naming(NamedTuple):
    """What decides whether other articles can name this one by its slug, and the path that the slug then names.

    *published*: lists may contain it, for it is published and written to a page of its own.
    """

    slug: str
    path: str
    language: str
    status: str
    published: bool
    offered: bool


@dataclass(eq=False)
class ReadArticle:
    """An article, its overrides, and the key and the spelling of each of its tags.

    *state* is what was looked at, apart from the text. *entry* is what was last made of it, *known* the slugs then.
    """

    article: Content
    state: tuple[object, ...]
    naming: Naming
    overrides: Overrides
    tags: tuple[tuple[str, str], ...]
    entry: Entry | None = None
    known: KnownSlugs | None = field(default=None, repr=False)


class ReadArticles:
    """The articles of a site as they were read last, by source path."""

    def __init__(self) -> None:
        self._by_path: dict[str, ReadArticle] = {}
        self._namings: list[Naming] = []
        self._known: dict[str, KnownSlugs] = {}  # by language
        self._text = True

    def read(self, generator: ArticlesGenerator, options: Options) -> Site:
        """Return the articles of *generator* as entries, in one group for each language."""
        if options.text != self._text:
            self._by_path, self._text = {}, options.text
        found = [self._read(article) for article in all_articles(generator)]
        found.sort(key=lambda each: (not each.naming.published, each.naming.path))
        self._by_path = {each.naming.path: each for each in found}
        self._forget_slugs([each.naming for each in found])
        groups, problems = [], list[Problem]()
        for language in sorted({each.naming.language for each in found}):
            members = [each for each in found if each.naming.language == language]
            known = self._known_slugs(language)
            groups.append(self._group(language, members, known))
            asking = (each for each in members if each.overrides != NO_OVERRIDES)
            problems += (
                problem for each in asking for problem in override_problems(each.article, each.overrides, known)
            )
        return Site({path: each.article for path, each in self._by_path.items()}, groups, problems)

    def _read(self, article: Content) -> ReadArticle:
        state = state_of(article)
        before = self._by_path.get(str(article.source_path))
        is_known = before is not None and before.article is article and before.state == state
        return before if before is not None and is_known else read_article(article, state)

    def _forget_slugs(self, namings: list[Naming]) -> None:
        if namings != self._namings:
            self._namings, self._known = namings, {}

    def _known_slugs(self, language: str) -> KnownSlugs:
        if language not in self._known:
            self._known[language] = known_slugs(language, self._namings)
        return self._known[language]

    def _group(self, language: str, members: list[ReadArticle], known: KnownSlugs) -> EntryGroup:
        published = [each for each in members if each.naming.published]
        return EntryGroup(
            language,
            published=[self._entry(each, known) for each in published],
            unlisted=[self._entry(each, known) for each in members if not each.naming.published],
            tag_names=tag_names(each.tags for each in published),
        )

    def _entry(self, read: ReadArticle, known: KnownSlugs) -> Entry:
        names_others = bool(read.overrides.pins or read.overrides.excluded)
        if read.entry is None or (names_others and read.known is not known):
            read.entry, read.known = entry_of(read, known, self._text), known
        return read.entry


def state_of(article: Content) -> tuple[object, ...]:
    """Return what an entry is made of, apart from the text; equal for two moments if the entry is the same."""
    metadata, tags = article.metadata, tags_of(article)
    return (
        *(str(metadata.get(name)) for name in (PINS, EXCLUDED, TARGET)),
        *(article.slug, article.status, is_published(article), article.date),
        *(getattr(article, "title", ""), getattr(article, "lang", ""), str(getattr(article, "category", ""))),
        *(tag.name for tag in tags),
        *(tag.slug for tag in tags),
        record_of(article, TermCountsRecord) or article._content,
    )


def read_article(article: Content, state: tuple[object, ...]) -> ReadArticle:
    """Return what is read of an article whose state is *state*."""
    overrides = parse_overrides(article.metadata)
    naming = Naming(
        *(str(article.slug), str(article.source_path), language_of(article), article.status),
        *(is_published(article), overrides.offered),
    )
    tags = tuple((tag_key(tag), str(tag.name)) for tag in tags_of(article))
    return ReadArticle(article, state, naming, overrides, tags)


def language_of(article: Content) -> str:
    """Return the language tag of an article in one form: lower case, with hyphens."""
    return str(getattr(article, "lang", "")).strip().lower().replace("_", "-")


def tag_key(tag: NamedPage) -> str:
    """Return what is the same for two spellings of one tag: its slug, as in Pelican; without one, its folded name."""
    return str(tag.slug or tag.name.casefold())


def known_slugs(language: str, namings: Iterable[Naming]) -> KnownSlugs:
    """Return the slugs that articles of *language* can name; of two articles with one slug, the first of *namings*."""
    offered: dict[str, str] = {}
    withheld, unwritten = set[str](), set[str]()
    by_status, foreign = defaultdict[str, set[str]](set), dict[str, str]()
    for each in namings:
        by_status[each.status].add(each.slug)
        if each.language != language:
            foreign.setdefault(each.slug, each.language)
        elif each.published and each.offered:
            offered.setdefault(each.slug, each.path)
        elif each.published:
            withheld.add(each.slug)
        elif each.status == "published":
            unwritten.add(each.slug)
    hidden, drafts = frozenset(by_status["hidden"]), frozenset(by_status["draft"])
    return KnownSlugs(offered, frozenset(withheld - offered.keys()), drafts, hidden, foreign, frozenset(unwritten))


def entry_of(read: ReadArticle, known: KnownSlugs, text: bool) -> Entry:
    """Return an article as an entry; *text*: with its terms. Overrides that cannot be followed are left out."""
    article, overrides, path = read.article, read.overrides, read.naming.path
    excluded = frozenset(_paths(overrides.excluded, known))
    return Entry(
        path=path,
        display_path=display_path(path),
        slug=read.naming.slug,
        title=title_of(article),
        tags=tuple(dict.fromkeys(key for key, _ in read.tags)),
        date=article.date,
        category=str(getattr(article, "category", "")),
        term_counts=term_counts_of(article) if text else TermCounts(),
        pins=tuple(pin for pin in _paths(overrides.pins, known) if pin not in excluded and pin != path),
        excluded=excluded,
        offered=overrides.offered,
        has_list=overrides.has_list,
    )


def title_of(article: Content) -> str:
    """Return the title of an article as one line of plain text."""
    return " ".join(plain_title(article).split())


def term_counts_of(article: Content) -> TermCounts:
    """Return the terms of an article: those that were counted when it was read, or else of what it has now."""
    record = record_of(article, TermCountsRecord)
    if record:
        return record.term_counts
    # The HTML as it was read: `content` would resolve links to files that other generators have not read yet.
    return count_terms(title_of(article), text_of(article._content or ""))


def _paths(slugs: Iterable[str], known: KnownSlugs) -> Iterator[str]:
    yield from (known.offered[slug] for slug in slugs if slug in known.offered)


def tag_names(tags: Iterable[Iterable[tuple[str, str]]]) -> dict[str, tuple[str, ...]]:
    """Return the spellings of each tag by its key, the most used first; *tags*: key and spelling, by article."""
    spellings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (key, name), number in Counter(chain.from_iterable(tags)).items():
        spellings[key].append((-number, name))
    return {key: tuple(name for _, name in sorted(names)) for key, names in sorted(spellings.items())}
