"""What `hamerkop new` writes into a header, and which tags it finds for a title."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.authoring.headers import FENCED, PLAIN, RST, YAML, Field, header, yaml_text
from hamerkop.authoring.new import Wanted, checked_title, next_steps
from hamerkop.authoring.site import Refused
from hamerkop.authoring.vocabulary import checked_name, nearest_tags
from hamerkop.frontmatter.parse import parse

TOPICS = {
    "side-effects": "side-effects Side effects Short-term unwanted effects",
    "long-term-safety": "long-term-safety Long-term safety Bladder, liver, memory and other effects of repeated use",
    "river-otters": "river-otters Otters How otters live",
}


@pytest.mark.parametrize("text", ["Otters at night", "C++ and Rust", "What's new?", "Überdosis", "a-b", "10 questions"])
def test_a_text_that_yaml_reads_as_it_is_has_no_quotes(text):
    assert yaml_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Side effects: what to expect",
            "First #1",
            "yes",
            "2026",
            "2026-12-01",
            "[draft] name",
            "@home",
            "- a",
            "null",
        ),
        *("'Quoted'", '"Quoted" title', "*bold*", "key: value: more", "100%: all", "1:30", "~", "a\\b: c", "x:"),
    ],
)
def test_a_text_that_yaml_reads_as_something_else_is_in_quotes_and_is_then_read_as_it_is(text):
    assert yaml_text(text) != text
    assert yaml.safe_load(f"title: {yaml_text(text)}") == {"title": text}


@pytest.mark.parametrize("text", ["a, b", "a]", "{x}", "#tag", "yes"])
def test_an_item_of_a_list_is_in_quotes_where_the_list_would_be_another_one(text):
    assert yaml.safe_load(f"tags: [{yaml_text(text, in_list=True)}]") == {"tags": [text]}


FIELDS = [
    Field("title", "Otters"),
    Field("date", "2026-12-01", verbatim=True),
    Field("tags", ["a", "b"], "others: c"),
    Field("next_review", "", "day of review", commented=True),
]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            YAML,
            "---\ntitle: Otters\ndate: 2026-12-01\ntags: [a, b]  # others: c\n# next_review:  # day of review\n---\n\n",
        ),
        (PLAIN, "Title: Otters\nDate: 2026-12-01\nTags: a, b\n\n"),
        (FENCED, "---\nTitle: Otters\nDate: 2026-12-01\nTags: a, b\n---\n\n"),
        (RST, "Otters\n######\n\n:date: 2026-12-01\n:tags: a, b\n\n"),
    ],
)
def test_a_header_is_written_in_the_style_of_the_site(style, text):
    assert header(FIELDS, style) == text


def test_a_long_comment_is_in_lines_of_its_own():
    lines = header([Field("tags", ["a"], "others: " + ", ".join(["long-term-safety"] * 12))], YAML).split("\n")
    assert lines[1] == "tags: [a]"
    assert all(line.startswith("# ") and len(line) <= 100 and not line.endswith("-") for line in lines[2:-3])


@pytest.mark.parametrize(
    ("title", "tags"),
    [
        ("Bladder problems", ["long-term-safety"]),
        ("Effects on the side", ["side-effects"]),
        ("An otter", ["river-otters"]),
        ("What is new for you?", []),
        ("Art", []),  # not "short-term"
    ],
)
def test_the_tags_of_a_title_are_those_whose_words_it_has(title, tags):
    assert nearest_tags(title, TOPICS)[: len(tags) or None] == tags


def test_a_word_of_many_titles_says_little_about_one():
    topics = {"ect": "ECT as an alternative", "pain": "Ketamine for pain", "ptsd": "Ketamine for PTSD"}
    assert nearest_tags("Ketamine and ECT", topics, ["Ketamine at home", "What ketamine is", "Sleep"]) == ["ect"]
    assert nearest_tags("Ketamine", topics, ["Sleep"]) == ["pain", "ptsd"]


def test_a_name_that_is_nearly_one_of_the_site_is_refused_with_that_one():
    with pytest.raises(Refused, match='there is no category "Safty"; did you mean "Safety"'):
        checked_name("category", "Safty", ["Safety", "Basics"])
    with pytest.raises(Refused, match='there is no tag "zebra"'):
        checked_name("tag", "zebra", TOPICS, only_known=True)
    assert checked_name("category", "Zebras", ["Safety"]) == "Zebras"
    assert checked_name("category", "Zebras", []) == "Zebras"


def test_what_is_to_do_next_names_the_lines_of_the_file():
    text = "---\ntitle: A\nsummary: 'TODO: x'\ncategory: B\ntags: [c]\nstatus: draft\n---\n\nTODO: write\n"
    assert next_steps(text, Wanted("A")) == [
        "Write what begins with TODO: (lines 3 and 9).",
        "Check what was chosen by the words of the title: category and tags (lines 4 and 5).",
        "When readers may see it, delete the line that says draft (line 6).",
    ]
    assert len(next_steps(text, Wanted("A", category="B", tags=("c",)))) == 2
    without_tags = next_steps(text.replace("[c]", "[]"), Wanted("A"))
    assert without_tags[1] == "Choose, for no tag has a word of the title: category and tags (lines 4 and 5)."


@given(st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool))
def test_each_title_is_read_as_it_was_typed(title):
    try:
        checked_title(title)
    except Refused:
        return
    read = parse(header([Field("title", title), Field("tags", [title], "others: a")], YAML))
    assert read.fields["title"].value.data == title
    assert [item.data for item in read.fields["tags"].value] == [title]
    assert read.problems == ()
