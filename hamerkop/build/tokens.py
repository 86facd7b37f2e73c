"""Makes a token of a value that a template gets: a text that is the same in two builds if the value shows the same.

A token of a list of articles tells which they are, and in which order, but not what they say: a page notes the articles
that it looks into one by one (hamerkop.build.traces).
"""

import dataclasses
import functools
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from pelican.contents import Content as PelicanContent
from pelican.paginator import Page, Paginator
from pelican.urlwrappers import URLWrapper

from hamerkop.build.file_digests import digest

_PLAIN = (str, bytes, int, float, bool, type(None), date, datetime, time, timedelta, tzinfo, PurePath, re.Pattern)
_CODE = (type, ModuleType, FunctionType, BuiltinFunctionType)
# The attributes of Pelican's class, which come and go as they are asked for.
_OF_NAMES = ("settings", "name", "slug", "_name", "_slug", "_slug_from_name", "hamerkop_records")
_DEEPEST = 12  # levels; deeper is a structure that leads back to itself
_LONG = 200  # characters


class NoToken(Exception):
    """A value is of a kind of which nobody can tell whether it shows the same."""


class Tokens:
    """The tokens of one build. *constants* are objects that do not change while a site is built: its settings."""

    def __init__(self, *constants: object) -> None:
        self._constants = frozenset(map(id, constants))
        self._known: dict[int, str] = {}
        self._is_in_name = False
        self._kept: list[object] = list(constants)  # an id is that of one object as long as it lives

    def of(self, value: Any, level: int = 0) -> str:
        """Return the token of *value*. Raises NoToken."""
        if isinstance(value, str):
            return f"s{value!r}" if len(value) < _LONG else f"s#{digest(value.encode('utf-8', 'surrogatepass'))}"
        if id(value) in self._constants:
            return "constant"
        if not self._is_in_name and (known := self._known.get(id(value))) is not None:
            return known
        if level > _DEEPEST:
            raise NoToken("a structure that leads back to itself")
        return _shortened(self._made(value, level + 1))

    def kept(self, value: Any) -> str:
        """Return the token of a value that does not change in this build: it is made once."""
        if self._is_in_name:
            return self.of(value)
        if id(value) not in self._known:
            self._known[id(value)] = self.of(value)
            self._kept.append(value)
        return self._known[id(value)]

    def _made(self, value: Any, level: int) -> str:
        kind = type(value)
        if isinstance(value, PelicanContent):
            return f"content {kind.__name__} {value.source_path}"
        if isinstance(value, _PLAIN):
            return f"{kind.__name__} {value!r}"
        if isinstance(value, URLWrapper):
            return self._of_name(value, level)
        if isinstance(value, Mapping):
            return f"{kind.__name__} {self._mapping(value, level)}"
        if isinstance(value, list | tuple):
            return f"{kind.__name__}[{','.join([self.of(each, level) for each in value])}]"
        if isinstance(value, set | frozenset):
            return f"set[{','.join(sorted(self.of(each, level) for each in value))}]"
        return self._of_object(value, level)

    def _of_name(self, value: URLWrapper, level: int) -> str:
        """Return the token of a tag, category or author, with what plugins have attached to it.

        Of tags that are attached to it, such as those it is used together with, only the names count.
        """
        name = f"{type(value).__name__} {value.name} {value.slug}"
        if self._is_in_name:
            return name
        self._is_in_name = True
        try:
            attached = {key: each for key, each in vars(value).items() if key not in _OF_NAMES}
            token = f"{name} {self._mapping(attached, level)}" if attached else name
        finally:
            self._is_in_name = False
        known = self._known[id(value)] = _shortened(token)
        self._kept.append(value)
        return known

    def _of_object(self, value: Any, level: int) -> str:
        if (traced := getattr(type(value), "traced_values", None)) is not None:
            return f"{_name(type(value))} {self.of(traced(value), level)}"
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return f"{_name(type(value))} {self._mapping(vars(value) or _fields(value), level)}"
        if isinstance(value, Page):
            parts = [value.object_list, value.number, value.paginator.num_pages, value.paginator.count, value.base_url]
            return f"page {value.full_name} {self.of(parts, level)}"
        if isinstance(value, Paginator):
            return f"paginator {value.name} {value.per_page} {value.orphans} {self.kept(value.object_list)}"
        if isinstance(value, functools.partial):
            return f"partial {self.of([value.func, value.args, value.keywords], level)}"
        if isinstance(value, MethodType):
            return f"method {value.__name__} {self.of(value.__self__, level)}"
        if isinstance(value, _CODE):
            return f"code {_name(value)}"
        raise NoToken(f"a value of the type {_name(type(value))}")

    def _mapping(self, values: Mapping[Any, Any], level: int) -> str:
        return "{" + ",".join([f"{self.of(key, level)}:{self.of(each, level)}" for key, each in values.items()]) + "}"


def _shortened(token: str) -> str:
    return token if len(token) < _LONG else f"#{digest(token.encode('utf-8', 'surrogatepass'))}"


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def _name(code: Any) -> str:
    return f"{getattr(code, '__module__', '')}.{getattr(code, '__qualname__', code)}"
