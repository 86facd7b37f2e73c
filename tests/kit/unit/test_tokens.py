"""The colours of the theme are declared once, in tokens.css; what is drawn elsewhere has the same ones."""

import re
from importlib import import_module
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "theme" / "static" / "css"
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
# The colours of arcs in the diagram that the theme has no token for.
DIAGRAM_ONLY = {"bridge"}


def without_comments(css):
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


FILES = {path.relative_to(CSS).as_posix(): without_comments(path.read_text("utf-8")) for path in CSS.rglob("*.css")}
TOKENS = dict(DECLARATION.findall(FILES["tokens.css"].split("@media")[0]))


def light(value):
    """Return the colour that a token has in light mode."""
    either = re.fullmatch(r"light-dark\((#\w{6}), #\w{6}\)", value)
    return either[1] if either else value


def test_social_cards_have_the_colours_of_the_light_mode():
    colours = pytest.importorskip("hamerkop.social_cards", reason="needs Pillow").COLOURS
    # Page, text, and the colour of links for everything that stands out.
    assert set(colours.values()) == {light(TOKENS[name]) for name in ("paper", "ink", "link")}


def test_the_diagram_of_related_posts_has_the_colours_of_the_theme():
    declared = dict(DECLARATION.findall(import_module("hamerkop.related.diagram").STYLE))
    colours = {name: value for name, value in declared.items() if "#" in value and name not in DIAGRAM_ONLY}
    assert set(colours.values()) <= set(TOKENS.values())
    named_alike = {name: value for name, value in colours.items() if name in TOKENS}
    assert {"paper", "ink", "muted", "rule", "link"} <= named_alike.keys()
    assert named_alike == {name: TOKENS[name] for name in named_alike}


def test_every_custom_property_that_is_used_is_declared():
    for name, css in FILES.items():
        declared = {*TOKENS, *(property_ for property_, _ in DECLARATION.findall(css))}
        # var(--tint, var(--raised)): a property with a fallback need not be declared.
        used = set(re.findall(r"var\(--([\w-]+)\)", css))
        assert used - declared == set(), name


def test_every_token_is_used():
    used = set(re.findall(r"var\(--([\w-]+)", "".join(FILES.values())))
    assert set(TOKENS) - used == set()
    assert TOKENS
