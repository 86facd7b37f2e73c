"""Links each article to the others it has most to do with, leaves none out, and says why each link is there.

[plugin] Sets `article.related_posts`, best first, and `article.related_from`, on articles, translations, drafts and
hidden articles; only published articles of the same language are offered. Each item behaves as the article it leads to
and adds `shared_tags`, `shared_words`, `score` and `reason`. See README.md.

| setting                            | default | meaning                                                        |
| ---------------------------------- | ------- | -------------------------------------------------------------- |
| `RELATED_POSTS_MAX`                | 5       | how many links under an article                                |
| `RELATED_POSTS_SKIP_SAME_CATEGORY` | False   | True: only links into other categories                         |
| `RELATED_POSTS_TEXT`               | True    | the words count too; False: tags and dates only                |
| `RELATED_POSTS_REQUIRE_TAG`        | True    | a link shares a tag; False: shared words are enough            |
| `RELATED_POSTS_IGNORE_TAGS`        | []      | tags that relate nothing, such as "news"                       |
| `RELATED_POSTS_HUB_CAP`            | 4       | an article stands in at most so many times MAX lists; or None  |
| `RELATED_POSTS_CONNECT`            | True    | no article is left out                                         |
| `RELATED_POSTS_AUDIT`              | None    | a file to write the link-graph report to, as JSON              |
"""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from pelican import signals

from hamerkop.related.entries import Entry
from hamerkop.related.graph import Graph, Link, graph_of, list_for
from hamerkop.related.overrides import Known, complaints, read_wishes
from hamerkop.related.report import as_data
from hamerkop.related.settings import Options, options_in, problems_in, value_of
from hamerkop.related.words import count_words, text_of
from hamerkop.shared.problems import Problem, display_path, log_problem, position_of

log = logging.getLogger(__name__)


class RelatedPost:
    """An article as another one offers it: everything the article has, and why it is offered."""

    def __init__(self, article: Any, shared_tags: list[Any], shared_words: list[str], score: float, reason: str):
        self._article = article
        self.shared_tags = shared_tags
        self.shared_words = shared_words
        self.score = score
        self.reason = reason

    def __getattr__(self, name: str) -> Any:
        if name == "_article":  # not set yet: copying makes an empty object first
            raise AttributeError(name)
        return getattr(self._article, name)

    def __eq__(self, other: object) -> bool:
        return self._article is (other._article if isinstance(other, RelatedPost) else other)

    def __hash__(self) -> int:
        return hash(self._article)

    def __str__(self) -> str:
        return str(self._article)

    def __repr__(self) -> str:
        return f"<RelatedPost {self._article}>"


def check_settings(pelican: Any) -> None:
    for problem in problems_in(pelican.settings):
        log.error("%s", problem)


def add_related_posts(generator: Any) -> None:
    """Give every article its related posts, language by language; drafts and hidden ones are never offered."""
    options = options_in(generator.settings)
    offered, unlisted = published_of(generator), by_language([*drafts_of(generator), *hidden_of(generator)])
    report_mistakes(generator, offered, unlisted)
    graphs = {graph.language: graph for graph in graphs_of(generator)}
    for language, graph in graphs.items():
        show(graph, offered[language])
    for language in sorted(unlisted):
        graph = graphs.get(language) or graph_of(language, [], options)
        show_to_unlisted(graph, unlisted[language], offered[language], options)
    audit = value_of(generator.settings, "RELATED_POSTS_AUDIT")
    if audit is not None:
        write_audit(Path(audit), list(graphs.values()))


def graphs_of(generator: Any) -> list[Graph]:
    """Return the related reading of a site, one graph for each language."""
    options = options_in(generator.settings)
    groups = published_of(generator)
    return [graph_in(language, groups[language], options) for language in sorted(groups)]


def graph_in(language: str, articles: list[Any], options: Options) -> Graph:
    paths = paths_by_slug(articles)
    entries = [entry_of(article, paths, options.text) for article in articles]
    # The settings name tags as writers do; what makes two tags the same is Pelican's to say.
    ignored = {tag_key(tag) for article in articles for tag in tags_of(article) if tag in options.ignored_tags}
    return graph_of(language, entries, options._replace(ignored_tags=tuple(sorted(ignored))), spellings(articles))


def tags_of(article: Any) -> list[Any]:
    return list(getattr(article, "tags", []))


def spellings(articles: list[Any]) -> dict[str, tuple[str, ...]]:
    """Map each tag to the ways in which it is written, the most used first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for tag in tags_of(article):
            written[tag_key(tag)][str(tag.name)] += 1
    return {tag: tuple(sorted(names, key=lambda name: (-names[name], name))) for tag, names in sorted(written.items())}


def published_of(generator: Any) -> dict[str, list[Any]]:
    return by_language([*generator.articles, *generator.translations])


def drafts_of(generator: Any) -> list[Any]:
    return [*generator.drafts, *generator.drafts_translations]


def hidden_of(generator: Any) -> list[Any]:
    return [*generator.hidden_articles, *generator.hidden_translations]


def by_language(articles: Iterable[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for article in articles:
        groups[language_of(article)].append(article)
    return groups


def language_of(article: Any) -> str:
    return str(getattr(article, "lang", "")).strip().lower().replace("_", "-")


def show(graph: Graph, articles: list[Any]) -> None:
    """Set `related_posts` and `related_from` on the published articles of one language."""
    found = {path_of(article): article for article in articles}
    for article in articles:
        article.related_from = []
    for entry in graph.entries:
        article, links = found[entry.path], graph.lists[entry.path]
        article.related_posts = [offer(found[link.target.path], article, link) for link in links]
        for link in links:
            found[link.target.path].related_from.append(offer(article, article, link))
    for article in articles:
        article.related_from.sort(key=lambda post: -post.score)  # of one score, the oldest first


def show_to_unlisted(graph: Graph, articles: list[Any], offered: list[Any], options: Options) -> None:
    """Set the attributes on drafts and hidden articles, which nobody links to."""
    paths = paths_by_slug(offered)
    found = {path_of(article): article for article in offered}
    for article in articles:
        links = list_for(graph, entry_of(article, paths, options.text), options)
        article.related_posts = [offer(found[link.target.path], article, link) for link in links]
        article.related_from = []


def offer(shown: Any, tagged: Any, link: Link) -> RelatedPost:
    """Return *shown* as an item of a list; *tagged* is the article whose tag objects are shown as shared."""
    tags = {tag_key(tag): tag for tag in reversed(tags_of(tagged))}
    return RelatedPost(shown, [tags[key] for key in link.tags], list(link.words), link.score, link.reason)


def tag_key(tag: Any) -> str:
    """Return what makes two tags the same: their address, as in Pelican; a tag without one is itself, in small."""
    return str(tag.slug or tag.name.casefold())


def path_of(article: Any) -> str:
    return str(article.source_path)


def paths_by_slug(articles: Iterable[Any]) -> dict[str, str]:
    """Return where each slug leads; of two articles with one slug, to the first by path."""
    paths: dict[str, str] = {}
    for article in sorted(articles, key=path_of):
        if read_wishes(article.metadata).offered:
            paths.setdefault(article.slug, path_of(article))
    return paths


def entry_of(article: Any, paths: dict[str, str], text: bool) -> Entry:
    """Return what the thinking needs of an article; what its writer names and is not there is left out."""
    wishes = read_wishes(article.metadata)
    excluded = frozenset(paths[slug] for slug in wishes.excluded if slug in paths)
    pins = (paths[slug] for slug in wishes.pins if slug in paths)
    title = " ".join(text_of(str(getattr(article, "title", ""))).split())
    return Entry(
        path=path_of(article),
        shown=display_path(path_of(article)),
        slug=str(article.slug),
        title=title,
        url=str(article.url),
        tags=tuple(dict.fromkeys(tag_key(tag) for tag in tags_of(article))),
        date=article.date,
        category=str(getattr(article, "category", "")),
        # As it was read: `content` would follow links to files that other generators have not read yet.
        counts=count_words(title, text_of(article._content or "")) if text else ((), ()),
        pins=tuple(path for path in pins if path not in excluded and path != path_of(article)),
        excluded=excluded,
        offered=wishes.offered,
        listed=wishes.listed,
    )


def report_mistakes(generator: Any, offered: dict[str, list[Any]], unlisted: dict[str, list[Any]]) -> None:
    """Log every wish in the front matter that cannot be fulfilled."""
    everyone = [*chain(*offered.values()), *chain(*unlisted.values())]
    slugs_of_drafts = frozenset(article.slug for article in drafts_of(generator))
    slugs_of_hidden = frozenset(article.slug for article in hidden_of(generator))
    for language in sorted({*offered, *unlisted}):
        foreign = {article.slug: language_of(article) for article in everyone if language_of(article) != language}
        paths = paths_by_slug(offered[language])
        withheld = frozenset(article.slug for article in offered[language]) - frozenset(paths)
        known = Known(paths, withheld, slugs_of_drafts, slugs_of_hidden, foreign)
        for published, articles in ((True, offered[language]), (False, unlisted[language])):
            for article in sorted(articles, key=path_of):
                report(article, known, published)


def report(article: Any, known: Known, published: bool) -> None:
    for field, item, message in complaints(article.metadata, article.slug, known, published):
        place = position_of(article, field, item)
        log_problem(Problem("R01", display_path(article.source_path), place, f"{field}: {message}"), article.settings)


def write_audit(file: Path, graphs: list[Graph]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(as_data(graphs), indent=2, ensure_ascii=False) + "\n", "utf-8")


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.article_generator_finalized.connect(add_related_posts)
