"""Checks what lists the pages of a built site for programs: sitemaps, feeds and the search index; and private files."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from hamerkop.build.built_files import found_in
from hamerkop.build.built_site import BuiltSite
from hamerkop.shared.inputs import site_inputs_of
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import START, Position, Problem, display_path
from hamerkop.shared.records import SEARCH_FOLDER
from hamerkop.shared.rules import WARNING
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.titles import plain_title

SITEMAP, FEED, INDEX = "sitemap", "feed", "search index"
# Files of programs and systems, and copies that editors leave: nobody publishes them on purpose.
_LEFT_BY_PROGRAMS = re.compile(
    r"\.DS_Store|Thumbs\.db|desktop\.ini|.*~|\.?.*\.sw[op]|.*\.(?:bak|orig|rej|tmp|pyc)|#.*#|\.#.*", re.IGNORECASE
)
_SECRET = re.compile(
    r"\.env(?:\..+)?|id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:htpasswd|netrc|pypirc|npmrc|pgpass|git-credentials|\w+_history)"
    r"|.*\.(?:p12|pfx|kdbx?|jks|keystore|ovpn|ppk)|(?:credentials|secrets?|service-account[\w-]*)\.(?:json|ya?ml|toml|ini)"
    r"|wp-config\.php.*|.*\.(?:sql|dump|sqlite3?|mdb|accdb)(?:\.(?:gz|bz2|xz|zip))?",
    re.IGNORECASE,
)
_SECRET_INSIDE = re.compile(rb"PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}\b|\bxox[abprs]-\w{10}")
_READ_FOR_IT = 10_000  # bytes: a file of keys is short
_NO_KEYS = (".html", ".css", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".woff", ".woff2", ".pf_fragment", ".pf_index")
_FRAGMENT_START = b"pagefind_dcd"


class Listing(NamedTuple):
    """A file that lists pages: its path and kind, and of each page the address and the title, which may be "".

    *fault*: why no program can read it, and where; the rest is then empty.
    """

    path: str
    kind: str
    entries: tuple[tuple[str, str], ...] = ()
    fault: tuple[str, Position] | None = None


class Unreadable(ValueError):
    """A feed or sitemap is not what it should be; the message says why, *position* where."""

    def __init__(self, message: str, position: Position = START) -> None:
        super().__init__(message)
        self.position = position


def problems_of_lists(site: BuiltSite) -> Iterator[Problem]:
    """Yield the problems of all sitemaps and feeds, and of the search index."""
    files = site.made(".xml", ".json")
    found = found_in(site.folder, files, site.context, "hamerkop.build lists", listing_of)
    listings = [listing for listing in found.values() if listing]
    for listing in listings:
        if listing.fault:
            message, position = listing.fault
            yield Problem("O09", display_path(site.shown / listing.path), position, message)
        yield from _dead_entries(site, listing)
    yield from _missing_in_sitemaps(site, [each for each in listings if each.kind == SITEMAP])
    secret = _secrets(site)
    for listing in [*listings, *(_search_indexes(site) if secret.by_path else ())]:
        yield from _leaks(site, listing, secret)


# Reading


def listing_of(path: str, data: bytes) -> Listing | None:
    """Return what a file lists; None if it is neither a sitemap nor a feed."""
    try:
        return _of_json(path, data) if path.endswith(".json") else _of_xml(path, data)
    except Unreadable as error:
        return Listing(path, FEED, (), (str(error), error.position))


def _of_xml(path: str, data: bytes) -> Listing | None:
    try:
        root = ElementTree.fromstring(data)  # noqa: S314  # written by this build
    except ElementTree.ParseError as error:
        line, column = error.position
        message = f"is not well-formed XML, so that no program can read it: {str(error).partition(':')[0]}"
        raise Unreadable(message, Position(line, column + 1)) from None
    kind = {"urlset": SITEMAP, "feed": FEED, "rss": FEED}.get(_name(root))
    if kind is None:
        return None
    entries = (each for each in root.iter() if _name(each) in ("url", "entry", "item"))
    return Listing(path, kind, tuple(_entry(each) for each in entries))


def _entry(element: ElementTree.Element) -> tuple[str, str]:
    address = title = ""
    for child in element:
        name, text = _name(child), (child.text or "").strip()
        if name in ("loc", "link") and not address and child.get("rel", "alternate") == "alternate":
            address = child.get("href") or text
        elif name == "title":
            title = text
    return address, title


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_json(path: str, data: bytes) -> Listing | None:
    try:
        feed = json.loads(data)
    except ValueError as error:
        position = Position(getattr(error, "lineno", 1), getattr(error, "colno", 1))
        raise Unreadable(f"is not valid JSON, so that no program can read it: {error}", position) from None
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/"):
        return None
    items = feed.get("items")
    if not feed.get("title") or not isinstance(items, list) or not all(map(_is_item, items)):
        raise Unreadable("is no JSON feed: it needs a title, and items that each have an id (jsonfeed.org)")
    return Listing(path, FEED, tuple((str(each.get("url", "")), str(each.get("title", ""))) for each in items))


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("id"))


def _search_indexes(site: BuiltSite) -> Iterator[Listing]:
    """Yield what the index of Pagefind has: one file for each page."""
    folder = SEARCH_FOLDER.get(site.context)
    for path in site.files if folder else ():
        if path.startswith(f"{folder}/") and path.endswith(".pf_fragment"):
            try:
                data = gzip.decompress((site.folder / path).read_bytes()).removeprefix(_FRAGMENT_START)
                page = json.loads(data)
                yield Listing(path, INDEX, ((str(page["url"]), ""),))
            except (OSError, ValueError, KeyError, TypeError, EOFError):  # another version of Pagefind
                return


# Judging


def _file_of(site: BuiltSite, address: str) -> str | None:
    """Return the path that an entry leads to in this site, of a file if there is one; None if to another site."""
    place = site.place_of("", address)
    return None if place is None else site.file_at(place[0]) or place[0]


def _dead_entries(site: BuiltSite, listing: Listing) -> Iterator[Problem]:
    dead = [
        each for each, _ in listing.entries if (path := _file_of(site, each)) is not None and path not in site.files
    ]
    dead = [each for each in dead if not _is_reported(site, each)]
    if dead:
        also = f", and {len(dead) - 1} more such addresses" if dead[1:] else ""
        message = f'lists "{dead[0][:80]}", where the site has nothing{also}'
        rule = "O08" if listing.kind == SITEMAP else "O07"
        yield Problem(rule, display_path(site.shown / listing.path), START, message)


def _is_reported(site: BuiltSite, address: str) -> bool:
    """Return whether what an address leads to is reported by another rule: a draft, or a page that is missing."""
    place = site.place_of("", address)
    return place is not None and (
        site.is_missing(place[0]) or any(name in site.unpublished for name in site.names_of(place[0]))
    )


def _missing_in_sitemaps(site: BuiltSite, sitemaps: list[Listing]) -> Iterator[Problem]:
    """Yield the problem of published articles and pages that no sitemap has, if they have any."""
    listed = {_file_of(site, address) for each in sitemaps for address, _ in each.entries}
    wanted = {
        path: each for path, each in site.contents.items() if each.status == "published" and _is_for_search(site, path)
    }
    missing = sorted(str(each.source_path) for path, each in wanted.items() if path not in listed)
    if missing and len(missing) < len(wanted):
        also = f", and {len(missing) - 1} more" if missing[1:] else ""
        message = f"does not list the page of {display_path(missing[0])}, which is published{also}"
        yield Problem("O08", display_path(site.shown / sitemaps[0].path), START, message)


def _is_for_search(site: BuiltSite, path: str) -> bool:
    facts = site.facts.get(path)
    return facts is not None and not facts.hidden and not facts.is_redirect


class Secrets(NamedTuple):
    """What lists may not have: unpublished texts by their paths, and by their titles if no published one has it."""

    by_path: dict[str, Content]
    by_title: dict[str, Content]


def _secrets(site: BuiltSite) -> Secrets:
    hidden = {path: each for path, each in site.contents.items() if each.status == "hidden"}
    by_path = {**site.unpublished, **hidden}
    public = {plain_title(each) for each in site.contents.values() if each.status == "published"}
    by_title = {plain_title(each): each for each in by_path.values()}
    return Secrets(by_path, {title: each for title, each in by_title.items() if title and title not in public})


def _leaks(site: BuiltSite, listing: Listing, secret: Secrets) -> Iterator[Problem]:
    for address, title in listing.entries:
        place = site.place_of("", address)
        found = (
            next((secret.by_path[each] for each in site.names_of(place[0]) if each in secret.by_path), None)
            if place
            else None
        )
        content = found or secret.by_title.get(title)
        if content is not None:
            name, status = (
                display_path(content.source_path),
                "hidden" if content.status == "hidden" else "not published",
            )
            message = f'the {listing.kind} names "{title or address[:80]}": {name} is {status}'
            yield Problem("O10", display_path(site.shown / listing.path), START, message)


# Files


def private_files(site: BuiltSite) -> Iterator[Problem]:
    """Yield a problem for each file that nobody publishes on purpose."""
    sources = _sizes_of_sources(site)
    for path in sorted(site.files):
        name = path.rpartition("/")[2]
        if site.is_kept(path):
            continue
        if _SECRET.fullmatch(name) or "/.git/" in f"/{path}" or _has_key(site.folder, path):
            message = "would be published, and may hold passwords, keys or a copy of a database; keep it out"
            yield Problem("O11", display_path(site.shown / path), START, message)
        elif sources.get(name) == site.files[path].size and path not in site.copied:
            message = "is a source or data file of the site, which may hold what is not published; keep it out"
            yield Problem("O11", display_path(site.shown / path), START, message)
        elif _LEFT_BY_PROGRAMS.fullmatch(name):
            message = "is a file that a program has left; add its name to IGNORE_FILES"
            yield Problem("O11", display_path(site.shown / path), START, message, level=WARNING)


def _sizes_of_sources(site: BuiltSite) -> dict[str, int]:
    """Return the sizes of the articles, pages and data files in the content folder by their names."""
    folder = Path(site.settings["PATH"]).absolute()
    contents = (Path(str(each.source_path)) for each in contents_read(site.context))
    data = (Path(path) for path in site_inputs_of(site.context))
    files = [path for path in (*contents, *data) if path.is_relative_to(folder) and path.is_file()]
    return {path.name: path.stat().st_size for path in files}


def _has_key(folder: Path, path: str) -> bool:
    if path.endswith(_NO_KEYS):
        return False
    with (folder / path).open("rb") as file:
        return _SECRET_INSIDE.search(file.read(_READ_FOR_IT)) is not None
