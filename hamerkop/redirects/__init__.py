"""Writes a page at each old address, `aliases` in the front matter, that leads readers to the new one.

The page works on any static host: a refresh, a canonical link for search engines, and a plain link. The template
`redirect.html` of the theme is used if there is one (variables `target_url` and `title`). The pages are no content:
Pelican's signal `content_written`, from which other plugins make sitemaps, is not sent for them. Nothing is kept.

For hosts that can redirect by themselves there are also files with all redirects (setting `REDIRECTS_FOR`):
``rules.py`` has the rules, ``host_files.py`` the form of each file. The pages stay, for where a host cannot.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

import jinja2
from pelican import signals
from pelican.generators import Generator as PelicanGenerator
from pelican.generators import PelicanTemplateNotFound
from pelican.utils import get_relative_path, path_to_url

from hamerkop.redirects.host_files import HOST_FILES
from hamerkop.redirects.rules import Leads, page_addresses, rules_of
from hamerkop.shared.aliases import InvalidAlias, output_path
from hamerkop.shared.content_walk import replace_get_files
from hamerkop.shared.contract import Contract
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import (
    Content,
    Context,
    Generator,
    PelicanInstance,
    Settings,
    Template,
    Writer,
)
from hamerkop.shared.problems import Problem, display_path, end_of, log_problem, position_of
from hamerkop.shared.records import SEARCH_FOLDER, ContextKey, FrontMatterRecord
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.site_content import contents_read, written_contents
from hamerkop.shared.source_text import source_text
from hamerkop.shared.titles import plain_title
from hamerkop.shared.urls import full_url, generated_pages

Host = Literal["netlify", "cloudflare", "nginx", "caddy", "object_store"]

SETTINGS = SettingsTable(
    "hamerkop.redirects",
    [
        Setting(
            "REDIRECTS_FOR",
            list[Host],
            [],
            "hosts and programs that are to redirect by themselves: a file with all redirects is written for each",
            lambda value: (
                'write only one of "netlify" and "cloudflare", which read the same file'
                if {"netlify", "cloudflare"} <= {*value}
                else ""
            ),
        )
    ],
)
CONTRACT = Contract(reads=(SEARCH_FOLDER, FrontMatterRecord), rules=("S02", "S05"))
# The redirects to write.
REDIRECTS: "ContextKey[list[Redirect]]" = ContextKey("hamerkop_redirects")

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


MAX_ALIASES = 1000  # of one article or page: each is a file


class Redirect(NamedTuple):
    """An old address, by its alias, and the article or page that it leads to; *save_as* is the path of its file."""

    alias: str
    save_as: str
    content: Content


# All of them


def redirects(context: Context) -> tuple[list[Redirect], list[Problem]]:
    """Return the redirects of a site, one for each alias of each published or hidden text, and the invalid aliases."""
    found: list[Redirect] = []
    problems: list[Problem] = []
    for content in written_contents(context):
        aliases = as_list(getattr(content, "aliases", []))
        if len(aliases) > MAX_ALIASES:
            reason = f"and those behind it are left out; write at most {MAX_ALIASES:,} aliases"
            problems.append(problem_of("S05", content, aliases[MAX_ALIASES], reason))
        for alias in aliases[:MAX_ALIASES]:
            try:
                found.append(Redirect(alias, output_path(alias, content), content))
            except (InvalidAlias, ValueError) as error:  # urlsplit refuses a host in open brackets
                reason = str(error) if isinstance(error, InvalidAlias) else "is not a valid address; correct it"
                problems.append(problem_of("S05", content, alias, reason))
    return found, problems


def problem_of(rule: str, content: Content, alias: str, message: str) -> Problem:
    """Return a problem at *alias* in the front matter of *content*."""
    start = position_of(content, "aliases", alias)
    end = end_of(source_text(content), start, alias)
    return Problem(rule, display_path(content.source_path), start, f'alias "{alias[:80]}" {message}', end)


def without_taken(found: Iterable[Redirect], owners: Mapping[str, str]) -> tuple[list[Redirect], list[Problem]]:
    """Return the redirects that can be written, and a problem for each whose file is, or hides, that of another page.

    *owners* are what is at an output path, in words, by that path; of two redirects to one path the first is right.
    """
    owners = dict(owners)
    folders = {str(folder): path for path in owners for folder in PurePosixPath(path).parents}
    kept, problems = [], []
    for redirect in found:
        path = redirect.save_as
        parents = (str(folder) for folder in PurePosixPath(path).parents)
        taken = path if path in owners else folders.get(path) or next((each for each in parents if each in owners), "")
        if taken:
            problems.append(
                problem_of("S02", redirect.content, redirect.alias, f"is taken by {owners[taken]}; remove it")
            )
            continue
        kept.append(redirect)
        owners[path] = f"the aliases of {display_path(redirect.content.source_path)}"
        folders |= {str(folder): path for folder in PurePosixPath(path).parents}
    return kept, problems


# What is at which path


def owners_of(generators: list[Generator]) -> dict[str, str]:
    """Return what the site writes, in words, by its path under OUTPUT_PATH, as far as it is known before writing."""
    context = generators[0].context
    sources = {content.save_as: display_path(content.source_path) for content in contents_read(context)}
    theme = dict.fromkeys(_theme_files(generators[0].settings), "a file of the theme")
    search = {SEARCH_FOLDER.get(context) or "": "the search index"}  # a folder, written after the redirects
    lists = {HOST_FILES[host].path: "a list of redirects" for host in hosts_of(generators[0].settings)}
    owners = theme | search | lists | static_files(context) | generated_pages(generators) | sources
    owners.pop("", None)
    return {str(PurePosixPath(path)): what for path, what in owners.items()}


def hosts_of(settings: Settings) -> list[Host]:
    """Return the hosts for which a file with all redirects is written."""
    hosts: list[Host] = SETTINGS.value(settings, "REDIRECTS_FOR")
    return hosts


def static_files(context: Context) -> dict[str, str]:
    """Return the files that Pelican will copy, in words, by their path; a page that attaches one changes its path."""
    files: list[Content] = context.get("staticfiles", [])
    # Not file.save_as: once that has been read, Pelican refuses to attach the file to a page.
    return {str(file.get_url_setting("save_as")): f"the file {display_path(file.source_path)}" for file in files}


def _theme_files(settings: Settings) -> Iterator[str]:
    """Yield where, under OUTPUT_PATH, Pelican copies the files of the theme."""
    target = PurePosixPath(settings["THEME_STATIC_DIR"])
    for folder in (Path(settings["THEME"], path) for path in settings["THEME_STATIC_PATHS"]):
        if folder.is_file():
            yield str(target / folder.name)
        yield from (str(target / file.relative_to(folder).as_posix()) for file in folder.rglob("*") if file.is_file())


class RedirectGenerator(PelicanGenerator):
    """Writes the redirect pages and files, after Pelican's own generators have written theirs."""

    context: Context

    def generate_output(self, writer: Writer) -> None:
        """Write a page for each alias whose address is free, and the files of redirects for hosts."""
        template = self._template()
        written = static_files(self.context) | dict.fromkeys(written_paths(writer), "a page of the site")
        found, problems = without_taken(REDIRECTS.get(self.context) or (), written)
        done = []
        for redirect in found:
            try:
                self._write(redirect, template)
                done.append(redirect)
            except OSError as error:  # left of an earlier build, or the file of another program
                reason = f"cannot be written to {redirect.save_as}: {error.strerror}; remove it"
                problems.append(problem_of("S02", redirect.content, redirect.alias, reason))
        for problem in [*problems, *self._write_host_files(done, written)]:
            log_problem(problem, self.settings)

    def _write(self, redirect: Redirect, template: Template) -> None:
        root = root_url(redirect.save_as, self.settings)
        local = {**self.context, "SITEURL": root, "localsiteurl": root, "output_file": redirect.save_as}
        target = full_url(root, redirect.content.url)
        file = Path(self.output_path, redirect.save_as)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(template.render(local, target_url=target, title=plain_title(redirect.content)), "utf-8")

    def _write_host_files(self, redirects: list[Redirect], written: Mapping[str, str]) -> Iterator[Problem]:
        """Write the files for hosts; yield a problem for each that would replace a file of the site.

        They list no text that is hidden: a host may let everybody read them. *written* are the other files of the site.
        """
        shown = [Leads(each.save_as, each.content.url) for each in redirects if each.content.status == "published"]
        others = {*written, *(each.content.save_as for each in redirects)}
        site = str(self.settings["SITEURL"])
        rules, pages = rules_of(shown, others, site), page_addresses(others, site)
        for host in hosts_of(self.settings):
            path, text = HOST_FILES[host]
            if path in written:
                message = f"{path} is {written[path]} already; remove that, or {host} here"
                yield Problem("S02", *setting_position(self.settings, "REDIRECTS_FOR", host), message)
            else:
                Path(self.output_path, path).write_text(text(rules, pages), "utf-8")

    def _template(self) -> Template:
        try:
            template: Template = self.get_template("redirect")
        except PelicanTemplateNotFound:
            template = jinja2.Template(PAGE)
        return template


def root_url(save_as: str, settings: Settings) -> str:
    """Return what the links of the page at *save_as* begin with: SITEURL, or a relative path with `RELATIVE_URLS`."""
    return path_to_url(get_relative_path(save_as)) if settings["RELATIVE_URLS"] else str(settings["SITEURL"])


def written_paths(writer: Writer) -> set[str]:
    """Return the paths, under its output folder, of what a writer of Pelican has written; they have no public name."""
    root = Path(writer.output_path).resolve()
    files = {Path(path).resolve() for path in getattr(writer, "_written_files", ())}
    return {path.relative_to(root).as_posix() for path in files if path.is_relative_to(root)}


def add_generator(_pelican: PelicanInstance) -> type[RedirectGenerator]:
    """Return the generator of the redirect pages. Receiver of `get_generators`."""
    return RedirectGenerator


def find_redirects(generators: list[Generator]) -> None:
    """Put the redirects into the context, and report invalid and taken aliases.

    Receiver of `all_generators_finalized`.
    """
    context = generators[0].context
    found, invalid = redirects(context)
    kept, taken = without_taken(found, owners_of(generators))
    REDIRECTS.set(context, kept)
    for problem in sorted([*invalid, *taken]):
        log_problem(problem, generators[0].settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    signals.generator_init.connect(replace_get_files)
    signals.get_generators.connect(add_generator)
    signals.all_generators_finalized.connect(find_redirects)
