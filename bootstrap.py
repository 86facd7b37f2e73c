"""Makes .venv with the pinned packages, once, and runs the task inside it.

`python3 tasks.py NAME` comes here first. Standard library only, and no syntax newer than Python 3.5
(no f-strings, no annotated variables): a Python that is too old must get as far as being told so.

Two sets of pins: requirements.txt is what a writer needs, requirements-test.txt holds the same pins and
those of the tests. A stamp for each, written last, says that the set is in .venv, whole.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

WRITER_PINS = "requirements.txt"
TEST_PINS = "requirements-test.txt"

# A task that is not in this table needs the writer's pins only.
PINS_OF_TASK = {
    "test": TEST_PINS,  # pytest, Playwright
    "lint": TEST_PINS,  # ruff, mypy
    "bench": TEST_PINS,
    "screenshots": TEST_PINS,
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

# Where pip's or uv's own words say one of these, the network is the trouble, whatever they end with.
NETWORK_WORDS = ["connection", "name resolution", "dns error", "timed out", "unreachable", "proxy", "certificate"]

WAYS_OUT = {
    errno.EACCES: "make the folder writable, or work in a copy of it",
    errno.EPERM: "make the folder writable, or work in a copy of it",
    errno.EROFS: "the disk is read-only: work in a copy of the folder",
    errno.ENOSPC: "the disk is full: free about 300 MB",
}


class SetUpError(Exception):
    """The set-up cannot go on; says why and what to do."""


def run(arguments: "list[str]") -> int:
    """Run the tasks that *arguments* name, setting up what they need first; return the exit code.

    Without arguments the tasks are listed. Where the system allows it this never returns: the process
    becomes the task.
    """
    try:
        if sys.version_info < OLDEST_PYTHON:
            return become([newer_python(), os.path.join(ROOT, "tasks.py"), *arguments])
        pins = pins_for(arguments)
        if not is_ready(pins):
            set_up(pins)
        os.chdir(ROOT)
        return become([PYTHON, "-m", "invoke", *(arguments or ["--list"])])
    except SetUpError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(in_words(error))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def pins_for(arguments: "list[str]") -> str:
    """Return the smallest set of pins that every task in *arguments* can run with."""
    return next((PINS_OF_TASK[word] for word in arguments if word in PINS_OF_TASK), WRITER_PINS)


def newer_python() -> str:
    """Return the path of a Python on the PATH that is new enough."""
    new_enough = "import sys; sys.exit(sys.version_info < {})".format(OLDEST_PYTHON)
    for name in NEWER_PYTHONS:
        path = shutil.which(name)
        # It is asked, not trusted by its name: version managers put names on the PATH that lead nowhere.
        if path and subprocess.call([path, "-c", new_enough], stderr=subprocess.DEVNULL) == 0:
            return path
    raise SetUpError(
        "This is Python {}.{}; Python 3.11 or newer is needed and none is on the PATH. Install one "
        "(from python.org, your system's packages, or `uv python install 3.13`), "
        "then run the same command with it, for example: python3.13 tasks.py build".format(*sys.version_info)
    )


def is_ready(pins: str) -> bool:
    """Whether .venv holds the set *pins*, whole, for this Python and in this place."""
    return read(stamp_of(pins)) == state_of(pins) and os.path.exists(PYTHON)


def stamp_of(pins: str) -> str:
    """Return the path of the file that says that the set *pins* is installed."""
    return os.path.join(VENV, pins + ".installed")


def state_of(pins: str) -> str:
    """Return what may not have changed since *pins* were installed: Python, place, text of the pins.

    A .venv knows its own path, so one that was moved or copied with its folder is not used.
    """
    digest = hashlib.sha256(read(os.path.join(ROOT, pins)).encode("utf-8")).hexdigest()
    return "\n".join([sys.platform, str(sys.implementation.cache_tag), ROOT, digest, ""])


def set_up(pins: str) -> None:
    """Bring the set *pins* into .venv; wait for another set-up, redo one that was interrupted."""
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
    """Install what *pins* hold besides the writer's set, which stays good whatever happens here."""
    write(UNFINISHED, "")
    install(pins)
    write(stamp_of(pins), state_of(pins))
    os.remove(UNFINISHED)


def make_anew(pins: str) -> None:
    """Make .venv from nothing; the one that stood there comes back if that fails."""
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
    """End a replacement that was killed: keep the new .venv if it was whole, else go back to the old one."""
    if not os.path.lexists(REPLACED):
        return
    if os.path.exists(stamp_of(WRITER_PINS)):
        delete(REPLACED)
    else:
        put_back()


def put_back() -> None:
    """Take away a .venv that is not whole; where it was to replace one, that one comes back."""
    delete(VENV)
    if os.path.lexists(REPLACED):
        os.rename(REPLACED, VENV)


def make_empty_venv() -> None:
    """Make .venv with a Python and nothing else."""
    # Run from within .venv, sys.executable is the very program that is being replaced.
    python = getattr(sys, "_base_executable", None) or sys.executable
    os.mkdir(VENV)
    words = words_of_failure([python, "-m", "venv", "--without-pip", VENV])
    if words is not None:
        raise SetUpError("Could not make .venv with {}:\n  {}".format(python, words))


def install(pins: str) -> None:
    """Install exactly *pins*, each file checked by its hash: with uv where there is one, else with pip."""
    words = ""
    for installer in installers():
        failure = words_of_failure([*installer, "--require-hashes", "-r", os.path.join(ROOT, pins)])
        if failure is None:
            return
        words = words or failure
    raise SetUpError(explained(words))


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
    if words_of_failure([*within, "--version"]) is None:
        return within
    if words_of_failure([PYTHON, "-m", "ensurepip"]) is None:
        return within
    # Debian without python3-venv has no ensurepip, but may have pip.
    outside = [sys.executable, "-m", "pip", "--python", PYTHON]
    return outside if words_of_failure([*outside, "--version"]) is None else None


def words_of_failure(command: "list[str]") -> "str | None":
    """Run *command* in silence; return None if it went well, else its most telling line."""
    settings = dict(os.environ, PIP_USER="0")  # pip configured for --user refuses to install into .venv
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=settings,
        close_fds=False,  # it holds the lock too: if this process is killed, the next waits for pip to end
    )
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines() if line.strip()]
    return most_telling(lines)[:300] if lines else "exit code {}".format(done.returncode)


def most_telling(lines: "list[str]") -> str:
    """Return the last line about the network, else the last that is called an error, else the last."""
    network = [line for line in lines if any(word in line.lower() for word in NETWORK_WORDS)]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (network or errors or lines)[-1].rsplit(">: ", 1)[-1]  # pip puts "<... object at 0x7f...>: " before it


def explained(words: str) -> str:
    """Return what a person can do about an installer's last *words*."""
    if any(word in words.lower() for word in NETWORK_WORDS):
        cause = "the package index cannot be reached. Go online and run the same command again."
    else:
        cause = "a package could not be installed. Mend what is said below and run the same command again."
    return "Setting up .venv failed: {}\n  {}".format(cause, words)


def in_words(error: OSError) -> str:
    """Return what the system refused, where, and the way out."""
    way_out = WAYS_OUT.get(error.errno or 0, "mend that and run the same command again")
    return "Setting up .venv failed: {} ({}): {}.".format(error.strerror, error.filename or ROOT, way_out)


@contextlib.contextmanager
def only_set_up() -> "Iterator[None]":
    """Wait until no other process sets up this folder, and keep others waiting meanwhile."""
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
    """Go on as *command*; on Windows, which knows no such thing, run it and return its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    if not ON_WINDOWS:
        os.execv(command[0], command)
    return subprocess.call(command)


def read(path: str) -> str:
    """Return the text of *path*, or "" where there is no such file."""
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
    """Delete the file, link or folder *path* if it is there."""
    if os.path.islink(path) or os.path.isfile(path):
        os.remove(path)
    elif os.path.exists(path):
        shutil.rmtree(path)


def say(line: str) -> None:
    """Tell the person at the keyboard; stdout is the task's."""
    print(line, file=sys.stderr, flush=True)
