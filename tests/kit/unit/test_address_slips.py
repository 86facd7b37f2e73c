"""What is wrong with an address by itself; right ones are in tests/kit/site/test_typed_links.py, too."""

import pytest

from hamerkop.shared.address_slips import is_plain_http, slip_if_dead, slip_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hhttps://example.org", "https://example.org"),
        ("http//example.org", "http://example.org"),
        ("https://http//example.org", "http://example.org"),
        ("https:\\\\example.org\\a", "https://example.org/a"),
        ("mailto:/a@example.org", "mailto:a@example.org"),
        ("email:a@example.org", "mailto:a@example.org"),
        ("https://example.org/a%20", "https://example.org/a"),
        ('"https://example.org/a"', "https://example.org/a"),
        ("{static/a.png", "{static}/a.png"),
        ("[static]a.png", "{static}a.png"),
        ("{ filename }a.md", "{filename}a.md"),
        ("a\\b.html", "a/b.html"),
        ("https://example.org/\na", ""),
        ("https://exa mple.org/", ""),
        ("https:otter", "https://otter"),
        ("http://:80/", ""),
        ("{% post_url otters %}", ""),
        ("{filename a.md", "{filename}a.md"),
        ("{filename: side effects.md}", "{filename}side effects.md"),
        ("{file name}a.md", "{filename}a.md"),
        ("filename/a.md", "{filename}a.md"),
        ("https://example.org/a.", "https://example.org/a"),
        ("https://example.org/a,", "https://example.org/a"),
        ("https://example.org/a%29", "https://example.org/a"),
        ("https://example.org/a”;", "https://example.org/a"),
        ("https://example.org/a…", ""),
        ("https://www.www.example.org/", "https://www.example.org/"),
        ("https://example.cmo/a", "https://example.com/a"),
        ("https://doi.org/https://doi.org/10.1000/1", "https://doi.org/10.1000/1"),
        ("https://ada@example.org", "mailto:ada@example.org"),
        ("doi:10.1000/1", "https://doi.org/10.1000/1"),
        ("tel:116 123", "tel:116123"),
        ("tel:0800-CALL-NOW", "tel:08002255669"),
        ("tel:+44(0)131 496", "tel:+44131496"),
        ("sms: 85258?body=HI", "sms:85258?body=HI"),
        ("tel:", ""),
        ("tel:91l", ""),
        ("tel:116 123 (free)", ""),
        ("phone:116123", "tel:116123"),
        ("mailto: ada@example.org", "mailto:ada@example.org"),
        ("mailto:Ada <ada@example.org>", "mailto:ada@example.org"),
        ("mailto:ada@example.org?subject=a b", "mailto:ada@example.org?subject=a%20b"),
        ("mailto:ada@example", ""),
        ("mailto:ada at example.org", ""),
        ("view-source:https://example.org/", ""),
    ],
)
def test_a_slip_is_found_whatever_the_site_has(typed, meant):
    slip = slip_of(typed)
    assert slip is not None
    assert slip.meant == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("tag:example.org,2026:otter", "static/a.png", "filename.html", "tag/river", "/static/x", "a:b"),
        *("https://example.org/?to=https://example.com", "https://example.org/a,b;c", "https://a_b.example.org/"),
        *("news:otter", "hxxp://example.org", "https://1.2.3.4/", "https://[2001:db8::1]/", "https://example.org./"),
        *(
            "https://en.wikipedia.org/wiki/Act_(1971)",
            "https://en.wikipedia.org/wiki/Jr.",
            "https://example.org/?q=[1]",
        ),
        *(
            "https://example.org/?q=Dr.",
            'https://example.org/?q="a"',
            "https://www.example.org/",
            "https://com.example.org/",
            "https://doi.org/10.1/a",
        ),
        *("tel:+441314960000", "tel:+1-800-555-0199;ext=12", "tel:999", "sms:85258?body=HI there", "tel:*#06#"),
        *(
            "mailto:a@example.org,b@example.org",
            "mailto:?subject=x",
            "mailto:a%40example.org",
            "https://a@b.example.org/c",
        ),
        *("https://example.org/%7B%7D", "web+otter://x", "callto:a", "whatsapp://x"),
    ],
)
def test_what_is_no_slip_is_left_alone(typed):
    assert slip_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("www.example.org", "https://www.example.org"), ("/www.example.org/a", "https://www.example.org/a")),
        *(("example.com?a=b", "https://example.com?a=b"), ("example.org:8080/a", "https://example.org:8080/a")),
        *(
            ("116 123", "tel:116123"),
            ("+441314960000", "tel:+441314960000"),
            ("10.1000/1", "https://doi.org/10.1000/1"),
        ),
        *(("tel.116123", "tel:116123"), ("mailto;a@example.org", "mailto:a@example.org"), ("telephone", None)),
        *(("2026", None), ("12", None), ("10.1/a", None)),
        *(("otters.md", None), ("otters.html", None), ("notes.py", None), ("//example.org/a", None), ("a.b/c", None)),
    ],
)
def test_a_host_is_told_from_a_file(typed, meant):
    slip = slip_if_dead(typed)
    assert (slip.meant if slip else None) == meant


def test_only_other_sites_on_the_web_are_asked_to_encrypt():
    assert [is_plain_http(f"http://{host}/") for host in ("example.com", "localhost:80", "10.0.0.1", "nas")] == [
        *(True, False, False, False)
    ]
    assert not is_plain_http("https://example.com/")
