"""Makes the pages that belong to the preview and not to the site, from the templates beside this module."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hamerkop.preview.editor_links import editor_link
from hamerkop.shared.dates import long_date
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Problem

HERE = Path(__file__).parent


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"long_date": long_date, "edit": _edit}
    return made


def _edit(problem: Problem, settings: Settings) -> str:
    return editor_link(problem.path, problem.start, settings)


def html_of(template: str, **values: object) -> bytes:
    """Return the page that a template makes of *values*; every text in them is escaped."""
    return _templates().get_template(template).render(**values).encode()


def own_file(name: str) -> bytes:
    """Return a file of the folder `static`."""
    return Path(HERE, "static", name).read_bytes()
