"""Tags, attributes and links are found as a browser finds them, and nothing else in the HTML changes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.shared.active_html import active_in
from hamerkop.shared.html_source import links_in, replace_values, strip_tags, tags_in, unresolved_links_in

MARKUP = [
    "<p>",
    "</p>",
    '<a href="b">',
    "<a title='>'>",
    "<img src=//c.d>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<",
    "a",
]


def names_of(html: str) -> list[str]:
    return [("/" if tag.closing else "") + tag.name for tag in tags_in(html)]


def values_of(html: str) -> dict[str, str]:
    (tag,) = tags_in(html)
    return tag.values()


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<p>a <B>b</B></p>", ["p", "b", "/b", "/p"]),
        ("<br/><x-y>", ["br", "x-y"]),
        ("<!-- <p> --><i>", ["i"]),
        ('<a title="1 > 0">', ["a"]),
        ('<script src="x">"<p>"</script><i>', ["script", "/script", "i"]),
        ("<STYLE>p > a{}</style><i>", ["style", "/style", "i"]),
        ("<textarea><p></textarea><i>", ["textarea", "/textarea", "i"]),
        ("<script><p>", ["script", "p"]),
        ("1 < 2 <3 <p", []),
        ('<p title="never ends><i>', ["i"]),
        ("""<p title="a'><i><b title='c'>""", ["i", "b"]),
        ("""<a '<b "x" y='z'><i>""", ["a", "i"]),
        ("""<img alt="A (b)" by C"><p class="d">It's</p>""", ["img", "p", "/p"]),
        ("""<a title=it's>x</a><b y = "1 > 0">""", ["a", "/a", "b"]),
        ("<imgs>", ["imgs"]),
    ],
)
def test_tags_are_those_of_a_browser(html: str, names: list[str]) -> None:
    assert names_of(html) == names


UNITS = ['<h2 id="a">', '<h2 id="a" ', "<a ", '<a "', "<!--\n", "<script>", "<? ", "<a \"'<b '\"<c ", "<textarea "]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("end", ["", ">", '">', "'>"])
def test_the_time_grows_with_the_length(unit: str, end: str) -> None:
    started = time.process_time()
    names_of(unit * (100_000 // len(unit)) + end)
    assert time.process_time() - started < 1


def test_a_declaration_or_instruction_is_no_text() -> None:
    assert strip_tags("<!DOCTYPE html>a<?php b ?>c<![CDATA[d]]>e") == "ace"


def test_only_the_named_tags_are_given() -> None:
    assert [tag.name for tag in tags_in("<p><img><imgs></p>", ("img",))] == ["img"]


def test_a_tag_knows_where_it_is_and_what_was_typed() -> None:
    html = "a <A  href=x >b"
    (tag,) = tags_in(html)
    assert html[tag.start : tag.end] == "<A  href=x >"
    assert (tag.typed, html[tag.typed_start :]) == ("  href=x ", "  href=x >b")


def test_attributes_are_read_as_a_browser_reads_them() -> None:
    typed = """<img SRC='a b.png' alt="x &quot;y&quot;" width=40 hidden alt="second" title = "t"/>"""
    expected = {"src": "a b.png", "alt": 'x "y"', "width": "40", "hidden": "", "title": "t"}
    assert values_of(typed) == expected


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&section=2&copy", "?a=1&section=2©"),
        ("&#233;&#xe9;&eacute;", "ééé"),
        ("&unknown; & &", "&unknown; & &"),
    ],
)
def test_entities_in_addresses_are_those_that_a_browser_reads(typed: str, value: str) -> None:
    assert values_of(f'<a href="{typed}">') == {"href": value}


def test_the_offsets_of_an_attribute_are_those_of_its_value() -> None:
    html = """<a href="one" href='two' href=three href title="">"""
    (tag,) = tags_in(html)
    found = [html[attribute.start : attribute.end] for attribute in tag.attributes()]
    assert found == ["one", "two", "three", "", ""]


def test_links_are_the_addresses_in_order_with_their_tags() -> None:
    html = '<a href="1" title="no"><img src=2></a><video poster="3"><!-- <a href="4"> --><object data="5">'
    found = [(link.tag, link.attribute.value) for link in links_in(html)]
    assert found == [("a", "1"), ("img", "2"), ("video", "3"), ("object", "5")]


def test_replacing_values_keeps_every_other_byte() -> None:
    html = """<A  HREF='1'>&nbsp;<img  src=2 /><a href="keep&me"><a href>"""
    made = replace_values(html, lambda _tag, attribute: {"1": 'a"b', "2": "c d", "": "e"}.get(attribute.value))
    assert made == """<A  HREF='a&quot;b'>&nbsp;<img  src="c d" /><a href="keep&me"><a href="e">"""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; <b>two</b>\n&lt;3</p>", "One & two\n<3"),
        ("a<!-- <b> --><script>x < y</script><style>p{}</style>b", "ab"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ('<a href="x" b=c>d</a><scripts>e<br/>', "de"),
        ("<b>a</b><textarea><i>b</textarea>c", "ac"),
        ('<img alt="a > b">c', "c"),
    ],
)
def test_stripping_tags_leaves_the_text(html: str, text: str) -> None:
    assert strip_tags(html) == text


@given(st.text("<>/=\"'!-& abp\n", max_size=60))
def test_any_text_is_read_without_an_error_and_kept(html: str) -> None:
    tags = list(tags_in(html))
    assert [tag.start for tag in tags] == sorted({tag.start for tag in tags})
    assert replace_values(html, lambda _tag, attribute: attribute.value) == html


@given(st.lists(st.sampled_from(MARKUP), max_size=8).map("".join), st.sampled_from([(), ("a",), ("p", "script")]))
def test_a_long_text_is_read_as_a_short_one(html: str, names: tuple[str, ...]) -> None:
    longer = html + " " * 1000
    assert list(tags_in(longer, names)) == list(tags_in(html, names))
    assert list(links_in(longer)) == list(links_in(html))
    assert [active.shown for active in active_in(longer)] == [active.shown for active in active_in(html)]


def test_a_page_of_tags_that_never_end_is_read_in_time() -> None:
    assert names_of('<a "' * 2000) == []


SHAPES = [
    "<script>",
    "<!--\n",
    "<a ",
    "<a '",
    '<a "',
    '<h2 id="a">',
    "<style>",
    "</p ",
    "<a='\"",
    "<",
    "<textarea>x</textarea ",
]


@pytest.mark.parametrize("end", ["", ">", '">', "'>", "-->"])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_to_read_a_text_grows_with_its_length(shape: str, end: str) -> None:
    def seconds(length: int) -> float:
        html = shape * (length // len(shape)) + end
        start = time.process_time()
        list(tags_in(html))
        strip_tags(html)
        return time.process_time() - start

    seconds(1000)
    assert seconds(160_000) < 1  # quadratic: more than 3


def test_data_attributes_are_links_where_pelican_resolves_them() -> None:
    html = """<img data-src="{static}/a.png" data-src="b.md"><use xlink:href='{static}c.svg' title="{static}d">"""
    assert [link.attribute.value for link in links_in(html)] == ["{static}/a.png", "{static}c.svg"]


def test_words_in_braces_that_pelican_does_not_resolve_are_found() -> None:
    image = '<img src="{static}a" srcset="x 1x, {static}b 2x" alt="{static}c">'
    html = f"{image}<a href={{filename}}d.md style='url(|attach|e)'><a title='{{static}}f' cite='{{filename}}g'>"
    resolved = {html.index("{static}a"), html.index("{filename}g")}
    assert [link.attribute.value for link in unresolved_links_in(html, resolved)] == [
        "x 1x, {static}b 2x",
        "{filename}d.md",
        "url(|attach|e)",
    ]
