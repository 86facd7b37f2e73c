"""Help that can be tapped."""

import pytest

from hamerkop.help_box import with_links

KNOWN = {"988": "tel:988", "988lifeline.org": "https://988lifeline.org/", "116 123": "tel:116123", "112": "tel:112"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("call 988.", 'call <a href="tel:988">988</a>.'),
        ("at 988lifeline.org now", 'at <a href="https://988lifeline.org/">988lifeline.org</a> now'),
        ("on 116 123", 'on <a href="tel:116123">116\u00a0123</a>'),
        ("1123 or 9 or A&E", "1123 or 9 or A&amp;E"),
        ("", ""),
    ],
)
def test_known_numbers_become_links_and_nothing_else_does(text, html):
    assert with_links(text, KNOWN) == html


def test_without_any_number_the_text_stays():
    assert with_links("call <us>", {}) == "call &lt;us&gt;"
