"""Ctrl-C is one line and status 130, whatever the build is doing, and leaves the last site as it was."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.conftest import CLOCK, PROJECT, TinySite, article

# Python runs this before the command. The signal comes at the first import of a module, at the first opening of a file
# whose path ends so, or after some seconds.
SITECUSTOMIZE = """
import os, signal, sys, threading

def press():
    os.kill(os.getpid(), signal.SIGINT)

def watch(event, values):
    wanted = os.environ.get("PRESS_AT")
    if wanted and (event == "import" and values[0] == wanted or event == "open" and str(values[0]).endswith(wanted)):
        os.environ["PRESS_AT"] = ""
        press()

sys.addaudithook(watch)
timer = threading.Timer(float(os.environ.get("PRESS_AFTER", "60")), press)
timer.daemon = True
timer.start()
"""
STOPPED = "Stopped.\n"
STOPPED_BUILDING = "Stopped; the last site is as it was.\n"


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory):
    """Return ``interrupted(site, command, env)``, which runs a command that gets SIGINT."""
    folder = tmp_path_factory.mktemp("customize")
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE)

    def run(site, *words, **env):
        path = f"{folder}:{env.pop('PYTHONPATH')}"
        shutil.rmtree(site.folder / "__pycache__", ignore_errors=True)  # else siteconf.py itself need not be opened
        return site.run(["-m", "hamerkop", *words, "--settings", "siteconf.py"], PYTHONPATH=path, **env)

    return run


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site that is built, and changed since."""
    site = TinySite(tmp_path_factory.mktemp("interrupted") / "a site", {}, published=False)
    site.write({"articles/a.md": article("A")})
    site.build()
    site.write({"articles/b.md": article("B")})
    return site


@pytest.mark.parametrize(
    ("moment", "line"),
    [
        ("argparse", STOPPED),
        ("hamerkop.build.site", STOPPED),
        ("pelican", STOPPED),
        ("jinja2", STOPPED),
        ("siteconf.py", STOPPED_BUILDING),
        ("articles/b.md", STOPPED_BUILDING),
        ("templates/article.html", STOPPED_BUILDING),
        ("b/index.html", STOPPED_BUILDING),
    ],
)
def test_ctrl_c_at_any_moment_is_one_line(built, interrupted, moment, line):
    before = built.bytes()
    done = interrupted(built, "build", PRESS_AT=moment, PYTHONPATH=str(PROJECT))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", line)
    assert built.bytes() == before
    assert [path.name for path in built.folder.iterdir() if path.name.startswith(".output.") and path.is_dir()] == []


@pytest.mark.parametrize("command", ["build", "related"])
def test_ctrl_c_after_some_seconds_is_one_line(built, interrupted, command):
    stopped = 0
    for seconds in (0.1, 0.3, 0.7, 1.4):
        done = interrupted(built, command, PRESS_AFTER=str(seconds), PYTHONPATH=str(PROJECT))
        if done.returncode:  # else it was finished before
            stopped += 1
            assert done.returncode == 130
            assert done.stderr in (STOPPED, STOPPED_BUILDING)
    assert stopped, "no signal came before the command was finished"


def test_ctrl_c_ends_the_preview_and_is_no_failure(built):
    process = subprocess.Popen(
        [sys.executable, "-m", "hamerkop", "serve", "--port", "0", "--settings", "siteconf.py"],
        cwd=built.folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while not process.stdout.readline().startswith("Serving "):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert (process.communicate(), process.returncode) == (("\nStopped.\n", ""), 0)
