"""Every word on every kind of page has a contrast of 7 to 1 or more with its ground, measured as drawn."""

import pytest

from tests.expectations import expect_none

MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "light, more contrast": {"contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced colours, light": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "print": {"media": "print"},
    "print from the dark": {"media": "print", "color_scheme": "dark"},
}
PLAIN = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none", "media": "screen"}


def test_every_word_has_a_contrast_of_seven_in_every_mode(reader, shown):
    page = reader()
    problems = {}
    for one in shown:
        page.goto(one.url)
        for mode, options in MODES.items():
            page.emulate_media(**PLAIN | options)
            measured = page.evaluate("measures.contrastProblems(7)")
            assert measured["count"] >= (3 if one.template == "redirect" else 20), (one, mode)
            problems[one.url, mode] = measured["problems"]
    expect_none(problems)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_measure_itself_sees_a_pale_word(reader, shown, scheme):
    page = reader(bypass_csp=True, color_scheme=scheme)
    page.goto(shown[0].url)
    page.add_style_tag(content="h1 { color: #808080 !important } h1::after { content: 'pale' }")
    problems = page.evaluate("measures.contrastProblems(7)")["problems"]
    assert len([problem for problem in problems if "h1" in problem]) == 2
