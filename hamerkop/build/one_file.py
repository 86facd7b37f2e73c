"""Reads one article or page so that another process, or a later build, can have all that reading it gives.

That is: the object, what was logged, what plugins have collected in the template context, and the files that were
read. Where this is not all, as for a file that cannot be read, there is no reading: the build reads that file itself.
"""

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pelican.contents import Article, Page

from hamerkop.build.article_record import LoadText, dumped, loaded
from hamerkop.build.captured_log import Fields, NotAlone, captured_log, log_again
from hamerkop.build.opened_files import OpenedFiles, opened_files
from hamerkop.shared import steps
from hamerkop.shared.inputs import inputs_of
from hamerkop.shared.pelican_types import Content, Context, Settings
from hamerkop.shared.records import Collected, Restored
from hamerkop.shared.source_text import source_text
from hamerkop.shared.text_facts import registered_facts


@dataclass(frozen=True)
class Reading:
    """All that reading one file gives.

    *state*: the object without its text, see :mod:`hamerkop.build.article_record`. *log*: the fields of each log
    record. *collected*: names of lists in the context, and the items that were added. *opened*: absolute paths of the
    files that were read besides the source. *changes_on*: the first day on which reading gives something else though no
    file has changed; *changes_at* the moment, if it is known. *attaches*: its links move files. *facts*: those of the
    text, see :mod:`hamerkop.shared.text_facts`.
    """

    state: bytes
    log: tuple[Fields, ...] = ()
    collected: tuple[tuple[str, tuple[object, ...]], ...] = ()
    opened: frozenset[str] = frozenset()
    changes_on: date | None = None
    changes_at: datetime | None = None
    attaches: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_alone(read: Callable[[], Content], context: Context) -> tuple[Reading, str] | None:
    """Return what *read* gives as a reading, and the text; None if the build itself has to read the file."""
    before = _state_of(context)
    try:
        with captured_log() as log, opened_files() as opened:
            content = read()
        return _reading_of(content, log, opened, _collected(before, context)), content._content
    except Exception:  # of any kind: the file is read again, where it is reported
        return None
    finally:
        _forget_collected(before, context)


def _reading_of(content: Content, log: list[Fields], opened: OpenedFiles, collected: Mapping[str, Any]) -> Reading:
    if not isinstance(content, Article | Page) or not isinstance(content._content, str) or not opened.is_complete:
        raise NotAlone
    if _asks_for_files(content):
        raise NotAlone
    inputs = inputs_of(content)
    return Reading(
        dumped(content),
        tuple(log),
        tuple((name, tuple(items)) for name, items in collected.items()),
        frozenset({*opened.paths, *inputs.files} - {content.source_path}),
        inputs.changes_on,
        _publication(content),
        attaches(content._content),
        registered_facts(content, content._content),
    )


def _asks_for_files(content: Content) -> bool:
    """Return whether an extension has looked for files that a text names, which nobody can see if there are none."""
    names = [str(name) for name in content.settings["MARKDOWN"].get("extensions", [])]
    names += map(str, content.settings["MARKDOWN"].get("extension_configs", {}))
    has_snippets = any("snippets" in name for name in names)
    return any("b64" in name for name in names) or (has_snippets and "-8<-" in source_text(content))


def _publication(content: Content) -> datetime | None:
    """Return the moment from which Pelican publishes what it holds back for its date, or None."""
    moment: datetime | None = getattr(content, "date", None)
    if content.settings["WITH_FUTURE_DATES"] or moment is None or moment.tzinfo is None:
        return None
    return moment if moment > datetime.now(UTC) else None


def attaches(html: str) -> bool:
    """Return whether a text can have an {attach} link: then files are moved beside the page when it is written."""
    return "attach}" in html or "attach|" in html


def restored(reading: Reading, text: LoadText, settings: Settings, context: Context) -> Content:
    """Return the object of a reading. Raises any exception if that was made by another version of the code."""
    return loaded(reading.state, text, reading.facts, settings, context)


def repeat_effects(reading: Reading, content: Content, context: Context) -> None:
    """Do in this process what reading the file did in the other one, besides making the object."""
    log_again(reading.log)
    for name, items in reading.collected:
        context.setdefault(name, Collected()).extend(items)
    steps.run_restore(content)


# What reading changes in the context

_UNCHANGING = (str, int, float, bool, bytes, type(None))


@dataclass(frozen=True)
class _ContextState:
    """The values of a context at one moment, and the lengths of those that have one and can change."""

    values: Mapping[str, object]
    lengths: Mapping[str, int]


def _state_of(context: Context) -> _ContextState:
    return _ContextState(
        dict(context),
        {
            name: len(value)
            for name, value in context.items()
            if type(value) not in _UNCHANGING and isinstance(value, Sized) and not isinstance(value, Restored)
        },
    )


def _collected(before: _ContextState, context: Context) -> dict[str, list[object]]:
    """Return what was added to lists that plugins collect in the context. Raises NotAlone for any other change."""
    found: dict[str, list[object]] = {}
    for name, value in context.items():
        length = before.lengths.get(name)
        if isinstance(value, Collected):
            if added := value[length or 0 :]:
                found[name] = added
        elif isinstance(value, Restored):
            continue
        elif before.values.get(name, before) is not value or (length is not None and length != len(value)):  # type: ignore[arg-type]  # it has one
            raise NotAlone
    return found


def _forget_collected(before: _ContextState, context: Context) -> None:
    """Remove what was added to the lists: it is added when the reading is used, or the file is read again."""
    for name, value in context.items():
        if isinstance(value, Collected):
            del value[before.lengths.get(name, 0) :]
