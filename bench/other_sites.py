"""Builds other people's Pelican sites with each plugin, and with all of them, and prints what that changes and costs.

    .venv/bin/python bench/other_sites.py SITES_FOLDER [--site NAME …] [--plugin NAME …]

SITES_FOLDER has a folder for each site, with a pelicanconf.py and a folder content/ beside it. Every site is built by
stock Pelican with its own settings, then with `PLUGINS` set to one plugin of the kit (and what that needs), then to all
of them, in their default settings. The outputs are compared file by file. Nothing is written into SITES_FOLDER.

The first build compiles Python's modules, and is not counted: a user's Python keeps them from then on. With --plugin
"all plugins" there is only the last row.

============  =========================================================================================================
column        meaning
============  =========================================================================================================
`failed`      builds that ended with an exit status other than 0
`refused`     content files that stock Pelican made an article or page of, and the build with the plugin did not
`lost`        HTML pages of stock Pelican's output that are missing
`changed`     HTML pages that differ in any byte
`shortened`   HTML pages that lack more than 2 % of the words of stock Pelican's page
`reported`    problems that the plugin reported: errors and warnings
`time`        CPU time of the builds of all sites divided by that of stock Pelican, children included
============  =========================================================================================================
"""

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from hamerkop import PLUGINS  # the project is importable from here on

CLOCK = "1795348800"  # 22 November 2026, noon UTC: the same articles are scheduled in every build
EVERYTHING = "all plugins"
SECONDS_AT_MOST = 600
WORDS_LOST = 0.02  # of a page's different words; fewer are taken for a change of punctuation
EXAMPLES = 3
# Builds the site in the working folder, and writes what Pelican read into a file. Arguments: plugins, output, file.
BUILD = """
import json, sys
from pathlib import Path
from pelican import main, signals
plugins, output, found = sys.argv[1:]
def write(generators):
    contents = generators[0].context["generated_content"].values()
    sources = sorted(content.get_relative_source_path() for content in contents if content is not None)
    Path(found).write_text(json.dumps(sources), "utf-8")
signals.all_generators_finalized.connect(write)
main(["content", "-s", "pelicanconf.py", "-o", output, "--ignore-cache", "-e", "PLUGINS=" + plugins])
"""
MARKUP = re.compile(r"<(script|style|nav|header|footer|aside)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
WITHIN_WORDS = re.compile(r"</?(a|abbr|b|code|em|i|mark|q|small|span|strong|sub|sup)\b[^>]*>", re.IGNORECASE)
REPORTED = re.compile(r"^(?:\[\d\d:\d\d:\d\d\]|\s)*\s*(?:ERROR|WARNING)\s", re.MULTILINE)


@dataclass(frozen=True)
class Build:
    """One build of a site: exit status, CPU time in seconds, the sources read, the HTML pages by path, and the log."""

    status: int
    seconds: float
    sources: frozenset[str]
    pages: dict[str, bytes]
    log: str


@dataclass
class Row:
    """One row of the table: what the builds of all sites with the same plugins differ in from stock Pelican's."""

    failed: int = 0
    refused: int = 0
    lost: int = 0
    changed: int = 0
    shortened: int = 0
    reported: int = 0
    seconds: float = 0.0
    stock_seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def time(self) -> float:
        """CPU time against stock Pelican's."""
        return self.seconds / self.stock_seconds if self.stock_seconds else 0.0

    def add(self, site: str, stock: Build, ours: Build) -> None:
        """Count how *ours*, a build of *site*, differs from *stock*."""
        both = [path for path in stock.pages if path in ours.pages]
        found = {
            "failed": [last_line(ours.log)] if ours.status != stock.status else [],
            "refused": sorted(stock.sources - ours.sources),
            "lost": sorted(stock.pages.keys() - ours.pages.keys()),
            "changed": [path for path in both if stock.pages[path] != ours.pages[path]],
            "shortened": [path for path in both if is_shortened(stock.pages[path], ours.pages[path])],
        }
        for name, values in found.items():
            setattr(self, name, getattr(self, name) + len(values))
            if values and name != "changed":
                self.examples.append(f"{site}: {len(values)} {name}: {', '.join(values[:EXAMPLES])}")
        self.reported += len(REPORTED.findall(ours.log)) - len(REPORTED.findall(stock.log))
        self.seconds += ours.seconds
        self.stock_seconds += stock.seconds


def build(site: Path, plugins: Sequence[str], bytecode: str) -> Build:
    """Build *site* with *plugins* into a temporary folder; *bytecode* is the folder of compiled modules."""
    own = {"SOURCE_DATE_EPOCH": CLOCK, "COLUMNS": "4000", "NO_COLOR": "1", "PYTHONPATH": str(PROJECT)}
    own |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
    with tempfile.TemporaryDirectory() as name:
        output, found, log = Path(name, "output"), Path(name, "sources.json"), Path(name, "log")
        command = [sys.executable, "-c", BUILD, json.dumps(list(plugins)), str(output), str(found)]
        with log.open("wb") as printed:
            process = subprocess.Popen(
                ["timeout", str(SECONDS_AT_MOST), *command],
                cwd=site, env={**os.environ, **own}, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        sources = json.loads(found.read_text("utf-8")) if found.is_file() else []
        pages = {path.relative_to(output).as_posix(): path.read_bytes() for path in sorted(output.rglob("*.html"))}
        text = log.read_text("utf-8", errors="replace")
    return Build(process.returncode, usage.ru_utime + usage.ru_stime, frozenset(sources), pages, text)


def is_shortened(stock: bytes, ours: bytes) -> bool:
    """Return whether a page lacks more than WORDS_LOST of the words of stock Pelican's."""
    if stock == ours:
        return False
    words = words_of(stock)
    return bool(words) and len(words - words_of(ours)) / len(words) > WORDS_LOST


def words_of(page: bytes) -> set[str]:
    """Return the different words of a page, letters and digits only: typographic quotes do not make another word."""
    text = WITHIN_WORDS.sub("", page.decode("utf-8", "replace"))
    return set(re.findall(r"\w+", html.unescape(MARKUP.sub(" ", text))))


def last_line(log: str) -> str:
    """Return the last line of a log that says something, shortened."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no output"


def with_needs(plugin: str) -> list[str]:
    """Return *plugin* and the plugins that it needs."""
    import importlib

    contract = importlib.import_module(plugin).CONTRACT
    return [*(f"hamerkop.{need.removeprefix('hamerkop.')}" for need in contract.needs), plugin]


def combinations(chosen: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each row and its plugins: the *chosen* ones, or each plugin of the kit and then all."""
    for name in chosen or [*PLUGINS, EVERYTHING]:
        plugin = f"hamerkop.{name.removeprefix('hamerkop.')}"
        everything = name == EVERYTHING
        yield plugin.removeprefix("hamerkop."), list(PLUGINS) if everything else with_needs(plugin)


def compare(sites: Sequence[Path], rows: Sequence[tuple[str, list[str]]]) -> dict[str, Row]:
    """Build each site with stock Pelican and with the plugins of each of *rows*; return the rows by name."""
    table = {name: Row() for name, _ in rows}
    with tempfile.TemporaryDirectory() as bytecode:
        build(sites[0], list(PLUGINS), bytecode)
        for site in sites:
            stock = build(site, [], bytecode)
            print(
                f"{site.name}: {len(stock.sources)} files, {len(stock.pages)} pages, {stock.seconds:.1f} s", flush=True
            )
            for name, plugins in rows:
                table[name].add(site.name, stock, build(site, plugins, bytecode))
    return table


def lines_of(table: dict[str, Row]) -> Iterator[str]:
    """Yield the table as text, then examples of what is refused, lost or shortened."""
    counted = [each.name for each in fields(Row) if each.type is int]
    width = max(map(len, table))
    yield f"\n{'plugin':{width}} " + "".join(f"{name:>10}" for name in [*counted, "time"])
    for name, row in table.items():
        yield f"{name:{width}} " + "".join(f"{getattr(row, each):10}" for each in counted) + f"{row.time:10.2f}"
    for name, row in table.items():
        yield from (f"{name}: {example}" for example in row.examples)


def main() -> int:
    """Print the table; return 1 if a file or page of stock Pelican's was lost, or a build failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", type=Path)
    parser.add_argument("--site", action="append", default=[], help="only this site; can be repeated")
    parser.add_argument(
        "--plugin", action="append", default=[], help='only this plugin, or "all plugins"; can be repeated'
    )
    options: Any = parser.parse_args()
    sites = sorted(conf.parent for conf in options.sites.glob("*/pelicanconf.py"))
    chosen = [site for site in sites if not options.site or site.name in options.site]
    if not chosen:
        parser.error(f"no folder of {options.sites} has a pelicanconf.py")
    table = compare(chosen, list(combinations(options.plugin)))
    print("\n".join(lines_of(table)))
    return int(any(row.failed or row.refused or row.lost for row in table.values()))


if __name__ == "__main__":
    sys.exit(main())
