"""Builds the commits of a site's Git history one after another, and compares each with a build from nothing.

    .venv/bin/python bench/replay.py GITDIR [--commits N] [--content FOLDER] [--settings FILE] [--plugins NAME …]

GITDIR is a bare repository, or the folder .git of a clone; nothing is written into it, and nothing of it is run: only
the documents and small media of its content folder are taken, and the settings are those below, with the theme
"simple" and the lines of --settings. For each of the last N commits that change the content, `hamerkop build` runs
with what the build before it kept, and in a copy without any. Every file that differs is printed, and every
difference in what was reported. A file that stops the build is left out from that commit on.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
CLOCK = "1795348800"  # 22 November 2026, noon UTC
CODE = re.compile(r"\.(py|pyc|m?js|tsx?|jsx|sh|bat|ps1|rb|pl|php|exe|dll|so|jar|wasm)$", re.IGNORECASE)
NOT_SOURCES = ("output", "cache", "__pycache__", ".*")
BYTES_AT_MOST = 200_000  # of a file; larger ones are left out
ROUNDS_AT_MOST = 8  # of leaving files out
SETTINGS = """
PATH, OUTPUT_PATH, THEME = "content", "output", "simple"
SITENAME, SITEURL, TIMEZONE, LOCALE, AUTHOR = "Replayed", "https://example.org", "UTC", "C", "Nobody"
STATIC_PATHS = ["images", "static", "extra", "files"]
FEED_ALL_ATOM, FEED_ALL_RSS = "feeds/all.atom.xml", "feeds/all.rss.xml"
CATEGORY_FEED_ATOM, TAG_FEED_ATOM = "feeds/{slug}.atom.xml", "feeds/tags/{slug}.atom.xml"
DEFAULT_PAGINATION = 10
"""


class Built(NamedTuple):
    """What a build reported, every file of its output by path, and its seconds of CPU."""

    report: dict[str, Any]
    files: dict[str, bytes]
    seconds: float


class Repository:
    """A Git repository that is only read."""

    def __init__(self, git_dir: Path, folder: str) -> None:
        self.git_dir, self.folder = git_dir, folder.strip("/")

    def _git(self, *words: str, given: bytes = b"") -> bytes:
        command = ["git", "--git-dir", str(self.git_dir), *words]
        return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout

    def commits(self, number: int) -> list[str]:
        """Return the last commits that change the content, oldest first."""
        words = ["rev-list", "--first-parent", f"--max-count={number}", "HEAD", "--", self.folder]
        return self._git(*words).decode().split()[::-1]

    def files(self, commit: str) -> dict[str, str]:
        """Return the objects of the files that are neither code nor large, by their path in the content folder."""
        found = {}
        for row in self._git("ls-tree", "-r", "-l", "-z", commit, "--", f"{self.folder}/").split(b"\0"):
            head, _, name = row.partition(b"\t")
            path = os.fsdecode(name).removeprefix(f"{self.folder}/")
            mode, _kind, name_of_object, size = head.split() or (b"",) * 4
            is_file = mode.startswith(b"100") and size.isdigit() and int(size) <= BYTES_AT_MOST  # no link, and there
            if is_file and not CODE.search(path):
                found[path] = name_of_object.decode()
        return found

    def objects(self, names: Sequence[str]) -> Iterator[bytes | None]:
        """Yield the bytes of objects; None for one that is not there."""
        answer = BytesIO(self._git("cat-file", "--batch", given="\n".join([*names, ""]).encode()))
        for _ in names:
            head = answer.readline().split()
            yield None if head[-1] == b"missing" else answer.read(int(head[2]))
            if head[-1] != b"missing":
                answer.read(1)


class Replay:
    """The working folder of a replay."""

    def __init__(self, repository: Repository, folder: Path, settings: str) -> None:
        self.repository, self.site, self.copy = repository, folder / "site", folder / "copy"
        self.now: dict[str, str] = {}
        self.left_out: set[str] = set()
        (self.site / "content").mkdir(parents=True)
        (self.site / "pelicanconf.py").write_text(settings, "utf-8")

    def check_out(self, commit: str) -> int:
        """Write what differs from the commit before; return the number of files that do."""
        files = self.repository.files(commit)
        changed = [path for path, name in files.items() if self.now.get(path) != name]
        for path in self.now.keys() - files.keys():
            (self.site / "content" / path).unlink(missing_ok=True)
        for path, data in zip(changed, self.repository.objects([files[path] for path in changed]), strict=True):
            self._write(path, data)
        removed = len(self.now.keys() - files.keys())
        self.now = files
        return len(changed) + removed

    def _write(self, path: str, data: bytes | None) -> None:
        target = self.site / "content" / path
        if data is None or path in self.left_out:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def compare(self) -> Iterator[str]:
        """Yield what differs between the two builds."""
        kept = build(self.site)
        for _ in range(ROUNDS_AT_MOST):
            fresh = self._build_from_nothing()
            yield from differences(kept, fresh)
            wrong = {problem["path"].removeprefix("content/") for problem in kept.report["problems"]} & self.now.keys()
            if kept.report["succeeded"] or not wrong:
                break
            self.left_out |= wrong
            for path in wrong:
                self._write(path, None)
            kept = build(self.site)
        print(f"    {'built' if kept.report['succeeded'] else 'not built'}, {len(kept.files)} files, "
              f"{kept.seconds:.1f} s CPU, from nothing {fresh.seconds:.1f} s", flush=True)  # fmt: skip

    def _build_from_nothing(self) -> Built:
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.site, self.copy, ignore=shutil.ignore_patterns(*NOT_SOURCES))
        return build(self.copy)


def build(folder: Path) -> Built:
    """Run `hamerkop build` in a folder."""
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK}
    command = [sys.executable, "-m", "hamerkop", "build", "--json"]
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=printed, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        report = json.loads(printed.read())
    output = folder / "output"
    paths = [path for path in output.rglob("*") if path.is_file()] if report["succeeded"] else []
    files = {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}
    return Built(report, files, usage.ru_utime + usage.ru_stime)


def differences(kept: Built, fresh: Built) -> Iterator[str]:
    """Yield each file, and each part of the report, in which two builds differ."""
    yield from (f"report: {name}" for name in fresh.report if kept.report.get(name) != fresh.report[name])
    for path in sorted(kept.files.keys() | fresh.files.keys()):
        if kept.files.get(path) != fresh.files.get(path):
            state = "differs" if path in kept.files and path in fresh.files else "is in one of them only"
            yield f"{path} {state}"


def main() -> int:
    """Replay the commits; return 1 if any build differs from one from nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("git_dir", type=Path)
    parser.add_argument("--commits", type=int, default=30, metavar="N")
    parser.add_argument("--content", default="content", help="the content folder in the repository (default: content)")
    parser.add_argument("--settings", type=Path, help="a file of settings that are added")
    parser.add_argument("--plugins", nargs="+", default=[], help='plugins, or "all" for all of this project')
    options = parser.parse_args()
    settings = SETTINGS + (options.settings.read_text("utf-8") if options.settings else "")
    settings += f"PLUGINS = {options.plugins!r}\n" if options.plugins != ["all"] else "from hamerkop import PLUGINS\n"
    repository, wrong = Repository(options.git_dir, options.content), 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        replay = Replay(repository, Path(folder), settings)
        for commit in repository.commits(options.commits):
            print(f"{commit[:10]}: {replay.check_out(commit)} files changed", flush=True)
            for difference in replay.compare():
                print(f"  {difference}", flush=True)
                wrong += 1
        print(f"{wrong} differences; {len(replay.left_out)} files were left out")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
