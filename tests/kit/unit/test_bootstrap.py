"""Setting up: what someone sees who types `python3 tasks.py …` on a machine with little on it.

Each test runs a copy of bootstrap.py as a program, in a folder of its own whose path has a space in it. The
.venv it makes is real; pip and ensurepip are small stand-ins on PYTHONPATH that write down when they are called.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(bootstrap.ROOT)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are programs of a POSIX system")

TASKS = """
import sys
if __name__ == "__main__":
    import bootstrap
    sys.exit(bootstrap.run(sys.argv[1:]))
"""

PIP = """
import os, pathlib, signal, sys, sysconfig, time

mood = os.environ.get("MOOD")
if mood == "pip outside" and sys.argv[1] == "--python":  # goes on inside, as pip itself does
    os.environ["MOOD"] = ""
    os.execv(sys.argv[2], [sys.argv[2], "-m", "pip", *sys.argv[3:]])
if sys.argv[-1] == "--version":
    sys.exit(mood in ["no pip", "pip outside"])
with open(os.environ["CALLS"], "a") as calls:
    calls.write(pathlib.Path(sys.argv[-1]).name + "\\n")
if mood == "offline":
    print("WARNING: Retrying: Failed to establish a new connection: Temporary failure in name resolution")
    sys.exit("ERROR: No matching distribution found for pelican==4.12.0")
if mood == "broken":
    sys.exit("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\\nsome more words")
packages = pathlib.Path(sysconfig.get_path("purelib"))
if mood == "killed":
    (packages / "half").touch()
    os.kill(os.getppid(), signal.SIGKILL)
    sys.exit()
if mood == "slow":
    time.sleep(0.3)
(packages / "invoke").mkdir(exist_ok=True)
(packages / "invoke" / "__main__.py").write_text("import os, sys; print('ran', sys.argv[1:], 'in', os.getcwd())")
"""

UV = """#!/bin/sh
echo "uv $(basename "$7")" >> "$CALLS"
test "$MOOD" != "uv fails" && exec "$4" -m pip "$7"
"""


class Site:
    """A folder with bootstrap.py in it, and a machine around it to run it on."""

    def __init__(self, folder: Path, machine: Path) -> None:
        self.folder = folder
        self.programs = machine / "bin"
        self.modules = machine / "modules"
        self.calls_file = machine / "calls"

    def start(self, *arguments: str, mood: str = "", before: str = "") -> subprocess.Popen[str]:
        """Start `python3 tasks.py ARGUMENTS`; *before* is Python to run first, to bend that Python."""
        program = ["tasks.py"]
        if before:
            program = ["-c", f"import bootstrap, sys\n{before}\nsys.exit(bootstrap.run(sys.argv[1:]))"]
        machine = {
            "PATH": str(self.programs),
            "PYTHONPATH": str(self.modules),
            "CALLS": str(self.calls_file),
            "MOOD": mood,
        }
        return subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=self.folder,
            env=machine,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, mood: str = "", before: str = "") -> tuple[int, str, str]:
        """Run it to its end; return the exit code and what it printed to stdout and to stderr."""
        process = self.start(*arguments, mood=mood, before=before)
        out, err = process.communicate()
        return process.returncode, out, err

    def calls(self) -> list[str]:
        """Return the sets of pins that were installed so far."""
        return self.calls_file.read_text().split("\n")[:-1] if self.calls_file.exists() else []

    def put_on_path(self, name: str, text: str) -> None:
        """Put a program called *name* on the PATH."""
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder, machine = tmp_path / "a site", tmp_path / "machine"
    for each in (folder, machine / "bin", machine / "modules"):
        each.mkdir(parents=True)
    shutil.copy(ROOT / "bootstrap.py", folder)
    (folder / "tasks.py").write_text(TASKS)
    (folder / "requirements.txt").write_text("# the writer's\n")
    (folder / "requirements-test.txt").write_text("# the writer's and the tests'\n")
    (machine / "modules" / "pip.py").write_text(PIP)
    (machine / "modules" / "ensurepip.py").write_text("raise SystemExit('No module named ensurepip')")
    return Site(folder, machine)


# --- the way it should go


def test_the_first_run_sets_up_and_then_runs_the_task_in_the_folder(site: Site) -> None:
    code, out, err = site.run("build", "--fast")

    assert (code, out) == (0, f"ran ['build', '--fast'] in {site.folder}\n")
    assert err == "Setting up .venv (once, about half a minute) …\n"


def test_the_second_run_sets_nothing_up_and_says_nothing(site: Site) -> None:
    site.run("build")
    code, _, err = site.run("build", mood="offline")

    assert (code, err, site.calls()) == (0, "", ["requirements.txt"])


def test_without_a_task_the_tasks_are_listed(site: Site) -> None:
    assert "ran ['--list']" in site.run()[1]


@pytest.mark.parametrize("task", bootstrap.PINS_OF_TASK)
def test_only_a_task_for_developers_brings_the_test_set(site: Site, task: str) -> None:
    site.run("build")
    site.run(task)
    site.run("build")

    assert site.calls() == ["requirements.txt", "requirements-test.txt"]


def test_whoever_starts_with_the_tests_has_all_a_writer_needs(site: Site) -> None:
    site.run("test")
    site.run("build")

    assert site.calls() == ["requirements-test.txt"]


def test_two_at_once_wait_for_one_another(site: Site) -> None:
    both = [site.start("build", mood="slow") for _ in range(2)]
    said = [process.communicate()[1] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert site.calls() == ["requirements.txt"]
    assert any("waiting for it" in err for err in said)


def test_uv_is_used_where_there_is_one(site: Site) -> None:
    site.put_on_path("uv", UV.replace("basename", shutil.which("basename") or "basename"))

    assert site.run("build")[0] == 0
    assert site.calls()[0] == "uv requirements.txt"


def test_pip_is_used_where_uv_fails(site: Site) -> None:
    site.put_on_path("uv", UV.replace("basename", shutil.which("basename") or "basename"))

    assert site.run("build", mood="uv fails")[0] == 0
    assert site.calls() == ["uv requirements.txt", "requirements.txt"]


# --- what is done again


@pytest.mark.parametrize("pins", ["requirements.txt", "requirements-test.txt"])
def test_new_pins_are_installed(site: Site, pins: str) -> None:
    site.run("test")
    (site.folder / pins).write_text("# newer\n")
    site.run("build")
    site.run("test")

    assert pins in site.calls()[1:]


def test_an_interrupted_set_up_is_redone_from_nothing(site: Site) -> None:
    assert site.run("build", mood="killed")[0] != 0
    assert list(site.folder.rglob("half"))

    assert site.run("build")[0] == 0
    assert not list(site.folder.rglob("half"))


def test_an_interrupted_addition_of_the_test_set_is_redone_from_nothing(site: Site) -> None:
    site.run("build")
    site.run("test", mood="killed")
    assert site.run("build", mood="offline")[0] == 0, "what a writer needs was whole all the time"

    assert site.run("test")[0] == 0
    assert not list(site.folder.rglob("half"))


def test_a_replacement_that_is_killed_gives_the_old_one_back(site: Site) -> None:
    site.run("build")
    (site.folder / "requirements.txt").write_text("# newer\n")
    site.run("build", mood="killed")
    (site.folder / "requirements.txt").write_text("# the writer's\n")

    assert site.run("build", mood="offline")[0] == 0
    assert sorted(path.name for path in site.folder.glob(".venv*")) == [".venv"]


@pytest.mark.parametrize("move", [shutil.move, lambda old, new: shutil.copytree(old, new, symlinks=True)])
def test_a_folder_that_was_moved_or_copied_is_set_up_anew(site: Site, move: Callable[..., object]) -> None:
    site.run("build")
    new_place = site.folder.with_name("another place")
    move(site.folder, new_place)
    site.folder = new_place

    assert site.run("build")[0] == 0
    assert site.calls() == ["requirements.txt"] * 2


def test_a_venv_whose_python_is_gone_is_made_anew(site: Site) -> None:
    site.run("build")
    (site.folder / ".venv/bin/python").unlink()

    assert site.run("build")[0] == 0


def test_a_venv_made_by_another_python_is_made_anew(site: Site) -> None:
    site.run("build")
    site.run("build", before="sys.implementation.cache_tag = 'cpython-399'")

    assert site.calls() == ["requirements.txt"] * 2


# --- what goes wrong, and the way out


def nothing_is_left(site: Site) -> bool:
    return not list(site.folder.glob(".venv*"))


def test_without_a_network_one_line_says_so_with_pips_words_below(site: Site) -> None:
    code, out, err = site.run("build", mood="offline")
    _, line, words = err.splitlines()

    assert (code, out) == (1, "")
    assert line.endswith("the package index cannot be reached. Go online and run the same command again.")
    assert "Temporary failure in name resolution" in words
    assert nothing_is_left(site)


def test_without_a_network_a_good_venv_stays(site: Site) -> None:
    site.run("build")
    assert site.run("test", mood="offline")[0] == 1
    assert site.run("test", mood="offline")[0] == 1

    assert site.run("build", mood="offline")[0] == 0


def test_pips_own_error_is_passed_on(site: Site) -> None:
    code, _, err = site.run("build", mood="broken")

    assert code == 1
    assert "a package could not be installed" in err.splitlines()[1]
    assert err.splitlines()[2:] == ["  ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"]
    assert nothing_is_left(site)


def test_without_ensurepip_and_pip_one_line_names_the_debian_package_and_uv(site: Site) -> None:
    code, _, err = site.run("build", mood="no pip")
    _, line = err.splitlines()

    assert code == 1
    assert "apt install python3-venv" in line
    assert "install uv" in line
    assert nothing_is_left(site)


def test_without_ensurepip_the_pip_of_this_python_will_do(site: Site) -> None:
    assert site.run("build", mood="pip outside")[0] == 0
    assert site.calls() == ["requirements.txt"]


@pytest.mark.parametrize(
    ("number", "way_out"),
    [("EROFS", "work in a copy"), ("EACCES", "make the folder writable"), ("ENOSPC", "free about")],
)
def test_a_folder_that_takes_no_files_is_named_with_the_way_out(site: Site, number: str, way_out: str) -> None:
    refuse = f"""
import errno, os
def mkdir(path): raise OSError(errno.{number}, os.strerror(errno.{number}), path)
os.mkdir = mkdir
"""
    code, _, err = site.run("build", before=refuse)
    _, line = err.splitlines()

    assert code == 1
    assert f"{site.folder}/.venv" in line
    assert way_out in line


# --- a Python that is too old

TOO_OLD = "sys.version_info = (3, 9, 18, 'final', 0)"


def test_a_python_that_is_too_old_says_so_in_one_line_with_the_way_out(site: Site) -> None:
    code, out, err = site.run("build", before=TOO_OLD)

    assert (code, out) == (1, "")
    assert err.startswith("This is Python 3.9; Python 3.11 or newer is needed and none is on the PATH. Install one ")
    assert err.count("\n") == 1


def test_a_python_that_is_too_old_hands_over_to_a_newer_one_on_the_path(site: Site) -> None:
    site.put_on_path("python3.14", "#!/bin/sh\nexit 127\n")  # a version manager's name that leads nowhere
    site.put_on_path("python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    assert "ran ['build']" in site.run("build", before=TOO_OLD)[1]


# tasks.py is read before its first line runs, so it too has to be readable; f-strings are what it may have more.
@pytest.mark.parametrize(("file", "version"), [("bootstrap.py", (3, 5)), ("tasks.py", (3, 6))])
def test_an_old_python_can_read_what_tells_it_that_it_is_too_old(file: str, version: tuple[int, int]) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"), feature_version=version)

    # Newer Pythons no longer know what 3.5 did not know, so the likely ones are looked for by name.
    newer = (ast.JoinedStr, ast.AnnAssign) if version < (3, 6) else ()
    newest = (ast.NamedExpr, ast.Match, ast.TryStar)
    assert not [node for node in ast.walk(tree) if isinstance(node, (*newer, *newest))]


# --- the pins


def pinned(file: str) -> dict[str, str]:
    """Return the version, marker and hashes of each package in *file*, by name."""
    text = re.sub(r"^ *#.*\n?", "", (ROOT / file).read_text("utf-8"), flags=re.MULTILINE)
    entries = re.findall(r"^([\w.-]+)==((?:.*\\\n)*.*)", text, flags=re.MULTILINE)
    return dict(entries)


@pytest.mark.parametrize("file", bootstrap.SETS_IN)
def test_every_pin_has_its_hashes_and_no_line_names_an_index(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")

    assert pinned(file)
    assert all("--hash=sha256:" in rest for rest in pinned(file).values())
    assert not re.search(r"://|^-|^ *--(?!hash)", text, flags=re.MULTILINE)


def test_the_tests_run_with_the_very_packages_that_build_the_site() -> None:
    ours, with_tests = pinned("requirements.txt"), pinned("requirements-test.txt")

    def version_and_hashes(rest: str) -> tuple[str, set[str]]:
        return rest.split()[0], set(re.findall(r"sha256:\w+", rest))

    assert {name: version_and_hashes(rest) for name, rest in ours.items()} == {
        name: version_and_hashes(with_tests[name]) for name in ours
    }
