"""The command `hamerkop`: what it answers by itself, and its exit status."""

import subprocess
import sys
import threading

import pytest

import hamerkop
from hamerkop import cli
from tests.plain_site import PROJECT


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder with two settings files."""
    monkeypatch.chdir(tmp_path)
    for name in ("pelicanconf.py", "publishconf.py"):
        (tmp_path / name).write_text("")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_every_command(arguments, capsys):
    assert cli.main(arguments) == 0
    printed = capsys.readouterr().out
    assert [name for name in ("build", "serve", "related", "publish") if f"\n  {name:7}  " not in printed] == []


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_each_command_has_help_of_its_own(command, capsys):
    assert cli.main([command.name, "--help"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: hamerkop {command.name} ")
    assert command.summary in printed
    assert ("--settings FILE" in printed) == (command.name != "explain")


def test_the_version_is_that_of_the_package(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"hamerkop {hamerkop.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["biuld"], 'hamerkop: there is no command "biuld"; did you mean "build"?\n'),
        (["nonsense"], 'hamerkop: there is no command "nonsense"\n\nusage: '),
        (["build", "--pubic"], 'hamerkop build: there is no flag "--pubic"; did you mean "--public"?\n'),
        (["build", "--pub"], 'there is no flag "--pub"'),
        (["build", "--setting=x.py"], 'there is no flag "--setting=x.py"; did you mean "--settings"?'),
        (["build", "content"], 'hamerkop build: there is no argument "content"\n'),
        (["new", "A", "title"], 'there is no argument "title"; put what has spaces in quotes'),
        (["new"], "hamerkop new: TITLE is missing"),
        (["new", "--pubished"], 'hamerkop new: there is no flag "--pubished"; did you mean "--published"?\nSee: '),
        (["move", "--dryrun", "a"], 'hamerkop move: there is no flag "--dryrun"; did you mean "--dry-run"?\nSee: '),
        (["serve", "--prot", "--port"], 'hamerkop serve: there is no flag "--prot"; did you mean "--port"?\nSee: '),
        (["build", "--settings"], "hamerkop build: --settings needs a value\n"),
        (["build", "--settings", "nope.py"], "--settings nope.py: there is no such file; "),
        (["serve", "--port"], "hamerkop serve: --port needs a value\nSee: hamerkop serve --help\n"),
        (["serve", "--port", "99999"], '--port "99999" is not a port; give a number from 1024 to 65535\n'),
        (["serve", "--port", "-1"], "--port "),
        (["serve", "--port", "eighty"], '--port "eighty" is not a port'),
        (
            ["serve", "--at", "tomorrow"],
            '--at "tomorrow" is not a day; write the year, month and day, such as 2027-03-01\n',
        ),
        (["serve", "--at", "2027-02-30"], '--at "2027-02-30" is not a day'),
        (["serve", "--at", "20270301"], '--at "20270301" is not a day'),
        (
            ["related", "--format", "tabel"],
            '--format "tabel" is not a format; give table or json; did you mean "table"?',
        ),
    ],
)
def test_wrong_use_is_one_message_with_the_nearest_name_and_status_2(arguments, message, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


@pytest.mark.parametrize("command", [["build"], ["build", "--public"], ["serve"], ["related"], ["publish"]])
def test_a_folder_without_a_settings_file_is_named_before_any_work(command, tmp_path, monkeypatch, capsys):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert cli.main(command) == 2
    name = "publishconf.py" if command[-1] in ("--public", "publish") else "pelicanconf.py"
    assert (
        f"there is no {name} in this folder; go to the site's folder, or give --settings FILE"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("port", ["８０８０", "²", "80a", "-1", "65536", " 80", "+80", "8_0", ""])
def test_what_is_no_port_is_wrong_use(port, capsys):
    assert cli.main(["serve", f"--port={port}"]) == 2
    assert f'"{port}" is not a port' in capsys.readouterr().err


def test_messages_name_the_program_that_was_called(capsys):
    assert cli.main(["serve", "--port"], prog="tasks.py") == 2
    assert capsys.readouterr().err.startswith("tasks.py serve: --port needs a value\n")


# Prints which of the slow modules are there once the help is printed, and the processor time.
HELP = """
import resource, sys
from hamerkop import cli
cli.main(["build", "--help"])
used = resource.getrusage(resource.RUSAGE_SELF)
print("pelican" in sys.modules, used.ru_utime + used.ru_stime, file=sys.stderr)
"""


def test_help_is_answered_without_importing_pelican():
    done = subprocess.run([sys.executable, "-c", HELP], cwd=PROJECT, capture_output=True, text=True, check=True)
    imported, seconds = done.stderr.split()
    assert imported == "False"
    assert float(seconds) < 0.3


def test_progress_is_shown_without_a_thread_for_a_process_that_has_one_cannot_be_copied(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.delenv("CI", raising=False)
    before = threading.active_count()
    with cli.shown_progress():
        assert threading.active_count() == before
