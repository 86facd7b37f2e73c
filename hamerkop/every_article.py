"""Names the articles of every status that Pelican keeps in lists of their own."""

from typing import Any


def every_article(generator: Any) -> list[Any]:
    """Return all articles of an articles generator: the published ones first, then the hidden ones and the drafts."""
    return [
        *generator.articles,
        *generator.translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
        *generator.drafts,
        *generator.drafts_translations,
    ]
