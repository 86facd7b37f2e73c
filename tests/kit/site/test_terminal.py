"""Whatever the standard streams, the umask and the signals are: at most one line about it, and never a traceback."""

import os
import stat
import subprocess
import sys

import pytest

from tests.plain_site import CLOCK, PROJECT, PlainSite

POST = "Title: Otters\nDate: 2026-01-02\n\nOtters live by rivers.\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK, "PYTHON": sys.executable}
STREAMS = {
    "a pipe that nobody reads": "| true",
    "a pipe that is read a little": "| head -c 1 > /dev/null",
    "a full disk": "> /dev/full",
    "a full disk for both": "> /dev/full 2>&1",
    "no standard output": ">&-",
    "no standard error": "2>&-",
    "no streams": "<&- >&- 2>&-",
}


@pytest.fixture
def site(tmp_path):
    made = PlainSite(tmp_path, TIMEZONE="UTC").write({"content/otters.md": POST})
    (tmp_path / "pelicanconf.py").write_text(made.settings_text, "utf-8")
    return made


def shell(site, line):
    command = ["bash", "-c", line]
    return subprocess.run(command, cwd=site.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("command", "how"), [*(("build", how) for how in STREAMS), ("related", "a full disk"), ("related", "no streams")]
)
def test_streams_that_cannot_be_written(site, command, how):
    done = shell(site, f'"$PYTHON" -m hamerkop {command} {STREAMS[how]}')
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if "hamerkop" in line]) <= 1
    if command == "build":
        assert "Otters live by rivers." in site.read("otters.html"), "the report failed, not the build"


def test_a_full_disk_for_the_report_is_named(site):
    done = shell(site, '"$PYTHON" -m hamerkop build > /dev/full')
    assert (done.returncode, done.stderr) == (2, "hamerkop: the output: No space left on device\n")


def test_a_host_can_read_what_was_built_under_any_umask(site):
    site.write({"content/images/otter.txt": "secret no more"})
    (site.folder / "content/images/otter.txt").chmod(0o600)
    done = shell(site, 'umask 077; "$PYTHON" -m hamerkop build')
    assert done.returncode == 0
    paths = [site.output, *site.output.rglob("*")]
    assert len(paths) > 5
    needed = {path: 0o555 if path.is_dir() else 0o444 for path in paths}
    assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & needed[path] != needed[path]] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys\nsys.exit('no otters today')", "hamerkop: no otters today\n"),
        ("import sys\nsys.exit()", "hamerkop: stopped by sys.exit()\n"),
    ],
)
def test_a_settings_file_that_ends_the_program_is_heard(site, code, said):
    (site.folder / "pelicanconf.py").write_text(code, "utf-8")
    done = site.run(["-m", "hamerkop", "build"])
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


FAILS = """
import sys
from hamerkop import cli
cli.COMMANDS[0] = cli.COMMANDS[0]._replace(run=lambda *_: {}["otter"])
sys.exit(cli.main(sys.argv[1:]))
"""


def test_what_no_command_expects_is_one_line_and_can_be_traced(site):
    done = site.run(["-c", FAILS, "build"])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "hamerkop: KeyError: 'otter' (<string>:4); this is a fault of the program\n"
    traced = subprocess.run(
        [sys.executable, "-c", FAILS, "build", "--traceback"],
        cwd=site.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert traced.stderr.startswith("Traceback (most recent call last):\n")
