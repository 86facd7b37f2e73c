"""Says what has to be done in a loaded site about files that were changed, made or removed."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from hamerkop.build.loaded_site import LoadedSite
from hamerkop.shared.inputs import site_inputs_of


@dataclass
class Change:
    """What has to be done.

    *restart*: the file that the running program was made of, so that only a new process will do. *reload*: a file that
    any page may depend on, so that every source has to be read again. *sources*: the paths, under PATH, of the sources
    to be read again; *statics*: those of static files. *templates*: files of the theme have changed.
    """

    restart: str = ""
    reload: str = ""
    sources: set[str] = field(default_factory=set)
    statics: set[str] = field(default_factory=set)
    templates: bool = False


def change_of(paths: Iterable[str | Path], site: LoadedSite, settings_file: str) -> Change:
    """Return what has to be done about *paths*, which are absolute or relative to the working folder."""
    change = Change()
    for path in sorted({os.path.abspath(path) for path in paths}):  # noqa: PTH100  # links stay as they are
        _classify(path, site, settings_file, change)
    return change


def _classify(path: str, site: LoadedSite, settings_file: str, change: Change) -> None:
    relative = _below(path, site.settings["PATH"])
    if path == os.path.abspath(settings_file) or _is_program(path):  # noqa: PTH100  # as above
        change.restart = path
    elif _is_known(relative, site) and Path(path).is_file():
        change.sources.add(relative)
    elif _is_site_input(path, site):
        change.reload = path
    elif relative:
        _classify_content(path, relative, site, change)
    else:
        change.templates |= _is_template(path, site)
    change.sources |= site.dependents.get(path, set()) | site.dependents.get("", set())


def _classify_content(path: str, relative: str, site: LoadedSite, change: Change) -> None:
    """Note what is to be done about a file or folder under PATH that is no known source, or is no more."""
    change.sources |= {
        source.path for source in site.sources() if source.path == relative or source.path.startswith(f"{relative}/")
    }
    if relative in site.settings["TEMPLATE_PAGES"]:
        change.templates = True
    if Path(path).is_dir():
        new = {os.path.relpath(file, site.settings["PATH"]) for file in _files_in(path)}
    else:
        new = {relative}
    change.statics |= new
    change.sources |= {each for each in new if _suffix(each) in _readable(site)}
    change.sources |= _naming(new, site)


def _is_known(path: str, site: LoadedSite) -> bool:
    return any(path in reading.sources for reading in site.readings)


def _files_in(folder: str) -> Iterator[str]:
    for parent, _, files in os.walk(folder):
        yield from (os.path.join(parent, name) for name in files)  # noqa: PTH118  # joined as Pelican does


def _readable(site: LoadedSite) -> set[str]:
    return {ending for reading in site.readings for ending in reading.generator.readers.extensions}


def _suffix(path: str) -> str:
    return Path(path).suffix[1:]


def _naming(paths: set[str], site: LoadedSite) -> set[str]:
    """Return the sources whose text has the name of one of the files *paths*: it may be shown there, or measured."""
    names = {name for path in paths for name in (Path(path).name, quote(Path(path).name))}
    root = Path(site.settings["PATH"])
    return {source.path for source in site.sources() if any(name in _text(root / source.path) for name in names)}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _is_site_input(path: str, site: LoadedSite) -> bool:
    """Return whether any page may depend on *path*: it is a data file, or in a folder of such files."""
    declared = site_inputs_of(site.context)
    return path in declared or os.path.dirname(path) in declared  # noqa: PTH120  # both are text


def _is_template(path: str, site: LoadedSite) -> bool:
    folders = [Path(site.settings["THEME"]), *map(Path, site.settings["THEME_TEMPLATES_OVERRIDES"])]
    return any(_below(path, folder) for folder in folders)


def _is_program(path: str) -> bool:
    """Return whether *path* is a module that this process has imported."""
    if not path.endswith(".py"):
        return False
    return any(getattr(module, "__file__", None) == path for module in list(sys.modules.values()))


def own_programs() -> set[str]:
    """Return the files of the imported modules that belong to the site: its settings and plugins of its own."""
    files = {str(getattr(module, "__file__", None) or "") for module in list(sys.modules.values())}
    return {path for path in files if path.endswith(".py") and _below(path, Path.cwd()) and "site-packages" not in path}


def _below(path: str, folder: str | Path) -> str:
    """Return *path* relative to *folder*, with slashes; "" if it is not in it."""
    root = os.path.abspath(folder)  # noqa: PTH100  # as above
    return Path(path).relative_to(root).as_posix() if path.startswith(root + os.sep) else ""
