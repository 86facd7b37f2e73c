"""Reports on the links between the articles of a Pelican site: what is odd, and what a writer can do.

    python -m hamerkop.related [--settings pelicanconf.py] [--format json] [--html FILE]

Reads the site as Pelican does, with its plugins, and writes nothing but FILE.
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.settings import read_settings
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hamerkop.related import graphs_of
from hamerkop.related.diagram import page
from hamerkop.related.graph import Graph
from hamerkop.related.report import Section, as_data, sections_of, summary

SHOWN = 15  # rows of a table in the terminal; JSON and HTML have them all


class ArticlesAreRead(Exception):
    """Ends Pelican's run as soon as the articles are there."""


def graphs_of_site(settings_file: str) -> tuple[list[Graph], str]:
    """Return the graphs of a site, one for each language, and the site's name."""
    found: list[Graph] = []

    def take(generator: Any) -> None:
        found.extend(graphs_of(generator))
        raise ArticlesAreRead

    with tempfile.TemporaryDirectory() as output:
        overrides = {"OUTPUT_PATH": output, "DELETE_OUTPUT_DIRECTORY": False, "RELATED_POSTS_AUDIT": None}
        overrides |= {"CACHE_CONTENT": False, "LOAD_CONTENT_CACHE": False}
        settings = read_settings(settings_file, override=overrides)
        pelican = Pelican(settings)
        signals.article_generator_finalized.connect(take)
        try:
            pelican.run()
        except ArticlesAreRead:
            pass
        finally:
            signals.article_generator_finalized.disconnect(take)
    return found, str(settings["SITENAME"])


def print_report(graphs: list[Graph], console: Console) -> None:
    for graph in graphs:
        heading = f"{graph.language}: " if len(graphs) > 1 else ""
        console.print(f"{heading}{summary(graph)}.", highlight=False, markup=False, emoji=False)
        for section in sections_of(graph):
            print_section(section, console)
    if not any(graph.entries for graph in graphs):
        console.print("There is no published article.")


def print_section(section: Section, console: Console) -> None:
    console.print(f"\n[bold]{section.title}[/bold] ({len(section.rows)})", highlight=False)
    console.print(section.advice, highlight=False, style="dim")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in section.columns:
        table.add_column(column, overflow="fold")
    for row in section.rows[:SHOWN]:
        table.add_row(*map(Text, row))
    console.print(table)
    if len(section.rows) > SHOWN:
        console.print(f"… and {len(section.rows) - SHOWN} more: --format=json has them all", style="dim")


def main(arguments: Sequence[str] | None = None) -> int:
    """Report from the command line; return 0, or 1 if the site cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m hamerkop.related", description=__doc__.splitlines()[0])
    parser.add_argument("--settings", default="pelicanconf.py", help="settings file (default: %(default)s)")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="default: %(default)s")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page with a diagram of the links")
    options = parser.parse_args(arguments)
    if not Path(options.settings).is_file():
        print(f"there is no {options.settings}; go to the site's folder, or give --settings", file=sys.stderr)
        return 1
    logging.getLogger().setLevel(logging.ERROR)
    graphs, site = graphs_of_site(options.settings)
    if options.format == "json":
        print(json.dumps(as_data(graphs), indent=2, ensure_ascii=False))
    else:
        print_report(graphs, Console())
    if options.html:
        try:
            options.html.write_text(page(graphs, site), "utf-8")
        except OSError as error:
            print(f"{options.html} cannot be written: {error.strerror}; give another --html", file=sys.stderr)
            return 1
        print(f"The diagram is in {options.html}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
