"""On a terminal a build that takes a while shows how far it is; anywhere else it prints its report only."""

import os
import pty
import subprocess
import sys

import pytest

from tests.plain_site import CLOCK, PROJECT, PlainSite

FILES = {f"content/{number}.md": f"Title: {number}\nDate: 2026-01-02\n\nText {number}.\n" for number in range(20)}
# As if a second had passed, and as if each file took long.
AT_ONCE = "progress_bar.SECONDS_BEFORE = progress_bar.SECONDS_BETWEEN = 0"
RUN = (
    "import sys; from hamerkop import cli; from hamerkop.build import progress_bar; {}; "
    "sys.exit(cli.main(sys.argv[1:]))"
)
NOTING = """
from pelican import signals
def note(content):
    print("a plugin speaks")
def register():
    signals.content_object_init.connect(note)
"""


@pytest.fixture
def site(tmp_path):
    made = PlainSite(tmp_path)
    return made.write(FILES | {"pelicanconf.py": made.settings_text})


def build(site, *flags, setting=AT_ONCE, **env):
    """Build with a terminal for standard error; return what was printed there, and the report."""
    terminal, its_end = pty.openpty()
    own = {"PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK, "TERM": "xterm-256color", "COLUMNS": "80"}
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")} | own | env
    command = [sys.executable, "-c", RUN.format(setting), "build", *flags]
    with subprocess.Popen(command, cwd=site.folder, env=environment, stdout=subprocess.PIPE, stderr=its_end) as process:
        os.close(its_end)
        shown = b""
        while part := read(terminal):
            shown += part
        assert process.stdout is not None
        report = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0
    return shown.decode(), report.decode()


def read(terminal):
    """Return what comes next from a terminal; b"" at its end, which is an error on Linux."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_the_bar_counts_what_is_read_and_written_and_goes_away(site):
    shown, report = build(site)
    assert "Reading" in shown
    assert "20 of 20" in shown
    assert "Writing" in shown
    assert shown.endswith("\x1b[1A\x1b[2K"), "the last line is not removed"
    assert "Reading" not in report
    assert report.rstrip().rpartition("\n  sha256 of the site: ")[0].endswith("files in output/")


def test_files_that_pelican_reads_itself_are_counted(site):
    site.write({"noting.py": NOTING, "pelicanconf.py": site.settings_text + "PLUGINS = ['noting']\n"})
    shown, report = build(site)
    assert "Reading" in shown
    assert "20" in shown
    assert report.count("a plugin speaks") >= 20, "what a plugin prints goes where it was sent"


def test_a_quick_build_shows_nothing_and_imports_nothing_for_it(site):
    no_import = "sys.modules['rich.progress'] = None"
    assert build(site, setting=f"progress_bar.SECONDS_BEFORE = 1000; {no_import}")[0] == ""


@pytest.mark.parametrize(("flags", "env"), [(["--json"], {}), ([], {"CI": "true"}), ([], {"TERM": "dumb"})])
def test_where_nobody_watches_there_is_no_bar(site, flags, env):
    assert build(site, *flags, **env)[0] == ""


def test_without_colours_if_they_are_not_wanted(site):
    assert "\x1b[3" in build(site)[0]
    assert "\x1b[3" not in build(site, NO_COLOR="1")[0]


def test_in_a_pipe_only_the_report_is_printed(site):
    own = {"PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK}
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(AT_ONCE), "build"],
        cwd=site.folder, env={**os.environ, **own}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
