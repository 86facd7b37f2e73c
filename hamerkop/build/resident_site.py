"""Keeps a site in memory: reads what was changed, and renders a page when somebody asks for it.

Every page is byte for byte that of a clean build of the same sources. The objects are Pelican's own. What differs from
a run of Pelican is when things happen: sources are read once, and again when they change; the receivers of the signals
`*_finalized` run after each change, on articles, lists and a template context as they were when everything had been
read; a page is rendered when it is asked for, and not kept. `finalized` is never sent.

The parts: :mod:`source_reading` reads a file, :mod:`restored_state` gives objects their state back,
:mod:`article_listing` and :mod:`page_lists` make the lists, :mod:`loaded_site` has them all, :mod:`changed_paths` says
what a change asks for, :mod:`routes` knows what is at which address, :mod:`page_writer` renders one page.
"""

import copy
import gc
import os
import tempfile
import threading
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.settings import read_settings

from hamerkop.build import audit
from hamerkop.build.changed_paths import Change, change_of, own_programs
from hamerkop.build.loaded_site import LoadedSite
from hamerkop.build.pelican_log import LogCollector, Logged, collected_log
from hamerkop.build.plugin_loading import plugins_not_loaded
from hamerkop.build.reading import read_quickly
from hamerkop.build.site_pages import Rendered, SitePages, connected_file_writers, is_behind
from hamerkop.build.source_reading import Source
from hamerkop.diagnostics.baseline import baseline_of
from hamerkop.shared import file_guard
from hamerkop.shared.clock import build_day, now, set_day
from hamerkop.shared.inputs import site_inputs_of
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.pending_links import PENDING_LINKS, dead_links
from hamerkop.shared.problems import Problem, display_path, log_problem
from hamerkop.shared.rules import OFF

IN_PLACE, RELOADED, RESTART = "in place", "reloaded", "restart"


class Updated(NamedTuple):
    """What was done about changed files.

    *how* is IN_PLACE, RELOADED (every source was read again) or RESTART (nothing: a new process is needed, because the
    settings or the code of a plugin changed). *why* is the path of the file that was the reason for one of the last
    two; "" if everything was read again because an exception had ended the update before. *sources* are the paths under
    PATH of what was read again.
    """

    how: str
    why: str = ""
    sources: tuple[str, ...] = ()


class ResidentSite:
    """The site that *settings_file* describes; *overrides* are settings that replace those of the file.

    *day*: it is shown as of the end of that day. *settings* are those that were read last, {} before; *output_of_build*
    is the folder into which a build would write. *generation* is a number that grows with each change. All methods can
    be called from any thread; one works at a time, with *lock*. Exceptions of plugins and templates are not caught;
    after one in :meth:`update` the next update reads everything again.
    """

    def __init__(
        self, settings_file: str = "pelicanconf.py", overrides: Settings | None = None, day: date | None = None
    ) -> None:
        self.settings_file, self.generation, self.day = settings_file, 0, day
        self.settings: Settings = {}
        self.output_of_build = Path()
        self._overrides, self.lock = dict(overrides or {}), threading.RLock()
        self._folder = tempfile.TemporaryDirectory(prefix="hamerkop-")
        self._known_lists: dict[tuple[Any, ...], list[str]] = {}
        self._site: LoadedSite | None = None
        self._pages: SitePages | None = None
        self._loading = LogCollector()
        self._rendering: list[Logged] = []
        self._is_broken = False

    @property
    def output(self) -> Path:
        """The folder, of this process alone, to which plugins write single files."""
        return Path(self._folder.name, "output")

    @property
    def site(self) -> LoadedSite:
        """The loaded site. Raises RuntimeError before :meth:`load`."""
        if self._site is None:
            raise RuntimeError("the site is not loaded")
        return self._site

    @property
    def is_loaded(self) -> bool:
        """Whether :meth:`load` has succeeded once."""
        return self._site is not None

    def load(self) -> None:
        """Read everything. Raises what Pelican raises for settings that it cannot use."""
        with self.lock:
            gc.unfreeze()
            with collected_log() as reading_settings:
                settings = self._read_settings()
            with read_quickly(settings, self.settings_file):
                with collected_log() as self._loading:
                    loaded = LoadedSite(self._new_pelican(settings))
                    loaded.file_writers = connected_file_writers()
                    loaded.read_all()
                loaded.assemble()
            self._loading.records[:0] = reading_settings.records
            loaded.keep_addresses(self._site)
            self._site, self._is_broken = loaded, False
            self._begin_generation()
            gc.collect()
            gc.freeze()  # a collection of a large site takes 0.3 s

    def _read_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = read_settings(self.settings_file, override=self._overrides)
        self.output_of_build = Path(settings["OUTPUT_PATH"])
        self.settings = settings
        if self.day:
            set_day(self.day, settings.get("TIMEZONE", "UTC"))
            _let_the_day_decide(settings)
        return settings

    def _new_pelican(self, settings: dict[str, Any]) -> Pelican:
        settings["OUTPUT_PATH"] = str(self.output)
        file_guard.connect()
        wanted = settings["PLUGINS"]
        pelican = Pelican(settings)
        for problem in plugins_not_loaded(wanted, settings["PLUGINS"], self._loading):
            log_problem(problem, settings)
        return pelican

    def _begin_generation(self) -> None:
        if self._pages:
            self._pages.close()
        self.generation += 1
        self._rendering = []
        if len(self._known_lists) > 100_000:
            self._known_lists.clear()
        self._pages = SitePages(self.site, self._known_lists)

    def close(self) -> None:
        """Remove the temporary files."""
        if self._pages:
            self._pages.close()
        self._folder.cleanup()

    def update(self, paths: Iterable[str | Path]) -> Updated:
        """Bring the site up to date with the files or folders *paths*, which were changed, made or removed."""
        with self.lock:
            change = change_of(paths, self.site, self.settings_file)
            if change.restart:
                return Updated(RESTART, change.restart)
            if change.reload or self._is_broken:
                self.load()
                return Updated(RELOADED, change.reload)
            sources = change.sources | self._due_today()
            if not (sources or change.statics or change.templates):
                return Updated(IN_PLACE)
            self._is_broken = True
            self._update_in_place(change, sources)
            self._is_broken = False
            return Updated(IN_PLACE, "", tuple(sorted(sources)))

    def _update_in_place(self, change: Change, sources: set[str]) -> None:
        if change.templates:
            self.site.forget_templates()
        self.site.forget_statics(change.statics)
        self.site.assemble(self.site.read_again(sources))
        self._begin_generation()

    def _due_today(self) -> set[str]:
        """Return the sources that read differently from some day on, if that day has come."""
        today = build_day(self.site.context)
        return {path for path, day in self.site.days.items() if day <= today}

    def render(self, address: str) -> Rendered | None:
        """Return what a build would write to *address*, a path under OUTPUT_PATH; None if nothing."""
        with self.lock, collected_log() as log:
            try:
                return self._pages.render(address) if self._pages else None
            finally:
                self._rendering += log.records

    def addresses(self) -> list[str]:
        """Return every path that :meth:`render` has something for, sorted."""
        with self.lock, collected_log():
            return self._pages.addresses() if self._pages else []

    def problems_at(self, address: str) -> list[Problem]:
        """Return the problems of the sources that cannot be published, but would be at *address*."""
        with self.lock:
            failed = [source for source in self.site.sources() if source.failed and address in _addresses_of(source)]
            paths = {display_path(Path(self.site.settings["PATH"], source.path)) for source in failed}
            return [problem for problem in self.problems if problem.path in paths] if paths else []

    def source_at(self, address: str) -> Source | None:
        """Return the source of the article or page at *address*, a path under OUTPUT_PATH; None if there is none."""
        with self.lock:
            at = [source for source in self.site.sources() if self._address_of(source) == address]
            was_at = (source for source in self.site.sources() if source.failed and source.last_address == address)
            return at[0] if at else next(was_at, None)

    def address_of_source(self, path: str | Path) -> str:
        """Return the address of the page of the source at *path*, or the last that it had; "" if it has none."""
        with self.lock:
            key = os.path.relpath(path, self.site.settings["PATH"]).replace(os.sep, "/")
            found = [reading.sources[key] for reading in self.site.readings if key in reading.sources]
            return self._last_address_of(found[0]) if found else ""

    def _last_address_of(self, source: Source) -> str:
        return (source.last_address if source.failed else "") or self._address_of(source)

    def _address_of(self, source: Source) -> str:
        is_touched = source.content is not None and id(source.content) in self.site.touched
        return str(source.content.save_as or "") if is_touched and source.content else source.address

    def addresses_of_files(self, paths: Iterable[str | Path]) -> set[str]:
        """Return the addresses at which the files *paths* are copied as they are."""
        with self.lock, collected_log():
            wanted = {os.path.abspath(path) for path in paths}  # noqa: PTH100  # links stay as they are
            files = self._pages.copied_files() if self._pages else {}
            return {address for address, file in files.items() if os.path.abspath(file) in wanted}  # noqa: PTH100  # as above

    def watched_folders(self) -> list[Path]:
        """Return the folders that hold nothing but what the site is made of; some may not exist."""
        settings = self.settings
        overrides = settings.get("THEME_TEMPLATES_OVERRIDES", ())
        return [Path(settings[name]) for name in ("PATH", "THEME") if name in settings] + list(map(Path, overrides))

    def watched_files(self) -> list[Path]:
        """Return the files elsewhere that the site is made of: settings, plugins of its own, data files."""
        inputs = site_inputs_of(self.site.context) if self.is_loaded else ()
        names = {self.settings_file, *own_programs(), *inputs}
        beside = Path(self.settings_file).absolute().parent.glob("*.py")  # a plugin may be among them soon
        files = sorted({*(Path(name).absolute() for name in names), *beside})
        folders = [folder.absolute() for folder in self.watched_folders()]
        return [path for path in files if not any(path.is_relative_to(folder) for folder in folders)]

    def write_behind(self, folder: Path) -> bytes:
        """Write what pages do not wait for, such as a search index, into *folder*; return b""."""
        with self.lock, collected_log():
            for generator in self.site.generators:
                if is_behind(generator):
                    only = copy.copy(generator)
                    only.output_path = str(folder)
                    only.generate_output(None)
        return b""

    @property
    def problems(self) -> list[Problem]:
        """Every problem of the site as it is now, as a build reports them before it writes."""
        found = baseline_of(self.site.settings).without_accepted(self.all_problems())
        return [problem for problem in found if problem.level != OFF]

    def all_problems(self) -> list[Problem]:
        """Return every problem, with those that the baseline accepts, and those of rules that are off."""
        with self.lock, collected_log() as log:
            site = self.site
            logs: list[LogCollector | Source] = [self._loading, site.log, *site.sources()]
            log.problems += [problem for each in logs for problem in each.problems]
            log.records += [record for each in logs for record in each.records] + self._rendering
            for receiver, sender in site.reports:
                receiver(sender)
            for problem in dead_links(PENDING_LINKS.get(site.context) or (), self._bytes_at):
                log_problem(problem, site.settings)
            self._audit(log)
        return sorted(set(log.problems))

    def _bytes_at(self, address: str) -> bytes | None:
        """Return what a build would write to *address*; b"" if a source that cannot be published would be there."""
        rendered = self.render(address)
        if rendered is None and any(source.failed and source.address == address for source in self.site.sources()):
            return b""
        return rendered.data if rendered else None

    def _audit(self, log: LogCollector) -> None:
        site, content = self.site, Path(self.site.settings["PATH"])
        outcomes = audit.outcomes(site.generators)
        found = [*audit.problems(site.generators, outcomes), *audit.unread(outcomes, content, log)]
        for problem in (*found, *audit.about_names(site.generators, log), *audit.about_links(site.generators, log)):
            log_problem(problem, site.settings)
        log.report_the_rest(site.settings, self.settings_file)


def _let_the_day_decide(settings: dict[str, Any]) -> None:
    """Compare the dates of articles with the time of the build where Pelican would compare them with the clock."""
    if not settings["WITH_FUTURE_DATES"]:
        settings["WITH_FUTURE_DATES"] = True
        signals.content_object_init.connect(_hold_back_if_later)


def _hold_back_if_later(content: Content) -> None:
    """Make a draft of an article that is dated later than the build. Receiver of `content_object_init`."""
    if isinstance(content, Article) and getattr(content, "date", None) and content.date > now(content.settings["PATH"]):
        content.status = "draft"


def _addresses_of(source: Source) -> tuple[str, str]:
    """Return where the page of a source would be, and where it was when the source could be read."""
    return source.address, source.last_address
