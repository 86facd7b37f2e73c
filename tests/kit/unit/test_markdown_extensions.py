"""How plugins put their Markdown extensions into the settings, and declare the blocks that these define."""

from itertools import permutations

from hamerkop.blocks import SectionBlockExtension
from hamerkop.figures.markdown_extension import FigureExtension, FigureRegistry
from hamerkop.shared.markdown_extensions import (
    add_markdown_extension,
    declare_block,
    declared_blocks,
    foreign_extensions,
)
from hamerkop.tables import TableExtension

OURS = [SectionBlockExtension({}), FigureExtension(FigureRegistry()), TableExtension()]


def test_extensions_come_behind_those_of_others_in_an_order_of_their_own():
    orders = list(permutations(OURS))
    assert len(orders) == 6
    for order in orders:
        settings = {"MARKDOWN": {"extensions": ["toc", "tables"]}}
        for extension in order:
            add_markdown_extension(settings, extension)
        assert settings["MARKDOWN"]["extensions"] == ["toc", "tables", *OURS]


def test_an_extension_replaces_that_of_the_build_before():
    settings = {"MARKDOWN": {}}
    new = TableExtension()
    for extension in (TableExtension(), OURS[0], new):
        add_markdown_extension(settings, extension)
    assert settings["MARKDOWN"]["extensions"] == [OURS[0], new]


def test_foreign_extensions_are_those_of_others():
    settings = {"MARKDOWN": {"extensions": ["toc", OURS[0], "tables"]}}
    assert foreign_extensions(settings) == ["toc", "tables"]
    assert foreign_extensions({"MARKDOWN": {}}) == []


def test_blocks_are_declared_for_one_build():
    context, other = {}, {}
    declare_block(context, "figure")
    declare_block(context, "chart")
    assert (declared_blocks(context), declared_blocks(other)) == ({"figure", "chart"}, frozenset())
