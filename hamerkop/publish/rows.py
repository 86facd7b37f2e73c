"""Reads PUBLISH_TO: where a site can be published, one row for each place."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import quote

from hamerkop.publish.preflight import what_is_wrong_with
from hamerkop.publish.targets import Target, TargetError
from hamerkop.shared.extras import MissingPackage
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.settings import KIT_SETTINGS, describe_type, matches

# The class of each kind of host; a kind's module is imported when a row has it, for some need a package.
KINDS = {
    "directory": "hamerkop.publish.targets.directory:Directory",
    "git": "hamerkop.publish.targets.git_branch:GitBranch",
    "object_store": "hamerkop.publish.targets.object_store:ObjectStore",
    "sftp": "hamerkop.publish.targets.sftp:Sftp",
    "ssh": "hamerkop.publish.targets.ssh:Ssh",
}
EXAMPLE = '{"production": {"kind": "directory", "path": "/srv/www/example"}}'
LEAST = {"max_delete": 0, "lease": 1}  # of an option
_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True)
class Row:
    """A place to publish to, as PUBLISH_TO names it.

    *url*: the address at which readers get it, to verify what was published; "" for SITEURL. *verify*: whether to load
    what was published. *wait*: seconds that the host may take to show it. *purge*: a command, or an address to which a
    POST is sent, that empties the cache of a CDN. *websub*: the address of a hub that gets
    those of changed feeds.
    *indexnow*: the key of the site for search engines, which is also the name of a file of the site. *secrets*: what
    the row has from the environment.
    """

    target: Target
    name: str = ""
    url: str = ""
    verify: bool = True
    wait: float = 10.0
    purge: str = ""
    websub: str = ""
    indexnow: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def without_secrets(self, text: str) -> str:
        """Return *text* with ``***`` where it has a value from the environment, as it is or as a part of an address."""
        for secret in self.secrets:
            for written in (secret, quote(secret), quote(secret, safe="")):
                text = text.replace(written, "***")
        return text


OWN = {each.name: each for each in fields(Row) if each.name not in ("target", "name", "secrets")}


def row_of(settings: Settings, name: str) -> Row:
    """Return the row *name* of PUBLISH_TO; with "" the only one. Raises TargetError if it is wrong, or not there."""
    rows: Mapping[str, Any] = KIT_SETTINGS.value(settings, "PUBLISH_TO")
    if not rows and settings.get("PUBLISH_TO"):  # never the branch, where a row was meant
        raise TargetError(f"PUBLISH_TO: write rows such as {EXAMPLE}")
    if not rows and not name:
        return branch_row()
    if not name and len(rows) != 1:
        raise TargetError(f"PUBLISH_TO has several rows; choose one with --to: {', '.join(rows)}")
    chosen = name or next(iter(rows))
    if chosen not in rows:
        advice = did_you_mean(chosen, list(rows)) or f"; there is {', '.join(rows) or 'none'}"
        raise TargetError(f'PUBLISH_TO has no row "{chosen}"{advice}')
    row = _row(chosen, {key: _with_environment(value, chosen) for key, value in rows[chosen].items()})
    row = replace(row, secrets=_from_environment(rows[chosen].values()))
    if rows[chosen]["kind"] == "directory":
        check_is_apart(chosen, Path(row.target.name).expanduser().resolve(), settings)
    return row


def check_is_apart(name: str, place: Path, settings: Settings) -> None:
    """Raise TargetError if the releases in the folder *place* would be among the sources, or removed by a build."""
    paths = {each: Path(settings[each]).resolve() for each in ("OUTPUT_PATH", "PATH", "THEME") if settings.get(each)}
    if paths.get("PATH") in paths.get("OUTPUT_PATH", place).parents:  # the site chooses what in it are sources
        del paths["PATH"]
    for setting, folder in paths.items():
        if place.is_relative_to(folder) or any(folder.is_relative_to(place / own) for own in ("current", "releases")):
            raise TargetError(f'PUBLISH_TO["{name}"]: "path" and {setting} are in one another; name a folder apart')


def branch_row(remote: str | None = None, branch: str | None = None) -> Row:
    """Return the row of a Git branch that the settings do not name: whether and where it is served is not known."""
    from hamerkop.publish.targets.git_branch import GitBranch

    target = GitBranch("origin" if remote is None else remote, "gh-pages" if branch is None else branch)
    return Row(target, verify=False)


def _row(name: str, values: dict[str, Any]) -> Row:
    kind = values.pop("kind", "")
    if not isinstance(kind, str) or kind not in KINDS:
        advice = did_you_mean(str(kind), list(KINDS)) or f"; write one of {', '.join(KINDS)}"
        reason = f'there is no kind "{kind}"' if kind else '"kind" is missing'
        raise TargetError(f'PUBLISH_TO["{name}"]: {reason}{advice}')
    module, _, class_name = KINDS[kind].partition(":")
    try:
        make: Any = getattr(import_module(module), class_name)
    except MissingPackage as error:
        raise TargetError(f'PUBLISH_TO["{name}"]: {error}') from None
    options = {each.name: each for each in fields(make) if each.init}
    check(name, values, make, options)
    target = make(**{key: _as_tuple(value) for key, value in values.items() if key in options})
    defaults = {"wait": make.WAIT} if hasattr(make, "WAIT") else {}
    return Row(target, name, **defaults | {key: value for key, value in values.items() if key in OWN})


def check(name: str, values: Mapping[str, Any], make: Callable[..., Target], options: Mapping[str, Field[Any]]) -> None:
    """Raise TargetError for all that is wrong with a row: names that are unknown or missing, values of another type."""
    types = get_type_hints(make) | get_type_hints(Row)
    known = [*options, *OWN]
    wrong = [f'"{key}" is no option{did_you_mean(key, known)}' for key in values if key not in known]
    wrong += [
        f'"{key}": write {describe_type(_written(types[key]))}'
        for key, value in values.items()
        if key in known and not matches(value, _written(types[key]))
    ]
    needed = [each.name for each in options.values() if each.default is each.default_factory is MISSING]
    wrong += [f'"{key}" is missing' for key in needed if values.get(key, "") == ""]
    wrong += [f'"{key}": {reason}' for key, value in values.items() if (reason := _what_is_wrong(key, value))]
    if wrong:
        raise TargetError(f'PUBLISH_TO["{name}"]: {"; ".join(wrong)}')


def _what_is_wrong(key: str, value: Any) -> str:
    """Return what to write instead of a value of the right type, or ""; a value may hold a secret and is not shown."""
    if key == "keep" and isinstance(value, int) and value < 1:
        return "write 1 or more: the release that readers get is one of those that are kept"
    if key == "wait" and isinstance(value, (int, float)) and not 0 <= value < float("inf"):
        return "write the seconds, 0 or more"
    if key in LEAST and isinstance(value, int | float) and value < LEAST[key]:
        return f"write {LEAST[key]} or more"
    if key == "url" and isinstance(value, str) and value:
        return what_is_wrong_with(value)
    return ""


def _written(expected: Any) -> Any:
    """Return the type that a row has where a target has *expected*."""
    return {tuple[str, ...]: list[str], float: float | int}.get(expected, expected)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _with_environment(value: Any, name: str) -> Any:
    """Return a value in which ``${NAME}`` is what the environment says: that is where secrets are."""

    def replaced(found: re.Match[str]) -> str:
        if not os.environ.get(found[1]):  # an empty one would name another place
            raise TargetError(f'PUBLISH_TO["{name}"] needs {found[1]} in the environment; set it and run this again')
        return os.environ[found[1]]

    return _VARIABLE.sub(replaced, value) if isinstance(value, str) else value


def _from_environment(values: Iterable[Any]) -> tuple[str, ...]:
    """Return what the environment gives to *values*, the longest first; what is as short as a number is no secret."""
    names = {name for value in values if isinstance(value, str) for name in _VARIABLE.findall(value)}
    return tuple(sorted((os.environ[name] for name in names if len(os.environ[name]) > 3), key=len, reverse=True))
