"""Ctrl-C is one line and status 130, whatever the build is doing, and leaves the last site as it was."""

import pytest

from tests.conftest import PROJECT, TinySite, article

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


@pytest.mark.parametrize(
    ("command", "seconds"), [("build", 0.1), ("build", 0.3), ("build", 0.7), ("build", 1.4), ("related", 0.3)]
)
def test_ctrl_c_after_some_seconds_is_one_line(built, interrupted, command, seconds):
    done = interrupted(built, command, PRESS_AFTER=str(seconds), PYTHONPATH=str(PROJECT))
    if done.returncode:  # else it was finished before
        assert done.returncode == 130
        assert done.stderr in (STOPPED, STOPPED_BUILDING)


def test_ctrl_c_ends_the_preview_and_is_no_failure(built, interrupted):
    done = interrupted(built, "serve", "--port", "0", PRESS_AFTER="6", PYTHONPATH=str(PROJECT))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Stopped.\n")
