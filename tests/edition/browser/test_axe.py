"""What axe-core finds, best practice and AAA included: nothing, in any light, at any width, in any mode."""

import pytest

from tests.expectations import expect_none
from tests.programs import need_module

RULES = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# Only what is needed comes back: a whole report of a long page takes seconds. Where axe is unsure of a contrast, as of
# a cell half out of its table or of an arrow alone, test_contrast.py measures it.
RUN = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]})
    return found.violations.flatMap(({id, nodes}) => nodes.map(node => [`${id} ${node.target}`, node.failureSummary]))
}"""
# Where axe is mistaken, and what says so.
MISTAKEN = {
    # It takes what is in a closed <details> for hidden, even where a style shows it: test_keyboard.py reaches it.
    "scrollable-region-focusable .toc",
}
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
# Each mode with the widths at which it could differ from the others, and the rules that could find something else in
# it. Forced colours have none: axe reads a button's colour from a property that they leave alone; test_contrast.py
# measures what is drawn.
MODES = {
    "light": ({"color_scheme": "light"}, (320, 1280), RULES),
    "dark": ({"color_scheme": "dark"}, (320, 1280), COLOURS),
    "print": ({"media": "print"}, (794,), RULES),  # A4
}
AS_BEFORE = {"color_scheme": "light", "forced_colors": "none", "media": "screen"}


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_on_a_phone_a_wide_screen_or_paper(reader, request, mode):
    page = reader()
    source = need_module("axe-core/axe.min.js").read_text("utf-8")
    options, widths, rules = MODES[mode]
    page.emulate_media(**AS_BEFORE | options)
    problems = {}
    # Only colours differ from mode to mode: the longest pages are looked at once.
    for one in request.getfixturevalue("shown" if mode == "light" else "shown_short"):
        page.goto(one.url)
        page.evaluate(source)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found = page.evaluate(RUN, rules)
            problems[one.url, width] = [row for row in found if row[0] not in MISTAKEN]
    expect_none(problems)


def test_axe_does_look_at_contrast_and_at_the_size_of_targets(reader, shown):
    page = reader()
    page.goto(shown[0].url)
    page.evaluate(need_module("axe-core/axe.min.js").read_text("utf-8"))
    looked_at = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(found => found.passes.map(rule => rule.id))", RULES
    )
    assert {"color-contrast", "color-contrast-enhanced", "target-size", "region", "heading-order"} <= set(looked_at)
