"""Reads what the computation needs of Pelican's articles: entries by language, and problems in their front matter.

Each article is read once. Nothing is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.options import Options
from hamerkop.related.overrides import KnownSlugs, Overrides, override_problems, parse_overrides
from hamerkop.related.terms import TermCounts, TermCountsRecord, count_terms, text_of
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, NamedPage
from hamerkop.shared.problems import Problem, display_path
from hamerkop.shared.records import record_of
from hamerkop.shared.site_content import all_articles, is_published, tags_of
from hamerkop.shared.titles import plain_title


class Site(NamedTuple):
    """What was read: articles by source path, their entries by language, problems in their front matter."""

    articles: dict[str, Content]
    groups: list[EntryGroup]
    problems: list[Problem]


class ParsedArticle(NamedTuple):
    """An article, its language and its overrides."""

    article: Content
    language: str
    overrides: Overrides

    @property
    def path(self) -> str:
        """The path of its source."""
        return str(self.article.source_path)

    @property
    def published(self) -> bool:
        """Whether lists may contain it: it is published, and written to a page of its own."""
        return is_published(self.article)


def read_site(generator: ArticlesGenerator, options: Options) -> Site:
    """Return the articles of a site as entries, in one group for each language."""
    parsed = [
        ParsedArticle(article, language_of(article), parse_overrides(article.metadata))
        for article in all_articles(generator)
    ]
    parsed.sort(key=lambda each: (not each.published, each.path))
    groups, problems = [], list[Problem]()
    for language in sorted({each.language for each in parsed}):
        members = [each for each in parsed if each.language == language]
        known = known_slugs(language, parsed)
        groups.append(_group(language, members, known, options))
        problems += (found for each in members for found in override_problems(each.article, each.overrides, known))
    return Site({each.path: each.article for each in parsed}, groups, problems)


def language_of(article: Content) -> str:
    """Return the language tag of an article in one form: lower case, with hyphens."""
    return str(getattr(article, "lang", "")).strip().lower().replace("_", "-")


def tag_key(tag: NamedPage) -> str:
    """Return what is the same for two spellings of one tag: its slug, as in Pelican; without one, its folded name."""
    return str(tag.slug or tag.name.casefold())


def known_slugs(language: str, parsed: Iterable[ParsedArticle]) -> KnownSlugs:
    """Return the slugs that articles of *language* can name; of two articles with one slug, the first of *parsed*."""
    offered: dict[str, str] = {}
    withheld, unwritten = set[str](), set[str]()
    by_status, foreign = defaultdict[str, set[str]](set), dict[str, str]()
    for each in parsed:
        slug = each.article.slug
        by_status[each.article.status].add(slug)
        if each.language != language:
            foreign.setdefault(slug, each.language)
        elif each.published and each.overrides.offered:
            offered.setdefault(slug, each.path)
        elif each.published:
            withheld.add(slug)
        elif each.article.status == "published":
            unwritten.add(slug)
    hidden, drafts = frozenset(by_status["hidden"]), frozenset(by_status["draft"])
    return KnownSlugs(offered, frozenset(withheld - offered.keys()), drafts, hidden, foreign, frozenset(unwritten))


def _group(language: str, members: list[ParsedArticle], known: KnownSlugs, options: Options) -> EntryGroup:
    published = [each for each in members if each.published]
    return EntryGroup(
        language,
        published=[entry_of(each, known, options.text) for each in published],
        unlisted=[entry_of(each, known, options.text) for each in members if not each.published],
        tag_names=tag_names(tag for each in published for tag in tags_of(each.article)),
    )


def entry_of(parsed: ParsedArticle, known: KnownSlugs, text: bool) -> Entry:
    """Return an article as an entry; *text*: with its terms. Overrides that cannot be followed are left out."""
    article, overrides = parsed.article, parsed.overrides
    excluded = frozenset(_paths(overrides.excluded, known))
    return Entry(
        path=parsed.path,
        display_path=display_path(parsed.path),
        slug=str(article.slug),
        title=title_of(article),
        tags=tuple(dict.fromkeys(tag_key(tag) for tag in tags_of(article))),
        date=article.date,
        category=str(getattr(article, "category", "")),
        term_counts=term_counts_of(article) if text else TermCounts(),
        pins=tuple(path for path in _paths(overrides.pins, known) if path not in excluded and path != parsed.path),
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


def tag_names(tags: Iterable[NamedPage]) -> dict[str, tuple[str, ...]]:
    """Return the spellings of each tag by its key, the most used first."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for tag in tags:
        spellings[tag_key(tag)][str(tag.name)] += 1
    return {
        key: tuple(sorted(names, key=lambda name: (-names[name], name))) for key, names in sorted(spellings.items())
    }
