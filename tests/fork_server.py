"""Runs the commands `hamerkop` and `pelican` in processes that are forked from one that has imported everything.

Two thirds of the time that a build of a tiny site takes are imports. A fork has them done, and shares nothing else with
other builds: the process that is forked only imports. What Python reads when it starts cannot be given to a fork; a
test that needs that runs the command itself.
"""

import atexit
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).resolve().parent.parent
IMPORTED = (
    "asyncio",
    "asyncssh",
    "hamerkop.build.output_checks",
    "hamerkop.build.site",
    "hamerkop.cli",
    "hamerkop.preview.following",
    "hamerkop.publish.preflight",
    "hamerkop.shared.jinja_filters",
    "hamerkop.shared.theme_texts",
    "hamerkop.publish.publication",
    "killed_build",
    "killed_publication",
    "hamerkop.publish.targets.object_store",
    "hamerkop.publish.targets.sftp",
    "pagefind.service",
    "pagefind_bin",
    "pelican",
    "rich._emoji_codes",
    "selectolax.lexbor",
)
# Extensions that the sites use: making a converter imports them, and compiles expressions that `re` then keeps.
MARKDOWN_EXTENSIONS = (
    "abbr",
    "attr_list",
    "codehilite",
    "def_list",
    "extra",
    "fenced_code",
    "footnotes",
    "meta",
    "toc",
)
# The modules of the programs; each has a function main(arguments).
MODULES = {
    "hamerkop": "hamerkop.cli",
    "pelican": "pelican",
    "killed_build": "killed_build",
    "killed_publication": "killed_publication",
}
# Python and the C library read variables that begin so when they start.
READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_")


def can_run(env: Mapping[str, str]) -> bool:
    """Return whether a fork does the same as a new process whose environment differs by *env*."""
    return hasattr(os, "fork") and not any(name.startswith(READ_AT_START) for name in env)


def run(
    program: str,
    arguments: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    without_register: Sequence[str] = (),
    kill_after: float | None = None,
    constants: Mapping[str, object] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a *program*, one of MODULES, with *arguments* in the folder *cwd*; *env* is its whole environment.

    *without_register* are modules of plugins whose `register` is to do nothing. *kill_after*: seconds after which the
    process is killed, if it still runs. *constants*: values that replace those of modules, by "module:NAME".
    """
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        out.touch()  # a process that is killed at once makes neither
        err.touch()
        request = {"module": MODULES[program], "arguments": [*arguments], "without_register": [*without_register]}
        request |= {"cwd": str(cwd), "env": {**env}, "out": str(out), "err": str(err), "kill_after": kill_after}
        request["constants"] = {**(constants or {})}
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(
            [program, *arguments], status, out.read_text("utf-8"), err.read_text("utf-8")
        )


@lru_cache(maxsize=1)
def _server() -> "subprocess.Popen[str]":
    """Start the process that is forked, once in each process of the tests; it ends when its input does."""
    # Pelican's console reads the two others when it is imported.
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1"}
    server = subprocess.Popen(
        [sys.executable, __file__], cwd=PROJECT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Import everything, then fork for each request that is a line of JSON, and print its exit status."""
    from markdown import Markdown

    from hamerkop import PLUGINS

    for name in (*IMPORTED, *PLUGINS):
        with contextlib.suppress(Exception):  # a module that fails, fails in the fork too, where the command reports it
            importlib.import_module(name)
    Markdown(extensions=[*MARKDOWN_EXTENSIONS])
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _run_here(request)
        if request["kill_after"] is not None:
            time.sleep(request["kill_after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run_here(request: dict[str, Any]) -> NoReturn:
    """Run the command in this process, as a new one would, and end it."""
    for descriptor, path in ((0, os.devnull), (1, request["out"]), (2, request["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), descriptor)
    sys.dont_write_bytecode = True  # Python takes it for current if a source has the same second and size
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.path[0] = request["cwd"]
    importlib.invalidate_caches()
    status = 1
    try:
        for place, value in request["constants"].items():
            setattr(importlib.import_module(place.partition(":")[0]), place.partition(":")[2], value)
        for name in request["without_register"]:
            importlib.import_module(name).register = lambda: None  # type: ignore[attr-defined]  # a plugin has it
        status = importlib.import_module(request["module"]).main(request["arguments"]) or 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
