"""The address of a link: its kind, and the file in the content folder that it means."""

import pytest

from hamerkop.shared.link_targets import parse_address, path_under_content


class Source:
    """The one thing of an article that the resolver asks."""

    def __init__(self, path):
        self.path = path

    def get_relative_source_path(self):
        return self.path


@pytest.mark.parametrize(
    ("typed", "kind", "rest"),
    [
        ("{filename}a.md#top", "filename", "a.md#top"),
        ("|static|/x.png", "static", "/x.png"),
        ("https://example.org/{x}", "", "https://example.org/{x}"),
        ("", "", ""),
        ("{index}", "index", ""),
    ],
)
def test_an_address_has_a_kind_where_it_begins_with_one(typed, kind, rest):
    assert parse_address(typed) == (kind, rest)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("b.md", "articles/b.md"),
        ("../pages/b.md#top", "pages/b.md"),
        ("/pages/b.md?x=1", "pages/b.md"),
        ("a%20b.md", "articles/a b.md"),
    ],
)
def test_a_path_begins_at_the_folder_of_its_source_or_at_the_content_folder(address, path):
    assert path_under_content(address, Source("articles/a.md")) == path


def test_a_malformed_address_is_an_error():
    with pytest.raises(ValueError, match="IPv6"):
        path_under_content("http://[", Source("a.md"))
