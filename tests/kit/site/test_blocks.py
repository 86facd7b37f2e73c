"""Blocks in a whole site: problems with their fences are reported, and blocks of other extensions are left to them."""

from tests.plain_site import PlainSite

POST = "Title: A\nDate: 2026-01-02\n\n"
DETAILS = 'MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}, "pymdownx.blocks.details": {}}}\n'


def plain(tmp_path, body, plugins=("hamerkop.blocks",)):
    return PlainSite(tmp_path, PLUGINS=list(plugins)).write({"content/a.md": POST + body})


def test_a_problem_is_reported_at_its_line(tmp_path):
    printed = plain(tmp_path, "/// asks | Who?\n\nText.\n").build(check=False)
    assert 'content/a.md:4:1  M01  no block is called "asks"; did you mean "ask"?' in printed
    assert 'content/a.md:4:1  M02  block "asks" is never closed; add a line of ///' in printed


def test_the_setting_replaces_the_blocks(tmp_path):
    site = plain(tmp_path, "/// aside\n\nText.\n\n///\n\n/// ask\n\nText.\n\n///\n")
    printed = site.build('BLOCKS = {"aside": "By the way"}\n', check=False)
    assert 'no block is called "ask"' in printed
    assert '<section class="block aside">\n<h2>By the way</h2>' in site.read("a.html")


def test_a_block_of_another_markdown_extension_is_known(tmp_path):
    site = plain(tmp_path, "/// details | More\n\nText.\n\n///\n\n/// ask\n\nText.\n\n///\n")
    printed = site.build(DETAILS)
    assert "  M0" not in printed
    assert "<summary>More</summary>" in site.read("a.html")
    assert '<section class="block ask">' in site.read("a.html")


def test_a_block_that_another_extension_defines_is_its_own(tmp_path):
    for number, plugins in enumerate(
        [("hamerkop.blocks", "hamerkop.figures"), ("hamerkop.figures", "hamerkop.blocks")]
    ):
        body = "/// figure | x\n\nText.\n\n///\n\n/// details | More\n\nText.\n\n///\n"
        site = plain(tmp_path / str(number), body, plugins)
        printed = site.build(DETAILS + 'BLOCKS = {"figure": "Mine", "details": "Mine"}\n', check=False)
        assert 'pelicanconf.py:7:11  X04  BLOCKS: another extension defines the block "figure"; remove it' in printed
        assert 'pelicanconf.py:7:29  X04  BLOCKS: another extension defines the block "details"; remove it' in printed
        assert '<figure class="block figure">' in site.read("a.html")
        assert "<summary>More</summary>" in site.read("a.html")


def test_a_name_that_no_fence_can_open_is_a_problem_of_the_settings(tmp_path):
    printed = plain(tmp_path, "Text.\n").build('BLOCKS = {"Two words": ""}\n', check=False)
    assert "X02  BLOCKS is {'Two words': ''}; the name \"Two words\" needs small letters" in printed


def test_indented_text_below_a_fence_is_an_error_and_is_published(tmp_path):
    site = plain(tmp_path, "/// do\n    - Bring water\n    - Rest\n\n///\n")
    printed = site.build(check=False)
    assert 'content/a.md:5:5  M04  is read as an option of the block "do", and is none; leave a line empty' in printed
    assert "Bring water" in site.read("a.html")
    assert '<section class="block do">' in site.read("a.html")
