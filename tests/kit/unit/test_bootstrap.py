"""What `python3 tasks.py …` does and prints on a machine with little on it.

Each test runs a copy of tasks.py and bootstrap.py as programs, in a folder of its own whose path has a space in it. The
.venv is real; pip and ensurepip are small stand-ins on PYTHONPATH that record when they are called.
"""

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import bootstrap

ROOT = Path(bootstrap.ROOT)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are programs of a POSIX system")

PIP = """
import os, pathlib, signal, sys, sysconfig, time

mood = os.environ.get("MOOD")
if mood == "pip outside" and sys.argv[1] == "--python":  # continues inside, as pip itself does
    os.environ["MOOD"] = ""
    os.execv(sys.argv[2], [sys.argv[2], "-m", "pip", *sys.argv[3:]])
if sys.argv[-1] == "--version":
    sys.exit(mood in ["no pip", "pip outside"])
if sys.argv[-2] == "--editable":
    assert {"--no-deps", "--no-build-isolation"} <= set(sys.argv), sys.argv  # so that it needs no network
    with open(os.environ["CALLS"] + ".editable", "a") as calls:
        sys.exit(calls.write(sys.argv[-1]) and 0)
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
if mood == "hangs":
    time.sleep(60)
(packages / "invoke").mkdir(exist_ok=True)
(packages / "invoke" / "main.py").write_text(
    "import os, time\\n"
    "class program:\\n"
    "    def run(words):\\n"
    "        print('ran', words[1:], 'in', os.getcwd(), flush=True)\\n"
    "        time.sleep(60 if os.environ.get('MOOD') == 'long' else 0)\\n"
)
"""

# Takes the place of the commands of hamerkop, which need Pelican.
COMMANDS = """
def _run(arguments, prog):
    import time
    raise_keyboard_interrupt()
    print('ran', arguments, 'in', os.getcwd(), flush=True)
    time.sleep(60 if os.environ.get('MOOD') == 'long' else 0)
    return 0
"""

UV = """#!/bin/sh
if test "$5" = "--require-hashes"; then echo "uv $(basename "$7")" >> "$CALLS"; fi
test "$MOOD" != "uv fails" && shift 4 && exec "$VENV_PYTHON" -m pip "$@"
"""
# What tasks.py and bootstrap.py import before .venv is there.
NEEDED = ["tasks.py", "bootstrap.py", "hamerkop/__init__.py", "hamerkop/cli.py"]
NEEDED += sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "hamerkop" / "shared").glob("*.py"))


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
            "VENV_PYTHON": str(self.folder / ".venv/bin/python"),
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
    for each in (folder / "hamerkop" / "shared", machine / "bin", machine / "modules"):
        each.mkdir(parents=True)
    for name in NEEDED:
        shutil.copy(ROOT / name, folder / name)
    with (folder / "hamerkop" / "cli.py").open("a") as commands:
        commands.write(COMMANDS)
    (folder / "requirements.txt").write_text("# the writer's\n")
    (folder / "requirements-test.txt").write_text("# the writer's and the tests'\n")
    (machine / "modules" / "pip.py").write_text(PIP)
    (machine / "modules" / "ensurepip.py").write_text("raise SystemExit('No module named ensurepip')")
    return Site(folder, machine)


# --- what is answered without the set-up


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"], ["--list"]])
def test_the_tasks_are_listed_in_our_words(site: Site, arguments: list[str]) -> None:
    code, out, err = site.run(*arguments)

    assert (code, err) == (0, "")
    assert out.startswith("usage: python3 tasks.py TASK")
    for task in bootstrap.tasks_in((ROOT / "tasks.py").read_text("utf-8")):
        assert f"\n  {task.name:11}  {task.summary}\n" in out
    assert nothing_is_left(site)


def test_the_list_has_every_task_that_invoke_finds() -> None:
    import tasks

    from_text = [task.name for task in bootstrap.tasks_in((ROOT / "tasks.py").read_text("utf-8"))]
    assert len(from_text) > 8
    assert from_text == [name for name, value in vars(tasks).items() if type(value).__name__ == "Task"]


def test_the_help_of_a_task_names_its_flags(site: Site) -> None:
    code, out, _ = site.run("publish", "--help")

    assert code == 0
    assert "Build the public site and bring it to its host." in out
    assert "--dry-run" in out
    assert "only print what would change" in out
    assert nothing_is_left(site)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], 'there is no task "biuld"; did you mean "build"?'),
        (["deploy"], 'there is no task "deploy"\n\nusage: '),
        (["build", "--pubic"], 'build: there is no flag "--pubic"; did you mean "--public"?'),
        (["build", "test"], 'build: there is no argument "test"'),
        (["serve", "--port"], "serve: --port needs a value"),
        (["serve", "--port", "99999"], 'serve: --port "99999" is not a port; give a number from 1024 to 65535'),
        (["related", "--format=xml"], 'related: --format "xml" is not a format; give table or json'),
        (["test", "--only", "tests/nope"], "test: --only tests/nope: there is no such file or folder"),
        (["test", "--only", "tests/kit/unt"], 'there is no such file or folder; did you mean "tests/kit/unit"?'),
    ],
)
def test_wrong_use_is_one_clear_message_with_the_nearest_name(site: Site, arguments: list[str], message: str) -> None:
    (site.folder / "tests" / "kit" / "unit").mkdir(parents=True)
    code, out, err = site.run(*arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert nothing_is_left(site)


# --- a set-up that succeeds


def test_the_first_run_sets_up_and_then_runs_the_task_in_the_folder(site: Site) -> None:
    code, out, err = site.run("build", "--public")

    assert (code, out) == (0, f"ran ['build', '--public'] in {site.folder}\n")
    assert err == "Setting up .venv (once, about half a minute) …\n"


@pytest.mark.parametrize(
    ("given", "run"),
    [
        (["build", "--json"], ["build", "--json"]),
        (["serve", "--port=9"], ["serve", "--port=8000", "--port=9"]),
        (["publish", "--dry-run"], ["publish", "--dry-run"]),
        (["related"], ["related", "--format=table"]),
    ],
)
def test_a_task_that_only_runs_a_command_does_without_invoke(site: Site, given: list[str], run: list[str]) -> None:
    site.run("build")
    (invoke,) = (site.folder / ".venv").rglob("invoke")
    shutil.rmtree(invoke)

    assert site.run(*given) == (0, f"ran {run} in {site.folder}\n", "")


@pytest.mark.parametrize(
    "text",
    [
        'def a(c):\n    "A."\n    c.run("a")',
        'def a(c):\n    "A."\n    hamerkop("b")',
        'def a(c, b=False):\n    "A."\n    hamerkop("a")',
        'def a(c):\n    "A."\n    hamerkop("a", "--b")',
        'def a(c):\n    "A."\n    hamerkop("a")\n    print()',
        'def a(c):\n    "A."',
    ],
)
def test_a_task_that_does_anything_else_is_run_by_invoke(text: str) -> None:
    assert [task.is_command for task in bootstrap.tasks_in("@task\n" + text)] == [False]


def test_a_parameter_without_a_default_is_an_argument_without_a_flag(capsys) -> None:
    head = '@task(help={"title": "its title"})\ndef new(_c, title, page=False):\n    """Write."""\n'
    text = head + '    hamerkop("new", title, page and "--page")\n'
    (task,) = bootstrap.tasks_in(text)

    assert task.is_command
    assert task.flags == [("title", None, "its title"), ("page", False, "")]
    assert bootstrap.parser_of(task).parse(["--page", "A title"]).title == "A title"
    with pytest.raises(SystemExit):
        bootstrap.parser_of(task).parse([])
    assert "tasks.py new: TITLE is missing" in capsys.readouterr().err


def test_the_second_run_sets_nothing_up_and_says_nothing(site: Site) -> None:
    site.run("build")
    code, _, err = site.run("build", mood="offline")

    assert (code, err, site.calls()) == (0, "", ["requirements.txt"])


def test_the_project_itself_is_installed_without_the_network(site: Site) -> None:
    site.run("build")

    assert site.calls_file.with_name("calls.editable").read_text() == str(site.folder)


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


# --- what is repeated


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


# --- what goes wrong, and what to do


def nothing_is_left(site: Site) -> bool:
    return not list(site.folder.glob(".venv*"))


def test_without_a_network_one_line_says_so_with_pips_words_below(site: Site) -> None:
    code, out, err = site.run("build", mood="offline")
    _, line, words = err.splitlines()

    assert (code, out) == (2, "")
    assert line.endswith("the package index cannot be reached. Go online and run the same command again.")
    assert "Temporary failure in name resolution" in words
    assert nothing_is_left(site)


def test_without_a_network_a_good_venv_stays(site: Site) -> None:
    site.run("build")
    assert site.run("test", mood="offline")[0] == 2
    assert site.run("test", mood="offline")[0] == 2

    assert site.run("build", mood="offline")[0] == 0


def test_ctrl_c_in_the_set_up_is_one_line_and_the_next_call_repeats_it(site: Site) -> None:
    process = site.start("build", mood="hangs")
    wait_for(lambda: bool(site.calls()))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()

    assert (process.returncode, err.splitlines()[1:]) == (130, ["Stopped."])
    assert nothing_is_left(site)
    assert site.run("build")[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("moment", ["parse_core", "execute"])
def test_ctrl_c_while_invoke_works_is_one_line(moment: str) -> None:
    script = f"""
import sys
sys.path.insert(0, {bootstrap.ROOT!r})
import bootstrap
from invoke.program import Program
def interrupted(*values):
    raise KeyboardInterrupt
Program.{moment} = interrupted
sys.exit(bootstrap.run_here(["build"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=bootstrap.ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


def test_ctrl_c_in_a_task_is_one_line(site: Site) -> None:
    site.run("build")
    process = site.start("build", mood="long")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)

    assert (process.communicate()[1], process.returncode) == ("Stopped.\n", 130)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_pips_own_error_is_passed_on(site: Site) -> None:
    code, _, err = site.run("build", mood="broken")

    assert code == 2
    assert "a package could not be installed" in err.splitlines()[1]
    assert err.splitlines()[2:] == ["  ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"]
    assert nothing_is_left(site)


def test_without_ensurepip_and_pip_one_line_names_the_debian_package_and_uv(site: Site) -> None:
    code, _, err = site.run("build", mood="no pip")
    _, line = err.splitlines()

    assert code == 2
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

    assert code == 2
    assert f"{site.folder}/.venv" in line
    assert way_out in line


# --- a Python that is too old

TOO_OLD = "sys.version_info = (3, 9, 18, 'final', 0)"


def test_a_python_that_is_too_old_says_so_in_one_line_with_the_way_out(site: Site) -> None:
    code, out, err = site.run("build", before=TOO_OLD)

    assert (code, out) == (2, "")
    assert err.startswith("This is Python 3.9; Python 3.11 or newer is needed and none is on the PATH. Install one ")
    assert err.count("\n") == 1


def test_a_python_that_is_too_old_hands_over_to_a_newer_one_on_the_path(site: Site) -> None:
    site.put_on_path("python3.14", "#!/bin/sh\nexit 127\n")  # a version manager's name that leads nowhere
    site.put_on_path("python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    assert "ran ['build']" in site.run("build", before=TOO_OLD)[1]


@pytest.mark.parametrize(("file", "version"), [("bootstrap.py", (3, 5)), ("tasks.py", (2, 7))])
def test_an_old_python_can_parse_what_says_that_it_is_too_old(file: str, version: tuple[int, int]) -> None:
    source = (ROOT / file).read_bytes()
    tree = ast.parse(source, feature_version=max(version, (3, 4)))

    # Newer Pythons no longer know what old ones did not know, so the likely things are searched for by name.
    newer: tuple[type[ast.AST], ...] = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.TryStar)
    if version < (3,):
        newer += (ast.Starred, ast.Nonlocal, ast.AsyncFunctionDef, ast.YieldFrom)
        assert source.isascii()
        assert not [
            node for node in ast.walk(tree) if getattr(node, "annotation", None) or getattr(node, "returns", None)
        ]
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.arguments) and node.kwonlyargs]
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]


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
