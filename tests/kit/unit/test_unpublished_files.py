"""Which files a source names, in every form in which writers name them."""

import pytest

from hamerkop.shared.unpublished_files import files_named_in


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("![x]({static}/images/a.png)", "images/a.png"),
        ("![x]({static}a.png)", "notes/a.png"),
        ('![x](<{static}../images/a%20b.png> "T")', "images/a b.png"),
        ("[x]({attach}a.pdf#page=2)", "notes/a.pdf"),
        ("[x]: {static}/images/a.png", "images/a.png"),
        ("<img src='{static}/images/a.png'>", "images/a.png"),
        ("<img src={static}/images/a.png>", "images/a.png"),
        ('<img srcset="{static}/images/a.png 2x">', "images/a.png"),
        (".. image:: {static}/images/a.png", "images/a.png"),
        ("`x <|attach|a.pdf>`_", "notes/a.pdf"),
    ],
)
def test_a_file_is_named_by_static_or_attach(text, path):
    assert path in files_named_in(text, "notes").paths


@pytest.mark.parametrize(
    "text",
    [
        "![x](/images/a.png)",
        "![x](../../images/a.png)",
        '<img src="images/a.png">',
        "cover: images/a.png",
        "image=images/a.png",
    ],
)
def test_a_file_is_named_by_its_address_alone(text):
    assert "images/a.png" in files_named_in(text, "notes").plain


def test_an_address_elsewhere_names_no_file():
    assert files_named_in("[x](https://example.org/a.png) and words. More", "notes").paths == set()
