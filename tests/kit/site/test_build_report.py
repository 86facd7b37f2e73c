"""A build says what it has read and written anew, and why it was everything."""

import pytest

from tests.reported_site import ReportedSite


@pytest.fixture
def site(tmp_path):
    return ReportedSite(tmp_path)


def work(site, *flags):
    """Build, and return what that has done."""
    return site.data(*flags)["work"]


def test_the_first_build_counts_what_it_reads_and_writes(site):
    done = work(site)
    assert (done["files_read"], done["files_kept"], done["pages_kept"]) == (6, 0, 0)
    assert done["pages_written"] > 6
    assert done["reasons"] == []
    assert done["search_seconds"] is None
    assert site.printed("--clean")[2] == f"  6 files read, {done['pages_written']} pages and feeds written"


def test_a_build_of_nothing_new_reads_and_writes_nothing(site):
    pages = work(site)["pages_written"]
    assert site.printed()[2] == f"  0 of 6 files read, 0 of {pages} pages and feeds written"


def test_one_edit_is_one_file_read_and_the_pages_that_show_it(site):
    site.printed()
    site.add("content/3.md", "More.\n")
    done = work(site)
    assert (done["files_read"], done["files_kept"]) == (1, 5)
    assert min(done["pages_written"], done["pages_kept"]) > 0


def test_a_setting_that_changed_is_named(site):
    site.printed()
    site.add("pelicanconf.py", "SITENAME = 'Other'\n")
    assert "  everything was read and written again: the setting SITENAME changed" in site.printed()
    site.add("pelicanconf.py", "# a comment\n")
    assert "  everything was read and written again: pelicanconf.py changed" in site.printed()
    assert not any("again" in line for line in site.printed())


def test_a_variable_of_the_environment_that_changed_is_named(site):
    site.printed(TZ="UTC")
    line = "  everything was read and written again: the environment variable TZ changed"
    assert line in site.printed(TZ="Europe/Oslo")
    assert line not in site.printed("--clean", TZ="UTC")


def test_a_template_that_changed_is_named(tmp_path):
    site = ReportedSite(tmp_path, {"theme/templates/tag.html": "{{ tag }}"}, THEME="theme")
    site.printed()
    site.add("theme/templates/tag.html", "!")
    lines = site.printed()
    assert "  all pages were written again: theme/templates/tag.html changed" in lines
    assert lines[2].startswith("  0 of 6 files read, ")


PLUGIN = """
from pelican import signals
def note(content):
    pass
def register():
    signals.content_object_init.connect(note)
"""


def test_a_plugin_that_takes_part_in_reading_is_named(tmp_path):
    site = ReportedSite(tmp_path, {"noting.py": PLUGIN}, PLUGINS=["noting"])
    for _ in range(2):
        assert "  every build reads all files: noting.note takes part" in site.printed()


def test_a_link_that_moves_files_is_named(tmp_path):
    site = ReportedSite(
        tmp_path, {"content/7.md": "Title: 7\nDate: 2026-01-09\n\n![a]({attach}a.png)\n", "content/a.png": b"a"}
    )
    assert "  every build writes all pages: {attach} moves files while pages are written" in site.printed()


def test_a_setting_that_cannot_be_compared_is_named(tmp_path):
    site = ReportedSite(tmp_path)
    site.add("pelicanconf.py", "MENU = iter([1])\n")
    [line] = [line for line in site.printed() if "MENU" in line]
    assert line.startswith("  no build keeps anything for the next one: the setting MENU has a value of the type ")
