"""Attaches the lists to Pelican's articles, as templates read them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from hamerkop.related.graph import Graph, Link
from hamerkop.related.read import tag_key
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.records import LinkReason, RelatedPost, RelatedPostsRecord, attach
from hamerkop.shared.site_content import tags_of


class ListedArticle:
    """An article as an item of a list: a `hamerkop.shared.records.RelatedPost`.

    Whatever is not one of the four attributes below comes from the article, and it is equal to the article.
    """

    def __init__(
        self, article: Content, shared_tags: list[NamedPage], shared_words: list[str], score: float, reason: LinkReason
    ) -> None:
        self._article = article
        self.shared_tags = shared_tags
        self.shared_words = shared_words
        self.score = score
        self.reason = reason

    @property
    def traced_content(self) -> Content:
        """The article; a build that keeps pages asks which articles a page shows."""
        return self._article

    def traced_values(self) -> list[object]:
        """Return what a page can show of the item itself, for a build that keeps pages."""
        return [self._article, self.shared_tags, self.shared_words, self.score, self.reason]

    def __getattr__(self, name: str) -> Any:
        if name == "_article":  # copying makes an object without attributes first; without this it would never end
            raise AttributeError(name)
        return getattr(self._article, name)

    def __eq__(self, other: object) -> bool:
        return self._article is (other._article if isinstance(other, ListedArticle) else other)

    def __hash__(self) -> int:
        return hash(self._article)

    def __str__(self) -> str:
        return str(self._article)

    def __repr__(self) -> str:
        return f"<ListedArticle {self._article}>"


def attach_related_posts(graph: Graph, articles: Mapping[str, Content]) -> None:
    """Attach a RelatedPostsRecord to each article of *graph*; *articles* holds them by source path."""
    inbound: dict[str, list[RelatedPost]] = defaultdict(list)
    for source in graph.entries:  # oldest first: of equal scores in `related_from`, the oldest comes first
        article = articles[source.path]
        for link in graph.lists[source.path]:
            inbound[link.target.path].append(_related_post(article, article, link))
    for path, links in graph.lists.items():
        article = articles[path]
        outbound = tuple(_related_post(articles[link.target.path], article, link) for link in links)
        attach(article, RelatedPostsRecord(outbound, tuple(sorted(inbound[path], key=lambda post: -post.score))))


def _related_post(listed: Content, source: Content, link: Link) -> RelatedPost:
    """Return *listed* as an item of a list, with the shared tags as the article *source* of the link has them."""
    tags = {tag_key(tag): tag for tag in reversed(tags_of(source))}
    item = ListedArticle(listed, [tags[key] for key in link.tags], list(link.words), link.score, link.reason)
    return cast("RelatedPost", item)  # mypy does not see what __getattr__ passes on
