"""The Jinja filters that the theme uses: what a template would otherwise have to compute.

A site registers them all in its settings: ``JINJA_FILTERS = FILTERS``.
"""

from collections.abc import Callable, Iterable, Sized
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from hamerkop.shared.dates import iso_date
from hamerkop.shared.language_tags import language_name, language_tag
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.records import added
from hamerkop.shared.theme_texts import long_date, text
from hamerkop.shared.titles import given_summary, plain_title

T = TypeVar("T")


def updated(content: Content) -> datetime | None:
    """Return when an article was modified, or None if that was on the day of its publication or is not given."""
    modified: datetime | None = getattr(content, "modified", None)
    return modified if modified and iso_date(modified) != iso_date(content.date) else None


def by_title(rows: Iterable[tuple[NamedPage, T]]) -> list[tuple[NamedPage, T]]:
    """Return pairs of a tag, category or author and anything, sorted by title, or by name without a title."""

    def key(row: tuple[NamedPage, T]) -> tuple[str, str]:
        named = row[0]
        return str(getattr(named, "title", "") or named.name).lower(), named.slug

    return sorted(rows, key=key)


def most_used(rows: Iterable[tuple[NamedPage, Sized]], number: int) -> list[tuple[NamedPage, Sized]]:
    """Return the *number* pairs of a tag and its articles with the most articles; of two with as many, by slug."""
    return sorted(rows, key=lambda row: (-len(row[1]), row[0].slug))[:number]


def lower_first(title: str) -> str:
    """Return a title for use inside a sentence: "Side effects" → "side effects"; "PTSD" stays as it is."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def element_id(text: str) -> str:
    """Return a letter or range of digits for the id of an HTML element: "A" → "a", "0–9" → "0-9"."""
    return text.lower().replace("–", "-")


def page_url(path: str | None) -> str:
    """Return the URL, relative to SITEURL, of a page that is saved at *path*: ``about\\index.html`` → ``about/``.

    Pelican gives templates the path as `output_file`, with the separators of the machine.
    """
    url = str(path or "").replace("\\", "/")
    return url.removesuffix("index.html") if f"/{url}".endswith("/index.html") else url


def url_path(address: str) -> str:
    """Return the path in an address, which needs no host: ``https://example.org/sub`` → ``/sub``, ``.`` → ``.``."""
    return urlsplit(address).path


def month_start(moment: datetime, months: int) -> str:
    """Return the first second of the month that is *months* months after that of *moment*: ``2027-10-01T00:00:00Z``.

    The months are those of UTC, so that the result is the same on each machine and each day of a month.
    """
    here = moment.astimezone(UTC)
    number = here.year * 12 + here.month - 1 + months
    return f"{number // 12:04}-{number % 12 + 1:02}-01T00:00:00Z"


def feed_url(pattern: str | None, named: NamedPage) -> str:
    """Return the URL of the feed of a tag, category or author, or "" where feeds are off.

    *pattern* is the value of a setting such as TAG_FEED_ATOM, with a field {slug}.
    """
    return pattern.format(slug=named.slug) if pattern else ""


_ALL: list[Callable[..., object]] = [
    *(text, long_date, iso_date, updated, language_tag, language_name, by_title, most_used),
    *(lower_first, element_id, page_url, url_path, feed_url, month_start, plain_title, given_summary, added),
]
FILTERS: dict[str, Callable[..., object]] = {each.__name__: each for each in _ALL}
