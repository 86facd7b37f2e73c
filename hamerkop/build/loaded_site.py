"""The generators of a site in memory, what was read for them, and the lists that they make of it."""

import copy
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from blinker import ANY, NamedSignal
from jinja2 import Template
from pelican import Pelican, signals
from pelican.contents import Content as PelicanContent
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator

from hamerkop.build import article_listing
from hamerkop.build.article_listing import ArticleLists
from hamerkop.build.content_index import ContentIndex
from hamerkop.build.feed_routes import entries_in_order, feeds_of
from hamerkop.build.one_file import attaches
from hamerkop.build.page_lists import StaticFiles, fill, list_pages
from hamerkop.build.pelican_log import LogCollector, collected_log
from hamerkop.build.restored_state import State
from hamerkop.build.routes import static_files, theme_files
from hamerkop.build.source_reading import (
    Kind,
    Source,
    is_untouched,
    kind_of,
    read_source,
    source_files,
    source_key,
)
from hamerkop.shared import changes
from hamerkop.shared.changes import Changes
from hamerkop.shared.clock import BUILD_TIME, build_time
from hamerkop.shared.contract import Contract
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.source_text import unsaved_text


@dataclass
class Reading:
    """A generator of Pelican's, and the sources that were read for it, by their path under PATH."""

    generator: Any
    kind: Kind
    sources: dict[str, Source] = field(default_factory=dict)

    def contents(self) -> list[Content]:
        """Return what could be read, in the order of the paths."""
        return [source.content for source in self.sources.values() if source.content is not None]

    def replace(self, path: str, source: Source | None) -> None:
        """Put *source* in the place of what was read at *path*; None: there is nothing any more."""
        is_new = path not in self.sources
        if source is None:
            self.sources.pop(path, None)
        else:
            self.sources[path] = source
        if is_new:
            self.sources = dict(sorted(self.sources.items()))


class LoadedSite:
    """A site in memory, made by *pelican*.

    *log* has what the last :meth:`assemble` found, *reports* the receivers that only log problems and did not run yet,
    with what they are called with. *file_writers* are receivers that write files of an article when they are asked for.
    *dependents* are the sources that depend on a file, by its absolute path; under "" those of which that is not known.
    *days* are those on which a source reads differently.
    """

    def __init__(self, pelican: Pelican) -> None:
        self.pelican = pelican
        self.settings: Settings = pelican.settings
        self.context = new_context(self.settings)
        self.generators = new_generators(pelican, self.context)
        self.readings = [Reading(each, kind) for each in self.generators if (kind := kind_of(each))]
        self.statics = StaticFiles()
        self.log = LogCollector()
        self.reports: list[tuple[Any, Any]] = []
        self.file_writers: list[Any] = []
        self._states = [(each, State(each)) for each in self.generators]
        self._names: list[tuple[Any, State]] = []
        self._lists: dict[int, ArticleLists] = {}  # by the id of the generator
        self._after_reading: dict[str, Any] = dict(self.context)
        self._swaps: list[tuple[Content, Content]] | None = None
        self._indexes: dict[tuple[int, tuple[str, ...]], ContentIndex] = {}
        self.dependents: dict[str, set[str]] = {}
        self.days: dict[str, date] = {}
        self.theme_files: dict[str, Path] | None = None
        self._static_files: tuple[list[Content], dict[str, Path]] | None = None
        self._attached = False  # whether a text has moved a static file
        self.touched: set[int] = set()  # ids of contents whose address or metadata a plugin has changed

    # Reading

    def read_all(self) -> None:
        """Read every source."""
        for reading in self.readings:
            for path in source_files(reading.generator, reading.kind):
                source = read_source(reading.generator, reading.kind, path)
                reading.sources[source.path] = source
            reading.sources = dict(sorted(reading.sources.items()))
        for source in self.sources():
            self._note_inputs(source)
        self._after_reading = dict(self.context)

    def _note_inputs(self, source: Source) -> None:
        """Note on which files and days a source depends; what is noted of an earlier text does no harm."""
        files = {*source.inputs.files, *(file for file, _ in source.inputs.entries), *([""] if source.includes else ())}
        for file in files:
            self.dependents.setdefault(file, set()).add(source.path)
        if source.inputs.changes_on:
            self.days[source.path] = source.inputs.changes_on

    def keep_addresses(self, last: "LoadedSite | None") -> None:
        """Let each source have the address that it had in the *last* site when it could be read."""
        known = {source.path: source for source in last.sources()} if last else {}
        for source in self.sources():
            source.last_address = _last_address(known.get(source.path))

    def read_again(self, paths: Iterable[str]) -> Changes:
        """Read the sources at *paths*, which are relative to PATH, again; one that is gone is removed.

        Everything has the state that it had after reading when this ends.
        """
        self._restore()
        replaced: list[tuple[Source | None, Source | None]] = []
        old: list[Content] = []
        new: list[Content] = []
        for path in sorted(paths):
            self._forget_collected(path)
            changes.forget_source(self.context, os.path.abspath(Path(self.settings["PATH"], path)))  # noqa: PTH100  # as Pelican writes it
            for reading in self.readings:
                before, after = _read_one(reading, path)
                replaced.append((before, after))
                self.days.pop(path, None)
                if after:
                    self._note_inputs(after)
                if isinstance(reading.generator, ArticlesGenerator):
                    old += _content_in(before)
                    new += _content_in(after)
        self._after_reading = dict(self.context)
        self._swaps = _swaps(replaced)
        return Changes(tuple(old), tuple(new))

    def _forget_collected(self, path: str) -> None:
        """Remove from the lists in the context what plugins have added while they read the source at *path*."""
        for source in (reading.sources[path] for reading in self.readings if path in reading.sources):
            for name, items in source.collected.items():
                gone = set(map(id, items))
                collected = self.context.get(name) or []
                collected[:] = [each for each in collected if id(each) not in gone]

    def _restore(self) -> None:
        for target, state in [*self._states, *self._names]:
            state.restore(target)
        for source in self.sources():
            if source.state is not None:
                source.state.restore(source.content)
        self.statics.restore()
        fill(self.context, self._after_reading)
        _forget_contents()
        if BUILD_TIME.get(self.context):  # an article may be due by now
            self.context.pop(BUILD_TIME.name)
            build_time(self.context)

    def sources(self) -> Iterator[Source]:
        """Yield every source."""
        for reading in self.readings:
            yield from reading.sources.values()

    def forget_templates(self) -> None:
        """Have every file of the theme looked for again, and every template read from its file."""
        self.theme_files = self._static_files = None
        for generator in self.generators:
            generator.env.cache.clear()
        for target in (self.context, self._after_reading):
            for name, value in list(target.items()):
                if isinstance(value, Template) and value.name:  # a plugin keeps it from the beginning
                    target[name] = self.generators[0].env.get_template(value.name)

    def forget_statics(self, paths: Iterable[str]) -> None:
        """Read the static files at *paths*, relative to PATH, anew, and search the folders of `STATIC_PATHS`."""
        for path in paths:
            self.statics.found = None
            self.statics.forget(path)

    # Lists

    def assemble(self, changed: Changes | None = None) -> None:
        """Make all lists of what was read, with all signals up to the last one before writing.

        *changed* is None when the site is loaded.
        """
        self.reports = []
        with collected_log() as self.log, _without_end():
            for name in ("generated_content", "static_content"):
                self.context[name].clear()
            self.context["static_links"] = set()
            for generator in self.generators:
                self._generate_context(generator, changed)
            self._send(signals.all_generators_finalized, self.generators, changed)
            self._refresh_links()
            self._attach_files()

    def _generate_context(self, generator: Any, changed: Changes | None) -> None:
        reading = next((each for each in self.readings if each.generator is generator), None)
        if reading and isinstance(generator, ArticlesGenerator):
            self._list_articles(reading, changed)
        elif reading and isinstance(generator, PagesGenerator):
            self._add_sources(reading)
            list_pages(generator, reading.contents())
            self._send(signals.page_generator_finalized, generator, changed)
        elif _context_method(generator) is StaticGenerator.generate_context:
            self.statics.list_files(generator)
            self._send(signals.static_generator_finalized, generator, changed)
        elif _context_method(generator):  # third-party code
            generator.generate_context()

    def _add_sources(self, reading: Reading) -> None:
        generated = self.context["generated_content"]
        for path, source in reading.sources.items():
            if source.content is not None or source.failed:
                generated[path] = source.content
            if source.static_links:
                self.context["static_links"] |= source.static_links

    def _list_articles(self, reading: Reading, changed: Changes | None) -> None:
        self._add_sources(reading)
        generator = reading.generator
        known = self._lists.get(id(generator))
        if known and changed and self._only_swaps(changed) and not _foreign(signals.article_generator_pretaxonomy):
            article_listing.swap_articles(known, _pairs(changed))
            article_listing.hand_over(generator, known.by_status)
            article_listing.connect_translations(known.by_status, generator.settings)
            self._send(signals.article_generator_pretaxonomy, generator, changed)
        else:
            known = article_listing.made_lists(generator, reading.contents())
        self._lists[id(generator)] = known
        article_listing.finish_context(generator, known)
        self._names = [(name, State(name)) for name in article_listing.listed_names(known)]
        self._send(signals.article_generator_finalized, generator, changed)
        self._keep_records(signals.article_generator_finalized, reading, changed)

    def _only_swaps(self, changed: Changes) -> bool:
        """Return whether the lists do not depend on what was changed."""
        if len(changed.old) != len(changed.new):
            return False
        pairs = _pairs(changed)
        facts = [(article_listing.facts_of(old), article_listing.facts_of(new)) for old, new in pairs]
        return len(pairs) == len(changed.old) and all(one is not None and one == other for one, other in facts)

    def _send(self, signal: NamedSignal, sender: Any, changed: Changes | None) -> None:
        """Send a signal, but for receivers that can be told what was changed, or that only report."""
        for receiver in list(signal.receivers_for(sender)):
            update = changes.update_of(receiver)
            if changes.is_report(receiver):
                self.reports.append((receiver, sender))
            elif update and changed is not None:
                self._keep(receiver, update(sender, changed))
            else:
                receiver(sender)

    def _keep_records(self, signal: NamedSignal, reading: Reading, changed: Changes | None) -> None:
        """Let the records of plugins with an update stay attached: the first time, those of all articles."""
        for receiver in list(signal.receivers_for(reading.generator)) if changed is None else ():
            if changes.update_of(receiver):
                self._keep(receiver, reading.contents())

    def _keep(self, receiver: Any, contents: Iterable[Content]) -> None:
        contract: Contract = receiver.__globals__["CONTRACT"]
        kinds = [each for each in contract.sets if isinstance(each, type)]
        states = {id(source.content): source.state for source in self.sources() if source.content is not None}
        for content in contents:
            state = states.get(id(content))
            if state is not None:
                state.keep(content, kinds)

    def _refresh_links(self) -> None:
        """Resolve the links in summaries and the like, as Pelican does before it writes; where there can be any."""
        was_touched = bool(self.touched)
        self.touched = {id(source.content) for source in self.sources() if not is_untouched(source)}
        plain = {id(source.content) for source in self.sources() if not source.has_links} - self.touched
        if was_touched or self.touched:
            self._swaps = None
        for generator in self.generators:
            if hasattr(generator, "refresh_metadata_intersite_links"):
                only = copy.copy(generator)
                for name in _CONTENT_LISTS & vars(generator).keys():
                    setattr(only, name, [each for each in getattr(generator, name) if id(each) not in plain])
                only.refresh_metadata_intersite_links()

    def index(self, generator: Any, names: tuple[str, ...]) -> ContentIndex:
        """Return the contents of the lists *names* of a generator by their addresses."""
        lists = [getattr(generator, name) for name in names]
        known = self._indexes.get((id(generator), names))
        if known is None or self._swaps is None or not known.swapped(lists, self._swaps):
            sources = {id(source.content): source for source in self.sources() if source.content is not None}
            known = ContentIndex(lists, lambda content: self._address_of(content, sources.get(id(content))))
            self._indexes[id(generator), names] = known
        return known

    def _address_of(self, content: Content, source: Source | None) -> str:
        return str(content.save_as or "") if source is None or id(content) in self.touched else source.address

    def static_files(self, generator: Any) -> dict[str, Path]:
        """Return the files that Pelican copies, by their path in the output folder."""
        if self.theme_files is None:
            self.theme_files = dict(theme_files(generator.theme, generator.settings))
        files = list(self.context["staticfiles"])
        if self._attached or self._static_files is None or self._static_files[0] != files:
            self._static_files = files, self.theme_files | static_files(generator)
        return self._static_files[1]

    def _attach_files(self) -> None:
        """Let texts that move a file beside their page do so now, in the order in which a build renders them."""
        moved = {path for source in self.sources() if _attaches(source) for path in source.static_links}
        self._attached = bool(moved) or self._attached
        if not moved:
            return
        concerned = {id(source.content) for source in self.sources() if source.static_links & moved}
        for content in self._in_order_of_writing():
            if id(content) in concerned:
                content.content  # noqa: B018  # resolves its links

    def _in_order_of_writing(self) -> Iterator[Content]:
        for generator in self.generators:
            if isinstance(generator, ArticlesGenerator):
                yield from entries_in_order(feeds_of(generator), generator.settings["FEED_MAX_ITEMS"])
            for name in _WRITING_ORDER:
                yield from getattr(generator, name, ())


_WRITING_ORDER = (
    *("translations", "articles", "pages", "hidden_translations", "hidden_articles", "hidden_pages"),
    *("drafts_translations", "drafts", "draft_translations", "draft_pages"),
)
_CONTENT_LISTS = {*_WRITING_ORDER}


def new_context(settings: Settings) -> dict[str, Any]:
    """Return the template context, as Pelican begins it."""
    context: dict[str, Any] = dict(settings)
    context["generated_content"], context["static_links"], context["static_content"] = {}, set(), {}
    context["localsiteurl"] = settings["SITEURL"]
    return context


def new_generators(pelican: Pelican, context: dict[str, Any]) -> list[Any]:
    """Return the generators of a site, as Pelican makes them."""
    settings = pelican.settings
    paths = {"path": settings["PATH"], "theme": settings["THEME"], "output_path": settings["OUTPUT_PATH"]}
    return [kind(context=context, settings=settings, **paths) for kind in pelican._get_generator_classes()]


def _context_method(generator: object) -> Any:
    return getattr(type(generator), "generate_context", None)


@contextmanager
def _without_end() -> Iterator[None]:
    """Disconnect what is connected to `finalized` in the block: that signal is never sent."""
    before = list(signals.finalized.receivers_for(ANY))
    yield
    for receiver in list(signals.finalized.receivers_for(ANY)):
        if receiver not in before:
            signals.finalized.disconnect(receiver)


def _read_one(reading: Reading, path: str) -> tuple[Source | None, Source | None]:
    """Read the source at *path* again; return what it was before and what it is now."""
    before, after = reading.sources.get(path), None
    names = {source_key(name): name for name in _names_of(reading, path, known=before is not None)}
    if path in names:
        after = read_source(reading.generator, reading.kind, names[path])
        after.last_address = _last_address(before)
    if before or after:
        reading.replace(path, after)
    return before, after


def _last_address(before: Source | None) -> str:
    """Return the address that a source had when it could be read; "" if it never could."""
    if before is None:
        return ""
    return before.last_address if before.failed else before.address


def _swaps(replaced: Iterable[tuple[Source | None, Source | None]]) -> list[tuple[Content, Content]] | None:
    """Return the contents before and after, if none has another address than it had; else None."""
    found = []
    for before, after in replaced:
        old, new = _content_in(before), _content_in(after)
        if not old and not new:
            continue
        if not (before and after and old and new) or before.address != after.address:
            return None
        if hasattr(old[0], "override_save_as") != hasattr(new[0], "override_save_as"):
            return None
        found.append((old[0], new[0]))
    return found


def _names_of(reading: Reading, path: str, known: bool) -> list[str]:
    """Return the names of the files to read: only for a file that is new all folders are searched."""
    name = path if "/" in path else f"./{path}"
    if unsaved_text(Path(reading.generator.path, path)) is not None:
        return [name] if known or _is_in_folders(reading, path) else []
    if not Path(reading.generator.path, path).exists():
        return []
    return [name] if known else list(source_files(reading.generator, reading.kind))


def _is_in_folders(reading: Reading, path: str) -> bool:
    """Return whether a file that is not saved yet would be a source of the generator."""
    settings, kind = reading.generator.settings, reading.kind.setting
    folders, excluded = ([Path(each) for each in settings[f"{kind}_{name}"]] for name in ("PATHS", "EXCLUDES"))
    is_listed = any(Path(path).is_relative_to(folder) for folder in folders)
    is_excluded = any(Path(path).is_relative_to(folder) for folder in excluded)
    return is_listed and not is_excluded and Path(path).suffix[1:] in reading.generator.readers.extensions


def _content_in(source: Source | None) -> list[Content]:
    return [source.content] if source and source.content is not None else []


def _pairs(changed: Changes) -> list[tuple[Content, Content]]:
    """Return the articles of a change that were read again, before and after."""
    after = {each.source_path: each for each in changed.new}
    return [(each, after[each.source_path]) for each in changed.old if each.source_path in after]


def _foreign(signal: NamedSignal) -> bool:
    """Return whether plugins of others are connected to *signal*."""
    return any(not getattr(each, "__module__", "").startswith("hamerkop.") for each in signal.receivers_for(ANY))


def _forget_contents() -> None:
    """Forget the texts and summaries that Pelican keeps by object, with their resolved links."""
    for name in ("get_content", "get_summary"):
        vars(PelicanContent)[name].cache.clear()


def _attaches(source: Source) -> bool:
    return bool(source.static_links) and attaches(getattr(source.content, "_content", None) or "")
