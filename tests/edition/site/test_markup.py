"""The checker html-validate finds nothing in the publication's pages; the Nu checker is run in test_edition.py."""

import pytest

from tests.expectations import expect_none
from tests.html_validate import problems_in_pages


@pytest.mark.checker
@pytest.mark.parametrize("build", ["edition", "published"])
def test_html_validate_finds_nothing(request, tmp_path, build):
    expect_none(problems_in_pages(request.getfixturevalue(build).output, tmp_path))
