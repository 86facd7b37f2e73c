"""What a site needs before it is published, and the page that says so."""

from hamerkop.shared.settings import KIT_SETTINGS, describe_type
from tests.plain_site import PROJECT


def test_the_page_on_hosting_has_each_setting_of_the_kit_as_it_is_declared():
    page = (PROJECT / "docs/hosting.md").read_text("utf-8")
    rows = [
        f"| `{row.name}` | {describe_type(row.type)} | `{row.default!r}` | {row.meaning} |"
        for row in KIT_SETTINGS.rows.values()
    ]
    assert "REQUIRED_TO_PUBLISH" in str(rows)
    assert [row for row in rows if row not in page] == []
