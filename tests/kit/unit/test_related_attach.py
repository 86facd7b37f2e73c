"""An item of a list behaves as the article that it leads to."""

import copy
import pickle
from datetime import UTC, datetime

import pytest
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Tag

from hamerkop.related.attach import RelatedLists, attach_related_posts
from hamerkop.shared.records import RelatedPostsRecord, record_of
from hamerkop.shared.traced import noting
from tests.related_entries import START, entry, graph

NAMES = ("a", "b", "draft")


def made_articles():
    """Return two articles, and a third one."""
    made = {}
    for name in NAMES:
        settings = DEFAULT_CONFIG | {"DEFAULT_LANG": "en"}
        tags = [Tag("X" if name == "a" else "x", settings)]
        metadata = {"title": name.upper(), "date": datetime(2026, 1, 1, tzinfo=UTC), "tags": tags}
        made[f"{name}.md"] = Article("Text.", metadata=metadata, settings=settings, source_path=f"{name}.md")
    return made


@pytest.fixture
def articles():
    """Two published articles and a draft, with their lists attached."""
    made = made_articles()
    entries = [entry(name, "x") for name in NAMES]
    attach_related_posts([graph(entries[:2], unlisted=entries[2:])], made)
    return made


def test_every_article_has_a_record_and_a_draft_is_listed_nowhere(articles):
    assert [record_of(article, RelatedPostsRecord) is not None for article in articles.values()] == [True] * 3
    assert [post.title for post in articles["a.md"].related_posts] == ["B"]
    assert [post.title for post in articles["a.md"].related_from] == ["B"]
    assert {post.title for post in articles["draft.md"].related_posts} == {"A", "B"}
    assert articles["draft.md"].related_from == ()


def test_an_item_is_equal_to_its_article_and_to_any_item_of_it(articles):
    (post,) = articles["a.md"].related_posts
    assert post == articles["b.md"]
    assert post == articles["a.md"].related_from[0]
    assert post != articles["a.md"]
    assert post in [articles["b.md"]]
    assert hash(post) == hash(articles["b.md"])
    assert str(post) == str(articles["b.md"])


def test_shared_tags_are_those_of_the_article_with_the_list(articles):
    assert [tag.name for tag in articles["a.md"].related_posts[0].shared_tags] == ["X"]
    assert [tag.name for tag in articles["b.md"].related_posts[0].shared_tags] == ["x"]


def test_what_the_article_gets_later_the_item_has_too(articles):
    (post,) = articles["a.md"].related_posts
    articles["b.md"].added_later = START
    assert post.added_later == START
    with pytest.raises(AttributeError):
        _ = post.never_set


def test_an_item_can_be_copied(articles):
    (post,) = articles["a.md"].related_posts
    assert copy.copy(post) == post
    assert pickle.loads(pickle.dumps(copy.copy(post))).reason == "tags"  # noqa: S301  # our own bytes


def test_a_list_behaves_as_a_tuple(articles):
    article = articles["a.md"]
    (post,) = article.related_posts
    assert article.related_posts == (post,)
    assert hash(article.related_posts) == hash((post,))
    assert article.related_posts + article.related_from == (post, post)
    assert [*article.related_posts][:1] == list(article.related_posts[:1])
    assert repr(article.related_posts) == repr((post,))
    assert not articles["draft.md"].related_from
    assert type(copy.copy(article.related_posts)) is tuple


def test_a_list_is_made_when_it_is_looked_at_and_again_after_a_change():
    articles, entries = made_articles(), [entry(name, "x") for name in NAMES]
    lists = RelatedLists([graph(entries[:2])], articles)
    for article in articles.values():
        lists.attach(article)
    post = articles["a.md"].related_posts[0]
    assert articles["a.md"].related_posts[0] is post
    assert articles["draft.md"].related_posts == ()
    lists.replace([graph(entries)], articles)
    assert [post.title for post in articles["a.md"].related_posts] == ["B", "DRAFT"]
    assert [post.title for post in articles["draft.md"].related_posts] == ["B", "A"]


def test_a_list_and_its_scores_tell_a_build_that_somebody_looks_at_them(articles):
    article = articles["a.md"]
    with noting() as looked:
        assert str(article.title)
    assert looked == {}
    with noting() as looked:
        first = article.related_posts[0]
    assert [name.attribute for name in looked] == ["related_posts"]
    with noting() as looked:
        assert first.score > 0
    assert [(name.attribute, name.part) for name in looked] == [("related_posts", "scores")]
