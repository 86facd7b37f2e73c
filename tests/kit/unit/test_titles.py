"""Titles and summaries are plain text, whichever reader made them."""

from types import SimpleNamespace

import pytest

from hamerkop.shared.records import TopicRecord, attach
from hamerkop.shared.titles import plain_summary, plain_title, tag_title


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
