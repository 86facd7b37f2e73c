"""However a reader reads: without script, without style sheet, in forced colours, with motion switched off."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from tests.conftest import PROJECT
from tests.expectations import expect_none

TOKENS = (PROJECT / "theme" / "static" / "css" / "tokens.css").read_text("utf-8")
PHONE = {"width": 390, "height": 800}


def paper(scheme):
    """Return --paper of tokens.css as a browser says it."""
    light, dark = re.search(r"--paper: light-dark\(#(\w{6}), #(\w{6})\)", TOKENS).groups()
    return f"rgb{tuple(bytes.fromhex(light if scheme == 'light' else dark))}"


def words(page):
    """Return how often each word that is drawn is on the page."""
    return Counter(re.findall(r"\w+", page.locator("body").inner_text().casefold()))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_without_script_on_the_right_paper(reader, shown, scheme):
    page = reader(java_script_enabled=False, color_scheme=scheme)
    problems = {}
    for one in shown:
        if one.template == "redirect":
            continue  # has no style sheet; the browser's own paper follows its colour-scheme
        page.goto(one.url)
        body = page.locator("body")
        problems[one.url] = [
            *(
                []
                if body.evaluate("body => getComputedStyle(body).backgroundColor") == paper(scheme)
                else ["wrong paper"]
            ),
            *([] if page.locator("main h1").first.is_visible() else ["no heading to be seen"]),
            *(["the main text is short"] if len(page.locator("main").inner_text().split()) < 5 else []),
        ]
    expect_none(problems)


def test_without_style_sheet_every_word_is_there_and_no_other(reader, shown):
    styled, bare = reader(viewport=PHONE), reader(styled=False, viewport=PHONE)
    assert shown
    problems = {}
    for one in shown:
        styled.goto(one.url)
        bare.goto(one.url)
        assert bare.evaluate("document.styleSheets.length") == 0
        lost, added = words(styled) - words(bare), words(bare) - words(styled)
        problems[one.url] = [
            *(f"only with styles: {word}" for word in lost),
            *(f"only without: {word}" for word in added),
        ]
    expect_none(problems)


def test_headings_never_skip_a_level_and_begin_with_the_one_title(reader, shown):
    page = reader(styled=False)
    problems = {}
    for one in shown:
        page.goto(one.url)
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(node => +node.localName[1])"
        )
        skips = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        problems[one.url] = [*skips, *([] if levels.count(1) == 1 and levels[0] == 1 else [levels])]
    expect_none(problems)


# What an article is made of, in the order in which it is heard and printed; some have not all of it.
ORDER = [
    ".skip-link",
    ".help-strip",
    ".site-header",
    ".breadcrumbs",
    "h1",
    ".byline",
    ".review",
    ".block.help",
    ".correction",
    ".in-short, .toc",
    ".e-content h2:not(.block > h2, .toc h2, .references h2)",
    ".references",
    "#part-article-info",
    ".disclaimer",
    ".related",
    ".site-footer",
]


def test_an_article_is_written_in_the_order_in_which_it_is_to_be_read(reader, shown):
    page = reader(styled=False)
    problems, met = {}, set()
    for one in shown:
        if one.template != "article":
            continue
        page.goto(one.url)
        there = page.evaluate(
            """selectors => [...document.querySelectorAll("body *")]
                .map(element => selectors.findIndex(selector => element.matches(selector)))
                .filter((at, index, all) => at !== -1 && all.indexOf(at) === index)""",
            ORDER,
        )
        met |= set(there)
        if there != sorted(there):
            problems[one.url] = [[ORDER[at] for at in there]]
    expect_none(problems)
    assert {ORDER[at] for at in met} == set(ORDER)


def test_blocks_have_an_edge_where_grounds_vanish(reader, shown):
    page = reader(forced_colors="active")
    edges = """() => [...document.querySelectorAll(".block, .figure, table, .help-strip")].filter(element => {
        const style = getComputedStyle(element)
        return !["top", "right", "bottom", "left"].some(side =>
            parseFloat(style[`border-${side}-width`]) >= 1 && style[`border-${side}-style`] !== "none")
    }).map(measures.name)"""
    problems = {}
    for one in shown:
        page.goto(one.url)
        problems[one.url] = page.evaluate(edges)
    expect_none(problems)


def test_nothing_moves_for_a_reader_who_asks_for_stillness_or_does_not_say(reader, shown):
    page = reader(reduced_motion="reduce")
    problems = {}
    for one in shown:
        page.goto(one.url)
        problems[one.url] = page.evaluate("measures.motionProblems()")
    expect_none(problems)


def test_more_contrast_makes_notes_as_dark_as_the_text(reader, shown):
    page = reader(contrast="more")
    page.goto(next(one.url for one in shown if one.template == "article"))
    colours = page.evaluate(
        "['body', '.byline', '.description-list dt'].map(at => getComputedStyle(document.querySelector(at)).color)"
    )
    assert len(set(colours)) == 1
