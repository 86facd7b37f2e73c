"""The redirects of a site as rules for hosts: the addresses that lead on, and where each leads."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

PERMANENT = 301
# What browsers leave as it is in a path (https://url.spec.whatwg.org/#path-percent-encode-set).
_UNCHANGED = "/-._~!$&'()*+,;=:@[]|"
_UNCHANGED_IN_TARGET = f"{_UNCHANGED.replace('$', '')}?#%"  # a dollar begins a variable of nginx
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Leads(NamedTuple):
    """A redirect: *save_as* is the path of the file at the old address, *url* the new address as Pelican gives it."""

    save_as: str
    url: str


class Rule(NamedTuple):
    """An address that leads on: *source* is a path from the root of the host, decoded; *target* a path or URL, encoded.

    *save_as*: the file that answers there if the host does not know the rule. *is_file_address*: whether *source* is
    the address of that file, and not a second form of it. *is_ambiguous*: whether a host that takes ``/a``, ``/a/`` and
    ``/a.html`` for one address would take *source* for that of another page.
    """

    source: str
    target: str
    save_as: str
    is_file_address: bool
    is_ambiguous: bool


def rules_of(redirects: Iterable[Leads], files: Collection[str], site: str) -> list[Rule]:
    """Return the rules of *redirects*, sorted by source; none has the address of a page, and none leads to itself.

    *files* are the paths of all other files of the site, and *site* is its SITEURL.
    """
    root = unquote(urlsplit(site).path).rstrip("/")
    pages = {_page(path) for path in files}
    found: dict[str, Rule] = {}
    for redirect in sorted(redirects):
        target = _target(redirect.url, root)
        ambiguous = _page(redirect.save_as) in pages
        for number, address in enumerate(_addresses(redirect.save_as, ambiguous)):
            source = f"{root}/{address}"
            if encoded(source).rstrip("/") != urlsplit(target).path.rstrip("/"):
                found.setdefault(source, Rule(source, target, redirect.save_as, number == 0, ambiguous))
    return [found[source] for source in sorted(found)]


def page_addresses(files: Iterable[str], site: str) -> set[str]:
    """Return the paths, from the root of the host and decoded, at which hosts answer with a file of the site."""
    root = unquote(urlsplit(site).path).rstrip("/")
    return {f"{root}/{address}" for path in files for address in (path, _address(path), _address(path).rstrip("/"))}


def encoded(path: str) -> str:
    """Return a path, decoded, as browsers ask for it."""
    return quote(path, _UNCHANGED)


def _addresses(save_as: str, ambiguous: bool) -> Iterator[str]:
    """Yield the addresses of a file; that of a folder without its slash, too, unless another page may have that."""
    address = _address(save_as)
    yield address
    if address.endswith("/") and not ambiguous:
        yield address.rstrip("/")


def _address(path: str) -> str:
    return path.removesuffix("index.html") if PurePosixPath(path).name == "index.html" else path


def _page(path: str) -> str:
    """Return what the addresses of a page have in common on hosts that leave out endings and slashes."""
    return _address(path).rstrip("/").removesuffix(".html").removesuffix(".htm").lower()


def _target(url: str, root: str) -> str:
    """Return the address to which a rule leads: a path from the root of the host, unless the URL has a host."""
    address = quote(_LONE_PERCENT.sub("%25", url), _UNCHANGED_IN_TARGET)
    return address if urlsplit(url).netloc else f"{quote(root, _UNCHANGED_IN_TARGET)}/{address.lstrip('/')}"
