"""Encodes the addresses of files whose names hold a space or another character that no address can have.

Pelican prints the path of a file as its address. A browser forgives a space, but HTML, feeds and other programs do not.
"""

import re
from urllib.parse import quote

from pelican.contents import Static

from hamerkop.shared.pelican_types import StaticGenerator

# Letters of other scripts may stay: an address may have them (RFC 3987).
_NOT_IN_A_PATH = re.compile(r'[\x00-\x20"#%<>?\\^`{|}]')


def encoded(path: str) -> str:
    """Return the path of a file as it is written in an address."""
    return _NOT_IN_A_PATH.sub(lambda found: quote(found[0]), path)


class EncodedStatic(Static):
    """A static file whose address is encoded, also when {attach} moves it."""

    def _expand_settings(self, key: str, klass: str | None = None) -> str:
        # Pelican would take the name of the class for that of the setting.
        return str(super()._expand_settings(key, klass or "static"))

    @property
    def url(self) -> str:
        """Return the address, relative to SITEURL."""
        return encoded(super().url)


def encode_addresses(generator: StaticGenerator) -> None:
    """Make the addresses of files right whose names need it. Receiver of `static_generator_finalized`."""
    for static in generator.staticfiles:
        if type(static) is Static and _NOT_IN_A_PATH.search(static.source_path):
            static.__class__ = EncodedStatic  # the generator has no hook for the class of what it finds
