"""Figures as a browser lays them out: nothing overlaps or leaves its column, whatever the screen and the colours."""

import pytest

from tests.programs import need_module

RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""  # WCAG 2.2, 1.4.12
PAGES = ["/how-fast-and-how-long/", "/evidence-at-a-glance/", "/infusion-visit/", "/routes-compared/"]
pages = pytest.mark.parametrize("path", PAGES)
# Every word and mark of a drawing, with its box seen from the figure's left edge.
BOXES = """figure => {
  const left = figure.getBoundingClientRect().left
  return [...figure.querySelectorAll('svg text, svg rect, svg circle')].map(mark => {
    const box = mark.getBoundingClientRect()
    return {name: mark.tagName, words: mark.textContent, left: box.left - left, right: box.right - left,
            top: box.top, bottom: box.bottom}
  })
}"""


def boxes(page):
    return page.locator("figure.figure").first.evaluate(BOXES)


def beyond(page, slack=1.0):
    """Return the words and marks that are outside their figure."""
    width = page.locator("figure.figure").first.evaluate("figure => figure.clientWidth")
    return [box for box in boxes(page) if box["left"] < -slack or box["right"] > width + slack]


def over_each_other(page):
    """Return the words that overlap other words or a mark; lines of text may touch."""
    found = boxes(page)
    return [
        (one["words"], other["words"] or other["name"])
        for index, one in enumerate(found)
        for other in found[index + 1 :]
        if "text" in (one["name"], other["name"])
        and min(one["right"], other["right"]) - max(one["left"], other["left"]) > 0.5
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 2.5
    ]


@pages
@pytest.mark.parametrize("width", [320, 1280])
def test_words_of_a_drawing_neither_overlap_nor_leave_it(page, address, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    assert len(boxes(page)) > 10
    assert beyond(page) == []
    assert over_each_other(page) == []


@pages
def test_words_of_a_drawing_have_the_size_of_captions_on_every_screen(page, address, path):
    page.goto(address + path)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        sizes = page.locator("figure.figure svg text").evaluate_all(
            "words => [...new Set(words.map(word => getComputedStyle(word).fontSize))]"
        )
        assert sizes == ["15px"]


@pages
def test_a_reader_with_large_letters_on_a_phone_loses_nothing(browser, address, path):
    # A user's own style is not bound by the page's policy; so the policy is lifted.
    page = browser.new_page(bypass_csp=True)
    page.goto(address + path)
    for width, size, at_least in [(390, "130%", 18), (320, "200%", 13)]:
        page.set_viewport_size({"width": width, "height": 800})
        page.add_style_tag(content=f"html {{ font-size: {size} }}")
        word = page.locator("figure.figure svg text").first
        assert word.evaluate("word => parseFloat(getComputedStyle(word).fontSize)") > at_least
        assert (beyond(page), over_each_other(page)) == ([], [])
    page.close()


@pages
def test_a_reader_with_wide_spacing_on_a_phone_loses_nothing(browser, address, path):
    page = browser.new_page(bypass_csp=True, viewport={"width": 320, "height": 800})
    page.goto(address + path)
    page.add_style_tag(content=SPACING)
    outside = beyond(page, slack=16)  # the gutter is 16 px
    page.close()
    assert outside == []


@pages
def test_axe_finds_nothing_with_the_table_open(page, address, path):
    page.goto(address + path)
    page.locator("figure details").evaluate_all("tables => tables.forEach(table => { table.open = true })")
    page.evaluate(need_module("axe-core/axe.min.js").read_text("utf-8"))
    for scheme, width in [("light", 320), ("dark", 1280)]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(f"axe.run('figure.figure', {{runOnly: {RULES}}})")
        problems = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert problems == [], (scheme, width)


@pages
def test_a_screen_reader_hears_what_the_drawing_shows(page, address, path):
    page.goto(address + path)
    drawing = page.get_by_role("img").first
    title = page.locator("figure .title").first.inner_text()
    assert drawing.evaluate("svg => svg.querySelector('title').textContent") == title
    assert len(drawing.evaluate("svg => svg.querySelector('desc').textContent")) > 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_follows_forced_colours(page, address, scheme):
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    for path in PAGES:
        page.goto(address + path)
        paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        ink = page.locator("h1").evaluate("heading => getComputedStyle(heading).color")
        fills = page.locator("figure svg :is(text, rect, circle)").evaluate_all(
            "marks => [...new Set(marks.map(mark => getComputedStyle(mark).fill))].filter(fill => fill !== 'none')"
        )
        assert fills == [ink] != [paper], path


@pages
def test_a_drawing_can_be_read_without_a_style_sheet(page, address, path):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address + path)
    page.locator("style").evaluate_all("sheets => sheets.forEach(sheet => sheet.remove())")
    assert over_each_other(page) == []
    assert page.locator("figure > svg").bounding_box()["height"] > 200


@pages
def test_a_figure_is_drawn_on_paper_in_light_colours(page, address, path):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address + path)
    ink = page.locator("figure svg text:not(.quiet)").first.evaluate("word => getComputedStyle(word).fill")
    assert ink == "rgb(31, 39, 36)"
    assert page.locator("figure > svg").is_visible()
