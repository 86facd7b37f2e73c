"""Hides Pelican's warnings about empty alt texts during a build: an empty one is how a writer says "only decorates".

They come before any plugin sees the text. In reStructuredText they stay: there Pelican's reader turns a missing alt
text into an empty one, and only the warning reports it.
"""

import logging

from pelican.readers import find_empty_alt

from hamerkop.shared.pelican_types import ArticlesGenerator, PelicanInstance

_LOGGER = logging.getLogger(find_empty_alt.__module__)


def is_wanted(record: logging.LogRecord) -> bool:
    """Return False for the warning of an empty alt text in a file that is not reStructuredText.

    It is known by the function that logs it, not by its wording; the file's path is the last argument.
    """
    if record.funcName != find_empty_alt.__name__:
        return True
    return isinstance(record.args, tuple) and bool(record.args) and str(record.args[-1]).endswith(".rst")


def hide_empty_alt_warnings(generator: ArticlesGenerator) -> None:
    """Begin to drop the warnings."""
    if is_wanted not in _LOGGER.filters:
        # Before Pelican's own filter, which replaces the fifth such warning by a general message.
        _LOGGER.filters.insert(0, is_wanted)


def show_empty_alt_warnings(pelican: PelicanInstance) -> None:
    """Stop dropping the warnings."""
    _LOGGER.removeFilter(is_wanted)
