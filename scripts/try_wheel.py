"""Installs the built wheel into an empty environment, and builds a site of two articles with every plugin of the kit.

    .venv/bin/python scripts/try_wheel.py

Shows that the wheel is complete and that its ranges of dependencies can be installed: pip takes the newest of each from
the index that it is configured for, not the pins. Needs the network. Exit status 1 if anything fails.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
EXTRAS = "blocks,checks,cite,dask,feeds,figures,images,lsp,object_store,search,sftp,social_cards,stylesheet,typography"
SETTINGS = """from hamerkop import PLUGINS
SITENAME = "Try"
SITEURL = "https://example.org"
PATH = "content"
PAGE_PATHS = ["pages"]
ARTICLE_PATHS = ["articles"]
TIMEZONE = "UTC"
THEME = "simple"
"""
ARTICLE = """---
title: {title}
summary: About otters.
date: 2026-01-0{day}
category: Animals
tags: [river]
---

/// in-short
A "quoted" sentence.
///

## Food

| a | b |
| - | - |
| 1 | 2 |
"""
FILES = {
    "pelicanconf.py": SETTINGS,
    "content/articles/otters.md": ARTICLE.format(title="Otters", day=1),
    "content/articles/beavers.md": ARTICLE.format(title="Beavers", day=2),
    "content/topics.yaml": "- {slug: river, title: Rivers, description: Of rivers., group: Water}\n",
}
# What one plugin or another writes, and no plain Pelican.
EXPECTED = ["output/otters.html", "output/cards/otters.png", "output/pagefind/pagefind.js"]


def main() -> int:
    """Run the trial in a temporary folder; return an exit status."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_wheel(folder / "dist")
        if lacking := files_not_in(wheel):
            print(f"not in the wheel: {', '.join(lacking)}")
            return 1
        environment = install(f"hamerkop[{EXTRAS}] @ {wheel.as_uri()}", folder / "venv")
        site = folder / "site"
        for path, text in FILES.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text, "utf-8")
        run([environment / "hamerkop", "build"], cwd=site)
        missing = [path for path in EXPECTED if not (site / path).is_file()]
        imported = run([environment / "python", "-c", "import hamerkop; print(hamerkop.__file__)"], cwd=site)
    if missing or str(PROJECT) in imported:
        print(f"not written: {', '.join(missing)}" if missing else "the checkout was used, not the wheel")
        return 1
    print(f"{wheel.name} builds a site with every plugin.")
    return 0


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout into *folder*, and return its path."""
    run([sys.executable, "-m", "flit_core.wheel", "--outdir", folder, PROJECT], cwd=PROJECT)
    return next(folder.glob("*.whl"))


def files_not_in(wheel: Path) -> list[str]:
    """Return the files of the package, such as the script and the templates of the preview, that *wheel* lacks."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    files = (path for path in (PROJECT / "hamerkop").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted({path.relative_to(PROJECT).as_posix() for path in files} - packed)


def install(requirement: str, folder: Path) -> Path:
    """Make an environment in *folder* with *requirement* in it, and return the folder of its programs."""
    run([sys.executable, "-m", "venv", folder], cwd=PROJECT)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(
        [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement], cwd=folder
    )
    return programs


def run(command: list[str | Path], cwd: Path) -> str:
    """Run *command* and return what it prints; end this program with its output if it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
