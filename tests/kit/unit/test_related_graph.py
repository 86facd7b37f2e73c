"""What each link says about itself, and the lists of drafts."""

from hamerkop.related.options import Options
from tests.related_entries import entry, graph

TAGS_ONLY = Options(text=False)


def test_a_score_is_a_share_of_what_the_article_scores_with_itself():
    entries = [entry("a", "x y"), entry("b", "x y"), entry("c", "x", 900)]
    first, second = graph(entries, TAGS_ONLY).lists["a.md"]
    assert first.score == 1
    assert 0 < second.score < 0.5


def test_tags_are_in_order_of_rarity_and_words_of_significance():
    entries = [entry("a", "common rare", text="otters otters seals"), entry("b", "common rare", text="otters seals")]
    entries += [entry(f"c{n}", "common") for n in range(5)]
    link = graph(entries).lists["a.md"][0]
    assert link.tags == ("rare", "common")
    assert link.words == ("otters", "seals")


def test_a_link_without_a_shared_tag_is_there_for_its_words_or_as_a_bridge():
    entries = [entry("a", "x", text="otters"), entry("b", "y", text="otters"), entry("c", "z", 9)]
    links = {link.target.slug: link for link in graph(entries).lists["a.md"]}
    assert (links["b"].reason, links["b"].words) == ("text", ("otters",))
    assert {link.reason for links in graph(entries, TAGS_ONLY).lists.values() for link in links} == {"bridge"}


def test_pairs_of_characters_that_are_no_words_are_no_reason():
    entries = [entry(name, text="นากว่ายน้ำในแม่น้ำ") for name in "ab"]
    (link,) = graph(entries).lists["a.md"]
    assert (link.reason, link.words) == ("text", ())


def test_an_unlisted_article_has_its_pins_and_then_the_best_but_is_in_no_list():
    entries = [entry(name, "x", n) for n, name in enumerate("abcd")]
    draft = entry("draft", "x", 9, pins=("a.md",), excluded=frozenset({"d.md"}))
    made = graph(entries, TAGS_ONLY._replace(limit=3), unlisted=[draft])
    assert [link.target.slug for link in made.lists["draft.md"]] == ["a", "c", "b"]
    assert all(link.target is not draft for links in made.lists.values() for link in links)
    assert made.lists.keys() == {f"{name}.md" for name in ("a", "b", "c", "d", "draft")}


def test_the_list_of_an_unlisted_article_has_as_many_shared_tags_as_any_other():
    entries = [entry(f"w{n}", text="otters seals") for n in range(3)] + [entry("t", "x", 900)]
    draft = entry("draft", "x", text="otters seals")
    made = graph(entries, Options(limit=3, min_shared_tag=1), unlisted=[draft])
    assert [link.reason for link in made.lists["draft.md"]] == ["text", "text", "tags"]
    made = graph(entries, Options(limit=3, min_shared_tag=0), unlisted=[draft])
    assert [link.reason for link in made.lists["draft.md"]] == ["text", "text", "text"]


def test_an_unlisted_article_without_a_list_and_a_limit_of_none_give_empty_lists():
    drafts = [entry("draft", "x"), entry("silent", "x", has_list=False)]
    entries = [entry("a", "x"), entry("b", "x")]
    assert graph(entries, TAGS_ONLY._replace(limit=0), unlisted=drafts).lists["draft.md"] == []
    assert graph(entries, TAGS_ONLY, unlisted=drafts).lists["silent.md"] == []
    assert len(graph(entries, TAGS_ONLY, unlisted=drafts).lists["draft.md"]) == 2


def test_an_unlisted_article_changes_no_list_of_the_others():
    entries = [entry(f"{n}", f"t{n % 3} u{n % 2}", n, text="otters swim") for n in range(12)]
    drafts = [entry("draft", "t0 u1", 3, text="otters swim")]
    with_draft = graph(entries, unlisted=drafts).lists
    assert {path: with_draft[path] for path in with_draft if path != "draft.md"} == graph(entries).lists
