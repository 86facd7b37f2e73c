"""Uses one Markdown parser for all files, where that gives the same HTML as a new one for each.

Pelican makes a new `markdown.Markdown` for each file, which takes about as long as to convert a short text. Its
`reset()` is not enough to use one again: Pelican removes a preprocessor, and some processors keep what they found. So
the whole state of a new parser is noted, and put back before each file. That is known to be complete for what is in
the package `markdown` only: with an extension of others, or with the object of one, each file gets a new parser.

For each bit of text, Python-Markdown tries all patterns of inline syntax, some fifteen, one after the other. Here those
are left out that need a character which the text does not have.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from types import MethodType
from typing import Any

from markdown import Markdown, inlinepatterns
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString
from pelican import readers

CONTAINERS = (list, set, dict, deque)
OWN_EXTENSIONS = "markdown.extensions."
# Regular expressions of inline syntax, and what each match has; where it is two, one of them. Others are always tried.
_NEEDED = {
    inlinepatterns.BACKTICK_RE: ("`",),
    inlinepatterns.ESCAPE_RE: ("\\",),
    inlinepatterns.LINK_RE: ("[",),
    inlinepatterns.IMAGE_LINK_RE: ("[",),
    inlinepatterns.AUTOLINK_RE: ("<",),
    inlinepatterns.AUTOMAIL_RE: ("<",),
    inlinepatterns.LINE_BREAK_RE: ("  \n",),
    inlinepatterns.HTML_RE: ("<",),
    inlinepatterns.ENTITY_RE: ("&",),
    r"\[\^([^\]]*)\]": ("[",),  # footnotes
    r"\*|_": ("*", "_"),
}


@contextmanager
def one_parser() -> Iterator[None]:
    """Have Pelican's readers of Markdown use one parser in the block, where its settings allow it."""
    stock = readers.Markdown
    readers.Markdown = ParserOfOneSite(stock).parser
    try:
        yield
    finally:
        readers.Markdown = stock


class ParserOfOneSite:
    """Keeps the parser of the last settings, and its state when it was new."""

    def __init__(self, make: Callable[..., Markdown]) -> None:
        self.make = make
        self._settings: dict[str, Any] | None = None

    def parser(self, **settings: Any) -> Markdown:
        """Return a parser for the setting `MARKDOWN`, in the state of a new one; the last one is then out of use."""
        if not _is_known(settings):
            return try_fewer_patterns(self.make(**settings))
        if settings != self._settings:
            parser = try_fewer_patterns(self.make(**settings))
            self._state, self._parser, self._settings = State(parser), parser, deepcopy(settings)
        else:
            self._state.restore()
        return self._parser


def _is_known(settings: dict[str, Any]) -> bool:
    """Return whether all extensions are Python-Markdown's own, given by the names of their modules."""
    names = settings.get("extensions", ())
    return all(isinstance(name, str) and name.startswith(OWN_EXTENSIONS) for name in names)


def try_fewer_patterns(parser: Markdown) -> Markdown:
    """Have *parser* try those patterns of inline syntax only that can match, and return it."""
    inline: Any = next((each for each in parser.treeprocessors if type(each) is InlineProcessor), None)
    apply = getattr(inline, "_InlineProcessor__applyPattern", None)
    if apply is None or not hasattr(inline, "_InlineProcessor__handleInline"):  # another version of Markdown
        return parser

    patterns: list[tuple[Any, tuple[str, ...]]] = []  # with what each needs

    def run(*arguments: Any, **named: Any) -> Any:
        patterns[:] = [(each, _needed_by(each)) for each in inline.inlinePatterns]
        return InlineProcessor.run(inline, *arguments, **named)

    def handle_inline(text: str, number: int = 0) -> str:
        start = 0
        while number < len(patterns) and not isinstance(text, AtomicString):
            pattern, needed = patterns[number]
            if needed and needed[0] not in text and needed[-1] not in text:
                start, number = 0, number + 1
                continue
            text, matched, start = apply(pattern, text, number, start)
            number += not matched
        return text

    vars(inline).update(run=run, _InlineProcessor__handleInline=handle_inline)
    return parser


def _needed_by(pattern: Any) -> tuple[str, ...]:
    scanner = pattern.getCompiledRegExp()  # an extension may return another object
    return _NEEDED.get(scanner.pattern, ()) if type(scanner) is re.Pattern else ()


class State:
    """The attributes of a parser and all its parts, and the items of all containers in them, at one moment."""

    def __init__(self, parser: Markdown) -> None:
        self._attributes: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._items: list[tuple[Any, Any]] = []
        self._seen: dict[int, object] = {}  # which also keeps them, so that no identity is used twice
        self._note(parser)

    def _note(self, value: Any) -> None:
        if id(value) in self._seen:
            return
        self._seen[id(value)] = value
        if isinstance(value, CONTAINERS):
            self._items.append((value, value.copy()))
        if isinstance(value, MethodType):
            self._note(value.__self__)
        if isinstance(value, (*CONTAINERS, tuple)):
            self._note_all(value.values() if isinstance(value, dict) else value)
        if type(value).__module__.partition(".")[0] == "markdown" and hasattr(value, "__dict__"):
            self._attributes.append((vars(value), vars(value).copy()))
            self._note_all(vars(value).values())

    def _note_all(self, values: Any) -> None:
        for value in values:
            self._note(value)

    def restore(self) -> None:
        """Put everything back."""
        for present, noted in self._attributes:
            present.clear()
            present.update(noted)
        for container, noted in self._items:
            container.clear()
            container.extend(noted) if isinstance(container, list | deque) else container.update(noted)
