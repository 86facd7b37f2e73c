"""An index that was updated gives the same graph as one that is made anew.

    HAMERKOP_EXAMPLES=2000 python -m pytest -n 0 tests/kit/unit/test_related_index.py

tries so many random sites, with other ones at each run; without it a few, always the same.
"""

import os
import pickle
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.index import Index, graph_of, updated_graphs
from hamerkop.related.options import Options
from hamerkop.related.terms import TermCounts
from tests.related_entries import entry
from tests.related_sites import START, odd_site, without_impossible_pins

EXAMPLES = int(os.environ.get("HAMERKOP_EXAMPLES", "0"))
LANGUAGES = ("en", "de")


class Article(NamedTuple):
    """An article of the model: its language, whether it is published, and its entry with the pins that it asks for."""

    language: str
    published: bool
    entry: Entry


class Edit(NamedTuple):
    """An edit: what is done, to which article (counted modulo their number), with which value."""

    kind: str
    which: int
    value: int


KINDS = ["add", "add", "remove", "tags", "words", "words", "date", "category", "pins", "exclude", "offer", "no-list"]
KINDS += ["draft", "language", "title", "rename"]
EDITS = st.builds(Edit, st.sampled_from(KINDS), st.integers(0, 99), st.integers(0, 2**16))


def edited(article: Article, edit: Edit, paths: list[str]) -> Article:
    """Return *article* after an edit."""
    value, old = edit.value, article.entry
    some_tags = tuple(f"tag-{n}" for n in range(12) if value >> n & 1)
    some_words = {f"word-{n}": 1 + n % 3 for n in range(16) if value >> n & 1}
    other = paths[value % len(paths)]
    fields = {
        "tags": {"tags": some_tags},
        "words": {"term_counts": TermCounts.of(some_words)},
        "date": {"date": START + timedelta(days=value % 30)},
        "category": {"category": "abc"[value % 3]},
        "pins": {"pins": tuple({other, paths[value % 7 % len(paths)]} - {old.path})},
        "exclude": {"excluded": frozenset({other} - {old.path})},
        "offer": {"offered": not old.offered},
        "no-list": {"has_list": not old.has_list},
        "title": {"title": f"Title {value}"},
        "rename": {"path": f"new/{value}-{old.path.rpartition('/')[2]}"},
    }
    changed = replace(old, **fields.get(edit.kind, {}))
    if edit.kind == "draft":
        return article._replace(published=not article.published)
    if edit.kind == "language":
        return article._replace(language=LANGUAGES[article.language == LANGUAGES[0]])
    return article._replace(entry=changed)


def after(articles: list[Article], edit: Edit) -> list[Article]:
    """Return all articles after an edit."""
    which = edit.which % len(articles) if articles else 0
    if edit.kind == "add" or not articles:
        own = odd_site(edit.value).entries[0]
        return [*articles, Article("en", True, replace(own, path=f"{edit.which}/{edit.value}.md", pins=()))]
    if edit.kind == "remove":
        return articles[:which] + articles[which + 1 :]
    paths = [article.entry.path for article in articles]
    return [*articles[:which], edited(articles[which], edit, paths), *articles[which + 1 :]]


def groups_of(articles: list[Article]) -> list[EntryGroup]:
    """Return the group of each language; of two articles with one path the first, and no pins that are not possible."""
    articles = list({article.entry.path: article for article in reversed(articles)}.values())
    return [group_of([each for each in articles if each.language == language], language) for language in LANGUAGES]


def group_of(articles: list[Article], language: str) -> EntryGroup:
    published = [article.entry for article in articles if article.published]
    unlisted = [article.entry for article in articles if not article.published]
    known = {each.path for each in published}
    entries, drafts = (
        [without_impossible_pins(replace(each, excluded=each.excluded & known), published) for each in members]
        for members in (published, unlisted)
    )
    return EntryGroup(language, entries, drafts)


def everything_in(graph):
    """Return all that a graph says."""
    lists = {path: graph.links_from(path) for path in graph.paths()}
    inbound = {path: graph.links_to(path) for path in graph.paths()}
    return graph.language, graph.entries, lists, inbound, dict(graph.lists)


def all_by_path(group: EntryGroup) -> dict[str, tuple[bool, Entry]]:
    listed = {each.path: (True, each) for each in group.published}
    return listed | {each.path: (False, each) for each in group.unlisted}


def update(index: Index, old: EntryGroup, new: EntryGroup) -> None:
    """Tell *index* what is different between two groups."""
    before, now = all_by_path(old), all_by_path(new)
    removed = [path for path in before if now.get(path) != before[path]]
    added = [now[path] for path in now if now[path] != before.get(path)]
    published = [each for is_listed, each in added if is_listed]
    index.update(removed, published, unlisted=[each for is_listed, each in added if not is_listed])


def assert_kept_candidates_are_the_best(index: Index) -> None:
    for candidates in index._candidates:
        for number, kept in candidates.kept.items():
            found = index._ranking.best(
                index._ranking.entries[number], len(kept.matches) + 1, number, candidates.require_tag
            )
            assert kept.matches == found[: len(kept.matches)]
            assert kept.targets == [match.target for match in kept.matches]
            assert kept.bound is None or all(match >= kept.bound for match in found[len(kept.matches) :])
            assert kept.bound is not None or found == kept.matches


@settings(
    max_examples=EXAMPLES or 25,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # to find a smaller example takes minutes and helps little
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(0, 10**6), st.lists(EDITS, min_size=1, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8))
def test_an_updated_index_equals_one_that_is_made_anew(seed, edits, looked_at):
    site = odd_site(seed)
    articles = [Article("de" if n % 5 == 4 else "en", n % 9 != 8, each) for n, each in enumerate(site.entries)]
    groups = groups_of(articles)
    replaced, updated = [[Index(site.options) for _ in LANGUAGES] for _ in range(2)]
    for group, *indexes in zip(groups, replaced, updated, strict=True):
        for index in indexes:
            index.replace(group)
    for edit, is_looked_at in zip(edits, looked_at, strict=False):
        articles = after(articles, edit)
        old_groups, groups = groups, groups_of(articles)
        for group, old, one, other in zip(groups, old_groups, replaced, updated, strict=True):
            one.replace(group)
            update(other, old, group)
            if is_looked_at or edit is edits[-1]:
                expected = everything_in(graph_of(group, site.options))
                assert everything_in(one.graph()) == expected
                assert everything_in(other.graph()) == expected
                assert everything_in(pickle.loads(pickle.dumps(other)).graph()) == expected  # noqa: S301  # our own bytes
                assert_kept_candidates_are_the_best(other)


def test_an_index_that_was_loaded_can_be_updated():
    entries = [entry(f"{n:02}", f"t{n % 4} u{n % 3}", n, text="otters seals" if n % 3 else "") for n in range(20)]
    index = Index(Options())
    index.replace(EntryGroup("en", entries))
    index.graph()
    loaded = pickle.loads(pickle.dumps(index))  # noqa: S301  # our own bytes
    entries[3] = replace(entries[3], tags=("t1",))
    loaded.replace(EntryGroup("en", entries))
    assert everything_in(loaded.graph()) == everything_in(graph_of(EntryGroup("en", entries), Options()))


def test_forty_articles_can_be_put_in_one_place():
    entries = [entry("a", "x"), *(entry(f"z{n:03}", "x y") for n in range(160))]
    index = Index(Options())
    index.replace(EntryGroup("en", entries))
    for n in range(40):
        entries.append(entry("a" + "b" * (n + 1), "x"))
        index.update([], [entries[-1]])
    assert everything_in(index.graph())[1:] == everything_in(graph_of(EntryGroup("en", entries), Options()))[1:]


def test_an_edit_of_the_title_leaves_the_selected_links_as_they_are():
    entries = [entry(f"{n:02}", f"t{n % 4}", n) for n in range(20)]
    index = Index(Options())
    index.replace(EntryGroup("en", entries))
    index.graph()
    selection = index._selection
    index.update(["03.md"], [replace(entries[3], title="Another")])
    assert index._selection is selection
    assert "Another" in {link.target.title for links in index.graph().lists.values() for link in links}


def test_an_article_that_had_no_candidates_and_gets_one_is_linked():
    entries = [entry(f"{n:02}", "x", n) for n in range(8)] + [entry("lone", "", 9), entry("other", "", 9, "otters")]
    index = Index(Options(limit=2, cap=None, connect=False))
    index.replace(EntryGroup("en", entries))
    assert index.graph().lists["lone.md"] == []
    entries[8] = replace(entries[8], term_counts=entries[9].term_counts)
    index.replace(EntryGroup("en", entries))
    assert [link.target.path for link in index.graph().lists["lone.md"]] == ["other.md"]
    assert [link.target.path for link in index.graph().lists["other.md"]] == ["lone.md"]


def test_indexes_of_other_options_or_of_a_language_that_is_gone_are_not_kept():
    groups = [EntryGroup(language, [entry(name, "x") for name in "ab"]) for language in LANGUAGES]
    indexes = {}
    updated_graphs(indexes, groups, Options())
    kept = dict(indexes)
    updated_graphs(indexes, groups[:1], Options())
    assert indexes == {"en": kept["en"]}
    (graph,) = updated_graphs(indexes, groups[:1], Options(limit=0))
    assert indexes["en"] is not kept["en"]
    assert graph.lists["a.md"] == []
