"""Which words of a text lead to the glossary."""

import re

import pytest
from markdown import Markdown

from hamerkop.glossary import GlossaryExtension, read_glossary

TERMS = """
- {term: placebo, also: [placebos], meaning: A dummy treatment.}
- {term: active placebo, meaning: One that people can feel.}
- {term: Élan, meaning: Verve.}
- {term: open-label, meaning: Everyone knows.}
"""


@pytest.fixture
def terms(tmp_path):
    path = tmp_path / "glossary.yaml"
    path.write_text(TERMS, "utf-8")
    found, problems = read_glossary(path)
    assert problems == []
    return found


@pytest.fixture
def linked(terms):
    """Return ``linked(text)``: each link to the glossary, as (words, entry)."""

    def convert(text):
        extensions = ["tables", "footnotes", "fenced_code", GlossaryExtension(terms, "pages/glossary.md")]
        html = Markdown(extensions=extensions).convert(text)
        return re.findall(r'<a class="term" href="{filename}/pages/glossary\.md#([^"]*)">([^<]*)</a>', html)

    return convert


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A placebo, and a placebo.\n\nA placebo.", [("placebo", "placebo")]),
        ("Placebos first, then a placebo.", [("placebo", "Placebos")]),
        ("An active placebo is a placebo.", [("active-placebo", "active placebo"), ("placebo", "placebo")]),
        ("An active\nplacebo.", [("active-placebo", "active\nplacebo")]),
        ("An active placebo and an active placebo.", [("active-placebo", "active placebo")]),
        ("Placeboes, placebo-controlled, non-placebo.", []),
        ("An open-label trial.", [("open-label", "open-label")]),
        ("With élan.", [("elan", "élan")]),
        ("A *placebo* in emphasis.", [("placebo", "placebo")]),
        ("plİcebo", []),  # a sign that only nearly is an i
        ("- one placebo\n- two open-label", [("placebo", "placebo"), ("open-label", "open-label")]),
    ],
)
def test_the_first_use_of_the_longest_form_leads_to_its_meaning(linked, text, expected):
    assert linked(text) == expected


@pytest.mark.parametrize(
    "before",
    [
        "## A placebo",
        "[a placebo](https://example.org/)",
        "[a *small* placebo](https://example.org/)",
        '<a href="https://example.org/">a *small* placebo</a>',
        "He said <q>a placebo</q>.",
        "<blockquote>\nA placebo.\n</blockquote>",
        "> A placebo.",
        "`placebo`",
        "```\nplacebo\n```",
        "| placebo |\n| --- |\n| none |",
        "![placebo](x.png)",
        "<!-- <a> placebo -->",
    ],
)
def test_no_link_within_headings_links_quotations_code_and_table_heads(linked, before):
    assert linked(before) == []
    assert linked(before + "\n\nThen a placebo.") == [("placebo", "placebo")]


def test_a_row_of_a_table_and_a_footnote_may_hold_the_first_use(linked):
    assert linked("| what |\n| --- |\n| placebo |") == [("placebo", "placebo")]
    assert linked("Text[^1].\n\n[^1]: A placebo.") == [("placebo", "placebo")]


def test_terms_are_in_the_order_of_the_alphabet(terms):
    assert [term.name for term in terms] == ["active placebo", "Élan", "open-label", "placebo"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {term: x}", "write each term as"),
        ("- {term: x, meaning: y, alos: [z]}", "write each term as"),
        ("- {term: x, meaning: }", "write each term as"),
        ("- {term: x, also: xs, meaning: y}", "write each term as"),
        ("- placebo", "write each term as"),
        ('- {term: "±", meaning: y}', '"±" has no letter or digit'),
        ("- {term: Placebos, meaning: y}", '"Placebos" stands at "placebo" already'),
        ("- {term: x, also: [Open-Label], meaning: y}", '"Open-Label" stands at "open-label" already'),
        ("- {[]: 1}", "YAML cannot read this"),
    ],
)
def test_a_mistake_in_the_file_has_its_line(tmp_path, line, said):
    path = tmp_path / "glossary.yaml"
    path.write_text(TERMS + line + "\n", "utf-8")
    terms, (problem,) = read_glossary(path)
    assert (problem.start.line, problem.message.startswith(said)) == (6, True), problem
    assert len(terms) == 4
