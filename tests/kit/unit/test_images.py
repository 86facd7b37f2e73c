"""What is thought about pictures, without a site: sizes, places in a source, attributes."""

import pytest

from hamerkop.images.html_tags import attributes_of, rewrite_pictures
from hamerkop.images.sizes import Unreadable, size_of
from hamerkop.images.source_positions import offsets_of
from hamerkop.shared.markdown_source import mask_code

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20px"', (30, 20)),
        ('width="30.6" height=".4"', (31, 1)),
        ('viewBox="-5,-5 40 12.5"', (40, 12)),
        ('width="100%" height="2em" viewBox="0 0 8 9"', (8, 9)),
    ],
)
def test_an_svg_is_as_large_as_it_says_or_as_its_view_box(tmp_path, attributes, size):
    path = tmp_path / "x.svg"
    path.write_text(f'<?xml version="1.0"?><!-- made --><svg {NAMESPACE} {attributes}><a></svg>', "utf-8")
    assert size_of(path) == size


@pytest.mark.parametrize(
    "text",
    ["", "<svg/>", f"<svg {NAMESPACE}/>", f'<svg {NAMESPACE} viewBox="0 0 0 9"/>', f'<svg {NAMESPACE} viewBox="a b"/>'],
)
def test_an_svg_without_a_size_cannot_be_read(tmp_path, text):
    path = tmp_path / "x.svg"
    path.write_text(text, "utf-8")
    with pytest.raises(Unreadable):
        size_of(path)


def test_attributes_are_read_as_a_browser_reads_them():
    typed = """ SRC='a b.png' alt="x &quot;y&quot;" width=40 hidden alt="second" """
    assert attributes_of(typed) == {"src": "a b.png", "alt": 'x "y"', "width": "40", "hidden": ""}


def test_only_pictures_are_rewritten_and_only_with_what_they_lack():
    html = '<!-- <img src="a"> --><script>"<img>"</script><imgs><IMG src="b" width="1"/>text<img src=c>'
    opening = []

    def additions(picture):
        opening.append(picture.opens_the_text)
        return {"width": "9", "title": '"'}

    made = rewrite_pictures(html, additions)
    assert made == (
        '<!-- <img src="a"> --><script>"<img>"</script><imgs><img title="&quot;" src="b" width="1"/>'
        'text<img width="9" title="&quot;" src=c>'
    )


def test_the_place_of_a_picture_is_that_of_the_same_address_in_the_same_turn():
    source = "![a](x.png) ![b](<y z.png>) ![c][d] `![e](x.png)` ![f](x.png)\n\n[d]: w.png"
    assert offsets_of(["x.png", "y z.png", "w.png", "x.png", "x.png"], source, ".md") == [0, 12, 28, 50, 0]
    rst = "Text\n\n.. image:: x.png\n   :alt: A\n\n.. |s| image:: x.png\n"
    assert offsets_of(["x.png", "x.png"], rst, ".rst") == [rst.index("x.png"), rst.rindex("x.png")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("MARK `code` b", True),
        ("- item\n\n    MARK", True),
        ("- item\nmore\n\n    MARK", True),
        ("word\n    MARK", True),
        ("word\n\n    MARK", False),
        ("- item\n\nword\n\n\tMARK", False),
        ("```\nMARK\n```", False),
        ("``a ` MARK``", False),
        ("<!-- MARK\n\nMARK -->", False),
    ],
)
def test_code_is_told_from_text_and_places_stay(text, kept):
    left = mask_code(text)
    assert [len(line) for line in left.split("\n")] == [len(line) for line in text.split("\n")]
    assert ("MARK" in left) == kept
