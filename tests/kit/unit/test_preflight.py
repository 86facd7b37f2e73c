"""What a site needs before it is published, and the page that says so."""

import pytest

from hamerkop.publish.preflight import what_is_wrong_with
from hamerkop.shared.settings import KIT_SETTINGS, describe_type
from tests.plain_site import PROJECT


def test_the_page_on_hosting_has_each_setting_of_the_kit_as_it_is_declared():
    page = (PROJECT / "docs/hosting/settings.md").read_text("utf-8")
    rows = [
        f"| `{row.name}` | {describe_type(row.type)} | `{row.default!r}` | {row.meaning} |"
        for row in KIT_SETTINGS.rows.values()
    ]
    assert "REQUIRED_TO_PUBLISH" in str(rows)
    assert [row for row in rows if row not in page] == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/sub",
        "https://example.org:8443/a/b-c_d/~e",
        "http://localhost:8000",
        "http://127.0.0.1",
        "http://[::1]:8000",
        "https://müller.example/ü",
        "https://xn--mller-kva.example/%C3%BC",
    ],
)
def test_an_address_of_a_site(address):
    assert what_is_wrong_with(address) == ""


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("example.org", "begin it with https://"),
        ("https://", "begin it with https://"),
        ("ftp://example.org", "begin it with https://"),
        ("javascript:alert(1)", "begin it with https://"),
        ("https://exa mple.org", "no spaces or quotes"),
        ("https://exa\nmple.org", "no spaces or quotes"),
        ('https://example.org"onload=x', "no spaces or quotes"),
        ("https://-example.org", "no spaces or quotes"),
        ("https://example..org", "no spaces or quotes"),
        ("https://[1:2]", "no spaces or quotes"),
        ("https://[::.::]/a", "no spaces or quotes"),
        ("https://example.org:port", "no spaces or quotes"),
        ("https://example.org:99999", "no spaces or quotes"),
        ("https://example.org:８０", "no spaces or quotes"),
        ('https://example.org/"><script>', "only a path"),
        ("https://example.org/a b", "only a path"),
        ("https://example.org/100%", "only a path"),
        ("https://example.org/?a=b", "only a path"),
        ("https://example.org/#top", "only a path"),
        ("https://user:pw@example.org", "remove the name and password"),
        ("https://user@example.org", "remove the name and password"),
    ],
)
def test_what_is_no_address_of_a_site(address, advice):
    assert advice in what_is_wrong_with(address)
