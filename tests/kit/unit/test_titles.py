"""Titles and summaries are plain text, whichever reader made them."""

from types import SimpleNamespace

import pytest

from hamerkop.shared.records import TopicRecord, attach
from hamerkop.shared.titles import given_summary, line_as_text, name_as_text, plain_summary, plain_title, tag_title


def content(title, *, plain=False, **fields):
    made = SimpleNamespace(title=title, summary=title, metadata={"summary": title}, **fields)
    if plain:
        made.front_matter = SimpleNamespace(formatted=())
    return made


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<em>Emph</em> title &amp; &lt;x&gt;", "Emph title & <x>"),
        ("a &nbsp; b<br>c", "a bc"),
        ('Say <a title="a > b" href="x">this</a>', "Say this"),
        ("One <!-- never shown --> two", "One two"),
        ("<script>alert(1)</script>Otters", "Otters"),
        (None, ""),
        ("", ""),
    ],
)
def test_the_html_of_other_readers_becomes_text(title, text):
    assert plain_title(content(title)) == plain_summary(content(title)) == text


@pytest.mark.parametrize("title", ["A <b> & &amp;", "two  spaces"])
def test_a_title_that_is_plain_text_stays_as_it_was_typed(title):
    assert plain_title(content(title, plain=True)) == plain_summary(content(title, plain=True)) == title


def test_a_summary_that_pelican_made_is_html_also_beside_a_plain_title():
    made = content("A <b>", plain=True)
    made.metadata, made.summary = {}, "<p>S &amp; s</p>"
    assert (plain_title(made), plain_summary(made)) == ("A <b>", "S & s")


def test_a_content_without_a_title_has_none():
    assert plain_title(SimpleNamespace()) == ""


def test_a_tag_is_called_by_its_title_or_else_by_its_name():
    river, fur = SimpleNamespace(name="river"), SimpleNamespace(name="Fur & skin")
    attach(river, TopicRecord("Rivers", "All of them.", "Water", 0))
    assert [tag_title(river), tag_title(fur)] == ["Rivers", "Fur & skin"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("AT&T <x>", "AT&T <x>"),
        ("AT&amp;T &lt;x&gt;", "AT&T <x>"),
        ("<em>River</em> &mdash; <b>now</b><br>", "River — now"),
        ("A <b> and <b>c</b>", "A <b> and c"),
        ("Close it with </p>", "Close it with </p>"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("Vec<T> & Map<K, V>", "Vec<T> & Map<K, V>"),
        ("two  spaces", "two  spaces"),
    ],
)
def test_a_line_that_templates_take_for_html_is_read_as_its_writer_meant_it(typed, text):
    assert line_as_text(typed) == name_as_text(typed, {}) == text
    assert name_as_text(typed, {"JINJA_ENVIRONMENT": {"autoescape": True}}) == typed


@pytest.mark.parametrize(
    ("suffix", "settings", "text"),
    [
        ("md", {"JINJA_ENVIRONMENT": {"autoescape": True}}, "<b>A</b> &amp; b"),
        ("md", {"JINJA_ENVIRONMENT": {"autoescape": False}}, "A & b"),
        ("md", {"JINJA_ENVIRONMENT": {"autoescape": True}, "TYPOGRIFY": True}, "A & b"),
        ("md", {"JINJA_ENVIRONMENT": {"autoescape": True}, "FORMATTED_FIELDS": ["summary", "title"]}, "A & b"),
        ("rst", {"JINJA_ENVIRONMENT": {"autoescape": True}}, "A & b"),
    ],
)
def test_a_title_is_what_templates_take_it_for(suffix, settings, text):
    made = content("<b>A</b> &amp; b", settings=settings, source_path=f"a.{suffix}")
    assert (plain_title(made), plain_summary(made), given_summary(made)) == (text,) * 3


def test_what_the_reader_of_front_matter_left_plain_is_html_once_pelican_has_set_it():
    made = content("A &#8217; b", plain=True, settings={"TYPOGRIFY": True})
    assert plain_title(made) == "A \u2019 b"
