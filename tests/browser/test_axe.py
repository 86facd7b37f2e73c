"""What axe-core finds, best practice and AAA included: nothing, in any light, at any width, in any mode."""

import pytest

from tests.tools import expect_none, need_module

RULES = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# Only what is needed comes back: a whole report of a long page takes seconds. Where axe is unsure of a contrast, as of
# a cell half out of its table or of an arrow that stands alone, test_contrast.py measures it.
RUN = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]})
    return found.violations.flatMap(({id, nodes}) => nodes.map(node => `${id} ${node.target} ${node.failureSummary}`))
}"""
# Each mode with the widths at which it could differ from the others.
MODES = {
    "light": ({"color_scheme": "light"}, (320, 1280)),
    "dark": ({"color_scheme": "dark"}, (320, 1280)),
    "forced colours": ({"color_scheme": "dark", "forced_colors": "active"}, (320,)),
    "print": ({"media": "print"}, (794,)),  # A4
}
AS_BEFORE = {"color_scheme": "light", "forced_colors": "none", "media": "screen"}


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_on_a_phone_a_wide_screen_or_paper(reader, request, mode):
    page = reader()
    source = need_module("axe-core/axe.min.js").read_text("utf-8")
    options, widths = MODES[mode]
    page.emulate_media(**AS_BEFORE | options)
    faults = {}
    # Only colours differ from mode to mode: the longest pages are looked at once.
    for one in request.getfixturevalue("shown" if mode == "light" else "shown_short"):
        page.goto(one.url)
        page.evaluate(source)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            faults[one.url, width] = page.evaluate(RUN, RULES)
    expect_none(faults)


def test_axe_does_look_at_contrast_and_at_the_size_of_targets(reader, shown):
    page = reader()
    page.goto(shown[0].url)
    page.evaluate(need_module("axe-core/axe.min.js").read_text("utf-8"))
    looked_at = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(found => found.passes.map(rule => rule.id))", RULES
    )
    assert {"color-contrast", "color-contrast-enhanced", "target-size", "region", "heading-order"} <= set(looked_at)
