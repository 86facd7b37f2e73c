"""Whatever a writer types into any field is shown as typed, runs nothing, and breaks no page."""

from tests.browser_pages import HOSTILE
from tests.expectations import expect_none
from tests.hostile_site import FORTY, TYPED
from tests.page_kinds import html_files

PHONE = {"width": 320, "height": 800}

# Where each field must be shown, as typed; the rest of the site is looked at for harm only.
SHOWN = {
    "first/": [
        *("first title", "first claim", "first fact", "author", "wrong", "right", "topic", "category"),
        *("strip", "box heading", "box text", "disclaimer", "unreviewed", "authorship", "license", "funding", "nav"),
        *("caption", "figure title", "figure description", "column"),
        *("otter work", "otter journal", "otter family", "cell", "code", "heading", "urgent heading", "ask heading"),
    ],
    "second/": ["second title", "reviewer", "role", "second fact"],
    "": ["second title", "second summary", "subtitle", "description", "sitename", "entry point"],
    "topics/": ["topic", "group"],
    "topics/river/": ["topic", "about topic", "first summary", "second title"],
    "categories/": ["category"],
    "a-z/": ["first title", "topic", "term"],
    "archives/": ["first title"],
    "glossary/": ["meaning", "term"],
    "corrections/": ["wrong", "right", "first title"],
    "help-now/": ["place", "line", "line for", "hours", "cost"],
    "sources/": ["otter design", "otter n", "otter finding", "otter caveats", "otter work", "first title"],
    "old-first/": ["first title"],
    "about/": ["page", "dont heading"],
}


def test_no_page_runs_breaks_or_complains_about_what_was_typed(reader, hostile_site):
    page = reader(viewport=PHONE)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    problems = {}
    for path in html_files(hostile_site):
        if "plain-" in path:
            continue  # nothing hostile but the frame, which every page has
        page.goto(f"{HOSTILE}/{path}")
        scripts = "script:not([type='application/ld+json'], [src])"
        stray = f'[...document.querySelectorAll("main b, {scripts}")].map(measures.name)'
        problems[path] = [
            *page.evaluate("measures.layoutProblems()"),
            *page.evaluate(stray),
            *page.evaluate("measures.violations"),
            *said,
        ]
        said.clear()
    expect_none(problems)
    assert len(problems) > 20


def test_every_field_is_shown_as_typed(reader):
    page = reader()
    problems = {}
    for path, marks in SHOWN.items():
        page.goto(f"{HOSTILE}/{path}")
        drawn = straight(page.evaluate("document.body.textContent"))
        problems[path] = [mark for mark in marks if straight(TYPED[mark]) not in drawn]
    expect_none(problems)


def straight(text):
    """Return *text* with single spaces and straight quotes: a body is set with typographic ones."""
    return " ".join(text.translate(dict(zip(map(ord, "“”‘’"), "\"\"''", strict=True))).split())


def test_a_word_of_forty_letters_in_a_title_is_whole_on_the_smallest_phone(reader):
    page = reader(viewport=PHONE)
    page.goto(f"{HOSTILE}/forty/")
    assert FORTY in page.locator("h1").inner_text()
    assert page.evaluate("measures.layoutProblems()") == []
    box = page.locator("h1").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
