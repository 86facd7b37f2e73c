"""Lists in which Pelican finds an article by its identity give what Pelican's own tests of lists give."""

import copy
import inspect
import pickle
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican import generators, signals, utils
from pelican.generators import ArticlesGenerator
from pelican.settings import DEFAULT_CONFIG

from hamerkop.build.article_lists import IdentityList, linear_membership


class Plain:
    pass


class EqualByName:
    """Like an article as an item of a list of related reading: equal to what it stands for."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name == getattr(other, "name", None)

    def __hash__(self):
        return hash(self.name)


ITEMS = [Plain() for _ in range(4)]
ITEMS[0].name = "a"
OTHERS = [EqualByName("a"), EqualByName("b"), 7, float("nan"), [1]]
CHANGES = {
    "append": lambda items, other: items.append(other),
    "insert": lambda items, other: items.insert(0, other),
    "extend": lambda items, other: items.extend([other, other]),
    "add": lambda items, other: items.__iadd__([other]),
    "pop": lambda items, _: items and items.pop(),
    "remove": lambda items, _: items and items.remove(items[0]),
    "set": lambda items, other: items.__setitem__(slice(0, 1), [other]),
    "delete": lambda items, _: items.__delitem__(slice(0, 1)),
    "clear": lambda items, _: items.clear(),
    "repeat": lambda items, _: items.__imul__(2),
    "none": lambda items, _: items.__imul__(0),
    "reverse": lambda items, _: items.reverse(),
    "sort": lambda items, _: items.sort(key=id),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.sampled_from([*ITEMS, *OTHERS])), max_size=8))
def test_after_any_changes_the_same_items_are_in_it_as_in_a_list(changes):
    ours, theirs = IdentityList(ITEMS[:2]), list(ITEMS[:2])
    for name, other in changes:
        for items in (ours, theirs):
            CHANGES[name](items, other)
        assert ours == theirs
        assert [item in ours for item in [*ITEMS, *OTHERS]] == [item in theirs for item in [*ITEMS, *OTHERS]]


def pickled(items):
    return pickle.loads(pickle.dumps(items))  # noqa: S301  # our own


@pytest.mark.parametrize("made", [copy.copy, pickled, lambda items: items[:]])
def test_a_copy_is_a_plain_list(made):
    items = made(IdentityList([1, 2]))
    assert (type(items), items) == (list, [1, 2])


def test_items_that_are_compared_by_identity_are_not_compared_one_by_one(monkeypatch):
    monkeypatch.setattr("hamerkop.build.article_lists.super", None, raising=False)  # to ask the list itself fails
    items = IdentityList.__new__(IdentityList)
    list.__init__(items, [Plain() for _ in range(3)])
    items._forget()
    assert items[2] in items
    assert Plain() not in items


def article(number, days):
    return SimpleNamespaceByIdentity(
        slug=f"a{number % 7}",
        lang=("en", "nl")[number % 2],
        date=datetime(2024, 12, 20, tzinfo=UTC) + timedelta(days=days),
    )


class SimpleNamespaceByIdentity(SimpleNamespace):
    """Attributes, and the equality of an object, which articles of Pelican's have."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__
    metadata: dict = {}  # noqa: RUF012  # read only
    source_path = "a.md"
    in_default_lang = property(lambda self: self.lang == "en")


SETTINGS = DEFAULT_CONFIG | {
    "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}.html",
    "MONTH_ARCHIVE_SAVE_AS": "{date:%Y-%m}.html",
    "DAY_ARCHIVE_SAVE_AS": "{date:%Y-%m-%d}.html",
}


@given(st.lists(st.integers(0, 40), max_size=12))
def test_the_periods_are_those_of_pelican(days):
    articles = [article(number, day) for number, day in enumerate(days)]
    by_date = sorted(articles, key=lambda each: each.date)
    stock = ArticlesGenerator._build_period_archives(None, by_date, articles, SETTINGS)
    with linear_membership():
        ours = ArticlesGenerator._build_period_archives(None, by_date, articles, SETTINGS)
    assert ours == stock
    assert repr(ours) == repr(stock)  # the order of names too


@given(st.lists(st.integers(0, 40), max_size=12), st.sampled_from(["slug", {"slug", "date"}, "", None, ["slug"]]))
def test_originals_and_translations_are_those_of_pelican(days, translation_id):
    articles = [article(number, day) for number, day in enumerate(days)]
    random.Random(1).shuffle(articles)

    def answer(process):
        given_articles = articles[:]
        found = process(given_articles, translation_id)
        return found, given_articles, [getattr(each, "translations", None) for each in articles]

    stock = answer(utils.process_translations)
    with linear_membership():
        assert answer(generators.process_translations) == stock


@pytest.mark.parametrize("translation_id", ["missing", 7, {"slug", "missing"}])
def test_a_setting_that_pelican_refuses_is_refused_by_pelican(translation_id):
    with linear_membership(), pytest.raises((TypeError, AttributeError)) as ours:
        generators.process_translations([article(1, 1), article(2, 2)], translation_id)
    with pytest.raises((TypeError, AttributeError)) as stock:
        utils.process_translations([article(1, 1), article(2, 2)], translation_id)
    assert str(ours.value) == str(stock.value)


def test_articles_with_an_equality_of_their_own_are_left_to_pelican():
    class Equal(SimpleNamespaceByIdentity):
        __eq__ = SimpleNamespace.__eq__

    date = datetime(2025, 1, 1, tzinfo=UTC)
    listed, other = Equal(slug="a", lang="en", date=date), Equal(slug="a", lang="en", date=date)
    with linear_membership():
        found = ArticlesGenerator._build_period_archives(None, [listed], [other], SETTINGS)
    assert [len(period["articles"]) for periods in found.values() for period in periods] == [1, 1, 1]


def test_tags_categories_and_authors_get_such_lists_for_the_block_only():
    def groups_of(sender):
        sender.tags, sender.categories, sender.authors = defaultdict(list), defaultdict(list), {}
        signals.article_generator_init.send(sender)
        return [type(sender.tags["a"]), type(sender.categories["a"])]

    with linear_membership():
        assert groups_of(SimpleNamespaceByIdentity()) == [IdentityList, IdentityList]
    assert groups_of(SimpleNamespaceByIdentity()) == [list, list]
    assert generators.process_translations is utils.process_translations


@pytest.mark.parametrize(
    ("function", "test"),
    [
        (ArticlesGenerator.generate_tags, "for article in self.dates if article in articles]"),
        (ArticlesGenerator.generate_categories, "for article in self.dates if article in articles]"),
        (ArticlesGenerator.generate_authors, "for article in self.dates if article in articles]"),
        (ArticlesGenerator._build_period_archives, "[a for a in articles if a in dates]"),
        (utils.process_translations, "[x for x in content_list if x not in index]"),
    ],
)
def test_pelican_still_tests_lists_else_linear_membership_can_go(function, test):
    assert test in inspect.getsource(function)
