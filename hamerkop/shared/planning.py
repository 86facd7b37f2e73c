"""Tells a plugin that writes a file for an article when it is to write it.

`hamerkop build` runs Pelican's generator twice: first to learn which pages there are, and then, in several processes,
for those that have to be written.
"""

from hamerkop.shared.pelican_types import Context
from hamerkop.shared.records import ContextKey

PLANNING: ContextKey[bool] = ContextKey("hamerkop_planning")


def is_planning(context: Context) -> bool:
    """Return whether the article of `article_generator_write_article` is not written now: it may be later, or never."""
    return bool(PLANNING.get(context))
