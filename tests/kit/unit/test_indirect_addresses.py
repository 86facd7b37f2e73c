"""Addresses that lead through a third party or open for their writer only, and texts of links that are addresses."""

import pytest

from hamerkop.links.indirect_addresses import indirect_address
from hamerkop.links.link_texts import shown_address, text_mismatch

PAPER = "https://www.nejm.org/doi/full/10.1056/NEJMoa2302399"


@pytest.mark.parametrize(
    ("typed", "rule", "meant"),
    [
        ("https://example.org/a?utm_source=x&utm_medium=y", "L23", "https://example.org/a"),
        ("https://example.org/a?id=3&fbclid=x#top", "L23", "https://example.org/a?id=3#top"),
        ("https://youtu.be/abc?si=xyz", "L23", "https://youtu.be/abc"),
        ("https://example.org/a;jsessionid=1?b=2", "L23", "https://example.org/a?b=2"),
        ("https://www.google.com/url?q=https://example.org/a&sa=D", "L23", "https://example.org/a"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa", "L23", "https://example.org/a"),
        ("https://urldefense.com/v3/__https://example.org/a__;!!x!y$", "L23", "https://example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa&h=x", "L23", "https://example.org/a"),
        ("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a", "L23", "https://www.example.org/a"),
        ("https://www.google.co.uk/amp/s/www.example.org/a", "L23", "https://www.example.org/a"),
        ("https://example.org/news-of-2026/amp/", "L23", "https://example.org/news-of-2026/"),
        ("https://amp.example.org/news/of-today", "L23", ""),
        ("https://www.bing.com/ck/a?p=abc&u=a1aHR0", "L23", ""),
        ("https://go.openathens.net/redirector/example.edu?url=https%3A%2F%2Fexample.org", "L24", "https://example.org"),
        ("https://example.org/wp-login.php?redirect_to=a", "L24", ""),
        ("https://docs.google.com/spreadsheets/d/1abc/edit#gid=0", "L24", ""),
        ("https://bit.ly/3abc", "L23", ""),
        ("https://ward.us1.list-manage.com/track/click?u=1", "L23", ""),
        ("https://www-nejm-org.proxy.lib.example.edu/doi/full/10.1056/NEJMoa2302399", "L24", PAPER),
        ("https://www.nejm.org.ezproxy.example.ac.uk/doi/full/10.1056/NEJMoa2302399", "L24", PAPER),
        ("https://ezproxy.example.edu/login?url=" + PAPER, "L24", PAPER),
        ("https://login.ezproxy.example.edu/menu", "L24", ""),
        ("https://my--host-example-org.proxy.example.edu/a", "L24", "https://my-host.example.org/a"),
        ("https://docs.google.com/document/d/1abc/edit?usp=sharing", "L24", ""),
        ("https://www.notion.so/Plan-0123456789abcdef0123456789abcdef", "L24", ""),
        ("https://example.org/blog/wp-admin/post.php?post=3", "L24", ""),
        ("https://example.org/?p=3&preview=true", "L24", ""),
        ("http://192.168.1.4:8000/a", "L24", ""),
        ("http://10.0.0.4/", "L24", ""),
        ("http://ward.local/", "L24", ""),
        ("http://intranet/a", "L24", ""),
        ("localhost:8000/a", "L24", ""),
        ("https://deploy-preview-4--ward.netlify.app/a/", "L24", ""),
    ],
)  # fmt: skip
def test_an_address_that_should_be_another_one_is_found(typed, rule, meant):
    found = indirect_address(typed)
    assert found is not None
    assert (found.rule, found.meant) == (rule, meant)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "https://example.org/?source=utm",
            "https://example.org/a?b&c=",
            "https://example.org/?si=1",
            "https://bit.ly/",
        ),
        *("https://www.google.com/maps?q=https", "https://www.google.com/search?q=a", "https://amp.dev/amp/"),
        *("https://docs.google.com/forms/d/e/1abc/viewform", "https://docs.google.com/document/d/e/1abc/pub"),
        *("https://drive.google.com/file/d/1abc/view", "https://www.notion.so/help/guides", "https://a.notion.site/b"),
        *("https://example.org/proxy/a", "https://proxy.example.org/about", "https://example.org/login?url=/a"),
        *(
            "https://10.example.org/",
            "https://1.1.1.1/",
            "https://localhost.example.org/",
            "https://example.org/local/",
        ),
        *("https://example.org/preview/", "mailto:ada@example.org", "/wp-admin/", "https://[::1", "local:8000/a"),
    ],
)
def test_an_address_that_is_right_is_left_alone(typed):
    assert indirect_address(typed) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/label", "https://example.org/lable"),
        ("www.example.org", "https://example.com/"),
        ("example.org/label", "https://example.org/other"),
        ("ada@example.org", "mailto:ben@example.org"),
        ("116 123", "tel:116124"),
        ("988", "sms:741741"),
        ("<strong>https://example.org/a</strong>", "https://example.org/b"),
        ("doi:10.1000/182", "https://doi.org/10.1000/183"),
    ],
)
def test_a_text_that_is_another_address_is_found(text, address):
    assert text_mismatch(shown_address(text), address)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/label", "http://www.example.org/label/"),
        ("www.example.org", "https://example.org/label?a=b"),
        ("https://example.org/la…", "https://example.org/label"),
        ("https://example.org/label", "https://example.org/label#top"),
        ("https://doi.org/10.1000/A", "https://dx.doi.org/10.1000/a"),
        ("https://example.org/a%20b", "https://example.org/a+b"),
        ("https://example.org/a", "https://web.archive.org/web/2020/https://example.org/a"),
        ("https://example.org/a", "{filename}a.md"),
        ("Booking.com", "https://example.org/book"),
        ("ASP.NET", "https://learn.example.org/aspnet"),
        ("ada@example.org", "https://example.org/contact"),
        ("Ada@example.org", "mailto:ada@example.org?subject=x"),
        ("0131 496 0000", "tel:+441314960000"),
        ("+44 (0)131 496 0000", "tel:+441314960000"),
        ("116&nbsp;123", "tel:116123"),
        ("2026", "https://example.org/2026"),
        ("ring us", "tel:116123"),
        ("10.1000/A", "https://doi.org/10.1000/a"),
        ("10.1000/1", "https://example.org/journal/1"),
    ],
)
def test_a_text_that_is_right_is_left_alone(text, address):
    assert not text_mismatch(shown_address(text), address)
