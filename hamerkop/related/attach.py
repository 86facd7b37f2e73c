"""Attaches the lists to Pelican's articles, as templates read them.

A list is made when somebody looks at it, as a rule when the page of its article is rendered: five links for one page,
and not fifty thousand for a site of ten thousand articles before anything is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast, overload

from hamerkop.related.graph import Graph, Link
from hamerkop.related.read import tag_key
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.records import LinkReason, RelatedPost, RelatedPostsRecord, attach
from hamerkop.shared.site_content import tags_of
from hamerkop.shared.traced import TracedApart, TracedName, looked_at

Links = Iterable[tuple[str, Link]]


class ListedArticle:
    """An article as an item of a list: a `hamerkop.shared.records.RelatedPost`.

    Whatever is not one of the four attributes below comes from the article, and it is equal to the article.
    """

    def __init__(
        self,
        article: Content,
        shared_tags: list[NamedPage],
        shared_words: list[str],
        score: float,
        reason: LinkReason,
        scores: "Scores | None" = None,
    ) -> None:
        self._article = article
        self.shared_tags = shared_tags
        self.shared_words = shared_words
        self._score = score
        self.reason = reason
        self._scores = scores

    @property
    def score(self) -> float:
        """The share, 0 to 1, of what the article that lists it would score with itself."""
        if self._scores is not None:
            looked_at(self._scores)
        return self._score

    @property
    def traced_content(self) -> Content:
        """The article; a build that keeps pages asks which articles a page shows."""
        return self._article

    def traced_values(self) -> list[object]:
        """Return what a page can show of the item itself, for a build that keeps pages."""
        return [self._article, self.shared_tags, self.shared_words, self._score, self.reason]

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


class RelatedLists:
    """The graphs of a site and its articles, from which the lists are made when they are looked at.

    *version* is another number after each change; lists that were made before it are made again when looked at.
    """

    def __init__(self, graphs: Iterable[Graph] = (), articles: Mapping[str, Content] | None = None) -> None:
        self.version = 0
        self.replace(graphs, articles or {})

    def replace(self, graphs: Iterable[Graph], articles: Mapping[str, Content]) -> None:
        """Let all lists be those of *graphs*; *articles* holds the articles by source path."""
        self.version += 1
        self._graphs = list(graphs)
        self._articles = articles

    def attach(self, article: Content) -> None:
        """Attach a RelatedPostsRecord to *article*, whose lists are made when they are looked at."""
        path = str(article.source_path)
        related_posts = LazyList(self, TracedName(path, "related_posts"), self._posts_from, self._links_from)
        related_from = LazyList(self, TracedName(path, "related_from"), self._posts_to, self._links_to)
        attach(article, RelatedPostsRecord(related_posts, related_from))

    def _graph_of(self, path: str) -> Graph | None:
        return next((graph for graph in self._graphs if path in graph), None)

    def _links_from(self, path: str) -> list[tuple[str, Link]]:
        """Return the links of an article with the paths of the articles that they lead to, best first."""
        graph = self._graph_of(path)
        return [(link.target.path, link) for link in (graph.links_from(path) if graph else ())]

    def _links_to(self, path: str) -> list[tuple[str, Link]]:
        """Return the links to an article with the paths of their articles, best first, of equal scores the oldest."""
        graph = self._graph_of(path)
        links = [(entry.path, link) for entry, link in (graph.links_to(path) if graph else ())]
        return sorted(links, key=lambda each: -each[1].score)

    def _posts_from(self, path: str, links: Links, scores: "Scores") -> tuple[RelatedPost, ...]:
        """Return what to read after an article, best first."""
        articles = self._articles
        return tuple(_related_post(articles[target], articles[path], link, scores) for target, link in links)

    def _posts_to(self, _path: str, links: Links, scores: "Scores") -> tuple[RelatedPost, ...]:
        """Return the articles that list an article."""
        articles = self._articles
        return tuple(_related_post(articles[source], articles[source], link, scores) for source, link in links)


class LazyList(TracedApart, Sequence[RelatedPost]):
    """A list of one article, made when it is looked at; it behaves as a tuple.

    *find* returns the links of the article at a path, *make* the items for them.
    """

    def __init__(
        self,
        lists: RelatedLists,
        name: TracedName,
        make: Callable[[str, Links, "Scores"], tuple[RelatedPost, ...]],
        find: Callable[[str], list[tuple[str, Link]]],
    ) -> None:
        self.traced_as = name
        self._lists = lists
        self._make = make
        self._find = find
        self._made: tuple[int, tuple[RelatedPost, ...]] = (0, ())

    def links(self) -> list[tuple[str, Link]]:
        """Return the links of the list, each with the path of the article that it shows."""
        return self._find(self.traced_as.path)

    def traced_values(self) -> str:
        """Return what a page can show of the list itself, but for the scores, for a build that keeps pages."""
        return repr([(path, *link._replace(score=0)[1:]) for path, link in self.links()])

    def traced_part(self, part: str) -> TracedApart:
        """Return the scores of the list."""
        return {Scores.PART: Scores(self)}[part]

    def _posts(self) -> tuple[RelatedPost, ...]:
        looked_at(self)
        version, posts = self._made
        if version != self._lists.version:
            posts = self._make(self.traced_as.path, self.links(), Scores(self))
            self._made = (self._lists.version, posts)
        return posts

    @overload
    def __getitem__(self, position: int) -> RelatedPost: ...

    @overload
    def __getitem__(self, position: slice) -> tuple[RelatedPost, ...]: ...

    def __getitem__(self, position: int | slice) -> RelatedPost | tuple[RelatedPost, ...]:
        return self._posts()[position]

    def __len__(self) -> int:
        return len(self._posts())

    def __eq__(self, other: object) -> bool:
        return self._posts() == (other._posts() if isinstance(other, LazyList) else other)

    def __hash__(self) -> int:
        return hash(self._posts())

    def __add__(self, other: Iterable[RelatedPost]) -> tuple[RelatedPost, ...]:
        return (*self, *other)

    def __radd__(self, other: Iterable[RelatedPost]) -> tuple[RelatedPost, ...]:
        return (*other, *self)

    def __repr__(self) -> str:
        return repr(self._posts())

    def __reduce__(self) -> tuple[type, tuple[tuple[RelatedPost, ...]]]:
        return tuple, (self._posts(),)


class Scores(TracedApart):
    """The scores of a list: they change with the words of many articles, and few themes show them."""

    PART = "scores"

    def __init__(self, of_list: LazyList) -> None:
        self._list = of_list
        self.traced_as = of_list.traced_as._replace(part=self.PART)

    def traced_values(self) -> str:
        """Return the scores, for a build that keeps pages."""
        return repr([link.score for _, link in self._list.links()])


def attach_related_posts(graphs: Iterable[Graph], articles: Mapping[str, Content]) -> RelatedLists:
    """Attach a RelatedPostsRecord to each of *articles*, given by source path; return where their lists come from."""
    lists = RelatedLists(graphs, articles)
    for article in articles.values():
        lists.attach(article)
    return lists


def _related_post(listed: Content, source: Content, link: Link, scores: Scores) -> RelatedPost:
    """Return *listed* as an item of a list, with the shared tags as the article *source* of the link has them."""
    tags = {tag_key(tag): tag for tag in reversed(tags_of(source))}
    item = ListedArticle(listed, [tags[key] for key in link.tags], list(link.words), link.score, link.reason, scores)
    return cast("RelatedPost", item)  # mypy does not see what __getattr__ passes on
