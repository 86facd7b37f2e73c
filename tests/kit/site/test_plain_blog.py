"""The theme under a blog that is not about health: nothing of this publication shows."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

KINDS = ["index.html", "otters-on-day-1.html", "pages/about.html", "tag/river.html", "tags.html", "archives.html"]


def visible(html):
    page = LexborHTMLParser(html)
    for node in page.css("style"):
        node.decompose()
    return page.css_first("html").text()


@pytest.mark.parametrize("path", KINDS)
def test_no_word_of_this_publication_is_on_the_page(plain_blog, path):
    words = visible((plain_blog / path).read_text("utf-8"))
    assert re.findall(r"(?i)forty|ketamine|clinic|help|medical|review|doctor|None|Undefined", words) == []


def test_an_article_has_its_title_text_date_and_topics(plain_blog):
    page = LexborHTMLParser((plain_blog / "otters-on-day-2.html").read_text("utf-8"))
    assert page.css_first("h1").text() == "Otters on day 2"
    assert "It was cold." in page.css_first(".e-content").text()
    assert page.css_first(".byline time").text() == "2 March 2026"
    assert [link.text() for link in page.css(".p-category")] == ["river", "fur"]


def test_the_front_page_leads_to_every_article_by_its_summary(plain_blog):
    page = LexborHTMLParser((plain_blog / "index.html").read_text("utf-8"))
    assert [link.text() for link in page.css(".teaser a")] == [f"Otters on day {day}" for day in (3, 2, 1)]
    assert page.css_first(".p-summary").text() == "Cold & otters."


def test_no_part_that_has_nothing_to_say_leaves_a_trace(plain_blog):
    html = (plain_blog / "otters-on-day-1.html").read_text("utf-8")
    assert re.findall(r"<(\w+)[^>]*>\s*</\1>", html) == []
