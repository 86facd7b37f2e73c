"""Tells what all files of a site are read with: settings, code, packages, data files, language and zone.

What was read with another one of these parts is read again. Two sites with the same parts read the same bytes alike.
"""

import json
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from pathlib import Path, PurePath
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import hamerkop
from hamerkop.build.file_digests import FileDigests, digest
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import display_path
from hamerkop.shared.words import enumerated

FORMAT = 11  # of the store, and of what is in it
_ENVIRONMENT = ("LANG", "LC_ALL", "LC_TIME", "LC_COLLATE", "LC_CTYPE", "TZ", "PYTHONUTF8")
_PACKAGES = tuple({sysconfig.get_path(name) for name in ("purelib", "platlib")})
_LIBRARIES = tuple({*_PACKAGES, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")})
# Settings that decide where the site is written and what is printed, not what is read.
_NOT_READ = (
    *("OUTPUT_PATH", "CACHE_PATH", "OUTPUT_RETENTION", "DELETE_OUTPUT_DIRECTORY", "BIND", "PORT"),
    *("BUILD_PROCESSES", "BUILD_EXECUTOR"),
)
_KIT = f"{Path(hamerkop.__file__).parent}{os.sep}"
_PLAIN = (str, bytes, int, float, complex, bool, type(None), type(...), date, datetime, time, timedelta, re.Pattern)


# The kinds of parts, with the words before one that has changed, and before several.
_KINDS = {
    "setting": ("the setting ", "the settings "),
    "file": ("", ""),
    "code": ("", ""),
    "package": ("the package ", "the packages "),
    "variable": ("the environment variable ", "the environment variables "),
    "system": ("", ""),
}

Parts = Mapping[str, str]  # by the kind and the name of what all files are read with, such as "setting TIMEZONE"


class CannotTell(Exception):
    """A setting has a value of which it cannot be told whether it is the same in the next process."""


def settings_parts(settings: Settings) -> dict[str, str]:
    """Return the parts that are settings, as the site's file gives them. Raises CannotTell with the reason."""
    parts = {}
    for name, value in sorted(settings.items()):
        try:
            described = "" if name in _NOT_READ else _described(value)
        except (CannotTell, RecursionError) as error:
            why = error if isinstance(error, CannotTell) else "a structure that leads back to itself"
            raise CannotTell(f"the setting {name} has {why}, which cannot be compared") from None
        parts[f"setting {name}"] = digest(described.encode("utf-8", "surrogatepass"))
    return parts


def settings_that_can_be_compared(settings: Settings) -> dict[str, str]:
    """Return the parts that are settings, but for those of which :func:`settings_parts` cannot tell."""
    parts: dict[str, str] = {}
    for name, value in settings.items():
        with suppress(CannotTell):
            parts |= settings_parts({name: value})
    return parts


def files_of(parts: Parts) -> list[str]:
    """Return the files that are among the parts: those of data, and of code."""
    named = (name.partition(" ") for name in parts)
    return [path for kind, _, path in named if kind in ("file", "code")]


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
    described = f"{_code(value)}{_described([held, value.__defaults__, value.__kwdefaults__])}"
    is_library = value.__code__.co_filename.startswith((*_LIBRARIES, _KIT))
    if is_library or value in _in_work:  # its code is one of the parts; one that calls itself is described already
        return described
    _in_work.append(value)
    try:
        return described + _compiled(value.__code__, value.__globals__)
    finally:
        _in_work.remove(value)


_in_work: list[FunctionType] = []


def _compiled(code: CodeType, names: Mapping[str, Any]) -> str:
    """Describe compiled code by its instructions, constants, and the global values that it names."""
    used = {name: names[name] for name in code.co_names if name in names}
    constants = [_compiled(each, names) if isinstance(each, CodeType) else _described(each) for each in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {constants} {_described(used)}"


def _builtin(value: BuiltinFunctionType) -> str:
    """Describe a method of an object, such as the `get` of a dictionary, with the object."""
    owner = value.__self__
    return (
        _code(value) if owner is None or isinstance(owner, ModuleType | type) else f"{_code(value)}{_described(owner)}"
    )


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
    (BuiltinFunctionType, _builtin),
    (type | ModuleType, _code),
)


def site_parts(
    settings: Parts, plugins: Iterable[ModuleType], data_files: Iterable[str], digests: FileDigests
) -> dict[str, str]:
    """Return what all files of a site are read with.

    *settings* are those of :func:`settings_parts`; *data_files* are the absolute paths of files that the plugins have
    read before the first article.
    """
    return {
        "system the format of the store": str(FORMAT),
        "system Python": sys.version,
        "system the folder of the site": str(Path.cwd()),
        **settings,
        **{f"package {name}": "" for name in _packages()},
        **{f"variable {name}": str(os.environ.get(name)) for name in _ENVIRONMENT},
        **{f"file {path}": digests.digest(path) for path in sorted(set(data_files))},
        **{f"code {path}": digests.digest(path) for path in sorted(_own_code(plugins))},
    }


def as_text(parts: Parts) -> str:
    """Return parts as a text, which :func:`from_text` reads."""
    return json.dumps(parts)


def settings_digest(settings: Parts) -> str:
    """Return the digest of what :func:`settings_parts` returns."""
    return digest(as_text(settings).encode())


def from_text(text: str) -> Parts:
    """Return the parts in a text; {} if it is damaged."""
    try:
        return dict(json.loads(text))
    except (TypeError, ValueError):
        return {}


def changed_parts(last: Parts, now: Parts, settings_file: str) -> str:
    """Return in words which parts differ; the code of hamerkop counts as one, the settings as what was set."""
    changed = [name.partition(" ") for name in sorted({*last, *now}) if last.get(name) != now.get(name)]
    if any(kind == "setting" for kind, *_ in changed):
        changed = [each for each in changed if each[2] != str(Path(settings_file).absolute())]
    found = []
    for kind, words in _KINDS.items():
        names = list(dict.fromkeys(_in_words(kind, name) for of, _, name in changed if of == kind))
        found += [words[len(names) > 1] + enumerated(names)] if names else []
    return enumerated(found, len(_KINDS))


def _in_words(kind: str, name: str) -> str:
    if kind in ("file", "code"):
        is_ours = Path(name).is_relative_to(Path(hamerkop.__file__).parent)
        return "hamerkop itself" if is_ours else display_path(name)
    return name.partition("-")[0] if kind == "package" else name  # without its version


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
    known = [module for module in plugins if module.__file__]
    packages = {Path(hamerkop.__file__).parent}
    packages |= {Path(str(module.__file__)).parent for module in known if hasattr(module, "__path__")}
    return {str(path) for folder in packages for path in folder.rglob("*.py")} | {str(each.__file__) for each in known}
