"""Which words of a text link to the glossary."""

import re
import time
from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown

from hamerkop.glossary import GlossaryExtension, markup_in_glossary, pattern_of, read_glossary, remove_links

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
        ("plİcebo", []),  # İ is not an i
        ("- one placebo\n- two open-label", [("placebo", "placebo"), ("open-label", "open-label")]),
    ],
)
def test_the_first_use_of_the_longest_form_is_linked(linked, text, expected):
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
def test_no_link_is_made_in_headings_links_quotations_code_and_table_heads(linked, before):
    assert linked(before) == []
    assert linked(before + "\n\nThen a placebo.") == [("placebo", "placebo")]


def test_a_row_of_a_table_and_a_footnote_may_hold_the_first_use(linked):
    assert linked("| what |\n| --- |\n| placebo |") == [("placebo", "placebo")]
    assert linked("Text[^1].\n\n[^1]: A placebo.") == [("placebo", "placebo")]


ACRONYMS = """
- {term: WHO, also: [World Health Organization], meaning: a}
- {term: US, meaning: a}
- {term: AIDS, also: [schedule III, SSRIs, vitamin D], meaning: a}
- {term: R, meaning: a language}
- {term: otter, also: [node.js, amp], meaning: a}
"""


@pytest.fixture
def words_linked(tmp_path):
    """Return ``words_linked(text)``: the words that are links to a glossary with acronyms."""
    (tmp_path / "g.yaml").write_text(ACRONYMS, "utf-8")
    terms, problems = read_glossary(tmp_path / "g.yaml")
    assert problems == []

    def convert(text):
        html = Markdown(extensions=["abbr", GlossaryExtension(terms, "g.md")]).convert(text)
        return re.findall(r'<a class="term" [^>]*>([^<]*)</a>', html)

    return convert


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Those who ask us whether it aids recovery, on a schedule iii plan, r, ssris, vitamin d.", ["vitamin d"]),
        ("The WHO and the US on AIDS in R.", ["WHO", "US", "AIDS", "R"]),
        ("the world health organization; Who?", ["world health organization"]),
        ("Schedule III", ["Schedule III"]),
        ("schedule Iii; US-based; US.", ["US"]),
        ("With node.js. And Otter.", ["node.js"]),
        ("Fish &amp; amp", ["amp"]),
    ],
)
def test_a_word_in_capitals_is_matched_in_capitals_only(words_linked, text, expected):
    assert words_linked(text) == expected


@pytest.mark.parametrize(
    "address",
    [
        "info@otter.org",
        "otter@example.org",
        "https://otter.example/",
        "<https://example.org/otter>",
        "<otter@example.org>",
        "www.otter.example/a",
        "otter.example",
        "a.otter.example:80/x",
        "sea.otter.co.uk/otter?otter=otter#otter",
        "ftp://otter/otter",
        "mailto:otter",
        "10.1000/otter",
        "doi.org/otter",
        "otter.pdf",
        "HTTPS://EXAMPLE.ORG/otter",
        "file:///otter",
        "git+ssh://otter/otter",
        "localhost/otter",
        "localhost:80/otter",
        "10.0.0.1:80/otter",
        "otter:8080",
        "urn:otter:1",
        "otter@host",
        "@otter",
        "@otter@host.example",
        "/otter/otter",
        "../otter",
        "~/otter",
        "C:\\otter\\otter",
        "<kbd>otter</kbd>",
        "<samp>an otter</samp>",
        "<script>otter</script>",
        "<svg><text>otter</text></svg>",
        '<img alt="otter" src="otter.png">',
        "<button>otter</button>",
    ],
)
def test_no_link_is_made_in_addresses_and_what_is_no_prose(words_linked, address):
    assert words_linked(f"See {address}, or ({address}).") == []
    assert words_linked(f"See {address} of otter.") == ["otter"]


WORDS = st.text("aAsSſiİıIkKßẞé-.", min_size=1, max_size=3).filter(lambda word: re.search(r"\w", word))
FORMS = st.lists(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=6)


@given(FORMS, st.lists(st.one_of(WORDS, st.sampled_from([" ", "\n", ","]))).map("".join))
@example(["ss", "ßa", "i", "ıi"], "ßa ıi")
def test_the_pattern_finds_the_longest_form_at_each_place_whatever_it_begins_with(forms, text):
    one_by_one = [pattern_of([form]) for form in sorted(forms, key=lambda form: (-len(form), form))]
    expected, start = [], 0
    while found := [match for pattern in one_by_one if (match := pattern.search(text, start))]:
        first = min(found, key=re.Match.start)  # of those at one place the longest form: the first of them
        expected.append(first.span())
        start = first.end()
    assert [match.span() for match in pattern_of(forms).finditer(text)] == expected


@pytest.mark.parametrize("unit", ["[a][] ", "**a*", "- a\n", "`a` ", "<b>otter ", "a.", "otter@", "x "])
def test_the_processor_takes_a_time_that_grows_with_the_length(tmp_path, unit):
    tree = Element("div")
    tree.text = unit * 20_000
    for _ in range(20_000):
        SubElement(tree, "em").tail = "x "
    (tmp_path / "g.yaml").write_text(ACRONYMS, "utf-8")
    markdown = Markdown(extensions=[GlossaryExtension(read_glossary(tmp_path / "g.yaml")[0], "g.md")])
    processor = markdown.treeprocessors["hamerkop-glossary"]
    started = time.process_time()
    processor.run(tree)
    assert time.process_time() - started < 1


def test_terms_are_in_the_order_of_the_alphabet(terms):
    assert [term.name for term in terms] == ["active placebo", "Élan", "open-label", "placebo"]


@pytest.mark.parametrize(
    ("line", "rule", "message"),
    [
        ("- {term: x}", "Y02", '"meaning" is missing or empty'),
        ("- {term: x, meaning: y, alos: [z]}", "Y02", '"alos" is not a key here; did you mean "also"?'),
        ("- {term: x, meaning: }", "Y02", '"meaning" is missing or empty'),
        ("- {term: [x], meaning: y}", "Y02", '"term" is a list; write text'),
        ("- {term: x, meaning: {a: b}}", "Y02", '"meaning" is a mapping; write text'),
        ("- {term: x, also: xs, meaning: y}", "Y02", '"also" is "xs"; write a list'),
        ("- {term: x, also: [2], meaning: y}", "Y02", "an entry is 2; write text, in quotes"),
        ("- {term: x, also: [±], meaning: y}", "Y02", '"±" has no letter or digit'),
        ("- placebo", "Y02", 'this is "placebo"; write {term: …'),
        ('- {term: "±", meaning: y}', "Y02", '"±" has no letter or digit'),
        ("- {term: Placebos, meaning: y}", "Y03", '"Placebos" is already a form of the term "placebo"'),
        (
            "- {term: x, also: [Open-Label], meaning: y}",
            "Y03",
            '"Open-Label" is already a form of the term "open-label"',
        ),
        ("- {[]: 1}", "Y01", "YAML cannot read this"),
    ],
)
def test_a_problem_of_the_file_has_its_line(tmp_path, line, rule, message):
    path = tmp_path / "glossary.yaml"
    path.write_text(TERMS + line + "\n", "utf-8")
    terms, (problem,) = read_glossary(path)
    assert (problem.rule, problem.start.line, problem.message[: len(message)]) == (rule, 6, message)
    assert len(terms) == 4


def test_markup_in_a_meaning_is_reported_and_the_term_is_kept(tmp_path):
    path = tmp_path / "glossary.yaml"
    path.write_text(TERMS + "- {term: x, meaning: One of **two**}\n- {term: z, meaning: a * b * c}\n", "utf-8")
    assert [(problem.rule, problem.start.line) for problem in markup_in_glossary(path)] == [("Y13", 6)]
    assert len(read_glossary(path)[0]) == 6


def test_links_are_removed_and_their_text_stays():
    link = '<a class="term" href="{filename}/g.md#holt">a\nholt</a>'
    html = f'{link} <a href="#holt">b</a> {link.replace("#holt", "#den")}'
    assert remove_links(html, {"holt"}) == f'a\nholt <a href="#holt">b</a> {link.replace("#holt", "#den")}'
    assert remove_links(html) == 'a\nholt <a href="#holt">b</a> a\nholt'


def test_links_are_removed_from_typeset_text_and_in_a_time_that_grows_with_the_length():
    link = '<a class="term" href="{filename}/g.md#who"><span class="caps">WHO</span></a>'
    assert remove_links(f"The {link} and <a>b</a>") == 'The <span class="caps">WHO</span> and <a>b</a>'
    started = time.process_time()
    remove_links('<a class="term" href="#a">' * 10_000)
    assert time.process_time() - started < 1
