"""What `python3 tasks.py` installs beside Python: the commands `hamerkop` and `pelican`, which find the package."""

import os
import subprocess
import sys
from pathlib import Path

import hamerkop
from tests.plain_site import PlainSite
from tests.programs import need


def run(name, *arguments, folder):
    """Run a program of this environment from *folder*, without any help to find the package."""
    program = Path(sys.executable).with_name(name)
    installed = Path(sys.executable).with_name("hamerkop")
    need(installed.exists(), "the command hamerkop", "run the tests with `python3 tasks.py test`")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([program, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_command_hamerkop_is_installed(tmp_path):
    assert run("hamerkop", "--version", folder=tmp_path) == f"hamerkop {hamerkop.__version__}\n"


def test_the_command_pelican_finds_the_plugins(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.corrections"], TIMEZONE="UTC")
    site.write({"content/a.md": "Title: A\nDate: 2026-01-02\n\nWords.\n", "pelicanconf.py": site.settings_text})
    run("pelican", "--fatal", "errors", "-s", "pelicanconf.py", folder=tmp_path)
    assert "Words." in site.read("a.html")
