"""A feed's entry has nothing that acts by itself, and keeps everything else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.feeds.sanitizer import without_active_html
from hamerkop.shared.active_html import active_in
from tests.kit.unit.test_active_html import ACTIVE

SITE = "https://otter.example"
KEPT = [
    '<sup id="r"><a class="footnote-ref" href="#n">1</a></sup><div class="footnote"><ol><li id="n">A</li></ol></div>',
    (
        '<section class="table" tabindex="0" aria-label="T"><table><thead><tr><th id="h" style="text-align: right;">'
        '</th></tr></thead><tbody><tr><td colspan="2" class="left">b</td></tr></tbody></table></section>'
    ),
    '<abbr title="World Health Organization">WHO</abbr> <ruby>a<rt>b</rt></ruby> <kbd>K</kbd> H<sub>2</sub>O',
    (
        '<figure id="f" class="image"><img src="a.png" alt="&lt;b&gt;" width="4" height="3" srcset="b.png 2x">'
        "<figcaption>C</figcaption></figure>"
    ),
    '<details open=""><summary>S</summary><p dir="rtl" lang="ar">T</p></details>',
    '<math display="block"><mrow><mi>x</mi><mo stretchy="false">(</mo><msup><mi>y</mi><mn>2</mn></msup></mrow></math>',
    (
        '<svg viewBox="0 0 4 3" role="img" aria-labelledby="t"><title id="t">A</title><linearGradient id="g" '
        'gradientUnits="userSpaceOnUse"></linearGradient><text text-anchor="end" x="3" y="1em">B</text></svg>'
    ),
    '<video controls="" poster="p.png"><source src="https://cdn.example/v.webm" type="video/webm"></video>',
    '<input type="checkbox" disabled="" checked=""> <time datetime="2026-01-01">1 January</time>',
]


@pytest.mark.parametrize("html", [*KEPT, "<p>a<!-- b --> & c<br/><CUSTOM-el x=1>", "<style>p { color: red }</style>"])
def test_html_without_such_things_stays_byte_for_byte(html):
    assert without_active_html(html, SITE) == html


@pytest.mark.parametrize("html", KEPT)
def test_beside_such_things_all_else_is_kept(html):
    assert without_active_html(f"{html}<script>a()</script>", SITE) == html


@pytest.mark.parametrize("html", [html for html, found in ACTIVE if not found.startswith("media")])
def test_what_acts_by_itself_is_removed(html):
    cleaned = without_active_html(f"<p>Before.</p>{html}", SITE)
    assert cleaned.startswith("<p>Before.</p>")
    assert [each for each in active_in(cleaned, SITE) if each.action != "media"] == []


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        (
            '<iframe src="https://film.example/1" title="A film">x</iframe>',
            '<a href="https://film.example/1">A film</a>',
        ),
        ('<iframe src="//film.example/1"></iframe>', '<a href="//film.example/1">//film.example/1</a>'),
        ('<object data="a.pdf"><b>b</b></object>', '<a href="a.pdf">a.pdf</a></p><b>b</b>'),
        ("<script>a()</script><noscript><b>b</b></noscript>", "<b>b</b>"),
    ],
)
def test_what_is_embedded_becomes_a_link_and_what_stands_for_it_is_kept(html, cleaned):
    assert without_active_html(html, SITE).replace("<p><a", "<a").removesuffix("</p>") == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<img src=x onerror=alert(1)//",
        '<title><a title="</title><img src=x onerror=alert(1)>">',
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<![CDATA[><script>alert(1)</script>]]>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    ],
)
def test_what_parsers_read_in_several_ways_is_removed_too(html):
    cleaned = without_active_html(html, SITE)
    assert "<script" not in cleaned
    assert "<img src=x onerror" not in cleaned
    assert list(active_in(cleaned, SITE)) == []


@pytest.mark.parametrize("tag", ["<div>", "<ul><li>", "<b></p>"])
def test_what_is_nested_too_deeply_is_plain_text_and_fast(tag):
    begin = time.process_time()
    assert without_active_html(f"{tag * 100_000}A &amp; b<script>a()</script>", SITE) == "A &amp; b"
    assert time.process_time() - begin < 5
    assert without_active_html("<p>x<br>" * 2000 + "<script>", SITE).startswith("<p>x<br></p><p>x<br>")


PIECES = ["<", ">", '"', "'", "/", "!--", "-->", " ", "=", "a", "svg", "style", "title", "x", "onerror=a()", "<script>"]


@given(
    st.lists(
        st.sampled_from([*PIECES, "<img src=x ", "</style>", "<iframe src=/>", "javascript:", "href="]), max_size=12
    )
)
def test_whatever_is_typed_a_second_pass_finds_nothing(pieces):
    cleaned = without_active_html("".join(pieces), SITE)
    assert without_active_html(cleaned, SITE) == cleaned
