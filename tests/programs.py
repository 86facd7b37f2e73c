"""Finds the programs that some tests need, and decides what happens where one is missing."""

import os
import shutil
from pathlib import Path

import pytest

MODULES = Path(__file__).with_name("node_modules")


def need(found: object, what: str, how: str) -> None:
    """Skip the test if *found* is nothing; under CI=true fail it: there nothing may be skipped unseen."""
    if found:
        return
    message = f"{what} is missing, so this was not checked; {how}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def need_program(name: str, package: str) -> str:
    """Return the path of a program, or skip (fail under CI)."""
    # Servers are in folders that are only on root's PATH.
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    need(path, name, f"on Debian: apt install {package}")
    return str(path)


def need_module(path: str) -> Path:
    """Return the path of a file from tests/package.json, or skip (fail under CI)."""
    found = MODULES / path
    need(found.exists(), path.split("/")[0], "run: npm install --prefix tests --ignore-scripts")
    return found


def chromium() -> str:
    """Return the path of Chromium, or skip (fail under CI)."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((shutil.which(name) for name in names if shutil.which(name)), None)
    need(path, "Chromium", "on Debian: apt install chromium")
    return str(path)
