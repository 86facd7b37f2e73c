"""Which state of the sources is published."""

import subprocess
from pathlib import Path


def commit(folder: Path = Path()) -> str:
    """Return the commit of the sources in *folder*: ``3f9a1c2``, ``3f9a1c2 with changes``; "" without a repository."""
    name = _git(folder, "rev-parse", "--short", "HEAD")
    return f"{name} with changes" if name and _git(folder, "status", "--porcelain") else name


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints, whatever the encoding of the machine is; "" if it fails, or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8", "surrogateescape").strip()
