"""Writes the articles, lists and feeds of a site in several processes at once.

Pelican's generator and writer stay as they are. Each process runs the generator, and its writer leaves out the files of
the other processes. Where one of them fails, or something is not as it has to be for that, the build writes all files
itself: then everything is as with Pelican, errors too.
"""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from jinja2 import Template
from pelican import signals

from hamerkop.build.captured_log import Fields, captured_log, log_again
from hamerkop.build.foreign_code import why_not_shared
from hamerkop.build.forked import forked, number_of_processes
from hamerkop.shared.pelican_types import ArticlesGenerator, Context, Generator, Writer
from hamerkop.shared.settings import KIT_SETTINGS
from hamerkop.shared.site_content import is_articles_generator
from hamerkop.shared.writing_share import SHARE, Share

WORTH_A_PROCESS = 8  # articles


@dataclass
class Written:
    """What one process has written.

    *files* and *overridden* are those of Pelican's writer, *log* the fields of what was logged, *templates* those by
    which articles were written, *site_url* the value of `localsiteurl` behind the last file, and its number.
    """

    files: set[str] = field(default_factory=set)
    overridden: set[str] = field(default_factory=set)
    log: list[Fields] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    site_url: tuple[int, str] = (-1, "")


@contextmanager
def written_quickly(templates_used: set[str]) -> Iterator[None]:
    """Let the site that is built in the block be written in several processes.

    The names of the templates by which articles are written are added to *templates_used*.
    """

    def take_over(generators: Sequence[Generator]) -> None:
        for generator in filter(is_articles_generator, generators):
            if not why_not_shared(generator):
                vars(generator)["generate_output"] = _output_of(generator, templates_used)

    with signals.all_generators_finalized.connected_to(take_over):
        yield


def _output_of(generator: ArticlesGenerator, templates_used: set[str]) -> Callable[[Writer], None]:
    """Return what stands in for the method `generate_output` of the articles generator."""
    stock = generator.generate_output

    def generate_output(writer: Writer) -> None:
        parts = _written_in_parts(generator, writer)
        if parts is None:
            stock(writer)
            return
        for part in parts:
            writer._written_files |= part.files
            writer._overridden_files |= part.overridden
            templates_used.update(part.templates)
            log_again(part.log)
        number, site_url = max(part.site_url for part in parts)
        if number >= 0:
            generator.context["localsiteurl"] = site_url
        signals.article_writer_finalized.send(generator, writer=writer)

    return generate_output


def _written_in_parts(generator: ArticlesGenerator, writer: Writer) -> list[Written] | None:
    """Write everything in several processes; return None if that is not worth while, or if one of them has failed."""
    articles = len(generator.articles) + len(generator.translations)
    limit = KIT_SETTINGS.value(generator.settings, "BUILD_PROCESSES") or articles
    processes = number_of_processes(min(limit, articles // WORTH_A_PROCESS))
    if processes < 2:
        return None
    parts = [
        pickle.loads(part)  # noqa: S301  # of this process
        for part in forked(lambda index: _part(generator, writer, Share(index, processes)), processes)
    ]
    files = [path for part in parts for path in part.files - writer._written_files]
    if len(parts) < processes or len(files) > len(set(files)):  # two pages in one place: an error, or `save_as`
        return None
    return parts


def _part(generator: ArticlesGenerator, writer: Writer, share: Share) -> Iterator[bytes]:
    """Write the files of one process; yield the bytes of :class:`Written`."""
    SHARE.set(generator.context, share)
    written = Written()
    with captured_log() as written.log:
        _leave_out(generator, writer, share, written)
        generator.generate_feeds(writer)
        generator.generate_pages(writer)
    written.files, written.overridden = writer._written_files, writer._overridden_files
    yield pickle.dumps(written, pickle.HIGHEST_PROTOCOL)


def _leave_out(generator: ArticlesGenerator, writer: Writer, share: Share, written: Written) -> None:
    """Let *writer* leave out the files that are not of *share*."""
    write_file, write_feed, numbers = writer.write_file, writer.write_feed, count()

    def write_own_file(name: object, template: Template, context: Context, *values: Any, **named: Any) -> None:
        number = next(numbers)
        if isinstance(name, str) and share.has(name):
            write_file(name, template, context, *values, **named)
            written.site_url = number, context["localsiteurl"]
            if article := named.get("article"):
                written.templates.add(article.template)

    def write_own_feed(elements: object, context: Context, path: str | None = None, *values: Any, **named: Any) -> Any:
        return write_feed(elements, context, path, *values, **named) if not path or share.has(path) else None

    vars(writer).update(write_file=write_own_file, write_feed=write_own_feed)
