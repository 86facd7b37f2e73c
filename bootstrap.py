"""Makes .venv with the pinned packages, once, and runs a task of tasks.py in it.

`python3 tasks.py NAME` comes here first. Standard library only, and no syntax newer than Python 3.5 (no f-strings, no
annotated variables), so that a Python that is too old gets as far as saying so. Help and wrong use are answered without
.venv.

There are two sets of pins: requirements.txt is what a writer needs, requirements-test.txt has the same pins and those
of the tests. A stamp for each, written last, says that the set is in .venv, completely.
"""

import ast
import collections
import contextlib
import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys

TYPE_CHECKING = False  # typing, which has it, is too much to import for a second run
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hamerkop.cli import Parser

WRITER_PINS = "requirements.txt"
TEST_PINS = "requirements-test.txt"

# A task that is not in this table needs the writer's pins only.
PINS_OF_TASK = {
    "test": TEST_PINS,  # pytest, Playwright
    "lint": TEST_PINS,  # ruff, mypy
    "lighthouse": TEST_PINS,  # Playwright
    "screenshots": TEST_PINS,  # Playwright
}

SETS_IN = {WRITER_PINS: [WRITER_PINS], TEST_PINS: [WRITER_PINS, TEST_PINS]}
HOW_LONG = {WRITER_PINS: "about half a minute", TEST_PINS: "about a minute"}

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
REPLACED = os.path.join(ROOT, ".venv.before")  # the last .venv, until the new one is whole
UNFINISHED = os.path.join(VENV, "unfinished")  # there while packages are being added to a good .venv
ON_WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if ON_WINDOWS else os.path.join(VENV, "bin", "python")

# If pip or uv prints one of these, the network is the reason, whatever its last line is.
NETWORK_WORDS = ["connection", "name resolution", "dns error", "timed out", "unreachable", "proxy", "certificate"]

# What installs this checkout itself, so that .venv/bin/hamerkop and .venv/bin/pelican find the package. It needs no
# network: its build tool is one of the pins.
THIS_PROJECT = ["--no-deps", "--no-build-isolation", "--editable", ROOT]

FAILED = 2  # the exit status of a set-up that failed; 1 is the status of a task that found something wrong

SECONDS_TO_REPORT = 15  # a set-up that takes longer says so, at this interval

ADVICE = {
    errno.EACCES: "make the folder writable, or work in a copy of it",
    errno.EPERM: "make the folder writable, or work in a copy of it",
    errno.EROFS: "the disk is read-only: work in a copy of the folder",
    errno.ENOSPC: "the disk is full: free about 300 MB",
}


# The first argument of this program in .venv where the rest is for the command `hamerkop`, not for Invoke.
AS_COMMAND = "--as-command"

# A task: its name, what it does in one sentence, its flags, and whether it only runs the command of its name.
Task = collections.namedtuple("Task", ["name", "summary", "flags", "is_command"])
Flag = collections.namedtuple("Flag", ["name", "default", "help"])  # default None: an argument without a flag


class SetUpError(Exception):
    """The set-up cannot continue; the message says why and what to do."""


def run(arguments: "list[str]") -> int:
    """Run the task that *arguments* name, after the set-up that it needs; return the exit status.

    Where the system allows it this does not return: the process becomes the task.
    """
    try:
        if sys.version_info < OLDEST_PYTHON:
            return become([newer_python(), os.path.join(ROOT, "tasks.py"), *arguments])
        status = answer(arguments)
        if status is not None:
            return status
        pins = PINS_OF_TASK.get(arguments[0], WRITER_PINS)
        if not is_ready(pins):
            set_up(pins)
        os.chdir(ROOT)
        block_interrupts()
        return become([PYTHON, os.path.join(ROOT, "bootstrap.py"), *in_venv(arguments)])
    except SetUpError as error:
        say(str(error))
        return FAILED
    except BrokenPipeError:  # what reads this, such as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        say(message_of(error))
        return FAILED


def run_here(arguments: "list[str]") -> int:
    """Run the task that *arguments* name in this process, that of .venv; return the exit status."""
    from hamerkop.shared.interrupts import raise_keyboard_interrupt, stop_at_once

    stop_at_once()
    unblock_interrupts()
    if arguments[:1] == [AS_COMMAND]:
        from hamerkop import cli

        return cli.main(arguments[1:], prog="tasks.py")
    from invoke.main import program

    raise_keyboard_interrupt()
    try:
        program.run(["tasks.py", *arguments])
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except SystemExit as end:  # Invoke ends so after Ctrl-C too, without a word
        if isinstance(end.__context__, KeyboardInterrupt):
            say("Stopped.")
            return 130
        raise
    return 0


def block_interrupts() -> None:
    """Keep Ctrl-C waiting until :func:`unblock_interrupts`: Python cannot handle it while it starts."""
    if not ON_WINDOWS:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])


def unblock_interrupts() -> None:
    """Handle Ctrl-C, also if it was pressed meanwhile."""
    if not ON_WINDOWS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def answer(arguments: "list[str]") -> "int | None":
    """Print help, or what is wrong with *arguments*, and return the exit status; None if a task is to be run."""
    import hamerkop
    from hamerkop.shared.problems import did_you_mean

    tasks = all_tasks()
    if not arguments or arguments[0] in ("-h", "--help", "help", "-l", "--list"):
        print(list_of(tasks), flush=True)
        return 0
    if arguments[0] == "--version":
        print("hamerkop", hamerkop.__version__)
        return 0
    task = next((task for task in tasks if task.name == arguments[0]), None)
    if task is None:
        nearest = did_you_mean(arguments[0], [task.name for task in tasks])
        say('tasks.py: there is no task "{}"{}\n\n{}'.format(arguments[0], nearest, list_of(tasks)))
        return 2
    try:
        parser_of(task).parse(arguments[1:])
    except SystemExit as end:  # its help or its message is printed
        return int(end.code or 0)
    return None


def all_tasks() -> "list[Task]":
    """Return the tasks of this project."""
    return tasks_in(read(os.path.join(ROOT, "tasks.py")))


def in_venv(arguments: "list[str]") -> "list[str]":
    """Return the arguments for :func:`run_here`: without Invoke, 0.1 s, if the task does nothing but run a command."""
    task = next(task for task in all_tasks() if task.name == arguments[0])
    if not task.is_command:
        return arguments
    defaults = ["{}={}".format(flag_of(name), default) for name, default, _ in task.flags if default]
    return [AS_COMMAND, task.name, *defaults, *arguments[1:]]  # of a flag that is given twice the last counts


def flag_of(name: str) -> str:
    """Return how the parameter *name* of a task is typed."""
    return "--" + name.replace("_", "-")


def tasks_in(text: str) -> "list[Task]":
    """Return the tasks in the text of tasks.py, which cannot be imported without Invoke, in their order."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [task_of(node) for node in functions if any("task" in ast.dump(each) for each in node.decorator_list)]


def task_of(function: ast.FunctionDef) -> Task:
    """Return the task that a function decorated with `@task` is; its first parameter is Invoke's context."""
    keywords = [each for decorator in function.decorator_list for each in getattr(decorator, "keywords", [])]
    meanings = dict(*[ast.literal_eval(each.value) for each in keywords if each.arg == "help"])
    names = [argument.arg for argument in function.args.args[1:]]
    defaults = [ast.literal_eval(default) for default in function.args.defaults]
    defaults = [None] * (len(names) - len(defaults)) + defaults  # Python has those of the last parameters
    flags = [Flag(name, default, meanings.get(name, "")) for name, default in zip(names, defaults)]
    summary = (ast.get_docstring(function) or "").split("\n")[0]
    return Task(function.name, summary, flags, is_command(function.body[1:], function.name, flags))


def is_command(statements: "list[ast.stmt]", name: str, flags: "list[Flag]") -> bool:
    """Return whether *statements* only call `hamerkop(name, ...)` with the flags of the task."""
    call = getattr(statements[0], "value", None) if len(statements) == 1 else None
    if call is None or getattr(getattr(call, "func", None), "id", None) != "hamerkop":
        return False
    texts = [str(node.value) for node in ast.walk(call) if isinstance(node, ast.Constant)]
    wanted = [flag_of(flag.name) for flag in flags if flag.default is not None]
    return texts[:1] == [name] and sorted(texts[1:]) == sorted(wanted)


def parser_of(task: Task) -> "Parser":
    """Return a parser for the arguments of *task*, which are then given to Invoke as they are."""
    from hamerkop.cli import Parser, check_format, port_number, report_format

    format_type = check_format if task.name == "check" else report_format
    types = {"port": port_number, "format": format_type, "only": path_of_tests}
    parser = Parser("tasks.py " + task.name, task.summary)
    for name, default, meaning in task.flags:
        flag = flag_of(name)
        if default is None:
            parser.argument(name, meaning)
        elif default is False:
            parser.flag(flag, action="store_true", help=meaning)
        else:
            meaning += " (default: {})".format(default) if default else ""
            parser.flag(flag, type=types.get(name, str), metavar=name.upper(), help=meaning)
    return parser


def path_of_tests(text: str) -> str:
    """Return *text*, the path of tests below the project. Raises argparse.ArgumentTypeError if there are none."""
    from argparse import ArgumentTypeError

    from hamerkop.shared.problems import did_you_mean

    if os.path.exists(os.path.join(ROOT, text.split("::")[0])):
        return text
    folders = [(folder, names + files) for folder, names, files in os.walk(os.path.join(ROOT, "tests"))]
    paths = [os.path.relpath(os.path.join(folder, name), ROOT) for folder, names in folders for name in names]
    raise ArgumentTypeError("{}: there is no such file or folder{}".format(text, did_you_mean(text, paths)))


def list_of(tasks: "list[Task]") -> str:
    """Return the list of tasks that a person reads."""
    width = max(len(task.name) for task in tasks)
    lines = ["  {}  {}".format(task.name.ljust(width), task.summary) for task in tasks]
    heading, more = (
        "usage: python3 tasks.py TASK [FLAG ...]",
        "`python3 tasks.py TASK --help` lists the flags of a task.",
    )
    return "\n".join([heading, "", *lines, "", more])


def newer_python() -> str:
    """Return the path of a Python on the PATH that is new enough. Raises SetUpError if there is none."""
    new_enough = "import sys; sys.exit(sys.version_info < {})".format(OLDEST_PYTHON)
    for name in NEWER_PYTHONS:
        path = shutil.which(name)
        # Run it, do not trust its name: version managers put names on the PATH that run nothing.
        if path and subprocess.call([path, "-c", new_enough], stderr=subprocess.DEVNULL) == 0:
            return path
    raise SetUpError(
        "This is Python {}.{}; Python 3.11 or newer is needed and none is on the PATH. Install one "
        "(from python.org, your system's packages, or `uv python install 3.13`), "
        "then run the same command with it, for example: python3.13 tasks.py build".format(*sys.version_info)
    )


def is_ready(pins: str) -> bool:
    """Return whether .venv has all of the set *pins*, for this Python and this path."""
    return read(stamp_of(pins)) == state_of(pins) and os.path.exists(PYTHON)


def stamp_of(pins: str) -> str:
    """Return the path of the file that says that the set *pins* is installed."""
    return os.path.join(VENV, pins + ".installed")


def state_of(pins: str) -> str:
    """Return what must not have changed since *pins* were installed: Python, path, text of the pins.

    A .venv contains its own path, so one that was moved or copied with its folder is not used.
    """
    digest = hashlib.sha256(read(os.path.join(ROOT, pins)).encode("utf-8")).hexdigest()
    return "\n".join([sys.platform, str(sys.implementation.cache_tag), ROOT, digest, ""])


def set_up(pins: str) -> None:
    """Install the set *pins* into .venv; wait for another set-up, repeat one that was interrupted."""
    with only_set_up():
        recover()
        if is_ready(pins):
            return
        say("Setting up .venv (once, {}) …".format(HOW_LONG[pins]))
        if is_ready(WRITER_PINS) and not os.path.exists(UNFINISHED):
            add(pins)
        else:
            make_anew(pins)


def add(pins: str) -> None:
    """Install what *pins* has besides the writer's set, which stays usable whatever happens here."""
    write(UNFINISHED, "")
    install(pins)
    write(stamp_of(pins), state_of(pins))
    os.remove(UNFINISHED)


def make_anew(pins: str) -> None:
    """Make a new .venv; the former one is put back if that fails."""
    if os.path.lexists(VENV):
        os.rename(VENV, REPLACED)
    try:
        make_empty_venv()
        install(pins)
        for each in SETS_IN[pins]:
            write(stamp_of(each), state_of(each))
    except BaseException:  # Ctrl-C too
        put_back()
        raise
    delete(REPLACED)


def recover() -> None:
    """Finish a replacement that was killed: keep the new .venv if it is complete, else put the old one back."""
    if not os.path.lexists(REPLACED):
        return
    if os.path.exists(stamp_of(WRITER_PINS)):
        delete(REPLACED)
    else:
        put_back()


def put_back() -> None:
    """Delete an incomplete .venv; if it was to replace another one, put that one back."""
    delete(VENV)
    if os.path.lexists(REPLACED):
        os.rename(REPLACED, VENV)


def make_empty_venv() -> None:
    """Make .venv with a Python and nothing else."""
    # Run from within .venv, sys.executable is the very program that is being replaced.
    python = getattr(sys, "_base_executable", None) or sys.executable
    os.mkdir(VENV)
    failure = failure_of([python, "-m", "venv", "--without-pip", VENV])
    if failure:
        raise SetUpError("Could not make .venv with {}:\n  {}".format(python, failure))


def install(pins: str) -> None:
    """Install exactly *pins*, each file checked by its hash, and this project: with uv if there is one, or pip."""
    first = ""
    for installer in installers():
        failure = failure_of([*installer, "--require-hashes", "-r", os.path.join(ROOT, pins)])
        failure = failure or failure_of([*installer, *THIS_PROJECT])
        if not failure:
            return
        first = first or failure
    raise SetUpError(explained(first))


def installers() -> "Iterator[list[str]]":
    """Yield the commands that can install into .venv, best first; pip may reach an index that uv does not."""
    uv = shutil.which("uv")
    if uv:
        yield [uv, "pip", "install", "--python", PYTHON]
    pip = pip_command()
    if pip:
        yield [*pip, "install", "--no-input", "--no-compile", "--disable-pip-version-check"]
    elif not uv:
        raise SetUpError(
            "This Python can make no .venv with pip in it: ensurepip is missing. "
            "On Debian or Ubuntu: apt install python3-venv; elsewhere: install uv. Then run the same command again."
        )


def pip_command() -> "list[str] | None":
    """Return a command that runs pip on .venv: pip from within it, else that of this Python, else None."""
    within = [PYTHON, "-m", "pip"]
    if not failure_of([*within, "--version"]):
        return within
    if not failure_of([PYTHON, "-m", "ensurepip"]):
        return within
    # Debian without python3-venv has no ensurepip, but may have pip.
    outside = [sys.executable, "-m", "pip", "--python", PYTHON]
    return None if failure_of([*outside, "--version"]) else outside


def failure_of(command: "list[str]") -> str:
    """Run *command* without showing its output; return "" if it succeeded, else the most useful line of that."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(os.environ, PIP_USER="0"),  # pip configured for --user refuses to install into .venv
        close_fds=False,  # it holds the lock too: if this process is killed, the next waits for pip to end
    )
    printed = output_of(process)
    if process.returncode == 0:
        return ""
    lines = [line.strip() for line in printed.decode("utf-8", "replace").splitlines() if line.strip()]
    return most_useful(lines)[:300] if lines else "exit status {}".format(process.returncode)


def output_of(process: "subprocess.Popen[bytes]") -> bytes:
    """Wait until *process* has ended and return what it printed; on a terminal, say now and then that it still runs."""
    seconds = 0
    while True:
        try:
            return process.communicate(timeout=SECONDS_TO_REPORT)[0]
        except subprocess.TimeoutExpired:
            seconds += SECONDS_TO_REPORT
            if sys.stderr.isatty():
                say("  still working after {} s …".format(seconds))
        except BaseException:  # Ctrl-C
            process.kill()
            process.wait()
            raise


def most_useful(lines: "list[str]") -> str:
    """Return the last line about the network, else the last that is called an error, else the last."""
    network = [line for line in lines if any(word in line.lower() for word in NETWORK_WORDS)]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (network or errors or lines)[-1].rsplit(">: ", 1)[-1]  # pip puts "<... object at 0x7f...>: " before it


def explained(failure: str) -> str:
    """Return what a person can do about a line that an installer printed."""
    if any(word in failure.lower() for word in NETWORK_WORDS):
        cause = "the package index cannot be reached. Go online and run the same command again."
    else:
        cause = "a package could not be installed. Fix what is said below and run the same command again."
    return "Setting up .venv failed: {}\n  {}".format(cause, failure)


def message_of(error: OSError) -> str:
    """Return what the system refused, where, and what to do."""
    advice = ADVICE.get(error.errno or 0, "fix that and run the same command again")
    return "Setting up .venv failed: {} ({}): {}.".format(error.strerror, error.filename or ROOT, advice)


@contextlib.contextmanager
def only_set_up() -> "Iterator[None]":
    """Wait until no other process sets up this folder, and make others wait for the length of the block."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = os.open(ROOT, os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this folder is under way; waiting for it …")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # some network disks know no such lock
            pass
        yield
    finally:
        os.close(folder)


def become(command: "list[str]") -> int:
    """Replace this process by *command*; on Windows, which cannot do that, run it and return its exit status."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not ON_WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


def read(path: str) -> str:
    """Return the text of the file *path*, or "" if there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def write(path: str, text: str) -> None:
    """Write *text* to *path*."""
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def delete(path: str) -> None:
    """Delete the file, link or folder *path* if it exists."""
    if os.path.islink(path) or os.path.isfile(path):
        os.remove(path)
    elif os.path.exists(path):
        shutil.rmtree(path)


def say(line: str) -> None:
    """Print a line to stderr; stdout is the task's."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(run_here(sys.argv[1:]))
