"""The settings of a plugin as one table: name, type, default, meaning. Checks, reads and documents them.

A plugin declares its table and connects the shared check::

    SETTINGS = SettingsTable("hamerkop.toc", [Setting("TOC_MIN_HEADINGS", int, 3, "a text with fewer has no list")])

    def register() -> None:
        signals.initialized.connect(check_settings)

It reads a value with ``SETTINGS.value(settings, "TOC_MIN_HEADINGS")``, which gives the default where the setting is
missing or invalid. :func:`check_settings` runs once for all plugins and logs every misspelt or invalid setting at its
own line. The tables in the documentation are made from these rows.
"""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pelican.settings import DEFAULT_CONFIG

from hamerkop.shared.pelican_types import PelicanInstance, Settings
from hamerkop.shared.problems import Problem, did_you_mean, log_problem, nearest_of
from hamerkop.shared.rules import RULES, WARNING, Level
from hamerkop.shared.settings_file import setting_position

Check = Callable[[Any], str]  # returns what to write instead of a value, or "" if the value is valid

# A name this near to a setting (difflib's ratio) is taken for a misspelling, even without a plugin's prefix.
MISSPELT_RATIO = 0.88


@dataclass(frozen=True)
class Setting:
    """One row of a table.

    *type* is a type or a generic alias such as ``list[str]`` or ``int | None``; lists and tuples are both accepted for
    ``list``. *check* judges values of the right type.
    """

    name: str
    type: Any
    default: Any
    meaning: str
    check: Check | None = None


class SettingsTable:
    """The settings of one plugin.

    *prefixes* are the beginnings of names that belong to the plugin; by default its own name in capitals. *also* are
    further names with such a beginning that are not the plugin's, such as `SEARCH_URL`, which is Pelican's.
    """

    def __init__(
        self, plugin: str, rows: Sequence[Setting], prefixes: Sequence[str] | None = None, also: Iterable[str] = ()
    ) -> None:
        self.plugin = plugin
        self.rows = {row.name: row for row in rows}
        own = plugin.rpartition(".")[2].upper() + "_"
        self.prefixes = tuple(prefixes) if prefixes is not None else (own,)
        self.also = frozenset(also)

    def value(self, settings: Settings, name: str) -> Any:
        """Return the value of the setting *name*; its default if it is not set or invalid.

        Raises KeyError if the table has no such row.
        """
        row = self.rows[name]
        if name not in settings or what_is_wrong(row, settings[name]):
            return row.default
        return settings[name]


# Rows that belong to no plugin.
KIT_SETTINGS = SettingsTable(
    "hamerkop",
    [
        Setting(
            "CHECK_LEVELS",
            dict[str, Level],
            {},
            "levels of rules that differ from their defaults, by id or name of the rule",
        ),
        Setting(
            "CHECK_BASELINE",
            str | None,
            None,
            "a file that `hamerkop check --write-baseline` has written: the problems in it are accepted",
        ),
        Setting(
            "BUILD_TIME_FROM_COMMIT",
            bool,
            False,
            "the time of a build is the date of the last commit if the content has no other changes, else the clock's; "
            "`SOURCE_DATE_EPOCH` comes first in either case",
        ),
        Setting("BUILD_PROCESSES", int, 0, "how many processes `hamerkop build` uses; 0: one for each processor core"),
        Setting(
            "BUILD_EXECUTOR",
            Any,
            None,
            "a function that returns a `concurrent.futures.Executor` for a `with` block, or its name, such as "
            '`"module:function"`; its workers read the files',
            lambda value: (
                "" if value is None or callable(value) or ":" in str(value) else 'write "package.module:name"'
            ),
        ),
        Setting(
            "FOLLOW_SYMLINKS_TO",
            list[str],
            [],
            "folders outside `PATH`, relative to it, to which symbolic links in the content may lead",
        ),
        Setting("REQUIRED_TO_PUBLISH", list[str], [], "settings that must have a value before the site is published"),
        Setting(
            "PUBLISH_TO",
            dict[str, dict[str, Any]],
            {},
            'the places to which `hamerkop publish` brings the site, by name: `{"production": {"kind": "directory", '
            '"path": "/srv/www/example"}}`; see docs/publishing.md',
        ),
        Setting(
            "PREVIEW_EDITOR_URL",
            str,
            "vscode://file/{path}:{line}:{column}",
            "the address by which `hamerkop serve` opens a file in your editor; `{path}` is the absolute path. Others: "
            '`"zed://file{path}:{line}:{column}"`, `"idea://open?file={path}&line={line}"`',
            lambda value: "" if "{path}" in value else "write an address that has {path} in it",
        ),
    ],
    prefixes=(
        *("CHECK_LEVEL", "BUILD_TIME_", "BUILD_PROCESS", "BUILD_EXECUTOR"),
        *("REQUIRED_TO_", "PUBLISH_TO", "FOLLOW_SYMLINKS_", "PREVIEW_EDITOR_"),
    ),
)


def what_is_wrong(row: Setting, value: object) -> str:
    """Return what to write instead of *value*, or "" if the setting can have it."""
    if not matches(value, row.type):
        return f"write {describe_type(row.type)}"
    return row.check(value) if row.check else ""


def matches(value: object, expected: Any) -> bool:
    """Return whether *value* is of the type *expected*: a class, a union, a Literal, list[…], tuple[…], dict[…, …]."""
    origin, arguments = get_origin(expected), get_args(expected)
    if expected is Any:
        return True
    if origin is Annotated:
        return matches(value, arguments[0])
    if expected is None or expected is types.NoneType:
        return value is None
    if origin in (Union, types.UnionType):
        return any(matches(value, option) for option in arguments)
    if origin is Literal:
        return value in arguments
    if origin in (list, tuple):
        return isinstance(value, list | tuple) and all(matches(item, arguments[0]) for item in value)
    if origin is dict:
        return isinstance(value, Mapping) and all(
            matches(key, arguments[0]) and matches(item, arguments[1]) for key, item in value.items()
        )
    return isinstance(value, expected) and not (expected is int and isinstance(value, bool))


_TYPE_NAMES = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    dict: "a dict",
    date: "a date",
}


def describe_type(expected: Any) -> str:
    """Return a type in words for a message or the documentation: ``a list of text``, ``a whole number or None``."""
    origin, arguments = get_origin(expected), get_args(expected)
    if expected is Any:
        return "any value"
    if origin is Annotated:
        return describe_type(arguments[0])
    if expected is None or expected is types.NoneType:
        return "None"
    if origin in (Union, types.UnionType):
        return " or ".join(map(describe_type, arguments))
    if origin is Literal:
        return "one of " + ", ".join(f'"{option}"' for option in arguments)
    if origin in (list, tuple):
        return f"a list of {describe_type(arguments[0]).removeprefix('a ')}"
    if origin is dict:
        key, item = map(describe_type, arguments)
        return f"a dict of {key} to {item.removeprefix('a ')}"
    return _TYPE_NAMES.get(expected, getattr(expected, "__name__", str(expected)))


def check_settings(pelican: PelicanInstance) -> None:
    """Log every misspelt or invalid setting of the plugins that are switched on. Receiver of `initialized`."""
    tables = [KIT_SETTINGS, *(plugin.SETTINGS for plugin in pelican.plugins if hasattr(plugin, "SETTINGS"))]
    for problem in [*settings_problems(pelican.settings, tables), *switch_cache_off(pelican.settings)]:
        log_problem(problem, pelican.settings)


def switch_cache_off(settings: Settings) -> Iterator[Problem]:
    """Switch Pelican's cache of articles off, and yield a problem for each setting that switches it on.

    It would keep an article while its own file is the same: with the terms of an old glossary, with a citation that is
    no longer in the bibliography.
    """
    for name in ("CACHE_CONTENT", "LOAD_CONTENT_CACHE"):
        if settings.get(name):
            settings[name] = False
            path, position = setting_position(settings, name)
            message = f"{name} is ignored: Pelican's cache cannot see the other files that a text depends on; remove it"
            yield Problem("X02", path, position, message, level=WARNING)


def settings_problems(settings: Settings, tables: Sequence[SettingsTable]) -> list[Problem]:
    """Return the problems of *settings* with respect to *tables*, in the order of the settings files."""
    problems = [*_invalid(settings, tables), *_unknown(settings, tables), *_unknown_rules(settings)]
    return sorted(set(problems))


def _invalid(settings: Settings, tables: Sequence[SettingsTable]) -> Iterator[Problem]:
    for row in (row for table in tables for row in table.rows.values() if row.name in settings):
        if wrong := what_is_wrong(row, settings[row.name]):
            given = repr(settings[row.name])
            shown = given if len(given) <= 60 else given[:57] + "…"
            path, position = setting_position(settings, row.name)
            yield Problem("X02", path, position, f"{row.name} is {shown}; {wrong}")


def _unknown(settings: Settings, tables: Sequence[SettingsTable]) -> Iterator[Problem]:
    ours = {name: table for table in tables for name in table.rows}
    known = {*ours, *DEFAULT_CONFIG, *(name for table in tables for name in table.also), *_direct_templates(settings)}
    for name in sorted(name for name in settings if name.isupper() and name not in known):
        prefixed = [
            table for table in tables if name.startswith(tuple(prefix.rstrip("_") for prefix in table.prefixes))
        ]
        nearest = _meant(name, ours, prefixed)
        if nearest:
            path, position = setting_position(settings, name)
            yield Problem("X01", path, position, f'{name} is not a setting; did you mean "{nearest}"?')
        elif any(name.startswith(table.prefixes) for table in prefixed):
            names = ", ".join(name for table in prefixed for name in table.rows) or "none"
            path, position = setting_position(settings, name)
            yield Problem("X05", path, position, f"{name} is not a setting of {prefixed[0].plugin}; it has {names}")


def _meant(name: str, ours: Mapping[str, SettingsTable], prefixed: Sequence[SettingsTable]) -> str:
    """Return the setting that *name* was probably meant to be, or "": near ones, nearer ones without the prefix."""
    with_prefix = nearest_of(name, (row for table in prefixed for row in table.rows))
    same_letters = (row for row in ours if sorted(row) == sorted(name))  # BLOCSK: in a short name that is not near
    return with_prefix or nearest_of(name, ours, MISSPELT_RATIO) or next(same_letters, "")


def _direct_templates(settings: Settings) -> Iterator[str]:
    """Yield the names by which Pelican reads address and path of each page in `DIRECT_TEMPLATES`."""
    for template in settings.get("DIRECT_TEMPLATES", []):
        yield from (f"{template.upper()}_URL", f"{template.upper()}_SAVE_AS")


def _unknown_rules(settings: Settings) -> Iterator[Problem]:
    levels = settings.get("CHECK_LEVELS") or {}
    known = {key for rule in RULES for key in (rule.id, rule.name)}
    for key in sorted(map(str, levels)) if isinstance(levels, Mapping) else ():
        if key not in known:
            path, position = setting_position(settings, "CHECK_LEVELS", key)
            yield Problem("X02", path, position, f'CHECK_LEVELS: there is no rule "{key}"{did_you_mean(key, known)}')
