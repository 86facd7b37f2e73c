"""Splits what Pelican's generators ask the writer to write into jobs of one file each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Template
from pelican.utils import sanitised_join

from hamerkop.build.page_writer import page_of, paginators
from hamerkop.shared.pelican_types import Content, Context, Settings, Writer


@dataclass(frozen=True)
class PageJob:
    """A page to write: the arguments of Pelican's `write_file` for one page, without pagination.

    *path* is relative to OUTPUT_PATH; *values* are those that only this page gets.
    """

    path: str
    template: Template
    context: Context
    values: dict[str, Any]
    relative_urls: bool = False
    override: bool = False

    @property
    def article(self) -> Content | None:
        """The article, if the page is that of one."""
        found: Content | None = self.values.get("article")
        return found

    def write(self, writer: Writer) -> None:
        """Write the page."""
        writer.write_file(
            self.path,
            self.template,
            self.context,
            relative_urls=self.relative_urls,
            paginated={},
            override_output=self.override,
            **self.values,
        )


@dataclass(frozen=True)
class FeedJob:
    """A feed to write: the arguments of Pelican's `write_feed`; *path* is relative to OUTPUT_PATH."""

    path: str
    elements: list[Content]
    context: Context
    arguments: tuple[Any, ...]
    named: dict[str, Any]

    def write(self, writer: Writer) -> None:
        """Write the feed."""
        writer.write_feed(self.elements, self.context, self.path, *self.arguments, **self.named)


Job = PageJob | FeedJob


def page_jobs(
    settings: Settings,
    name: object,
    template: Template,
    context: Context,
    relative_urls: bool = False,
    paginated: dict[str, list[Any]] | None = None,
    template_name: str | None = None,
    override_output: bool = False,
    url: str | None = None,
    **values: Any,
) -> Iterator[PageJob]:
    """Yield a job for each page; the arguments behind *settings* are those of Pelican's `Writer.write_file`."""
    if not name or not isinstance(name, str):
        return
    if paginated is None:
        paginated = {key: value for key, value in values.items() if key in ("articles", "dates")}
    if not paginated or template_name not in settings["PAGINATED_TEMPLATES"]:
        yield PageJob(name, template, context, values, relative_urls, override_output)
        return
    lists = paginators(name, url, paginated, template_name, settings)
    for number in range(1, next(iter(lists.values())).num_pages + 1):
        added = page_of(lists, number)
        path = added[f"{list(lists)[-1]}_page"].save_as
        yield PageJob(path, template, context, values | added, relative_urls, override_output)


def full_path(writer: Writer, path: str) -> str:
    """Return the path of an output file as Pelican's writer notes it. Raises RuntimeError for one outside."""
    return str(sanitised_join(writer.output_path, path))
