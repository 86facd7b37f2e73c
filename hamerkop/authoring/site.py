"""Reads a Pelican site as it is now, for a command that makes or changes a source; writes nothing."""

import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from pelican import Pelican, signals
from pelican.contents import Article, Page
from pelican.settings import read_settings
from pelican.utils import slugify

from hamerkop import redirects
from hamerkop.build.article_lists import linear_membership
from hamerkop.build.markdown_parser import one_parser
from hamerkop.build.pelican_log import collected_log
from hamerkop.frontmatter.fields import FIELDS
from hamerkop.frontmatter.parse import FrontMatter, parse
from hamerkop.shared.pelican_types import Content, Context, Generator, PelicanInstance, Settings
from hamerkop.shared.problems import Position, Problem, display_path, position_of
from hamerkop.shared.rules import ERROR
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.titles import plain_title
from hamerkop.shared.urls import published_address

ARTICLE, PAGE = "article", "page"


class Refused(Exception):
    """The command cannot do what it was asked for; the message says why, where, and what to do."""


class _SiteIsRead(Exception):
    """Ends Pelican's run as soon as every source is read."""


class Owner(NamedTuple):
    """What has an address or a name already: *where* is `path:line`, *what* says what it is."""

    where: str
    what: str


class Site:
    """A site that was read from *settings_file*: its *settings*, its *plugins* by name, and Pelican's *generators*.

    *errors* are those of its sources, by path; a source with one was not read.
    """

    def __init__(self, settings_file: str, pelican: PelicanInstance, generators: Sequence[Generator]) -> None:
        self.settings_file = settings_file
        self.settings: Settings = pelican.settings
        self.plugins: dict[str, Any] = {plugin.__name__: plugin for plugin in pelican.plugins}
        self.generators = list(generators)
        self.context: Context = self.generators[0].context
        self.content = Path(self.settings["PATH"])
        self.errors: Sequence[Problem] = ()

    @cached_property
    def contents(self) -> list[Content]:
        """Every article and page that could be read, of any status, by source path."""
        return contents_read(self.context)

    def contents_of(self, kind: str) -> list[Content]:
        """Return the articles, or the pages."""
        wanted = Article if kind == ARTICLE else Page
        return [content for content in self.contents if isinstance(content, wanted)]

    def has_plugin(self, name: str) -> bool:
        """Return whether the plugin *name* is switched on."""
        return name in self.plugins

    def sources(self) -> list[str]:
        """Return the path, relative to PATH, of each article and page on the disk, also of one that cannot be read."""
        found: set[str] = set()
        for generator in self.generators:
            for paths, excluded in _folders(self.settings):
                if hasattr(generator, "get_files") and hasattr(generator, "readers"):
                    endings: Any = tuple(generator.readers.extensions)  # as Pelican's own generators call it
                    names = generator.get_files(paths, exclude=excluded, extensions=endings)
                    found.update(PurePosixPath(name).as_posix() for name in names)
        return sorted(found)

    def owner_of_address(self, save_as: str) -> Owner | None:
        """Return what has the output path *save_as*, or would have it when it is published; None if nothing has it."""
        for content in self.contents:
            if published_address(content).save_as == save_as:
                return Owner(_where(content, "slug"), f'the {kind_of(content)} "{plain_title(content)}"')
        if self.has_plugin("hamerkop.redirects"):
            for redirect in redirects.redirects(self.context)[0]:
                if redirect.save_as == save_as:
                    where = _where(redirect.content, "aliases", redirect.alias)
                    return Owner(where, f'the old address "{redirect.alias}" of "{plain_title(redirect.content)}"')
        what = redirects.owners_of(self.generators).get(save_as)
        return Owner(display_path(self.settings_file), what) if what else None

    def owner_of_title(self, title: str) -> Owner | None:
        """Return the article or page whose title is *title*, without regard to capitals and white space."""
        wanted = " ".join(title.casefold().split())
        for content in self.contents:
            if " ".join(plain_title(content).casefold().split()) == wanted:
                return Owner(_where(content, "title"), f"the title of another {kind_of(content)}")
        return None


def kind_of(content: Content) -> str:
    """Return "article" or "page"."""
    return ARTICLE if isinstance(content, Article) else PAGE


def made_slug(text: str, settings: Settings) -> str:
    """Return the slug that Pelican makes of a title, with hyphens for underscores; "" if there is nothing to make."""
    return str(
        slugify(
            text.replace("_", "-"),
            settings["SLUG_REGEX_SUBSTITUTIONS"],
            preserve_case=settings.get("SLUGIFY_PRESERVE_CASE", False),
            use_unicode=settings.get("SLUGIFY_USE_UNICODE", False),
        )
    )


def checked_slug(typed: str, settings: Settings) -> str:
    """Return *typed* if it is a slug. Raises Refused, with the nearest one, if it is not."""
    made = made_slug(typed, settings)
    if made != typed:
        hint = f'did you mean "{made}"?' if made else "write small letters, digits and hyphens"
        raise Refused(f'"{typed}" cannot be an address; {hint}')
    return typed


def _where(content: Content, field: str, item: str | None = None) -> str:
    position: Position = position_of(content, field, item)
    return f"{display_path(content.source_path)}:{position.line}"


def _folders(settings: Settings) -> list[tuple[list[str], list[str]]]:
    return [
        (settings["ARTICLE_PATHS"], settings["ARTICLE_EXCLUDES"]),
        (settings["PAGE_PATHS"], settings["PAGE_EXCLUDES"]),
    ]


def read_site(settings_file: str) -> Site:
    """Return the site of *settings_file*. Raises Refused if Pelican cannot read it at all."""
    with tempfile.TemporaryDirectory() as output, collected_log() as log:
        try:
            site = _read(settings_file, output)
            site.errors = sorted(problem for problem in log.problems if problem.level == ERROR)
            return site
        except Exception as error:  # a settings file or a plugin can raise anything
            reasons = [str(problem) for problem in sorted(log.problems)[:3]]
            reasons = reasons or [f"{type(error).__name__}: {error}"]
            raise Refused("\n".join(["the site cannot be read; `hamerkop build` says more:", *reasons])) from None


def _read(settings_file: str, output: str) -> Site:
    overrides: dict[str, Any] = {"OUTPUT_PATH": output, "DELETE_OUTPUT_DIRECTORY": False}
    overrides |= {"CACHE_CONTENT": False, "LOAD_CONTENT_CACHE": False}
    settings = read_settings(settings_file, override=overrides)
    found: list[Generator] = []

    def stop(generators: Iterable[Generator]) -> None:
        found.extend(generators)
        raise _SiteIsRead

    # Connected before Pelican loads the plugins, so it runs before theirs, which have nothing to do here.
    signals.all_generators_finalized.connect(stop)
    try:
        with linear_membership(), one_parser():
            pelican = Pelican(settings)
            pelican.run()
    except _SiteIsRead:
        pass
    finally:
        signals.all_generators_finalized.disconnect(stop)
    return Site(settings_file, pelican, found)


def header_of(text: str, path: str = "") -> FrontMatter:
    """Return the header of a source, YAML or plain, however the site reads it; *path* is as problems name it."""
    return parse(text, path, lenient=True, known=[rule.name for rule in FIELDS])
