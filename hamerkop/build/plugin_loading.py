"""Finds the plugins of a site that Pelican could not load: it logs an error, and builds the site without them."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

import hamerkop
from hamerkop.build.pelican_log import LogCollector
from hamerkop.shared.extras import MissingPackage
from hamerkop.shared.problems import Problem, did_you_mean
from hamerkop.shared.settings_file import setting_position


def plugins_not_loaded(wanted: Iterable[object] | None, loaded: Iterable[str], log: LogCollector) -> Iterator[Problem]:
    """Yield a problem for each plugin of *wanted*, the setting `PLUGINS`, whose name is not in *loaded*.

    What Pelican has logged about it gives the reason, and is taken from *log*.
    """
    names = set(loaded)
    for name in wanted or ():
        if isinstance(name, str) and name not in names and f"pelican.plugins.{name}" not in names:
            reasons = [record.exception for record in log.take(name)]
            path, position = setting_position({"PLUGINS": wanted}, "PLUGINS", name)
            yield Problem("B04", path, position, _message(name, next(iter(reasons), None)))


def _message(name: str, reason: BaseException | None) -> str:
    if not isinstance(reason, ImportError):
        cause = f" ({type(reason).__name__}: {reason})" if reason else ""
        return f"plugin {name} cannot be registered{cause}; correct it, or remove it from PLUGINS"
    if isinstance(reason, MissingPackage):
        return f"plugin {name} cannot be loaded: {reason}"
    if isinstance(reason, ModuleNotFoundError) or _exists(name):
        return f"plugin {name} cannot be loaded ({reason}); install what it needs, or remove it from PLUGINS"
    if joined := _two_names(name):
        return f'there is no plugin {name}: a comma is missing between "{joined[0]}" and "{joined[1]}"'
    nearest = did_you_mean(name, hamerkop.PLUGINS)
    return f"there is no plugin {name}{nearest or '; install it, or remove it from PLUGINS'}"


def _two_names(name: str) -> tuple[str, str] | None:
    """Return the two plugins whose names Python has joined, because there is no comma between them."""
    first = next(
        (each for each in hamerkop.PLUGINS if name.startswith(each) and name[len(each) :] in hamerkop.PLUGINS), ""
    )
    return (first, name[len(first) :]) if first else None


def _exists(name: str) -> bool:
    """Return whether there is a module of that name, whatever happens when it is imported."""
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
