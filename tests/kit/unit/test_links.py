"""Which addresses are looked at closely."""

from types import SimpleNamespace

from hypothesis import example, given
from hypothesis import strategies as st

from hamerkop.links import _MAY_BE_WRONG, link_problem

CONTENT = SimpleNamespace(get_relative_source_path=lambda: "articles/a.md", url="a/", source_path="a.md", settings={})
CONTEXT = {"SITEURL": "https://example.org", "static_content": {}, "generated_content": {}}
PIECES = ["a", "/", ".md", ".rst", ".m", "d", "#", "?", ":", "//", "file:", "FILE:", "[", "]", "%7B", "filename", "%7D"]
MORE = ["\t", "\n", " ", "@", "℀", "é", ";x", "https://", "mailto:", "{static}", "|tag|", "&", "\\", ".."]


@given(st.lists(st.sampled_from(PIECES + MORE), max_size=8).map("".join))
@example("file.m\td")
@example("fi\nle:///etc/hostname")
def test_an_address_that_is_not_looked_at_has_no_problem(typed):
    assert _MAY_BE_WRONG.search(typed) or link_problem(typed, CONTENT, CONTEXT) is None
