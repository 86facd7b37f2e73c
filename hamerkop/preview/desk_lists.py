"""The lists of the desk page: what is not published, what is due, and what no other text leads to."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

from pelican.contents import Article

from hamerkop.build.loaded_site import LoadedSite
from hamerkop.build.pelican_log import collected_log
from hamerkop.build.process_copy import in_a_copy
from hamerkop.preview.editor_links import editor_link
from hamerkop.preview.page_state import Shown, url_of, worst_first
from hamerkop.preview.page_status import status_of
from hamerkop.shared.clock import build_day
from hamerkop.shared.dates import long_date
from hamerkop.shared.html_source import links_in, strip_tags
from hamerkop.shared.metadata_values import as_day
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import START, Position, display_path, position_of
from hamerkop.shared.records import RelatedPostsRecord, ReviewRecord, is_plain_text, record_of
from hamerkop.shared.site_content import contents_read, is_published

SOON = timedelta(days=60)


class Row(NamedTuple):
    """An article or page in a list: its *title*, the path of its URL, its source, the editor's link, and what is due.

    *day* is in words, or ""; *is_late*: it has passed.
    """

    title: str
    url: str
    path: str
    edit: str
    day: str = ""
    note: str = ""
    is_late: bool = False


class DeskList(NamedTuple):
    """A list with its heading, and what it contains in a sentence."""

    heading: str
    about: str
    rows: list[Row]


def desk_values(shown: Shown) -> dict[str, Any]:
    """Return the values for the template of the desk page; the lists are made in a copy of this process."""
    site = shown.site
    lists = in_a_copy(site.lock, lambda: _pickled_lists(site.site)) if site.is_loaded else b""
    return {
        "site_name": str(site.settings.get("SITENAME", "")),
        "as_of": site.day,
        "findings": worst_first({*shown.findings, *([shown.problem] if shown.problem else [])}),
        "lists": pickle.loads(lists) if lists else [],  # noqa: S301  # from a copy of this process
        "settings": site.settings,
        "checking": shown.checking,
    }


def desk_of(site: LoadedSite) -> list[DeskList]:
    """Return the lists of a site that have something in them."""
    lists = [
        DeskList("Drafts", "Not published, and in no list.", [*_with_status(site, "draft")]),
        DeskList("Scheduled", "Published by the first build on or after the day.", [*_with_status(site, "scheduled")]),
        DeskList("Hidden", "Published, but in no list: readers need the address.", [*_with_status(site, "hidden")]),
        DeskList("Reviews due", f"Within {SOON.days} days, or late.", [*_dated(site, _reviews)]),
        DeskList("Facts to check again", "The dates in check_by.", [*_dated(site, _facts)]),
        DeskList(
            "Orphans",
            "Published articles to which no text of another article or page links, and no list of related articles.",
            [*_orphans(site)],
        ),
    ]
    return [each for each in lists if each.rows]


def _pickled_lists(site: LoadedSite) -> bytes:
    with collected_log():  # a link that leads to nothing is a finding already
        return pickle.dumps(desk_of(site))


def _row(site: LoadedSite, content: Content, position: Position = START, **more: Any) -> Row:
    link = editor_link(content.source_path, position, site.settings)
    url = url_of(str(content.save_as)) if content.save_as else ""
    title = str(content.title) if is_plain_text(content) else unescape(strip_tags(str(content.title)))
    return Row(title, url, display_path(content.source_path), link, **more)


def _with_status(site: LoadedSite, kind: str) -> Iterator[Row]:
    found = [(status_of(content, site.context), content) for content in contents_read(site.context)]
    for status, content in sorted(found, key=lambda each: each[0].day or date.min):
        if status.kind == kind:
            yield _row(site, content, day=long_date(status.day) if status.day else "")


# What is due on a day

Due = tuple[date, str, Position]


def _dated(site: LoadedSite, due_of: Callable[[Content, date], Iterable[Due]]) -> Iterator[Row]:
    """Yield a row for each thing that *due_of* returns of an article or page, the earliest first."""
    today = build_day(site.context)
    found = [(due, content) for content in contents_read(site.context) for due in due_of(content, today)]
    for (day, note, position), content in sorted(found, key=lambda each: (each[0], str(each[1].source_path))):
        yield _row(site, content, position, day=long_date(day), note=note, is_late=day < today)


def _reviews(content: Content, today: date) -> Iterator[Due]:
    record = record_of(content, ReviewRecord)
    due = record.review.due if record and record.review else None
    if due and due <= today + SOON:
        yield due, "", position_of(content, "next_review")


def _facts(content: Content, _today: date) -> Iterator[Due]:
    entries = content.metadata.get("check_by")
    for entry in entries if isinstance(entries, list | tuple) else ():
        day = _day(entry.get("date")) if isinstance(entry, Mapping) else None
        if day:
            yield day, str(entry.get("what", "")), position_of(content, "check_by", str(entry.get("what", "")))


def _day(value: object) -> date | None:
    try:
        return as_day(value)
    except ValueError:
        return None


# Articles that nothing leads to


def _orphans(site: LoadedSite) -> Iterator[Row]:
    linked = {url for content in contents_read(site.context) if is_published(content) for url in _linked(content, site)}
    for content in contents_read(site.context):
        related = record_of(content, RelatedPostsRecord)
        is_listed = bool(related and len(related.related_from))
        if isinstance(content, Article) and is_published(content) and not is_listed and _url(content) not in linked:
            yield _row(site, content)


def _linked(content: Content, site: LoadedSite) -> Iterator[str]:
    """Yield the paths of the URLs, other than its own, to which the text of *content* links."""
    own = _url(content)
    for link in links_in(content.content):
        target = link.attribute.value.removeprefix(site.settings["SITEURL"]) or "/"
        url = unquote(urldefrag(urljoin(own, target)).url).removesuffix("index.html")
        if url != own:
            yield url


def _url(content: Content) -> str:
    return unquote(f"/{content.url}")
