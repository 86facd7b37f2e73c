"""Reads one source file as the generators of Pelican do, and keeps what came of it."""

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from blinker import NamedSignal
from pelican import signals
from pelican.contents import Article, Page, SkipStub
from pelican.generators import ArticlesGenerator, PagesGenerator

from hamerkop.build.pelican_log import Logged, collected_log
from hamerkop.build.restored_state import State
from hamerkop.shared.inputs import Inputs, inputs_of
from hamerkop.shared.pelican_types import Content, Context
from hamerkop.shared.problems import Problem
from hamerkop.shared.records import Collected
from hamerkop.shared.source_text import unsaved_text

log = logging.getLogger("pelican.generators")  # as the lines of Pelican that are replaced here


class Kind(NamedTuple):
    """A kind of source: the class of its contents, the prefix of its settings, and the signals around its reading."""

    generator: type
    content: type
    setting: str
    preread: NamedSignal
    context: NamedSignal


KINDS = (
    Kind(
        ArticlesGenerator,
        Article,
        "ARTICLE",
        signals.article_generator_preread,
        signals.article_generator_context,
    ),
    Kind(PagesGenerator, Page, "PAGE", signals.page_generator_preread, signals.page_generator_context),
)


NO_INPUTS = Inputs()


@dataclass
class Source:
    """What came of a source file.

    *content* is None if the file was skipped, or *failed*: it could not be read, or Pelican does not accept it.
    *state* is that of the content when it was read, *static_links* the files that its text names. *problems* were found
    on the way, *records* are what else was logged. *address* is where its page would be, as far as that is known;
    *last_address* where it was before this reading, in a site in memory.
    """

    path: str
    content: Content | None = None
    failed: bool = False
    state: State | None = None
    static_links: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    records: list[Logged] = field(default_factory=list)
    address: str = ""
    last_address: str = ""
    includes: bool = False  # its text may include files that nothing declares
    has_links: bool = True  # in what is printed of it elsewhere, such as the summary
    facts: tuple[object, ...] = ()
    collected: dict[str, list[Any]] = field(default_factory=dict)
    inputs: Inputs = NO_INPUTS


def kind_of(generator: object) -> Kind | None:
    """Return the kind of source that *generator* reads as Pelican does; None if it has a way of its own, or reads none.

    A class derived from one of Pelican's counts as long as it has no `generate_context` of its own.
    """
    for kind in KINDS:
        if getattr(type(generator), "generate_context", None) is kind.generator.generate_context:  # type: ignore[attr-defined]  # both have it
            return kind
    return None


def source_key(path: str) -> str:
    """Return the path of a source under PATH as the template context has it: articles/otters.md."""
    return PurePosixPath(os.path.normpath(path)).as_posix()


def source_files(generator: Any, kind: Kind) -> Iterator[str]:
    """Yield the files that *generator* reads, sorted, as its `get_files` names them: "./a.md" for a file in PATH."""
    settings = generator.settings
    yield from sorted(
        generator.get_files(settings[f"{kind.setting}_PATHS"], exclude=settings[f"{kind.setting}_EXCLUDES"])
    )


def read_source(generator: Any, kind: Kind, path: str) -> Source:
    """Read the file *path*, which is relative to PATH, with all signals."""
    lengths = {name: len(value) for name, value in generator.context.items() if isinstance(value, Collected)}
    with collected_log() as collected:
        made = _content_of(generator, kind, path)
        source = Source(source_key(path), failed=made is None)
        if made is not None and not isinstance(made, SkipStub):
            _judge(made, source)
    source.problems, source.records = collected.problems, collected.records
    if (
        unsaved_text(Path(generator.path, path)) is not None
    ):  # Pelican asks for the time stamp of a file that may not exist yet
        source.records = [each for each in source.records if not isinstance(each.exception, FileNotFoundError)]
    source.collected = _added(generator.context, lengths)
    source.includes = _may_include(generator, path)
    return source


def _added(context: Context, lengths: Mapping[str, int]) -> dict[str, list[Any]]:
    """Return what was added to the lists in the context, by their names; *lengths* are those of before."""
    lists = {name: value for name, value in context.items() if isinstance(value, Collected)}
    return {name: added for name, value in lists.items() if (added := value[lengths.get(name, 0) :])}


_INCLUSIONS = ("--8<--", "-8<-", ".. include::", ":file:", ".. literalinclude::")


def _may_include(generator: Any, path: str) -> bool:
    """Return whether a text may include others: by pymdownx.snippets, or in reStructuredText."""
    names = map(str, generator.settings["MARKDOWN"].get("extensions", []))
    if not path.endswith(".rst") and not any("snippets" in name for name in names):
        return False
    file = Path(generator.path, path)
    text = file.read_text("utf-8", errors="replace") if file.is_file() else ""
    return any(each in text for each in _INCLUSIONS)


def _content_of(generator: Any, kind: Kind, path: str) -> Any:
    """Return the content object of a file; None if it cannot be read, which is logged."""
    try:
        return generator.readers.read_file(path=path, **arguments_of(generator, kind))
    except Exception:
        log.error("Could not process %s", path)  # without the traceback, as Pelican does
        return None


def arguments_of(generator: Any, kind: Kind) -> dict[str, Any]:
    """Return what Pelican calls `read_file` with, besides the path."""
    return {
        "base_path": generator.path,
        "content_class": kind.content,
        "context": generator.context,
        "preread_signal": kind.preread,
        "preread_sender": generator,
        "context_signal": kind.context,
        "context_sender": generator,
    }


def _judge(made: Any, source: Source) -> None:
    """Note whether Pelican accepts the content, and what it looked like when it was read."""
    source.failed = not made.is_valid()
    source.address = _address_of(made)
    if not source.failed:
        source.content, source.state = made, State(made)
        source.inputs = inputs_of(made)
        source.facts, source.has_links = facts_of(made), _has_links(made)
        source.static_links = frozenset(made.get_static_links())


_ATTRIBUTES = (
    *("_summary", "override_save_as", "override_url", "_status", "slug", "lang", "in_default_lang", "date"),
    *("category", "author", "template"),
)


def facts_of(content: Any) -> tuple[object, ...]:
    """Return the attributes of a content on which its address depends, and what is printed of it elsewhere."""
    values = vars(content)
    return tuple(map(values.get, _ATTRIBUTES))


def is_untouched(source: Source) -> bool:
    """Return whether the address and the metadata of a content are still those with which it was read."""
    if source.content is None or source.state is None:
        return True
    values = vars(source.content)
    return tuple(map(values.get, _ATTRIBUTES)) == source.facts and values["metadata"] == source.state.values["metadata"]


def _has_links(made: Any) -> bool:
    """Return whether Pelican's resolving of links in metadata may change something."""
    values, metadata = vars(made), vars(made)["metadata"]
    for name in values["settings"]["FORMATTED_FIELDS"]:
        text = metadata.get(name)
        if text is not values.get("_summary" if name == "summary" else name.lower()):
            return True
        if isinstance(text, str) and ("{" in text or "|" in text):
            return True
    return False


def _address_of(made: Any) -> str:
    try:
        return str(made.save_as or "")
    except Exception:  # without a date the pattern of addresses can have no value
        return ""
