"""Articles that are read again after a change give what they give when they are read for the first time."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Category, Tag

from hamerkop.related.options import Options
from hamerkop.related.read import ReadArticles

SETTINGS = DEFAULT_CONFIG | {"DEFAULT_LANG": "en"}
OPTIONS = Options(text=True)


def article(name, *tags, **fields):
    """Return a published article about otters."""
    header = {"title": name, "slug": name, "status": "published", "date": datetime(2026, 1, 1, tzinfo=UTC)} | fields
    metadata = header | {"tags": [Tag(tag, SETTINGS) for tag in tags], "category": Category("Rivers", SETTINGS)}
    return Article("<p>Otters fish.</p>", metadata=metadata, settings=SETTINGS, source_path=f"{name}.md")


def generator(articles):
    names = ("translations", "hidden_articles", "hidden_translations", "drafts", "drafts_translations")
    return SimpleNamespace(articles=articles, **dict.fromkeys(names, ()))


@pytest.fixture
def articles():
    """Three articles; the second one names the third."""
    return [article("a", "fish", "Fish"), article("b", "fish", related_posts="c"), article("c", "stones")]


def replace(articles, new):
    articles[:] = [new if each.slug == new.slug else each for each in articles]


CHANGES = {
    "nothing": lambda each: None,
    "another object": lambda each: replace(each, article("a", "rivers")),
    "one more": lambda each: each.append(article("d", "fish")),
    "one less": lambda each: each.pop(),
    "a tag": lambda each: each[0].tags.append(Tag("new", SETTINGS)),
    "the spelling of a tag": lambda each: setattr(each[1].tags[0], "name", "FISH"),
    "a title": lambda each: setattr(each[0], "title", "Otter"),
    "a date": lambda each: setattr(each[0], "date", datetime(2026, 2, 1, tzinfo=UTC)),
    "the status of a named article": lambda each: replace(each, article("c", "stones", status="draft")),
    "the slug of a named article": lambda each: setattr(each[2], "slug", "d"),
    "the language of a named article": lambda each: setattr(each[2], "lang", "de"),
    "no page for a named article": lambda each: setattr(each[2], "override_save_as", ""),
    "a named article is not offered": lambda each: each[2].metadata.update(related_posts_target="false"),
    "another article is named": lambda each: each[1].metadata.update(related_posts="a"),
    "a wrong slug is named": lambda each: each[1].metadata.update(related_posts="x"),
    "a category": lambda each: setattr(each[0], "category", Category("Lakes", SETTINGS)),
    "the spelling of a category": lambda each: setattr(each[0], "category", Category("rivers", SETTINGS)),
    "the text": lambda each: setattr(each[0], "_content", "<p>Beavers build.</p>"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_the_site_is_what_it_is_when_read_for_the_first_time(name, articles):
    known = ReadArticles()
    before = known.read(generator(articles), OPTIONS)
    CHANGES[name](articles)
    after = known.read(generator(articles), OPTIONS)
    assert after == ReadArticles().read(generator(articles), OPTIONS)
    assert (after == before) == (name == "nothing")


def test_what_has_not_changed_is_not_read_again(articles):
    known = ReadArticles()
    before = known.read(generator(articles), OPTIONS)
    articles[0].title = "Otter"
    after = known.read(generator(articles), OPTIONS)
    kept = [old is new for old, new in zip(before.groups[0].published, after.groups[0].published, strict=True)]
    assert kept == [False, True, True]


def test_without_terms_the_entries_are_others(articles):
    known = ReadArticles()
    with_terms = known.read(generator(articles), OPTIONS)
    without = known.read(generator(articles), Options(text=False))
    assert without != with_terms
    assert without == ReadArticles().read(generator(articles), Options(text=False))
