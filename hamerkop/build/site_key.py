"""Makes the key of what all files of a site are read with: settings, code, packages, data files, language and zone.

What was read with another key is read again. Two sites with the same key read the same bytes alike.
"""

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import hamerkop
from hamerkop.build.file_digests import FileDigests, digest, stamp_of
from hamerkop.shared.pelican_types import Settings

FORMAT = 6  # of the store, and of what is in it
_ENVIRONMENT = ("LANG", "LC_ALL", "LC_TIME", "LC_COLLATE", "LC_CTYPE", "TZ", "PYTHONUTF8")
_PACKAGES = tuple({sysconfig.get_path(name) for name in ("purelib", "platlib")})
_LIBRARIES = tuple({*_PACKAGES, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})
# Settings that decide where the site is written and what is printed, not what is read.
_NOT_READ = (
    *("OUTPUT_PATH", "CACHE_PATH", "OUTPUT_RETENTION", "DELETE_OUTPUT_DIRECTORY", "BIND", "PORT"),
    *("BUILD_PROCESSES", "BUILD_EXECUTOR"),
)
_PLAIN = (str, bytes, int, float, bool, type(None), date, datetime, time, timedelta, re.Pattern)


class CannotTell(Exception):
    """A setting has a value of which it cannot be told whether it is the same in the next process."""


def settings_digest(settings: Settings) -> str:
    """Return the digest of the settings as the site's file gives them. Raises CannotTell."""
    kept = {name: value for name, value in settings.items() if name not in _NOT_READ}
    return digest(_described(kept).encode("utf-8", "surrogatepass"))


def _described(value: Any) -> str:
    if type(value) in _PLAIN or isinstance(value, PurePath | tzinfo):
        return f"{type(value).__name__} {value!r}"
    describe = next((describe for kinds, describe in _DESCRIPTIONS if isinstance(value, kinds)), _object)
    return describe(value)


def _mapping(value: Mapping[Any, Any]) -> str:
    items = sorted(f"{_described(key)}:{_described(each)}" for key, each in value.items())
    return f"{type(value).__name__}{{{','.join(items)}}}"


def _sequence(value: Sequence[Any]) -> str:
    return f"{type(value).__name__}[{','.join(map(_described, value))}]"


def _set(value: Set[Any]) -> str:
    return f"set[{','.join(sorted(map(_described, value)))}]"


def _partial(value: "partial[Any]") -> str:
    return f"partial{_described([value.func, value.args, value.keywords])}"


def _function(value: FunctionType) -> str:
    held = [cell.cell_contents for cell in value.__closure__ or ()]
    return f"{_code(value)}{_described([held, value.__defaults__, value.__kwdefaults__])}"


def _code(value: Any) -> str:
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value)}"


def _object(value: Any) -> str:
    """Describe an object by its attributes, and one that is a text by the text too. Raises CannotTell."""
    if not hasattr(value, "__dict__") or hasattr(value, "__slots__"):
        raise CannotTell(f"a value of the type {type(value).__name__}")
    return f"{_code(type(value))} {str(value) if isinstance(value, str) else ''!r}{_described(vars(value))}"


_DESCRIPTIONS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (Mapping, _mapping),
    (list | tuple, _sequence),
    (set | frozenset, _set),
    (partial, _partial),
    (FunctionType, _function),
    (type | ModuleType | BuiltinFunctionType, _code),
)


def site_key(settings_key: str, plugins: Iterable[ModuleType], data_files: Iterable[str], digests: FileDigests) -> str:
    """Return the key of a site.

    *settings_key* is that of :func:`settings_digest`; *data_files* are the absolute paths of files that the plugins
    have read before the first article.
    """
    packages = _packages()
    environment = [f"{name}={os.environ.get(name)}" for name in _ENVIRONMENT]
    files = [f"{path} {digests.digest(path)}" for path in sorted(set(data_files))]
    code = [f"{path} {stamp_of(path)}" for path in sorted(_own_code(plugins))]
    parts = [FORMAT, sys.version, platform.node(), settings_key, packages, environment, Path.cwd(), files, code]
    return digest(repr(parts).encode("utf-8", "surrogatepass"))


def code_digest(plugins: Iterable[str]) -> str:
    """Return the digest of the code that reads files: Python, packages, the kit and *plugins*, by their bytes."""
    modules = [sys.modules[name] for name in plugins if name in sys.modules]
    digests = FileDigests()
    code = [f"{path} {digests.digest(path)}" for path in sorted(_code_of_packages(modules))]
    return digest(repr([FORMAT, sys.version, _packages(), code]).encode("utf-8", "surrogatepass"))


def _packages() -> list[str]:
    return sorted(name for folder in _PACKAGES for name in _names(folder) if name.endswith("-info"))


def _names(folder: str) -> list[str]:
    try:
        return [path.name for path in Path(folder).iterdir()]
    except OSError:
        return []


def _own_code(plugins: Iterable[ModuleType]) -> set[str]:
    """Return the source files of the kit and of the plugins, and of the site's own modules."""
    code = _code_of_packages(plugins)
    started_by = sys.modules.get("__main__")  # multiprocessing lists it under another name, too
    modules = [module for module in list(sys.modules.values()) if module is not started_by]
    loaded = (getattr(module, "__file__", None) for module in modules)
    return code | {str(Path(file).absolute()) for file in loaded if file and not file.startswith(_LIBRARIES)}


def _code_of_packages(plugins: Iterable[ModuleType]) -> set[str]:
    packages = {Path(hamerkop.__file__).parent}
    packages |= {Path(module.__file__).parent for module in plugins if hasattr(module, "__path__") and module.__file__}
    return {str(path) for folder in packages for path in folder.rglob("*.py")}
