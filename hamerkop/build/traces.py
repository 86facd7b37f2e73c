"""Notes what a template looks at while it renders a page: a later build can tell whether it would show the same.

Jinja asks its environment for each attribute and item of an object, and its context for each name, so nothing in a
theme has to be changed. What is noted are the names with their values, and the articles and pages that the template has
looked into. What is handed to a function or filter that is not one of Jinja's counts as looked into.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial, wraps
from types import BuiltinFunctionType, FunctionType, MethodWrapperType, ModuleType
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Macro, Undefined
from jinja2.utils import missing
from markupsafe import Markup
from pelican.contents import Content as PelicanContent

from hamerkop.build.foreign_code import name_of
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.traced import TracedApart, TracedName, noting

_OF_JINJA = ("jinja2", "markupsafe", "_operator")
_VALUES = (str, bytes, int, float, list, tuple, dict, set, frozenset, date, time, timedelta, tzinfo)
# Functions and classes of which a call depends on nothing but what they get, and looks into no attributes.
_BUILTINS = (
    *(abs, all, any, bool, callable, dict, divmod, enumerate, float, frozenset, int, isinstance, len, list, max, min),
    *(ord, chr, range, repr, reversed, round, set, sorted, str, sum, tuple, zip, date, datetime, time, timedelta),
)
# What they do depends on nothing but what they get; our own filters look into no article that is only in a list.
_KNOWN = ("pelican", "hamerkop")
_DEEPEST = 4
_PLAIN = frozenset((str, Markup, int, float, bool, type(None), date, datetime))


@dataclass
class Looked:
    """What a template has looked at: *names* with their values, *contents* by identity, *apart* as in
    :mod:`hamerkop.shared.traced`.

    *unknown* is the reason why nobody can tell whether the page would be the same again, or "".
    """

    names: dict[str, Any] = field(default_factory=dict)
    contents: dict[int, Content] = field(default_factory=dict)
    apart: Mapping[TracedName, TracedApart] = field(default_factory=dict)
    unknown: str = ""

    def into(self, value: Any, level: int = 0) -> None:
        """Note that the template may see all of *value*."""
        if type(value) in _PLAIN:
            return
        content = getattr(value, "traced_content", value) if not isinstance(value, Undefined) else None
        if isinstance(content, PelicanContent):
            self.contents[id(content)] = content
        elif isinstance(value, list | tuple | set | frozenset) and level < _DEEPEST:
            for each in value:
                self.into(each, level + 1)
        elif isinstance(value, Mapping) and level < _DEEPEST:
            for each in [*value.keys(), *value.values()]:
                self.into(each, level + 1)


class Tracer:
    """Notes what is looked at by templates of an environment, one page at a time."""

    def __init__(self, environment: Environment) -> None:
        self.looked: Looked | None = None
        self._values: Mapping[str, Any] = {}
        self._context: Mapping[str, Any] = {}
        self._globals = environment.globals
        tracer, get_attribute, get_item = self, environment.getattr, environment.getitem

        class TracedContext(environment.context_class):  # type: ignore[name-defined]  # a class of this environment
            def resolve_or_missing(self, name: str) -> Any:
                value = super().resolve_or_missing(name)
                tracer.note_name(name, value)
                return value

            def call(self, code: Any, *arguments: Any, **named: Any) -> Any:
                tracer.note_call(code, [*arguments, *named.values()])
                return super().call(code, *arguments, **named)

        def traced_getattr(value: Any, name: str) -> Any:
            tracer.note_object(value)
            return get_attribute(value, name)

        def traced_getitem(value: Any, name: Any) -> Any:
            tracer.note_object(value)
            return get_item(value, name)

        environment.context_class = TracedContext
        vars(environment).update(getattr=traced_getattr, getitem=traced_getitem)
        for codes in (environment.filters, environment.tests):
            codes.update({name: self._traced(code) for name, code in codes.items() if not _is_of(code, _OF_JINJA)})

    @contextmanager
    def tracing(self, values: Mapping[str, Any], context: Mapping[str, Any]) -> Iterator[Looked]:
        """Note what is looked at in the block; *values* and *context* are what the template gets from the writer."""
        looked = self.looked = Looked()
        self._values, self._context = values, context
        try:
            with noting() as looked.apart:
                yield looked
        finally:
            self.looked = None

    def note_name(self, name: str, value: Any) -> None:
        """Note that a name was looked up; those that a template has defined itself depend on others."""
        context = self._context if name in self._context else self._globals
        given = self._values[name] if name in self._values else context.get(name, missing)
        if self.looked is not None and given is value:
            self.looked.names[name] = value
            self.note_object(value)

    def note_object(self, value: Any) -> None:
        """Note that an attribute of an object was looked up."""
        if self.looked is not None and (isinstance(value, PelicanContent) or hasattr(type(value), "traced_content")):
            self.looked.into(value)

    def note_call(self, code: Any, arguments: Sequence[Any]) -> None:
        """Note that a function got *arguments*; one that is not known may look at anything."""
        if self.looked is None or isinstance(code, Macro | Undefined) or _is_of(code, _OF_JINJA):
            return
        if isinstance(code, BuiltinFunctionType | MethodWrapperType) or _is_of(code, ("builtins", "datetime")):
            self._note_builtin(code, arguments)
            return
        target = code.func if isinstance(code, partial) else code
        owner = getattr(target, "__self__", None)
        if owner is not None and not isinstance(owner, ModuleType):
            self.note_object(owner)
            if not _is_of(type(owner), (*_OF_JINJA, *_KNOWN)):
                self.looked.unknown = self.looked.unknown or name_of(target)
        elif not _is_of(target, _KNOWN):
            self.looked.unknown = self.looked.unknown or name_of(target)
        for argument in arguments:
            self.looked.into(argument, _DEEPEST if _is_of(target, ("hamerkop",)) else 0)

    def _note_builtin(self, code: Any, arguments: Sequence[Any]) -> None:
        """Note a call of what Python has: methods of plain values and some functions depend on what they get only."""
        owner = getattr(code, "__self__", None)
        of_value = owner is not None and isinstance(owner, _VALUES) and not isinstance(owner, type)
        if not of_value and code not in _BUILTINS:
            self.looked.unknown = self.looked.unknown or name_of(code)  # type: ignore[union-attr]  # asked before
        for argument in arguments:
            self.looked.into(argument)  # type: ignore[union-attr]  # as above

    def _traced(self, code: Any) -> Callable[..., Any]:
        """Return a filter or test that notes what it gets."""
        if isinstance(code, FunctionType) and _is_of(code, _KNOWN):
            return self._traced_function(code, _DEEPEST if _is_of(code, ("hamerkop",)) else 0)

        @wraps(code)
        def traced(*arguments: Any, **named: Any) -> Any:
            self.note_call(code, [*arguments, *named.values()])
            return code(*arguments, **named)

        return traced

    def _traced_function(self, code: Callable[..., Any], level: int) -> Callable[..., Any]:
        """Do the same for a function of which :meth:`note_call` would find the same at each call."""

        @wraps(code)
        def traced(*arguments: Any, **named: Any) -> Any:
            if self.looked is not None:
                for argument in [*arguments, *named.values()]:
                    self.looked.into(argument, level)
            return code(*arguments, **named)

        return traced


def _is_of(code: Any, packages: Sequence[str]) -> bool:
    module = str(getattr(code, "__module__", None) or type(code).__module__)
    return module.partition(".")[0] in packages and not module.startswith("pelican.plugins.")
