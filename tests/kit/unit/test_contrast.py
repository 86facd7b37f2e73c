"""Every colour has enough contrast with each ground that it is used on, computed from tokens.css."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "theme" / "static" / "css"
TOKENS = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text("utf-8"), flags=re.DOTALL)
SHEETS = {path: path.read_text("utf-8") for path in sorted(CSS.rglob("*.css")) if path.name != "tokens.css"}

PAPERS = ("paper", "raised")  # the page; the footer, and blocks without a colour of their own
BLOCKS = {"urgent": "urgent", "link": "care", "warn": "warn"}  # hue and tint
TEXT = 7  # WCAG 2.2, 1.4.6
EDGE = 3  # WCAG 2.2, 1.4.11

# Which colour is used on which ground, and the contrast that it needs. A new use of a colour is a new row.
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "link", "visited") for ground in PAPERS),
    ("warn", "paper", TEXT),  # the review status, strings in code
    ("urgent", "paper", TEXT),  # errors in code
    *((hue, f"{tint}-tint", TEXT) for hue, tint in BLOCKS.items()),  # a block's heading
    *((text, f"{tint}-tint", TEXT) for tint in BLOCKS.values() for text in ("ink", "link", "visited")),
    ("muted", "urgent-tint", TEXT),  # the small print of the help box
    ("on-focus", "focus", TEXT),
    # the outline of what has focus
    *(("ink", ground, EDGE) for ground in (*PAPERS, *(f"{tint}-tint" for tint in BLOCKS.values()))),
    *(("edge", ground, EDGE) for ground in PAPERS),  # a control's edge, a block's without a colour, the double rule
    *((hue, ground, EDGE) for hue, tint in BLOCKS.items() for ground in ("paper", f"{tint}-tint")),  # a thick edge
]
# Colours that carry nothing: a rule that the eye may miss.
DECORATION = {"rule"}


def declarations(block):
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def inside(query):
    """Return what tokens.css declares anew within ``@media (query)`` or ``@media query``."""
    blocks = re.findall(rf"@media \(?{re.escape(query)}\)?\s*\{{\s*:root\s*\{{(.*?)\}}", TOKENS, flags=re.DOTALL)
    assert blocks, query
    return declarations("".join(blocks))


PLAIN = declarations(TOKENS.split("@media")[0])
MODES = {
    "light": (PLAIN, 0),
    "dark": (PLAIN, 1),
    "light, more contrast": (PLAIN | inside("prefers-contrast: more"), 0),
    "dark, more contrast": (PLAIN | inside("prefers-contrast: more"), 1),
    "print": (PLAIN | inside("print"), 0),
}


def colour(name, tokens, scheme):
    """Return a token's red, green and blue, 0 to 1, in the light (0) or dark (1) *scheme*."""
    value = tokens[name]
    if named := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return colour(named[1], tokens, scheme)
    either = re.fullmatch(r"light-dark\(([^,]+),([^,]+)\)", value)
    return channels(either.groups()[scheme].strip() if either else value)


def channels(value):
    """Return red, green and blue of a colour as tokens.css writes them."""
    names = {"white": "#ffffff", "black": "#000000"}
    digits = re.fullmatch(r"#([0-9a-f]{6})", names.get(value, value))
    assert digits, f'"{value}" is not a colour that this test can read; write it as #rrggbb'
    return [byte / 255 for byte in bytes.fromhex(digits[1])]


def luminance(rgb):
    """Return the relative luminance (WCAG 2.2)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast ratio (WCAG 2.2), 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_is_that_of_the_guidelines():
    assert contrast(channels("white"), channels("black")) == pytest.approx(21)
    assert contrast(channels("#767676"), channels("white")) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_text_and_ground_is_told_apart(mode):
    tokens, scheme = MODES[mode]
    ratios = {
        (one, other, least): contrast(colour(one, tokens, scheme), colour(other, tokens, scheme))
        for one, other, least in PAIRS
    }
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < pair[2]} == {}


def test_every_colour_of_the_tokens_is_in_the_table():
    colours = {name for name, value in PLAIN.items() if re.search(r"#[0-9a-f]{3,8}\b|light-dark|rgb|hsl|oklch", value)}
    assert colours - {name for one, other, _ in PAIRS for name in (one, other)} == DECORATION


def test_only_the_tokens_hold_colours():
    colours = r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|\b(?:rgb|hsl|oklch|lab|color-mix|light-dark)\("
    found = {
        path.name: re.findall(colours, re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)) for path, css in SHEETS.items()
    }
    assert {name: values for name, values in found.items() if values} == {}


def test_the_colours_of_code_are_tokens_that_stand_out_from_the_page():
    css = SHEETS[CSS / "text" / "code.css"]
    used = set(re.findall(r"--code-[\w-]+:\s*var\(--([\w-]+)\)", css)) | {"ink", "muted"}
    assert len(used) > 5
    assert {(name, "paper", TEXT) for name in used} <= set(PAIRS)
    assert "background: var(--paper)" in css
