"""The command `hamerkop related`: reports on the links between the articles of a Pelican site.

Reads the site as Pelican does, with its plugins, and writes nothing but the file of the diagram. The flags are those of
`hamerkop related --help`; hamerkop.cli reads them.
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

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
from hamerkop.shared.problems import Problem
from hamerkop.shared.rules import ERROR

SHOWN_ROWS = 15  # of a table in the terminal; JSON and HTML have them all


class Failure(Exception):
    """The command cannot do what it was asked for; the message says why and what to do."""


class ArticlesAreRead(Exception):
    """Ends Pelican's run as soon as the articles are there."""


class ErrorPrinter(logging.StreamHandler[TextIO]):
    """Prints errors to stderr: at once, or those that are problems of level error, which any plugin logs, by file."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.problems: list[tuple[Problem, logging.LogRecord]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Print *record*, or keep it if it holds a problem of level error."""
        problem = getattr(record, "problem", None)
        if isinstance(problem, Problem) and problem.level == ERROR:
            self.problems.append((problem, record))
        else:
            super().emit(record)

    def print_problems(self) -> None:
        """Print the problems in the order of the files and their lines."""
        for _, record in sorted(self.problems, key=lambda each: each[0]):
            super().emit(record)


@contextmanager
def printed_errors() -> Iterator[ErrorPrinter]:
    """Let errors be printed, and nothing of a lower level; yield what counts them."""
    root, printer = logging.getLogger(), ErrorPrinter()
    root.setLevel(logging.ERROR)
    root.addHandler(printer)
    try:
        yield printer
    finally:
        printer.print_problems()
        root.removeHandler(printer)


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


def report(settings_file: str, report_format: str, html: Path | None) -> int:
    """Read the site of *settings_file*, print the report as "table" or "json", and write the diagram to *html*.

    Returns 0; 1 if the site has a problem of level error, which is printed; 2 if the report is not possible, and prints
    the reason.
    """
    try:
        with printed_errors() as errors:
            graphs, site = _graphs_or_failure(settings_file)
        if report_format == "json":
            print(as_json(graphs), end="")
        else:
            print_report(graphs, Console())
        if html:
            write_page(html, graphs, site)
    except Failure as failure:
        print(f"hamerkop related: {failure}", file=sys.stderr)
        return 2
    return 1 if errors.problems else 0


def _graphs_or_failure(settings_file: str) -> tuple[list[Graph], str]:
    try:
        return graphs_of_site(settings_file)
    except Exception as error:  # a settings file or plugin can raise anything
        raise Failure(f"the site cannot be read: {type(error).__name__}: {error}; `hamerkop build` says more") from None
