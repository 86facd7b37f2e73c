"""What a plugin sets for others, reads of others and reports, declared as data. docs/plugins.md is made from it."""

import re
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, NamedTuple

from hamerkop.shared.records import ContextKey

Shared = type | ContextKey[Any]  # a record class or a context key of hamerkop.shared.records, or FrontMatterRecord


@dataclass(frozen=True)
class Contract:
    """The contract of one plugin.

    *sets*: the records that it attaches to articles, pages and tags, and the context keys that it sets. *reads*: those
    of other plugins that it reads; each may be missing. *markup*: pairs of another plugin and a piece of the Markdown
    or HTML of that plugin, which it finds in texts. *needs*: modules of plugins without which it does nothing. *rules*:
    the ids of the rules that it reports, without those that all plugins report: of settings (X01, X02, X05), and of
    files that are not read (B01, and L08 where links out of the content are refused).
    """

    sets: tuple[Shared, ...] = ()
    reads: tuple[Shared, ...] = ()
    markup: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class Moment(NamedTuple):
    """A moment of a build: a step of ours or a signal of Pelican.

    *signal*: its name in hamerkop.shared.steps or pelican.signals. *sent*: when Pelican sends it, or the signal of
    Pelican that sends the step. *purpose*: what plugins do there, and what they may change.
    """

    signal: str
    sent: str
    purpose: str


# In the order in which a build sends them; a test compares it with what Pelican does.
MOMENTS = (
    Moment(
        "initialized",
        "the settings are read, all `register()` called",
        "each plugin has its settings checked; nothing else",
    ),
    Moment(
        "get_generators",
        "before Pelican makes its generators",
        "a plugin adds a generator, which writes files of its own at the end",
    ),
    Moment("readers_init", "in each generator", "`frontmatter` replaces the reader of Markdown files"),
    Moment(
        "load",
        "`generator_init` of the articles generator",
        "plugins read their data files, put what they hold into the template context, report problems of the files",
    ),
    Moment(
        "article_generator_init",
        "all plugins have loaded",
        "plugins make their Markdown extensions from the loaded data, and add them to `MARKDOWN`",
    ),
    Moment("article_generator_preread", "before each article is read", "a plugin prepares for one file"),
    Moment(
        "article_generator_context",
        "the header and the text of an article are read, its object is not made yet",
        "`frontmatter` reports problems of the header, keeps a scheduled article back, and rejects a file with errors",
    ),
    Moment(
        "inspect",
        "`content_object_init` of each article and page with text",
        "plugins read source and HTML, report problems, attach what Markdown found; they do not change the HTML",
    ),
    Moment(
        "rewrite",
        "after `inspect`",
        "plugins change elements and attributes of the HTML, report what they could not change, attach what they found",
    ),
    Moment("typeset", "after `rewrite`", "plugins change characters of the HTML"),
    Moment(
        "derive",
        "after `typeset`",
        "plugins read the finished HTML and attach records; they may replace the summary, and do not change the HTML",
    ),
    Moment(
        "restore",
        "in the place of reading, for a file that another process or an earlier build has read (`hamerkop build`)",
        "plugins add the article or page to what they keep in the context; its records are attached already",
    ),
    Moment(
        "article_generator_pretaxonomy",
        "all articles are read; tags, categories and authors are not collected yet",
        "`topics` checks the names",
    ),
    Moment(
        "article_generator_finalized",
        "tags, categories and authors are collected",
        "plugins compute what depends on all articles",
    ),
    Moment("page_generator_preread", "before each page is read", "as for an article; the four steps follow"),
    Moment("page_generator_context", "the header and the text of a page are read", "as for an article"),
    Moment(
        "page_generator_finalized",
        "all pages are read; static files are not yet",
        "plugins decide which files are copied, and what depends on all pages",
    ),
    Moment(
        "static_generator_finalized",
        "the files to copy are known",
        "files that may not be published are taken away; `images` encodes the addresses of files",
    ),
    Moment(
        "all_generators_finalized",
        "everything is read, nothing is written",
        "plugins check links and addresses, and compute lists of articles and pages",
    ),
    Moment("get_writer", "before anything is written", "`feeds` replaces the writer"),
    Moment("article_generator_write_article", "before each article is written", "`social_cards` draws its card"),
    Moment(
        "content_written",
        "each page, article or list is written",
        "`citations` makes ids unique where a list prints several articles whole",
    ),
    Moment(
        "article_writer_finalized",
        "the articles, lists and feeds are written; pages are not yet",
        "plugins write files that belong to all articles",
    ),
    Moment("finalized", "everything is written", "plugins undo what they changed in the process"),
)


def names_in_templates(shared: Shared) -> tuple[str, ...]:
    """Return the names under which templates find a record or context value."""
    if isinstance(shared, ContextKey):
        return (shared.name,)
    if is_dataclass(shared):
        return tuple(field.name for field in fields(shared))
    # A protocol describes the value of one attribute: FrontMatterRecord is front_matter.
    return (re.sub(r"(?<!^)(?=[A-Z])", "_", shared.__name__.removesuffix("Record")).lower(),)
