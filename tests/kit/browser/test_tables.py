"""The columns of a table are aligned as they are typed, although the page's policy forbids style attributes."""

import pytest

from tests.conftest import article

TABLE = "| a | b | c |\n| :-- | :-: | --: |\n| 1 | 2 | 3 |\n"


@pytest.mark.parametrize("by_class", [True, False])
def test_columns_are_aligned(page, build, by_class):
    site = build({"articles/a.md": article("A", TABLE)}, settings={"TABLES_ALIGN_BY_CLASS": by_class})
    page.set_content(site.read("a/index.html"))
    aligned = page.eval_on_selector_all("th, td", "cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    assert aligned == ["start", "center", "end"] * 2
