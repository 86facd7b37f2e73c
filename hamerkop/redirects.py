"""Writes a page at each old address, `aliases` in the front matter, that leads readers to the new one.

The page works on any static host: a refresh, a canonical link for search engines, and a plain link. The template
`redirect.html` of the theme is used if there is one (variables `target_url` and `title`). Nothing is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import jinja2
from pelican import signals
from pelican.generators import Generator as PelicanGenerator
from pelican.generators import PelicanTemplateNotFound

from hamerkop.shared.contract import Contract
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import Content, Context, Generator, PelicanInstance, Template, Writer
from hamerkop.shared.problems import Problem, display_path, end_of, log_problem, position_of
from hamerkop.shared.settings import SettingsTable, check_settings
from hamerkop.shared.site_content import contents_read, written_contents
from hamerkop.shared.source_text import source_text
from hamerkop.shared.urls import PageAddress, generated_pages, published_address

SETTINGS = SettingsTable("hamerkop.redirects", [], prefixes=())
CONTRACT = Contract(rules=("S02",))

PAGE = """<!doctype html>
<html lang="{{ DEFAULT_LANG }}">
<head>
<meta charset="utf-8">
<title>{{ title|e }}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={{ target_url|e }}">
<link rel="canonical" href="{{ target_url|e }}">
</head>
<body><p><a href="{{ target_url|e }}">{{ title|e }}</a></p></body>
</html>
"""


class Redirect(NamedTuple):
    """An old address, by its alias, and the article or page that it leads to."""

    alias: str
    address: PageAddress
    content: Content


def redirects(context: Context) -> list[Redirect]:
    """Return the redirects of a site: one for each alias of each published or hidden article and page."""
    return [
        Redirect(alias, published_address(content, alias), content)
        for content in written_contents(context)
        for alias in as_list(getattr(content, "aliases", []))
    ]


def taken_aliases(found: Iterable[Redirect], owners: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for each alias whose page would be written over another one.

    *owners* are what is at an output path, in words, by that path; of two redirects to one path the first is right.
    """
    owners = dict(owners)
    for redirect in found:
        source, path = display_path(redirect.content.source_path), redirect.address.save_as
        if path in owners:
            start = position_of(redirect.content, "aliases", redirect.alias)
            end = end_of(source_text(redirect.content), start, redirect.alias)
            message = f'alias "{redirect.alias}" is taken by {owners[path]}; remove it'
            yield Problem("S02", source, start, message, end)
        owners.setdefault(path, f"the aliases of {source}")


class RedirectGenerator(PelicanGenerator):
    """Writes the redirect pages."""

    context: Context

    def generate_output(self, writer: Writer) -> None:
        """Write a page for each alias."""
        template = self._template()
        for redirect in redirects(self.context):
            writer.write_file(
                redirect.address.save_as,
                template,
                self.context,
                url=redirect.address.url,
                target_url=f"{self.context['SITEURL']}/{redirect.content.url}",
                title=redirect.content.title,
            )

    def _template(self) -> Template:
        try:
            template: Template = self.get_template("redirect")
        except PelicanTemplateNotFound:
            template = jinja2.Template(PAGE)
        return template


def add_generator(_pelican: PelicanInstance) -> type[RedirectGenerator]:
    """Return the generator of the redirect pages. Receiver of `get_generators`."""
    return RedirectGenerator


def check_aliases(generators: list[Generator]) -> None:
    """Report aliases that are taken. Receiver of `all_generators_finalized`."""
    context = generators[0].context
    sources = {content.save_as: display_path(content.source_path) for content in contents_read(context)}
    for problem in taken_aliases(redirects(context), generated_pages(generators) | sources):
        log_problem(problem, generators[0].settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    signals.get_generators.connect(add_generator)
    signals.all_generators_finalized.connect(check_aliases)
