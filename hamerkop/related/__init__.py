"""Links each article to the others that share its tags, and says which tags they share.

[plugin] Sets `article.related_posts`, best first, on articles, translations, drafts and hidden articles; only
published articles of the same language are offered. Each item behaves as the article it leads to and adds
`shared_tags`, rarest first, and `score`. Slugs in the front matter's `related_posts` come first.

| setting             | default | meaning                              |
| ------------------- | ------- | ------------------------------------ |
| `RELATED_POSTS_MAX` | 5       | how many links under an article      |
"""

from collections import defaultdict
from typing import Any

from pelican import signals

from hamerkop.problems import Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.related.ranking import Candidate, Match, rank, weigh_tags

MAX = 5


class RelatedPost:
    """An article as another one offers it: everything the article has, and why it is offered."""

    def __init__(self, article: Any, shared_tags: list[Any], score: float):
        self._article = article
        self.shared_tags = shared_tags
        self.score = score

    def __getattr__(self, name: str) -> Any:
        return getattr(self._article, name)


def add_related_posts(generator: Any) -> None:
    """Give every article its related posts, language by language; drafts and hidden ones are never offered."""
    offered = by_language([*generator.articles, *generator.translations])
    seekers = by_language(
        [
            *generator.drafts,
            *generator.drafts_translations,
            *generator.hidden_articles,
            *generator.hidden_translations,
        ]
    )
    for language in sorted({*offered, *seekers}):
        link(offered[language], seekers[language], generator.settings.get("RELATED_POSTS_MAX", MAX))


def by_language(articles: list[Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for article in articles:
        groups[article.lang].append(article)
    return groups


def link(offered: list[Any], seekers: list[Any], limit: int) -> None:
    """Set `related_posts` on the articles of one language."""
    candidates = [candidate_of(article) for article in offered]
    articles = dict(zip(candidates, offered, strict=True))
    weights = weigh_tags(candidates)
    for article in [*offered, *seekers]:
        matches = rank(candidate_of(article), candidates, weights)
        pinned = [articles[match.candidate] for match in pinned_first(article, matches, candidates)]
        found = {articles[match.candidate]: match for match in matches}
        chosen = list(dict.fromkeys([*pinned, *found]))[:limit]
        article.related_posts = [offer(article, other, found.get(other), weights) for other in chosen]


def candidate_of(article: Any) -> Candidate:
    tags = tuple(tag.slug for tag in getattr(article, "tags", []))
    return Candidate(str(article.source_path), article.slug, tags, article.date)


def offer(article: Any, other: Any, match: Match | None, weights: dict[str, float]) -> RelatedPost:
    """Return *other* as *article* offers it, with the tags they share, rarest first."""
    shared = set(match.shared) if match else set()
    tags = [tag for tag in getattr(article, "tags", []) if tag.slug in shared]
    tags.sort(key=lambda tag: (-weights.get(tag.slug, 0), tag.slug))
    return RelatedPost(other, tags, match.score if match else 0.0)


def pinned_first(article: Any, matches: list[Match], candidates: list[Candidate]) -> list[Match]:
    """Return the articles that the writer named, in the writer's order; a name that leads nowhere is an error."""
    by_slug = {candidate.slug: candidate for candidate in candidates}
    scored = {match.candidate: match for match in matches}
    pinned = []
    for slug in article.metadata.get("related_posts", []):
        candidate = by_slug.get(slug)
        if candidate is None or candidate.path == str(article.source_path):
            report_pin(article, slug, set(by_slug) - {article.slug})
        else:
            pinned.append(scored.get(candidate, Match(candidate, 0.0, ())))
    return pinned


def report_pin(article: Any, slug: str, known: set[str]) -> None:
    message = f'no published article of this language has the slug "{slug}"{did_you_mean(slug, known)}'
    if slug == article.slug:
        message = "names this article itself; take it out"
    place = position_of(article, "related_posts", slug)
    log_problem(Problem(display_path(article.source_path), *place, f"related_posts: {message}"))


def register() -> None:
    signals.article_generator_finalized.connect(add_related_posts)
