"""The command `hamerkop related`: reports on the links between the articles of a Pelican site.

    hamerkop related [--settings pelicanconf.py] [--format json] [--html FILE]

Reads the site as Pelican does, with its plugins, and writes nothing but FILE.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from pelican import Pelican, signals
from pelican.settings import read_settings
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hamerkop.related import select_related_posts
from hamerkop.related.diagram import page
from hamerkop.related.graph import Graph
from hamerkop.related.report import Section, as_json, sections_of, summary
from hamerkop.shared.pelican_types import ArticlesGenerator, Settings
from hamerkop.shared.problems import did_you_mean

OPTIONS = ("--settings", "--format", "--html", "--help")
FORMATS = ("table", "json")
SEE_HELP = "; see hamerkop related --help"
SHOWN_ROWS = 15  # of a table in the terminal; JSON and HTML have them all
FINE, FAILED, INTERRUPTED = 0, 2, 130


class Failure(Exception):
    """The command cannot do what it was asked for; the message says why and what to do."""


class ArticlesAreRead(Exception):
    """Ends Pelican's run as soon as the articles are there."""


class Parser(argparse.ArgumentParser):
    """A parser that raises Failure instead of printing a usage line and leaving the program."""

    def error(self, message: str) -> NoReturn:
        """Raise Failure."""
        raise Failure(f"{message}{SEE_HELP}")


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options of the command. Raises Failure if one is unknown or cannot be used."""
    parser = Parser(
        prog="hamerkop related",
        description="Reports on the links between articles: which are left out, which tags are odd, and what to do.",
    )
    parser.add_argument("--settings", default="pelicanconf.py", metavar="FILE", help="settings (default: %(default)s)")
    parser.add_argument("--format", default="table", help=f"{' or '.join(FORMATS)} (default: %(default)s)")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page with a diagram of the links")
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        near = did_you_mean(unknown[0].partition("=")[0], OPTIONS) if unknown[0].startswith("-") else ""
        raise Failure(f'"{unknown[0]}" is not an option{near or SEE_HELP}')
    judge(options)
    return options


def judge(options: argparse.Namespace) -> None:
    """Raise Failure if an option has a value that cannot be used."""
    if options.format not in FORMATS:
        advice = did_you_mean(options.format, FORMATS) or f"; write {' or '.join(FORMATS)}"
        raise Failure(f'--format "{options.format}" is not a format{advice}')
    if not Path(options.settings).is_file():
        raise Failure(f"there is no file {options.settings}; go to the folder of the site, or give --settings")
    if options.html and options.html.is_dir():
        raise Failure(f"--html {options.html} is a folder; give the name of a file")
    if options.html and not options.html.parent.is_dir():
        raise Failure(f"--html: there is no folder {options.html.parent}; make it, or give another path")


def graphs_of_site(settings_file: str) -> tuple[list[Graph], str]:
    """Return the graphs of a site, one for each language with published articles, and the name of the site.

    Raises whatever the settings file, Pelican or a plugin raises.
    """
    with tempfile.TemporaryDirectory() as output:
        overrides = {"OUTPUT_PATH": output, "DELETE_OUTPUT_DIRECTORY": False}
        overrides |= {"CACHE_CONTENT": False, "LOAD_CONTENT_CACHE": False}
        settings = read_settings(settings_file, override=overrides)
        return _graphs_of(settings), str(settings["SITENAME"])


def _graphs_of(settings: Settings) -> list[Graph]:
    """Run Pelican until the articles are read, and return their graphs."""
    found: list[Graph] = []

    def stop_with_graphs(generator: ArticlesGenerator) -> None:
        found.extend(graph for graph in select_related_posts(generator)[1] if graph.entries)
        raise ArticlesAreRead

    # Connected before Pelican loads the plugins, so it runs before theirs, which have nothing to do here.
    signals.article_generator_finalized.connect(stop_with_graphs)
    try:
        Pelican(settings).run()
    except ArticlesAreRead:
        pass
    finally:
        signals.article_generator_finalized.disconnect(stop_with_graphs)
    return found


def print_report(graphs: list[Graph], console: Console) -> None:
    """Print the report on all languages to *console*."""
    for graph in graphs:
        heading = f"{graph.language}: " if len(graphs) > 1 else ""
        console.print(f"{heading}{summary(graph)}.", highlight=False, markup=False, emoji=False)
        for section in sections_of(graph):
            print_section(section, console)
    if not graphs:
        console.print("There is no published article.")


def print_section(section: Section, console: Console) -> None:
    """Print one section as a table, shortened to SHOWN_ROWS rows."""
    console.print(f"\n[bold]{section.title}[/bold] ({len(section.rows)})", highlight=False)
    console.print(section.advice, highlight=False, style="dim")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in section.columns:
        table.add_column(column, overflow="fold")
    for row in section.rows[:SHOWN_ROWS]:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(section.rows) > SHOWN_ROWS:
        console.print(f"… and {len(section.rows) - SHOWN_ROWS} more: --format=json has them all", style="dim")


def write_page(path: Path, graphs: list[Graph], site: str) -> None:
    """Write the page with the diagram. Raises Failure if that is not possible."""
    try:
        path.write_text(page(graphs, site), "utf-8")
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}; give another --html") from None
    print(f"The diagram is in {path}", file=sys.stderr)


def report(options: argparse.Namespace) -> None:
    """Read the site and print or write what the options ask for. Raises Failure if that is not possible."""
    print("Reading the site …", file=sys.stderr, flush=True)
    logging.getLogger().setLevel(logging.ERROR)
    try:
        graphs, site = graphs_of_site(options.settings)
    except Exception as error:  # a settings file or plugin can raise anything
        raise Failure(f"the site cannot be read: {type(error).__name__}: {error}; `hamerkop build` says more") from None
    if options.format == "json":
        print(as_json(graphs), end="")
    else:
        print_report(graphs, Console())
    if options.html:
        write_page(options.html, graphs, site)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, 2 if it was used wrongly or failed, or 130 if it was interrupted."""
    try:
        report(parse_arguments(arguments))
    except Failure as failure:
        print(f"hamerkop related: {failure}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    return FINE
