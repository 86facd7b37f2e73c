"""Images without a site: sizes, alt texts, attributes, positions in a source, Markdown."""

import logging
import struct
import time
import warnings
import zlib

import markdown
import pytest
from pelican.readers import find_empty_alt

from hamerkop.images.alt_text import is_missing, is_uninformative, size_in
from hamerkop.images.empty_alt_warnings import hide_empty_alt_warnings, show_empty_alt_warnings
from hamerkop.images.img_tags import add_attributes, images_in
from hamerkop.images.inspection import size_attributes
from hamerkop.images.markdown_extension import ImagesExtension
from hamerkop.images.sizes import UnreadableImage, size_of
from hamerkop.images.source_positions import typed_images_of
from hamerkop.images.theme_rules import distorting_rule, keeps_ratio, only_style_elements, sized_classes

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20px"', (30, 20)),
        ('width="30.6" height=".4"', (31, 1)),
        ('viewBox="-5,-5 40 12.5"', (40, 12)),
        ('width="100%" height="2%" viewBox="0 0 8 9"', (8, 9)),
        ('width="100%" height="2em" viewBox="0 0 8 9"', (28, 32)),
        ('width="100mm" height="50mm" viewBox="0 0 100 50"', (378, 189)),
        ('width="2in" height="1in"', (192, 96)),
        ('width="2.54cm" height="72pt"', (96, 96)),
        ('width="6pc" height="101.6Q"', (96, 96)),
        ('width="10em" height="2ex"', (160, 16)),
        ('width="100" viewBox="0 0 200 100"', (100, 50)),
        ('height="50" viewBox="0 0 200 100"', (100, 50)),
        ('width="1e2" height="5E1"', (100, 50)),
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
    with pytest.raises(UnreadableImage):
        size_of(path)


@pytest.mark.parametrize(
    ("typed", "added"),
    [
        ({}, {"width": "40", "height": "30"}),
        ({"width": "20"}, {"height": "15"}),
        ({"height": "60"}, {"width": "80"}),
        ({"width": "1"}, {"height": "1"}),
        ({"width": "50%"}, {}),
        ({"width": "20", "height": "20"}, {}),
        ({"style": "width: 20px"}, {}),
        ({"width": "20", "style": "max-width:50%"}, {}),
        ({"style": "float: left; max-width: 50%; height: auto"}, {"width": "40", "height": "30"}),
        ({"style": "float: left"}, {"width": "40", "height": "30"}),
    ],
)
def test_a_size_that_the_writer_typed_stays_and_the_other_follows_in_proportion(typed, added):
    assert size_attributes(typed, 40, 30) == added


def test_an_alt_text_is_missing_if_there_is_none_or_only_white_space():
    assert [is_missing(alt) for alt in (None, " ", "\u00a0\n", "", "A room")] == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("alt", "uninformative"),
    [
        ("photo", True),
        ("Image 3", True),
        ("a room", True),
        ("a_room.png", True),
        ("images/a room.png", True),
        ("IMG_2041.jpg", True),
        ("PXL_20260103_102030~2", True),
        ("IMG-20260103-WA0007", True),
        ("Screenshot 2026-01-03 at 10.20.30", True),
        ("WhatsApp Image 2026-01-03 at 10.20.30.jpeg", True),
        ("https://example.org/a.png?b", True),
        ("The lid of image 3", False),
        ("Image 3 of the trial", False),
        ("P 4 of the form", False),
        ("Screenshot of the form", False),
        ("Node.js", False),
        ("A room with a chair", False),
        ("grey heron!", False),
        ("Photo of a room", False),
        ("3", False),
        ("", False),
    ],
)
def test_a_file_name_or_a_word_such_as_photo_does_not_inform(alt, uninformative):
    assert is_uninformative(alt, "{static}/images/a%20room.png?x#y") == uninformative


def test_a_size_at_the_end_of_an_alt_text_is_found():
    alts = ("A room|300", "A room | 300x200", "A room", "One | two", "1|2 of them")
    assert [size_in(alt) for alt in alts] == ["|300", "| 300x200", "", "", ""]


@pytest.mark.parametrize(
    ("alt", "name", "uninformative"),
    [
        ("Grey heron", "grey-heron.png", False),
        ("Grey heron!", "Grey_heron (young).png", False),
        ("Heron at dawn", "heron%20at%20dawn.jpg", False),
        ("heron", "heron.png", True),
        ("grey-heron.png", "grey-heron.png", True),
        ("IMG 1234", "img_1234.jpg", True),
        ("DSC 0042 1", "dsc-0042-1.jpg", True),
        ("photo heron", "photo-heron.jpg", True),
        ("image picture", "image-picture.png", True),
        ("9" * 100_000 + "x", "y.png", False),
    ],
)
def test_the_name_of_a_file_informs_if_it_is_two_real_words(alt, name, uninformative):
    assert is_uninformative(alt, f"{{static}}/images/{name}") == uninformative


def test_an_image_of_very_many_pixels_gives_no_warning(tmp_path, recwarn):
    header = b"\x89PNG\r\n\x1a\n" + png_header(10_000, 9_000)
    (tmp_path / "x.png").write_bytes(header)
    assert size_of(tmp_path / "x.png") == (10_000, 9_000)
    (tmp_path / "y.png").write_bytes(b"\x89PNG\r\n\x1a\n" + png_header(100_000, 90_000))
    with pytest.raises(UnreadableImage, match="save it smaller"):
        size_of(tmp_path / "y.png")
    assert not recwarn.list


def png_header(width, height):
    """Return the first chunk of a PNG file and an empty chunk of pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", b"")


@pytest.mark.parametrize(
    "shape",
    ["![", "![a](x.png) ", "[a\n", "![[a]", "![a](x y ", "![a](x" + " " * 99, ".. image:: x" + " " * 99, "![\\"],
)
@pytest.mark.parametrize("suffix", [".md", ".rst"])
def test_the_time_to_find_typed_images_grows_with_the_text(shape, suffix):
    source = shape * (40_000 // len(shape)) + "y]"
    start = time.process_time()
    typed_images_of(["x.png"] * 2000, source, f"a{suffix}")
    assert time.process_time() - start < 1


def test_only_images_are_rewritten_and_only_with_the_attributes_that_they_lack():
    html = '<!-- <img src="a"> --><script>"<img>"</script><imgs><IMG src="b" width="1"/>text<img src=c alt="1 > 0">'
    made = add_attributes(html, [{"width": "9", "title": '"'}] * 2)
    assert made == (
        '<!-- <img src="a"> --><script>"<img>"</script><imgs><IMG title="&quot;" src="b" width="1"/>'
        'text<img width="9" title="&quot;" src=c alt="1 &gt; 0">'
    )


@pytest.mark.parametrize(
    ("html", "opens_text"),
    [
        ("<p><img></p><p><img></p>", [True, False]),
        ("<p>Text</p><img>", [False]),
        ("<!-- <img> Text --> <img>", [True]),
        ("<img> Text <img>", [True, False]),
    ],
)
def test_an_image_opens_the_text_if_nothing_can_be_seen_before_it(html, opens_text):
    assert [image.opens_text for image in images_in(html)] == opens_text


def typed(source, addresses, path="a.md"):
    """Return what is typed at the positions that are found."""
    found = typed_images_of(addresses, source, path)
    return [image and source[image.start : image.end] for image in found]


def test_an_image_is_found_in_markdown_by_its_address_and_turn():
    source = "![a](x.png) ![b](<y z.png>) ![c][d] `![e](x.png)` ![f](x.png 'T')\n\n[d]: w.png"
    found = typed(source, ["x.png", "y z.png", "w.png", "x.png", "x.png"])
    assert found == ["![a](x.png)", "![b](<y z.png>)", "![c][d]", "![f](x.png 'T')", None]


def test_an_image_whose_address_has_spaces_is_found_in_markdown():
    source = """![]( a b.png ) ![]({static}/a  b (1).png "T") ![](a\tb.png 'T')"""
    assert typed(source, ["a b.png", "{static}/a  b (1).png", "a\tb.png"]) == [
        "![]( a b.png )",
        '![]({static}/a  b (1).png "T")',
        "![](a\tb.png 'T')",
    ]


def test_an_image_is_found_in_restructuredtext_and_html():
    rst = "Text\n\n.. image:: x.png\n   :alt: A\n\n.. |s| image:: x.png\n"
    assert [image.start for image in typed_images_of(["x.png", "x.png"], rst, "a.rst")] == [
        rst.index("x.png"),
        rst.rindex("x.png"),
    ]
    assert typed('`<img src="x.png">`', ["x.png"], "a.html") == ['<img src="x.png">']


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![A](x.png)", '<p><img alt="A" src="x.png"></p>'),
        ("![](x.png)", '<p><img alt="" data-hamerkop-no-alt="" src="x.png"></p>'),
        ('![""](x.png)', '<p><img alt="" src="x.png"></p>'),
        (
            '![A](x.png "C & <d>")',
            '<figure class="image"><img alt="A" src="x.png"><figcaption>C &amp; &lt;d&gt;</figcaption></figure>',
        ),
        ('Text ![A](x.png "C")', '<p>Text <img alt="A" src="x.png" title="C"></p>'),
    ],
)
def test_markdown_makes_captions_and_knows_images_that_only_decorate(text, html):
    assert markdown.markdown(text, extensions=[ImagesExtension()], output_format="html").replace("\n", "") == html


def warned(caplog, path):
    """Return whether Pelican's own check of the text of the file *path* is logged."""
    caplog.clear()
    find_empty_alt(f'<img src="{path}" alt="">', path)
    return bool(caplog.records)


def test_pelicans_warnings_about_empty_alt_texts_are_hidden_only_during_a_build_and_never_in_restructuredtext(caplog):
    show_empty_alt_warnings(None)  # a site in memory, of another test, does not come to its end
    assert warned(caplog, "/before.md")
    hide_empty_alt_warnings(None)
    try:
        assert [warned(caplog, path) for path in ("/during.md", "/during.html", "/during.rst")] == [False, False, True]
        logging.getLogger(find_empty_alt.__module__).warning("another warning about %s", "/during.md")
        assert len(caplog.records) == 2
    finally:
        show_empty_alt_warnings(None)
    assert warned(caplog, "/after.md")


@pytest.mark.parametrize(
    ("css", "offset", "keeps"),
    [
        ("img { max-width: 100%; }", 0, False),
        ("p {}\n a > img{color:red;width:50%}", 6, False),
        ("@media print { p img, .b { HEIGHT: 2em } }", 15, False),
        ("img { max-width: 100%; height: auto }", 0, True),
        ("img { border: 0 }", None, False),
        (".img { width: 1px } #img{width:1px} a.x-img { width: 1px } imgs{width:1px}", None, False),
        ("/* img { width: 1px } */ p { width: 1px }", None, False),
        ("img { line-height: auto }", None, False),
    ],
)
def test_the_rules_of_a_theme_that_size_images_are_found(css, offset, keeps):
    assert (distorting_rule(css), keeps_ratio(css)) == (offset, keeps)


@pytest.mark.parametrize(
    ("css", "classes"),
    [
        (".thumb { width: 100px }", {"thumb"}),
        ("@media print {\n p > a.x .thumb.small:hover , .b\n{ max-width: 50% } }", {"thumb", "small", "b"}),
        (
            ".thumb { width: 100px; height: auto } .b { color: red } .c img { width: 1px } /* .d { width: 1px } */",
            set(),
        ),
        (".e + a { width: 1px } @font-face { width: 1px }", set()),
    ],
)
def test_the_classes_that_a_theme_sizes_are_found(css, classes):
    assert sized_classes(css) == classes


def test_of_a_template_only_what_is_within_style_elements_is_css():
    html = "<b>img{width:1px}</b>\n<style media='all'>\np{}</style> {{ img }} <STYLE>img{width:1px}</STYLE>"
    css = only_style_elements(html)
    assert css.split() == ["p{}", "img{width:1px}"]
    assert (len(css), css.count("\n"), distorting_rule(css)) == (len(html), 2, html.rindex("img{"))
    assert only_style_elements("<b>img{width:1px}</b>") == ""


def test_an_image_of_very_many_pixels_has_a_size_and_no_warning_of_a_library(tmp_path):
    header = struct.pack(">IIBBBBB", 10_000, 9_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    data = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    (tmp_path / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(data))
    with warnings.catch_warnings(action="error"):
        assert size_of(tmp_path / "large.png") == (10_000, 9_000)
