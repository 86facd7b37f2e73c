"""What the foot of every page says of the publication."""

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

FILES = {"articles/a.md": article()}


def footer(site):
    return LexborHTMLParser(site.read("a/index.html")).css_first("footer")


def test_what_is_unset_has_no_line(build):
    texts = [paragraph.text() for paragraph in footer(build(FILES)).css("p")]
    assert [text for text in texts if text.startswith("Contact") or "None" in text or not text.strip()] == []
    assert any(text.startswith("Words:") for text in texts)


def test_a_set_contact_and_funder_are_shown(build):
    shown = footer(build(FILES, {"CONTACT": "desk@example.org", "FUNDING": "Paid for by nobody."}))
    assert "Paid for by nobody." in shown.text()
    assert shown.css_first('a[href="mailto:desk@example.org"]').text() == "desk@example.org"


def test_a_contact_that_is_an_address_on_the_web_is_a_link(build):
    shown = footer(build(FILES, {"CONTACT": "https://example.org/@desk"}))
    assert shown.css_first('a[href="https://example.org/@desk"]')
