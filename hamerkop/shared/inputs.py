"""What the page of an article depends on besides its own source, declared by the plugins that read it.

A build that renders only what changed asks :func:`inputs_of`: an article has to be made again when one of its files or
entries changes, when the address or status of one of its targets changes, or on the day *changes_on*. Data that a page
shows only through a template (a list of topics, the glossary page) is an input of the site, declared with
:func:`declare_site_input`.

What a page shows of other articles through records that are computed once all are known (related posts, corrections,
lists) is no input: those records are frozen, so a build compares the new one with the one that the page was made from.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hamerkop.shared.pelican_types import Content, Context
from hamerkop.shared.records import ContextKey


@dataclass(frozen=True)
class Inputs:
    """The inputs of one article or page.

    *files*: absolute paths of files whose bytes its page depends on. *entries*: pairs of absolute path and key, for a
    data file of which only one entry matters, such as a work that is cited. *targets*: paths, under PATH, of the files
    that it links to; its page depends on whether each is published, and at which address. *changes_on*: the first day
    on which its page would be different though no file changed, or None. That may happen at some hour of the day, so
    any build of that day or later makes the page again; what it then declares is the next day, or the same one until
    the hour.
    """

    files: frozenset[str] = frozenset()
    entries: frozenset[tuple[str, str]] = frozenset()
    targets: frozenset[str] = frozenset()
    changes_on: date | None = None


_ATTRIBUTE = "hamerkop_inputs"

# The absolute paths of the files that any page of the site may depend on. Of this module only.
SITE_INPUTS: ContextKey[frozenset[str]] = ContextKey("hamerkop_site_inputs")


def inputs_of(content: Content) -> Inputs:
    """Return the inputs that plugins have declared for an article or page so far."""
    found: Inputs = getattr(content, _ATTRIBUTE, Inputs())
    return found


def declare_file(content: Content, path: Path) -> None:
    """Declare that the page of *content* depends on the bytes of the file at *path*, whether it exists or not."""
    _replace(content, Inputs(files=frozenset({str(path.absolute())})))


def declare_entry(content: Content, path: Path, key: str) -> None:
    """Declare that the page of *content* depends on the entry *key* of the data file at *path*."""
    _replace(content, Inputs(entries=frozenset({(str(path.absolute()), key)})))


def declare_target(content: Content, path: str) -> None:
    """Declare that *content* links to the file at *path*, relative to PATH, whether it exists or not."""
    _replace(content, Inputs(targets=frozenset({path})))


def declare_day(content: Content, day: date) -> None:
    """Declare that the page of *content* will be different on *day*; the earliest of several days counts."""
    _replace(content, Inputs(changes_on=day))


def _replace(content: Content, more: Inputs) -> None:
    known = inputs_of(content)
    days = [day for day in (known.changes_on, more.changes_on) if day]
    files, entries, targets = known.files | more.files, known.entries | more.entries, known.targets | more.targets
    merged = Inputs(files, entries, targets, min(days, default=None))
    setattr(content, _ATTRIBUTE, merged)


def declare_site_input(context: Context, path: Path) -> None:
    """Declare that any page of the site may depend on the file at *path*; of a folder, on the names of its files."""
    SITE_INPUTS.set(context, site_inputs_of(context) | {str(path.absolute())})


def site_inputs_of(context: Context) -> frozenset[str]:
    """Return the absolute paths of the files and folders that any page may depend on."""
    return SITE_INPUTS.get(context) or frozenset()
