"""What is found in a page as browsers read it."""

import pytest

from hamerkop.build.page_facts import candidates_in, facts_of, urls_in_css


def values(html):
    return [(link.value, link.is_loaded) for link in facts_of(html).links]


@pytest.mark.parametrize(
    ("srcset", "addresses"),
    [
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png", ["a.png"]),
        ("a,b.png 100w, c.png 200w", ["a,b.png", "c.png"]),
        ("data:image/png;base64,AA== 1x", ["data:image/png;base64,AA=="]),
        ("", []),
    ],
)
def test_the_addresses_of_a_srcset(srcset, addresses):
    assert candidates_in(srcset) == addresses


@pytest.mark.parametrize(
    ("css", "addresses"),
    [
        ("a { background: url(a.png) } b { background: url( 'b.png' ) }", ("a.png", "b.png")),
        ('@import "c.css"; @import url("d.css");', ("c.css", "d.css")),
        ("/* url(a.png) */ a { color: red }", ()),
        ("a { src: url(a.woff2) format('woff2'), url(a.woff2) }", ("a.woff2",)),
    ],
)
def test_the_addresses_of_a_style_sheet(css, addresses):
    assert urls_in_css(css) == addresses


def test_links_and_what_a_browser_loads_are_told_apart():
    html = (
        '<link rel="stylesheet" href="a.css"><link rel="canonical" href="/b"><link rel="preconnect" href="//c">'
        '<a href=" d ">x</a><a name="old">x</a><img src="e.png" srcset="f.png 2x"><form action="/g"></form>'
        '<p style="background: url(h.png)">x</p><object data="i.pdf"></object><p data="no">x</p><base target="_top">'
    )
    assert values(html) == [
        *(("a.css", True), ("/b", False), ("d", False), ("e.png", True), ("f.png", True), ("/g", False)),
        *(("h.png", True), ("i.pdf", True)),
    ]


def test_an_element_with_an_id_and_an_address_is_counted_once():
    facts = facts_of('<a id="x" href="#x">x</a><a name="y">y</a><p id="z">z</p><p id="z">z</p>')
    assert facts.doubled == ("z",)
    assert facts.anchors == {"x", "y", "z"}
    assert len(facts.links) == 1


@pytest.mark.parametrize(
    ("html", "missing"),
    [
        ("<!doctype html><html lang=en><title>x</title>", ()),
        ("<!DOCTYPE html><title> </title>", ("title", "lang")),
        ("<!doctype html><html lang=''><title>x</title>", ("lang",)),
        ("<p>a part of a page</p>", ()),
    ],
)
def test_a_whole_page_has_a_title_and_a_language(html, missing):
    assert facts_of(html).missing == missing


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>{{ name }} {% raw %} {filename}a.md</p>", ("{{ name }}", "{% raw %}", "{filename}a.md")),
        ('<a href="{static}/a.png">x</a>', ("{static}/a.png",)),
        ("<code>{{ name }}</code><script>{{ name }}</script><style>{% %}</style><pre>{tag}a</pre>", ()),
        ("<p>{ one } and {two}</p>", ()),
    ],
)
def test_words_that_were_to_be_replaced_are_found_outside_code(html, left):
    assert facts_of(html).left_over == left
