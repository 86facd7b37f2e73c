"""Renders the page at one address, as Pelican's writer would write it; takes the place of that writer.

The inner part of `pelican.writers.Writer.write_file` is here once more, because Pelican's own renders all pages of a
list, and puts them into files.
"""

import os
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join
from pelican.writers import Writer

from hamerkop.shared.pelican_types import Context, Settings, Template


class PageWriter:
    """Renders what is to be at *address* when a generator writes the page or list that begins at *name*.

    *number* is that of the page in a list that is written to several pages, from 1; 0 for anything else. *data* is what
    was rendered, None before. Everything else a generator asks of the writer goes to *writer*, the site's own.
    """

    def __init__(self, writer: Any, address: str, name: str, number: int) -> None:
        self.writer, self.address, self.name, self.number = writer, address, name, number
        self.output_path = writer.output_path
        self.data: bytes | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.writer, name)

    def write_file(self, name: str, template: Template, context: Context, *rest: Any, **named: Any) -> None:
        """Render the page, if it is the one that was asked for."""
        if name != self.name or self.data is not None:
            return
        if type(self.writer).write_file is Writer.write_file:
            self._render(template, context, *rest, **named)
        else:  # a third-party class: all pages of a list are rendered, for one of them
            self.writer.write_file(name, template, context, *rest, **named)
            self.data = Path(self.output_path, self.address).read_bytes()

    def _render(  # the parameters are those of Pelican's method
        self,
        template: Template,
        context: Context,
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **named: Any,
    ) -> None:
        if paginated is None:
            paginated = {key: value for key, value in named.items() if key in ("articles", "dates")}
        if paginated and self.number:
            lists = paginators(self.name, url, paginated, template_name, self.writer.settings)
            named = {**named, **page_of(lists, self.number)}
        local = local_context(context, self.address, named, relative_urls)
        if local["localsiteurl"]:
            context["localsiteurl"] = local["localsiteurl"]
        self.data = _after_writing(template.render(local).encode(), self.output_path, self.address, local)


def paginators(
    name: str, url: str | None, paginated: dict[str, Any], template_name: str | None, settings: Settings
) -> dict[str, Paginator]:
    """Return Pelican's paginators of a list that is written to several pages."""
    per_page = settings["PAGINATED_TEMPLATES"][template_name] or settings["DEFAULT_PAGINATION"]
    return {key: Paginator(name, url, value, settings, per_page) for key, value in paginated.items()}


def list_addresses(name: str, url: str, lengths: dict[str, int], template_name: str, settings: Settings) -> list[str]:
    """Return the output path of each page of a list; *lengths* are those of its lists, as `paginated` has them."""
    if template_name not in settings["PAGINATED_TEMPLATES"]:
        return [name]
    ranges = {key: range(length) for key, length in lengths.items()}
    found = list(paginators(name, url, ranges, template_name, settings).values())
    return [str(found[-1].page(number + 1).save_as) for number in range(found[0].num_pages)]


def page_of(lists: dict[str, Paginator], number: int) -> dict[str, Any]:
    """Return what templates get for one page of a list."""
    found: dict[str, Any] = {}
    for key, paginator in lists.items():
        found[f"{key}_paginator"] = paginator
        found[f"{key}_page"] = paginator.page(number)
        found[f"{key}_previous_page"] = paginator.page(number - 1) if number > 1 else None
        found[f"{key}_next_page"] = paginator.page(number + 1) if number < paginator.num_pages else None
    return found


def local_context(context: Context, address: str, named: dict[str, Any], relative_urls: bool) -> dict[str, Any]:
    """Return the template context of one page."""
    local = dict(context)
    local["localsiteurl"] = local.get("localsiteurl")
    if relative_urls:
        local["SITEURL"] = local["localsiteurl"] = relative_root(address)
    local["output_file"] = address
    local.update(named)
    return local


def relative_root(address: str) -> str:
    """Return the way from the page at *address* to the root of the site."""
    return str(path_to_url(get_relative_path(address)))


def _after_writing(data: bytes, output_path: str, address: str, local: Context) -> bytes:
    """Return the page as the receivers of `content_written` leave its file."""
    if not signals.content_written.receivers:
        return data
    file = Path(sanitised_join(output_path, address))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    signals.content_written.send(os.fspath(file), context=local)
    changed = file.read_bytes()
    file.unlink()
    return changed
