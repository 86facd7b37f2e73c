"""The settings of related reading: what they are called, what they may be, and what is wrong with those given."""

from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from typing import Any, NamedTuple

from hamerkop.shared.problems import did_you_mean

PREFIX = "RELATED_POST"  # without the S, so that a setting that forgot it is noticed


class Setting(NamedTuple):
    """One row of the table: its value unless set, what it may be, and what to write instead."""

    default: Any
    allows: Callable[[Any], bool]
    instead: str


def yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def number(least: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def names(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset) and all(isinstance(name, str) for name in value)


SETTINGS = {
    "RELATED_POSTS_MAX": Setting(5, number(0), "a whole number, 0 or more"),
    "RELATED_POSTS_SKIP_SAME_CATEGORY": Setting(False, yes_or_no, "True or False"),
    "RELATED_POSTS_TEXT": Setting(True, yes_or_no, "True or False"),
    "RELATED_POSTS_REQUIRE_TAG": Setting(True, yes_or_no, "True or False"),
    "RELATED_POSTS_IGNORE_TAGS": Setting([], names, 'a list of tags, as in ["news"]'),
    "RELATED_POSTS_HUB_CAP": Setting(
        4, lambda value: value is None or number(1)(value), "a whole number, 1 or more, or None"
    ),
    "RELATED_POSTS_CONNECT": Setting(True, yes_or_no, "True or False"),
    "RELATED_POSTS_AUDIT": Setting(
        None,
        lambda value: value is None or (isinstance(value, str | PathLike) and str(value) != ""),
        "a file's path, or None",
    ),
}


class Options(NamedTuple):
    """The settings of one build."""

    limit: int = 5
    skip_same_category: bool = False
    text: bool = True
    require_tag: bool = True
    ignored_tags: tuple[str, ...] = ()
    cap: int | None = 20  # in links, not in times of the limit
    connect: bool = True


def problems_in(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the settings: names that are not known, values that are not possible."""
    for name in sorted(name for name in settings if name.startswith(PREFIX)):
        if name not in SETTINGS:
            yield f"{name} is not a setting{did_you_mean(name, SETTINGS) or '; there are ' + ', '.join(SETTINGS)}"
        elif not SETTINGS[name].allows(settings[name]):
            yield f"{name} is {settings[name]!r}; write {SETTINGS[name].instead}"


def value_of(settings: Mapping[str, Any], name: str) -> Any:
    """Return a setting; one that is not possible counts as not given, for the build goes on to the other mistakes."""
    row = SETTINGS[name]
    value = settings.get(name, row.default)
    return value if row.allows(value) else row.default


def options_in(settings: Mapping[str, Any]) -> Options:
    limit, cap = value_of(settings, "RELATED_POSTS_MAX"), value_of(settings, "RELATED_POSTS_HUB_CAP")
    return Options(
        limit=limit,
        skip_same_category=value_of(settings, "RELATED_POSTS_SKIP_SAME_CATEGORY"),
        text=value_of(settings, "RELATED_POSTS_TEXT"),
        require_tag=value_of(settings, "RELATED_POSTS_REQUIRE_TAG"),
        ignored_tags=tuple(sorted(value_of(settings, "RELATED_POSTS_IGNORE_TAGS"))),
        cap=None if cap is None else cap * limit,
        connect=value_of(settings, "RELATED_POSTS_CONNECT"),
    )
