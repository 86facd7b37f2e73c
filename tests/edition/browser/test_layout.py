"""Nothing is wider than the screen, cut off or out of reach: on any screen, zoomed, with a reader's own spacing."""

import pytest

from tests.expectations import expect_none

SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""  # WCAG 2.2, 1.4.12
LARGE = "html { font-size: 200% !important }"  # WCAG 2.2, 1.4.4
WIDTHS = (320, 390, 768, 1280)


def problems_at(page, widths):
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        for problem in page.evaluate("measures.layoutProblems()"):
            yield width, problem


def test_nothing_is_wider_than_the_screen_or_cut_off(reader, shown):
    page = reader()
    problems = {}
    for one in shown:
        page.goto(one.url)
        problems[one.url] = list(problems_at(page, WIDTHS))
    expect_none(problems)


@pytest.mark.parametrize(("style", "widths"), [(SPACING, (320, 1280)), (LARGE, (390, 1280))], ids=["spacing", "large"])
def test_nor_with_the_readers_own_spacing_or_letters_twice_as_large(reader, shown, style, widths):
    # A reader's own style sheet is not bound by the page's policy; so the policy is lifted.
    page = reader(bypass_csp=True)
    problems = {}
    for one in shown:
        page.goto(one.url)
        page.add_style_tag(content=style)
        problems[one.url] = list(problems_at(page, widths))
    expect_none(problems)


def test_nor_zoomed_to_400_percent(reader, shown):
    # A window of 1280 × 1024 at 400 %: 320 × 256 CSS pixels, each of four by four dots.
    page = reader(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    problems = {}
    for one in shown:
        page.goto(one.url)
        problems[one.url] = page.evaluate("measures.layoutProblems()")
    expect_none(problems)
