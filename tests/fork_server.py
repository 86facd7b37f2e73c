"""Runs the command `hamerkop` in processes that are forked from one that has imported everything.

Two thirds of the time that a build of a tiny site takes are imports. A fork has them done, and shares nothing else with
other builds: the process that is forked only imports. What Python reads when it starts cannot be given to a fork; a
test that needs that runs the command itself.
"""

import atexit
import contextlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

PROJECT = Path(__file__).resolve().parent.parent
IMPORTED = ("hamerkop.cli", "hamerkop.build.site", "hamerkop.build.preview", "hamerkop.publish.preflight")
# Python and the C library read variables that begin so when they start.
READ_AT_START = ("PYTHON", "LC_", "LANG", "TZ", "LD_")


def can_run(env: Mapping[str, str]) -> bool:
    """Return whether a fork does the same as a new process whose environment differs by *env*."""
    return hasattr(os, "fork") and not any(name.startswith(READ_AT_START) for name in env)


def run(arguments: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `hamerkop` with *arguments* in the folder *cwd*; *env* is its whole environment."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        request = {"arguments": [*arguments], "cwd": str(cwd), "env": {**env}, "out": str(out), "err": str(err)}
        server = _server()
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(
            ["hamerkop", *arguments], status, out.read_text("utf-8"), err.read_text("utf-8")
        )


@lru_cache(maxsize=1)
def _server() -> "subprocess.Popen[str]":
    """Start the process that is forked, once in each process of the tests; it ends when its input does."""
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    server = subprocess.Popen(
        [sys.executable, __file__], cwd=PROJECT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Import everything, then fork for each request that is a line of JSON, and print its exit status."""
    from hamerkop import PLUGINS

    for name in (*IMPORTED, *PLUGINS):
        with contextlib.suppress(
            Exception
        ):  # a module that fails, fails in the fork again, where the command reports it
            importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run_here(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run_here(request: dict[str, Any]) -> NoReturn:
    """Run the command in this process, as a new one would, and end it."""
    for descriptor, path in ((0, os.devnull), (1, request["out"]), (2, request["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), descriptor)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.path[0] = request["cwd"]
    importlib.invalidate_caches()
    status = 1
    try:
        status = importlib.import_module("hamerkop.cli").main(request["arguments"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
