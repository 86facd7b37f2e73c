"""Resolves the address of a link or image as Pelican does: its kind, and the path under the content folder."""

import posixpath
import re
from typing import NamedTuple
from urllib.parse import unquote, urlparse

from hamerkop.shared.pelican_types import Content

_INDICATED = re.compile(r"[{|](\w+)[}|](.*)", re.DOTALL)

FILE_KINDS = ("filename", "static", "attach")
LIST_KINDS = ("author", "category", "tag", "index")


class Address(NamedTuple):
    """An address as typed: the word in braces ("" without one) and what follows it."""

    kind: str
    rest: str


def parse_address(typed: str) -> Address:
    """Return the parts of an address such as ``{filename}/pages/about.md#top`` or ``https://example.org/``."""
    indicated = _INDICATED.match(typed)
    return Address(*indicated.groups()) if indicated else Address("", typed)


def path_under_content(address: str, content: Content) -> str:
    """Return the path, relative to the content folder, of the file that *address* (without the word in braces) means.

    A path that begins with a slash starts at the content folder, any other at the folder of the source of *content*.
    Raises ValueError if the address is malformed.
    """
    return path_from(address, posixpath.dirname(content.get_relative_source_path() or ""))


def path_from(address: str, folder: str) -> str:
    """Return the same for a source in *folder*, which is relative to the content folder, as is the path."""
    path = unquote(urlparse(address).path)
    if path.startswith("/"):
        return path.removeprefix("/")
    return posixpath.normpath(posixpath.join(folder, path))
