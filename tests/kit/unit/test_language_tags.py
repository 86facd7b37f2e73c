"""Language tags in the case that RFC 5646 recommends."""

import pytest

from hamerkop.shared.language_tags import language_tag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("en-gb", "en-GB"),
        ("en_GB", "en-GB"),
        ("de", "de"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-nedis", "sl-nedis"),
        # after a singleton nothing is a region or a script
        ("en-x-us", "en-x-us"),
        ("de-de-u-co-phonebk", "de-DE-u-co-phonebk"),
        ("x-whatever", "x-whatever"),
    ],
)
def test_region_and_script_have_their_usual_case(code, tag):
    assert language_tag(code) == tag
