"""Checks a built site as its readers get it: pages, sitemaps, feeds, the search index, and files that are private.

:func:`problems_of` looks at a folder; `hamerkop build` calls it before the new site takes the place of the last one.
What the rules of hamerkop.links have reported at the source is not reported again.
"""

from pathlib import Path

from hamerkop.build.built_lists import private_files, problems_of_lists
from hamerkop.build.built_pages import problems_of_pages
from hamerkop.build.built_site import BuiltSite
from hamerkop.shared.pelican_types import Context, Settings
from hamerkop.shared.problems import Problem


def problems_of(folder: Path, shown: Path, context: Context, settings: Settings) -> list[Problem]:
    """Return the problems of the built site in *folder*, sorted; they call the folder *shown*.

    *context* and *settings* are those of the site: they say what was to be published.
    """
    site = BuiltSite(folder, shown, context, settings)
    return sorted({*problems_of_pages(site), *problems_of_lists(site), *private_files(site)})
