"""Texts that Python-Markdown would read for minutes: found before it starts, and printed as they were typed."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from hamerkop.checks import CostExtension
from hamerkop.shared.markdown_cost import as_typed, slow_passages

EXTENSIONS = ["extra", "toc", CostExtension()]
SLOW = {
    "headings without empty lines": "# a\n",
    "underlined headings": "a\n===\n",
    "rules": "---\n",
    "abbreviations": "*[A]: x\n",
    "links in one line": "[a](b) ",
    "emphasis in one line": "**a*",
    "code in one line": "`a ` ",
    "escapes in one line": "\\*",
    "references to one footnote": "[^1] ",
    "items on one line": "- ",
    "numbers on one line": "1. ",
    "definitions in definitions": "a\n: b\n",
    "code without a language": "```\na\n```\n",
    "very many items": "- a\n",
    "very many paragraphs": "*a*\n\n",
    "unclosed fence": "```\n# a\n",
}


def convert(text):
    return Markdown(extensions=EXTENSIONS).convert(text)


def around(unit):
    return f"Before *it*.\n\n{unit * (900_000 // len(unit))}\n\nBehind *it*.\n\n[^1]: Note\n"


@pytest.mark.parametrize("unit", SLOW.values(), ids=SLOW)
def test_what_markdown_would_read_for_minutes_is_found_in_seconds(unit):
    started = time.process_time()
    assert slow_passages(around(unit))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", ["headings without empty lines", "links in one line", "items on one line", "rules"])
def test_what_markdown_would_read_for_minutes_is_left_out_and_its_neighbours_are_read(name):
    started = time.process_time()
    page = convert(around(SLOW[name]))
    assert time.process_time() - started < 12  # 3 s on the machine of the weights
    assert "Before <em>it</em>" in page
    assert "\x02" not in page


def test_a_slow_passage_is_printed_as_it_was_typed_and_its_neighbours_as_markdown():
    slow = "    1. a <b> `c` [d](e) &amp; \\_ *f* | g\n===\n" * 4000
    page = convert(f"*before*\n\n# {slow}\n\n\n*behind*\n")
    before, middle, behind = page.split("</p>\n")
    assert (before, behind) == ("<p><em>before</em>", "<p><em>behind</em></p>")
    assert unescape(middle.removeprefix("<p>")).split() == unescape(f"# {slow}").split()


@given(st.text(alphabet="ab1 .:\n\t<>!-+=#*_[](){}&`~\\|/@^$\"'", max_size=200))
def test_text_as_typed_has_no_markup(text):
    markdown = Markdown(extensions=EXTENSIONS)
    markdown.preprocessors.deregister("normalize_whitespace")  # which removes the marks of escapes
    page = markdown.convert(as_typed(text))
    assert re.findall("<[a-z]+", page.replace("<br", "")) == ["<p"] * bool(text.strip())
    assert re.sub(r"\s+", "", unescape(re.sub(r"</?p>|<br />", "", page))) == re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    "text",
    [
        'The *otter* "swims" in [the river](https://ex.org/a), and **sleeps** `on` its bank.\n\n' * 11_000,
        "- [x](https://ex.org/12345)\n" * 40_000,
        "## Heading\n\nText of it.\n\n" * 10_000,
        "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 20_000,
        "```python\n" + "x = a[1] * b[2]\n" * 60_000 + "```\n",
        "    x = *a*\n" * 80_000,
        "![A heron](data:image/png;base64," + "iVBORw0KGgoA" * 80_000 + ")",
        "a " * 500_000,
        "> - a\n>     - b\n>         - c\n\n" * 5000,
        "\n" * 1_000_000,
        # What Markdown reads in 1 to 3 s, or at once.
        "# a\n" * 6_050,
        "a\n===\n" * 3_025,
        "## *a*\n\ntext\n\n" * 13_750,
        "[a](b) " * 27_500,
        "**a*" * 33_000,
        "&amp; " * 27_500,
        "\\*" * 38_500,
        "<b>x</b> " * 13_750,
        "- *a* [b](c) `d`\n" * 16_500,
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n" * 11_000,
        "```python\na = 1\n```\n\n" * 5_500,
        "".join(f"*[A{number}]: x\n\nA{number} is\n\n" for number in range(5_500)),
        "[^1] " * 1_100 + "\n\n[^1]: a",
        "- " * 300 + "a",
        "a\n: b\n" * 300,
    ],
)
def test_what_markdown_reads_in_seconds_is_not_slow(text):
    assert slow_passages(text) == ()


PARTS = ["Text.", "```\nx\n```", "~~~python\nx\n~~~", "    code", "<div>a</div>", "<!-- a -->", "- a", "> a", "# a", ""]


@given(
    st.lists(st.sampled_from(PARTS), max_size=5), st.sampled_from(["\n", "\n\n"]), st.sampled_from(["", "\n", "\n\n"])
)
def test_a_text_that_is_not_slow_is_read_as_without_the_extension(parts, between, end):
    text = between.join(parts) + end
    plain = Markdown(extensions=["extra", "toc", "codehilite", "meta"])
    ours = Markdown(extensions=["extra", "toc", "codehilite", "meta", CostExtension()])
    assert ours.convert(text) == plain.convert(text)


@pytest.mark.parametrize(
    "text",
    ["- " * 450 + "a", "1. " * 450 + "a", "a\n: b\n" * 450, "a\n: b\n" * 250 + "- " * 200 + "a", "[^1] " * 3500],
)
def test_a_short_text_can_be_slow_or_too_deep(text):
    assert slow_passages(text)
    assert convert(f"{text}\n\n[^1]: a")


def test_addresses_in_angle_brackets_are_links_however_many_there_are():
    assert convert("<http://a.example/b> and <me@a.example>\n" * 200).count("<a ") == 400
