"""Keeps old addresses working: each alias in an article's front matter becomes a page that leads to it.

[plugin] `aliases: [old-slug]` writes a page at the address that an article with that slug would have. It works
on any static host: a refresh in the page, a canonical link for search engines, and a plain link for people.
The theme draws it with `redirect.html` (variables `target_url`, `title`); without one a plain page of ours is
written. An alias that is taken by another page is an error.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from jinja2 import Template
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, PelicanTemplateNotFound

from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.problems import Problem, display_path, log_problem, position_of
from hamerkop.shared.urls import kind_of, list_pages

PLAIN_PAGE = """<!doctype html>
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
    """One old address and the article or page that it leads to."""

    alias: str
    url: str
    save_as: str
    content: Any


def redirects_of(content: Any) -> Iterator[Redirect]:
    """Yield the redirects that one article or page asks for; the address is made as its own is."""
    for alias in as_list(getattr(content, "aliases", [])):
        place = {**content.url_format, "slug": alias}
        kind = kind_of(content)
        url, save_as = (content.settings[f"{kind}_{part}"].format(**place) for part in ("URL", "SAVE_AS"))
        yield Redirect(alias, url, save_as, content)


def taken(redirects: list[Redirect], owners: dict[str, str]) -> Iterator[Problem]:
    """Yield a problem for each redirect whose address has an owner already; *owners* maps save_as to its name."""
    owners = dict(owners)
    for alias, _url, save_as, content in redirects:
        source = display_path(content.source_path)
        if save_as in owners:
            place = position_of(content, "aliases", alias)
            yield Problem("S02", source, place, f'alias "{alias}" is taken by {owners[save_as]}; take it out')
        owners.setdefault(save_as, f"the aliases of {source}")


def owners_of_addresses(generators: list[Any]) -> dict[str, str]:
    """Return what stands at each address that is no redirect's."""
    pages = generators[0].context["generated_content"].values()
    contents = {content.save_as: display_path(content.source_path) for content in pages if content is not None}
    return list_pages(generators) | contents


class RedirectGenerator(Generator):
    """Writes a page for each alias of a published article or page."""

    redirects: list[Redirect]

    def collect(self, generators: list[Any]) -> None:
        """Take up the aliases of everything published; log those whose address is taken."""
        published = [content for generator in generators for content in _published(generator)]
        published.sort(key=lambda content: str(content.source_path))
        self.redirects = [redirect for content in published for redirect in redirects_of(content)]
        for problem in taken(self.redirects, owners_of_addresses(generators)):
            log_problem(problem, self.settings)

    def generate_output(self, writer: Any) -> None:
        template = self._template()
        for redirect in self.redirects:
            target = f"{self.settings['SITEURL']}/{redirect.content.url}"
            title = redirect.content.title
            writer.write_file(
                redirect.save_as, template, self.context, url=redirect.url, target_url=target, title=title
            )

    def _template(self) -> Any:
        try:
            return self.get_template("redirect")
        except PelicanTemplateNotFound:
            return Template(PLAIN_PAGE)


def _published(generator: Any) -> list[Any]:
    if isinstance(generator, ArticlesGenerator):
        shown, hidden = generator.articles, generator.hidden_articles
    elif isinstance(generator, PagesGenerator):
        shown, hidden = generator.pages, generator.hidden_pages
    else:
        return []
    return [*shown, *generator.translations, *hidden, *generator.hidden_translations]


def collect_redirects(generators: list[Any]) -> None:
    for generator in generators:
        if isinstance(generator, RedirectGenerator):
            generator.collect(generators)


def generators(_pelican: Any) -> type[RedirectGenerator]:
    return RedirectGenerator


def register() -> None:
    signals.get_generators.connect(generators)
    signals.all_generators_finalized.connect(collect_redirects)
