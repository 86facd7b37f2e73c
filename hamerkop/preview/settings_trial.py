"""Tries, in a copy of a process, whether the settings and plugins of a site can be loaded again."""

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from pelican import Pelican
from pelican.settings import read_settings

from hamerkop.build.changed_paths import own_programs
from hamerkop.build.failures import problem_of
from hamerkop.build.pelican_log import collected_log
from hamerkop.build.plugin_loading import plugins_not_loaded
from hamerkop.build.resident_site import ResidentSite
from hamerkop.shared.problems import START, Problem, display_path


def why_not_loaded(site: ResidentSite, changed: Iterable[str]) -> Problem | None:
    """Return why the settings of *site*, its plugins or the *changed* programs cannot be loaded; None if they can.

    The site's own modules are imported again, so the process is of no use for anything else afterwards.
    """
    forget_own_modules()
    try:
        for path in changed:
            if path.endswith(".py") and Path(path).is_file():
                compile(Path(path).read_bytes(), path, "exec")
        with collected_log() as log:
            settings = read_settings(site.settings_file)
            settings["OUTPUT_PATH"] = str(site.output)
            wanted = settings["PLUGINS"]
            Pelican(settings)
            return next(iter(plugins_not_loaded(wanted, settings["PLUGINS"], log)), None)
    except SystemExit as end:
        message = f"the settings file ends the program: sys.exit({end.code!r}); remove that call"
        return Problem("B08", display_path(site.settings_file), START, message)
    except Exception as error:
        return problem_of(error, site.settings_file, site.output)


def forget_own_modules() -> None:
    """Have the modules that belong to the site, by their files, imported again; not those that are running now."""
    own = own_programs()
    for name in [name for name, module in sys.modules.items() if getattr(module, "__file__", None) in own]:
        if name.partition(".")[0] not in ("__main__", "hamerkop"):
            del sys.modules[name]
    importlib.invalidate_caches()
