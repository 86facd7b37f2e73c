"""What HTML does by itself: what a browser would run, load or follow without a click, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.shared import active_html
from hamerkop.shared.active_html import active_in

SITE = "https://otter.example/sub"

ACTIVE = [
    ("<script>a</script>", "runs <script>"),
    ('<SCRIPT\nsrc="/x.js"></SCRIPT>', "runs <script>"),
    ("<svg/onload=alert(1)>", "runs onload of <svg>"),
    ("<svg><script>a</script></svg>", "runs <script>"),
    ('<img src="a.png"onerror="x()">', "runs onerror of <img>"),
    ("<details ontoggle=x() open>", "runs ontoggle of <details>"),
    ('<a href="javascript:x()">', "runs href of <a>"),
    ('<a href=" &#1;JaVa&#x09;Script&colon;x()">', "runs href of <a>"),
    ('<a href="jav\nascript:x()">', "runs href of <a>"),
    ('<a href="vbscript:x">', "runs href of <a>"),
    ('<a href="data:text/html,x">', "runs href of <a>"),
    ('<svg><a xlink:href="javascript:x()">', "runs href of <a>"),
    ('<svg><set attributeName="href" to="javascript:x()"/>', "runs to of <set>"),
    ('<svg><animate values="#a;javascript:x()"/>', "runs values of <animate>"),
    ('<form action="javascript:x()">', "runs action of <form>"),
    ('<div srcdoc="x">', "runs srcdoc of <div>"),
    ('<div style="a:url(javascript:x)">', "runs style of <div>"),
    ("<!--><script>a</script>-->", "runs <script>"),
    ("<!-- a --!><script>a</script>-->", "runs <script>"),
    ('<iframe src="/page/"></iframe>', "loads <iframe>"),
    ('<object data="a.pdf">', "loads <object>"),
    ('<embed src="a.pdf">', "loads <embed>"),
    ('<link rel="stylesheet" href="/a.css">', "loads <link>"),
    ('<link rel="alternate Preconnect" href="//x.example">', "loads <link>"),
    ("<link rel=dns-prefetch href=//x.example>", "loads <link>"),
    ('<a ping="/p" href="/">', "loads ping of <a>"),
    ('<style>@import "a.css";</style>', "loads <style>"),
    ("<style>@\\69mport 'a.css';</style>", "loads <style>"),
    ("<style>p { background: url( //x.example/a.png ) }</style>", "loads <style>"),
    ('<p style="background: u\\72l(&quot;https://x.example/a.png&quot;)">', "loads style of <p>"),
    ("<p style=\"background: image-set('https://x.example/a.png' 1x)\">", "loads style of <p>"),
    ('<svg><rect fill="url(https://x.example/a.svg#b)"/>', "loads fill of <rect>"),
    ('<img src="https://x.example/a.png">', "media src of <img>"),
    ('<img src="\\\\x.example/a.png">', "media src of <img>"),
    ('<img srcset="a.png 1x, //x.example/a.png 2x">', "media srcset of <img>"),
    ('<video poster="https://x.example/a.png">', "media poster of <video>"),
    ('<audio src="https://x.example/a.mp3">', "media src of <audio>"),
    ('<source src="https://otter.example.evil.example/a.webm">', "media src of <source>"),
    ('<table background="//x.example/a.png">', "media background of <table>"),
    ('<svg><image href="https://x.example/a.png"/>', "media href of <image>"),
    ('<svg><use xlink:href="https://x.example/a.svg#b"/>', "media href of <use>"),
    ('<meta http-equiv=" Refresh" content="0; url=/">', "leads <meta>"),
    ('<base href="/">', "leads <base>"),
    ('<form action="https://x.example/">', "leads action of <form>"),
    ('<button formaction="//x.example/">', "leads formaction of <button>"),
    # What only a browser takes for a tag.
    ("<div><img src=x onerror=x()", "runs onerror of <img>"),
    ('<div><img src=x onerror=x() title="', "runs onerror of <img>"),
    ("<div><script src=a.js ", "runs <script>"),
    ("<x_y onclick=x()>", "runs onclick of <x_y>"),
    ('<a"b onclick=x()>', 'runs onclick of <a"b>'),
    ('<a " onclick=x()>', "runs onclick of <a>"),
    ('<a " b=">" onclick=x()>', "runs onclick of <a>"),
    ('<a b=y=" c=">" onclick=x()>', "runs onclick of <a>"),
    ('<a =" c=">" onclick=x()>', "runs onclick of <a>"),
    ('<a "><img src=x onerror=x()>">', "runs onerror of <img>"),
    ('<noscript><p title="</noscript><img src=x onerror=x()>">', "runs onerror of <img>"),
    ("<noscript><!--</noscript><img src=x onerror=x()>-->", "runs onerror of <img>"),
    ('<title><a title="</title><img src=x onerror=x()>">', "runs onerror of <img>"),
    ("<svg><style><img src=x onerror=x()></style>", "runs onerror of <img>"),
    ("<math><textarea><img src=x onerror=x()></textarea>", "runs onerror of <img>"),
    ('<svg><![CDATA[><a title="]]><img src=x onerror=x()>">', "runs onerror of <img>"),
    ("<select><style></select><img src=x onerror=x()></style>", "runs onerror of <img>"),
    ("<p style=\"a: '/*'; background: url(//x.example/); b: '*/'\">", "loads style of <p>"),
]


@pytest.mark.parametrize(("html", "found"), ACTIVE)
def test_what_acts_by_itself_is_found(html, found):
    assert found in [f"{each.action} {each.shown}".replace("xlink:", "") for each in active_in(html, SITE)]


@pytest.mark.parametrize(
    "html",
    [
        "<code>&lt;script&gt;</code> <!-- <script>a</script> --> <!-- onclick -->",
        '<a href="https://x.example/?q=javascript:x" target="_blank" title="javascript: a language">a</a>',
        '<img src="a.png" alt="onclick=x() <script>">',
        '<img src="https://otter.example/a.png" srcset="/a.png 2x, https://OTTER.example/b.png 3x">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<p style="color: red; background: url(a.png)">',
        "<style>p { color: red } /* https://x.example */ @namespace url(http://www.w3.org/2000/svg);</style>",
        "<style>p { background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\") }</style>",
        '<form action="/search/"><button formaction="/other/">Go</button></form>',
        '<link itemprop="url" href="https://x.example/"><link rel="license" href="https://x.example/">',
        '<meta itemprop="name" content="0; url=/">',
        '<q cite="https://x.example/">a</q> <object-like on="a">',
        '<img src="a.png" alt="The "only" one">',
        '<textarea><script>a</script></textarea> <svg><use href="#a"/><rect fill="url(#b)"/></svg>',
    ],
)
def test_what_acts_at_a_click_or_not_at_all_is_left_alone(html):
    assert list(active_in(html, SITE)) == []


ATTRIBUTES = [
    'class="x"', 'href="https://x.example/"', 'href="java&#115;cript:a()"', "href='java\tscript:a()'", 'title="on a"',
    'onclick="a()"', "/onload=a", 'ping="/p"', 'style="background:url(//x.example)"', 'fill="url(https://x.example)"',
    'src="//x.example/a.png"', 'srcset="https://x.example/a.png 2x"', 'xlink:href="data:text/html,a"', 'rel="icon"',
    'action="https://x.example"', 'formaction="//x"', 'http-equiv="refresh"', 'srcdoc="a"',
    'background="//x.example/a"',
    'to="javascript:a()"', 'mask="url(\\2f\\2fx.example)"', 'attributionsrc="https://x.example"', "id=a",
]  # fmt: skip
NAMES = ["a", "b", "img", "svg", "animate", "use", "form", "button", "link", "meta", "base", "style", "td", "audio"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(ATTRIBUTES), max_size=3)), max_size=4))
def test_no_tag_that_acts_is_passed_over_for_speed(tags):
    html = "".join(f"<{name} {' '.join(attributes)}>x" for name, attributes in tags)
    found = list(active_in(html))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(active_html, "_may_act", lambda name, typed: True)
        assert list(active_in(html)) == found


@pytest.mark.parametrize("unit", ["/*a", "@namespace ", '\\"', '"\n', "url("])
def test_a_style_sheet_is_read_in_a_time_that_grows_with_its_length(unit):
    began = time.process_time()
    list(active_in(f"<style>{unit * 20_000}</style>"))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "unit", ['<a "', '<a_ "', "<svg><style>", '<svg a="]]>" ', "<a_ x=\"<b y='", "<title><!--</title>"]
)
def test_doubtful_tags_are_read_in_a_time_that_grows_with_their_number(unit):
    began = time.process_time()
    list(active_in(unit * 10_000))
    assert time.process_time() - began < 2
