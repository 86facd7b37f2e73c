"""The types of Pelican's objects as the plugins use them: Pelican itself declares few.

These are protocols: mypy checks what is read and set, and nothing is imported from Pelican at run time. What a plugin
adds to these objects is declared in :mod:`hamerkop.shared.records`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import datetime
from typing import Any, Protocol

# Pelican's settings by name, and its template context: the settings and what generators and plugins add to them.
Settings = MutableMapping[str, Any]
Context = MutableMapping[str, Any]
# The values of the front matter by field name, in lower case.
Metadata = MutableMapping[str, Any]


class NamedPage(Protocol):
    """A tag, category or author: a name with a page of its own (pelican.urlwrappers.URLWrapper)."""

    name: str
    slug: str

    @property
    def url(self) -> str:
        """Return the address, relative to SITEURL."""
        ...

    @property
    def save_as(self) -> str:
        """Return the path of the page under the output folder; "" if it is not written."""
        ...


class Content(Protocol):
    """An article or page (pelican.contents.Article, Page). Attributes marked "may be missing" need getattr."""

    settings: Settings
    metadata: Metadata
    source_path: str
    _content: str  # HTML as the reader made it, with {filename} links not yet resolved
    _summary: str  # may be missing
    _context: Context | None  # None if the object was made by no generator
    title: str
    slug: str
    status: str
    lang: str
    in_default_lang: bool
    date: datetime  # may be missing on a page
    modified: datetime  # may be missing
    tags: list[NamedPage]  # may be missing
    authors: list[NamedPage]  # may be missing
    category: NamedPage  # may be missing
    template: str
    translations: "list[Content]"
    default_template: str
    override_save_as: str  # may be missing; replaces the pattern of ARTICLE_SAVE_AS and the like
    relative_dir: str  # the folder of the source, relative to PATH

    @property
    def url(self) -> str:
        """Return the address, relative to SITEURL."""
        ...

    @property
    def save_as(self) -> str:
        """Return the path of the page under the output folder; "" if it is not written."""
        ...

    @property
    def url_format(self) -> dict[str, Any]:
        """Return the values that Pelican puts into the patterns of addresses, such as ARTICLE_URL."""
        ...

    @property
    def content(self) -> str:
        """Return the HTML of the text, with its links resolved."""
        ...

    @property
    def summary(self) -> str:
        """Return the summary as HTML, or as plain text where hamerkop.frontmatter read it."""
        ...

    def get_content(self, siteurl: str) -> str:
        """Return the HTML of the text with links that begin with *siteurl*."""
        ...

    def get_summary(self, siteurl: str) -> str:
        """Return the summary with links that begin with *siteurl*."""
        ...

    def get_static_links(self) -> set[str]:
        """Return the paths, under the content folder, of the files that {static} and {attach} links name."""
        ...

    def get_url_setting(self, key: str) -> str:
        """Return the attribute *key*, "url" or "save_as"."""
        ...

    def _get_intrasite_link_regex(self) -> re.Pattern[str]:
        """Return the expression by which Pelican finds {filename} and the like: groups `what`, `path`, `value`."""
        ...

    def get_relative_source_path(self, source_path: str | None = None) -> str | None:
        """Return the path of the source, or of *source_path*, under the content folder."""
        ...


class Template(Protocol):
    """A Jinja template."""

    def render(self, *args: Any, **named: Any) -> str:
        """Return the text of the template with these values."""
        ...


class Environment(Protocol):
    """The Jinja environment of a generator."""

    filters: dict[str, Any]
    tests: dict[str, Any]
    globals: dict[str, Any]
    extensions: dict[str, Any]


class Writer(Protocol):
    """Writes the output files (pelican.writers.Writer)."""

    output_path: str
    _written_files: set[str]
    _overridden_files: set[str]

    def write_file(self, name: str, template: Template, context: Context, *values: Any, **named: Any) -> None:
        """Render *template* into the file *name* of the output folder."""
        ...

    def write_feed(self, elements: Any, context: Context, path: str | None = None, *values: Any, **named: Any) -> Any:
        """Write a feed of *elements* into the file *path* of the output folder, and return it."""
        ...


class Readers(Protocol):
    """The readers of source files (pelican.readers.Readers), by the endings of the files, without a dot."""

    readers: Mapping[str, object]

    def read_file(self, **arguments: Any) -> Content:
        """Return the article or page of a file; *arguments* are those of Pelican's method."""
        ...

    @property
    def extensions(self) -> Iterable[str]:
        """Return the endings of the files that Pelican reads, without a dot."""
        ...


class Generator(Protocol):
    """Any generator of Pelican's."""

    readers: Readers
    settings: Settings
    context: Context
    env: Environment
    output_path: str
    path: str  # PATH
    _templates_path: list[str]

    def get_template(self, name: str) -> Template:
        """Return a template of the theme; raise PelicanTemplateNotFound if there is none."""
        ...

    def get_files(
        self, paths: Iterable[str] | str, exclude: Iterable[str] | None = ..., extensions: bool | None = ...
    ) -> set[str]:
        """Return the files in *paths*, relative to the content folder, that Pelican can read; False: all files."""
        ...

    def _include_path(self, path: str, extensions: bool | None = ...) -> bool:
        """Return whether the file at *path* has one of the endings, and is not ignored."""
        ...


class ArticlesGenerator(Generator, Protocol):
    """The generator that reads and writes the articles."""

    articles: list[Content]
    translations: list[Content]
    hidden_articles: list[Content]
    hidden_translations: list[Content]
    drafts: list[Content]
    drafts_translations: list[Content]
    dates: list[Content]
    tags: dict[NamedPage, list[Content]]
    categories: list[tuple[NamedPage, list[Content]]]
    authors: list[tuple[NamedPage, list[Content]]]
    period_archives: dict[str, list[dict[str, Any]]]

    def generate_output(self, writer: Writer) -> None:
        """Write all files."""
        ...

    def generate_feeds(self, writer: Writer) -> None:
        """Write the feeds."""
        ...

    def generate_pages(self, writer: Writer) -> None:
        """Write the articles and lists."""
        ...

    def generate_drafts(self, write: Callable[..., None]) -> None:
        """Write the drafts."""
        ...


class StaticGenerator(Generator, Protocol):
    """The generator that copies files as they are."""

    staticfiles: list[Content]


class PelicanInstance(Protocol):
    """The running program (pelican.Pelican)."""

    settings: Settings
    plugins: list[Any]
