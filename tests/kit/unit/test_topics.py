"""The vocabulary file of topics."""

import time
from types import SimpleNamespace

import pytest
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Tag

from hamerkop.shared.records import TopicRecord
from hamerkop.topics import doubts_about_topics, read_topics, related_tags

RIVER = "- {slug: river, title: Rivers &  streams, description: Where water runs, group: Places}\n"
FUR = "- {slug: fur, title: Fur, description: What keeps them warm, group: Bodies}\n"


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Return ``read(text)``: the topics of a file of this text, and its problems as (line, column, rule, message)."""
    monkeypatch.chdir(tmp_path)

    def of_text(text):
        (tmp_path / "topics.yaml").write_text(text, "utf-8")
        topics, problems = read_topics(tmp_path / "topics.yaml")
        assert {problem.path for problem in problems} <= {"topics.yaml"}
        return topics, [(*problem.start, problem.rule, problem.message) for problem in problems]

    return of_text


def test_each_topic_has_its_texts_and_its_index_in_the_file(read):
    assert read(RIVER + FUR) == (
        {
            "river": TopicRecord("Rivers & streams", "Where water runs", "Places", 0),
            "fur": TopicRecord("Fur", "What keeps them warm", "Bodies", 1),
        },
        [],
    )


@pytest.mark.parametrize(
    ("entry", "at", "rule", "message"),
    [
        ("- {slug: x, titel: X, title: T, description: d, group: g}", 13, "Y02", '"titel" is not a key here; did you'),
        ("- {slug: x, description: d, group: g}", 3, "Y02", '"title" is missing or empty; write a value for it'),
        ("- {slug: x, title: , description: d, group: g}", 13, "Y02", '"title" is missing or empty; write a value'),
        ("- {slug: x, title: [T], description: d, group: g}", 13, "Y02", '"title" is a list; write text'),
        ("- {slug: x, title: {a: b}, description: d, group: g}", 13, "Y02", '"title" is a mapping; write text'),
        ("- just text", 3, "Y02", 'this is "just text"; write {slug: …, title: …, description: …, group: …}'),
        ("- {slug: 12, title: T, description: d, group: g}", 4, "Y02", '"slug" is 12; write text, in quotes'),
        ("- {slug: '', title: T, description: d, group: g}", 4, "Y02", '"slug" is missing or empty; write a value for'),
        ("- {slug: river, title: T, description: d, group: g}", 4, "Y03", 'topic "river" is there already; keep one'),
        ("- {slug: ' river', title: T, description: d, group: g}", 4, "Y03", 'topic "river" is there already; keep'),
        ("- {slug: x, title: 2026-02-30}", 20, "Y01", "YAML cannot read this: day is out of range"),
    ],
)
def test_an_entry_that_cannot_be_used_is_a_problem_and_the_others_are_kept(read, entry, at, rule, message):
    topics, problems = read(f"{RIVER}{entry}\n{FUR}")
    assert list(topics) == ["river", "fur"]
    ((line, column, found, said),) = problems
    assert (line, column, found) == (2, at, rule)
    assert said.startswith(message)


def test_related_tags_of_very_many_tags_take_seconds():
    tags = [Tag(f"t{number}", DEFAULT_CONFIG) for number in range(10_000)]
    one = SimpleNamespace(source_path="one.md", tags=tags)
    two = SimpleNamespace(source_path="two.md", tags=[tags[7], tags[3]])
    started = time.process_time()
    found = related_tags({tag: [one, two] if tag in (tags[7], tags[3]) else [one] for tag in tags})
    assert time.process_time() - started < 3
    assert [(tag.slug, number) for tag, number in found["t7"]][:2] == [("t3", 2), ("t0", 1)]
    assert [tag.slug for tag, _ in found["t0"]] == ["t1", "t10", "t100", "t1000", "t1001"]


@pytest.mark.parametrize(
    ("group", "reported"),
    [("Place", True), ("places", True), ("Places", False), ("Bodies", False), ("Palaces and more", False)],
)
def test_a_group_of_one_topic_that_is_nearly_another_is_reported(tmp_path, group, reported):
    path = tmp_path / "topics.yaml"
    more = "- {slug: lake, title: Lakes, description: Still water, group: Places}\n"
    path.write_text(f"{RIVER}{FUR}{more}- {{slug: x, title: X, description: One *word*, group: {group}}}\n", "utf-8")
    found = [(problem.rule, problem.start.line) for problem in doubts_about_topics(path)]
    assert found == [("Y13", 4)] + [("T05", 4)] * reported
