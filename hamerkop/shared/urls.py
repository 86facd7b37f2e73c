"""URLs and output paths: of an article under another slug, and of the pages that Pelican makes without a source."""

import re
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from hamerkop.shared.pelican_types import Content, Generator, Settings
from hamerkop.shared.site_content import is_articles_generator

_WITH_HOST = re.compile("(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
LONGEST_NAME = 255  # bytes, of a file or folder: NAME_MAX of the usual file systems
LONGEST_PATH = 3500  # bytes, under the output folder: Linux allows 4,095, with the path of that folder


class PageAddress(NamedTuple):
    """Where a page is: *url* relative to SITEURL, and *save_as*, the path of its file in the output folder."""

    url: str
    save_as: str


def full_url(site: str, url: str) -> str:
    """Return *url* in full: below the URL *site*, unless it has a host of its own, as `ARTICLE_URL` may say."""
    return url if _WITH_HOST.match(url) else f"{site}/{url}"


def published_address(content: Content, slug: str | None = None) -> PageAddress:
    """Return the address that *content* has when it is published; with *slug*, the one it would have by that slug.

    For a draft this is not `content.url`: Pelican writes drafts to a folder of their own, or not at all.
    """
    kind = type(content).__name__.upper() + ("" if content.in_default_lang else "_LANG")  # ARTICLE, PAGE_LANG, …
    names = content.url_format if slug is None else {**content.url_format, "slug": slug}
    patterns = (content.settings[f"{kind}_URL"], content.settings[f"{kind}_SAVE_AS"])
    url, save_as = (str(pattern).format(**names) for pattern in patterns)
    if slug is None:
        url, save_as = getattr(content, "override_url", url), getattr(content, "override_save_as", save_as)
    return PageAddress(url, save_as)


def generated_pages(generators: Iterable[Generator]) -> dict[str, str]:
    """Return the pages that Pelican makes without a source file: what each is, in words, by its output path."""
    found: dict[str, str] = {}
    for generator in filter(is_articles_generator, generators):
        found |= _direct_templates(generator.settings)
        found |= {tag.save_as: f'the page of the topic "{tag}"' for tag in generator.tags}
        found |= {name.save_as: f'the page of the category "{name}"' for name, _ in generator.categories}
        found |= {name.save_as: f'the page of the author "{name}"' for name, _ in generator.authors}
        found |= {page["save_as"]: "the page of a period" for page in chain(*generator.period_archives.values())}
    return {path: what for path, what in found.items() if path}  # "" or False: not written


def _direct_templates(settings: Settings) -> dict[str, str]:
    names = settings["DIRECT_TEMPLATES"]
    return {settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html"): f'the site\'s own page "{name}"' for name in names}
