"""Says where pages stand: those that a site makes by itself, and by which settings an article gets its place."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from pelican.generators import ArticlesGenerator


def kind_of(content: Any) -> str:
    """Return how the address settings of an article or page begin: ARTICLE, or ARTICLE_LANG for a translation."""
    return type(content).__name__.upper() + ("" if content.in_default_lang else "_LANG")


def list_pages(generators: Iterable[Any]) -> dict[str, str]:
    """Return what each page that is no article's or page's is, by the path it is saved at."""
    owners: dict[str, str] = {}
    for generator in generators:
        if isinstance(generator, ArticlesGenerator):
            owners |= _direct_templates(generator.settings)
            owners |= {tag.save_as: f'the page of the topic "{tag}"' for tag in generator.tags}
            owners |= {name.save_as: f'the page of the category "{name}"' for name, _ in generator.categories}
            owners |= {name.save_as: f'the page of the author "{name}"' for name, _ in generator.authors}
            owners |= {page["save_as"]: "the page of a period" for page in chain(*generator.period_archives.values())}
    owners.pop("", None)
    return owners


def _direct_templates(settings: dict[str, Any]) -> dict[str, str]:
    names = settings["DIRECT_TEMPLATES"]
    return {settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html"): f'the site\'s own page "{name}"' for name in names}
